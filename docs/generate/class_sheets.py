"""Sheets for a class: the tries of a notebook for students, and with the answers for a teacher.

Words come from the notebook, what counts as right and the known mistakes from
notebooks/exercises.yml, the picture from figures/; the layout is docs/class/sheet.typ.
"""

import json
from pathlib import Path

from ultralow.data import atomic_write, materials
from ultralow.figures import alt_text, records, showcase, style
from ultralow.paper import exercises, gallery
from ultralow.paper.exercises import Try

from generate import typesetting

FOLDER = gallery.ROOT / "docs" / "class"
SOURCE, STYLE = FOLDER / "sheet.typ", FOLDER / "sheet.css"
READERS = ("students", "teacher")
# Minutes: for the picture and what it says, and for what is taken home; the tries have the rest.
LESSON, BEFORE, AFTER = 45, 8, 5


def notebooks() -> list[str]:
    """The notebooks with tries, those around the figures first."""
    return [*gallery.companions(), *gallery.figures()]


def write(name: str, folder: Path) -> list[Path]:
    """Typeset the sheets of a notebook into a folder, each as HTML and as PDF.

    Raises
    ------
    UltralowError
        For an unknown notebook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for reader in READERS:
        found = known(name, reader)
        both = {
            "html": typesetting.page(SOURCE, found, STYLE),
            "pdf": typesetting.printed(SOURCE, found),
        }
        for suffix, content in both.items():
            made.append(folder / f"{name}_{reader}.{suffix}")
            atomic_write.write_bytes(made[-1], content)
    return made


def known(name: str, reader: str) -> str:
    """What the layout may name, as JSON, for one of :data:`READERS`."""
    figure, tries = gallery.figure(name), exercises.tries(name)
    each = (LESSON - BEFORE - AFTER) // len(tries)
    after = LESSON - BEFORE - each * len(tries)
    return json.dumps(
        {
            "title": figure.title,
            "teacher": reader == "teacher",
            "caption": figure.caption.strip(),
            "file": f"notebooks/{name}.ipynb",
            "picture": _picture(figure) if name in gallery.figures() else None,
            "minutes": {"before": BEFORE, "each": each, "after": after},
            "tries": [_asked(one) | _answered(one) for one in tries],
        },
        ensure_ascii=False,
    )


def _picture(figure: gallery.Figure) -> dict[str, str]:
    material = figure.parameters["material"]
    record = records.read(showcase.FIGURES / figure.name / f"{material}.json")
    return {
        "file": f"/figures/{figure.name}/{material}.svg",
        "words": alt_text.describe(record, figure.name),
        "crystal": materials.get(material).label,
        "result": showcase.result(figure, material),
    }


def _asked(one: Try) -> dict:
    return {
        "question": exercises.pieces(one.question),
        "what": one.what,
        "choices": one.choices,
        "unit": "times" if one.kind == "times" else style.unit_label(one.unit),
    }


def _answered(one: Try) -> dict:
    return {
        "answer": exercises.pieces(one.answer),
        "right": _range(one.right, one.kind),
        "mistakes": [[_range(wrong, one.kind), said] for wrong, said in one.mistakes],
    }


def _range(wanted, kind: str) -> str:
    """A choice, or a range in words."""
    if isinstance(wanted, str):
        return wanted
    low, high = (f"{one:g}" for one in wanted)
    return (low if low == high else f"{low} to {high}") + (" times" if kind == "times" else "")
