"""Cells of a relaxed crystal: primitive, repeated, displaced."""

import numpy as np
import pytest
from argon import SIDE, SMALL, Pairs, crystal
from ultralow.compute import sampling, supercells

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]


def test_the_primitive_cell_of_a_centred_one_is_a_quarter():
    assert np.linalg.det(supercells.primitive_matrix(crystal())) == pytest.approx(1 / 4)


def test_a_primitive_cell_stays_as_it_is_with_its_axes():
    simple = {"lattice": np.diag([5.0, 4.0, 3.0]), "positions": [[0, 0, 0]], "numbers": [18]}
    assert np.array_equal(supercells.primitive_matrix(simple), np.eye(3))


def test_parts_have_the_supercell_of_their_order():
    chosen = sampling.settings(
        {"least_height_second": 15.0, "least_height_third": 10.0, "cutoff": 5.0}
    )
    found = {part: supercells.repeats(crystal(), chosen, part).tolist() for part in sampling.PARTS}
    large, small = [3, 3, 3], [2, 2, 2]
    assert found == {
        "second": large, "third": small, "held_out": small, "held_out_second": large,
    }  # fmt: skip


@pytest.mark.parametrize("rattled, snapshots", [(False, 4), (True, 72)])
def test_a_crystal_of_little_symmetry_takes_more_snapshots_of_the_second_order(rattled, snapshots):
    """One atom and 48 operations, or four atoms and one: three equations a number are 36 pairs."""
    argon = crystal()
    if rattled:
        moved = np.array(argon["positions"]) + np.random.default_rng(1).normal(0, 0.01, (4, 3))
        argon["positions"] = moved.tolist()
    assert supercells.well_determined(argon, SMALL).snapshots_second == snapshots
    twice = SMALL._replace(equations_second=6.0)
    expected = 2 * snapshots if rattled else snapshots
    assert supercells.well_determined(argon, twice).snapshots_second == expected


def test_two_cutoffs_fit_into_the_supercell_of_the_third_order():
    """Heights of 10 angstrom are two cells of argon, and 6.5 angstrom reach across half of them."""
    for cutoff, count in ((5.25, 2), (5.26, 3), (6.5, 3)):
        chosen = sampling.settings({"least_height_third": 10.0, "cutoff": cutoff})
        assert supercells.repeats(crystal(), chosen, "third").tolist() == [count] * 3


def test_a_supercell_holds_the_crystal_in_the_order_of_phonopy():
    from phonopy import Phonopy

    atoms = supercells.supercell(crystal(), SMALL, "third")
    cell, doubled = supercells.unit_cell(crystal()), 2 * np.eye(3, dtype=int)
    model = Phonopy(cell, supercell_matrix=doubled, primitive_matrix="P")
    assert np.allclose(atoms.positions, model.supercell.positions)
    assert np.allclose(atoms.cell[:], 2 * SIDE * np.eye(3)) and atoms.pbc.all()


class Springs:
    """Atoms held to their places at rest, and pulled aside by a constant force."""

    def __init__(self, atoms):
        self.rest, self.calls = atoms.positions.copy(), 0

    def get_forces(self, atoms):
        self.calls += 1
        return 0.5 - 2.0 * (atoms.positions - self.rest)


def test_forces_at_rest_are_taken_off_and_computed_once():
    atoms = supercells.supercell(crystal(), SMALL, "third")
    calculator, shifts = Springs(atoms), sampling.part(SMALL, "held_out", len(atoms))
    before = atoms.positions.copy()
    forces = supercells.displaced_forces(atoms, calculator, shifts)
    assert calculator.calls == 1
    assert next(forces) == pytest.approx(-2.0 * shifts[0], abs=1e-12)
    assert calculator.calls == 2  # what nobody takes is not computed
    assert next(forces) == pytest.approx(-2.0 * shifts[1], abs=1e-12)
    assert np.array_equal(atoms.positions, before)


def test_at_rest_argon_has_no_forces():
    atoms = supercells.supercell(crystal(), SMALL, "third")
    (force,) = supercells.displaced_forces(atoms, Pairs(), np.zeros((1, len(atoms), 3)))
    assert np.abs(force).max() == 0.0
