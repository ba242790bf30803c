"""Lattice geometry: planes, directions, views, and which reflections symmetry makes alike.

Lengths are in angstrom, as in ASE; reciprocal lengths in 1/angstrom without the factor 2π.
"""

import warnings
from itertools import product

import numpy as np
from ase import Atoms

from ultralow.errors import UltralowError

SYMMETRY_TOLERANCE = 1e-5

# Components along the axes of one setting of space group 62 from those along the other:
# a, b, c of Pnma are b, c, a of Pbnm.
PBNM_TO_PNMA = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
PNMA_TO_PBNM = PBNM_TO_PNMA.T


def lattice_spacings(atoms: Atoms, hkl) -> np.ndarray:
    """Distances d = 1/|h a* + k b* + l c*| between lattice planes, in angstrom.

    Parameters
    ----------
    atoms : ase.Atoms
    hkl : array_like of int, shape (..., 3)

    Returns
    -------
    numpy.ndarray, shape (...)
    """
    return 1 / np.linalg.norm(np.asarray(hkl) @ atoms.cell.reciprocal()[:], axis=-1)


def reflections(atoms: Atoms, smallest_spacing: float) -> np.ndarray:
    """All hkl but 000 whose planes are at least this far apart, in angstrom; shape (n, 3)."""
    # |h| <= |a| / d, because a · (h a* + k b* + l c*) = h.
    most = np.floor(atoms.cell.lengths() / smallest_spacing * (1 + 1e-12)).astype(int)
    grid = np.array(list(product(*(range(-m, m + 1) for m in most))))
    grid = grid[np.any(grid != 0, axis=1)]
    return grid[lattice_spacings(atoms, grid) >= smallest_spacing * (1 - 1e-12)]


def symmetry(atoms: Atoms):
    """What spglib finds in a crystal at a tolerance of 1e-5 Å.

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


def families(atoms: Atoms, hkl):
    """One reflection of each set that the crystal's symmetry and inversion make alike.

    Parameters
    ----------
    atoms : ase.Atoms
    hkl : array_like of int, shape (n, 3)
        A whole number of such sets, as :func:`reflections` gives them.

    Returns
    -------
    tuple of numpy.ndarray
        The last of each set in the order of h, k, l, shape (m, 3), and its multiplicity (m,).
    """
    turns = symmetry(atoms).rotations
    alike = np.concatenate([hkl @ turns, -(hkl @ turns)])
    # The largest of all images in lexicographic order names the set.
    base = 2 * np.abs(hkl).max() + 1
    ranks = alike @ np.array([base**2, base, 1])
    _, first, count = np.unique(ranks.max(axis=0), return_index=True, return_counts=True)
    names = alike[ranks.argmax(axis=0)[first], first]
    return names, count


def screen(atoms: Atoms, towards, upwards) -> np.ndarray:
    """Right, up and towards the reader as rows of unit vectors, shape (3, 3).

    Parameters
    ----------
    atoms : ase.Atoms
    towards, upwards : array_like of int, shape (3,)
        Direct-lattice directions; the second is made perpendicular to the first.

    Raises
    ------
    UltralowError
        If the two are parallel or zero.
    """
    out, up = (np.asarray(one, float) @ atoms.cell[:] for one in (towards, upwards))
    across = np.cross(up, out)
    if np.linalg.norm(across) < 1e-9 * max(np.linalg.norm(up), np.linalg.norm(out), 1e-9) ** 2:
        raise UltralowError(
            f"{indices(upwards)} does not lie across {indices(towards)}",
            mend="give two directions that are not parallel",
        )
    right = across / np.linalg.norm(across)
    toward = out / np.linalg.norm(out)
    return np.array([right, np.cross(toward, right), toward])


def perpendicular_directions(atoms: Atoms, direction, most: int = 2) -> list[tuple[int, int, int]]:
    """Lattice directions exactly across a given one, the shortest repeat first.

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
    """
    metric = atoms.cell[:] @ atoms.cell[:].T
    tried = np.array(list(product(range(-most, most + 1), repeat=3)))
    leading = np.array([next((i for i in one if i), 0) for one in tried])
    tried = tried[(leading > 0) & (np.gcd.reduce(tried, axis=1) == 1)]
    along = np.asarray(direction, float)
    length = np.sqrt(np.einsum("ni,ij,nj->n", tried, metric, tried))
    cosine = tried @ metric @ along / (length * np.sqrt(along @ metric @ along))
    return [tuple(map(int, tried[n])) for n in np.argsort(length.round(9), kind="stable")
            if abs(cosine[n]) < 1e-9]  # fmt: skip


def indices(direction) -> str:
    """A lattice direction as it is printed: ``[1-10]`` with a bar is ``[1 1̄ 0]``."""
    return "[" + "".join(f"{abs(i)}\u0305" if i < 0 else str(i) for i in map(int, direction)) + "]"
