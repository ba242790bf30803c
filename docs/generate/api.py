"""Pages on the library from its docstrings, wing by wing, and the map of CONTRIBUTING.md."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

from ultralow.paper import gallery

PACKAGE = gallery.ROOT / "lib" / "ultralow"
MAP = re.compile(r"(<!-- wings:.*?-->\n).*?(<!-- end of wings -->)", re.DOTALL)


@cache
def modules() -> dict[str, Path]:
    """The library's modules by dotted name within the package, without ``__init__`` and such."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if not path.stem.startswith("__")]
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in paths}


@cache
def wings() -> dict[str, str]:
    """The wings, from the top of the house to its ground, and what each says of itself."""
    layers = tomllib.loads((gallery.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    house = layers["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name.strip() for layer in house for name in layer.split("|")]
    files = {name: PACKAGE / name / "__init__.py" for name in names}
    return {name: _docstring(file) for name, file in files.items() if file.exists()}


def in_contributing(text: str) -> str:
    """CONTRIBUTING.md with its map brought in step: a row a wing, from the wing's docstring."""
    rows = ["| wing | what is in it |", "|---|---|"]
    rows += [f"| `{name}` | {_one_line(says)} |" for name, says in wings().items()]
    return MAP.sub(lambda found: found[1] + "\n".join(rows) + "\n" + found[2], text)


def index() -> str:
    """The wings with their modules and the first line of each, and the navigation."""
    parts = []
    for wing, says in (wings() | {"": "What all wings share."}).items():
        parts += [f"## {wing or 'checks and errors'}", "", says, "", *_listed(wing)]
    return "\n".join([*parts, *_contents([*wings(), *_of_wing("")])])


def pages() -> dict[str, str]:
    """One page a wing, below which its modules stand in the navigation, and one a module."""
    found = {f"api/{wing}.md": _wing(wing, says) for wing, says in wings().items()}
    return found | {f"api/{name}.md": _page(name) for name in modules()}


def _wing(name: str, says: str) -> str:
    return "\n".join([f"# {name}", "", says, "", *_listed(name), *_contents(_of_wing(name))])


def _of_wing(wing: str) -> list[str]:
    return [name for name in modules() if name.rpartition(".")[0] == wing]


def _listed(wing: str) -> list[str]:
    """A line a module of a wing: its name and what it is about."""
    lines = []
    for name in _of_wing(wing):
        lines += [f"[`{name}`]({name}.md)", f": {_first_line(modules()[name])}", ""]
    return lines


def _contents(names: list[str]) -> list[str]:
    return ["```{toctree}", ":hidden:", "", *names, "```", ""]


def _page(name: str) -> str:
    directive = f".. automodule:: ultralow.{name}\n   :members:"
    return f"# ultralow.{name}\n\n```{{eval-rst}}\n{directive}\n```\n"


def _first_line(path: Path) -> str:
    """The first sentence of a module's docstring, as Markdown."""
    return _one_line(_docstring(path).split("\n\n")[0])


def _docstring(path: Path) -> str:
    """A module's docstring as Markdown."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return re.sub(r":(?:py:)?\w+:`([^`]*)`", r"`\1`", text).replace("``", "`")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Write the map into CONTRIBUTING.md."""
    page = gallery.ROOT / "CONTRIBUTING.md"
    page.write_text(in_contributing(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
