"""The verdicts on the paper's claims, as a table that a reader can filter."""

from collections import Counter
from functools import cache
from html import escape

from ultralow.evidence import scorecard as evidence
from ultralow.figures import style
from ultralow.paper import claims, gallery

HEADINGS = (
    "Claim", "Verdict", "What is stated", "In the paper", "Found here", "Spread", "Allowed",
    "Notebook", "How",
)  # fmt: skip
# Beside the word and the colour, for those who tell colours apart badly.
MARKS = {"reproduced": "✓✓", "consistent": "✓", "undecided": "?", "disagrees": "✗"}


@cache
def found() -> tuple[claims.Verdict, ...]:
    """The verdict on every claim."""
    return tuple(evidence.verdicts())


def sentence() -> str:
    """How many claims there are, and how many of each verdict."""
    return f"{claims.counted(list(found()))}."


def degrees() -> str:
    """Which claims rest on one another, as a list."""
    return "\n".join(f"- {line}." for line in claims.degrees(list(found())))


def verdicts() -> str:
    """What each verdict means, as a list of definitions."""
    meaning = {
        "reproduced": "found here without using the number itself, within the paper's own "
        "uncertainty, or within the rounding of what it prints",
        "consistent": "not contradicted by what else is stated or known; the number itself, or "
        "a fitted quantity, went into the test",
        "undecided": "the spread of what is found here covers both answers, accepted results "
        "disagree, or what is known leaves both possible; a spread that nobody knows counts as "
        "three parts in ten",
        "disagrees": "what is found here lies outside that range, with its whole spread and for "
        "every accepted result",
        "not testable from the text": "it rests on measured curves, images or tables that the "
        "text does not give; the scorecard says which",
        "not yet": "no test has been written so far",
    }
    return "\n".join(f"{name}\n: {meaning[name]}.\n" for name in claims.VERDICTS)


def table() -> str:
    """Two filters and a row a claim, as HTML: what disagrees first, else in the paper's order."""
    head = "".join(f'<th scope="col">{text}</th>' for text in HEADINGS)
    ordered = sorted(found(), key=lambda one: one.verdict != "disagrees")
    rows = "\n".join(_row(one) for one in ordered)
    return (
        "```{raw} html\n"
        '<form class="scorecard" hidden aria-label="Filter the claims">\n'
        f"{_select('verdict', 'Verdict', [(v, v) for v in claims.VERDICTS])}\n"
        f"{_select('figure', 'Notebook', [(f, _title(f)) for f in _figures()])}\n"
        '<button type="reset">Show all</button>\n'
        f'<output role="status">{len(found())} claims</output>\n'
        "</form>\n"
        '<table class="scorecard">\n'
        "<caption>What the paper states, and what is found here</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>\n"
        '<script src="_static/scorecard.js"></script>\n'
        "```"
    )


def _figures() -> list[str]:
    return list(dict.fromkeys(one.figure for one in found()))


def _title(figure: str) -> str:
    return gallery.figures()[figure].title if figure in gallery.figures() else figure


def _select(name: str, label: str, options: list[tuple[str, str]]) -> str:
    counts = Counter(getattr(one, name) for one in found())
    every = [f'<option value="">all ({len(found())})</option>']
    every += [
        f'<option value="{escape(value)}">{escape(text)} ({counts[value]})</option>'
        for value, text in options
    ]
    return f'<label>{label} <select name="{name}">{"".join(every)}</select></label>'


def _row(one: claims.Verdict) -> str:
    unit = style.unit_label(one.unit)
    stated = f"{one.quantity} ({one.material.replace(';', ', ')})"
    cells = [
        _verdict(one.verdict),
        escape(stated),
        escape(f"{one.paper} {unit}".strip()) or "in words",
        escape(one.here + (f" {unit}" if is_number(one.here) else "")) or "–",
        escape(one.spread) or "–",
        escape(one.tolerance) or "–",
        _link(one.figure),
        escape(one.reason) + (f" One degree of freedom: {one.set}." if one.set else ""),
    ]
    data = f'data-verdict="{escape(one.verdict)}" data-figure="{escape(one.figure)}"'
    columns = "".join(
        f'<td data-label="{label}">{cell}</td>' for label, cell in zip(HEADINGS[1:], cells)
    )
    return f'<tr id="{one.id}" {data}><th scope="row">{one.id}</th>{columns}</tr>'


def _verdict(verdict: str) -> str:
    mark = f'<span aria-hidden="true">{MARKS[verdict]}</span> ' if verdict in MARKS else ""
    return f'<span class="verdict {verdict.replace(" ", "-")}">{mark}{verdict}</span>'


def is_number(text: str) -> bool:
    """Whether what is found is a number, to which the unit belongs."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _link(figure: str) -> str:
    title = escape(_title(figure))
    known = figure in gallery.figures()
    return f'<a href="notebooks/{figure}.html">{title}</a>' if known else title
