"""Snapshots of small cells: pairs about one mean, the right thermal motion, points of the zone."""

import numpy as np
import pytest
from ultralow.compute import thermal_motion, thermal_snapshots
from ultralow.compute.thermal_snapshots import Plan
from ultralow.errors import UltralowError
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Warning. Point group symmetries of supercell:UserWarning"),
]
PLAN = Plan(temperature=40.0, pairs=3, pairs_doubled=1)


@pytest.fixture(scope="module")
def drawn(argon):
    constants = argon[0]
    shifted = constants._replace(positions=(constants.positions + 0.01) % 1)
    return thermal_snapshots.snapshots({"one": constants, "other": shifted}, PLAN)


def test_pairs_lie_opposite_about_the_mean_positions_of_their_ensemble(drawn, argon):
    rest = argon[0].positions @ argon[0].lattice
    shift = {"one": 0.0, "other": (0.01 * argon[0].lattice).sum(axis=0)}
    for plus, minus in zip(drawn[:6:2], drawn[1:6:2], strict=True):
        assert (plus.sign, minus.sign) == (1, -1)
        assert plus.pair == minus.pair and plus.ensemble == minus.ensemble
        mean = (plus.atoms.positions + minus.atoms.positions) / 2
        assert mean == pytest.approx(rest + shift[plus.ensemble], abs=1e-9)
        assert abs(plus.atoms.positions - mean).max() > 0.01


def test_ensembles_take_turns_and_cells_are_doubled_along_each_axis(drawn):
    assert [one.ensemble for one in drawn[:6:2]] == ["one", "other", "one"]
    assert [one.repeats for one in drawn[6:12:2]] == [(2, 1, 1), (1, 2, 1), (1, 1, 2)]
    assert [len(one.atoms) for one in drawn] == [4] * 6 + [8] * 6 + [4] * 2


def test_the_still_ones_come_last(drawn, argon):
    assert [(one.sign, one.ensemble) for one in drawn[12:]] == [(0, "one"), (0, "other")]
    rest = argon[0].positions @ argon[0].lattice
    assert drawn[12].atoms.positions == pytest.approx(rest, abs=1e-12)


def test_more_pairs_begin_with_the_fewer(argon):
    few, many = (
        thermal_snapshots.snapshots({"one": argon[0]}, PLAN._replace(pairs=count))
        for count in (1, 2)
    )
    assert few[1].atoms.positions == pytest.approx(many[1].atoms.positions, abs=1e-12)


def test_the_unit_cell_moves_as_its_modes_at_the_zone_centre(argon):
    """Variance of the cell's motion, from 150 pairs, against the frequencies that it holds."""
    model = thermal_motion.folded(force_constants.as_phonopy(argon[0]), (1, 1, 1))
    plan = Plan(temperature=40.0, pairs=150, pairs_doubled=0)
    drawn = thermal_snapshots.snapshots({"one": argon[0]}, plan)
    rest = argon[0].positions @ argon[0].lattice
    moved = np.array([one.atoms.positions - rest for one in drawn[:-1:2]])
    expected = thermal_motion.displacements(model, 40.0, 2000, 5)
    # 150 snapshots of three modes, each of three directions: a standard error of 4 %.
    assert np.mean(moved**2) == pytest.approx(np.mean(expected**2), rel=0.12)


def test_points_are_those_of_a_shifted_mesh_with_their_opposites():
    found = thermal_snapshots.points(np.diag([8.2, 11.7, 17.7]), 15.0)
    assert len(found) == 2 * 2 * 1
    assert np.unique(abs(found[:, :2])) == pytest.approx([0.25])
    assert np.unique(found[:, 2]) == pytest.approx([-0.5])
    opposite = (-found + 0.5) % 1 - 0.5
    assert {tuple(row) for row in opposite.round(9)} == {tuple(row) for row in found.round(9)}


def test_a_doubled_cell_has_half_the_points_and_the_same_electrons():
    """Its points, folded out, are those of the single cell."""
    single = thermal_snapshots.points(np.diag([8.2, 11.7, 8.3]), 15.0)
    double = thermal_snapshots.points(np.diag([16.4, 11.7, 8.3]), 15.0)
    assert len(double) == len(single) / 2
    unfolded = {
        tuple(np.round(((point + np.eye(3)[0] * extra) / [2, 1, 1] + 0.5) % 1 - 0.5, 9))
        for point in double
        for extra in (0, 1)
    }
    assert unfolded == {tuple(row) for row in single.round(9)}


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"pears": 3}, "there is no part of a plan of snapshots 'pears'"),
        ({"pairs": "many"}, "plan of snapshots pairs cannot be 'many'"),
        ({"pairs": 1}, "no plan of snapshots"),
        ({"temperature": -3}, "plan of snapshots temperature cannot be -3"),
        ({"temperature": "nan"}, "plan of snapshots temperature cannot be 'nan'"),
        ({"pairs_doubled": -1}, "plan of snapshots pairs_doubled cannot be -1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes, message):
    with pytest.raises(UltralowError, match=message):
        thermal_snapshots.planned(changes)


def test_a_plan_is_changed_in_what_is_asked():
    assert thermal_snapshots.planned() == Plan()
    assert thermal_snapshots.planned({"pairs": "12"}) == Plan(pairs=12)
