"""Boltzmann transport of charge and heat by any bands, in relaxation-time form.

A `ultralow.charge.transport_distribution.Distribution` holds the density of states g(E) and the
transport distribution Φ(E) = Σ v v δ(E − ε) of a crystal, both spins counted. The bands of a real
crystal enter through a stored table (`from_table`), model bands through
:mod:`ultralow.charge.model_bands`; what follows does not know the difference. With a relaxation
time τ(E)

    K_n = ∫ τ Φ ((E − µ)/k_B T)^n (−∂f/∂E) dE
    σ = e² K_0,   S = −(k_B/e) K_0⁻¹ K_1,   κ = k_B² T (K_2 − K_1 K_0⁻¹ K_1),   L = κ/(σT)

Everything is in SI, energies in J. Densities of carriers are those of holes less those of
electrons, and a Seebeck coefficient above zero is that of holes.

References
----------
G. K. H. Madsen, J. Carrete and M. J. Verstraete, Comput. Phys. Commun. 231, 140 (2018),
doi:10.1016/j.cpc.2018.05.010.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import e
from scipy.constants import k as k_B
from scipy.special import expit

from ultralow.charge.transport_distribution import Distribution, from_table, scattering
from ultralow.checks import FloatArray, Quantity, finite, positive_array, unit_vectors
from ultralow.errors import UltralowError

__all__ = [
    "Along",
    "Distribution",
    "Tensors",
    "along",
    "carrier_density",
    "chemical_potential_at_density",
    "chemical_potential_at_seebeck",
    "from_table",
    "mobility_few_carriers",
    "scattering",
    "tensors",
]
# Beyond 20 k_B T a Fermi function has fallen to 2e-9. Where a table ends inside a band, the
# chemical potential must stay this far from the end.
REACH = 20.0
# k_B T over the distance of a model's nodes: at 1.5 a Seebeck coefficient is right to 1e-6, at
# half of that to a hundredth, and below it is anything.
NODE_REACH = 1.5
# Beyond 700 k_B T the share of states with a carrier, 1e-304, leaves the range of a float.
EMPTY = 700.0


class Tensors(NamedTuple):
    """Transport tensors, shape (..., 3, 3): σ (S/m), S (V/K) and κ (W m⁻¹ K⁻¹) of the carriers.

    Where the relaxation time was left out, σ and κ are those of one second.
    """

    sigma: FloatArray
    seebeck: FloatArray
    kappa: FloatArray


class Along(NamedTuple):
    """Transport along one direction or in the mean: σ, S, κ, and L (W Ω K⁻²)."""

    sigma: FloatArray
    seebeck: FloatArray
    kappa: FloatArray
    lorenz: FloatArray


def tensors(
    distribution: Distribution,
    chemical_potential: Quantity,
    temperature: Quantity,
    tau: Quantity = 1.0,
) -> Tensors:
    """Transport tensors: conductivity, Seebeck coefficient and electronic heat conductivity.

    Parameters
    ----------
    distribution : Distribution
    chemical_potential, temperature : float or array
        µ (J, on the scale of the distribution) and T (K), which broadcast.
    tau : float or array, shape (n,)
        Relaxation time at the nodes, s; see `scattering` for its shape. 1 gives σ/τ and κ/τ.

    Returns
    -------
    Tensors
        In the shape to which µ and T broadcast, with two axes of three after it.

    Raises
    ------
    UltralowError
        If µ or T is no number, T is not above zero, the table does not reach as far as the
        carriers at that temperature, table or model are too coarse for it, or no carrier is left.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> from ultralow.charge.model_bands import parabolic
    >>> found = tensors(parabolic(0.2 * m_e), -0.05 * e, 300.0, tau=1e-14)
    >>> round(float(found.seebeck[0, 0]) * 1e6)  # µV/K
    148
    """
    mu, temperature, x = _reduced(distribution, chemical_potential, temperature)
    flow = (tau * distribution.weight)[:, None, None] * distribution.transport
    # −∂f/∂E = f (1 − f)/k_B T
    window = expit(x) * expit(-x) / (k_B * temperature[..., None])
    k0, k1, k2 = (
        ((window * x**n) @ flow.reshape(-1, 9)).reshape(*mu.shape, 3, 3) for n in range(3)
    )
    _check_carriers(mu, temperature, x)
    try:
        drag = np.linalg.solve(k0, k1)
    except np.linalg.LinAlgError:
        raise UltralowError(
            "no carrier moves along one of the axes, so that there is no Seebeck coefficient",
            mend="look at the bands: a mesh of one point gives flat ones",
        ) from None
    heat = k_B**2 * temperature[..., None, None] * (k2 - k1 @ drag)
    return Tensors(e**2 * k0, -k_B / e * drag, heat)


def _reduced(
    distribution: Distribution, mu: Quantity, temperature: Quantity
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """µ and T as arrays of one shape, and (E − µ)/k_B T at the nodes."""
    mu, temperature = np.broadcast_arrays(
        np.asarray(finite("chemical_potential", "J", mu), float),
        positive_array("temperature", "K", temperature),
    )
    thermal = k_B * temperature
    _check_nodes(distribution, mu, thermal)
    room = np.minimum(mu - distribution.lowest, distribution.highest - mu)
    if np.any(room < REACH * thermal):
        worst = np.argmin((room - REACH * thermal).ravel())
        raise UltralowError(
            f"at {temperature.ravel()[worst]:g} K and a chemical potential of "
            f"{mu.ravel()[worst] / e:.3f} eV the carriers lie outside this table of bands",
            why=f"it runs from {distribution.lowest / e:.2f} to {distribution.highest / e:.2f} eV",
            mend="take a lower temperature, or fewer carriers",
        )
    return mu, temperature, (distribution.energy - mu[..., None]) / thermal[..., None]


def _check_carriers(mu: FloatArray, temperature: FloatArray, x: FloatArray) -> None:
    """Refusal of a chemical potential so far from all bands that no number holds its carriers."""
    nearest = np.abs(x).min(axis=-1)
    if np.any(nearest > EMPTY):
        worst = int(np.argmax(nearest))
        raise UltralowError(
            f"at {temperature.ravel()[worst]:g} K and a chemical potential of "
            f"{mu.ravel()[worst] / e:.3f} eV there is no carrier",
            why=f"the nearest state is {nearest.ravel()[worst]:.0f} k_B T away",
            mend="take a chemical potential nearer to a band, or a higher temperature",
        )


def _check_nodes(distribution: Distribution, mu: FloatArray, thermal: FloatArray) -> None:
    """Refusal of a temperature whose Fermi function falls between the energies."""
    if distribution.spacing:
        wide, least, of = distribution.spacing, 0.5, "this table of bands"
        apart = np.full(mu.shape, wide)
    else:
        nodes = distribution.energy
        place = np.minimum(np.searchsorted(nodes, mu), len(nodes) - 1)
        apart, least, of = _node_distance(distribution)[place], NODE_REACH, "these model bands"
    short = least * apart - thermal
    if np.any(short > 0):
        worst = int(np.argmax(short))
        wide, kelvin = apart.ravel()[worst], thermal.ravel()[worst] / k_B
        raise UltralowError(
            f"a temperature of {kelvin:g} K is too low for {of}",
            why=f"its energies are {wide / e * 1e3:.3g} meV apart",
            mend=f"stay above {least * wide / k_B:.0f} K",
        )


def _node_distance(distribution: Distribution) -> FloatArray:
    """Widest distance of neighbours among the 17 nodes around each node, J; no gap of bands."""
    nodes = distribution.energy
    gap = (nodes[:-1] <= distribution.midgap) & (nodes[1:] > distribution.midgap)
    steps = np.where(gap, 0.0, np.diff(nodes))
    return np.lib.stride_tricks.sliding_window_view(np.pad(steps, (8, 9)), 17).max(axis=-1)


def along(found: Tensors, temperature: Quantity, axis: ArrayLike | None = None) -> Along:
    """Transport along a wire, or the mean over three axes.

    A wire has no current across it: the field is not parallel to it in general, and what is
    measured is 1/(n·σ⁻¹·n), for heat likewise. S is taken as n·S·n, as if the gradient of
    temperature were along the wire, which it is along an axis of symmetry; for the wires of the
    paper that moves S by less than 0.01 %.

    Parameters
    ----------
    found : Tensors
    temperature : float or array
        K.
    axis : array_like, shape (3,), optional
        Cartesian direction of any length; without it a third of the trace of each tensor.

    Returns
    -------
    Along
        In the shape of the tensors without their last two axes.

    Raises
    ------
    UltralowError
        If the axis is not three finite numbers, or of no length.

    Examples
    --------
    >>> wire = Tensors(1e4 * np.eye(3), 79e-6 * np.eye(3), 0.1 * np.eye(3))
    >>> f"{along(wire, 300.0, axis=[1, 1, 0]).lorenz:.2e}"
    '3.33e-08'
    """
    if axis is None:
        sigma, seebeck, kappa = (np.trace(one, axis1=-2, axis2=-1) / 3 for one in found)
    else:
        unit = unit_vectors(axis)
        sigma, kappa = (
            1 / (unit @ np.linalg.inv(one) @ unit) for one in (found.sigma, found.kappa)
        )
        seebeck = unit @ found.seebeck @ unit
    return Along(sigma, seebeck, kappa, kappa / (sigma * temperature))


def carrier_density(
    distribution: Distribution, chemical_potential: Quantity, temperature: Quantity
) -> FloatArray:
    """Carrier density: holes less electrons per volume.

    Parameters and errors as in `tensors`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        m⁻³.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> from ultralow.charge.model_bands import parabolic
    >>> f"{carrier_density(parabolic(0.2 * m_e), 0.1 * e, 300.0) * 1e-6:.2e}"  # per cm³
    '4.66e+16'
    """
    *_, x = _reduced(distribution, chemical_potential, temperature)
    holes = distribution.energy <= distribution.midgap
    filled = np.where(holes, expit(x), -expit(-x))
    return filled @ (distribution.weight * distribution.dos)


def mobility_few_carriers(
    distribution: Distribution, temperature: Quantity, tau: Quantity = 1.0
) -> FloatArray:
    r"""Mobility tensor of holes in the limit of few of them.

    .. math:: \mu = \frac{e \int \tau \Phi e^{E/k_B T} dE}{k_B T \int g e^{E/k_B T} dE}

    over the valence bands: the limit of σ/(en) in which Fermi and Dirac become Boltzmann.

    Parameters
    ----------
    distribution : Distribution
    temperature : float or array
        K.
    tau : float or array, shape (n,)
        As in `tensors`.

    Returns
    -------
    numpy.ndarray, shape (..., 3, 3)
        m² V⁻¹ s⁻¹.

    Raises
    ------
    UltralowError
        As `tensors`.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> from ultralow.charge.model_bands import parabolic
    >>> found = mobility_few_carriers(parabolic(0.2 * m_e), 300.0, tau=1e-14)
    >>> round(float(found[0, 0]) * 1e4)  # eτ/m in cm² V⁻¹ s⁻¹
    88
    """
    temperature = positive_array("temperature", "K", temperature)
    holes = distribution.energy <= distribution.midgap
    depth = distribution.valence_edge - distribution.energy
    _reduced(distribution, distribution.valence_edge, temperature)
    thermal = k_B * temperature[..., None]
    filled = np.where(holes, np.exp(-np.where(holes, depth, 0.0) / thermal), 0.0)
    flow = (tau * distribution.weight)[:, None, None] * distribution.transport
    states = filled @ (distribution.weight * distribution.dos)
    moved = (filled @ flow.reshape(-1, 9)).reshape(*temperature.shape, 3, 3)
    return e * moved / (thermal * states[..., None])[..., None]


def chemical_potential_at_density(
    distribution: Distribution, number_density: Quantity, temperature: Quantity
) -> FloatArray:
    """Chemical potential at a density of holes less electrons.

    Parameters
    ----------
    distribution : Distribution
    number_density, temperature : float or array
        n (m⁻³) and T (K), which broadcast.

    Returns
    -------
    numpy.ndarray or numpy.float64
        µ (J).

    Raises
    ------
    UltralowError
        If the table holds no such density at that temperature.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> from ultralow.charge.model_bands import parabolic
    >>> band = parabolic(0.2 * m_e)
    >>> round(float(chemical_potential_at_density(band, 1e24, 300.0)) / e, 3)  # eV
    0.017
    """
    density, temperature = np.broadcast_arrays(
        np.asarray(finite("number_density", "carriers per m³", number_density), float),
        positive_array("temperature", "K", temperature),
    )
    low, high = _window(distribution, temperature)
    most, least = (carrier_density(distribution, edge, temperature) for edge in (low, high))
    beyond = (density > most) | (density < least)
    if np.any(beyond):
        raise UltralowError(
            f"no chemical potential gives {density[beyond][0] * 1e-6:.3g} carriers per cm³",
            why=f"this table holds {least.max() * 1e-6:.3g} to {most.min() * 1e-6:.3g} of them",
            mend="give carriers per m³, holes above zero, or choose another temperature",
        )
    scale = np.maximum(np.abs(density), 1.0)
    return _root(
        lambda mu, n, t, s: (carrier_density(distribution, mu, t) - n) / s,
        low, high, density, temperature, scale,
    )  # fmt: skip


def chemical_potential_at_seebeck(
    distribution: Distribution,
    seebeck: Quantity,
    temperature: float,
    tau: Quantity = 1.0,
    axis: ArrayLike | None = None,
) -> FloatArray:
    """Chemical potential at which holes have a given Seebeck coefficient.

    As holes are added, S rises out of the region where both kinds of carriers cancel, passes a
    maximum and falls; the answer lies on the side of many holes.

    Parameters
    ----------
    distribution : Distribution
    seebeck : float or array
        S (V/K).
    temperature : float
        T (K).
    tau, axis
        As in `tensors` and `along`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        µ (J), in the shape of ``seebeck``.

    Raises
    ------
    UltralowError
        If no density in the table has that Seebeck coefficient.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> from ultralow.charge.model_bands import parabolic
    >>> band = parabolic(0.2 * m_e)
    >>> round(float(chemical_potential_at_seebeck(band, 79e-6, 300.0)) / e, 3)  # eV
    -0.128
    """
    wanted = np.asarray(finite("seebeck", "V/K", seebeck), float)
    low, high = _window(distribution, positive_array("temperature", "K", temperature))
    high = np.clip(distribution.midgap, low, high)

    def found(mu: FloatArray) -> FloatArray:
        return along(tensors(distribution, mu, temperature, tau), temperature, axis).seebeck

    # S is followed from the far side of the band until it passes its maximum.
    grid = np.linspace(float(low), float(high), 401)
    values = found(grid)
    top = int(np.argmax(values))
    beyond = (wanted > values[top]) | (wanted < values[0])
    if np.any(beyond):
        raise UltralowError(
            f"no density of holes has a Seebeck coefficient of {wanted[beyond][0] * 1e6:.4g} µV/K",
            why=f"at {float(temperature):g} K these bands give "
            f"{values[0] * 1e6:.3g} to {values[top] * 1e6:.3g}",
            mend="give S in V/K, above zero for holes, or choose another temperature",
        )
    lows, highs = (np.broadcast_to(edge, wanted.shape) for edge in (grid[0], grid[top]))
    return _root(lambda mu, s: found(mu) - s, lows, highs, wanted, rtol=1e-9)


def _window(distribution: Distribution, temperature: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The chemical potentials that may be asked for at a temperature, J.

    Where a band is cut off they keep `REACH` from its end; else they go 40 k_B T past it, where
    a share of 4e-18 of the carriers is left. In a model they stay where its nodes are fine enough.
    """
    thermal = k_B * temperature
    first, last = distribution.energy[0], distribution.energy[-1]
    room = REACH * (1 + 1e-9) * thermal
    low = distribution.lowest + room if np.isfinite(distribution.lowest) else first - 40 * thermal
    high = distribution.highest - room if np.isfinite(distribution.highest) else last + 40 * thermal
    if not distribution.spacing:
        nodes = distribution.energy
        fine = NODE_REACH * _node_distance(distribution) <= np.asarray(thermal)[..., None]
        low = np.where(fine[..., 0], low, nodes[fine.argmax(axis=-1)])
        high = np.where(fine[..., -1], high, nodes[-1 - fine[..., ::-1].argmax(axis=-1)])
    if np.any(low >= high):
        raise UltralowError(
            f"{np.max(temperature):g} K is too hot for this table of bands",
            why=f"it runs from {distribution.lowest / e:.2f} to {distribution.highest / e:.2f} eV",
            mend="take a lower temperature",
        )
    return low, high


def _root(
    function: Callable[..., Any],
    low: ArrayLike,
    high: FloatArray,
    *args: FloatArray,
    rtol: float = 1e-13,
) -> FloatArray:
    from scipy.optimize.elementwise import find_root

    found = find_root(function, (low, high), args=args, tolerances={"xrtol": rtol})
    if not np.all(found.success):
        raise UltralowError(
            "no chemical potential of these bands belongs to these values",
            mend="check units: S in V/K, density in 1/m³, temperature in K",
        )
    return found.x
