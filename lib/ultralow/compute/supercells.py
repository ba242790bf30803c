"""The cells of a relaxed crystal, as the stages of a computation hand them on.

A relaxed crystal is a dict with ``lattice`` (rows, angstrom), reduced ``positions`` and atomic
``numbers``, as JSON keeps it. Supercells come from phonopy, whose order of atoms everything keeps.
"""

import numpy as np

from ultralow.compute import sampling


def unit_cell(relaxed):
    """The crystal as :class:`phonopy.structure.atoms.PhonopyAtoms`."""
    from phonopy.structure.atoms import PhonopyAtoms

    return PhonopyAtoms(
        cell=relaxed["lattice"],
        scaled_positions=relaxed["positions"],
        numbers=relaxed["numbers"],
    )


def repeats(relaxed, chosen, part):
    """Repeats of the cell in the supercell of a part of the sample, shape (3,).

    Of the third order at least two cutoffs fit into it: no pair is met through two images.
    """
    height = chosen.least_height_second
    if not part.endswith("second"):
        height = max(chosen.least_height_third, 2 * chosen.cutoff)
    return sampling.repeats(relaxed["lattice"], height)


def primitive_matrix(relaxed):
    """Phonopy's matrix from unit to primitive cell; the identity where the cell is primitive.

    Phonopy's own choice would also turn the axes to those of the standard setting, and the
    stored wavevectors with them.
    """
    from phonopy.structure.cells import guess_primitive_matrix

    found = np.asarray(guess_primitive_matrix(unit_cell(relaxed)), float)
    return np.eye(3) if np.isclose(abs(np.linalg.det(found)), 1) else found


def well_determined(relaxed, chosen):
    """The settings with as many snapshots of the second order as this crystal needs.

    In a supercell of S atoms there are 9 S n / g free numbers, with n atoms in the primitive cell
    and g operations (permutations left aside), and a pair of opposite snapshots gives 3 S
    components of forces: pairs times g / 3 n are the equations for each number. Of ten pairs a
    crystal of 20 atoms and eight operations has 1.3, and a fit to so few may have any soft mode.
    """
    from phonopy.structure.cells import get_primitive
    from spglib import get_symmetry

    primitive = get_primitive(unit_cell(relaxed), primitive_matrix(relaxed))
    cell = primitive.cell, primitive.scaled_positions, primitive.numbers
    operations = len(get_symmetry(cell)["rotations"])
    pairs = int(np.ceil(chosen.equations_second * 3 * len(primitive) / operations))
    return chosen._replace(snapshots_second=max(chosen.snapshots_second, 2 * pairs))


def supercell(relaxed, chosen, part):
    """The supercell of a part of the sample at rest, as :class:`ase.Atoms`."""
    return repeated(relaxed, repeats(relaxed, chosen, part))


def repeated(relaxed, repeats):
    """A crystal repeated along its axes, as :class:`ase.Atoms`."""
    from ase import Atoms
    from phonopy.structure.cells import get_supercell

    found = get_supercell(unit_cell(relaxed), np.diag(repeats))
    return Atoms(found.numbers, positions=found.positions, cell=found.cell, pbc=True)


def displaced_forces(atoms, calculator, displacements):
    """Forces on displaced supercells less those on the one at rest, one by one as they are asked.

    Parameters
    ----------
    atoms : ase.Atoms
        The supercell at rest, as from `supercell`.
    calculator : ase.calculators.calculator.Calculator
    displacements : array_like, shape (m, S, 3)
        Angstrom.

    Returns
    -------
    iterator of numpy.ndarray, shape (S, 3)
        eV/angstrom. The forces at rest are computed at once, the others as they are taken.
    """
    rest = calculator.get_forces(atoms)

    def forces(shift):
        moved = atoms.copy()
        moved.positions += shift
        return calculator.get_forces(moved) - rest

    return map(forces, displacements)
