"""Two kinds of atoms in layers along z that springs hold, and that may shift against each other."""

import numpy as np
from ase import Atoms
from ase.neighborlist import neighbor_list
from phonopy import Phonopy
from ultralow.compute import supercells

RELAXED = {
    "lattice": np.diag([3.0, 3.0, 4.0]).tolist(),
    "positions": [[0.0, 0.0, 0.0], [0.5, 0.5, 0.47]],
    "numbers": [29, 79],
    "centrosymmetric": False,
}
REACH, SPRING = 4.1, 1.5  # angstrom, eV/angstrom^2; springs to several images add up


def model():
    """:class:`phonopy.Phonopy` with central springs to all neighbours within reach."""
    made = Phonopy(
        supercells.unit_cell(RELAXED),
        supercell_matrix=np.diag([2, 2, 2]),
        primitive_matrix=np.eye(3),
    )
    cell = made.supercell
    atoms = Atoms(cell.numbers, positions=cell.positions, cell=cell.cell, pbc=True)
    constants = np.zeros((len(atoms), len(atoms), 3, 3))
    for i, j, along in zip(*neighbor_list("ijD", atoms, REACH)):
        spring = SPRING * np.outer(along, along) / (along @ along)
        constants[i, i] += spring
        constants[i, j] -= spring
    made.force_constants = constants[made.primitive.p2s_map]
    return made


def kind(made):
    """Of each atom of the supercell, 0 or 1: copper or gold."""
    return (made.supercell.numbers == 79).astype(int)
