"""Bond networks of a crystal: coordination polyhedra, what they share, and their dimensionality.

A framework of polyhedra is a graph drawn on a torus: its nodes are the atoms of one cell, and
each bond remembers by which lattice translation it leaves the cell. Everything here follows from
that graph; nothing is told beforehand which crystal is a perovskite and which is a chain.
Lengths are in Å, as in ASE.
"""

from typing import NamedTuple

import numpy as np
from ase import Atoms
from ase.neighborlist import neighbor_list
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from ultralow.checks import BoolArray, FloatArray, IntArray
from ultralow.errors import UltralowError

ANION_FAMILIES = (("F", "Cl", "Br", "I"), ("O", "S", "Se", "Te"), ("N", "P", "As", "Sb"))
SHARED = {1: "corners", 2: "edges", 3: "faces"}
# A second kind of centre has bonds hardly longer than the first: Sn beside Pb, but not Cs.
_ALIKE = 1.15
_REACH = 8.0
_MOST_NEIGHBOURS = 14


class Bonds(NamedTuple):
    """Bonds from centres to ligands, sorted by centre and length.

    ``centre``, ``ligand`` (b,) atom indices; ``shift`` (b, 3) the lattice translation of the
    ligand; ``vector`` (b, 3) and ``length`` (b,) in Å.
    """

    centre: IntArray
    ligand: IntArray
    shift: IntArray
    vector: FloatArray
    length: FloatArray


class Contacts(NamedTuple):
    """Pairs of polyhedra that share ligands; every pair is listed from both of its ends.

    ``first``, ``second`` (m,) indices of the centres; ``shift`` (m, 3) the lattice translation
    of the second; ``shared`` (m,) how many ligands: 1 a corner, 2 an edge, 3 or more a face.
    """

    first: IntArray
    second: IntArray
    shift: IntArray
    shared: IntArray


class Network(NamedTuple):
    """Framework of connected polyhedra.

    ``centres`` (k,) the polyhedra of one repeat; ``dimension`` 0 for a cluster, 1 for a chain, 2
    for a layer, 3 for a framework; ``translations`` (dimension, 3) a basis, in cell vectors, of
    the lattice translations that carry it into itself along its own bonds. ``offsets`` (k, 3) are
    the lattice translations that bring the centres of one repeat together.
    """

    centres: IntArray
    offsets: IntArray
    dimension: int
    translations: IntArray


def coordination_shell(lengths: ArrayLike) -> int:
    """Coordination number by the largest gap in reciprocal distance.

    Parameters
    ----------
    lengths : array_like, shape (n,)
        Distances from one atom to its neighbours, ascending, in any unit; one beyond the shell
        at least.

    Returns
    -------
    int
        How many neighbours lie before the gap.

    Raises
    ------
    UltralowError
        For fewer than two distances.

    References
    ----------
    G. O. Brunner, Acta Cryst. A33, 226 (1977), doi:10.1107/S0567739477000461.

    Examples
    --------
    >>> coordination_shell([2.9] * 6 + [5.1] * 8)
    6
    """
    if np.size(lengths) < 2:
        raise UltralowError(
            f"{np.size(lengths)} distances have no gap between them",
            mend="give two or more, one beyond the shell at least",
        )
    closeness = 1 / np.asarray(lengths, float)[: _MOST_NEIGHBOURS + 1]
    return int(np.argmax(closeness[:-1] - closeness[1:])) + 1


def bonds(atoms: Atoms) -> Bonds:
    """Bonds of a crystal's framework, from its geometry alone.

    Ligands are the halogens, else the chalcogens, else the pnictogens of the crystal. Around
    every other atom the ligands before the largest gap are its shell; the centres are the
    elements with the shortest bonds, and those with bonds up to 15 % longer. What is left over,
    such as caesium, sits in the cages between.

    Parameters
    ----------
    atoms : ase.Atoms
        An inorganic crystal, periodic in three directions.

    Returns
    -------
    Bonds

    Raises
    ------
    UltralowError
        If the crystal has no anion of these families, or nothing else, or if its atoms are too
        far apart for bonds.

    Examples
    --------
    >>> from ase.build import bulk
    >>> salt = bonds(bulk("NaCl", "rocksalt", a=5.64))
    >>> len(salt.length), round(float(salt.length.mean()), 3)
    (6, 2.82)
    """
    symbols = np.array(atoms.get_chemical_symbols())
    anion = np.isin(symbols, _ligand_elements(symbols))
    first, second, shift, vector, length = neighbor_list("ijSDd", atoms, _REACH)
    kept = ~anion[first] & anion[second]
    found = Bonds(first[kept], second[kept], shift[kept], vector[kept], length[kept])
    _check_neighbours(symbols[~anion], np.bincount(first[kept], minlength=len(atoms))[~anion])
    found = _picked(
        found, np.lexsort((*found.shift.T, found.ligand, found.length.round(6), found.centre))
    )
    lengths = [found.length[found.centre == i] for i in np.unique(found.centre)]
    shells = _picked(found, np.concatenate([_in_shell(one) for one in lengths]))
    elements = symbols[shells.centre]
    mean = {one: shells.length[elements == one].mean() for one in np.unique(elements)}
    short = [one for one, value in mean.items() if value <= _ALIKE * min(mean.values())]
    return _picked(shells, np.isin(elements, short))


def _picked(found: Bonds, kept: IntArray | BoolArray) -> Bonds:
    return Bonds(
        found.centre[kept], found.ligand[kept], found.shift[kept], found.vector[kept],
        found.length[kept],
    )  # fmt: skip


def contacts(found: Bonds) -> Contacts:
    """Polyhedra that share ligands: corners, edges or faces.

    Parameters
    ----------
    found : Bonds
        From `bonds`.

    Returns
    -------
    Contacts
        Sorted by first centre, second centre and translation.

    Examples
    --------
    >>> from ase.build import bulk
    >>> [SHARED[n] for n in set(contacts(bonds(bulk("NaCl", "rocksalt", a=5.64))).shared.tolist())]
    ['corners', 'edges']
    """
    shared: dict[tuple[int, ...], int] = {}
    for ligand in np.unique(found.ligand):
        ends = np.flatnonzero(found.ligand == ligand)
        for one in ends:
            for other in ends[ends != one]:
                shift = found.shift[one] - found.shift[other]
                key = (int(found.centre[one]), int(found.centre[other]), *map(int, shift))
                shared[key] = shared.get(key, 0) + 1
    rows = np.array(sorted((*key, count) for key, count in shared.items()), int).reshape(-1, 6)
    return Contacts(rows[:, 0], rows[:, 1], rows[:, 2:5], rows[:, 5])


def networks(found: Bonds) -> list[Network]:
    """Frameworks of a crystal, and in how many dimensions each goes on for ever.

    A walk over bonds that comes back to the atom it left, but in another cell, is a cycle on the
    torus, and the translation between the two cells carries the framework into itself. The rank
    of all these translations is the dimension.

    Parameters
    ----------
    found : Bonds

    Returns
    -------
    list of Network
        Of one cell, the one with the lowest centre first.

    Examples
    --------
    >>> from ase.build import bulk
    >>> [one.dimension for one in networks(bonds(bulk("NaCl", "rocksalt", a=5.64)))]
    [3]
    """
    centres = np.unique(found.centre)
    links = contacts(found)
    i, j = (np.searchsorted(centres, ends) for ends in (links.first, links.second))
    return [
        one._replace(centres=centres[one.centres])
        for one in components(len(centres), i, j, links.shift)
    ]


def components(size: int, first: ArrayLike, second: ArrayLike, shift: ArrayLike) -> list[Network]:
    """Connected parts of a graph on a torus, and in how many dimensions each goes on.

    Parameters
    ----------
    size : int
        Number of nodes in a cell.
    first, second : array_like of int, shape (m,)
        Ends of the links, each link listed from both of its ends.
    shift : array_like of int, shape (m, 3)
        Lattice translation of the second end.

    Returns
    -------
    list of Network
        With nodes in the place of centres; the one with the lowest node first.

    Examples
    --------
    >>> chain = components(1, [0, 0], [0, 0], [[0, 0, 1], [0, 0, -1]])
    >>> chain[0].dimension, chain[0].translations.tolist()
    (1, [[0, 0, 1]])
    """
    i, j, shift = np.asarray(first, int), np.asarray(second, int), np.asarray(shift, int)
    shift = shift.reshape(-1, 3)
    graph = csr_array((np.ones(len(i)), (i, j)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    place = np.zeros((size, 3), int)
    for member in range(label.max() + 1):
        order, previous = breadth_first_order(graph, np.flatnonzero(label == member)[0])
        for node in order[1:]:
            link = np.flatnonzero((i == previous[node]) & (j == node))[0]
            place[node] = place[previous[node]] + shift[link]
    cycles = place[i] + shift - place[j]
    whole = []
    for member in range(label.max() + 1):
        basis = lattice_basis(cycles[label[i] == member])
        inside = np.flatnonzero(label == member)
        whole.append(Network(inside, place[inside], len(basis), basis))
    return whole


def lattice_basis(vectors: ArrayLike) -> IntArray:
    """Basis of all sums of integer vectors, by Euclid's algorithm on rows.

    Parameters
    ----------
    vectors : array_like of int, shape (n, 3)

    Returns
    -------
    numpy.ndarray of int, shape (rank, 3)
        In echelon form, the first entry of each row positive.

    Examples
    --------
    >>> lattice_basis([[2, 0, 0], [3, 0, 0], [0, 0, 4]]).tolist()
    [[1, 0, 0], [0, 0, 4]]
    """
    rows = np.unique(np.asarray(vectors, int).reshape(-1, 3), axis=0)
    basis = []
    for column in range(3):
        while np.count_nonzero(rows[:, column]) > 1:
            sizes = np.where(rows[:, column] == 0, np.inf, np.abs(rows[:, column]))
            least = int(np.argmin(sizes))
            factor = rows[:, column] // rows[least, column]
            factor[least] = 0
            rows = rows - factor[:, np.newaxis] * rows[least]
        leading = np.flatnonzero(rows[:, column])
        if len(leading):
            basis.append(rows[leading[0]] * np.sign(rows[leading[0], column]))
            rows = np.delete(rows, leading[0], axis=0)
    return np.array(basis, int).reshape(-1, 3)


def shared_along(atoms: Atoms, links: Contacts, direction: ArrayLike) -> list[int]:
    """Ligands shared by next neighbours in a straight row of polyhedra.

    Parameters
    ----------
    atoms : ase.Atoms
    links : Contacts
    direction : array_like of int, shape (3,)
        In cell vectors.

    Returns
    -------
    list of int
        The different numbers of shared ligands, ascending; empty where no two neighbours lie
        exactly in that direction from one another.

    Examples
    --------
    >>> from ase.build import bulk
    >>> salt = bulk("NaCl", "rocksalt", a=5.64, cubic=True)
    >>> shared_along(salt, contacts(bonds(salt)), [1, 1, 0])
    [2]
    """
    scaled = atoms.get_scaled_positions(wrap=False)
    step = (scaled[links.second] + links.shift - scaled[links.first]) @ atoms.cell[:]
    along = np.asarray(direction, float) @ atoms.cell[:]
    cosine = step @ along / np.linalg.norm(step, axis=1) / np.linalg.norm(along)
    return sorted({int(n) for n in links.shared[np.abs(np.abs(cosine) - 1) < 1e-9]})


def bridging_angles(found: Bonds) -> FloatArray:
    """Bridging angles centre-ligand-centre, one for every pair of bonds at a ligand.

    They are 180° in the ideal cubic perovskite and fall as its octahedra tilt.

    Parameters
    ----------
    found : Bonds

    Returns
    -------
    numpy.ndarray, shape (n,)
        Degrees, ascending.

    Examples
    --------
    >>> from ase.build import bulk
    >>> sorted(set(bridging_angles(bonds(bulk("NaCl", "rocksalt", a=5.64))).round().tolist()))
    [90.0, 180.0]
    """
    angles = []
    for ligand in np.unique(found.ligand):
        arms = found.vector[found.ligand == ligand]
        arms = arms / np.linalg.norm(arms, axis=1, keepdims=True)
        pairs = np.triu_indices(len(arms), 1)
        angles.append(np.degrees(np.arccos(np.clip((arms @ arms.T)[pairs], -1, 1))))
    return np.sort(np.concatenate(angles))


def _ligand_elements(symbols: NDArray[np.str_]) -> tuple[str, ...]:
    for family in ANION_FAMILIES:
        ligands = np.isin(symbols, family)
        if ligands.any() and not ligands.all():
            return family
    raise UltralowError(
        f"no bond network: {', '.join(sorted(set(symbols)))} holds no anion beside a cation",
        mend="give a crystal with halogens, chalcogens or pnictogens",
    )


def _check_neighbours(symbols: NDArray[np.str_], anions: IntArray) -> None:
    """Refusal of atoms with one anion in reach, or all with none: there is no gap to be found."""
    if np.any(anions == 1) or not np.any(anions):
        lonely = symbols[anions < 2][0]
        raise UltralowError(
            f"no bond network: {anions[anions < 2].max()} of the anions lies within {_REACH:g} Å "
            f"of {lonely}, and bonds end at a gap between two distances",
            mend="look at the cell, whose lengths are in Å, for missing atoms and empty space",
        )


def _in_shell(lengths: FloatArray) -> BoolArray:
    """Which of one atom's sorted neighbours belong to its shell.

    Beyond a molecule by itself there is nothing within reach, and the gap ends there.
    """
    return np.arange(len(lengths)) < coordination_shell([*lengths, _REACH])
