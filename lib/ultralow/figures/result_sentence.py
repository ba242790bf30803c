"""Result of a figure in one sentence: a template of words, with numbers from the record.

In a template, which stands in notebooks/gallery.yml, braces hold the name of a number:

- ``{crystal}``: the formula of the crystal, no number
- ``{minimum_conductivity_300K}``: a headline number of the record
- ``{lattice, Lee 2017: Thermal conductivity}``: the quantity of a series, known by its label,
  that has one value of it
- ``{computed: Thermal conductivity @ 300}``: a curve at a place where it has a point; its error is
  the band around it

A number brings the error that the record holds, and its unit unless the one before had the same.
"""

import math
import re
from dataclasses import dataclass

from ultralow.data import materials
from ultralow.errors import UltralowError
from ultralow.figures import style

BRACES = re.compile(r"\{([^{}]*)\}")
SERIES = re.compile(r"(?P<label>.+): (?P<quantity>[^:@]+?)(?: @ (?P<place>[-+.\w]+))?")
DIGITS = 3  # of a number without an error
MEND = "write in notebooks/gallery.yml what the record holds, or run `make figures` for a new one"
PLAIN = 1e-3, 1e5  # magnitudes that are printed without a power of ten


@dataclass(frozen=True)
class Amount:
    """A number with its error, which may reach less far down than up; None: no error is known."""

    value: float
    unit: str
    below: float | None = None
    above: float | None = None


def sentence(template: str, record: dict) -> str:
    """The template with each name replaced by the number that it stands for.

    Parameters
    ----------
    template : str
        Words, with names in braces.
    record : dict
        As :func:`ultralow.figures.record_shape.read` returns it.

    Raises
    ------
    UltralowError
        Where a name is unknown or ambiguous, its number is missing, or a brace stands alone.

    Examples
    --------
    >>> number = {"value": 0.371054, "unit": "W m-1 K-1", "uncertainty": 0.0545, "grade": "R"}
    >>> record = {"parameters": {"material": "CsSnI3"}, "numbers": {"k": number}, "series": []}
    >>> sentence("{crystal}: {k} computed", record)
    'CsSnI₃: 0.37 ± 0.05 W m⁻¹ K⁻¹ computed'
    """
    crystal = materials.get(record["parameters"]["material"])
    parts = BRACES.split(template.replace("{crystal}", materials.formula(crystal.formula)))
    if any(brace in text for text in parts[::2] for brace in "{}"):
        raise UltralowError(f"a brace stands alone in the result {template!r}", mend="close it")
    found = [amount(name.strip(), record) for name in parts[1::2]]
    units = [None, *(one.unit for one in found)]
    parts[1::2] = [printed(one, one.unit != last) for one, last in zip(found, units)]
    return "".join(parts)


def amount(name: str, record: dict) -> Amount:
    """The number that a name stands for, with its error.

    Raises
    ------
    UltralowError
        Where the record has no such number, or one without a value.
    """
    series = SERIES.fullmatch(name)
    if name in record["numbers"]:
        one = record["numbers"][name]
        values = one["value"], one["uncertainty"], one["uncertainty"]
        unit = one["unit"]
    elif series:
        unit, values = _of_series(record, name, **series.groupdict())
    else:
        known = ", ".join(record["numbers"]) or "none"
        raise UltralowError(f"the record has no number {name!r}", f"it has {known}", MEND)
    if isinstance(values[0], str) or not _finite(values[0]):
        raise UltralowError(f"the number {name!r} has no value in the record", mend=MEND)
    return Amount(values[0], unit, *(one if _finite(one) else None for one in values[1:]))


def printed(one: Amount, with_unit: bool = True) -> str:
    """A number as it is read: as many digits as its error leaves, and a power of ten if need be."""
    size = abs(one.value)
    power = 0 if not size or PLAIN[0] <= size < PLAIN[1] else math.floor(math.log10(size))
    value, below, above = (x and x / 10.0**power for x in (one.value, one.below, one.above))
    if not below or not above:
        places = DIGITS - 1 - math.floor(math.log10(abs(value))) if value else 0
        text = _trimmed(_fixed(value, places))
    else:
        places = _places(min(below, above))
        low, high = _fixed(below, places), _fixed(above, places)
        text = f"{_fixed(value, places)} ± {low}"
        if low != high:
            edges = (_fixed(edge, places) for edge in (value - below, value + above))
            text = f"{_fixed(value, places)} ({' to '.join(edges)})"
    text = text.replace("-", "−")
    if power:
        text = f"({text})" if " " in text else text
        text += f" × {style.unit_label(f'1e{power}')}"
    unit = style.unit_label(one.unit) if with_unit and one.unit != "1" else ""
    return f"{text} {unit}".strip()


def _of_series(record, name, label, quantity, place):
    """Unit, value and error of the one value that series of this label have of a quantity."""
    near = [one for one in record["series"] if one["label"] == label]
    axes = [(one, axis) for one in near for axis in "yx" if one[axis]["name"] == quantity]
    if not axes:
        known = sorted({f"{s['label']}: {s[a]['name']}" for s in near or record["series"]
                        for a in "yx"})  # fmt: skip
        raise UltralowError(f"the record has no series {name!r}", "; ".join(known), MEND)
    values = {value for one, axis in axes for value in _values(one, axis, place)}
    if len(values) != 1:
        what = f"{name!r} has {len(values)} values in the record, and one is asked for"
        raise UltralowError(what, mend="say where on the curve: {label: quantity @ place}")
    return axes[0][0][axes[0][1]]["unit"], values.pop()


def _values(series: dict, axis: str, place: str | None) -> list[tuple]:
    """Values with their errors below and above, of all points or of those at one place."""
    quantity, other = series[axis], series["x" if axis == "y" else "y"]["values"]
    found = []
    for count, (value, at) in enumerate(zip(quantity["values"], other)):
        if place is None or str(at) == place or (_finite(at) and f"{at:g}" == place):
            found.append((value, *_errors(quantity, count)))
    return found


def _errors(quantity: dict, count: int) -> tuple:
    spread = quantity.get("uncertainty")
    if "band" in quantity:
        low, high = (edge[count] for edge in quantity["band"])
        value = quantity["values"][count]
        known = all(map(_finite, (low, high, value)))
        return (value - low, high - value) if known else (None, None)
    if not spread:
        return None, None
    return tuple(e[count] for e in spread) if isinstance(spread[0], list) else (spread[count],) * 2


def _finite(value) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _places(error: float) -> int:
    """Decimal places that an error leaves: one digit of it, two where the first is a one."""
    mantissa, _, power = f"{error:.1e}".partition("e")
    return (mantissa[0] == "1") - int(power)


def _fixed(value: float, places: int) -> str:
    return f"{round(value, places):,.{max(places, 0)}f}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
