"""Bond stiffness: bond lengths, springs, rigid clusters, rattling.

Lengths of bonds are in Å, as in :mod:`ultralow.crystal.connectivity`; springs are in N/m, all
else in SI. A *spring* is the matrix of force constants between two atoms, Φ = ∂²E/∂u_i∂u_j.
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
from ultralow.phonons.force_constants import NEWTON_PER_METRE, second_order
from ultralow.phonons.harmonic import frequencies
from ultralow.phonons.thermal_displacements import thermal_factor

if TYPE_CHECKING:
    from phonopy import Phonopy

# Lengths closer than this are one: far below what any structure is known to.
SAME = 1e-3


class Pairs(NamedTuple):
    """Pairs of near atoms, each listed from both ends, by first atom and length.

    ``first``, ``second`` (p,) indices; ``shift`` (p, 3) the lattice translation of the second;
    ``vector`` (p, 3) and ``length`` (p,) in Å.
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
    """Pairs of atoms up to a length.

    Parameters
    ----------
    atoms : ase.Atoms
    longest : float
        Å.

    Returns
    -------
    Pairs

    Raises
    ------
    UltralowError
        If there is none.

    Examples
    --------
    >>> from ase.build import bulk
    >>> found = pairs(bulk("NaCl", "rocksalt", a=5.64), 3.0)
    >>> len(found.length), float(found.length.max().round(2))
    (12, 2.82)
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
    """Pairs or springs that run from one set of elements to another.

    Parameters
    ----------
    symbols : array_like of str, shape (N,)
        Of all atoms.
    found : Pairs or Springs
    one, other : str or array_like of str
        Symbols of the first and of the second atom.

    Returns
    -------
    numpy.ndarray of bool, shape (p,)

    Examples
    --------
    >>> from ase.build import bulk
    >>> salt = bulk("NaCl", "rocksalt", a=5.64)
    >>> int(between_elements(salt.symbols, pairs(salt, 3.0), "Na", "Cl").sum())
    6
    """
    symbols = np.asarray(symbols)
    return np.isin(symbols[found.first], one) & np.isin(symbols[found.second], other)


def multiplicities(lengths: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Multiplicities of bond lengths: the different lengths, and how often each occurs.

    Lengths within 0.001 Å of the one below them are one, and their mean is given.

    Parameters
    ----------
    lengths : array_like, shape (n,)
        Å.

    Returns
    -------
    tuple of numpy.ndarray
        Lengths (m,), ascending, and counts (m,).

    Examples
    --------
    >>> [one.tolist() for one in multiplicities([3.2, 2.9, 3.2, 2.9, 2.9])]
    [[2.9, 3.2], [3, 2]]
    """
    lengths = np.sort(np.asarray(lengths, float))
    groups = np.split(lengths, np.flatnonzero(np.diff(lengths) > SAME) + 1) if len(lengths) else []
    return np.array([one.mean() for one in groups]), np.array([len(one) for one in groups], int)


def inhomogeneity(lengths: ArrayLike) -> float:
    """Inhomogeneity of bonds: the standard deviation of their lengths over the mean.

    Parameters
    ----------
    lengths : array_like, shape (n,)
        In one unit.

    Returns
    -------
    float
        Dimensionless.

    Examples
    --------
    >>> round(inhomogeneity([2.9, 3.1]), 4)
    0.0333
    """
    lengths = np.asarray(lengths, float)
    return float(np.std(lengths) / np.mean(lengths))


def springs(phonon: "Phonopy") -> Springs:
    """Springs of a crystal from its force constants.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        In phonopy's own units, eV/Å² and amu.

    Returns
    -------
    Springs

    Raises
    ------
    UltralowError
        If it has no force constants.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]  # 1 eV/Å²
    >>> springs(einstein).matrix[0].diagonal().round(2).tolist()
    [16.02, 16.02, 16.02]
    """
    cell, constants = phonon.primitive, second_order(phonon)
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
    """Stretch stiffness of springs, −n·Φ·n along the direction n of each.

    Parameters
    ----------
    found : Springs
    cell : array_like, shape (3, 3)
        Axes of the primitive cell as rows, in any unit.

    Returns
    -------
    numpy.ndarray, shape (p,)
        N/m; NaN for an atom and itself.

    Examples
    --------
    >>> here, next_cell = np.zeros((1, 3), int), np.array([[0, 0, 1]])
    >>> spring = Springs(here[:, 0], here[:, 0], next_cell, next_cell, -20 * np.eye(3)[np.newaxis])
    >>> stretch_stiffness(spring, np.eye(3)).tolist()
    [20.0]
    """
    along = found.step @ np.asarray(cell)
    with np.errstate(invalid="ignore"):
        n = along / np.linalg.norm(along, axis=1, keepdims=True)
    return -np.einsum("pa,pab,pb->p", n, found.matrix, n)


def self_stiffness(found: Springs) -> FloatArray:
    """Self-stiffness Φ_ii: what holds each atom where all others rest.

    Parameters
    ----------
    found : Springs

    Returns
    -------
    numpy.ndarray, shape (N, 3, 3)
        N/m.

    Examples
    --------
    >>> here = np.zeros((1, 3), int)
    >>> held = Springs(here[:, 0], here[:, 0], here, here, 20 * np.eye(3)[np.newaxis])
    >>> self_stiffness(held)[0].diagonal().tolist()
    [20.0, 20.0, 20.0]
    """
    return _summed(found, (found.first == found.second) & ~found.shift.any(axis=1))


def einstein_frequencies(stiffness: ArrayLike, masses: ArrayLike) -> FloatArray:
    """Einstein frequency of each atom, all others at rest, sqrt(tr Φ_ii / 3m) / 2π.

    Parameters
    ----------
    stiffness : array_like, shape (N, 3, 3)
        N/m, from :func:`self_stiffness`.
    masses : array_like, shape (N,)
        kg.

    Returns
    -------
    numpy.ndarray, shape (N,)
        Hz; negative where the trace is.

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> caesium = einstein_frequencies([5 * np.eye(3)], [132.9 * atomic_mass])
    >>> (caesium / 1e12).round(2).tolist()
    [0.76]
    """
    squares = np.trace(np.asarray(stiffness), axis1=1, axis2=2) / (3 * np.asarray(masses))
    return frequencies(squares)


def einstein_displacements(
    stiffness: ArrayLike, masses: ArrayLike, temperature: float
) -> FloatArray:
    r"""Einstein displacements ⟨u²⟩: each atom's, if all others were at rest.

    .. math:: \langle u^2 \rangle = \sum_{a=1}^{3} \frac{\hbar}{2 m \omega_a}
              \coth \frac{\hbar \omega_a}{2 k_B T}

    Parameters
    ----------
    stiffness : array_like, shape (N, 3, 3)
        N/m, from :func:`self_stiffness`.
    masses : array_like, shape (N,)
        kg.
    temperature : float
        K; 0 gives the motion of the ground state.

    Returns
    -------
    numpy.ndarray, shape (N,)
        m²; NaN where one of the directions is not held.

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> moved = einstein_displacements([5 * np.eye(3)], [132.9 * atomic_mass], 300.0)
    >>> (moved * 1e20).round(3).tolist()  # Å²: 3kT/K
    [0.249]
    """
    masses = np.asarray(masses, float)[:, np.newaxis]
    squares = np.linalg.eigvalsh(np.asarray(stiffness)) / masses
    omega = np.sqrt(np.where(squares > 0, squares, np.nan))
    return np.sum(hbar / (2 * masses * omega) * thermal_factor(omega, temperature), axis=1)


def einstein_share(
    displacements: ArrayLike, stiffness: ArrayLike, masses: ArrayLike, temperature: float
) -> FloatArray:
    """Einstein share of an atom's motion: 1 for a rattler in a rigid cage.

    ⟨u²⟩ with all others at rest over ⟨u²⟩ in the crystal. The rest of it comes from neighbours
    that move along, so that it tends to 0 for atoms that only go with others. In the classical
    limit of a stable crystal it cannot exceed 1.

    Parameters
    ----------
    displacements : array_like, shape (N, 3, 3)
        m², from :func:`ultralow.phonons.thermal_displacements.mean_square_displacements`.
    stiffness, masses, temperature
        As in :func:`einstein_displacements`.

    Returns
    -------
    numpy.ndarray, shape (N,)
        Dimensionless.

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> measured = [0.04e-20 * np.eye(3)]
    >>> einstein_share(measured, [20 * np.eye(3)], [132.9 * atomic_mass], 300.0).round(2).tolist()
    [0.52]
    """
    alone = einstein_displacements(stiffness, masses, temperature)
    return alone / np.trace(np.asarray(displacements), axis1=1, axis2=2)


def clusters(size: int, found: Pairs | Springs, kept: ArrayLike) -> list[Network]:
    """Clusters of atoms that hang together by some of the bonds, and their dimensionality.

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

    Examples
    --------
    >>> from ase.build import bulk
    >>> found = pairs(bulk("Po", "sc", a=3.35), 3.4)
    >>> clusters(1, found, np.abs(found.shift[:, 2]) > 0)[0].dimension  # bonds along z alone
    1
    """
    kept = np.asarray(kept, bool)
    return components(size, found.first[kept], found.second[kept], found.shift[kept])


def external_stiffness(found: Springs, cluster: Network) -> FloatArray:
    r"""External stiffness of a rigid cluster: what holds it against all that is around it.

    .. math:: K = -\sum_{i \in C} \sum_{j \notin C} \Phi_{ij}

    over atoms i of one repeat of the cluster and all atoms j outside of it: the force constants for
    moving it as a whole, per repeat of a chain or layer.

    Parameters
    ----------
    found : Springs
    cluster : Network
        From :func:`clusters`.

    Returns
    -------
    numpy.ndarray, shape (3, 3)
        N/m.

    Examples
    --------
    >>> ends, apart = np.array([0, 1]), np.zeros((2, 3), int)
    >>> pair = Springs(ends, ends[::-1], apart, apart, -10 * np.stack([np.eye(3)] * 2))
    >>> external_stiffness(pair, clusters(2, pair, [False, False])[0]).diagonal().tolist()
    [10.0, 10.0, 10.0]
    """
    return -found.matrix[_leaves(found, cluster)].sum(axis=0)


def translation_frequency(found: Springs, cluster: Network, masses: ArrayLike) -> float:
    """Translation frequency of a rigid cluster in a crystal at rest, sqrt(tr K / 3M) / 2π.

    Parameters
    ----------
    found : Springs
    cluster : Network
        From :func:`clusters`.
    masses : array_like, shape (N,)
        Of all atoms, kg; M is the mass of one repeat of the cluster.

    Returns
    -------
    float
        Hz, with K from :func:`external_stiffness`.

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> ends, apart = np.array([0, 1]), np.zeros((2, 3), int)
    >>> pair = Springs(ends, ends[::-1], apart, apart, -10 * np.stack([np.eye(3)] * 2))
    >>> alone, masses = clusters(2, pair, [False, False])[0], np.array([132.9, 35.5]) * atomic_mass
    >>> round(translation_frequency(pair, alone, masses) / 1e12, 2)
    1.07
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
