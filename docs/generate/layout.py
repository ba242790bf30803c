"""The folder that Sphinx reads: pages of docs/, notebooks, and what is generated from the library.

A page of docs/ may hold a line ``<!-- insert: NAME argument -->``; it is replaced by what
:data:`INSERTS` gives for the name.
"""

import re
import shutil
from pathlib import Path

from ultralow.explorer import front_end
from ultralow.paper import gallery
from ultralow.widgets import mode_motion, page_front

from generate import (
    api,
    citation,
    equations,
    explorer_data,
    front_page,
    notebook_pages,
    panel_data,
    reader_panel,
    scorecard_page,
)

ROOT = gallery.ROOT
DOCS = ROOT / "docs"
MOTION = mode_motion.SCRIPT
# Pages that stand in the repository for their own sake; they are shown where they are.
SHARED = ("data/README.md", "CHANGELOG.md", "CONTRIBUTING.md")
INSERTS = {
    "accumulation": panel_data.accumulation_place,
    "api": api.index,
    "bibtex": citation.bibtex,
    "claims": scorecard_page.sentence,
    "degrees": scorecard_page.degrees,
    "equation": equations.of,
    "explorer": explorer_data.place,
    "explorer_names": explorer_data.address_names,
    "further_equations": equations.further,
    "gallery": notebook_pages.cards,
    "grades": citation.grades,
    "headlines": front_page.headlines,
    "notebooks": notebook_pages.contents,
    "motion": panel_data.motion_place,
    "numbers": front_page.numbers,
    "picture": front_page.picture,
    "references": equations.references,
    "scorecard": scorecard_page.table,
    "tours": notebook_pages.tours,
    "verdicts": scorecard_page.verdicts,
}
MARK = re.compile(r"<!-- insert: (\w+) ?(\S*) -->")


def write(folder: Path) -> bool:
    """Bring a folder in step with the repository; what no longer belongs there goes.

    Returns
    -------
    bool
        Whether a file came or went, which may change where the links of other pages lead.
    """
    wanted = files()
    there = {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()
    before = {path.relative_to(folder).as_posix() for path in there}
    for name in before - wanted.keys():
        (folder / name).unlink()
    for name, content in wanted.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            _copy(content, target)
        elif not target.exists() or target.read_text(encoding="utf-8") != content:
            target.write_text(content, encoding="utf-8")
    return before != wanted.keys()


def files() -> dict[str, str | Path]:
    """Every file of the folder by its place there: its text, or the file that it is copied from."""
    found = {
        str(path.relative_to(DOCS)): expanded(path.read_text(encoding="utf-8"))
        for path in sorted(DOCS.rglob("*.md"))
    }
    found |= {name: ROOT / name for name in SHARED}
    found |= notebook_pages.pages() | api.pages()
    found["generated/panels/data.js"] = panel_data.script()
    found |= reader_panel.files()
    for scripts in (panel_data.motions(), explorer_data.scripts()):
        found |= {f"generated/panels/{name}": text for name, text in scripts.items()}
    return found | {f"generated/{name}": one for name, one in fronts().items()}


def fronts() -> dict[str, Path]:
    """What the site shares with the widgets of the notebooks, by its place among static files."""
    charts = [*page_front.CHARTS, page_front.COLORS, page_front.PANEL]
    all_panels = [*charts, MOTION, MOTION.with_suffix(".css"), *front_end.PHYSICS]
    found = {f"panels/{one.name}": one for one in all_panels}
    explorer = [*front_end.SCRIPTS, front_end.STYLE]
    return found | {f"panels/explorer/{one.name}": one for one in explorer}


def expanded(text: str) -> str:
    """The text of a page with its inserts."""
    return MARK.sub(lambda mark: INSERTS[mark[1]](*filter(None, [mark[2]])), text)


def _copy(source: Path, target: Path) -> None:
    new = source.read_bytes()
    if not target.exists() or target.read_bytes() != new:
        shutil.copyfile(source, target)
