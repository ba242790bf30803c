"""Fragment of a crystal for a picture, cut without breaking a polyhedron or a chain.

Lengths are in Å.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeAlias

import numpy as np
from ase import Atoms
from numpy.typing import ArrayLike
from scipy.spatial.distance import cdist

from ultralow.checks import BoolArray, FloatArray, IntArray
from ultralow.crystal.connectivity import Bonds, Network, networks

TOLERANCE = 1e-6
LONGER = 1e-3  # Å, than the longest bond, and a bond still
# Caged ions sit near the middle of their cage: one a little outside the block still belongs to it.
MARGIN = 0.6
# A polyhedron is thicker; a regular tetrahedron of edge 1 has 0.35.
FLAT = 0.05
CELL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
# An atom of the cell and a lattice translation.
_Place: TypeAlias = tuple[int, tuple[int, ...]]


class Block:
    """Block of atoms and polyhedra inside a box of lattice vectors.

    A chain or layer goes in by whole repeats, a framework by single polyhedra; every polyhedron
    keeps all its corners.

    Parameters
    ----------
    atoms : ase.Atoms
    found : Bonds
    box : array_like of int, shape (3, 3)
        Three lattice vectors as rows.
    low, high : array_like, shape (3,)
        From where to where, in multiples of the vectors of ``box``; the faces belong to it.

    Attributes
    ----------
    index, symbols, roles : numpy.ndarray, shape (n,)
        Of every atom: its index in ``atoms``, its element, and cage, ligand or centre.
    places : numpy.ndarray, shape (n, 3)
        Å.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ultralow.crystal.connectivity import bonds
    >>> salt = bulk("NaCl", "rocksalt", a=5.64, cubic=True)
    >>> block = Block(salt, bonds(salt))
    >>> len(list(block.polyhedra())), sorted(set(block.roles.tolist()))
    (14, ['centre', 'ligand'])
    """

    def __init__(
        self,
        atoms: Atoms,
        found: Bonds,
        box: ArrayLike = CELL,
        low: Sequence[float] = (0, 0, 0),
        high: Sequence[float] = (1, 1, 1),
    ) -> None:
        self.cell, self.found = atoms.cell[:], found
        self.scaled = atoms.get_scaled_positions(wrap=False)
        self.inverse, self.low, self.high = (
            np.linalg.inv(np.asarray(box)),
            np.array(low),
            np.array(high),
        )
        self.reach = _translations(box, low, high)
        framework = set(found.centre.tolist()) | set(found.ligand.tolist())
        self.inner = [one for net in networks(found) for one in self._centres(net)]
        corners = {
            (int(found.ligand[b]), tuple(map(int, np.add(shift, found.shift[b]))))
            for i, shift in self.inner for b in np.flatnonzero(found.centre == i)
        }  # fmt: skip
        margin = MARGIN / np.linalg.norm(np.asarray(box) @ self.cell, axis=1)
        caged = [(i, s) for i in range(len(atoms)) if i not in framework
                 for s in self._images(self.scaled[i], margin)]  # fmt: skip
        drawn = caged + sorted(corners) + self.inner
        self.index = np.array([i for i, _ in drawn], dtype=int)
        self.places = np.array([(self.scaled[i] + s) @ self.cell for i, s in drawn]).reshape(-1, 3)
        self.symbols = np.array(atoms.get_chemical_symbols())[self.index]
        count = len(caged), len(corners), len(self.inner)
        self.roles = np.repeat(["cage", "ligand", "centre"], count)

    def _centres(self, net: Network) -> list[_Place]:
        """The polyhedra of one network: a repeat of a chain or layer goes in whole or not."""
        if net.dimension == 3:
            return [(int(i), s) for i in net.centres for s in self._images(self.scaled[i])]
        middle = (self.scaled[net.centres] + net.offsets).mean(axis=0)
        return [
            (int(i), tuple(map(int, np.add(s, offset))))
            for s in self._images(middle)
            for i, offset in zip(net.centres, net.offsets, strict=True)
        ]

    def _images(self, place: FloatArray, margin: ArrayLike = TOLERANCE) -> list[tuple[int, ...]]:
        """The lattice translations that put a place inside the box, its faces included."""
        shifts = self.reach - np.floor(place).astype(int)
        inside = (place + shifts) @ self.inverse
        kept = np.all((inside > self.low - margin) & (inside < self.high + margin), axis=1)
        return [tuple(map(int, one)) for one in shifts[kept]]

    def bonded(self) -> BoolArray:
        """Which pairs are bonds of the framework: centre by row, ligand by column; shape (n, n)."""
        apart = cdist(self.places, self.places) <= self.found.length.max() + LONGER
        return (self.roles[:, np.newaxis] == "centre") & (self.roles == "ligand") & apart

    def polyhedra(self) -> Iterator[FloatArray]:
        """Corners of each polyhedron, arrays of shape (m, 3) in Å.

        Ligands on a line or in a plane, as those of an atom in a molecule, span none.
        """
        for i, shift in self.inner:
            mine = self.found.centre == i
            corners = (self.scaled[i] + shift) @ self.cell + self.found.vector[mine]
            if is_polyhedron(corners):
                yield corners


def is_polyhedron(corners: ArrayLike) -> bool:
    """Whether points span a polyhedron: four or more, and not all of them in a plane.

    Parameters
    ----------
    corners : array_like, shape (m, 3)
        Å.

    Examples
    --------
    >>> square = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]
    >>> is_polyhedron(square), is_polyhedron([*square, [0.5, 0.5, 1]])
    (False, True)
    """
    places = np.asarray(corners, float)
    if len(places) < 4:
        return False
    across = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)[-1]
    return bool(across / np.sqrt(len(places)) > FLAT)  # root mean square, from the best plane


def _translations(box: ArrayLike, low: Sequence[float], high: Sequence[float]) -> IntArray:
    """All lattice translations that a box may touch, shape (n, 3)."""
    corners = np.array(list(product(*zip(low, high, strict=True)))) @ np.asarray(box)
    first, last = np.floor(corners.min(axis=0)) - 2, np.ceil(corners.max(axis=0)) + 2
    return np.array(list(product(*(range(int(f), int(n) + 1) for f, n in zip(first, last)))))
