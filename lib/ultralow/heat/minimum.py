"""Minimum thermal conductivity: the Cahill model and the two estimates it is compared with.

A solid in which every vibration loses its memory within half a period conducts heat as badly
as a glass of the same atoms. `cahill` gives that bound at any temperature, `cahill_limit` its
classical value; `clarke` and `diffuson` are classical estimates from fewer or other inputs.

Everything is in SI units and broadcasts. The last axis of ``velocities`` always holds the three
acoustic branches: one longitudinal and two transverse sound velocities.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import hbar
from scipy.constants import k as k_B
from scipy.special import zeta

from ultralow.checks import FloatArray, positive_array
from ultralow.errors import UltralowError

# Where the two series below meet: there the first terms left out are below 1e-17 in both.
_MEETING_POINT = 3.0
_CLASSICAL_TERMS = 28
_QUANTUM_TERMS = 15

_ORDERS = np.arange(_CLASSICAL_TERMS)
_CLASSICAL_COEFFICIENTS = (
    (-1.0) ** _ORDERS * (2 * (2 * _ORDERS - 1) / (_ORDERS + 1)) * zeta(2.0 * _ORDERS)
)


def cahill(temperature: ArrayLike, number_density: ArrayLike, velocities: ArrayLike) -> FloatArray:
    r"""Minimum thermal conductivity of Cahill, Watson and Pohl at any temperature.

    .. math:: k = \left(\frac{\pi}{6}\right)^{1/3} k_B n^{2/3} \sum_{i=1}^{3} v_i
              \left(\frac{T}{\Theta_i}\right)^2
              \int_0^{\Theta_i/T} \frac{x^3 e^x}{(e^x - 1)^2} \, dx

    Every branch is cut off at its own Debye temperature, see `debye_temperatures`. Towards zero
    temperature k grows as T², far above the Debye temperatures it ends at `cahill_limit`.

    Parameters
    ----------
    temperature : array_like
        Temperature (K), of any shape.
    number_density : array_like
        Atoms per volume (m⁻³), of a shape that broadcasts with ``temperature``.
    velocities : array_like, shape (..., 3)
        Sound velocities of the three branches (m/s); the axes before the last broadcast with
        ``temperature``.

    Returns
    -------
    numpy.ndarray or numpy.float64
        k (W m⁻¹ K⁻¹), in the shape to which ``temperature``, ``number_density`` and
        ``velocities[..., 0]`` broadcast. The relative error stays below 1e-14.

    Raises
    ------
    UltralowError
        If a value is not a finite number above zero, if ``velocities`` does not end in an axis
        of three, or if the shapes do not broadcast.

    References
    ----------
    D. G. Cahill, S. K. Watson and R. O. Pohl, Phys. Rev. B 46, 6131 (1992),
    doi:10.1103/PhysRevB.46.6131.

    Examples
    --------
    >>> aluminium = 6.03e28, [6400.0, 3100.0, 3100.0]
    >>> [round(float(one), 2) for one in cahill([30.0, 300.0], *aluminium)]
    [0.07, 0.93]
    """
    return cahill_branches(temperature, number_density, velocities).sum(axis=-1)


def cahill_branches(
    temperature: ArrayLike, number_density: ArrayLike, velocities: ArrayLike
) -> FloatArray:
    """Branches of the minimum thermal conductivity: what each adds to `cahill`.

    Parameters, errors and reference are those of `cahill`.

    Returns
    -------
    numpy.ndarray, shape (..., 3)
        The terms of the sum in `cahill` (W m⁻¹ K⁻¹), in the order of ``velocities``.

    Examples
    --------
    >>> cahill_branches(300.0, 6.03e28, [6400.0, 3100.0, 3100.0]).round(2).tolist()
    [0.43, 0.25, 0.25]
    """
    n, v = _solid(number_density, velocities)
    temperature = positive_array("temperature", "K", temperature)
    _require_same_grid({"temperature": temperature, "the solid": (n * v)[..., 0]})
    reduced_cutoff = _debye_temperature(n, v) / temperature[..., np.newaxis]
    return _classical_branch(n, v) * _classical_share(reduced_cutoff)


def cahill_limit(number_density: ArrayLike, velocities: ArrayLike) -> FloatArray:
    r"""Classical limit of `cahill`, far above the Debye temperatures.

    .. math:: k = \frac{1}{2} \left(\frac{\pi}{6}\right)^{1/3} k_B n^{2/3} \sum_{i=1}^{3} v_i

    With one longitudinal and two transverse branches this is 0.403 k_B n^(2/3) (v_L + 2 v_T).

    Parameters
    ----------
    number_density : array_like
        Atoms per volume (m⁻³).
    velocities : array_like, shape (..., 3)
        Sound velocities of the three branches (m/s).

    Returns
    -------
    numpy.ndarray or numpy.float64
        k (W m⁻¹ K⁻¹), in the shape to which ``number_density`` and ``velocities[..., 0]``
        broadcast.

    Raises
    ------
    UltralowError
        As in `cahill`.

    References
    ----------
    D. G. Cahill, S. K. Watson and R. O. Pohl, Phys. Rev. B 46, 6131 (1992),
    doi:10.1103/PhysRevB.46.6131.

    Examples
    --------
    >>> round(float(cahill_limit(6.03e28, [6400.0, 3100.0, 3100.0])), 2)
    1.08
    """
    return _classical_branch(*_solid(number_density, velocities)).sum(axis=-1)


def clarke(
    number_density: ArrayLike, youngs_modulus: ArrayLike, mass_density: ArrayLike
) -> FloatArray:
    r"""Clarke's estimate of the minimum thermal conductivity at high temperature.

    .. math:: k = 0.87 \, k_B n^{2/3} \sqrt{E / \rho}

    One elastic constant stands for all three branches: the mean sound velocity is taken as
    0.87 (E/ρ)^(1/2), the mean free path as the distance n^(-1/3) between atoms.

    Parameters
    ----------
    number_density : array_like
        Atoms per volume (m⁻³).
    youngs_modulus : array_like
        Young's modulus (Pa).
    mass_density : array_like
        Mass per volume (kg m⁻³).

    Returns
    -------
    numpy.ndarray or numpy.float64
        k (W m⁻¹ K⁻¹), in the shape to which the three inputs broadcast.

    Raises
    ------
    UltralowError
        If a value is not a finite number above zero, or if the shapes do not broadcast.

    References
    ----------
    D. R. Clarke, Surf. Coat. Technol. 163-164, 67 (2003), doi:10.1016/S0257-8972(02)00593-5.

    Examples
    --------
    >>> round(float(clarke(6.03e28, 70e9, 2700.0)), 2)
    0.94
    """
    n = positive_array("number_density", "atoms per m³", number_density)
    modulus = positive_array("youngs_modulus", "Pa", youngs_modulus)
    density = positive_array("mass_density", "kg/m³", mass_density)
    _require_same_grid({"number_density": n, "youngs_modulus": modulus, "mass_density": density})
    return 0.87 * k_B * n ** (2 / 3) * np.sqrt(modulus / density)


def diffuson(number_density: ArrayLike, velocities: ArrayLike) -> FloatArray:
    r"""Diffuson limit: conductivity of a hot solid whose heat moves by diffusons alone.

    .. math:: k = 0.76 \, k_B n^{2/3} \, \bar v, \qquad
              \bar v = \frac{1}{3} \sum_{i=1}^{3} v_i

    A vibration of angular frequency ω hands its energy on twice in a period over the distance
    n^(-1/3) between atoms, so its diffusivity is n^(-2/3) ω/(3π), and the classical conductivity
    of all 3n of them is k_B n^(1/3) ω_mean/π. The 0.76 is empirical: measured mean frequencies
    follow the Debye cut-off (6π²n)^(1/3) v_mean, and 0.76 puts them at 0.61 of it. The Debye
    model itself has 3/4 and would give 0.93.

    Parameters, return value and errors are those of `cahill_limit`.

    References
    ----------
    M. T. Agne, R. Hanus and G. J. Snyder, Energy Environ. Sci. 11, 609 (2018),
    doi:10.1039/C7EE03256K.

    Examples
    --------
    >>> round(float(diffuson(6.03e28, [6400.0, 3100.0, 3100.0])), 2)
    0.68
    """
    n, v = _solid(number_density, velocities)
    return (0.76 * k_B * n ** (2 / 3) * v).mean(axis=-1)


def debye_temperatures(number_density: ArrayLike, velocities: ArrayLike) -> FloatArray:
    r"""Debye cut-off temperature of each acoustic branch.

    .. math:: \Theta_i = v_i \, \frac{\hbar}{k_B} \left(6 \pi^2 n\right)^{1/3}

    Parameters and errors are those of `cahill_limit`.

    Returns
    -------
    numpy.ndarray, shape (..., 3)
        Θ (K), in the order of ``velocities``.

    References
    ----------
    D. G. Cahill, S. K. Watson and R. O. Pohl, Phys. Rev. B 46, 6131 (1992),
    doi:10.1103/PhysRevB.46.6131.

    Examples
    --------
    >>> debye_temperatures(6.03e28, [6400.0, 3100.0, 3100.0]).round().tolist()
    [747.0, 362.0, 362.0]
    """
    return _debye_temperature(*_solid(number_density, velocities))


def _debye_temperature(n: FloatArray, v: FloatArray) -> FloatArray:
    return v * (hbar / k_B) * np.cbrt(6 * np.pi**2 * n)


def _classical_branch(n: FloatArray, v: FloatArray) -> FloatArray:
    return 0.5 * np.cbrt(np.pi / 6) * k_B * n ** (2 / 3) * v


def _classical_share(y: FloatArray) -> FloatArray:
    """Share of its classical conductivity that a branch reaches at the temperature Θ/y.

    This is (2/y²) ∫₀^y x³eˣ/(eˣ−1)² dx: 1 for y → 0 and 12 ζ(3)/y² for y → ∞.
    """
    return np.piecewise(y, [y < _MEETING_POINT], [_share_above_debye, _share_below_debye])


def _share_above_debye(y: FloatArray) -> FloatArray:
    # Integrating the Taylor series of x²eˣ/(eˣ−1)² term by term, with Bernoulli's numbers
    # written as ζ(2j), leaves a power series in (y/2π)² that alternates for y < 2π.
    return np.polynomial.polynomial.polyval((y / (2 * np.pi)) ** 2, _CLASSICAL_COEFFICIENTS)


def _share_below_debye(y: FloatArray) -> FloatArray:
    # The integral up to infinity is 6 ζ(3). What lies beyond y follows from the expansion of
    # eˣ/(eˣ−1)² in exp(−jx), summed here from its smallest term; beyond y = 800 it is zero.
    z = np.minimum(y, 800.0)
    decay, beyond = np.exp(-z), np.zeros_like(z)
    for j in range(_QUANTUM_TERMS, 0, -1):
        beyond = decay * (beyond + ((z + 3 / j) * z + 6 / j**2) * z + 6 / j**3)
    return (6 * zeta(3.0) - beyond) * 2 / y / y


def _solid(number_density: ArrayLike, velocities: ArrayLike) -> tuple[FloatArray, FloatArray]:
    n = positive_array("number_density", "atoms per m³", number_density)
    v = positive_array("velocities", "m/s", velocities)
    if v.ndim == 0 or v.shape[-1] != 3:
        raise UltralowError(
            f"velocities must end in an axis of 3 branches, but have the shape {v.shape}",
            mend="give one longitudinal and two transverse velocities: [v_L, v_T, v_T]",
        )
    _require_same_grid({"number_density": n, "velocities of one branch": v[..., 0]})
    return n[..., np.newaxis], v


def _require_same_grid(arrays: dict[str, FloatArray]) -> None:
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise UltralowError(
            f"the shapes do not broadcast: {shapes}",
            mend="use shapes that are equal or 1 on every axis; add axes with numpy.newaxis",
        ) from error
