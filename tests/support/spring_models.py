"""Crystals of balls and springs, whose phonons are known or can be found in another way."""

from functools import cache

import numpy as np
from ase import Atoms
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms
from scipy.constants import atomic_mass

EV_PER_A2 = 16.02176634  # N/m


def springs_of(atoms, repeats, bonds):
    """A Phonopy of a crystal held by springs between neighbours.

    ``bonds`` lists (element, element, shortest, longest, k along, k across) in Å and N/m.
    """
    made = Phonopy(
        PhonopyAtoms(atoms.get_chemical_symbols(), cell=atoms.cell[:],
                     scaled_positions=atoms.get_scaled_positions(), masses=atoms.get_masses()),
        supercell_matrix=np.diag(repeats),
        primitive_matrix=np.eye(3),
    )  # fmt: skip
    big = made.supercell
    symbols, places = np.array(big.symbols), big.scaled_positions
    constants = np.zeros((len(big), len(big), 3, 3))
    for one, other, short, long, along, across in bonds:
        kinds = np.char.add(np.char.add(symbols, "-")[:, np.newaxis], symbols)
        fits = np.isin(kinds, [f"{one}-{other}", f"{other}-{one}"])
        for shift in np.ndindex(3, 3, 3):
            apart = places[np.newaxis] + np.array(shift) - 1 - places[:, np.newaxis]
            vector = apart @ big.cell
            length = np.linalg.norm(vector, axis=-1)
            for i, j in np.argwhere(fits & (length > short) & (length < long)):
                n = vector[i, j] / length[i, j]
                pull = along * np.outer(n, n) + across * (np.eye(3) - np.outer(n, n))
                constants[i, j] -= pull / EV_PER_A2
                constants[i, i] += pull / EV_PER_A2
    made.force_constants = constants
    return made


@cache
def simple_cubic(a=3.0, along=10.0, across=3.0, mass=40.0, repeats=(4, 4, 4)):
    """One atom a cell, springs to the six nearest: three branches, each a sum of three sines."""
    atoms = Atoms("Ar", cell=[a] * 3, pbc=True)
    atoms.set_masses([mass])
    return springs_of(atoms, repeats, [("Ar", "Ar", 0.1, 1.1 * a, along, across)])


def cubic_branches(wavevectors, along=10.0, across=3.0, mass=40.0):
    """Branches of that crystal in Hz, ascending: ω² = (4/m) Σ_b k_ab sin²(π q_b)."""
    springs = np.full((3, 3), across) + np.diag([along - across] * 3)
    squares = 4 * np.sin(np.pi * np.asarray(wavevectors)) ** 2 @ springs / (mass * atomic_mass)
    return np.sort(np.sqrt(squares), axis=-1) / (2 * np.pi)


@cache
def rattling_perovskite(cage=0.5, bond=30.0, repeats=(2, 2, 2), a=6.2):
    """CsSnI3, cubic: stiff Sn-I bonds, I-I springs against tilting, and Cs loose in its cage."""
    places = [(0.5, 0.5, 0.5), (0, 0, 0), (0.5, 0, 0), (0, 0.5, 0), (0, 0, 0.5)]
    atoms = Atoms("CsSnI3", scaled_positions=places, cell=[a] * 3, pbc=True)
    return springs_of(
        atoms,
        repeats,
        [("Sn", "I", 0.1, 0.55 * a, bond, 1.0), ("Cs", "I", 0.1, 0.75 * a, cage, cage),
         ("I", "I", 0.1, 0.75 * a, 2.0, 0.0)],
    )  # fmt: skip
