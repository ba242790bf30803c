"""Notebooks as pages: stored outputs, words for every image, the figure of each material."""

import base64
import copy
import io
import json
import re
from html import escape
from pathlib import Path

import nbformat
from ultralow.data import materials
from ultralow.figures import alt_text, records, showcase
from ultralow.paper import gallery

from generate import figure_row, reader_panel

FIGURES = gallery.ROOT / "figures"
THUMBNAIL = 480
# A link to a file of a figure, which is served where it is and no page of the site.
FILE = re.compile(r"(?<!!)\[([^\]]*)\]\((\.\./figures/[^)]+)\)")
LINK = re.compile(r"\]\((\.\./[^)#]+)\)")
OTHERS = "more_crystals"  # the page of a reader's own
FOLDED = "hide-input"  # myst-nb's tag for a cell whose code opens at a click
# What a notebook links to in the repository, and the page that shows it.
SHOWN = {"../CITATION.cff": "../cite.md"}
ASKS = ": the cell below asks for it, and tells what it is worth"  # which needs a kernel
STILL = (
    "*This is a page, not a running notebook: the sliders stay where they are. "
    "The [panels](../panels/index.md) move without one.*"
)


def names() -> list[str]:
    """All notebooks: one that is no figure (such as a first tour) before those of the gallery."""
    others = {path.stem for path in gallery.NOTEBOOKS.glob("*.ipynb")} - set(gallery.figures())
    return [*sorted(others, reverse=True), *gallery.figures()]


def pages() -> dict[str, str | Path]:
    """The notebooks as Sphinx reads them, with the images and records that they show."""
    found = {f"notebooks/{name}.ipynb": page(name) for name in names()}
    if others():
        found[f"{OTHERS}.md"] = page_of_others()
    for name in names():
        found |= {str(path.relative_to(gallery.ROOT)): path for path in linked(name)}
        if picture := own_picture(name):
            found[f"pictures/{name}.png"] = picture
    for figure, material in made():
        stem = f"figures/{figure}/{material}"
        found[f"{stem}.png"] = gallery.ROOT / f"{stem}.png"
        found[f"thumbnails/{figure}-{material}.png"] = thumbnail(figure, material)
    return found | figure_row.files(made())


def made() -> list[tuple[str, str]]:
    """Figure and material of each image that there is, in the order of the gallery."""
    every = [(f.name, material) for f in gallery.figures().values() for material in f.materials]
    return [(f, m) for f, m in every if (FIGURES / f / f"{m}.json").exists()]


def page(name: str) -> str:
    """One notebook as JSON text, completed for reading on a page."""
    notebook = copy.deepcopy(nbformat.read(gallery.NOTEBOOKS / f"{name}.ipynb", as_version=4))
    cells = []
    dropped = reader_panel.place(name)  # stands between the figure and its derivation
    for cell in notebook.cells:
        if dropped and cell.source.startswith("## "):
            cells.append(_markdown(dropped))
            dropped = ""
        if "prediction" in cell.metadata.get("tags", []):
            continue  # nothing runs on a page; questions and answers stand above it
        cells.append(cell)
        if cell.get("id") == showcase.CELL and name in gallery.figures():
            cells.append(_markdown(figure_row.row(name, _shown(name), "..")))
        if cell is notebook.cells[0] and own_picture(name):
            words = escape(". ".join(opening(name)))
            source = f"../pictures/{name}.png"
            cells.append(_markdown(f'<img class="{showcase.CELL}" src="{source}" alt="{words}">'))
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(ASKS, "")
            cell.source = FILE.sub(r'<a href="\2">\1</a>', LINK.sub(_to_a_page, cell.source))
        if cell.cell_type == "code":
            _name_images(cell, name)
            cell.metadata.setdefault("tags", []).append(FOLDED)
            if "interactive" in cell.metadata.get("tags", []) and not cell.outputs:
                cells.append(_markdown(STILL))
    if others := other_materials(name):
        cells.append(_markdown(others))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook.cells = cells
    return nbformat.writes(notebook, version=4) + "\n"


def own_picture(name: str) -> Path | None:
    """The picture that a notebook stores and that figures/ does not have, kept in build/."""
    if name in gallery.figures():
        return None
    cells = nbformat.read(gallery.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    stored = next((data["image/png"] for data in outputs if "image/png" in data), None)
    if stored is None:
        return None
    path = gallery.ROOT / "build" / "thumbnails" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(stored))
    return path


def linked(name: str) -> list[Path]:
    """The files of data/ that a notebook's text links to."""
    cells = nbformat.read(gallery.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    targets = [(gallery.NOTEBOOKS / target).resolve() for target in LINK.findall(text)]
    data = gallery.ROOT / "data"
    return [path for path in targets if path.is_file() and path.is_relative_to(data)]


def other_materials(name: str) -> str:
    """A section with the figures that the notebook itself does not show; empty without."""
    lines = []
    for material in (m for figure, m in ours() if figure == name and m != _shown(name)):
        place = f"figure-{material}"
        lines += [f'<span id="{place}"></span>', ""]
        lines += [f"### {materials.get(material).label}", ""]
        lines += [f"![{_escaped(words(name, material))}](../figures/{name}/{material}.png)", ""]
        lines += [figure_row.row(name, material, "..", f"#{place}"), ""]
    if any(figure == name for figure, _ in others()):
        lines += [f"Figures of more crystals are on [a page of their own](../{OTHERS}.md).", ""]
    return "\n".join(["## The other materials", "", *lines]) if lines else ""


def ours() -> list[tuple[str, str]]:
    """Figure and material of each image of a crystal of the paper."""
    return [(figure, material) for figure, material in made() if material in gallery.crystals()]


def others() -> list[tuple[str, str]]:
    """Figure and material of each image of a crystal that a reader added to the gallery."""
    return [(figure, material) for figure, material in made() if material not in gallery.crystals()]


def page_of_others() -> str:
    """The figures of a reader's own crystals, a section a crystal, as Markdown."""
    parts = ["---", "orphan: true", "---", "# More crystals", ""]
    parts += ["Figures of crystals that joined those of the paper.", ""]
    for material in dict.fromkeys(material for _, material in others()):
        parts += [f"## {materials.get(material).label}", ""]
        for figure in (figure for figure, one in others() if one == material):
            place = f"{figure}-{material}"
            parts += [f'<span id="{place}"></span>', ""]
            parts += [f"![{_escaped(words(figure, material))}](figures/{figure}/{material}.png)"]
            parts += ["", figure_row.row(figure, material, ".", f"#{place}"), ""]
    return "\n".join(parts)


def words(figure: str, material: str) -> str:
    """The alternative text of an image."""
    return alt_text.describe(records.read(FIGURES / figure / f"{material}.json"), figure)


def thumbnail(figure: str, material: str) -> Path:
    """A small copy of a figure for the landing page, kept in build/ until the figure changes."""
    from PIL import Image

    source = FIGURES / figure / f"{material}.png"
    small = gallery.ROOT / "build" / "thumbnails" / f"{figure}-{material}.png"
    if not small.exists() or small.stat().st_mtime < source.stat().st_mtime:
        with Image.open(source) as image:
            image = image.convert("RGB")
            image.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
            stream = io.BytesIO()
            image.quantize(128).save(stream, format="png", optimize=True)
        small.parent.mkdir(parents=True, exist_ok=True)
        small.write_bytes(stream.getvalue())
    return small


def cards() -> str:
    """The gallery of the landing page: a card a notebook, an image a material."""
    parts = ["::::{grid} 1 1 2 2", ":gutter: 3", ""]
    for figure in gallery.figures().values():
        target = f"notebooks/{figure.name}.ipynb"
        parts += [f":::{{grid-item-card}} [{figure.title}]({target})", figure.caption, ""]
        images = [
            f"[![{_escaped(words(name, material))}](thumbnails/{name}-{material}.png)]({target})"
            for name, material in ours()
            if name == figure.name
        ]
        parts += ["{.thumbnails}", "\n".join(images), ":::", ""]
    more = [f"Figures of more crystals are on [a page of their own]({OTHERS}.md).", ""]
    return "\n".join([*parts, "::::", "", *more * bool(others())])


def tours() -> str:
    """The notebooks that are no figure, with the first sentences of each."""
    others = [name for name in names() if name not in gallery.figures()]
    parts = [
        f"- [{title}](notebooks/{name}.ipynb): {text}"
        for name, (title, text) in ((name, opening(name)) for name in others)
    ]
    return "\n".join(["## First steps", "", *parts, ""]) if parts else ""


def opening(name: str) -> tuple[str, str]:
    """Title and first paragraph of a notebook, as plain text."""
    notebook = nbformat.read(gallery.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title, text, *_ = "\n\n".join(texts).split("\n\n")
    return title.lstrip("# "), re.sub(r"[*_`]", "", " ".join(text.split()))


def contents() -> str:
    """The notebooks in the order of the paper, for the navigation."""
    entries = [f"/notebooks/{name}" for name in names()]
    return "\n".join(["```{toctree}", ":maxdepth: 1", "", *entries, "```"])


def _shown(name: str) -> str:
    """The material of a notebook's own figure."""
    return gallery.figure(name).parameters["material"]


def _to_a_page(link) -> str:
    """A link to what is no page, such as a folder of data/, leads to the page that tells of it."""
    folder = (gallery.NOTEBOOKS / link[1]).is_dir()
    page = "../data/README.md#what-is-where" if folder else SHOWN.get(link[1], link[1])
    return link[0].replace(link[1], page.replace("../docs/", "../"))


def _name_images(cell, name: str) -> None:
    """Give the images of a cell their words; myst-nb reads them from the cell's metadata."""
    images = [one for one in cell.outputs if "image/png" in one.get("data", {})]
    if images and name in gallery.figures():
        material = gallery.figure(name).parameters["material"]
        cell.metadata["mystnb"] = {"image": {"alt": words(name, material)}}
    elif images:
        cell.metadata["mystnb"] = {"image": {"alt": ". ".join(opening(name))}}


def _markdown(text: str):
    return nbformat.v4.new_markdown_cell(text)


def _escaped(text: str) -> str:
    """Text between the brackets of an image."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("[", r"\[").replace("]", r"\]")
