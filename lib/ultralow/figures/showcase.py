"""Stored figures as README and notebooks show them: picture, result, caption.

``python -m ultralow gallery`` writes the README's gallery, the crystals that move in it and the
second cell of each figure's notebook, from notebooks/gallery.yml, the records and the force
constants.
"""

import html
import json
import struct
from pathlib import Path

from ultralow.analysis import soft_modes
from ultralow.data import atomic_write, materials, plain_file
from ultralow.errors import UltralowError
from ultralow.figures import alt_text, moving_picture, records, result_sentence
from ultralow.paper import gallery
from ultralow.paper.gallery import Figure
from ultralow.paper.wires import LATTICE

FIGURES = gallery.ROOT / "figures"
CELL = "stored-figure"  # the id of the cell in a notebook, and the class of its picture
MOVING, AT_REST = "docs/static/rattling.svg", "docs/static/rattling_at_rest.svg"
WRITTEN = "<!-- written by `python -m ultralow gallery` -->"
# In pixels: with title and claim on one screen of 1280 × 800.
WIDEST, TALLEST = 760, 460


def cell_text(figure: Figure) -> str:
    """The second cell of a figure's notebook, for the crystal that the notebook starts with.

    Raises
    ------
    UltralowError
        Where the record or its picture cannot be read, or the result names what it does not hold.
    """
    material = figure.parameters["material"]
    label, stem = materials.get(material).label, f"../figures/{figure.name}/{material}"
    return "\n".join(
        [
            picture(figure, material, ".."),
            "",
            f"**{result(figure, material)}.** {figure.caption}",
            "",
            f"This is the stored figure of {label}, as [drawing]({stem}.svg) and as "
            f"[every plotted number]({stem}.json). The cells below make it anew, for any other "
            "crystal too.",
            "",
            WRITTEN,
        ]
    )


def result(figure: Figure, material: str) -> str:
    """The one-sentence result of a figure, without a full stop; its problems name the figure."""
    try:
        return result_sentence.sentence(figure.result, _record(figure, material))
    except UltralowError as problem:
        what = f"the result of {figure.name} for {material}: {problem.what}"
        raise UltralowError(what, problem.why, problem.mend) from None


def picture(figure: Figure, material: str, root: str) -> str:
    """An HTML image with its alternative text, small enough for one screen.

    Parameters
    ----------
    figure : Figure
    material : str
    root : str
        Where the repository lies, seen from the text: ``".."`` from a notebook.
    """
    words = html.escape(alt_text.describe(_record(figure, material), figure.name))
    source = f"{root}/figures/{figure.name}/{material}.png".removeprefix("./")
    width, height = _size(FIGURES / figure.name / f"{material}.png")
    shown = min(width, WIDEST, TALLEST * width / height)
    return f'<img class="{CELL}" src="{source}" width="{shown:.0f}" alt="{words}">'


def in_notebook(text: str, figure: Figure) -> str:
    """A notebook's JSON text with its second cell brought up to date, or put in."""
    notebook = json.loads(text)
    kept = [cell for cell in notebook["cells"] if cell.get("id") != CELL]
    source = cell_text(figure).splitlines(keepends=True)
    own = {"cell_type": "markdown", "id": CELL, "metadata": {"editable": False}, "source": source}
    notebook["cells"] = [*kept[:1], own, *kept[1:]]
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def markdown() -> str:
    """The gallery of the README: of each figure its picture, result and caption.

    Of the paper's crystals: those of a reader's own are on a page of the site.
    """
    parts = []
    for one in gallery.figures().values():
        first = one.parameters["material"]
        others = [
            f"[{materials.get(name).label}](figures/{one.name}/{name}.png)"
            for name in one.materials
            if name != first and name in gallery.crystals()
        ]
        same = f" The same for {', '.join(others)}." if others else ""
        shown = f'<a href="notebooks/{one.name}.ipynb">{picture(one, first, ".")}</a>'
        parts += [
            f"### [{one.title}](notebooks/{one.name}.ipynb)\n\n{shown}\n",
            f"**{result(one, first)}.** {one.caption}{same}\n",
        ]
    return "\n".join(parts)


def moving_pictures() -> dict[str, str]:
    """The rattling ions of the paper's crystals, moving and at rest: file, and what it holds."""
    scenes = [moving_picture.scene(soft_modes.soft_modes(name)) for name in LATTICE]
    words = moving_picture.told(scenes)
    return {
        MOVING: moving_picture.svg(scenes, words),
        AT_REST: moving_picture.svg(scenes, words, moves=False),
    }


def _moving(drawing: str) -> str:
    """The README's picture that moves, for readers who do not ask for less motion."""
    words = drawing.partition("<title>")[2].partition("</title>")[0]
    return (
        f'<picture><source media="(prefers-reduced-motion: reduce)" srcset="{AT_REST}">'
        f'<img src="{MOVING}" width="{WIDEST}" alt="{words}"></picture>\n'
    )


def in_readme(text: str, drawing: str) -> str:
    """The README's text with its pictures and its gallery brought up to date.

    Parameters
    ----------
    text : str
    drawing : str
        The SVG of the crystals that move.
    """
    name = text.partition("<!-- picture: ")[2].partition(",")[0]
    first = gallery.figure(name)
    shown = f"{picture(first, first.parameters['material'], '.')}\n"
    text = _between(_between(text, "picture", shown), "motion", _moving(drawing))
    return _between(text, "gallery", f"\n{markdown()}")


def _between(text: str, mark: str, new: str) -> str:
    """A text with what stands between two marks replaced."""
    head, _, rest = text.partition(f"<!-- {mark}:")
    about, _, rest = rest.partition("-->")
    _, _, tail = rest.partition(f"<!-- end of {mark} -->")
    return f"{head}<!-- {mark}:{about}-->\n{new}\n<!-- end of {mark} -->{tail}"


def stale() -> dict[Path, str]:
    """The files that no longer show what is stored, with the text that they should have."""
    readme, moving = gallery.ROOT / "README.md", moving_pictures()
    wanted = {gallery.ROOT / name: text for name, text in moving.items()}
    wanted[readme] = in_readme(readme.read_text(encoding="utf-8"), moving[MOVING])
    for one in gallery.figures().values():
        gallery.cells(one.notebook)  # a broken notebook is named, and not written over
        wanted[one.notebook] = in_notebook(one.notebook.read_text(encoding="utf-8"), one)
    return {path: text for path, text in wanted.items() if _stored(path) != text}


def _stored(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def update() -> list[Path]:
    """Bring README and notebooks in step with what is stored; the files that were written."""
    found = stale()
    for path, text in found.items():
        with atomic_write.told(path.name):
            atomic_write.write_text(path, text)
    return list(found)


def _record(figure: Figure, material: str) -> dict:
    return records.read(FIGURES / figure.name / f"{material}.json")


def _size(png: Path) -> tuple[int, int]:
    """Width and height of a picture in pixels, from its header."""
    header = plain_file.content(png)[0][:24]
    if len(header) < 24 or not header.startswith(b"\x89PNG"):
        raise UltralowError(f"{png.name}: no picture is there", mend="run `make figures`")
    return struct.unpack(">II", header[16:])
