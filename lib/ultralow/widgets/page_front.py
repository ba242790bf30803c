"""Scripts and styles that the pages of the site and the widgets of the notebooks have in common.

Those of ``front`` are classic scripts: each adds to one object, ``Ultralow``, which belongs to the
page of the site. A widget gets them as a module with an object of its own, so that several of them,
and other versions of the library, may stand in one page.
"""

from collections.abc import Iterable
from pathlib import Path

FRONT = Path(__file__).with_name("front")
COLORS = FRONT / "colors.css"
# What a chart needs, in the order in which it is loaded, and how it looks.
CHARTS = [FRONT / f"{name}.js" for name in ("dom", "chart", "chart_csv", "reading", "crosshair")]
PANEL = FRONT / "panel.css"
KERNEL = FRONT / "kernel.js"
# Where the colours stand: on the site, and in a notebook, whose other parts keep theirs.
PAGE = ":root", 'html[data-theme="dark"]'
WIDGET = ".ultralow-front", '[data-jp-theme-light="false"] .ultralow-front'


def module(scripts: Iterable[Path], entry: str) -> str:
    """An ECMAScript module of classic scripts and of an entry that uses their ``Ultralow``.

    Examples
    --------
    >>> print(module([], "export default { render: Ultralow.render };"))
    const Ultralow = (function (window) {
    return window.Ultralow;
    })({});
    export default { render: Ultralow.render };
    """
    parts = "".join(f"{one.read_text(encoding='utf-8')}\n" for one in scripts)
    inside = f"(function (window) {{\n{parts}return window.Ultralow;\n}})({{}})"
    return f"const Ultralow = {inside};\n{entry}"


def styles(sheets: Iterable[Path]) -> str:
    """Style sheets for what is inside elements of the class ``ultralow-front`` alone."""
    colors = COLORS.read_text(encoding="utf-8")
    for ours, theirs in zip(PAGE, WIDGET, strict=True):
        colors = colors.replace(ours, theirs)
    parts = "".join(one.read_text(encoding="utf-8") for one in sheets)
    return f"{colors}\n.ultralow-front {{\n{parts}}}\n"
