"""A crystal brought to rest under its symmetry, and whether it is still the same phase.

Takes any ASE calculator. Positions are in angstrom and forces in eV/angstrom, as in ASE.
"""

from typing import NamedTuple

import numpy as np
from ase import Atoms

MAX_FORCE = 1e-6
CELL_FORCE = 1e-4
# Within this distance atoms count as symmetry-equivalent, angstrom.
SYMPREC = 1e-3
# Alkali and alkaline-earth ions sit in cages: they have neighbours, but no bonds to count.
_CAGE_IONS = frozenset(["Li", "Na", "K", "Rb", "Cs", "Be", "Mg", "Ca", "Sr", "Ba"])


class Relaxed(NamedTuple):
    """Atoms at rest: ``max_force`` is the largest force left on one, in eV/angstrom."""

    atoms: Atoms
    max_force: float
    steps: int


class Phase(NamedTuple):
    """What a relaxation did to a crystal.

    ``space_group`` (before, after) as numbers, ``max_displacement`` in angstrom with the
    common drift taken out, ``bonds_kept`` whether the same atoms are bonded as before.
    """

    space_group: tuple
    max_displacement: float
    bonds_kept: bool


def relax_atoms(atoms, calculator, max_force=MAX_FORCE, symprec=SYMPREC, max_steps=1000):
    """Relax the atoms at fixed cell, with the space group kept.

    BFGS under the symmetry of the structure as given. When the tolerance is not reached in
    ``max_steps`` the state reached is returned with its force: the caller's gate decides.

    Parameters
    ----------
    atoms : ase.Atoms
    calculator : ase.calculators.calculator.Calculator
    max_force : float
        Largest force left on an atom, eV/angstrom. The default is set by soft modes: at
        0.1 eV/angstrom^2 it leaves an atom 1e-5 angstrom from rest, a thousandth of what
        a strain of 0.4 % moves it.
    symprec : float
        Distance within which atoms count as symmetry-equivalent, angstrom.

    Returns
    -------
    Relaxed
    """
    from ase.constraints import FixSymmetry
    from ase.optimize import BFGS

    moved = atoms.copy()
    moved.set_constraint(FixSymmetry(moved, symprec=symprec, adjust_cell=False))
    moved.set_cell(atoms.cell[:])  # the constraint refines it, in the last digit or beyond
    moved.calc = calculator
    optimizer = BFGS(moved, logfile=None, maxstep=0.1)
    optimizer.run(fmax=max_force, steps=max_steps)
    moved.set_constraint()
    return Relaxed(moved, largest(moved.get_forces()), optimizer.nsteps)


def relax_cell(atoms, calculator, max_force=CELL_FORCE, symprec=SYMPREC, max_steps=1000):
    """Relax cell and atoms together, with the space group kept: no stress is left.

    Parameters
    ----------
    atoms, calculator, symprec, max_steps
        As in `relax_atoms`.
    max_force : float
        Largest force left on an atom, and on the cell: its virial over the number of atoms;
        eV/angstrom. The default leaves less than a megapascal in these crystals.

    Returns
    -------
    Relaxed
    """
    from ase.constraints import FixSymmetry
    from ase.filters import FrechetCellFilter
    from ase.optimize import BFGS

    moved = atoms.copy()
    moved.set_constraint(FixSymmetry(moved, symprec=symprec))
    moved.calc = calculator
    whole = FrechetCellFilter(moved)
    optimizer = BFGS(whole, logfile=None, maxstep=0.05)
    optimizer.run(fmax=max_force, steps=max_steps)
    moved.set_constraint()
    return Relaxed(moved, largest(whole.get_forces()), optimizer.nsteps)


def largest(forces):
    """The longest of N vectors, shape (N, 3) or flat: the largest force on an atom."""
    return float(np.linalg.norm(np.reshape(forces, (-1, 3)), axis=1).max())


def compare_phases(before, after, symprec=SYMPREC):
    """Whether a crystal is still in the phase it was before its atoms moved.

    Bonds are pairs closer than 1.3 times the sum of their covalent radii, ions in cages
    (alkali and alkaline earth) left out. In the halide perovskites that limit lies in the
    gap between the first shell and the second.

    Parameters
    ----------
    before, after : ase.Atoms
        The same atoms in the same order and cell.
    symprec : float
        Angstrom.

    Returns
    -------
    Phase
    """
    from spglib import get_symmetry_dataset

    groups = tuple(
        int(get_symmetry_dataset(_as_cell(atoms), symprec=symprec).number)
        for atoms in (before, after)
    )
    shift = after.get_positions() - before.get_positions()
    shift -= shift.mean(axis=0)
    return Phase(groups, largest(shift), _bonds(before) == _bonds(after))


def point_group(atoms, symprec=SYMPREC):
    """Operations of the point group as Cartesian matrices, shape (m, 3, 3)."""
    from spglib import get_symmetry

    axes = atoms.cell[:].T
    rotations = get_symmetry(_as_cell(atoms), symprec=symprec)["rotations"]
    return axes @ rotations @ np.linalg.inv(axes)


def centrosymmetric(atoms, symprec=SYMPREC):
    """Whether inversion is among the point operations."""
    group = point_group(atoms, symprec)
    return bool(np.isclose(group, -np.eye(3), atol=1e-6).all(axis=(1, 2)).any())


def at_rest(atoms, calculator):
    """A crystal brought to rest, as the stages of a computation hand it on.

    Parameters
    ----------
    atoms : ase.Atoms
    calculator : ase.calculators.calculator.Calculator

    Returns
    -------
    dict
        ``lattice`` (rows, angstrom), reduced ``positions`` and atomic ``numbers``, as
        :mod:`ultralow.compute.supercells` takes them; and what the relaxation did, as
        :func:`ultralow.compute.acceptance.judge` asks it.
    """
    relaxed = relax_atoms(atoms, calculator)
    phase = compare_phases(atoms, relaxed.atoms)
    return {
        **as_dict(relaxed.atoms),
        "max_force_eV_A": relaxed.max_force,
        "steps": relaxed.steps,
        "max_displacement_A": phase.max_displacement,
        "space_group_numbers": list(phase.space_group),
        "bonds_kept": phase.bonds_kept,
    }


def as_dict(atoms):
    """A crystal as :mod:`ultralow.compute.supercells` takes it, at rest or not."""
    return {
        "lattice": atoms.cell[:].tolist(),
        "positions": atoms.get_scaled_positions(wrap=False).tolist(),
        "numbers": atoms.numbers.tolist(),
        "centrosymmetric": centrosymmetric(atoms),
    }


def _as_cell(atoms):
    return atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers


def _bonds(atoms):
    from ase.data import covalent_radii
    from ase.neighborlist import neighbor_list

    radii = 1.3 * covalent_radii[atoms.numbers]
    caged = [symbol in _CAGE_IONS for symbol in atoms.get_chemical_symbols()]
    first, second, image = neighbor_list("ijS", atoms, radii)
    return {
        (int(i), int(j), *map(int, cell))
        for i, j, cell in zip(first, second, image, strict=True)
        if not caged[i] and not caged[j]
    }
