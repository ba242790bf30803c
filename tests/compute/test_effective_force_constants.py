"""Effective force constants: thermal motion, folding, and the harmonic crystal as a fixed point."""

import numpy as np
import pytest
from argon import SMALL, crystal
from phonopy.harmonic.force_constants import compact_fc_to_full_fc
from scipy.constants import atomic_mass, hbar, k
from ultralow.compute import effective_force_constants
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


def test_thermal_motion_of_a_harmonic_crystal_has_its_variance(argon):
    """Of many snapshots: <u^2> per atom as phonopy's own thermal displacements give it."""
    model = effective_force_constants.folded(force_constants.as_phonopy(argon[0]), (2, 2, 2))
    displaced = effective_force_constants.displacements(model, 40.0, 400, 1)
    repeats = np.rint(np.diag(argon[0].supercell_second)).astype(int)
    assert repeats.tolist() == [2, 2, 2]
    frequencies = effective_force_constants.frequencies(model).ravel()
    real = frequencies[frequencies > 0.01]
    omega = 2e12 * np.pi * real
    square = hbar / (2 * omega) / np.tanh(hbar * omega / (2 * k * 40)) / (39.948 * atomic_mass)
    expected = square.sum() / (len(frequencies) // 3) * 1e20
    # 400 snapshots of 32 atoms, correlated through the slow modes.
    assert (displaced**2).sum(axis=2).mean() == pytest.approx(expected, rel=0.05)


def test_folding_into_the_same_supercell_changes_nothing(argon):
    model = force_constants.as_phonopy(argon[0])
    same = effective_force_constants.folded(model, (2, 2, 2))
    assert same.force_constants == pytest.approx(model.force_constants, abs=1e-10)


def test_effective_constants_of_a_harmonic_crystal_are_its_own(argon):
    """Linear forces in, the same force constants out, whatever the temperature."""
    model = force_constants.as_phonopy(argon[0])
    half = effective_force_constants.displacements(model, 60.0, 4, 3)
    displaced = np.concatenate([half, -half])
    full = compact_fc_to_full_fc(model.primitive, model.force_constants)
    forces = -np.einsum("ijab,mjb->mia", full, displaced)
    again = effective_force_constants.fitted(
        model.unitcell, (2, 2, 2), model.primitive_matrix, displaced, forces
    )
    assert again.force_constants == pytest.approx(model.force_constants, abs=1e-9)


def linear(model):
    """Forces of the harmonic crystal of a model, and the samples that were asked."""
    full, asked = compact_fc_to_full_fc(model.primitive, model.force_constants), []

    def forces(part, displaced, name):
        asked.append((part, name, displaced))
        return displaced, -np.einsum("ijab,mjb->mia", full, displaced)

    return forces, asked


def test_rounds_on_a_harmonic_crystal_stay_where_they_are(argon, monkeypatch):
    monkeypatch.setattr(effective_force_constants, "ROUNDS", (4, 4, 6))
    model = force_constants.as_phonopy(argon[0])
    forces, asked = linear(model)
    found = list(effective_force_constants.rounds(model, crystal(), SMALL, 60.0, forces))
    assert [(part, name, len(one)) for part, name, one in asked] == [
        ("second", "round_0", 4), ("second", "round_1", 4), ("second", "round_2", 6),
    ]  # fmt: skip
    for _, _, displaced in asked:
        assert np.array_equal(displaced[::2], -displaced[1::2])
    assert not np.allclose(asked[0][2], asked[1][2], atol=1e-3)  # each with a seed of its own
    lowest = effective_force_constants.frequencies(model).min()
    for one in found:
        assert one.change_THz < 1e-6 and one.lowest_THz == pytest.approx(lowest, abs=1e-4)
        assert one.model.force_constants == pytest.approx(model.force_constants, abs=1e-9)


def test_a_wrong_start_is_mended_by_the_first_round(argon, monkeypatch):
    monkeypatch.setattr(effective_force_constants, "ROUNDS", (4, 4))
    model = force_constants.as_phonopy(argon[0])
    forces, _ = linear(model)
    wrong = force_constants.as_phonopy(argon[0]._replace(second=2.25 * argon[0].second))
    found = list(effective_force_constants.rounds(wrong, crystal(), SMALL, 60.0, forces))
    # Frequencies 1.5 times as high come down by a third: half of the true ones.
    rms = np.sqrt(np.mean(effective_force_constants.frequencies(model) ** 2))
    assert found[0].change_THz == pytest.approx(0.5 * rms, rel=1e-4)
    assert found[1].change_THz < 1e-6


def test_the_third_order_of_a_harmonic_crystal_vanishes(argon):
    model = force_constants.as_phonopy(argon[0])
    forces, asked = linear(model)
    given = crystal(), SMALL, 60.0
    joint, cubic, missed = effective_force_constants.third_order(model, *given, forces)
    small = effective_force_constants.folded(model, (2, 2, 2))
    seed = SMALL.seed + len(effective_force_constants.ROUNDS)  # those of the rounds are taken
    expected = effective_force_constants.displacements(small, 60.0, 22, seed)
    assert asked[0][2] == pytest.approx(expected, abs=1e-9)
    assert [(part, name, len(one)) for part, name, one in asked] == [("third", "third", 22)]
    assert joint == pytest.approx(model.force_constants, abs=1e-7)
    assert np.abs(cubic).max() < 1e-5 * np.abs(argon[0].third).max()
    assert missed[0] < 1e-6
    found = [effective_force_constants.Round(model, 0.0, 0.5)]
    constants = argon[0]._replace(third=cubic)
    record = effective_force_constants.record(constants, joint, missed, 60.0, found)
    assert record["held_out_residual"] == missed[0] and record["rms_changes_THz"] == [0.5]
    assert record["force_calculations"] == 280 + 210 and record["temperature_K"] == 60.0
    assert record["atoms_second"] == 32 and record["finite_displacements"] > 10


def test_what_is_held_out_is_not_fitted(argon):
    """Snapshots before those kept may be anything."""
    model = force_constants.as_phonopy(argon[0])
    displaced = effective_force_constants.displacements(model, 60.0, 22, 5)
    _, forces = linear(model)[0]("third", displaced, "third")
    spoilt = np.array(forces)
    spoilt[: SMALL.snapshots_held_out] = 7.0
    fits = [
        effective_force_constants.fit_kept(crystal(), SMALL, displaced, one)
        for one in (forces, spoilt)
    ]
    assert np.array_equal(fits[0][0], fits[1][0])


@pytest.mark.parametrize("sign", [1, -1])
def test_imaginary_modes_are_taken_as_real_ones_and_real_ones_stay(argon, sign):
    model = force_constants.as_phonopy(argon[0])
    given = sign * np.array(model.force_constants)
    model.force_constants = given.copy()
    moved = effective_force_constants.displacements(model, 50.0, 2, 1)
    assert np.isfinite(moved).all() and np.abs(moved).max() < 1
    assert effective_force_constants.frequencies(model).min() > -0.01
    assert np.allclose(model.force_constants, given) == (sign > 0)
