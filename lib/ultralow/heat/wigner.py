r"""Wigner's lattice conductivity: phonons as particles, and as waves that overlap.

In Wigner's formula a crystal conducts through every pair of modes s, s' of one wave vector q,

.. math:: \kappa_{ab} = \frac{1}{V N} \sum_{\mathbf q s s'}
          \frac{\omega_s + \omega_{s'}}{4}
          \left(\frac{c_s}{\omega_s} + \frac{c_{s'}}{\omega_{s'}}\right)
          v^a_{ss'} v^b_{s's} \,
          \frac{\bar\Gamma}{(\omega_s - \omega_{s'})^2 + \bar\Gamma^2},
          \qquad \bar\Gamma = \frac{\Gamma_s + \Gamma_{s'}}{2}

with c the heat capacity of a mode and Γ = 1/τ its scattering rate. The pairs s = s' give Peierls's
gas of phonons, Σ c v v τ (`particle`). The others tunnel between bands (`coherence`); they count
where bands lie closer than their widths, as in a glass.

Everything is in SI. ``modes`` is a :class:`ultralow.heat.mesh_modes.Modes` (Q wave vectors, M modes
each, weights that sum to the N points of the mesh), ``rates`` are *total* rates (1/s, (..., Q, M))
for the temperatures (...,). A mode with the rate NaN, or an imaginary one, carries nothing here and
is counted by `modes_without_rate`. Tensors are six components in the order xx yy zz yz xz xy.

References
----------
M. Simoncelli, N. Marzari and F. Mauri, Nat. Phys. 15, 809 (2019), doi:10.1038/s41567-019-0520-x.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import h
from scipy.constants import k as k_B

from ultralow.checks import FloatArray, IntArray, positive_array, unit_vectors
from ultralow.crystal.elasticity import VOIGT_PLACES
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes


class ModesWithoutRate(NamedTuple):
    """Modes without a rate: how many there are on the whole mesh, of how many.

    ``heat`` is their share in the heat capacity; imaginary modes have none and are in the count
    alone.
    """

    count: IntArray  # type: ignore[assignment]  # nobody looks for the tuple's own count()
    total: int
    heat: FloatArray


def heat_capacity(frequencies: ArrayLike, temperature: ArrayLike) -> FloatArray:
    r"""Heat capacity of a mode.

    .. math:: c = k_B \left(\frac{x}{2 \sinh(x/2)}\right)^2, \qquad x = \frac{h\nu}{k_B T}

    Parameters
    ----------
    frequencies : array_like
        Ordinary frequency, Hz.
    temperature : array_like
        K; broadcasts with ``frequencies``.

    Returns
    -------
    numpy.ndarray
        J/K; NaN where the frequency is imaginary (negative), k_B where it is zero.

    Raises
    ------
    UltralowError
        If a temperature is not above zero.

    Examples
    --------
    >>> from scipy.constants import k
    >>> round(float(heat_capacity(1e12, 300.0) / k), 4)
    0.9979
    """
    temperature = positive_array("temperature", "K", temperature)
    frequencies = np.asarray(frequencies, float)
    x = h * np.where(frequencies >= 0, frequencies, np.nan) / (k_B * temperature)
    half = np.minimum(x / 2, 350.0)  # beyond it sinh overflows, and c is below 1e-300
    with np.errstate(invalid="ignore"):
        return k_B * np.where(half == 0, 1.0, half / np.sinh(half)) ** 2


def particle_by_mode(modes: Modes, rates: ArrayLike, temperature: ArrayLike) -> FloatArray:
    """Particle conductivity of each mode of the irreducible points, with its whole star.

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
    rates : array_like, shape (..., Q, M)
        Total rates, 1/s; NaN where not computed.
    temperature : array_like, shape (...,)
        K.

    Returns
    -------
    numpy.ndarray, shape (..., Q, M, 6)
        W m⁻¹ K⁻¹; zero for a mode without a rate.

    Raises
    ------
    UltralowError
        If the shapes do not belong together, a rate is not above zero, or a temperature is not.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> particle_by_mode(modes, rate[0], 300.0)[..., 0].round(3).tolist()
    [[0.248, 0.248]]
    """
    rates, capacity = checked_rates(modes, rates, temperature)
    squares = np.einsum("qcss->qsc", modes.velocity_products)
    with np.errstate(invalid="ignore"):
        weight = np.nan_to_num(modes.per_volume[:, None] * capacity / rates)
    return weight[..., None] * squares


def particle(modes: Modes, rates: ArrayLike, temperature: ArrayLike) -> FloatArray:
    """Particle part of the conductivity: `particle_by_mode` summed.

    Parameters and errors are those of `particle_by_mode`.

    Returns
    -------
    numpy.ndarray, shape (..., 6)
        W m⁻¹ K⁻¹.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> round(float(particle(modes, rate[0], 300.0)[0]), 3)
    0.496
    """
    return particle_by_mode(modes, rates, temperature).sum(axis=(-3, -2))


def coherence_by_mode(modes: Modes, rates: ArrayLike, temperature: ArrayLike) -> FloatArray:
    """Coherence conductivity of each mode, by tunnelling to the others at its wave vector.

    Of each pair one half is given to either mode. Parameters and errors as in `particle_by_mode`;
    a pair counts where both of its modes have a rate.

    Returns
    -------
    numpy.ndarray, shape (..., Q, M, 6)
        W m⁻¹ K⁻¹.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> coherence_by_mode(modes, rate[0], 300.0)[..., 0].round(4).tolist()
    [[0.0061, 0.0061]]
    """
    rates, capacity = checked_rates(modes, rates, temperature)
    found = np.empty((*rates.shape, 6))
    for place in np.ndindex(rates.shape[:-2]):  # all temperatures at once would fill the memory
        pairs = _pair_weights(modes, rates[place], capacity[place])
        found[place] = np.einsum("qst,qcst->qsc", pairs, modes.velocity_products)
    return found


def coherence(modes: Modes, rates: ArrayLike, temperature: ArrayLike) -> FloatArray:
    """Coherence part of the conductivity, between bands: `coherence_by_mode` summed.

    Parameters and errors are those of `particle_by_mode`.

    Returns
    -------
    numpy.ndarray, shape (..., 6)
        W m⁻¹ K⁻¹.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> round(float(coherence(modes, rate[0], 300.0)[0]), 4)
    0.0123
    """
    return coherence_by_mode(modes, rates, temperature).sum(axis=(-3, -2))


def tensor(six: ArrayLike) -> FloatArray:
    """Tensors as symmetric matrices from their six components.

    Parameters
    ----------
    six : array_like, shape (..., 6)
        In the order xx yy zz yz xz xy.

    Returns
    -------
    numpy.ndarray, shape (..., 3, 3)
        In the unit of ``six``.

    Examples
    --------
    >>> tensor([0.3, 0.4, 0.5, 0.0, 0.1, 0.0]).tolist()
    [[0.3, 0.0, 0.1], [0.0, 0.4, 0.0], [0.1, 0.0, 0.5]]
    """
    return np.asarray(six)[..., VOIGT_PLACES]


def component_along(six: ArrayLike, direction: ArrayLike | None = None) -> FloatArray:
    """Component of a tensor along one direction, n·κ·n, or the mean over all, a third of its trace.

    That of a gradient along n. A wire across which nothing flows has 1/(n·κ⁻¹·n), which is the same
    along an axis of symmetry and never more; along the paper's wires it is less by 0.8 % at most.

    Parameters
    ----------
    six : array_like, shape (..., 6)
        In the order xx yy zz yz xz xy.
    direction : array_like, shape (3,), optional
        Cartesian, of any length but zero.

    Returns
    -------
    numpy.ndarray, shape (...,)
        In the unit of ``six``.

    Raises
    ------
    UltralowError
        If the direction is not three finite numbers, or of no length.

    Examples
    --------
    >>> kappa = [0.3, 0.4, 0.5, 0.0, 0.0, 0.0]
    >>> round(float(component_along(kappa, [0, 1, 1])), 3), round(float(component_along(kappa)), 3)
    (0.45, 0.4)
    """
    six = np.asarray(six)
    if direction is None:
        return six[..., :3].sum(axis=-1) / 3
    unit = unit_vectors(direction)
    return np.einsum("...ab,a,b->...", tensor(six), unit, unit)


def modes_without_rate(modes: Modes, rates: ArrayLike, temperature: ArrayLike) -> ModesWithoutRate:
    """Modes without a rate: how many, and how much heat they hold.

    Parameters and errors as in `particle_by_mode`.

    Returns
    -------
    ModesWithoutRate
        With shapes (...,) of the temperatures.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.array([[[1e11, np.nan]]])
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> found = modes_without_rate(modes, rate[0], 300.0)
    >>> int(found.count), found.total, round(float(found.heat), 2)
    (1, 2, 0.5)
    """
    rates, capacity = checked_rates(modes, rates, temperature)
    without = ~np.isfinite(rates)
    weights = modes.weights[:, None]
    count = (without * weights).sum(axis=(-2, -1))
    held = np.nan_to_num(capacity) * weights
    share = (held * without).sum(axis=(-2, -1)) / held.sum(axis=(-2, -1))
    return ModesWithoutRate(count, int(modes.weights.sum()) * modes.frequencies.shape[1], share)


def checked_rates(
    modes: Modes, rates: ArrayLike, temperature: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Rates with NaN at imaginary modes, and heat capacities, after a check of both.

    Parameters and errors as in `particle_by_mode`.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (..., Q, M)
        1/s and J/K.

    Examples
    --------
    >>> f, v = np.array([[-1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> checked_rates(modes, rate[0], 300.0)[0].tolist()
    [[nan, 100000000000.0]]
    """
    rates = np.asarray(rates, float)
    shape = (*np.shape(temperature), *modes.frequencies.shape)
    if rates.shape != shape:
        raise UltralowError(
            f"rates of shape {rates.shape} do not fit {modes.frequencies.shape[0]} wave vectors, "
            f"{modes.frequencies.shape[1]} modes and temperatures of shape "
            f"{np.shape(temperature)}",
            mend=f"give rates of shape {shape}",
        )
    if np.any(rates <= 0) or np.any(np.isinf(rates)):
        raise UltralowError(
            "a total scattering rate must be a finite number above zero",
            mend="mark a mode whose rate was not computed by NaN",
        )
    rates = np.where(modes.frequencies > 0, rates, np.nan)
    return rates, heat_capacity(modes.frequencies, _columns(temperature))


def _columns(temperature: ArrayLike) -> FloatArray:
    return positive_array("temperature", "K", temperature)[..., None, None]


def _pair_weights(modes: Modes, rates: FloatArray, capacity: FloatArray) -> FloatArray:
    """All of Wigner's formula but the velocities, for s ≠ s', shape (Q, M, M)."""
    omega = 2 * np.pi * np.where(modes.frequencies > 0, modes.frequencies, np.nan)
    share = capacity / omega
    mean_rate = _pairwise(rates) / 2
    apart = omega[:, :, None] - omega[:, None, :]
    heat = _pairwise(omega) / 4 * _pairwise(share)
    weights = np.nan_to_num(heat * mean_rate / (apart**2 + mean_rate**2))
    weights[:, np.arange(weights.shape[1]), np.arange(weights.shape[1])] = 0
    return modes.per_volume[:, None, None] * weights


def _pairwise(values: FloatArray) -> FloatArray:
    return values[:, :, None] + values[:, None, :]
