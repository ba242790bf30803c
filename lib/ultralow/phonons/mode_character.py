"""What moves in a mode: neighbours in step, octahedra that turn, and which springs pay for it.

Modes come as :class:`ultralow.phonons.harmonic.Vibrations`; each function gives shares between 0
and 1, or energies that sum to the whole.
"""

import numpy as np

from ultralow.crystal.connectivity import Bonds
from ultralow.phonons.harmonic import Vibrations, atom_shares, group_means

# Of the mean square of two neighbours' motions, what the square of their relative motion may be
# at most if they go in step. Atoms that know nothing of each other have 1, one that moves beside
# one at rest has 1 too, a rigid pair has 0.
LOOSEST = 0.5
# What differs by less is equal: symmetry makes shares equal but for rounding.
EQUAL = 1e-9
EQUAL_DIGITS = 9


def relative_motion(found: Vibrations, masses, first, second, step) -> np.ndarray:
    """How far neighbours are out of step: |u_i - u_j|² / (|u_i|² + |u_j|²), shape (Q, M, p).

    0 for the same displacement at the same time, 1 for independent ones, 2 for opposite ones; 0
    too where both are at rest. Degenerate modes have that of their group, the mean squares over it.

    Parameters
    ----------
    found : Vibrations
    masses : array_like, shape (N,)
    first, second : array_like of int, shape (p,)
    step : array_like, shape (p, 3)
        From the first to the second, in axes of the primitive cell.
    """
    moved = found.eigenvectors / np.sqrt(np.asarray(masses))[:, np.newaxis]
    phase = np.exp(2j * np.pi * found.wavevectors @ np.asarray(step).T)[:, np.newaxis, :, None]
    one, other = moved[:, :, first], moved[:, :, second] * phase
    apart = np.sum(np.abs(one - other) ** 2, axis=-1)
    together = np.sum(np.abs(one) ** 2 + np.abs(other) ** 2, axis=-1)
    apart, together = (group_means(found.frequencies, one) for one in (apart, together))
    return np.divide(apart, together, out=np.zeros_like(apart), where=together > 0)


def in_step(found: Vibrations, masses, first, second, step, loosest: float = LOOSEST):
    """Which neighbours go in step, shape (Q, M, p): out of step by at most ``loosest``.

    Parameters are those of :func:`relative_motion`.
    """
    return relative_motion(found, masses, first, second, step) <= loosest + EQUAL


def rigid_group_shares(found: Vibrations, masses, links, step, chosen, loosest: float = LOOSEST):
    """How much of a mode is in groups that move in step, by how far these groups reach.

    Two neighbours go in step if their stretch, see :func:`relative_motion`, is at most ``loosest``.
    Groups are what hangs together by such links. A group that comes back to itself in another
    cell goes on for ever in that direction; the number of these directions is its dimension: 0
    for atoms and clusters, 1 for chains, 2 for layers, 3 for the crystal as a whole, as in sound.

    Parameters
    ----------
    found : Vibrations
    masses : array_like, shape (N,)
    links : Pairs
        Neighbours, each pair from both ends.
    step : array_like, shape (p, 3)
        Of each link, in axes of the primitive cell.
    chosen : array_like of bool, shape (Q, M)
        The modes to look at.
    loosest : float

    Returns
    -------
    numpy.ndarray, shape (Q, M, 4)
        Shares of the kinetic energy in groups of dimension 0, 1, 2, 3; NaN for other modes.
    """
    close = in_step(found, masses, links.first, links.second, step, loosest)
    energy = group_means(found.frequencies, atom_shares(found.eigenvectors))
    shares = np.full((*energy.shape[:2], 4), np.nan)
    dimension = dimensionality(
        energy.shape[2], links.first, links.second, links.shift, close[chosen]
    )
    inside = dimension[..., np.newaxis] == np.arange(4)
    shares[chosen] = np.einsum("kn,knd->kd", energy[chosen], inside)
    return shares


def dimensionality(size: int, first, second, shift, kept) -> np.ndarray:
    """In how many dimensions each node of a graph on a torus can be followed, for many graphs.

    The same as :func:`ultralow.crystal.connectivity.components` says, by linear algebra for all
    graphs at once: where nodes can be moved to other cells so that all links of a part stay within
    one, nothing of the shifts is left. The rank of what is left, part by part, is the dimension.

    Parameters
    ----------
    size : int
        Number of nodes.
    first, second : array_like of int, shape (p,)
        Ends of all links.
    shift : array_like of int, shape (p, 3)
    kept : array_like of bool, shape (k, p)
        Which links each of the graphs has.

    Returns
    -------
    numpy.ndarray of int, shape (k, size)
    """
    kept, shift = np.asarray(kept, float), np.asarray(shift, float)
    ends = np.eye(size)[np.asarray(second)] - np.eye(size)[np.asarray(first)]
    weighted = kept[:, :, np.newaxis] * ends
    inverse = np.linalg.pinv(weighted.swapaxes(1, 2) @ ends, rcond=1e-9, hermitian=True)
    moved = inverse @ (weighted.swapaxes(1, 2) @ shift)
    left = (shift - ends @ moved) * kept[:, :, np.newaxis]
    # What is orthogonal to all links is constant on each part.
    same = np.eye(size) - inverse @ (weighted.swapaxes(1, 2) @ ends)
    mine = same[:, np.asarray(first)].swapaxes(1, 2) > 1e-6
    squares = np.einsum("knp,kpa,kpb->knab", mine.astype(float), left, left, optimize=True)
    return np.sum(np.linalg.eigvalsh(squares) > 1e-6, axis=-1)


def dominant_dimensionality(shares) -> np.ndarray:
    """The dimension that has the largest share of a mode, shape (...), -1 where it is NaN.

    Of equal shares that of the lower dimension counts.
    """
    shares = np.asarray(shares)
    largest = np.argmax(np.nan_to_num(shares).round(EQUAL_DIGITS), axis=-1)
    return np.where(np.isnan(shares[..., 0]), -1, largest)


def rotation_share(found: Vibrations, bonds: Bonds, masses, cell) -> np.ndarray:
    """How much of a mode is turning of polyhedra about their centres, shape (Q, M).

    The square of the projection of the eigenvector onto the displacements θ × d of all ligands,
    with a turn θ of its own for each polyhedron. Ligands that two polyhedra share follow both.
    Random motion has :func:`rotational_fraction`.

    Parameters
    ----------
    found : Vibrations
    bonds : Bonds
        Of the primitive cell.
    masses : array_like, shape (N,)
    cell : array_like, shape (3, 3)
        Axes of the primitive cell as rows, in angstrom.
    """
    shares = np.empty(found.frequencies.shape)
    for q, wavevector in enumerate(found.wavevectors):
        basis = _orthonormal(_turns(wavevector, bonds, masses, cell))
        vectors = found.eigenvectors[q].reshape(shares.shape[1], -1)
        shares[q] = np.sum(np.abs(vectors.conj() @ basis) ** 2, axis=1)
    return shares


def rotational_fraction(bonds: Bonds, masses, cell) -> float:
    """The share that turning has of all independent motions, at a general wavevector."""
    turns = _turns(np.array([0.1234, 0.2345, 0.3456]), bonds, masses, cell)
    return _orthonormal(turns).shape[1] / (3 * len(np.asarray(masses)))


def translation_share(found: Vibrations, members, masses) -> np.ndarray:
    """How much of a mode moves a group of atoms of one cell as a rigid body, shape (Q, M).

    The square of the projection onto three displacements, the same for all of the group.

    Parameters
    ----------
    found : Vibrations
    members : tuple of (array_like of int, array_like of float)
        Indices (n,), and their places (n, 3) within one body, in axes of the primitive cell.
    masses : array_like, shape (N,)
    """
    index, place = members
    weight = np.sqrt(np.asarray(masses, float)[index])
    # The vectors are free of the phase exp(2πi q·r); a rigid body has one phase for all of it.
    phase = np.exp(2j * np.pi * found.wavevectors @ np.asarray(place).T)
    carried = np.einsum("qmia,qi->qma", found.eigenvectors[:, :, index], weight * phase)
    return np.sum(np.abs(carried) ** 2, axis=-1) / np.sum(weight**2)


def energy_shares(found: Vibrations, springs, masses, kinds) -> np.ndarray:
    """Which springs pay for a mode: d ln ω² / d ln(strength) of each kind, shape (Q, M, K).

    ω² = Re Σ w_i† Φ_ij (w_j - w_i) over all pairs of atoms, w = e/√m, holds where the crystal as
    a whole is free to move: what an atom is held by is what pulls at it. The shares sum to 1; a
    kind that pushes the crystal apart pays less than nothing. NaN where the frequency is zero.

    Parameters
    ----------
    found : Vibrations
    springs : ultralow.phonons.bond_stiffness.Springs
    masses : array_like, shape (N,)
        kg.
    kinds : array_like of int, shape (p,)
        Kind of each spring, from 0 on.
    """
    kinds, size = np.asarray(kinds), len(np.asarray(masses))
    root = np.sqrt(np.asarray(masses))
    pull = springs.matrix / (root[springs.first] * root[springs.second])[:, np.newaxis, np.newaxis]
    hold = -springs.matrix / (root[springs.first] ** 2)[:, np.newaxis, np.newaxis]
    shape = (kinds.max() + 1, size, size)
    held = _matrices(kinds, springs.first, springs.first, hold, shape)
    paid = np.empty((*found.frequencies.shape, shape[0]))
    for q, wavevector in enumerate(found.wavevectors):
        phase = np.exp(2j * np.pi * springs.step @ wavevector)[:, np.newaxis, np.newaxis]
        made = held + _matrices(kinds, springs.first, springs.second, pull * phase, shape)
        vectors = found.eigenvectors[q].reshape(paid.shape[1], -1)
        paid[q] = np.einsum("ma,kab,mb->mk", vectors.conj(), made, vectors, optimize=True).real
    square = np.sign(found.frequencies) * (2 * np.pi * found.frequencies) ** 2
    return paid / np.where(square == 0, np.nan, square)[..., np.newaxis]


def _matrices(kinds, first, second, blocks, shape):
    """Sums of 3 x 3 blocks at pairs of atoms, one matrix a kind, shape (K, 3N, 3N)."""
    total = np.zeros((*shape, 3, 3), complex)
    np.add.at(total, (kinds, first, second), blocks)
    return total.swapaxes(2, 3).reshape(shape[0], 3 * shape[1], 3 * shape[2])


def rate_contrast(frequency, rate, share, weights, width: float) -> tuple[float, float]:
    """Whether modes with more of something decay faster than others of the same frequency.

    In each window of frequency the modes are split by their share at the median: the logarithm
    of the rate is averaged in both halves.

    Parameters
    ----------
    frequency, rate, share, weights : array_like, shape (n,)
        Of the modes; Hz, 1/s, between 0 and 1, and how many each stands for.
    width : float
        Of a window in Hz.

    Returns
    -------
    tuple of float
        Rate of the upper half over that of the lower, the geometric mean over all windows with
        four modes or more, and the standard error of its logarithm from window to window; NaN
        where there are not two such windows.
    """
    frequency, rate, share, weights = (np.asarray(one) for one in (frequency, rate, share, weights))
    share = share.round(EQUAL_DIGITS)
    window = np.floor(frequency / width + EQUAL).astype(int)
    found, counts = [], []
    for one in np.unique(window):
        here = window == one
        if here.sum() < 4:
            continue
        upper = share[here] > np.median(share[here])
        if upper.all() or not upper.any():
            continue
        log, weight = np.log(rate[here]), weights[here]
        found.append(np.average(log[upper], weights=weight[upper])
                     - np.average(log[~upper], weights=weight[~upper]))  # fmt: skip
        counts.append(weight.sum())
    if len(found) < 2:
        return np.nan, np.nan
    mean = np.average(found, weights=counts)
    spread = np.average((np.array(found) - mean) ** 2, weights=counts)
    return float(np.exp(mean)), float(np.sqrt(spread / (len(found) - 1)))


def _turns(wavevector, bonds, masses, cell):
    """Mass-weighted displacements of all atoms by turns of each polyhedron, (3N, 3P)."""
    masses = np.asarray(masses, float)
    step = bonds.vector @ np.linalg.inv(np.asarray(cell))
    phase = np.exp(-2j * np.pi * step @ np.asarray(wavevector))
    centres = np.unique(bonds.centre)
    basis = np.zeros((len(masses), 3, len(centres), 3), complex)
    for b in range(len(bonds.centre)):
        arm = np.sqrt(masses[bonds.ligand[b]]) * phase[b] * bonds.vector[b]
        # Column a: the unit turn about axis a takes d to e_a × d.
        turned = np.cross(np.eye(3), arm).T
        basis[bonds.ligand[b], :, np.searchsorted(centres, bonds.centre[b])] += turned
    return basis.reshape(3 * len(masses), -1)


def _orthonormal(columns):
    """A basis of the space that columns span."""
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, size > 1e-9 * size.max()]
