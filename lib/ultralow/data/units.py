"""The units that tables are written in, and the quantities that a reader may add."""

from ultralow.checks import check_known, listed
from ultralow.errors import UltralowError

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
        raise UltralowError(
            f"{where}: '{unit}' is no unit of {quantity}.", mend=f"use one of {allowed}"
        )
    if value < 0 and quantity not in _SIGNED:
        raise UltralowError(f"{where}: {quantity} is negative ({value:g} {unit}).")
    return si
