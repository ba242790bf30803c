"""Tolerances and thresholds of the verdicts, as data/paper/claims.csv gives them, in SI units.

A judge has no number of its own: what it allows stood in the table, with a reason, before.
"""

from dataclasses import dataclass

from ultralow.checks import check_known
from ultralow.data import tables, units
from ultralow.data.datapackage import cached_until_forgotten
from ultralow.paper.stated import SI

# What the table of units does not know, and its size in SI.
_SIZES = {"um": ("m", 1e-6), "THz": ("Hz", 1e12), "eV": ("eV", 1.0)}


@dataclass(frozen=True)
class Tolerance:
    """A tolerance or threshold of one claim.

    Attributes
    ----------
    name : str
        What it is of.
    value : float
        In SI; a gap in eV, as :func:`ultralow.paper.stated.stated` gives it.
    printed, unit : str
        As the table has them.
    """

    name: str
    value: float
    printed: str
    unit: str


@cached_until_forgotten
def of_claim(claim: str) -> dict[str, Tolerance]:
    """Tolerances and thresholds of a claim by name; none where no number decides.

    Raises
    ------
    UltralowError
        If there is no such claim.
    """
    rows = tables.read("claims").set_index("id")
    check_known(claim, list(rows.index), "claim")
    row = rows.loc[claim]
    names, printed, given = (
        row[column].split(";") if row[column] else []
        for column in ("limit_of", "limit", "limit_unit")
    )
    return {
        name: Tolerance(name, _in_si(float(number), unit), number, unit)
        for name, number, unit in zip(names, printed, given, strict=True)
    }


def tolerance(claim: str, name: str = "tolerance") -> float:
    """One tolerance or threshold of a claim in SI.

    Raises
    ------
    UltralowError
        If the table has none of this name for the claim.
    """
    known = of_claim(claim)
    check_known(name, known, f"tolerance of {claim}")
    return known[name].value


def in_words(claim: str) -> str:
    """What a claim allows, for display: numbers with units, their names before all but the first.

    A lone ``tolerance`` goes without its name.
    """
    told = []
    for one in of_claim(claim).values():
        unit = "" if one.unit == "1" else f" {one.unit}"
        name = "" if one.name == "tolerance" else f"{one.name} "
        told.append(f"{name}{one.printed}{unit}")
    return ", ".join(told)


def _in_si(number: float, unit: str) -> float:
    if unit in _SIZES:
        return number * _SIZES[unit][1]
    target = SI.get(unit, unit)
    return number if target == unit else units.convert(number, unit, target)
