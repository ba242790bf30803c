"""Numbers that the paper states, in SI units, with their uncertainty."""

from dataclasses import dataclass
from decimal import Decimal

from ultralow.data import datapackage, tables, units
from ultralow.errors import UltralowError

# What the tables give in the units of the paper, and the SI unit that lib computes in.
SI = {
    "S cm-1": "S m-1",
    "uV K-1": "V K-1",
    "uW m-1 K-2": "W m-1 K-2",
    "cm2 V-1 s-1": "m2 V-1 s-1",
    "nm": "m",
}


@dataclass(frozen=True)
class Stated:
    """A number that the paper states, in SI units.

    ``uncertainty`` is the paper's own, or, where it gives none, half a unit of the last digit
    that it prints; ``temperature`` is in K, NaN where none is stated.
    """

    value: float
    uncertainty: float
    unit: str
    temperature: float
    material: str


@datapackage.cached_until_forgotten
def stated(claim: str, material: str = "") -> Stated:
    """A number that the paper states.

    Parameters
    ----------
    claim : str
        Its id in data/paper/claims.csv, e.g. ``"D3"``.
    material : str, optional
        Needed where the claim gives numbers for several materials.

    Raises
    ------
    UltralowError
        Where the claim has no number, or several.
    """
    table = tables.read("stated_values")
    rows = table[(table["claim"] == claim) & (table["material"].isin([material]) | (not material))]
    if len(rows) != 1:
        raise UltralowError(
            f"claim {claim} gives {len(rows)} numbers" + (f" for {material}" * bool(material)),
            mend="look it up in data/paper/stated_values.csv"
            + ("" if material else " and name the material"),
        )
    row = rows.iloc[0]
    rounding = half_last_digit(_as_printed(claim, row["value"]))
    uncertainty = row["uncertainty"] if row["uncertainty"] == row["uncertainty"] else rounding
    unit = SI.get(row["unit"], row["unit"])
    value, spread = (_convert(number, row["unit"], unit) for number in (row["value"], uncertainty))
    return Stated(value, spread, unit, row["temperature_K"], row["material"])


def half_last_digit(printed: str) -> float:
    """Half a unit of the last digit of a printed number: 0.05 for ``"0.4"``, 0.5 for ``"282"``."""
    return 0.5 * 10.0 ** int(Decimal(printed).as_tuple().exponent)


def _as_printed(claim: str, value: float) -> str:
    """The number as the paper prints it, which keeps its trailing zeros."""
    claims = tables.read("claims").set_index("id")
    printed = claims.loc[claim, "value"].lstrip("+~<>= ")
    return printed if printed.replace(".", "", 1).isdigit() else f"{value:g}"


def _convert(number: float, unit: str, to: str) -> float:
    return number if unit == to else units.convert(float(number), unit, to)
