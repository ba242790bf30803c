"""Phonon bands along straight lines through the Brillouin zone."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import angstrom

from ultralow.checks import FloatArray
from ultralow.errors import UltralowError
from ultralow.phonons.harmonic import frequencies, solver

if TYPE_CHECKING:
    from phonopy import Phonopy


class Bands(NamedTuple):
    """Phonon bands along straight lines through the Brillouin zone.

    ``distances`` (n,) along the path in rad/m; ``frequencies`` (n, M) in Hz, ascending at each
    point; ``labels`` a list of (distance, name) of the corners; ``wavevectors`` (n, 3).
    """

    distances: FloatArray
    frequencies: FloatArray
    labels: list[tuple[float, str]]
    wavevectors: FloatArray


def band_path(phonon: "Phonopy", path: str = "", points: int = 41) -> Bands:
    """Phonon bands along a path through the Brillouin zone.

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
        For a corner that the lattice does not have, a broken path, or fewer than two points.

    References
    ----------
    W. Setyawan, S. Curtarolo, Comput. Mater. Sci. 49, 299 (2010),
    doi:10.1016/j.commatsci.2010.05.010.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]
    >>> [name for _, name in band_path(einstein, "GXM", points=3).labels]
    ['Γ', 'X', 'M']
    """
    from ase.cell import Cell
    from ase.dft.kpoints import parse_path_string

    cell = Cell(phonon.primitive.cell)
    standard = cell.bandpath(npoints=0)
    names, *parts = parse_path_string(path or standard.path)
    if path and parts:
        raise UltralowError(
            f"the path {path!r} is broken by a comma", mend="ask for each of its parts alone"
        )
    unknown = sorted(set(names) - set(standard.special_points))
    if unknown or len(names) < 2:
        raise UltralowError(
            f"no path {path!r} in this lattice",
            mend=f"use at least two of {', '.join(sorted(standard.special_points))}",
        )
    corners = np.array([standard.special_points[name] for name in names])
    wavevectors = path_points(corners, points)
    steps = np.linalg.norm(np.diff(wavevectors, axis=0) @ np.asarray(cell.reciprocal()), axis=1)
    distances = 2 * np.pi / angstrom * np.concatenate([[0.0], np.cumsum(steps)])
    places = distances[:: points - 1]
    shown = ["Γ" if name == "G" else name for name in names]
    found = frequencies(np.linalg.eigvalsh(solver(phonon)(wavevectors)))
    return Bands(distances, found, list(zip(map(float, places), shown)), wavevectors)


def path_points(corners: ArrayLike, points: int) -> FloatArray:
    """Points of a path on the straight lines from corner to corner, each corner once.

    Parameters
    ----------
    corners : array_like, shape (c, 3)
    points : int
        On each line, both ends included.

    Returns
    -------
    numpy.ndarray, shape (n, 3)

    Raises
    ------
    UltralowError
        For fewer than two points.

    Examples
    --------
    >>> path_points([[0, 0, 0], [0.5, 0, 0]], 3).tolist()
    [[0.0, 0.0, 0.0], [0.25, 0.0, 0.0], [0.5, 0.0, 0.0]]
    """
    if points < 2:
        raise UltralowError(
            f"a line of a path has both its ends, not {points} points", mend="give two or more"
        )
    corners = np.asarray(corners, float)
    t = np.linspace(0, 1, points)[:-1, np.newaxis]
    lines = [a + t * (b - a) for a, b in pairwise(corners)]
    return np.concatenate([*lines, corners[-1:]])
