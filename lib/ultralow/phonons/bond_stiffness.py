"""How firmly atoms and clusters are held: bond lengths, springs, rigid clusters, rattling.

Lengths of bonds are in angstrom, as in :mod:`ultralow.crystal.connectivity`; springs are in N/m,
all else in SI. A *spring* is the matrix of force constants between two atoms, Φ = ∂²E/∂u_i∂u_j.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from ase import Atoms
from ase.neighborlist import neighbor_list
from numpy.typing import ArrayLike
from scipy.constants import hbar

from ultralow.checks import BoolArray, FloatArray, IntArray
from ultralow.crystal.connectivity import Network, components
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import NEWTON_PER_METRE
from ultralow.phonons.harmonic import frequencies, thermal_factor

if TYPE_CHECKING:
    from phonopy import Phonopy

# Lengths closer than this are one: far below what any structure is known to.
SAME = 1e-3


class Pairs(NamedTuple):
    """Pairs of near atoms, each listed from both ends, by first atom and length.

    ``first``, ``second`` (p,) indices; ``shift`` (p, 3) the lattice translation of the second;
    ``vector`` (p, 3) and ``length`` (p,) in angstrom.
    """

    first: IntArray
    second: IntArray
    shift: IntArray
    vector: FloatArray
    length: FloatArray


class Springs(NamedTuple):
    """Springs from the atoms of the primitive cell to all others, and to themselves.

    ``first``, ``second`` (p,) indices into the primitive cell; ``shift`` (p, 3) the lattice
    translation of the second; ``step`` (p, 3) from the first to the second, in axes of the
    primitive cell; ``matrix`` (p, 3, 3) in N/m, Cartesian. Where the supercell leaves open which
    of several images an atom pulls at, each gets its part.
    """

    first: IntArray
    second: IntArray
    shift: IntArray
    step: FloatArray
    matrix: FloatArray


def pairs(atoms: Atoms, longest: float) -> Pairs:
    """All pairs of atoms up to a length in angstrom.

    Raises
    ------
    UltralowError
        If there is none.
    """
    found = neighbor_list("ijSDd", atoms, longest)
    if not len(found[0]):
        raise UltralowError(
            f"no two atoms of {atoms.symbols} are closer than {longest:g} Å",
            mend="give a larger length",
        )
    order = np.lexsort((*found[2].T, found[1], found[4].round(6), found[0]))
    return Pairs(*(column[order] for column in found))


def between_elements(
    symbols: ArrayLike, found: Pairs | Springs, one: ArrayLike, other: ArrayLike
) -> BoolArray:
    """Which pairs or springs run from one set of elements to another, shape (p,) of bool."""
    symbols = np.asarray(symbols)
    return np.isin(symbols[found.first], one) & np.isin(symbols[found.second], other)


def multiplicities(lengths: ArrayLike) -> tuple[FloatArray, IntArray]:
    """The different lengths, ascending, and how often each occurs.

    Lengths within 0.001 Å of the one below them are one, and their mean is given.
    """
    lengths = np.sort(np.asarray(lengths, float))
    groups = np.split(lengths, np.flatnonzero(np.diff(lengths) > SAME) + 1) if len(lengths) else []
    return np.array([one.mean() for one in groups]), np.array([len(one) for one in groups], int)


def inhomogeneity(lengths: ArrayLike) -> float:
    """How unequal bonds are: the standard deviation of their lengths over the mean."""
    lengths = np.asarray(lengths, float)
    return float(np.std(lengths) / np.mean(lengths))


def springs(phonon: "Phonopy") -> Springs:
    """The springs of a :class:`phonopy.Phonopy` with force constants.

    Raises
    ------
    UltralowError
        If it has none.
    """
    if phonon.force_constants is None:
        raise UltralowError("no force constants", mend="set phonon.force_constants first")
    cell = phonon.primitive
    constants = np.asarray(phonon.force_constants)
    if len(constants) != len(cell):
        constants = constants[cell.p2s_map]
    vectors, count = cell.get_smallest_vectors()
    image, inside = np.divmod(np.arange(len(count) * len(cell)), len(cell))
    times, start = count[image, inside].T
    each = np.repeat(np.arange(len(image)), times)
    nth = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
    step = vectors[start[each] + nth]
    numbering = np.array([cell.p2p_map[n] for n in cell.s2p_map])
    first, second = inside[each], numbering[image[each]]
    shift = step - (cell.scaled_positions[second] - cell.scaled_positions[first])
    matrix = constants[inside[each], image[each]] / times[each][:, np.newaxis, np.newaxis]
    return Springs(first, second, np.round(shift).astype(int), step, NEWTON_PER_METRE * matrix)


def stretch_stiffness(found: Springs, cell: ArrayLike) -> FloatArray:
    """How much a spring resists being stretched, -n·Φ·n along its direction n, (p,) in N/m.

    Parameters
    ----------
    found : Springs
    cell : array_like, shape (3, 3)
        Axes of the primitive cell as rows, in any unit. NaN for an atom and itself.
    """
    along = found.step @ np.asarray(cell)
    with np.errstate(invalid="ignore"):
        n = along / np.linalg.norm(along, axis=1, keepdims=True)
    return -np.einsum("pa,pab,pb->p", n, found.matrix, n)


def self_stiffness(found: Springs) -> FloatArray:
    """What holds each atom where all others rest, Φ_ii, shape (N, 3, 3) in N/m."""
    return _summed(found, (found.first == found.second) & ~found.shift.any(axis=1))


def einstein_frequencies(stiffness: ArrayLike, masses: ArrayLike) -> FloatArray:
    """Frequency of each atom alone, all others at rest: sqrt(tr Φ_ii / 3m) / 2π in Hz, (N,).

    Parameters
    ----------
    stiffness : array_like, shape (N, 3, 3)
        N/m.
    masses : array_like, shape (N,)
        kg.
    """
    squares = np.trace(np.asarray(stiffness), axis1=1, axis2=2) / (3 * np.asarray(masses))
    return frequencies(squares)


def einstein_displacements(
    stiffness: ArrayLike, masses: ArrayLike, temperature: float
) -> FloatArray:
    """⟨u²⟩ of each atom if all others were at rest, the sum over directions, (N,) in m².

    Σ ħ/(2 m ω) coth(ħω/2kT) over the three directions; NaN where one of them is not held.
    """
    masses = np.asarray(masses, float)[:, np.newaxis]
    squares = np.linalg.eigvalsh(np.asarray(stiffness)) / masses
    omega = np.sqrt(np.where(squares > 0, squares, np.nan))
    return np.sum(hbar / (2 * masses * omega) * thermal_factor(omega, temperature), axis=1)


def einstein_share(
    displacements: ArrayLike, stiffness: ArrayLike, masses: ArrayLike, temperature: float
) -> FloatArray:
    """How much of an atom's motion is its own: 1 for a rattler in a rigid cage, (N,).

    ⟨u²⟩ with all others at rest over ⟨u²⟩ in the crystal. The rest of it comes from neighbours
    that move along, so that it tends to 0 for atoms that only go with others. In the classical
    limit of a stable crystal it cannot exceed 1.

    Parameters
    ----------
    displacements : array_like, shape (N, 3, 3)
        From :func:`ultralow.phonons.harmonic.mean_square_displacements`, in m².
    stiffness, masses, temperature
        As in :func:`einstein_displacements`.
    """
    alone = einstein_displacements(stiffness, masses, temperature)
    return alone / np.trace(np.asarray(displacements), axis1=1, axis2=2)


def clusters(size: int, found: Pairs | Springs, kept: ArrayLike) -> list[Network]:
    """Atoms that hang together by some of the bonds, and in how many dimensions.

    Parameters
    ----------
    size : int
        Number of atoms.
    found : Pairs or Springs
    kept : array_like of bool, shape (p,)
        Which of them are bonds: shorter than a length, or stiffer than a stiffness.

    Returns
    -------
    list of Network
        An atom without a bond is a cluster of its own, of dimension 0.
    """
    kept = np.asarray(kept, bool)
    return components(size, found.first[kept], found.second[kept], found.shift[kept])


def external_stiffness(found: Springs, cluster: Network) -> FloatArray:
    """What holds a rigid cluster against all that is around it, shape (3, 3) in N/m.

    -Σ Φ_ij over atoms i of one repeat of the cluster and all atoms j outside of it: the force
    constants for moving it as a whole, per repeat of a chain or layer.
    """
    return -found.matrix[_leaves(found, cluster)].sum(axis=0)


def translation_frequency(found: Springs, cluster: Network, masses: ArrayLike) -> float:
    """Frequency of a rigid cluster moving in a crystal at rest, sqrt(tr K / 3M) / 2π in Hz.

    K from :func:`external_stiffness`; M is the mass of one repeat. ``masses`` (N,) in kg.
    """
    mass = np.asarray(masses)[cluster.centres].sum()
    return float(einstein_frequencies([external_stiffness(found, cluster)], [mass])[0])


def _leaves(found: Springs, cluster: Network) -> BoolArray:
    """Springs from the atoms of one repeat of a cluster to atoms that do not belong to it."""
    place = {int(i): offset for i, offset in zip(cluster.centres, cluster.offsets, strict=True)}
    from_inside = np.isin(found.first, cluster.centres)
    outside = from_inside & ~np.isin(found.second, cluster.centres)
    both = np.flatnonzero(from_inside & ~outside)
    cells = np.array([place[int(i)] - place[int(j)] for i, j in
                      zip(found.first[both], found.second[both])]).reshape(-1, 3)  # fmt: skip
    outside[both] = ~_spanned(cells + found.shift[both], cluster.translations)
    return outside


def _spanned(vectors: IntArray, basis: IntArray) -> BoolArray:
    """Which integer vectors are whole sums of a basis."""
    if not len(basis):
        return np.asarray(~vectors.any(axis=1))
    parts = np.round(vectors @ np.linalg.pinv(basis.astype(float)))
    return np.asarray((parts @ basis == vectors).all(axis=1))


def _summed(found: Springs, kept: BoolArray) -> FloatArray:
    total = np.zeros((found.first.max() + 1, 3, 3))
    np.add.at(total, found.first[kept], found.matrix[kept])
    return total
