"""Copper with the forces of EMT: a metal whose energies are known without a learned potential."""

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.calculators.emt import EMT
from scipy.optimize import brentq, minimize

GPa = 1e9
EV_PER_A3 = units.GPa  # one GPa in eV/angstrom^3


def at_rest(structure, low, high):
    """Cubic copper at the lattice constant of EMT, free of stress."""
    constant = brentq(lambda a: _pressure(a, structure), low, high, xtol=1e-12)
    return bulk("Cu", structure, a=constant, cubic=True)


def _pressure(constant, structure):
    atoms = bulk("Cu", structure, a=constant, cubic=True)
    atoms.calc = EMT()
    return atoms.get_stress()[0]


def orthorhombic(shift):
    """The close-packed cell doubled, its free coordinate moved off its place of rest."""
    a, c = 2.54, 4.14
    y = 1 / 6 + shift
    places = [(0, y, 0.25), (0.5, 0.5 + y, 0.25), (0, -y, 0.75), (0.5, 0.5 - y, 0.75)]
    return Atoms("Cu4", scaled_positions=places, cell=[a, a * 3**0.5, c], pbc=True)


def relaxed_energy(atoms, strain):
    """Energy of the deformed cell with its ions relaxed by scipy, in eV."""
    tensor = np.array(strain)[[[0, 5, 4], [5, 1, 3], [4, 3, 2]]] * (np.eye(3) + 1) / 2
    moved = atoms.copy()
    moved.calc = EMT()
    moved.set_cell(atoms.cell[:] @ (np.eye(3) + tensor), scale_atoms=True)
    start = moved.get_positions()[1:]

    def energy(inner):
        moved.positions[1:] = inner.reshape(-1, 3)
        return moved.get_potential_energy(), -moved.get_forces()[1:].ravel()

    found = minimize(energy, start.ravel(), jac=True, method="BFGS", options={"gtol": 1e-9})
    return found.fun


def curvature(atoms, strain, step=0.002):
    """Second derivative of the relaxed energy along a strain, per volume, in Pa."""
    unit = np.array(strain, dtype=float)
    samples = [relaxed_energy(atoms, k * step * unit) for k in (-2, -1, 0, 1, 2)]
    second = np.dot([-1, 16, -30, 16, -1], samples) / (12 * step**2)
    return second / atoms.get_volume() / EV_PER_A3 * GPa
