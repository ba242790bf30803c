"""Parabolic band with a relaxation time that goes as a power r of the carrier energy, τ ∝ E^r.

r = 0 is a constant relaxation time, r = -1/2 scattering by acoustic phonons, r = 3/2 by ionised
impurities. The chemical potential is counted from the band edge into the band, as η = µ/k_B T.

Every function takes floats, arrays, and numbers or arrays with uncertainties (``ufloat``,
``uarray``), which it carries to first order. Inputs broadcast; all units are SI.
"""

import functools
import math
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import e, hbar
from scipy.constants import k as k_B

from ultralow.checks import FloatArray, Quantity, above, finite, positive
from ultralow.errors import UltralowError

# The band integrals run this far (in k_B T) to both sides of the chemical potential, where the
# distribution has fallen by exp(-50) = 2e-22. Nodes on (0, 1), one set for each side.
_REACH = 50.0
# Where a band stops being one: at η = -700 it holds exp(-700) = 1e-304 of its states, the least
# that a float can count; above η = 1e9 a step of k_B T is lost in rounding beside η.
_EMPTIEST, _FULLEST = -700.0, 1e9
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS

P = ParamSpec("P")
R = TypeVar("R")


def _carries_uncertainties(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def carrying(*args: P.args, **kwargs: P.kwargs) -> R:
        if not any(np.asarray(value).dtype == object for value in (*args, *kwargs.values())):
            return function(*args, **kwargs)
        from uncertainties import wrap

        return np.vectorize(wrap(function), otypes=[object])(*args, **kwargs)[()]

    return carrying


@_carries_uncertainties
def fermi_dirac_integral(order: Quantity, eta: Quantity) -> Quantity:
    r"""Fermi-Dirac integral, without a prefactor.

    .. math:: F_j(\eta) = \int_0^\infty \frac{x^j}{1 + e^{x - \eta}} \, dx

    Parameters
    ----------
    order, eta : float or array
        j > -1 and the reduced chemical potential η.

    Returns
    -------
    float or array
        F_j(η), to a relative 1e-13 for integer and half-integer j, 2e-8 for any other.

    Raises
    ------
    UltralowError
        If an input is not a finite number, j is not above -1, or η is above 1e9.

    References
    ----------
    J. McDougall and E. C. Stoner, Phil. Trans. R. Soc. A 237, 67 (1938),
    doi:10.1098/rsta.1938.0004.

    Examples
    --------
    >>> round(float(fermi_dirac_integral(0.5, 0.0)), 4)
    0.6781
    """
    order, eta = np.broadcast_arrays(above("order", -1.0, order), _reduced(eta))
    return np.exp(_log_fermi_dirac(order, eta))


@_carries_uncertainties
def seebeck(eta: Quantity, r: Quantity) -> Quantity:
    r"""Seebeck coefficient of one parabolic band.

    .. math:: S = \frac{k_B}{e} \left[ \frac{(r + 5/2) F_{r+3/2}(\eta)}
              {(r + 3/2) F_{r+1/2}(\eta)} - \eta \right]

    This is the mean of (E − µ)/k_B T over the carriers that conduct, which are distributed as
    E^(r+3/2) (−∂f/∂E). It is computed as that mean, because in a degenerate band the bracket
    is a small difference of large numbers.

    Parameters
    ----------
    eta, r : float or array
        Reduced chemical potential η, and the exponent of the relaxation time, above -3/2.

    Returns
    -------
    float or array
        S (V K⁻¹), above zero as for holes; electrons have the opposite sign. Relative errors
        stay below 1e-12 up to η = 300 for r ≥ -1/2, and below 2e-8 for r nearer to -3/2.

    Raises
    ------
    UltralowError
        If an input is not a finite number, r is not above -3/2, or η is above 1e9.

    References
    ----------
    H.-S. Kim, Z. M. Gibbs, Y. Tang, H. Wang and G. J. Snyder, APL Mater. 3, 041506 (2015),
    doi:10.1063/1.4908244.

    Examples
    --------
    >>> round(float(seebeck(0.0, -0.5)) * 1e6)  # acoustic phonons, µV/K
    205
    """
    return k_B / e * _mean_and_variance(*_band(eta, r))[0]


@_carries_uncertainties
def lorenz(eta: Quantity, r: Quantity) -> Quantity:
    r"""Lorenz number of one parabolic band.

    .. math:: L = \left(\frac{k_B}{e}\right)^2 \left\{ \frac{(r + 7/2) F_{r+5/2}(\eta)}
              {(r + 3/2) F_{r+1/2}(\eta)} - \left[ \frac{(r + 5/2) F_{r+3/2}(\eta)}
              {(r + 3/2) F_{r+1/2}(\eta)} \right]^2 \right\}

    It is the variance of the energy whose mean is `seebeck`, and runs from (r + 5/2) (k_B/e)² for
    few carriers to `ultralow.charge.thermoelectric.lorenz_sommerfeld` for many.

    Parameters, errors and reference are those of `seebeck`.

    Returns
    -------
    float or array
        L (W Ω K⁻²).

    Examples
    --------
    >>> f"{lorenz(20.0, -0.5):.2e}"  # nearly Sommerfeld's
    '2.42e-08'
    """
    return (k_B / e) ** 2 * _mean_and_variance(*_band(eta, r))[1]


@_carries_uncertainties
def chemical_potential(seebeck: Quantity, r: Quantity) -> Quantity:
    """Reduced chemical potential at which one parabolic band has a given Seebeck coefficient.

    The inverse of `seebeck`, which falls steadily as η rises.

    Parameters
    ----------
    seebeck, r : float or array
        S (V K⁻¹), of which only the size enters, and the exponent of the relaxation time.

    Returns
    -------
    float or array
        Reduced chemical potential η.

    Raises
    ------
    UltralowError
        If an input is not a finite number, S is zero or below 1e-12 V/K, S is above what a band
        with a countable number of carriers has (some 60 mV/K), or r is not above -3/2.

    Examples
    --------
    >>> round(float(chemical_potential(79e-6, -0.5)), 2)
    3.35
    """
    size = np.abs(finite("seebeck", "V/K", seebeck)) * (e / k_B)
    if np.any(size < 1e-8):
        raise UltralowError(
            "a Seebeck coefficient of zero, or below 1e-12 V/K, gives no chemical potential",
            mend="leave such values out",
        )
    size, power = np.broadcast_arrays(size, above("r", -1.5, r) + 1.5)
    if np.any(size > power + 1.0 - _EMPTIEST):
        raise UltralowError(
            f"no band has a Seebeck coefficient of {size.max() * (k_B / e):.3g} V/K",
            why="it would hold no carrier that can be counted",
            mend="give seebeck in V/K: 79 µV/K is 79e-6",
        )
    # The mean energy is never below its value for few carriers, and beyond η = power + 1 it is
    # less than twice what Mott's formula gives for a power of at least 1; both with 1 to spare.
    low = power + 1.0 - size - 1.0
    high = power + 1.0 + 2 * np.maximum(power, 1.0) * math.pi**2 / (3 * size) + 1.0
    return _root(lambda eta, s, p: _mean_and_variance(eta, p)[0] / s - 1.0, low, high, size, power)


@_carries_uncertainties
def chemical_potential_at_density(
    number_density: Quantity, mass: Quantity, temperature: Quantity
) -> Quantity:
    """Reduced chemical potential at which one parabolic band holds a given density of carriers.

    The inverse of `carrier_density`; at one density it gives the temperature sweep
    of a doped semiconductor.

    Parameters
    ----------
    number_density, mass, temperature : float or array
        Carriers per volume n (m⁻³), density-of-states effective mass (kg) and T (K).

    Returns
    -------
    float or array
        Reduced chemical potential η.

    Raises
    ------
    UltralowError
        If an input is not a finite number above zero, or the density belongs to no η from -700
        to 1e9.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> round(float(chemical_potential_at_density(1e25, 0.2 * m_e, 300.0)), 2)
    2.98
    """
    number_density = positive("number_density", "carriers per m³", number_density)
    filling = np.asarray(number_density / _states(mass, temperature))
    if not np.all((filling > math.exp(_EMPTIEST)) & (filling < _FULLEST**1.5 / 1.5)):
        raise UltralowError(
            "no chemical potential of the band belongs to these densities",
            why="it would be empty, or too full to count in units of k_B T",
            mend="give number_density in 1/m³, mass in kg and temperature in K",
        )
    # F(η) lies below its limit for few carriers and, at η > 0, above its limit for many.
    low = np.log(filling / math.gamma(1.5)) - 1.0
    high = (1.5 * filling) ** (2 / 3) + 1.0
    return _root(lambda eta, f: _log_fermi_dirac(0.5, eta) - np.log(f), low, high, filling)


def carrier_density(eta: Quantity, mass: Quantity, temperature: Quantity) -> Quantity:
    r"""Carrier density of one parabolic band, both spins counted.

    .. math:: n = \frac{1}{2 \pi^2} \left(\frac{2 m k_B T}{\hbar^2}\right)^{3/2} F_{1/2}(\eta)

    Parameters
    ----------
    eta, mass, temperature : float or array
        Reduced chemical potential η, density-of-states effective mass m (kg), which contains
        the number of equal valleys if there are several, and T (K).

    Returns
    -------
    float or array
        n (m⁻³).

    Raises
    ------
    UltralowError
        If an input is not a finite number, or the mass or temperature is not above zero.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> f"{carrier_density(0.0, m_e, 300.0) * 1e-6:.2e}"  # per cm³
    '1.92e+19'
    """
    return _states(mass, temperature) * fermi_dirac_integral(0.5, eta)


def band_mass(number_density: Quantity, eta: Quantity, temperature: Quantity) -> Quantity:
    r"""Band mass: the effective mass with which one parabolic band holds n carriers at η.

    .. math:: m = \frac{\hbar^2}{2 k_B T} \left(\frac{2 \pi^2 n}{F_{1/2}(\eta)}\right)^{2/3}

    Parameters
    ----------
    number_density, eta, temperature : float or array
        Carriers per volume n (m⁻³), reduced chemical potential η and T (K).

    Returns
    -------
    float or array
        Density-of-states effective mass (kg).

    Raises
    ------
    UltralowError
        If an input is not a finite number, or n or T is not above zero.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> round(float(band_mass(1e25, 3.0, 300.0) / m_e), 3)
    0.199
    """
    number_density = positive("number_density", "carriers per m³", number_density)
    temperature = positive("temperature", "K", temperature)
    filled = (2 * math.pi**2 * number_density / fermi_dirac_integral(0.5, eta)) ** (2 / 3)
    return hbar**2 / (2 * k_B) / temperature * filled


def _states(mass: Quantity, temperature: Quantity) -> Quantity:
    mass, temperature = positive("mass", "kg", mass), positive("temperature", "K", temperature)
    return (mass * temperature * (2 * k_B / hbar**2)) ** 1.5 / (2 * math.pi**2)


def _reduced(eta: Quantity) -> Quantity:
    """η, where it is a number that the integrals can resolve; there is no bound below."""
    if np.any(np.asarray(finite("eta", "units of k_B T", eta)) > _FULLEST):
        raise UltralowError(
            f"eta must not be above {_FULLEST:g}, got {eta!r:.80}",
            why="beside it a step of k_B T is lost in rounding",
            mend="give eta as µ/k_B T, counted from the edge into the band",
        )
    return eta


def _band(eta: Quantity, r: Quantity) -> tuple[FloatArray, FloatArray]:
    eta, power = np.broadcast_arrays(_reduced(eta), above("r", -1.5, r) + 1.5)
    return eta, power


def _mean_and_variance(eta: Quantity, power: Quantity) -> tuple[FloatArray, FloatArray]:
    energy, weight = _conducting_carriers(eta, power)
    weight = weight / weight.sum(axis=-1, keepdims=True)
    mean = (weight * energy).sum(axis=-1)
    return mean, (weight * (energy - mean[..., np.newaxis]) ** 2).sum(axis=-1)


def _log_fermi_dirac(order: Quantity, eta: Quantity) -> FloatArray:
    # By parts, F_j is the integral of x^(j+1) (−∂f/∂x) over j + 1.
    _, weight = _conducting_carriers(eta, order + 1.0)
    return np.log(weight.sum(axis=-1) / (order + 1.0)) + np.minimum(eta, 0.0)


def _conducting_carriers(eta: Quantity, power: Quantity) -> tuple[FloatArray, FloatArray]:
    """Nodes x − η and weights for integrals over x > 0 with x^power (−∂f/∂x) as the density.

    The weights are divided by exp(min(η, 0)), which keeps them within the range of floats. In
    √x the density is smooth for half-integer powers, and on each side of the chemical potential
    Gauss-Legendre nodes see its nearest pole at a distance of iπ from an end of the interval.
    """
    eta, power = np.asarray(eta)[..., np.newaxis], np.asarray(power)[..., np.newaxis]
    inside, outside = np.maximum(eta, 0.0), np.minimum(eta, 0.0)
    start, centre, end = (np.sqrt(np.maximum(inside + d, 0.0)) for d in (-_REACH, 0.0, _REACH))
    left, right = centre - start, end - centre
    step = np.concatenate([-left * _NODES, right * _NODES], axis=-1)
    width = np.concatenate([left * _WEIGHTS, right * _WEIGHTS], axis=-1)
    beyond = step * (2 * centre + step)
    change = np.exp(-beyond) / (1.0 + np.exp(outside - beyond)) ** 2
    return beyond - outside, 2 * width * (centre + step) ** (2 * power + 1) * change


def _root(function: Callable[..., Any], low: ArrayLike, high: Quantity, *args: Any) -> FloatArray:
    from scipy.optimize.elementwise import find_root

    found = find_root(function, (low, high), args=args)
    if not np.all(found.success):
        raise UltralowError(
            "no chemical potential of the band belongs to these values",
            mend="check units: S in V/K, density in 1/m³, mass in kg, temperature in K",
        )
    return found.x
