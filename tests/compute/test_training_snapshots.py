"""Snapshots to tune on: other ones than those that judge, at several sizes of the motion."""

import numpy as np
import pytest
from ultralow.compute import thermal_snapshots, training_snapshots
from ultralow.compute.training_snapshots import Plan
from ultralow.errors import UltralowError

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Warning. Point group symmetries of supercell:UserWarning"),
]
PLAN = Plan(temperature=40.0, frames=6, frames_doubled=1)


@pytest.fixture(scope="module")
def ensembles(argon):
    return {"one": argon[0], "other": argon[0]}


@pytest.fixture(scope="module")
def drawn(ensembles):
    return training_snapshots.frames(ensembles, PLAN)


def moved(frame, argon):
    return frame.atoms.positions - argon[0].positions @ argon[0].lattice


def test_each_ensemble_gives_every_factor_in_turn(drawn):
    told = [(one.ensemble, one.factor) for one in drawn[:6]]
    assert told == [
        ("one", 1.0), ("other", 1.0), ("one", 0.5), ("other", 0.5), ("one", 1.0), ("other", 1.0),
    ]  # fmt: skip


def test_a_factor_stands_before_the_displacement_and_nothing_else(ensembles, argon, drawn):
    whole = training_snapshots.frames(ensembles, PLAN._replace(factors=(1.0,)))
    assert moved(drawn[2], argon) == pytest.approx(moved(whole[2], argon) / 2, abs=1e-12)
    assert abs(moved(whole[2], argon)).max() > 0.01


def test_cells_are_doubled_along_each_axis_and_come_last(drawn):
    assert [one.repeats for one in drawn] == [(1, 1, 1)] * 6 + [(2, 1, 1), (1, 2, 1), (1, 1, 2)]
    assert [len(one.atoms) for one in drawn] == [4] * 6 + [8] * 3


def test_more_frames_begin_with_the_fewer_and_double_the_same(ensembles, drawn):
    more = training_snapshots.frames(ensembles, PLAN._replace(frames=8))
    same = [*more[:6], *more[8:]]
    for one, other in zip(drawn, same, strict=True):
        assert one.atoms.positions == pytest.approx(other.atoms.positions, abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_frame_is_one_that_judges(ensembles, argon, seed):
    judges = thermal_snapshots.Plan(temperature=40.0, pairs=8, seed=seed)
    plan = PLAN._replace(frames=8, factors=(1.0,), frames_doubled=0)
    seen = [moved(one, argon) for one in training_snapshots.frames(ensembles, plan)]
    for one in thermal_snapshots.snapshots({"one": argon[0]}, judges):
        shift = moved(one, argon)
        nearest = min(abs(shift - frame).max() for frame in seen)
        assert nearest > 0.01, "a frame to tune on is one that judges"


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"pairs": 3}, "there is no part of a plan of snapshots 'pairs'"),
        ({"frames": 1}, "two frames or more"),
        ({"factors": [1.0, 0.0]}, "(?s)factors cannot be .*above zero"),
        ({"factors": []}, "(?s)factors cannot be .*above zero"),
        ({"factors": [1.0, 2.5]}, "factors up to 2"),
        ({"factors": "large"}, "plan of snapshots factors cannot be 'large'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes, message):
    with pytest.raises(UltralowError, match=message):
        training_snapshots.planned(changes)


def test_a_plan_is_changed_in_what_is_asked():
    assert training_snapshots.planned({"factors": [1, "0.25"]}) == Plan(factors=(1.0, 0.25))
    assert np.isfinite(training_snapshots.planned().factors).all()
