"""The explorer's front end in a notebook: scripts, style, and what they start from."""

from pathlib import Path

import anywidget
import traitlets

from ultralow.widgets import page_front

FRONT = Path(__file__).with_name("front")
# In the order in which they are loaded; the first are those of other panels of the site, too.
PHYSICS = [FRONT / f"{name}.js" for name in ("quadrature", "minimum")]
SCRIPTS = [
    FRONT / f"{name}.js"
    for name in (
        "stored", "paths", "lattice", "glass", "holes", "screen", "source", "knob", "choices",
        "controls", "headlines", "explorer",
    )
]  # fmt: skip
STYLE = FRONT / "explorer.css"


class FrontEnd(anywidget.AnyWidget):
    """Everything that is seen and moved; it computes and draws by itself.

    Attributes
    ----------
    facts : dict
        Those of `ultralow.explorer.facts`.
    tables : dict
        Tables of `ultralow.explorer.phonon_tables` that are there from the start, by crystal and
        result (``CsSnI3/7net-0``). For others it asks.
    values : dict
        Where the controls stand, when a move has come to its end.
    """

    _esm = page_front.module(
        [*page_front.CHARTS, page_front.KERNEL, *PHYSICS, *SCRIPTS, FRONT / "notebook.js"],
        "export default { render: Ultralow.notebook.render };\n",
    )
    _css = page_front.styles([FRONT / "notebook.css", page_front.PANEL, STYLE])
    facts = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
