"""What the paper states, and the verdict on each statement."""

from collections.abc import Callable
from dataclasses import dataclass

from ultralow.data import tables
from ultralow.paper import answers, gallery, tolerances
from ultralow.paper.stated import stated

VERDICTS = (
    "reproduced",
    "consistent",
    "undecided",
    "disagrees",
    "not testable from the text",
    "not yet",
)
# Those that follow from a test.
TESTED = VERDICTS[:4]


@dataclass(frozen=True)
class Verdict:
    """The verdict on one claim.

    Attributes
    ----------
    id, quantity, material, figure : str
        The claim, and the notebook that is about it.
    verdict : str
        One of :data:`VERDICTS`. *Reproduced*: found here within ``tolerance`` without using the
        number itself. *Consistent*: not contradicted by what else is stated or known.
        *Undecided*: the spread covers both answers, or accepted results disagree.
    paper, here, unit : str
        What the paper states and what is found here.
    spread : str
        How far what is found here may be off; empty where no number decides.
    tolerance : str
        What is allowed, as :func:`ultralow.paper.tolerances.in_words` says it; empty for a
        statement that no number decides.
    set : str
        Name of the claims that rest on one another with this one: one degree of freedom.
    reason : str
        How it was tested, or why it was not.
    """

    id: str
    verdict: str
    paper: str
    here: str
    unit: str
    spread: str
    tolerance: str
    set: str
    figure: str
    quantity: str
    material: str
    reason: str


@dataclass(frozen=True)
class Finding:
    """What a judge returns: a verdict, what was found, how, and how far that may be off.

    What was allowed is no judge's affair: it stands in the table of claims.
    """

    verdict: str
    here: str
    reason: str
    spread: str = ""


class Judges(dict):
    """The judges of some claims, by id: functions without arguments that return a Finding.

    An instance is the decorator that adds one: ``judge = Judges()``, then ``@judge("D3")``.
    """

    def __call__(self, claim: str):
        def add(function: Callable[[], Finding]):
            self[claim] = function
            return function

        return add

    def untestable(self, reasons: dict[str, str]) -> None:
        """Add claims that the text leaves open, with the reason for each."""
        for claim, reason in reasons.items():
            finding = Finding("not testable from the text", "", reason)
            self[claim] = lambda finding=finding: finding


def compare(here: float, claim: str, reason: str, spread: float, found="consistent") -> Finding:
    """The finding on a number: within the tolerance of its claim, beyond it, or undecided.

    Parameters
    ----------
    here, spread : float
        In SI, as :func:`ultralow.paper.stated.stated` gives the stated number.
    claim : str
    reason : str
        How ``here`` was obtained.
    found : {"consistent", "reproduced"}
        The verdict on agreement; *reproduced* only where ``here`` was found without the number.
    """
    paper = stated(claim)
    decided = answers.within(here, spread, paper.value, tolerances.tolerance(claim))
    return Finding(answers.verdict(decided, found), f"{here:.4g}", reason, f"{spread:.2g}")


def verdicts(judges: Judges, figure: str = "", material: str = "") -> list[Verdict]:
    """The verdict on every claim, or on those of one notebook and material, in the paper's order.

    A claim without a judge is *not yet*. :data:`ultralow.evidence.scorecard.judge` has all judges.
    """
    rows = [row for row in tables.read("claims").itertuples() if _concerns(row, figure, material)]
    return [_verdict(row, judges) for row in rows]


def as_text(found: list[Verdict]) -> str:
    """The scorecard as a table, with the count of each verdict below it."""
    rows = [("id", "verdict", "paper", "here", "unit", "figure")]
    rows += [(v.id, v.verdict, v.paper, v.here, v.unit, v.figure) for v in found]
    rows = [[_short(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*map(str.rstrip, lines), "", counted(found), *degrees(found)])


def counted(found: list[Verdict]) -> str:
    """How many claims there are, and how many of each verdict."""
    counts = [f"{sum(v.verdict == name for v in found)} {name}" for name in VERDICTS]
    return f"{len(found)} claims: {', '.join(counts)}"


def degrees(found: list[Verdict]) -> list[str]:
    """A line on each set of claims that rest on one another."""
    sets = {}
    for one in found:
        sets.setdefault(one.set, []).append(one.id)
    return [
        f"{', '.join(ids)} rest on one another ({name}): one degree of freedom"
        for name, ids in sets.items()
        if name and len(ids) > 1
    ]


def _verdict(row, judges: Judges) -> Verdict:
    if row.id in judges:
        finding = judges[row.id]()
    elif row.figure in gallery.figures():
        finding = Finding("not yet", "", "no test of it has been written")
    else:
        finding = Finding("not yet", "", f"the notebook {row.figure} is still to come")
    tested = finding.verdict in TESTED
    return Verdict(
        id=row.id,
        verdict=finding.verdict,
        paper=row.value,
        here=finding.here,
        unit=row.unit,
        spread=finding.spread,
        tolerance=tolerances.in_words(row.id) if tested else "",
        set=row.set,
        figure=row.figure,
        quantity=row.quantity,
        material=row.material,
        reason=finding.reason,
    )


def _concerns(row, figure: str, material: str) -> bool:
    named = row.material.split(";")
    known = set(tables.materials()["name"])
    # A claim about no particular one of our materials concerns them all.
    fits = not material or material in named or not known & set(named)
    return fits and (not figure or row.figure == figure)


def _short(text: str, length: int = 34) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
