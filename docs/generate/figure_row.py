"""What stands under a figure of the site: its files, where it came from, its address, its citation.

The files lie at addresses that stay, ``figures/<figure>/<material>.<kind>``.
"""

from html import escape
from pathlib import Path

from ultralow.data import materials
from ultralow.figures import record_csv, records
from ultralow.paper import gallery

from generate import citation

FIGURES = gallery.ROOT / "figures"
KINDS = {"svg": "SVG", "png": "PNG", "csv": "CSV", "json": "record"}
SERVED = "served"  # the folder of files that Sphinx copies as they are


def row(figure: str, material: str, root: str, place: str = "") -> str:
    """The row under a figure as HTML.

    Parameters
    ----------
    figure, material : str
    root : str
        Where the site begins, seen from the page: ``".."`` or ``"."``.
    place : str
        Address of the figure, seen from the page; its end is the name of the place within it.
    """
    label = materials.get(material).label
    links = [
        f'<a href="{root}/figures/{figure}/{material}.{kind}"{_saved(figure, material, kind)}>'
        f"{word}</a>"
        for kind, word in KINDS.items()
    ]
    links.append(f'<a href="{root}/notebooks/{figure}.ipynb" download>notebook</a>')
    about = f'data-place="{escape(place)}" data-cite="{escape(citation.of(figure, label))}"'
    buttons = [
        '<button type="button" data-copy="link" hidden>copy link</button>',
        '<button type="button" data-copy="cite" hidden>cite</button>',
    ]
    name = f"{gallery.figure(figure).title}, {label}"
    return "\n".join([
        f'<div class="figure-row" role="group" aria-label="{escape(name)}" {about}>',
        *links, *buttons, "<output></output>", "</div>",
    ])  # fmt: skip


def files(made: list[tuple[str, str]]) -> dict[str, str | Path]:
    """The files that the rows lead to, by their place in what Sphinx reads."""
    found: dict[str, str | Path] = {}
    for figure, material in made:
        stem = f"{SERVED}/figures/{figure}/{material}"
        for kind in KINDS:
            found[f"{stem}.{kind}"] = FIGURES / figure / f"{material}.{kind}"
        record = records.read(FIGURES / figure / f"{material}.json")
        found[f"{stem}.csv"] = record_csv.text(record)
        found[f"{SERVED}/notebooks/{figure}.ipynb"] = gallery.figure(figure).notebook
    return found


def _saved(figure: str, material: str, kind: str) -> str:
    """A table is saved, under a name that tells it from those of other figures."""
    return f' download="{figure}-{material}.csv"' if kind == "csv" else ""
