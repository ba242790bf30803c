"""The article: what its text takes from records, claims and tables, and how it is typeset.

Text and layout are docs/article/*.typ, one source for page and print; Typst makes both, from fonts
that it or Matplotlib brings, so that the bytes are the same everywhere. The text calls a number by
a name of docs/article/numbers.yml, and says which verdicts a sentence rests on: a name that is not
there, or a verdict that has changed, ends the typesetting.
"""

import json
import re
from pathlib import Path

from ultralow.analysis import force_referee, like_for_like
from ultralow.data import atomic_write, materials, tables
from ultralow.figures import alt_text, records, result_sentence, showcase, style
from ultralow.paper import claims, gallery
from ultralow.paper.wires import LATTICE

from generate import citation, scorecard_page, typesetting

FOLDER = gallery.ROOT / "docs" / "article"
SOURCE, STYLE = FOLDER / "article.typ", FOLDER / "article.css"
FORMULA = re.compile(r"\bCs[A-Z]\w*\d\b")
MICRO = re.compile(r"\bu(?=[VWLm]\b)")
POWER = re.compile(r"\b[A-Za-z]{1,2}-[123]\b")
SIGNS = {"~": "about ", ">=": "at least ", "<": "less than "}
REFEREE = [
    "crystal",
    "potential",
    "error, meV/Å",
    "missed",
    "missed, even",
    "slope, odd",
    "slope, even",
]
LONGEST = 40  # characters of what was found that the margin has room for
CAPTIONS = {
    "conductivities": "Lattice conductivity along the wire at 300 K, result by result, with the "
    "error that the numerics leave. At rest: force constants of atoms at rest; at 300 K: those of "
    "the thermal motion. What a gate refused has no number.",
    "referee": "Forces of first principles that each potential misses, on snapshots of the thermal "
    "motion at 300 K that none has seen. The even part is that of the third order.",
}


def write(folder: Path) -> list[Path]:
    """Typeset the article into a folder, as ``article.html`` and ``article.pdf``.

    Raises
    ------
    UltralowError
        Where the text names what is not there, or rests on a verdict that has changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = known()
    made = {folder / "article.html": page(found), folder / "article.pdf": printed(found)}
    for path, content in made.items():
        atomic_write.write_bytes(path, content)
    return list(made)


def printed(found: str) -> bytes:
    """The article as PDF, from what :func:`known` returns."""
    return typesetting.printed(SOURCE, found)


def page(found: str) -> bytes:
    """The article as one HTML page that needs no other file, from what :func:`known` returns."""
    return typesetting.page(SOURCE, found, STYLE)


def known() -> str:
    """Everything that the text may name, as JSON."""
    given = citation.given()
    found = scorecard_page.found()
    shown = {one: gallery.figure(one) for one in gallery.figures()}
    return json.dumps(
        {
            "title": given["title"],
            "version": given["version"],
            "authors": [one["name"] for one in given["authors"]],
            "counted": claims.counted(list(found)),
            "crystals": {name: materials.formula(name) for name in LATTICE},
            "numbers": numbers(),
            "claims": {one.id: _claim(one) for one in found},
            "figures": {name: _figure(one) for name, one in shown.items()},
            "tables": shown_tables(),
        },
        ensure_ascii=False,
    )


def numbers() -> dict[str, str]:
    """The numbers of the text by their name there, as they are read."""
    import yaml

    listed = yaml.safe_load((FOLDER / "numbers.yml").read_text(encoding="utf-8"))
    return {name: _number(*place) for name, place in listed.items()}


def _number(figure: str, material: str, name: str) -> str:
    record = records.read(showcase.FIGURES / figure / f"{material}.json")
    return result_sentence.printed(result_sentence.amount(name, record))


def _figure(one: gallery.Figure) -> dict[str, str]:
    material = one.parameters["material"]
    record = records.read(showcase.FIGURES / one.name / f"{material}.json")
    return {
        "file": f"/figures/{one.name}/{material}.svg",
        "words": alt_text.describe(record, one.name),
        "title": one.title,
        "crystal": materials.get(material).label,
        "result": showcase.result(one, material),
        "caption": one.caption,
    }


def _claim(one: claims.Verdict) -> dict[str, str]:
    """What margin and list say of a claim."""
    number = scorecard_page.is_number(one.here)
    found = f"{one.here} {_unit(one.unit)}".strip() if number else read(one.here)
    return {
        "verdict": one.verdict,
        "mark": scorecard_page.MARKS.get(one.verdict, "–"),
        "what": read(one.quantity),
        "of": ", ".join(map(materials.formula, one.material.split(";"))),
        "stated": stated(one.id),
        "found": found if len(found) <= LONGEST else "",
        "all": found,
        "spread": read(one.spread),
        "allowed": read(one.tolerance),
        "reason": _sentence(read(one.reason)),
    }


def stated(claim: str) -> str:
    """What the paper states, in words: ``"0.45 ± 0.05 W m⁻¹ K⁻¹"``, ``"less than 2000 m s⁻¹"``."""
    row = tables.read("claims").set_index("id").loc[claim]
    value = re.sub(r"^(~|>=|<)", lambda sign: SIGNS[sign[0]], row["value"])
    known_error = row["uncertainty"] == row["uncertainty"]
    error = f" ± {row['uncertainty']:g}" if known_error else ""
    return read(f"{value}{error} {_unit(row['unit'])}".strip())


def read(text: str) -> str:
    """Words of tables as they are read: potentials, formulas and units as pictures have them.

    Examples
    --------
    >>> read("CsSnI3 7net-0-300K 0.5 W m-1 K-1")
    'CsSnI₃ potential B at 300 K 0.5 W m⁻¹ K⁻¹'
    """
    text = FORMULA.sub(lambda found: materials.formula(found[0]), style.words(text))
    text = MICRO.sub("µ", text.replace("+/-", " ± "))
    return POWER.sub(lambda found: style.unit_label(found[0]), text)


def shown_tables() -> dict[str, dict]:
    """The tables of the article: head, rows, caption, and how many columns hold words."""
    frames = {
        "conductivities": like_for_like.table().drop(columns="refused because"),
        "referee": force_referee.table(LATTICE)[REFEREE],
    }
    return {name: _table(name, frame) for name, frame in frames.items()}


def _table(name: str, frame) -> dict:
    rows = [[read(cell) for cell in row] for row in frame.to_numpy().tolist()]
    words = 3 if "force constants" in frame else 2
    return {"head": list(frame.columns), "rows": rows, "caption": CAPTIONS[name], "words": words}


def _unit(unit: str) -> str:
    return style.unit_label(unit) if unit != "1" else ""


def _sentence(text: str) -> str:
    """Words as a sentence: it begins with a capital and ends with a full stop."""
    return text and text[0].upper() + text[1:].rstrip(".") + "."
