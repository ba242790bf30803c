"""Crossings are counted alike whatever the points of a line, and as closed forms have them."""

from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from ase import Atoms
from scipy.constants import angstrom, atomic_mass, tera
from spring_models import rattling_perovskite, springs_of
from ultralow.analysis import crossing_counts


def test_crossings_of_a_crystal_are_counted():
    found = crossing_counts.count_crossings(rattling_perovskite(), 2 * tera, points=30)
    again = crossing_counts.count_crossings(rattling_perovskite(), 2 * tera, points=60)
    # Cubic, and the same along all three axes.
    assert found["crossed"] % 3 == found["folded"] % 3 == 0
    assert found["crossed"] == again["crossed"] > 0
    assert 0 <= found["with_sound"] <= found["crossed"]


# One atom a cell, springs to the six nearest along x, y and z: three branches of three sines each.
# The same crystal in a slanted cell of three atoms has them folded, and none knows of another.
SIDES, MASS, COPIES = np.array([3.0, 3.3, 3.9]), 40.0, 3  # angstrom, u
ALONG, ACROSS = np.array([10.0, 8.0, 13.0]), np.array([3.0, 2.0, 4.0])  # N/m
SPRINGS = np.where(np.eye(3), ALONG, ACROSS)  # of a polarisation, by the direction of the bond
CELL = np.array([[COPIES * SIDES[0], 0, 0], [SIDES[0], SIDES[1], 0], [0, 0, SIDES[2]]])
RECIPROCAL = 2 * np.pi * np.array(
    [np.cross(CELL[(i + 1) % 3], CELL[(i + 2) % 3]) for i in range(3)]
) / np.prod([COPIES, *SIDES])  # fmt: skip
FRACTIONS = (np.arange(1000) + 0.37) / 1000


@cache
def slanted(first=MASS):
    places = [[n * SIDES[0], 0, 0] for n in range(COPIES)]
    atoms = Atoms(f"Ar{COPIES}", positions=places, cell=CELL, pbc=True)
    atoms.set_masses([first] + [MASS] * (COPIES - 1))
    bonds = zip(SIDES, ALONG, ACROSS, strict=True)
    return springs_of(atoms, (2, 4, 3), [("Ar", "Ar", s - 0.1, s + 0.1, a, b) for s, a, b in bonds])


def branches(wavevectors):
    """Frequencies in Hz of the polarisations x, y and z, at wave vectors in rad/angstrom."""
    squares = 4 / (MASS * atomic_mass) * np.sin(wavevectors * SIDES / 2) ** 2 @ SPRINGS.T
    return np.sqrt(squares) / (2 * np.pi)


def speeds(direction):
    """Slopes of the branches at the zone centre in m/s: |∂ω/∂k|, with ω a root of squares."""
    unit = direction / np.linalg.norm(direction)
    stiff = SIDES**2 * SPRINGS * angstrom**2 / (MASS * atomic_mass)
    return np.linalg.norm(stiff * unit, axis=1) / np.sqrt(stiff @ unit**2)


def met(lines, highest):
    """Pairs of columns that change their order from row to row below a frequency."""
    found = []
    for i, j in combinations(range(lines.shape[1]), 2):
        apart = lines[:, i] - lines[:, j]
        if np.abs(apart).max() > 1e-9 * lines.max():
            at = np.flatnonzero(apart[1:] * apart[:-1] < 0)
            found += [(i, j) for one in at if lines[one, i] <= highest]
    return found


def by_hand(highest):
    """Pairs that meet along the three axes: of the folded branches, and of cones of sound."""
    crossed, folded = [], []
    for stop in RECIPROCAL / 2:
        line = FRACTIONS[:, None] * stop
        copies = [branches(line + n * RECIPROCAL[0]) for n in range(COPIES)]
        crossed += met(np.hstack(copies), highest)
        lattice = np.array(list(product(range(-4, 5), repeat=3))) @ RECIPROCAL
        lattice = lattice[np.argsort(np.linalg.norm(lattice, axis=1), kind="stable")]
        sizes = np.linalg.norm(line[:, None] + lattice, axis=2) / angstrom / (2 * np.pi)
        cones = (sizes[:, :, None] * speeds(stop)).reshape(len(line), -1)
        folded += met(cones[:, (cones < highest).any(axis=0)], highest)
    return crossed, folded


@pytest.mark.parametrize("highest, least", [(2.0, 2), (2.8, 10), (3.6, 13)])
def test_branches_folded_by_a_longer_cell_cross_where_closed_forms_do(highest, least):
    found = crossing_counts.count_crossings(slanted(), highest * tera, points=30)
    crossed, folded = by_hand(highest * tera)
    assert found["crossed"] == len(crossed) >= least and found["avoided"] == 0
    # The first three columns are sound, in one as in the other.
    assert found["with_sound"] == sum(i < 3 <= j for i, j in crossed)
    assert found["folded"] == len(folded) >= 2
    assert found["folded_with_sound"] == sum(i < 3 <= j for i, j in folded)


@pytest.mark.parametrize("highest", [2.4, 3.6])
def test_a_heavier_atom_parts_the_branches_of_one_polarisation(highest):
    found = crossing_counts.count_crossings(slanted(1.01 * MASS), highest * tera, points=30)
    crossed, _ = by_hand(highest * tera)
    through = [(i, j) for i, j in crossed if i % 3 != j % 3]
    assert found["avoided"] == len(crossed) - len(through) > 0
    assert found["crossed"] == len(through)
    assert found["with_sound"] == sum(i < 3 <= j for i, j in through)
