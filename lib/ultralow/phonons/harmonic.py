"""Phonons of a harmonic crystal: frequencies, eigenvectors, velocities, densities of states.

A thin layer over phonopy. A *solver* is any function from wavevectors, shape (Q, 3) in units of
the reciprocal axes of the primitive cell, to dynamical matrices, shape (Q, 3N, 3N) in rad² s⁻²,
whose phases hold the positions of the atoms: D = Σ Φ exp(2πi q·(r_j - r_i)) / sqrt(m_i m_j).
Frequencies are ordinary ones in Hz, imaginary ones negative; all else is in SI.
"""

from collections.abc import Callable
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from scipy.constants import angstrom, atomic_mass, eV, hbar, k

from ultralow.errors import UltralowError

Solver = Callable[[np.ndarray], np.ndarray]
# 1 GHz, 0.03 cm⁻¹: far below every optical mode. Softer ones are acoustic ones at rest.
FLOOR = 1e9
# 10 kHz: modes that symmetry makes one differ by less than 1 Hz, others by 100 kHz and more.
DEGENERATE = 1e4
PER_PHONOPY = eV / angstrom**2 / atomic_mass  # eV/Å²/amu in rad² s⁻²


class Vibrations(NamedTuple):
    """Modes at some wavevectors: Q points, M = 3N modes, N atoms.

    ``wavevectors`` (Q, 3) in reciprocal axes; ``weights`` (Q,), their sum is the number of points
    that they stand for; ``frequencies`` (Q, M) in Hz, ascending; ``eigenvectors`` (Q, M, N, 3)
    complex, each of norm 1. The displacement of atom j goes as its vector over the root of its
    mass, times exp(2πi q·r_j) with the place r_j of each of its images.
    """

    wavevectors: np.ndarray
    weights: np.ndarray
    frequencies: np.ndarray
    eigenvectors: np.ndarray


class Bands(NamedTuple):
    """Frequencies along straight lines through the Brillouin zone.

    ``distances`` (n,) along the path in rad/m; ``frequencies`` (n, M) in Hz, ascending at each
    point; ``labels`` a list of (distance, name) of the corners; ``wavevectors`` (n, 3).
    """

    distances: np.ndarray
    frequencies: np.ndarray
    labels: list
    wavevectors: np.ndarray


def solver(phonon) -> Solver:
    """The dynamical matrices of a :class:`phonopy.Phonopy` with force constants.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        In phonopy's own units, eV/Å² and amu.

    Returns
    -------
    callable
        Wavevectors (Q, 3) to matrices (Q, 3N, 3N) in rad² s⁻².

    Raises
    ------
    UltralowError
        If it has no force constants.
    """
    from phonopy.harmonic.dynamical_matrix import get_dynamical_matrices_at_qpoints

    if phonon.force_constants is None:
        raise UltralowError("no force constants", mend="set phonon.force_constants first")

    def matrices(wavevectors):
        points = np.array(wavevectors, float, order="C").reshape(-1, 3)
        return PER_PHONOPY * get_dynamical_matrices_at_qpoints(phonon.dynamical_matrix, points)

    return matrices


def vibrations(solve: Solver, wavevectors, weights=None) -> Vibrations:
    """Diagonalise the dynamical matrices.

    Parameters
    ----------
    solve : callable
        See :func:`solver`.
    wavevectors : array_like, shape (Q, 3)
    weights : array_like, shape (Q,), optional
        One each if left out.
    """
    wavevectors = np.asarray(wavevectors, float).reshape(-1, 3)
    squares, vectors = np.linalg.eigh(solve(wavevectors))
    shape = (*squares.shape, squares.shape[1] // 3, 3)
    weights = np.ones(len(wavevectors)) if weights is None else np.asarray(weights)
    return Vibrations(
        wavevectors, weights, frequencies(squares), vectors.swapaxes(1, 2).reshape(shape)
    )


def frequencies(squares) -> np.ndarray:
    """Frequencies in Hz from squares of angular ones in rad² s⁻², negative where imaginary."""
    squares = np.asarray(squares, float)
    return np.sign(squares) * np.sqrt(np.abs(squares)) / (2 * np.pi)


def mesh(divisions) -> tuple[np.ndarray, np.ndarray]:
    """Half of a regular mesh that leaves the zone centre out.

    The mesh is shifted by half a step along the axes with even divisions, or along the first. Of
    q and -q, which have the same frequencies, one is kept with weight 2.

    Parameters
    ----------
    divisions : array_like of int, shape (3,)

    Returns
    -------
    tuple of numpy.ndarray
        Wavevectors (Q, 3) between -1/2 and 1/2, and weights (Q,) that sum to the product of the
        divisions.
    """
    divisions = np.asarray(divisions, int)
    if (divisions < 1).any():
        raise UltralowError(f"a mesh of {divisions.tolist()} points", mend="give numbers from 1 on")
    # Twice the place in steps, so that all is whole; odd numbers leave the zone centre out.
    first = 1 - divisions % 2
    first[0] |= not first.any()
    grid = np.array(list(product(*(range(odd, 2 * n, 2) for odd, n in zip(first, divisions)))))
    opposite = -grid % (2 * divisions)
    kept = np.array([tuple(one) <= tuple(other) for one, other in zip(grid, opposite)])
    weights = np.where((grid == opposite).all(axis=1), 1, 2)[kept]
    scaled = grid[kept] / (2 * divisions)
    return scaled - np.round(scaled), weights


def group_velocities(phonon, wavevectors) -> np.ndarray:
    """Group velocities ∂ω/∂k in m/s, Cartesian, shape (Q, M, 3), as phonopy finds them.

    Degenerate modes share a basis in which the velocity along some direction is diagonal.
    """
    points = np.asarray(wavevectors, float).reshape(-1, 3)
    found = phonon.run_qpoints(points, with_group_velocities=True)
    return found.group_velocities * 1e12 * angstrom


def atom_shares(eigenvectors) -> np.ndarray:
    """Each atom's share of the kinetic energy of each mode, shape (..., N); they sum to 1."""
    return np.sum(np.abs(eigenvectors) ** 2, axis=-1)


def participation_ratio(eigenvectors) -> np.ndarray:
    """How many of the atoms a mode moves, as a share of all of them: 1/N to 1.

    P = (Σ |e_i|²)² / (N Σ |e_i|⁴) for eigenvectors of shape (..., N, 3); 1/N where one atom moves
    alone, 1 where all have the same kinetic energy. Among degenerate modes it depends on the
    choice of their vectors.

    References
    ----------
    R. J. Bell, P. Dean, Discuss. Faraday Soc. 50, 55 (1970), doi:10.1039/DF9705000055.
    """
    energy = atom_shares(eigenvectors)
    return np.sum(energy, axis=-1) ** 2 / (energy.shape[-1] * np.sum(energy**2, axis=-1))


def acoustic_share(eigenvectors, masses) -> np.ndarray:
    """How far a mode moves the cell as a whole, shape (...): 1 for sound, 0 for optical modes.

    Σ_a |Σ_i √m_i e_ia|² / Σ_i m_i. At every wavevector the modes share out 3 among them.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)
    masses : array_like, shape (N,)
    """
    masses = np.asarray(masses, float)
    carried = np.einsum("...ia,i->...a", eigenvectors, np.sqrt(masses))
    return np.sum(np.abs(carried) ** 2, axis=-1) / masses.sum()


def degenerate_groups(frequency, tolerance: float = DEGENERATE) -> np.ndarray:
    """Number of the group of equal frequency that each mode belongs to, shape (..., M).

    Within a group the eigenvectors are any basis of one space, and another one on every processor:
    only sums over the group mean anything. Groups are counted from 0 at each wavevector.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    tolerance : float
        Hz; neighbours that are not further apart are of one group.
    """
    frequency = np.asarray(frequency, float)
    steps = np.diff(frequency, axis=-1, prepend=frequency[..., :1]) > tolerance
    return np.cumsum(steps, axis=-1)


def group_means(frequency, values, tolerance: float = DEGENERATE) -> np.ndarray:
    """Values of modes, each the mean over its degenerate group, in the shape of ``values``.

    Of what is a sum of |e|² over a mode, such as :func:`atom_shares`, the mean does not depend on
    the choice of eigenvectors; a mode that is alone keeps its value to the last bit.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    values : array_like, shape (..., M, ...)
    tolerance : float
        See :func:`degenerate_groups`.
    """
    groups, values = degenerate_groups(frequency, tolerance), np.asarray(values)
    flat = values.reshape(groups.size, -1)
    starts = np.flatnonzero(np.diff(groups, axis=-1, prepend=-1).ravel())
    counts = np.diff(starts, append=groups.size)
    if (counts == 1).all():
        return values
    means = np.add.reduceat(flat, starts, axis=0) / counts[:, np.newaxis]
    return np.repeat(means, counts, axis=0).reshape(values.shape)


def density_of_states(at, found: Vibrations, width: float, shares=None) -> np.ndarray:
    """States per frequency and cell, each mode spread as a Gaussian.

    Parameters
    ----------
    at : array_like, shape (F,)
        Frequencies in Hz.
    found : Vibrations
    width : float
        Standard deviation of the Gaussian in Hz.
    shares : array_like, shape (Q, M, P), optional
        What of each mode counts to each of P parts, such as :func:`atom_shares`.

    Returns
    -------
    numpy.ndarray, shape (F,) or (F, P)
        1/Hz. Over all frequencies it integrates to M; parts that sum to 1 give parts that sum to
        the whole.
    """
    if not width > 0:
        raise UltralowError(f"width = {width} Hz", mend="give a width above zero")
    at = np.asarray(at, float)
    height = (found.weights / found.weights.sum() / (width * np.sqrt(2 * np.pi)))[:, np.newaxis]
    parts = np.ones((*found.frequencies.shape, 1)) if shares is None else np.asarray(shares)
    flat = (height[..., np.newaxis] * parts).reshape(-1, parts.shape[-1])
    away = (at[:, np.newaxis] - found.frequencies.ravel()) / width
    density = np.exp(-0.5 * away**2) @ flat
    return density[:, 0] if shares is None else density


def mean_shares_below(found: Vibrations, frequency: float, shares=None, least: float = -np.inf):
    """The mean shares in all modes between two frequencies, and how many modes these are.

    Parameters
    ----------
    found : Vibrations
    frequency, least : float
        Hz.
    shares : array_like, shape (Q, M, P), optional
        :func:`atom_shares` if left out.

    Returns
    -------
    tuple of (numpy.ndarray, float)
        Shape (P,), and the number of modes per cell; NaN and 0 where there is none.
    """
    shares = atom_shares(found.eigenvectors) if shares is None else np.asarray(shares)
    inside = (found.frequencies <= frequency) & (found.frequencies > least)
    count = found.weights[:, np.newaxis] * inside
    with np.errstate(invalid="ignore"):
        mean = np.einsum("qm,qmp->p", count, shares) / count.sum()
    return mean, float(count.sum() / found.weights.sum())


def mean_square_displacements(found: Vibrations, masses, temperature: float) -> np.ndarray:
    """Thermal displacements ⟨u_a u_b⟩ of the atoms in the harmonic crystal, shape (N, 3, 3) in m².

    ⟨u u⟩ = Σ ħ / (2 m ω) coth(ħω / 2kT) Re(e e*), the mean over wavevectors. Modes softer than
    :data:`FLOOR`, imaginary ones too, are left out: count them with :func:`has_no_frequency`.

    Parameters
    ----------
    found : Vibrations
        On a mesh.
    masses : array_like, shape (N,)
        kg.
    temperature : float
        K; 0 gives the motion of the ground state.
    """
    omega = 2 * np.pi * np.where(has_no_frequency(found.frequencies), np.inf, found.frequencies)
    with np.errstate(divide="ignore"):
        warmth = 1 / np.tanh(np.divide(hbar * omega, 2 * k * temperature))
    size = found.weights[:, np.newaxis] / found.weights.sum() * hbar / (2 * omega) * warmth
    e = found.eigenvectors
    moved = np.einsum("qm,qmia,qmib->iab", size, e, e.conj(), optimize=True).real
    return moved / np.asarray(masses)[:, np.newaxis, np.newaxis]


def has_no_frequency(frequency) -> np.ndarray:
    """Which modes have no usable frequency: imaginary ones, and the crystal moving as a whole."""
    return np.asarray(frequency) < FLOOR


def band_path(phonon, path: str = "", points: int = 41) -> Bands:
    """Frequencies along a path through the Brillouin zone.

    Parameters
    ----------
    phonon : phonopy.Phonopy
    path : str
        Names of corners, such as ``"GXSYG"``, in ASE's convention for the lattice of the
        primitive cell; if empty, the first unbroken part of the standard path.
    points : int
        On each line, both ends included.

    Returns
    -------
    Bands

    Raises
    ------
    UltralowError
        For a corner that the lattice does not have.

    References
    ----------
    W. Setyawan, S. Curtarolo, Comput. Mater. Sci. 49, 299 (2010),
    doi:10.1016/j.commatsci.2010.05.010.
    """
    from ase.cell import Cell
    from ase.dft.kpoints import parse_path_string

    cell = Cell(phonon.primitive.cell)
    standard = cell.bandpath(npoints=0)
    names = parse_path_string(path or standard.path)[0]
    unknown = sorted(set(names) - set(standard.special_points))
    if unknown or len(names) < 2:
        raise UltralowError(
            f"no path {path!r} in this lattice",
            mend=f"use at least two of {', '.join(sorted(standard.special_points))}",
        )
    corners = np.array([standard.special_points[name] for name in names])
    wavevectors = path_points(corners, points)
    steps = np.linalg.norm(np.diff(wavevectors, axis=0) @ cell.reciprocal()[:], axis=1)
    distances = 2 * np.pi / angstrom * np.concatenate([[0.0], np.cumsum(steps)])
    places = distances[:: points - 1]
    shown = ["Γ" if name == "G" else name for name in names]
    found = frequencies(np.linalg.eigvalsh(solver(phonon)(wavevectors)))
    return Bands(distances, found, list(zip(map(float, places), shown)), wavevectors)


def path_points(corners, points: int) -> np.ndarray:
    """Points on the straight lines from corner to corner, each corner once, shape (n, 3)."""
    corners = np.asarray(corners, float)
    t = np.linspace(0, 1, points)[:-1, np.newaxis]
    lines = [a + t * (b - a) for a, b in pairwise(corners)]
    return np.concatenate([*lines, corners[-1:]])
