"""Heat by mean free path: what the modes of a mesh carry, and those around the zone centre."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray
from ultralow.heat import mesh_cells, scattering, wigner, zone_centre
from ultralow.heat.accumulation import Accumulation, accumulation
from ultralow.heat.mesh_modes import Modes


def heat_by_path(
    domains: Sequence[Modes], rates: Sequence[ArrayLike], temperature: float, neighbours: ArrayLike
) -> Accumulation:
    """What the modes of a mesh, and those around its centre, carry by paths up to each length.

    Parameters
    ----------
    domains : sequence of ultralow.heat.mesh_modes.Modes
        The mesh; after it the modes of a :class:`ultralow.heat.zone_centre.ZoneCentre`, if any.
    rates : sequence of array_like
        Total rates of each, 1/s, shape (Q, M) and (P, 3); NaN where not computed.
    temperature : float
        K.
    neighbours : array_like of int, shape (Q, 3, 2)
        Of the points of the mesh, as from :func:`ultralow.heat.mesh_cells.neighbours`.

    Returns
    -------
    ultralow.heat.accumulation.Accumulation
        Over paths in m; the six components of the tensor in W m⁻¹ K⁻¹, in the order
        xx yy zz yz xz xy.

    Raises
    ------
    UltralowError
        As :func:`ultralow.heat.wigner.particle_by_mode`.

    Examples
    --------
    >>> f, v = np.full((1, 2), 1e12), np.full((1, 2, 3), 300.0)
    >>> squares = 9e4 * np.broadcast_to(np.eye(2), (1, 6, 2, 2))
    >>> modes = Modes((1, 1, 1), 2e-28, np.zeros((1, 3)), np.ones(1, int), f, v, squares,
    ...               np.array([300.0]), np.ones((1, 1, 2)), 0 * f)
    >>> rates, itself = np.array([[1e10, 1e11]]), np.zeros((1, 3, 2), int)
    >>> found = heat_by_path([modes], [rates], 300.0, itself)
    >>> steps = np.diff(found.conductivity[:, 0], prepend=0) > 0.01
    >>> [round(float(one) * 1e9) for one in found.value[steps]]
    [5, 52]
    """
    pairs = list(zip(domains, rates, strict=True))
    paths = [scattering.mean_free_path(modes.group_velocities, rate) for modes, rate in pairs]
    carried = [wigner.particle_by_mode(modes, rate, temperature) for modes, rate in pairs]
    spreads = [mesh_cells.spread(paths[0], neighbours), *map(zone_centre.spread, paths[1:])]
    return accumulation(*map(_in_a_row, (paths, carried, spreads)))


def _in_a_row(domains: list[FloatArray]) -> FloatArray:
    """Values of all modes, first axis, whichever domain they are of."""
    return np.concatenate([one.reshape(-1, *one.shape[2:]) for one in domains])
