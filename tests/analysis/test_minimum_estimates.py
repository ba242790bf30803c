"""Estimates of the least that a crystal may conduct, for sound and phonons that are known."""

import numpy as np
import pytest
from ultralow.analysis import lattice_conductivity, minimum_estimates, sound_velocities
from ultralow.analysis.sound_velocities import Sound
from ultralow.data import materials
from ultralow.heat import minimum

K_B, HBAR = 1.380649e-23, 1.054571817e-34
TEMPERATURE = np.linspace(10, 400, 14)


@pytest.fixture(scope="module")
def crystal():
    return materials.get("CsPbBr3")


@pytest.fixture(scope="module")
def sound(crystal):
    return sound_velocities.sound(crystal)


@pytest.fixture(scope="module")
def heats(crystal):
    return lattice_conductivity.accepted_results(crystal)


def test_numbers_hold_ratios_where_a_wire_was_measured(crystal, sound, heats):
    def named(material, used):
        found = minimum_estimates.at_high_temperature(material, [sound], used, 0.5)
        rows = minimum_estimates.numbers(material, sound, found, used, 0.5)
        return {one[0]: one[1:] for one in rows}

    full = named(crystal, heats[:1])
    end = f"300K_{heats[0].checkpoint}"
    ratio, whole = full[f"measured_over_unified_{end}"][0], full[f"unified_minimum_{end}"][0]
    assert ratio * whole == pytest.approx(0.42)
    least = full["minimum_conductivity_300K"][0]
    assert full["measured_over_minimum"][0] * least == pytest.approx(0.42)
    parts = minimum.cahill_branches(300.0, crystal.number_density, sound.branches)
    assert full["longitudinal_share_300K"][0] == pytest.approx(parts[0] / parts.sum())
    bare = named(materials.get("CsSnI3_yellow"), [])
    assert len(bare) == 5 and "measured_over_minimum" not in bare


def test_branches_of_one_speed_share_the_limit_in_three(crystal):
    even = Sound("nobody", "G", 1500.0, 1500.0, 2e10)
    found = minimum_estimates.branch_sums(np.array([20.0, 300.0]), crystal, even)
    whole = found.sums[-1]
    assert found.sums[:2] == pytest.approx(np.outer([1 / 3, 2 / 3], whole), rel=1e-9)
    assert found.longitudinal == pytest.approx(whole / 3, rel=1e-9)


def test_a_debye_temperature_is_in_proportion_to_its_speed(crystal):
    one = Sound("nobody", "G", 3000.0, 1500.0, 2e10)
    # (ħ/k_B)(6π² n)^(1/3) v of each branch.
    debye = HBAR / K_B * (6 * np.pi**2 * crystal.number_density) ** (1 / 3) * one.branches
    said = minimum_estimates.debye_summary(crystal, one)
    expected = f"nobody: {debye[0]:.0f} K and twice {debye[1]:.0f} K"
    assert said == f"Debye temperatures from {expected}"


def test_a_source_has_the_estimates_of_its_sound_and_of_its_phonons(crystal, heats):
    one = Sound(heats[0].checkpoint, "R", 3000.0, 1500.0, 2e10)
    found = minimum_estimates.at_high_temperature(crystal, [one], heats[:1], 0.5)
    mine = found[one.source]
    assert list(mine) == ["Cahill", "Clarke", "diffuson", "particles", "unified"]
    # 0.403 k_B n^(2/3) Σv by Cahill, 0.76/3 of it by the diffusons, 0.87 k_B n^(2/3) (E/ρ)^(1/2).
    shared = K_B * crystal.number_density ** (2 / 3)
    assert mine["Cahill"] == pytest.approx(0.403 * shared * 6000, rel=2e-3)
    assert mine["diffuson"] == pytest.approx(0.76 / 3 * shared * 6000, rel=2e-3)
    stiff = (2e10 / crystal.mass_density) ** 0.5
    assert mine["Clarke"] == pytest.approx(0.87 * shared * stiff, rel=2e-3)
    assert 0 < mine["particles"] < mine["unified"]


def test_phonons_that_live_longer_carry_more_as_particles(heats):
    short, long = (
        minimum_estimates.unified(heats[0], np.array([300.0]), periods) for periods in (0.5, 1.0)
    )
    assert long.particles > short.particles
    assert short.heat is heats[0]
