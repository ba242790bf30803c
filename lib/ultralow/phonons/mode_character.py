"""Mode character: neighbours in step, octahedra that turn, and which springs pay for a mode.

Modes come as :class:`ultralow.phonons.harmonic.Vibrations`; each function gives shares between 0
and 1, or energies that sum to the whole.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import BoolArray, ComplexArray, FloatArray, IntArray
from ultralow.crystal.connectivity import Bonds
from ultralow.phonons.bond_stiffness import Pairs, Springs
from ultralow.phonons.harmonic import Vibrations
from ultralow.phonons.mode_shares import atom_shares, group_means

# Of the mean square of two neighbours' motions, what the square of their relative motion may be
# at most if they go in step. Atoms that know nothing of each other have 1, one that moves beside
# one at rest has 1 too, a rigid pair has 0.
LOOSEST = 0.5
# What differs by less is equal: symmetry makes shares equal but for rounding.
EQUAL = 1e-9
EQUAL_DIGITS = 9


def relative_motion(
    found: Vibrations, masses: ArrayLike, first: ArrayLike, second: ArrayLike, step: ArrayLike
) -> FloatArray:
    r"""Relative motion of neighbours, 0 in step and 2 against each other.

    .. math:: \frac{|u_i - u_j|^2}{|u_i|^2 + |u_j|^2}

    0 for the same displacement at the same time, 1 for independent ones, 2 for opposite ones; 0
    too where both are at rest. Degenerate modes have that of their group, the mean squares over it.

    Parameters
    ----------
    found : Vibrations
    masses : array_like, shape (N,)
        In one unit.
    first, second : array_like of int, shape (p,)
    step : array_like, shape (p, 3)
        From the first to the second, in axes of the primitive cell.

    Returns
    -------
    numpy.ndarray, shape (Q, M, p)

    Examples
    --------
    >>> vectors = np.zeros((1, 2, 2, 3), complex)
    >>> vectors[0, :, :, 0] = np.array([[1, 1], [1, -1]]) / 2**0.5
    >>> two = Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[0.0, 1e12]]), vectors)
    >>> relative_motion(two, [1, 1], [0], [1], [[0.5, 0, 0]]).round(6).ravel().tolist()
    [0.0, 2.0]
    """
    moved = found.eigenvectors / np.sqrt(np.asarray(masses))[:, np.newaxis]
    phase = np.exp(2j * np.pi * found.wavevectors @ np.asarray(step).T)[:, np.newaxis, :, None]
    one = moved[:, :, np.asarray(first)]
    other = moved[:, :, np.asarray(second)] * phase
    apart = np.sum(np.abs(one - other) ** 2, axis=-1)
    together = np.sum(np.abs(one) ** 2 + np.abs(other) ** 2, axis=-1)
    apart, together = (group_means(found.frequencies, one) for one in (apart, together))
    return np.divide(apart, together, out=np.zeros_like(apart), where=together > 0)


def in_step(
    found: Vibrations,
    masses: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    step: ArrayLike,
    loosest: float = LOOSEST,
) -> BoolArray:
    """Neighbours in step, shape (Q, M, p): those out of step by at most ``loosest``.

    Parameters are those of :func:`relative_motion`.

    Examples
    --------
    >>> vectors = np.array([1.0, 0, 0, 1.0, 0, 0], complex).reshape(1, 1, 2, 3) / 2**0.5
    >>> sound = Vibrations(np.zeros((1, 3)), np.ones(1), np.full((1, 1), 1e11), vectors)
    >>> in_step(sound, [1.0, 1.0], [0], [1], [[0, 0, 0]])[0, 0].tolist()
    [True]
    """
    return relative_motion(found, masses, first, second, step) <= loosest + EQUAL


def rigid_group_shares(
    found: Vibrations,
    masses: ArrayLike,
    links: Pairs,
    step: ArrayLike,
    chosen: ArrayLike,
    loosest: float = LOOSEST,
    stretch: FloatArray | None = None,
) -> FloatArray:
    """Rigid-group shares of a mode: how much of it is in groups that move in step, by their reach.

    Two neighbours go in step if their stretch, see :func:`relative_motion`, is at most ``loosest``.
    Groups are what hangs together by such links. A group that comes back to itself in another
    cell goes on for ever in that direction; the number of these directions is its dimension: 0
    for atoms and clusters, 1 for chains, 2 for layers, 3 for the crystal as a whole, as in sound.

    Parameters
    ----------
    found : Vibrations
    masses : array_like, shape (N,)
        In one unit.
    links : Pairs
        Neighbours, each pair from both ends.
    step : array_like, shape (p, 3)
        Of each link, in axes of the primitive cell.
    chosen : array_like of bool, shape (Q, M)
        The modes to look at.
    loosest : float
        Between 0 and 2.
    stretch : numpy.ndarray, shape (Q, M, p), optional
        As `relative_motion` gives it, where it is at hand: it is the same for every ``loosest``.

    Returns
    -------
    numpy.ndarray, shape (Q, M, 4)
        Shares of the kinetic energy in groups of dimension 0, 1, 2, 3; NaN for other modes.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ultralow.phonons.bond_stiffness import pairs
    >>> links = pairs(bulk("Po", "sc", a=3.35), 3.4)
    >>> vectors = np.eye(3, dtype=complex).reshape(1, 3, 1, 3)
    >>> sound = Vibrations(np.full((1, 3), 0.01), np.ones(1), np.full((1, 3), 1e11), vectors)
    >>> rigid_group_shares(sound, [209.0], links, links.shift, [[True] * 3])[0, 0].round(6).tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    chosen = np.asarray(chosen, bool)
    if stretch is None:
        stretch = relative_motion(found, masses, links.first, links.second, step)
    close = stretch <= loosest + EQUAL
    energy = group_means(found.frequencies, atom_shares(found.eigenvectors))
    shares = np.full((*energy.shape[:2], 4), np.nan)
    dimension = dimensionality(
        energy.shape[2], links.first, links.second, links.shift, close[chosen]
    )
    inside = dimension[..., np.newaxis] == np.arange(4)
    shares[chosen] = np.einsum("kn,knd->kd", energy[chosen], inside)
    return shares


def dimensionality(
    size: int, first: ArrayLike, second: ArrayLike, shift: ArrayLike, kept: ArrayLike
) -> IntArray:
    """Dimensionality of each node of a graph on a torus, for many graphs at once.

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

    Examples
    --------
    >>> dimensionality(1, [0, 0], [0, 0], [[1, 0, 0], [0, 1, 0]], [[1, 0], [1, 1]]).ravel().tolist()
    [1, 2]
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


def dominant_dimensionality(shares: ArrayLike) -> IntArray:
    """Dominant dimensionality: the one that has the largest share of a mode.

    Of equal shares that of the lower dimension counts.

    Parameters
    ----------
    shares : array_like, shape (..., 4)
        From :func:`rigid_group_shares`.

    Returns
    -------
    numpy.ndarray of int, shape (...)
        -1 where the shares are NaN.

    Examples
    --------
    >>> dominant_dimensionality([[0.1, 0.7, 0.2, 0.0], [np.nan] * 4]).tolist()
    [1, -1]
    """
    shares = np.asarray(shares)
    largest = np.argmax(np.nan_to_num(shares).round(EQUAL_DIGITS), axis=-1)
    return np.where(np.isnan(shares[..., 0]), -1, largest)


def rotation_share(
    found: Vibrations, bonds: Bonds, masses: ArrayLike, cell: ArrayLike
) -> FloatArray:
    """Rotation share of a mode: how much of it is turning of polyhedra about their centres.

    The square of the projection of the eigenvector onto the displacements θ × d of all ligands,
    with a turn θ of its own for each polyhedron. Ligands that two polyhedra share follow both.
    Random motion has :func:`rotational_fraction`.

    Parameters
    ----------
    found : Vibrations
    bonds : Bonds
        Of the primitive cell.
    masses : array_like, shape (N,)
        In one unit.
    cell : array_like, shape (3, 3)
        Axes of the primitive cell as rows, in Å.

    Returns
    -------
    numpy.ndarray, shape (Q, M)

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ultralow.crystal.connectivity import bonds
    >>> salt = bulk("NaCl", "rocksalt", a=5.64)
    >>> vectors = np.eye(6, dtype=complex).reshape(1, 6, 2, 3)
    >>> alone = Vibrations(np.full((1, 3), 0.3), np.ones(1), np.full((1, 6), 1e12), vectors)
    >>> share = rotation_share(alone, bonds(salt), salt.get_masses(), salt.cell[:])
    >>> share[0, :3].round(6).tolist()  # the centres themselves do not turn
    [0.0, 0.0, 0.0]
    """
    shares = np.empty_like(found.frequencies)
    for q, wavevector in enumerate(found.wavevectors):
        basis = _orthonormal(_turns(wavevector, bonds, masses, cell), _longest(bonds, masses))
        vectors = found.eigenvectors[q].reshape(shares.shape[1], -1)
        shares[q] = np.sum(np.abs(vectors.conj() @ basis) ** 2, axis=1)
    return shares


def rotational_fraction(bonds: Bonds, masses: ArrayLike, cell: ArrayLike) -> float:
    """Rotational fraction of all independent motions, at a general wavevector.

    Parameters
    ----------
    bonds, masses, cell
        As in :func:`rotation_share`.

    Returns
    -------
    float

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ultralow.crystal.connectivity import bonds
    >>> salt = bulk("NaCl", "rocksalt", a=5.64)
    >>> round(rotational_fraction(bonds(salt), salt.get_masses(), salt.cell[:]), 3)
    0.333
    """
    turns = _turns(np.array([0.1234, 0.2345, 0.3456]), bonds, masses, cell)
    return _orthonormal(turns, _longest(bonds, masses)).shape[1] / (3 * len(np.asarray(masses)))


def translation_share(
    found: Vibrations, members: tuple[ArrayLike, ArrayLike], masses: ArrayLike
) -> FloatArray:
    """Translation share of a mode: how much of it moves a group of atoms as a rigid body.

    The square of the projection onto three displacements, the same for all of the group.

    Parameters
    ----------
    found : Vibrations
    members : tuple of (array_like of int, array_like of float)
        Indices (n,), and their places (n, 3) within one body, in axes of the primitive cell.
    masses : array_like, shape (N,)
        In one unit.

    Returns
    -------
    numpy.ndarray, shape (Q, M)

    Examples
    --------
    >>> vectors = np.zeros((1, 2, 2, 3), complex)
    >>> vectors[0, :, :, 0] = np.array([[1, 1], [1, -1]]) / 2**0.5
    >>> two = Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[0.0, 1e12]]), vectors)
    >>> both = [0, 1], [[0, 0, 0], [0.5, 0, 0]]
    >>> translation_share(two, both, [1, 1]).round(6).ravel().tolist()
    [1.0, 0.0]
    """
    index, place = np.asarray(members[0], int), members[1]
    weight = np.sqrt(np.asarray(masses, float)[index])
    # The vectors are free of the phase exp(2πi q·r); a rigid body has one phase for all of it.
    phase = np.exp(2j * np.pi * found.wavevectors @ np.asarray(place).T)
    carried = np.einsum("qmia,qi->qma", found.eigenvectors[:, :, index], weight * phase)
    return np.sum(np.abs(carried) ** 2, axis=-1) / np.sum(weight**2)


def energy_shares(
    found: Vibrations, springs: Springs, masses: ArrayLike, kinds: ArrayLike
) -> FloatArray:
    """Energy shares of the springs in a mode: d ln ω² / d ln(strength) of each kind.

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

    Returns
    -------
    numpy.ndarray, shape (Q, M, K)

    Examples
    --------
    >>> from ultralow.phonons.bond_stiffness import Springs
    >>> from scipy.constants import atomic_mass
    >>> ends, apart = np.array([0, 1]), np.zeros((2, 3), int)
    >>> pair = Springs(ends, ends[::-1], apart, apart, -10 * np.stack([np.eye(3)] * 2))
    >>> masses = np.array([1, 1]) * 20 * atomic_mass
    >>> vectors = np.zeros((1, 1, 2, 3), complex)
    >>> vectors[0, 0, :, 0] = np.array([1, -1]) / 2**0.5
    >>> frequency = np.sqrt(2 * 10 / masses[0]) / (2 * np.pi)
    >>> stretch = Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[frequency]]), vectors)
    >>> energy_shares(stretch, pair, masses, [0, 0]).round(6).ravel().tolist()
    [1.0]
    """
    kinds, size = np.asarray(kinds), len(np.asarray(masses))
    root = np.sqrt(np.asarray(masses))
    pull = springs.matrix / (root[springs.first] * root[springs.second])[:, np.newaxis, np.newaxis]
    hold = -springs.matrix / (root[springs.first] ** 2)[:, np.newaxis, np.newaxis]
    shape = (kinds.max() + 1, size, size)
    held = _matrices(kinds, springs.first, springs.first, hold, shape)
    paid = np.empty((*found.frequencies.shape, shape[0]), float)
    for q, wavevector in enumerate(found.wavevectors):
        phase = np.exp(2j * np.pi * springs.step @ wavevector)[:, np.newaxis, np.newaxis]
        made = held + _matrices(kinds, springs.first, springs.second, pull * phase, shape)
        vectors = found.eigenvectors[q].reshape(paid.shape[1], -1)
        paid[q] = np.einsum("ma,kab,mb->mk", vectors.conj(), made, vectors, optimize=True).real
    square = np.sign(found.frequencies) * (2 * np.pi * found.frequencies) ** 2
    return paid / np.where(square == 0, np.nan, square)[..., np.newaxis]


def _matrices(
    kinds: IntArray,
    first: IntArray,
    second: IntArray,
    blocks: FloatArray | ComplexArray,
    shape: tuple[int, int, int],
) -> ComplexArray:
    """Sums of 3 x 3 blocks at pairs of atoms, one matrix a kind, shape (K, 3N, 3N)."""
    total = np.zeros((*shape, 3, 3), complex)
    np.add.at(total, (kinds, first, second), blocks)
    return total.swapaxes(2, 3).reshape(shape[0], 3 * shape[1], 3 * shape[2])


def rate_contrast(
    frequency: ArrayLike, rate: ArrayLike, share: ArrayLike, weights: ArrayLike, width: float
) -> tuple[float, float]:
    """Rate contrast: whether modes with more of something decay faster at the same frequency.

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

    Examples
    --------
    >>> share, frequency = np.tile([0.1, 0.2, 0.8, 0.9], 2), np.repeat([0.5e12, 1.5e12], 4)
    >>> rate = np.where(share > 0.5, 4e11, 1e11)
    >>> [round(one, 6) for one in rate_contrast(frequency, rate, share, np.ones(8), 1e12)]
    [4.0, 0.0]
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


def _turns(
    wavevector: FloatArray, bonds: Bonds, masses: ArrayLike, cell: ArrayLike
) -> ComplexArray:
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


def _longest(bonds: Bonds, masses: ArrayLike) -> float:
    """The longest mass-weighted arm of a polyhedron: how large its turns are."""
    mass = np.asarray(masses, float)[bonds.ligand]
    return float((np.sqrt(mass) * np.linalg.norm(bonds.vector, axis=1)).max())


def _orthonormal(columns: ComplexArray, scale: float) -> ComplexArray:
    """A basis of the space that columns of some size span; turns that cancel are rounding."""
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, size > 1e-9 * scale]
