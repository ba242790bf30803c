"""The front page: a picture, the wires' numbers, and what came of the paper's claims."""

import re
from html import escape

from ultralow.data import materials
from ultralow.figures import records, result_sentence, showcase, style
from ultralow.paper import claims, gallery

from generate import figure_row, scorecard_page

PICTURE = "fig2_comparison"
NUMBERS = "fig2_thermal_conductivity"
NUMBER = "{lattice, Lee 2017: Thermal conductivity} measured, {computed_total_300K} computed"
SHOWN = 3  # claims under a headline
SHORT = 30  # characters of what is found; the scorecard has longer lists
RESULT = re.compile(r"(?:\w+ )?7net-\S+ ([\d.e+]+)")  # a crystal, a result, a number
HOLDS = ("reproduced", "consistent")


def picture() -> str:
    """The figure that shows the wires among other solids."""
    figure = gallery.figure(PICTURE)
    material = figure.parameters["material"]
    row = figure_row.row(PICTURE, material, ".", f"notebooks/{PICTURE}.html")
    said = f"**{showcase.result(figure, material)}.**"
    return f"{showcase.picture(figure, material, '.')}\n\n{row}\n\n{said}"


def numbers() -> str:
    """What each wire conducts at room temperature, measured and computed, as a list."""
    lines = []
    for material in gallery.figure(NUMBERS).materials:
        record = records.read(showcase.FIGURES / NUMBERS / f"{material}.json")
        said = result_sentence.sentence(NUMBER, record)
        lines.append(f"- **{materials.get(material).label}**: {said}")
    return "\n".join([*lines, "", "The error of a computed number is that of its numerics alone."])


def headlines() -> str:
    """What holds, what does not and what cannot be tested, each with its claims."""
    found = scorecard_page.found()
    wrong = [one for one in found if one.verdict == "disagrees"]
    right = [one for one in found if one.verdict in HOLDS]
    told = [one for one in right if all(map(scorecard_page.is_number, (one.paper, one.here)))]
    open_, rest = (
        [one for one in found if one.verdict == verdict]
        for verdict in ("undecided", "not testable from the text")
    )
    parts = [
        ("What does not hold", "disagrees", f"{len(wrong)} of {len(found)} statements", wrong),
        ("What holds", "consistent", f"{len(right)} statements, some of them", told[:SHOWN]),
        (
            "What cannot be said",
            "not+testable+from+the+text",
            f"{len(rest)} statements rest on curves, images and tables that the text does not "
            f"give. {len(open_)} more are undecided: what is found covers both answers, or "
            "accepted results disagree.",
            [],
        ),
    ]
    return "\n".join(["::::{grid} 1 1 3 3", ":gutter: 2", "", *map(_card, parts), "::::"])


def _card(part: tuple) -> str:
    title, verdict, text, shown = part
    end = ":" if shown else ""
    lines = [f"- {_claim(one)}" for one in shown]
    body = "\n".join([f"{text}{end}", "", *lines])
    link = f'<a href="scorecard.html#verdict={verdict}">All of them</a>'
    return f":::{{grid-item-card}} {title}\n{body}\n\n{link}\n:::\n"


def in_short(found: str) -> str:
    """What is found, a list of results as the range of their numbers.

    Examples
    --------
    >>> in_short("CsPbI3 7net-0-300K 2201, CsPbI3 7net-0 2128")
    '2128 to 2201'
    >>> in_short("7net-0 39.8"), in_short("80 % on Pb")
    ('39.8', '80 % on Pb')
    """
    parts = [RESULT.fullmatch(one) for one in found.split(", ")]
    if not all(parts):
        return found
    low, *_, high = sorted([*(one[1] for one in parts)] * 2, key=float)
    return low if low == high else f"{low} to {high}"


def _claim(one: claims.Verdict) -> str:
    """A claim in words with a link to its row: what is stated, and what is found if it is short."""
    crystals = ", ".join(map(materials.formula, one.material.split(";")))
    unit = style.unit_label(one.unit) if one.unit != "1" else ""
    about = f'<a href="scorecard.html#{one.id}">{escape(one.quantity)}</a> ({crystals})'
    stated = f": stated {one.paper} {unit}".rstrip() if one.paper else ""
    here = in_short(one.here)
    found = f"; found {here} {unit}" if stated and len(here) <= SHORT else ""
    return about + escape(stated + found).rstrip()
