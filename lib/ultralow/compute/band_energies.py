"""Computed band energies: which of them are kept, and the masses in them.

Energies are in eV above the valence edge, as the stored tables have them, cells in angstrom, points
in reciprocal coordinates. What was computed is a dict of arrays, as its file holds them: ``points``
(k, 3), ``plain`` (k, n) and ``coupled`` (k, 2n) energies in eV without and with spin-orbit
coupling, ``occupied`` bands, divisions ``mesh``, ``bands`` (how many are empty, and of these
converged), and the crystal: ``cell``, ``positions``, ``numbers``.
"""

from dataclasses import dataclass, replace

import numpy as np
from ase import Atoms
from scipy.constants import angstrom, e, hbar, m_e

from ultralow.compute.band_points import STENCIL_PER_A

# About the valence edge; above it begin bands that are not interpolated.
WINDOW_eV = (-1.3, 1.3)


@dataclass(frozen=True, eq=False)
class Bands:
    """Bands near the gap, one of each Kramers pair.

    Attributes
    ----------
    energy : numpy.ndarray, shape (bands, k)
        eV above the valence edge.
    points : numpy.ndarray, shape (k, 3)
        Reciprocal coordinates.
    atoms : ase.Atoms
    top : float
        The valence edge where it was computed, eV.
    valence : int
        How many of the bands are occupied; they come first.
    edge : float
        The conduction edge, eV.
    volume : float
        Of the cell, m^3.
    coupled : bool
        With spin-orbit coupling.
    """

    energy: np.ndarray
    points: np.ndarray
    atoms: Atoms
    top: float
    valence: int
    edge: float
    volume: float
    coupled: bool


def near_the_gap(stored, coupled, every=1):
    """The bands that a table of transport needs.

    Parameters
    ----------
    stored : dict
        What was computed, on the wedge of a mesh or at single points.
    coupled : bool
        With spin-orbit coupling.
    every : int
        Of a mesh, take only every second or third point along each axis.

    Returns
    -------
    Bands
    """
    occupied = int(stored["occupied"])
    keep = _every(stored, every)
    energy = stored["coupled"][:, ::2] if coupled else stored["plain"]
    energy = energy[keep].T
    top = energy[occupied - 1].max()
    energy = energy - top
    known = range(occupied + int(stored["bands"][1]))
    wanted = [band for band in known if energy[band].max() > WINDOW_eV[0] - 0.2]
    atoms = Atoms(
        stored["numbers"], cell=stored["cell"], scaled_positions=stored["positions"], pbc=True
    )
    return Bands(
        energy=energy[wanted],
        points=stored["points"][keep],
        atoms=atoms,
        top=float(top),
        valence=occupied - wanted[0],
        edge=float(energy[occupied].min()),
        volume=atoms.get_volume() * angstrom**3,
        coupled=coupled,
    )


def _every(stored, every):
    keep = np.arange(len(stored["points"]))
    if every > 1:
        shape = tuple(n // 2 + 1 for n in stored["mesh"])
        places = np.stack(np.unravel_index(keep, shape), -1)
        keep = keep[np.all(places % every == 0, axis=1)]
    return keep


def joined(bands, check):
    """The valence bands at the points of the mesh and at those near the zone centre together.

    Valence bands only, and to be interpolated with a larger multiplier: where points cluster, a
    fit may ring.

    Parameters
    ----------
    bands : Bands
    check : dict
        What was computed at the points of :func:`ultralow.compute.band_points.stencil`.

    Returns
    -------
    Bands
    """
    other = near_the_gap(check, bands.coupled)
    shared = min(bands.valence, other.valence)
    new = [
        i
        for i, point in enumerate(other.points)
        if np.abs(bands.points - point).max(axis=1).min() > 1e-9
    ]
    energy = [
        one.energy[one.valence - shared : one.valence, chosen]
        for one, chosen in ((bands, slice(None)), (other, new))
    ]
    points = np.vstack([bands.points, other.points[new]])
    return replace(bands, energy=np.hstack(energy), valence=shared, points=points)


def masses(check, coupled):
    """Masses of holes and electrons at the zone centre along the three axes.

    m = hbar^2 k^2 / 2 |E(k) - E(0)|

    Parameters
    ----------
    check : dict
        What was computed at the points of :func:`ultralow.compute.band_points.stencil`.
    coupled : bool
        With spin-orbit coupling.

    Returns
    -------
    dict
        Of ``hole`` and ``electron``: by step, three masses in units of the electron's.
    """
    direct = near_the_gap(check, coupled)
    edges = {"hole": (direct.valence - 1, -1), "electron": (direct.valence, 1)}
    return {name: _masses(direct.energy[band], sign) for name, (band, sign) in edges.items()}


def _masses(energy, sign):
    count = len(STENCIL_PER_A)
    rise = [
        [sign * (energy[1 + count * axis + i] - energy[0]) * e for axis in range(3)]
        for i in range(count)
    ]
    return {
        f"{step:g} per A": [
            float(f"{hbar**2 * (step / angstrom) ** 2 / (2 * one) / m_e:.3g}") for one in rise[i]
        ]
        for i, step in enumerate(STENCIL_PER_A)
    }
