"""The units that tables are written in, and the quantities that a reader may add."""

import math
import re

from ultralow import questions
from ultralow.checks import check_known, listed
from ultralow.errors import UltralowError
from ultralow.questions import Usual

# Each unit is its SI unit times a power of ten.
_UNITS = {
    "W m-1 K-1": ("W m-1 K-1", 0),
    "mW m-1 K-1": ("W m-1 K-1", -3),
    "W cm-1 K-1": ("W m-1 K-1", 2),
    "S m-1": ("S m-1", 0),
    "S cm-1": ("S m-1", 2),
    "V K-1": ("V K-1", 0),
    "mV K-1": ("V K-1", -3),
    "uV K-1": ("V K-1", -6),
    "W m-1 K-2": ("W m-1 K-2", 0),
    "mW m-1 K-2": ("W m-1 K-2", -3),
    "uW m-1 K-2": ("W m-1 K-2", -6),
    "uW cm-1 K-2": ("W m-1 K-2", -4),
    "m2 V-1 s-1": ("m2 V-1 s-1", 0),
    "cm2 V-1 s-1": ("m2 V-1 s-1", -4),
    "m-3": ("m-3", 0),
    "cm-3": ("m-3", 6),
    "m": ("m", 0),
    "nm": ("m", -9),
    "Pa": ("Pa", 0),
    "GPa": ("Pa", 9),
    "m s-1": ("m s-1", 0),
    "1": ("1", 0),
    "%": ("1", -2),
}
QUANTITIES = {
    "lattice_thermal_conductivity": "W m-1 K-1",
    "total_thermal_conductivity": "W m-1 K-1",
    "electronic_thermal_conductivity": "W m-1 K-1",
    "computed_thermal_conductivity": "W m-1 K-1",
    "minimum_thermal_conductivity": "W m-1 K-1",
    "electrical_conductivity": "S m-1",
    "seebeck_coefficient": "V K-1",
    "power_factor": "W m-1 K-2",
    "figure_of_merit": "1",
    "hole_mobility": "m2 V-1 s-1",
    "carrier_density": "m-3",
}
_SIGNED = {"seebeck_coefficient"}
# What a crystal can have, in SI: lowest, highest, and the reason. A thousand or a hundred that was
# missed in the unit lies outside.
_HEAT = (1e-7, 500.0, "copper has 400, and glasses near absolute zero 1e-5")
RANGES = {
    "lattice_thermal_conductivity": _HEAT,
    "total_thermal_conductivity": _HEAT,
    "electronic_thermal_conductivity": (0.0, 500.0, "copper has 400"),
    "computed_thermal_conductivity": _HEAT,
    "minimum_thermal_conductivity": (1e-7, 10.0, "even diamond's minimum is below 4"),
    "electrical_conductivity": (0.0, 1e8, "silver has 6e7"),
    "seebeck_coefficient": (-0.05, 0.05, "the largest known, of FeSb2, is 0.045"),
    "power_factor": (0.0, 0.3, "the largest known, of FeSb2, is 0.23"),
    "figure_of_merit": (0.0, 10.0, "the best known are near 3"),
    "hole_mobility": (1e-10, 50.0, "the purest germanium in the cold has 10"),
    "carrier_density": (1e6, 1e30, "metals have 1e29"),
}
# What is not asked about, in SI: crystals that anybody would measure beside these wires.
USUAL = {
    "lattice_thermal_conductivity": Usual(1e-3, 50, "ultralow conductivities are near 0.5"),
    "total_thermal_conductivity": Usual(1e-3, 100, "ultralow conductivities are near 0.5"),
    "electronic_thermal_conductivity": Usual(0, 50, "these wires have 0.2 at most"),
    "computed_thermal_conductivity": Usual(1e-3, 50, "ultralow conductivities are near 0.5"),
    "minimum_thermal_conductivity": Usual(1e-4, 2, "glasses have 0.2 to 1.5 when warm"),
    "electrical_conductivity": Usual(0, 1e7, "the tin compound has about 3e4, metals above 1e6"),
    "seebeck_coefficient": Usual(-3e-3, 3e-3, "the tin compound has about 8e-5"),
    "power_factor": Usual(0, 0.02, "the best thermoelectrics have 5e-3"),
    "figure_of_merit": Usual(0, 3.5, "the best known are near 3"),
    "hole_mobility": Usual(1e-8, 1, "the tin compound has about 0.04"),
    "carrier_density": Usual(1e10, 1e28, "doped semiconductors have 1e20 to 1e26"),
}
_WRITTEN = str.maketrans("µμ⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "uu-0123456789-", "^{}$")
_SPELLED = re.compile(r"(1(?=\s*/))?([\s·*⋅./()%A-Za-z]|(?<=[A-Za-z])-?[0-9]+)*")


def convert(values, unit, to):
    """Convert between two units of one quantity, which differ by a power of ten.

    Parameters
    ----------
    values : float or array_like
        Numbers in `unit`.
    unit, to : str
        Units as written in the tables, e.g. ``'S cm-1'`` and ``'S m-1'``.

    Returns
    -------
    float or numpy.ndarray
        Numbers in `to`, rounded once.

    Raises
    ------
    UltralowError
        If a unit is unknown or the two measure different things.
    """
    check_known(unit, _UNITS, "unit")
    check_known(to, _UNITS, "unit")
    (si, power), (si_to, power_to) = _UNITS[unit], _UNITS[to]
    if si != si_to:
        raise UltralowError(f"'{unit}' does not convert to '{to}'.")
    if not isinstance(values, (int, float)):
        import numpy

        values = numpy.asarray(values, dtype=float)
    # 10**n is exact in binary up to n = 22, so multiplying or dividing by it rounds only once.
    shift = power - power_to
    return values * 10.0**shift if shift >= 0 else values / 10.0**-shift


def of_quantity(quantity):
    """The units that a quantity may be given in, the SI unit first.

    Parameters
    ----------
    quantity : str
        One of `QUANTITIES`.

    Returns
    -------
    list of str

    Raises
    ------
    UltralowError
        For an unknown quantity.

    Examples
    --------
    >>> of_quantity("electrical_conductivity")
    ['S m-1', 'S cm-1']
    """
    check_known(quantity, QUANTITIES, "quantity")
    si = QUANTITIES[quantity]
    return [unit for unit, (base, _) in _UNITS.items() if base == si]


def check_plausible(quantity, value, uncertainty, where):
    """Refuse what no crystal has, and what a conversion has lost.

    Parameters
    ----------
    quantity : str
        One of `QUANTITIES`.
    value, uncertainty : float
        In its SI unit; the uncertainty may be NaN.
    where : str
        File and line for messages.

    Raises
    ------
    UltralowError
        If the value lies outside `RANGES`, or the uncertainty above its upper end.
    """
    low, high, reason = RANGES[quantity]
    unit = QUANTITIES[quantity].removeprefix("1")
    given = {"value": (value, low), "uncertainty": (uncertainty, 0.0)}
    for name, (number, least) in given.items():
        if not (math.isnan(number) or least <= number <= high):
            raise UltralowError(
                f"{where}, column '{name}': {number:g} {unit}".rstrip()
                + f" is no {quantity} of a crystal.",
                f"It is to be from {least:g} to {high:g} {unit}".rstrip() + f": {reason}",
                "check the number against its unit; a milli, micro or percent may be missing",
            )


def doubts(quantity, value, uncertainty, where):
    """Questions about a point that a crystal can have and few do.

    Parameters
    ----------
    quantity, value, uncertainty, where
        As for `check_plausible`.

    Returns
    -------
    list of str
        For a value outside `USUAL`, and an uncertainty that is zero or above the value.
    """
    unit = QUANTITIES[quantity].removeprefix("1")
    found = questions.doubt(f"{where}: {quantity}", value, unit, USUAL[quantity])
    if uncertainty == 0 or uncertainty > abs(value):
        found.append(
            f"{where}: an uncertainty of {uncertainty:g} beside {value:g}; usual are some percent, "
            "and an empty cell where it is not known"
        )
    return found


def is_unit(text):
    """Whether a text is a unit as the tables write it."""
    return text in _UNITS


def meant(unit):
    """The unit that another spelling such as ``W/(m·K)`` means, or an empty text.

    Examples
    --------
    >>> meant("µV/K"), meant("furlong")
    ('uV K-1', '')
    """
    factors, sign = [], 1
    text = unit[:40].translate(_WRITTEN).replace("percent", "%").strip()
    # Anything else, such as a power of ten before the unit, would change the number.
    if len(unit) > 40 or not _SPELLED.fullmatch(text):
        return ""
    for part in re.findall(r"/|\(|\)|%|[A-Za-z]+(?:-?[0-9]+)?|1", text):
        if part == "/":
            sign = -1
        elif part == ")":
            sign = 1
        elif part not in "(1":
            (symbol, power), *_ = re.findall(r"(%|[A-Za-z]+)(-?[0-9]*)", part)
            # After a stroke `mK` and `Vs` are products.
            apart = {"mK": "m K", "cmK": "cm K", "Vs": "V s"} if sign < 0 or factors else {}
            *others, last = apart.get(symbol, symbol).split()
            factors += [(one, sign) for one in others] + [(last, sign * int(power or 1))]
    known = (one for one in _UNITS if factors and sorted(_factors(one)) == sorted(factors))
    return next(known, "")


def _factors(unit):
    """Symbols and powers of a unit as the tables write it."""
    found = re.findall(r"(%|[A-Za-z]+)(-?[0-9]*)", unit)
    return [(symbol, int(power or 1)) for symbol, power in found]


def point_unit(quantity, value, unit, where):
    """Return the SI unit of a reader's point after checking its unit and sign.

    Parameters
    ----------
    quantity, unit : str
        What was measured, one of `QUANTITIES`, and the unit it is given in.
    value : float
        The value in that unit.
    where : str
        File and line for messages.

    Returns
    -------
    str

    Raises
    ------
    UltralowError
        If the unit does not measure the quantity, or a positive quantity is negative.
    """
    si = QUANTITIES[quantity]
    if unit not in _UNITS or _UNITS[unit][0] != si:
        allowed = listed(one for one, (base, _) in _UNITS.items() if base == si)
        other = meant(unit)
        spelled = f"write '{other}', or " if other and _UNITS[other][0] == si else ""
        raise UltralowError(
            f"{where}: '{unit:.40}' is no unit of {quantity}.",
            mend=f"{spelled}use one of {allowed}",
        )
    if value < 0 and quantity not in _SIGNED:
        raise UltralowError(
            f"{where}: {quantity} is negative ({value:g} {unit}).",
            mend="give what was measured; a background taken off too much leaves this",
        )
    return si
