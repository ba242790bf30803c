"""Pages on the library from its docstrings, in the rooms that CONTRIBUTING.md names."""

import ast
import re
from functools import cache
from pathlib import Path

from ultralow import gallery

PACKAGE = gallery.ROOT / "lib" / "ultralow"
ELSEWHERE = "not yet in the table of rooms"


@cache
def modules() -> dict[str, Path]:
    """The library's modules by name, without what Python itself names with underscores."""
    paths = sorted(PACKAGE.glob("*.py"))
    return {path.stem: path for path in paths if not path.stem.startswith("__")}


@cache
def rooms() -> dict[str, list[str]]:
    """What each room holds, and the modules in it, from the table in CONTRIBUTING.md."""
    text = (gallery.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found, left = {}, dict.fromkeys(modules())
    for names, holds in re.findall(r"^\| (`.+?) \| (.+) \|$", text, re.MULTILINE):
        here = [name for name in re.findall(r"`(\w+)`", names) if name in left]
        if here:
            found[holds] = here
            left = {name: None for name in left if name not in here}
    return found | ({ELSEWHERE: list(left)} if left else {})


def index() -> str:
    """The rooms with their modules and the first line of each, and the navigation."""
    parts = []
    for holds, names in rooms().items():
        parts += [f"## {holds[0].upper()}{holds[1:]}", ""]
        for name in names:
            parts += [f"[`{name}`]({name}.md)", f": {_first_line(modules()[name])}", ""]
    every = [name for names in rooms().values() for name in names]
    return "\n".join([*parts, "```{toctree}", ":hidden:", "", *every, "```"])


def pages() -> dict[str, str]:
    """One page a module."""
    return {f"api/{name}.md": _page(name) for name in modules()}


def _page(name: str) -> str:
    directive = f".. automodule:: ultralow.{name}\n   :members:"
    return f"# ultralow.{name}\n\n```{{eval-rst}}\n{directive}\n```\n"


def _first_line(path: Path) -> str:
    """The first sentence of a module's docstring, as Markdown."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).split("\n\n")[0]
    return " ".join(text.replace("``", "`").split())
