"""Thermal motion: what a harmonic crystal does at a temperature, and the mean of the forces.

Displacements are drawn in pairs of opposite sign about the mean positions of the atoms, where the
mean force on each would vanish. Lengths are in angstrom, forces in eV/angstrom.
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute.relaxation import SYMPREC, largest

LONGEST_STEP_A = 0.1
# Translations come out as rounding errors of either sign.
_IMAGINARY_THZ = -1e-3


class Crystal(NamedTuple):
    """A harmonic crystal about its mean positions.

    Attributes
    ----------
    model : phonopy.Phonopy
        With force constants.
    shift : numpy.ndarray, shape (n, 3)
        From rest to the mean positions of the primitive cell's atoms, angstrom.
    """

    model: object
    shift: np.ndarray


class Sample(NamedTuple):
    """Displaced supercells in pairs of opposite sign, and the forces on them.

    Attributes
    ----------
    moved : numpy.ndarray, shape (m, S, 3)
        From the mean positions, angstrom.
    forces : numpy.ndarray, shape (m, S, 3)
        Less those on the crystal at rest, eV/angstrom.
    shift : numpy.ndarray, shape (n, 3)
        From rest to the mean positions, angstrom.
    """

    moved: np.ndarray
    forces: np.ndarray
    shift: np.ndarray


def displacements(model, temperature, count, seed):
    """Displacements of a harmonic crystal in equilibrium, each followed by its opposite.

    In a fit to such pairs even and odd orders do not mix, nor does a constant force.

    Imaginary frequencies are taken as real ones of a larger size: a first step, of which nothing
    is left after some rounds.

    Parameters
    ----------
    model : phonopy.Phonopy
        With force constants. Where a mode is imaginary, others take their place in the model, by
        which it is real, and phonopy shifts soft ones by 1 THz.
    temperature : float
        K; quantum statistics.
    count, seed : int
        An even number of snapshots.

    Returns
    -------
    numpy.ndarray, shape (count, S, 3)
        Angstrom.
    """
    model.init_random_displacements()
    if frequencies(model).min() < _IMAGINARY_THZ:
        model.random_displacements.treat_imaginary_modes()
        model.force_constants = model.random_displacements.force_constants
        model.init_random_displacements()
    half = model.get_random_displacements_at_temperature(
        temperature, number_of_snapshots=count // 2, random_seed=seed
    )
    return np.stack([half, -half], axis=1).reshape(count, *half.shape[1:])


def frequencies(model):
    """Frequencies in THz at the wavevectors that the supercell holds exactly, sorted by point."""
    from phonopy.harmonic.dynmat_to_fc import get_commensurate_points

    matrix = np.linalg.inv(model.primitive_matrix) @ model.supercell_matrix
    model.run_qpoints(get_commensurate_points(np.rint(matrix).astype(int)))
    return np.array(model.qpoints.frequencies)


def folded(model, repeats):
    """The same crystal in another supercell, by its dynamical matrices there.

    Exact where the new supercell fits a whole number of times into the old.

    Parameters
    ----------
    model : phonopy.Phonopy
    repeats : array_like of int, shape (3,)

    Returns
    -------
    phonopy.Phonopy
    """
    from phonopy import Phonopy
    from phonopy.harmonic.dynmat_to_fc import DynmatToForceConstants

    made = Phonopy(
        model.unitcell, supercell_matrix=np.diag(repeats), primitive_matrix=model.primitive_matrix
    )
    back = DynmatToForceConstants(made.primitive, made.supercell, is_full_fc=False)
    matrices = []
    for point in back.commensurate_points:
        model.dynamical_matrix.run(point)
        matrices.append(model.dynamical_matrix.dynamical_matrix)
    back.dynamical_matrices = matrices
    back.run()
    made.force_constants = back.force_constants
    return made


def in_supercell(model, shift):
    """A shift of the primitive cell's atoms, shape (n, 3), for those of the supercell, (S, 3)."""
    return np.asarray(shift)[_primitive_atom(model)]


def _primitive_atom(model):
    return np.array([model.primitive.p2p_map[atom] for atom in model.primitive.s2p_map])


def in_unit_cell(model):
    """Of each atom of the primitive cell its place in the unit cell, shape (n,)."""
    cell = model.supercell
    return np.array([cell.u2u_map[atom] for atom in cell.s2u_map[model.primitive.p2s_map]])


def moved(relaxed, model, shift):
    """The crystal with its atoms moved from rest by a shift in angstrom, shape (n, 3)."""
    steps = in_supercell(model, shift)[model.supercell.u2s_map]
    positions = np.asarray(relaxed["positions"]) + steps @ np.linalg.inv(relaxed["lattice"])
    return relaxed | {"positions": positions.tolist()}


def sampled(crystal, temperature, count, seed, forces, name):
    """A :class:`Sample` of a crystal's thermal motion; see `displacements`.

    ``forces(displaced, name)`` gives the forces on displacements from rest, less those at rest.
    """
    moved = displacements(crystal.model, temperature, count, seed)
    about = in_supercell(crystal.model, crystal.shift)
    return Sample(moved, forces(moved + about, name), crystal.shift)


def mean_forces(model, forces):
    """Mean force on each atom of the primitive cell, as its symmetry has it, of pair after pair.

    Parameters
    ----------
    model : phonopy.Phonopy
    forces : array_like, shape (m, S, 3)

    Returns
    -------
    numpy.ndarray, shape (m / 2, n, 3)
    """
    from ase import Atoms
    from ase.constraints import FixSymmetry

    atom = _primitive_atom(model)
    pairs = np.mean(np.reshape(forces, (-1, 2, *np.shape(forces)[1:])), axis=1)
    means = np.stack([pairs[:, atom == one].mean(axis=1) for one in range(atom.max() + 1)], axis=1)
    means -= means.mean(axis=1, keepdims=True)  # the crystal as a whole is not pulled
    cell = model.primitive
    atoms = Atoms(cell.numbers, scaled_positions=cell.scaled_positions, cell=cell.cell, pbc=True)
    symmetry = FixSymmetry(atoms, symprec=SYMPREC)
    for one in means:
        symmetry.adjust_forces(atoms, one)
    return means


def to_rest(model, force):
    """The step to where a mean force vanishes, by the force constants: shape (n, 3), angstrom.

    Parameters
    ----------
    model : phonopy.Phonopy
    force : array_like, shape (n, 3)
        eV/angstrom, as symmetry has it.
    """
    model.dynamical_matrix.run([0.0, 0.0, 0.0])
    roots = np.sqrt(np.repeat(model.primitive.masses, 3))
    springs = model.dynamical_matrix.dynamical_matrix.real * np.outer(roots, roots)
    # Translations have no spring, and a mean force no part along them.
    step = np.linalg.pinv(springs, rcond=1e-6, hermitian=True) @ np.ravel(force)
    return step.reshape(-1, 3) * min(1, LONGEST_STEP_A / max(largest(step), 1e-12))


def mean_force(model, sample):
    """Mean force of a sample, shape (n, 3), and the standard error of its largest, eV/angstrom."""
    pairs = mean_forces(model, sample.forces)
    error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
    return pairs.mean(axis=0), largest(error)
