"""Effective force constants: the harmonic crystal as a fixed point, and when rounds end."""

import numpy as np
import polar
import pytest
from argon import SMALL, Pairs, crystal
from phonopy.harmonic.force_constants import compact_fc_to_full_fc
from ultralow.compute import (
    effective_force_constants,
    force_constant_fit,
    supercells,
    thermal_motion,
)
from ultralow.compute.effective_force_constants import Round
from ultralow.compute.thermal_motion import Crystal
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]
LEAST = effective_force_constants.LEAST_ROUNDS


@pytest.fixture
def few(monkeypatch):
    """Samples of few snapshots: a harmonic crystal needs no more."""
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_ROUND", 4)
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_LAST", 20)
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_HELD_OUT", 4)


def linear(model, rest=0.0):
    """Forces of the harmonic crystal of a model about a point of rest, and the samples asked.

    With rounding, of which alone what is even in the displacement consists then.
    """
    dice = np.random.default_rng(11)
    full, asked = compact_fc_to_full_fc(model.primitive, model.force_constants), []

    def forces(displaced, name):
        asked.append((name, displaced))
        found = -np.einsum("ijab,mjb->mia", full, displaced - rest)
        return found + 1e-12 * dice.normal(size=found.shape)

    return forces, asked


def test_rounds_on_a_harmonic_crystal_stay_where_they_are(argon, few):
    model = force_constants.as_phonopy(argon[0])
    forces, asked = linear(model)
    found = list(effective_force_constants.rounds(model, crystal(), SMALL, 60.0, forces))
    assert [(name, len(one)) for name, one in asked] == [(f"round_{i}", 4) for i in range(LEAST)]
    assert not np.allclose(asked[0][1], asked[1][1], atol=1e-3)  # each with a seed of its own
    lowest = thermal_motion.frequencies(model).min()
    for one in found:
        assert one.change_THz < 1e-6 and one.lowest_THz == pytest.approx(lowest, abs=1e-4)
        assert one.crystal.model.force_constants == pytest.approx(model.force_constants, abs=1e-9)
        assert one.mean_force < 1e-9 and np.abs(one.crystal.shift).max() < 1e-9


def test_a_wrong_start_is_mended_by_the_first_round(argon, few):
    model = force_constants.as_phonopy(argon[0])
    forces, _ = linear(model)
    wrong = force_constants.as_phonopy(argon[0]._replace(second=2.25 * argon[0].second))
    found = list(effective_force_constants.rounds(wrong, crystal(), SMALL, 60.0, forces))
    # Frequencies 1.5 times as high come down by a third: half of the true ones.
    rms = np.sqrt(np.mean(thermal_motion.frequencies(model) ** 2))
    assert found[0].change_THz == pytest.approx(0.5 * rms, rel=1e-4)
    assert found[1].change_THz < 1e-6


def test_atoms_go_to_where_the_mean_force_vanishes(few):
    """Springs that are at rest elsewhere: the mean positions are there, the constants theirs."""
    model = polar.model()
    shift = np.array([[0, 0, 0.03], [0, 0, -0.03]])
    forces, _ = linear(model, thermal_motion.in_supercell(model, shift))
    chosen = SMALL._replace(least_height_second=6.0)
    found = list(effective_force_constants.rounds(model, polar.RELAXED, chosen, 100.0, forces))
    assert found[0].mean_force > 0.1
    assert found[0].crystal.shift == pytest.approx(shift, abs=1e-8)
    assert found[-1].crystal.shift == pytest.approx(shift, abs=1e-8)
    assert found[-1].mean_force < 1e-8
    last = effective_force_constants.last(
        found[-1].crystal, polar.RELAXED, chosen._replace(cutoff=3.0), 100.0, forces
    )
    expected = np.add(polar.RELAXED["positions"], shift @ np.linalg.inv(polar.RELAXED["lattice"]))
    assert last.constants.positions == pytest.approx(expected, abs=1e-8)
    assert last.found["mean_force_eV_A"] < 1e-8


def test_rounds_go_on_while_something_moves(argon, few, monkeypatch):
    """To the last that is allowed where forces are noise; to the least where all is still."""
    monkeypatch.setattr(effective_force_constants, "MOST_ROUNDS", LEAST + 2)
    model = force_constants.as_phonopy(argon[0])
    still, _ = linear(model)
    dice = np.random.default_rng(4)

    def noisy(displaced, name):
        return still(displaced, name) + 0.3 * dice.normal(size=displaced.shape)

    counts = [
        len(list(effective_force_constants.rounds(model, crystal(), SMALL, 60.0, forces)))
        for forces in (still, noisy)
    ]
    assert counts == [LEAST, LEAST + 2]


def test_the_later_half_of_all_rounds_is_pooled():
    pooled = [effective_force_constants.later_half(list(range(n))) for n in (1, 2, 3, 5, 6, 9)]
    assert pooled == [[0], [0, 1], [1, 2], [3, 4], [3, 4, 5], [5, 6, 7, 8]]


def test_chance_falls_as_rounds_are_added(argon, few, monkeypatch):
    """Forces with noise: what a round changes comes down, and the crystal nears the true one."""
    monkeypatch.setattr(effective_force_constants, "CHANGE_THZ", 0.0)
    model = force_constants.as_phonopy(argon[0])
    still, _ = linear(model)
    dice = np.random.default_rng(4)

    def noisy(displaced, name):
        return still(displaced, name) + 0.02 * dice.normal(size=displaced.shape)

    found = list(effective_force_constants.rounds(model, crystal(), SMALL, 60.0, noisy))
    true = thermal_motion.frequencies(model)
    away = [thermal_motion.frequencies(one.crystal.model) - true for one in found]
    early, late = (np.sqrt(np.mean(np.square(away[part]))) for part in (slice(4), slice(12, None)))
    # Two rounds against six to eight: by chance alone 1.9 times as far.
    assert late < 0.75 * early
    assert np.mean([one.change_THz for one in found[12:]]) < 0.5 * np.mean(
        [one.change_THz for one in found[1:4]]
    )


def test_a_force_at_rest_is_below_its_limit_by_its_error():
    limit = effective_force_constants.MEAN_FORCE_EV_A
    assert effective_force_constants.rested(0.9 * limit, 0.0)
    assert not effective_force_constants.rested(1.1 * limit, 0.0)
    assert effective_force_constants.rested(2.9 * limit, limit)
    assert not effective_force_constants.rested(3.1 * limit, limit)


def test_the_third_order_of_a_harmonic_crystal_vanishes(argon, few):
    model = force_constants.as_phonopy(argon[0])
    forces, asked = linear(model)
    start = Crystal(model, np.zeros((1, 3)))
    last = effective_force_constants.last(start, crystal(), SMALL, 60.0, forces)
    assert [(name, len(one)) for name, one in asked] == [("last_still", 1), ("last", 24)]
    assert last.joint == pytest.approx(model.force_constants, abs=1e-7)
    assert np.abs(last.constants.third).max() < 1e-5 * np.abs(argon[0].third).max()
    assert last.found["held_out_residual"] < 1e-6
    found = [Round(start, 0.0, 0.5, 0.001, 0.002)]
    record = effective_force_constants.record([last], 60.0, found)
    assert record["held_out_residual"] == last.found["held_out_residual"]
    assert record["rms_changes_THz"] == [0.5] and record["mean_forces_eV_A"] == [0.001]
    assert record["force_calculations"] == 4 + 24 + 1 and record["temperature_K"] == 60.0
    assert record["atoms_second"] == record["atoms_third"] == 32
    assert record["finite_displacements"] > 10 and record["acoustic_sum_rule"] < 1e-8


def pulled(model, names):
    """Forces of springs, and in some samples a pull apart on the two atoms of a polar crystal."""
    forces, asked = linear(model)
    pull = 0.03 * np.where(np.arange(len(model.supercell)) < len(model.supercell) // 2, 1, -1)

    def found(displaced, name):
        there = forces(displaced, name)
        there[..., 2] += pull * any(name == one for one in names)
        return there

    return found, asked


@pytest.mark.parametrize(
    ("names", "seen"),
    [
        ((), [False]),
        (("last", "last_2", "last_3"), [True, False]),  # it moves atoms to where the pull is held
        (("last",), [True, True, False]),  # and back from where there is none
    ],
)
def test_a_last_sample_that_sees_a_mean_force_is_a_round(few, names, seen):
    model = polar.model()
    forces, asked = pulled(model, names)
    chosen = SMALL._replace(least_height_second=6.0)
    start = Crystal(model, np.zeros((2, 3)))
    given = polar.RELAXED, chosen, 100.0, forces
    samples = list(effective_force_constants.last_samples(start, *given))
    large = {name: one for name, one in asked if not name.endswith("still")}
    assert list(large) == ["last", "last_2", "last_3"][: len(seen)]
    found = [one.found["mean_force_eV_A"] for one in samples]
    assert [force > 0.01 for force in found] == seen
    assert (np.abs(samples[-1].crystal.shift).max() > 1e-4) == (len(names) > 1)
    if len(seen) > 1:  # each with a seed of its own
        first, second = (one - one.mean(axis=0) for one in list(large.values())[:2])
        assert not np.allclose(first, second, atol=1e-3)
    record = effective_force_constants.record(samples, 100.0, [Round(start, 0.0, 0.5, 0.001, 0.0)])
    assert record["last_samples"] == len(seen) == len(record["mean_forces_eV_A"])
    assert record["mean_forces_eV_A"][1:] == found[:-1]
    assert record["force_calculations"] == 4 + 25 * len(seen)


def lennard_jones(displaced, name):
    atoms = supercells.supercell(crystal(), SMALL, "second")
    return np.array(list(supercells.displaced_forces(atoms, Pairs(), displaced)))


def test_the_third_order_of_argon_tells_forces_that_are_even(argon, monkeypatch):
    """Of held-out pairs most of what is even in the displacement; with the sign turned, none."""
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_LAST", 40)
    start = Crystal(force_constants.as_phonopy(argon[0]), np.zeros((1, 3)))
    last = effective_force_constants.last(start, crystal(), SMALL, 20.0, lennard_jones)
    assert last.found["held_out_even_residual"] < 0.3
    assert last.found["held_out_anharmonic_residual"] < 1
    held = thermal_motion.displacements(start.model, 20.0, 10, 77)
    forces = lennard_jones(held, "held")[:, start.model.primitive.p2s_map]
    third = last.constants.third.astype(float)
    assert force_constant_fit.missed_even(third, held, forces) < 0.3
    assert force_constant_fit.missed_even(-third, held, forces) > 1.5


def test_what_is_held_out_is_not_fitted(argon, few):
    """Snapshots before those kept may be anything."""
    model = force_constants.as_phonopy(argon[0])
    forces, _ = linear(model)

    def spoilt(displaced, name):
        found = forces(displaced, name)
        if name == "last":
            found[: effective_force_constants.SNAPSHOTS_HELD_OUT] += 7.0
        return found

    start = Crystal(model, np.zeros((1, 3)))
    fits = [
        effective_force_constants.last(start, crystal(), SMALL, 60.0, one)
        for one in (forces, spoilt)
    ]
    assert fits[1].joint == pytest.approx(fits[0].joint, abs=1e-9)
    assert fits[1].found["held_out_residual"] > 0.9
    assert fits[0].found["held_out_residual"] < 1e-6
