"""The list of figures: what each notebook needs, read by the workflow, the README and the tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ultralow.errors import UltralowError

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True)
class Figure:
    """One notebook of the gallery.

    Attributes
    ----------
    name : str
        Of the notebook, and of its folder under figures/.
    title, caption : str
        One line each: what it is, which heads its notebook, and what it shows.
    result : str
        What came out, as a template (:mod:`ultralow.figures.result_sentence`); empty for what is
        no figure.
    materials : tuple of str
        The materials it is made for.
    parameters : dict
        The paper's own case: every parameter with its default.
    data : tuple of str
        Patterns under data/ of the files that it may read; ``{material}`` stands for the name.
    """

    name: str
    title: str
    caption: str
    result: str
    materials: tuple[str, ...]
    parameters: dict
    data: tuple[str, ...]

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / f"{self.name}.ipynb"


def figures() -> dict[str, Figure]:
    """All figures of notebooks/gallery.yml, by name, in the order of the paper."""
    return _listed("figures")


def companions() -> dict[str, Figure]:
    """The notebooks of notebooks/gallery.yml that are no figure of the paper."""
    return _listed("companions")


def _written() -> dict:
    """What notebooks/gallery.yml holds."""
    import yaml

    return yaml.safe_load((NOTEBOOKS / "gallery.yml").read_text(encoding="utf-8"))


@cache
def _listed(part: str) -> dict[str, Figure]:
    listed = _written()
    return {
        name: Figure(
            name=name,
            title=entry["title"],
            caption=" ".join(entry["caption"].split()),
            result=" ".join(entry.get("result", "").split()),
            materials=tuple(entry.get("materials", listed["materials"])),
            parameters=entry["parameters"],
            data=tuple(listed["data"] + entry["data"]),
        )
        for name, entry in listed[part].items()
    }


def figure(name: str) -> Figure:
    """One figure, or companion, by name.

    Raises
    ------
    UltralowError
        For a name that is not in the gallery.
    """
    known = figures() | companions()
    if name not in known:
        raise UltralowError(f"no figure {name!r}", mend=f"use one of {', '.join(known)}")
    return known[name]


@cache
def crystals() -> tuple[str, ...]:
    """The paper's crystals, at which every figure may look; without such a list, all."""
    written = _written()
    return tuple(written.get("each", written["materials"]))


def check_notebooks() -> None:
    """Look at the notebook of every figure, so that a broken one is named before anything runs.

    Raises
    ------
    UltralowError
        Where one is missing, cut off, or no notebook, or holds code that is no Python.
    """
    for one in figures().values():
        _imported(one.notebook)


def cells(notebook: Path) -> list[dict]:
    """The cells of a notebook of format 4.

    Raises
    ------
    UltralowError
        Where no whole notebook is there: JSON to its end, and each cell with its kind and source.
    """
    from ultralow.data.table_schema import parse_json

    try:
        found = parse_json(notebook.read_bytes(), notebook.name) if notebook.is_file() else None
    except (OSError, UltralowError):
        found = None
    listed = found.get("cells") if isinstance(found, dict) and found.get("nbformat") == 4 else None
    if not isinstance(listed, list) or not all(map(_is_cell, listed)):
        shown = f"{notebook.parent.name}/{notebook.name}"
        mend = f"restore it: git checkout -- {shown}, or unpack it anew"
        raise UltralowError(f"{shown}: no whole notebook is there", mend=mend)
    return listed


def _is_cell(cell) -> bool:
    kinds = ("code", "markdown", "raw")
    if not isinstance(cell, dict) or cell.get("cell_type") not in kinds:
        return False
    lines, outputs = cell.get("source"), cell.get("outputs", [])
    lines = lines if isinstance(lines, list) else [lines]
    return all(isinstance(line, str) for line in lines) and isinstance(outputs, list)


def data_files(name: str, material: str, data: Path) -> list[Path]:
    """The files under ``data`` that a figure of a material may read, sorted.

    ``{material}`` in a pattern is the material, ``{each}`` that and every other crystal of the
    paper: what a reader adds of theirs is no input of the paper's figures.
    """
    every = dict.fromkeys([*crystals(), material])
    patterns = [
        pattern.format(material=material, each=one)
        for pattern in figure(name).data
        for one in (every if "{each}" in pattern else [material])
    ]
    return sorted({path for pattern in patterns for path in data.glob(pattern)})


def modules(name: str) -> list[Path]:
    """The files of this package that a notebook imports, directly or through others, sorted.

    With them what such a module reads from its own folder: Matplotlib's style sheet.
    """
    graph = _import_graph()
    direct = _imported(figure(name).notebook) & graph.modules
    needed = direct.union(*map(graph.find_upstream_modules, direct))
    needed |= {parent for module in needed for parent in _parents(module)}
    paths = [ROOT / "lib" / Path(*module.split(".")) for module in needed]
    files = [p / "__init__.py" if p.is_dir() else p.with_suffix(".py") for p in paths]
    beside = {sheet for file in files for sheet in file.parent.glob("*.mplstyle")}
    return sorted([*files, *beside])


@cache
def _import_graph():
    """Which module of this package imports which: built once, it takes a second."""
    import grimp

    return grimp.build_graph("ultralow", cache_dir=None)


def _parents(module: str) -> list[str]:
    """The packages that Python runs on its way to a module: ``ultralow``, then the wing."""
    words = module.split(".")
    return [".".join(words[:n]) for n in range(1, len(words))]


def _imported(notebook: Path) -> set[str]:
    """All dotted names that the code cells of a notebook import."""
    import ast

    codes = [cell["source"] for cell in cells(notebook) if cell["cell_type"] == "code"]
    try:
        tree = ast.parse("\n".join(map("".join, codes)))
    except (SyntaxError, ValueError) as problem:
        line = (getattr(problem, "text", "") or "").strip()
        what = f"notebooks/{notebook.name}: {getattr(problem, 'msg', problem)}: {line}"
        raise UltralowError(what, mend="write its cells in plain Python, without magics") from None
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names
