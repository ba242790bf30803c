"""Lattice geometry: planes, directions, views, and which reflections symmetry makes alike.

Lengths are in Å, as in ASE; reciprocal lengths in Å⁻¹ without the factor 2π.
"""

import warnings
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from ase import Atoms
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, IntArray
from ultralow.errors import UltralowError

if TYPE_CHECKING:
    from spglib import SpglibDataset

# Three whole numbers [uvw], in cell vectors.
LatticeDirection: TypeAlias = Sequence[int] | IntArray
SYMMETRY_TOLERANCE = 1e-5
# Cosine below which two directions count as exactly across each other.
ACROSS = 1e-9

# Components along the axes of one setting of space group 62 from those along the other:
# a, b, c of Pnma are b, c, a of Pbnm.
PBNM_TO_PNMA = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
PNMA_TO_PBNM = PBNM_TO_PNMA.T


def lattice_spacings(atoms: Atoms, hkl: ArrayLike) -> FloatArray:
    r"""Spacings of lattice planes.

    .. math:: d = 1 / |h \mathbf a^* + k \mathbf b^* + l \mathbf c^*|

    Parameters
    ----------
    atoms : ase.Atoms
    hkl : array_like of int, shape (..., 3)

    Returns
    -------
    numpy.ndarray, shape (...)
        Å.

    Examples
    --------
    >>> from ase.build import bulk
    >>> silicon = bulk("Si", "diamond", a=5.431, cubic=True)
    >>> lattice_spacings(silicon, [[1, 1, 1], [2, 2, 0]]).round(3).tolist()
    [3.136, 1.92]
    """
    return 1 / np.linalg.norm(np.asarray(hkl) @ atoms.cell.reciprocal()[:], axis=-1)


def reflections(atoms: Atoms, smallest_spacing: float) -> IntArray:
    """Reflections whose planes are at least some distance apart, all hkl but 000.

    Parameters
    ----------
    atoms : ase.Atoms
    smallest_spacing : float
        Å.

    Returns
    -------
    numpy.ndarray of int, shape (n, 3)

    Examples
    --------
    >>> from ase.build import bulk
    >>> len(reflections(bulk("Po", "sc", a=3.35), 3.0))
    6
    """
    # |h| <= |a| / d, because a · (h a* + k b* + l c*) = h.
    most = np.floor(atoms.cell.lengths() / smallest_spacing * (1 + 1e-12)).astype(int)
    grid = np.array(list(product(*(range(-m, m + 1) for m in most))))
    grid = grid[np.any(grid != 0, axis=1)]
    return grid[lattice_spacings(atoms, grid) >= smallest_spacing * (1 - 1e-12)]


def symmetry(atoms: Atoms) -> "SpglibDataset":
    """Space group of a crystal, as spglib finds it at a tolerance of 1e-5 Å.

    Parameters
    ----------
    atoms : ase.Atoms

    Returns
    -------
    spglib.SpglibDataset
        With ``number``, ``international``, ``rotations``, ``std_lattice`` and more.

    Raises
    ------
    UltralowError
        Where it finds nothing, as when atoms overlap.

    Examples
    --------
    >>> from ase.build import bulk
    >>> symmetry(bulk("NaCl", "rocksalt", a=5.64)).international
    'Fm-3m'
    """
    import spglib

    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    with warnings.catch_warnings():
        # spglib announces on every call that it will raise errors itself one day.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            found = spglib.get_symmetry_dataset(cell, symprec=SYMMETRY_TOLERANCE)
        except spglib.SpglibError:  # in place of None, wherever phonopy has been imported
            found = None
    if found is None:
        raise UltralowError(
            f"no space group found for {atoms.symbols}", mend="look for atoms that overlap"
        )
    return found


def families(atoms: Atoms, hkl: IntArray) -> tuple[IntArray, IntArray]:
    """Families of reflections that the crystal's symmetry and inversion make alike.

    Parameters
    ----------
    atoms : ase.Atoms
    hkl : array_like of int, shape (n, 3)
        A whole number of families, as :func:`reflections` gives them.

    Returns
    -------
    tuple of numpy.ndarray
        The last of each family in the order of h, k, l, shape (m, 3), and its multiplicity (m,).

    Raises
    ------
    UltralowError
        As `symmetry`.

    Examples
    --------
    >>> from ase.build import bulk
    >>> polonium = bulk("Po", "sc", a=3.35)
    >>> names, multiplicity = families(polonium, reflections(polonium, 1.9))
    >>> names.tolist(), multiplicity.tolist()
    ([[1, 0, 0], [1, 1, 0], [1, 1, 1]], [6, 12, 8])
    """
    turns = symmetry(atoms).rotations
    alike = np.concatenate([hkl @ turns, -(hkl @ turns)])
    # The largest of all images in lexicographic order names the set.
    base = 2 * int(np.abs(hkl).max(initial=0)) + 1
    ranks = alike @ np.array([base**2, base, 1])
    _, first, count = np.unique(ranks.max(axis=0), return_index=True, return_counts=True)
    names = alike[ranks.argmax(axis=0)[first], first]
    return names, count


def screen(atoms: Atoms, towards: LatticeDirection, upwards: LatticeDirection) -> FloatArray:
    """Axes of a view: right, up and towards the reader.

    Parameters
    ----------
    atoms : ase.Atoms
    towards, upwards : array_like of int, shape (3,)
        Direct-lattice directions; the second is made perpendicular to the first.

    Returns
    -------
    numpy.ndarray, shape (3, 3)
        Unit vectors as rows, Cartesian.

    Raises
    ------
    UltralowError
        If the two are parallel or zero.

    Examples
    --------
    >>> from ase.build import bulk
    >>> screen(bulk("Po", "sc", a=3.35), [0, 0, 1], [0, 1, 0]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    out, up = (np.asarray(one, float) @ atoms.cell[:] for one in (towards, upwards))
    across = np.cross(up, out)
    longest = max(float(np.linalg.norm(up)), float(np.linalg.norm(out)), 1e-9)
    if np.linalg.norm(across) < 1e-9 * longest**2:
        raise UltralowError(
            f"{indices(upwards)} does not lie across {indices(towards)}",
            mend="give two directions that are not parallel",
        )
    right = across / np.linalg.norm(across)
    toward = out / np.linalg.norm(out)
    return np.array([right, np.cross(toward, right), toward])


def perpendicular_directions(
    atoms: Atoms, direction: ArrayLike, most: int = 2
) -> list[tuple[int, int, int]]:
    """Lattice directions across a given one, the shortest repeat first.

    Exactly across where there is one, else, as in a triclinic crystal, nearest to a right angle.

    Parameters
    ----------
    atoms : ase.Atoms
    direction : array_like of int, shape (3,)
    most : int
        Largest index tried.

    Returns
    -------
    list of tuple of int
        Without opposites and multiples.

    Examples
    --------
    >>> from ase.build import bulk
    >>> perpendicular_directions(bulk("Po", "sc", a=3.35), [0, 0, 1], most=1)
    [(0, 1, 0), (1, 0, 0), (1, -1, 0), (1, 1, 0)]
    """
    metric = atoms.cell[:] @ atoms.cell[:].T
    tried = np.array(list(product(range(-most, most + 1), repeat=3)))
    leading = np.array([next((i for i in one if i), 0) for one in tried])
    tried = tried[(leading > 0) & (np.gcd.reduce(tried, axis=1) == 1)]
    along = np.asarray(direction, float)
    length = np.sqrt(np.einsum("ni,ij,nj->n", tried, metric, tried))
    cosine = tried @ metric @ along / (length * np.sqrt(along @ metric @ along))
    order = np.argsort(length.round(9), kind="stable")
    off = np.abs(cosine[order])
    return [(int(u), int(v), int(w)) for u, v, w in tried[order][off < off.min() + ACROSS]]


def indices(direction: LatticeDirection) -> str:
    """Indices of a lattice direction as they are printed, with bars for minus signs.

    Parameters
    ----------
    direction : array_like of int, shape (3,)

    Returns
    -------
    str

    Examples
    --------
    >>> indices([1, 1, 0])
    '[110]'
    """
    return "[" + "".join(f"{abs(i)}\u0305" if i < 0 else str(i) for i in map(int, direction)) + "]"
