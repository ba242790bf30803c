"""Four-probe conductivity and Seebeck voltage of the same wire.

Two contacts on each island, four in all: outer ones bring the current, inner ones read the
voltage, so that leads and contacts stay out of the resistance. With no current, the inner ones
read the Seebeck voltage of a heated wire against the platinum of the leads.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import Quantity
from ultralow.errors import UltralowError


def four_probe_voltage(
    current: Quantity,
    conductivity: Quantity,
    length: Quantity,
    area: Quantity,
    offset: Quantity = 0.0,
) -> Quantity:
    """Four-probe voltage between the inner contacts: I l/(σ A), and a constant thermal voltage.

    Parameters
    ----------
    current : array_like
        I (A).
    conductivity, length, area : float
        σ (S/m), l (m) and A (m²).
    offset : float
        Thermal voltage (V).

    Returns
    -------
    numpy.ndarray or float
        V, in the shape of ``current``.

    Examples
    --------
    >>> round(float(four_probe_voltage(1e-6, 2.82e4, 5e-6, 1.5e-14)) * 1e3, 1)  # mV
    11.8
    """
    return np.asarray(current) * length / (conductivity * area) + offset


def seebeck_voltage(
    difference: Quantity,
    seebeck: Quantity,
    lead_seebeck: Quantity = 0.0,
    contact_share: Quantity = 0.0,
) -> Quantity:
    r"""Seebeck voltage of a wire whose islands differ in temperature, its circuit open.

    .. math:: V = \left(\frac{S}{1 + R_c/R_w} - S_\mathrm{Pt}\right)(\theta_h - \theta_s)

    The wire itself spans a smaller difference than the islands, by its thermal contacts; these
    are taken to add no voltage. V is positive for holes: the cold end minus the hot end.

    Parameters
    ----------
    difference : array_like
        Of the islands' temperatures (K).
    seebeck, lead_seebeck : float
        Of the wire and of the leads (V/K).
    contact_share : float
        Thermal resistance of both contacts over that of the wire.

    Returns
    -------
    numpy.ndarray or float
        V, in the shape of ``difference``.

    Examples
    --------
    >>> round(float(seebeck_voltage(2.0, 79e-6, lead_seebeck=-5e-6)) * 1e6)  # µV
    168
    """
    return (seebeck / (1 + contact_share) - lead_seebeck) * np.asarray(difference)


def four_probe_conductivity(
    current: Quantity, voltage: Quantity, length: Quantity, width: Quantity, height: Quantity
) -> Quantity:
    """Four-probe conductivity σ = l/(R w h) from the slope of voltage against current.

    The slope drops whatever thermal voltage is constant; sweep the current through zero.

    Parameters
    ----------
    current, voltage : array_like, shape (n,)
        A and V; at least three points.
    length, width, height : uncertainties.UFloat or float
        Length between the inner contacts, and size (m).

    Returns
    -------
    uncertainties.UFloat
        S/m, with what the scatter of the voltages and the sizes add.

    Raises
    ------
    UltralowError
        For too few points, or a resistance that is not positive.

    Examples
    --------
    >>> current = np.linspace(-1e-6, 1e-6, 5)
    >>> voltage = four_probe_voltage(current, 2.82e4, 5e-6, 1.5e-14, offset=1e-5)
    >>> found = four_probe_conductivity(current, voltage, 5e-6, 100e-9, 150e-9)
    >>> round(found.nominal_value)
    28200
    """
    resistance = _slope(current, voltage)
    if resistance.nominal_value <= 0:
        raise UltralowError(
            f"the four-probe resistance is {resistance.nominal_value:.3g} ohm, not above zero",
            mend="check the sign of current and voltage",
        )
    return length / (resistance * width * height)


def seebeck_coefficient(
    difference: Quantity,
    voltage: Quantity,
    lead_seebeck: Quantity = 0.0,
    contact_share: Quantity = 0.0,
) -> Quantity:
    """Seebeck coefficient of the wire from voltages against temperature differences.

    Parameters
    ----------
    difference, voltage : array_like, shape (n,)
        θ_h − θ_s (K) and V, see `seebeck_voltage`; at least three points.
    lead_seebeck, contact_share : uncertainties.UFloat or float
        Seebeck coefficient of the leads (V/K), and thermal resistance of both contacts over that
        of the wire.

    Returns
    -------
    uncertainties.UFloat
        V/K.

    Raises
    ------
    UltralowError
        For too few points.

    Examples
    --------
    >>> difference = np.array([0.5, 1.0, 1.5])
    >>> found = seebeck_coefficient(difference, seebeck_voltage(difference, 79e-6))
    >>> round(found.nominal_value * 1e6, 1)  # µV/K
    79.0
    """
    return (_slope(difference, voltage) + lead_seebeck) * (1 + contact_share)


def _slope(x: ArrayLike, y: ArrayLike) -> Quantity:
    """Slope of a straight line with its standard uncertainty from the scatter."""
    from uncertainties import ufloat

    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.size < 3 or x.shape != y.shape or not np.isfinite([x, y]).all() or np.ptp(x) == 0:
        raise UltralowError(
            "a slope needs three points of equal number, finite and not all at one place",
            mend="sweep the current, or the heating, over more values",
        )
    away = x - x.mean()
    slope = away @ y / (away @ away)
    left = y - y.mean() - slope * away
    spread = np.sqrt(left @ left / (x.size - 2) / (away @ away))
    return ufloat(slope, max(spread, np.spacing(abs(slope))))  # rounding, where nothing scatters
