"""Stiffness from the stresses of a strained crystal whose ions relax, and the gates before it.

Takes any ASE calculator with forces and stress. Positions are in angstrom and forces in
eV/angstrom, as in ASE; stresses and stiffness are in Pa, Voigt order xx yy zz yz xz xy.
"""

from typing import NamedTuple

import numpy as np
from ase import units

from ultralow.compute.relaxation import MAX_FORCE, largest
from ultralow.crystal.elasticity import stiffness_from_stresses
from ultralow.errors import UltralowError

STRAINS = (0.002, 0.004)
_PA = 1 / units.Pascal


class StrainRun(NamedTuple):
    """Stresses of a strained crystal.

    ``strains`` (m, 6), shear as engineering strain; ``stresses`` (m, 6) in Pa with the ions
    relaxed; ``clamped`` (m, 6) in Pa with the ions carried along; ``clamped_forces``
    (m, N, 3) in eV/angstrom; ``max_forces`` (m,) what is left after relaxing; ``hessian``
    (3N, 3N) in eV/angstrom^2 of the unstrained crystal; ``volume`` in angstrom^3.
    """

    strains: np.ndarray
    stresses: np.ndarray
    clamped: np.ndarray
    clamped_forces: np.ndarray
    max_forces: np.ndarray
    hessian: np.ndarray
    volume: float


class Modes(NamedTuple):
    """Modes of one cell moving as all others: ``frequency`` in THz, imaginary ones negative.

    ``strain_coupling`` is the share of the strain's push on the ions that goes into the mode,
    between 0 and 1. Odd modes of a centrosymmetric crystal have none.
    """

    frequency: np.ndarray
    strain_coupling: np.ndarray


def hessian(atoms, calculator, displacement=0.005):
    """Second derivatives of the energy of one cell, by central differences of the forces.

    Parameters
    ----------
    atoms : ase.Atoms
    calculator : ase.calculators.calculator.Calculator
    displacement : float
        Angstrom.

    Returns
    -------
    numpy.ndarray, shape (3N, 3N)
        eV/angstrom^2, symmetric, with rigid translations projected out.
    """
    moved = atoms.copy()
    moved.calc = calculator
    rest = atoms.get_positions().ravel()
    matrix = np.empty((rest.size, rest.size))
    for column in range(rest.size):
        forces = []
        for sign in (1, -1):
            there = rest.copy()
            there[column] += sign * displacement
            moved.set_positions(there.reshape(-1, 3))
            forces.append(moved.get_forces().ravel())
        matrix[:, column] = (forces[1] - forces[0]) / (2 * displacement)
    rigid = np.tile(np.eye(3), (len(atoms), 1)) / np.sqrt(len(atoms))
    inner = np.eye(rest.size) - rigid @ rigid.T
    return inner @ (matrix + matrix.T) @ inner / 2


def zone_centre_modes(run, masses):
    """Optical modes at the zone centre, and how much of each a strain excites.

    Parameters
    ----------
    run : StrainRun
    masses : array_like, shape (N,)
        Unified atomic mass units.

    Returns
    -------
    Modes
        Long-range electric fields are not in these potentials: no LO-TO splitting.
    """
    root = np.sqrt(np.repeat(masses, 3))
    squares, vectors = np.linalg.eigh(run.hessian / np.outer(root, root))
    # The three translations are zero by projection: the three smallest in magnitude.
    optical = np.sort(np.argsort(np.abs(squares))[3:])
    squares, patterns = squares[optical], vectors[:, optical] / root[:, None]
    per_second = np.sign(squares) * np.sqrt(np.abs(squares)) * units.s / (2 * np.pi)
    push = _internal_strain(run).T @ (patterns / np.linalg.norm(patterns, axis=0))
    coupling = np.linalg.norm(push, axis=0) / np.linalg.norm(_internal_strain(run))
    return Modes(per_second / 1e12, coupling)


def relaxed_ion_stiffness(atoms, calculator, strain=STRAINS, max_force=MAX_FORCE):
    """Strain a relaxed crystal in six ways and let its ions follow.

    Every Voigt component is strained by plus and minus each amplitude; the ions start from
    the affinely carried positions and go to rest by a quasi-Newton search that begins with
    the hessian of the unstrained crystal. The cell is held at its strain. No symmetry is
    imposed: the forces have what is left of it.

    Parameters
    ----------
    atoms : ase.Atoms
        At rest in its cell, as from `relax_atoms`.
    calculator : ase.calculators.calculator.Calculator
        With forces and stress.
    strain : float or sequence of float
        Amplitudes; shear as engineering strain. Two show whether the answer is linear.
    max_force : float
        Largest force left on an atom, eV/angstrom.

    Returns
    -------
    StrainRun

    Raises
    ------
    UltralowError
        If an amplitude is not between 0 and 0.1.

    Notes
    -----
    Stresses are Cauchy stresses and strains deform the cell as 1 + epsilon, so that the
    slope is the stress-strain coefficient that governs stability and sound in a crystal
    under pressure (Barron and Klein, Proc. Phys. Soc. 85, 523 (1965),
    doi 10.1088/0370-1328/85/3/313).
    """
    amplitudes = np.atleast_1d(strain)
    if not (amplitudes.size and np.all((amplitudes > 0) & (amplitudes < 0.1))):
        raise UltralowError(
            f"Strain amplitudes {strain} are not between 0 and 0.1.",
            mend="give strains of a few thousandths.",
        )
    matrix = hessian(atoms, calculator)
    inverse = np.linalg.pinv(matrix, rcond=1e-9, hermitian=True)
    strains = [
        sign * amplitude * row for amplitude in amplitudes for row in np.eye(6) for sign in (1, -1)
    ]
    runs = [_strained(atoms, calculator, row, inverse, max_force) for row in strains]
    clamped, pushed, stresses, forces = map(np.array, zip(*runs, strict=True))
    return StrainRun(
        np.array(strains), stresses, clamped, pushed, forces, matrix, atoms.get_volume()
    )


def _strained(atoms, calculator, strain, inverse, max_force):
    xx, yy, zz, yz, xz, xy = strain
    tensor = np.array([[xx, xy / 2, xz / 2], [xy / 2, yy, yz / 2], [xz / 2, yz / 2, zz]])
    deformed = atoms.copy()
    deformed.calc = calculator
    deformed.set_cell(atoms.cell[:] @ (np.eye(3) + tensor), scale_atoms=True)
    clamped, pushed = deformed.get_stress() * _PA, deformed.get_forces()
    left = _follow(deformed, inverse, max_force)
    return clamped, pushed, deformed.get_stress() * _PA, left


def _follow(atoms, inverse, max_force, max_steps=60):
    """Go to the nearest point of rest; return the force left. SR1 corrects the hessian.

    Newton's step, unlike a descent, also follows a saddle. An unstable crystal is then
    measured where it is, and refused, in place of sliding into another phase unseen.
    """
    force, inverse = atoms.get_forces().ravel(), inverse.copy()
    for _ in range(max_steps):
        if largest(force) <= max_force:
            break
        step = inverse @ force
        step *= min(1, 0.1 / largest(step))
        atoms.set_positions(atoms.get_positions() + step.reshape(-1, 3))
        previous, force = force, atoms.get_forces().ravel()
        change = previous - force
        miss = step - inverse @ change
        weight = miss @ change
        if abs(weight) > 1e-8 * np.linalg.norm(miss) * np.linalg.norm(change):
            inverse += np.outer(miss, miss) / weight
    return largest(force)


def linear_response_stiffness(run):
    """Relaxed-ion stiffness without relaxing, from the clamped-ion run and the hessian.

    C = C_clamped - Lambda^T K^-1 Lambda / V,  Lambda = -dF/d epsilon

    It uses none of the relaxed stresses of the run, and so tests them.

    Parameters
    ----------
    run : StrainRun

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        Pa.

    References
    ----------
    Wu, Vanderbilt and Hamann, Phys. Rev. B 72, 035105 (2005), doi 10.1103/PhysRevB.72.035105
    """
    clamped = stiffness_from_stresses(run.strains, run.clamped).stiffness
    internal = _internal_strain(run)
    inverse = np.linalg.pinv(run.hessian, rcond=1e-9, hermitian=True)
    return clamped - internal.T @ inverse @ internal / run.volume * _PA


def _internal_strain(run):
    # Strains come in pairs +e and -e, so that a force at zero strain drops out of the slope.
    forces = run.clamped_forces.reshape(len(run.strains), -1)
    return -np.linalg.lstsq(run.strains, forces, rcond=None)[0].T
