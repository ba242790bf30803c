"""The record of computed phonons: what was done, what came of it, and every reason against it."""

import json

import numpy as np
import pytest
from argon import SMALL
from ultralow.compute import acceptance, phonon_record, sampling, three_phonon
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]


RELAXED = {
    "structure": {"path": "x.cif"},
    "lattice": np.diag([8.7, 12.4, 8.6]).tolist(),
    "positions": [[0, 0, 0]],
    "numbers": [55],
    "max_force_eV_A": 1e-7,
    "space_group_numbers": [62, 62],
    "bonds_kept": True,
    "centrosymmetric": True,
    "max_displacement_A": 0.1,
    "core_seconds": 1.0,
}
FIT = {
    "held_out_residual": 0.01,
    "held_out_anharmonic_residual": 0.2,
    "held_out_second_residual": 0.01,
    "acoustic_sum_rule": 1e-15,
    "force_calculations": 230,
    "finite_displacements": 7475,
    "forces_core_seconds": 2.0,
    "core_seconds": 3.0,
}
HEAT = {
    "mesh": [6, 4, 6],
    "lowest_mode_mesh_THz": -1e-9,
    "lowest_mode_lines_THz": -1e-9,
    "lowest_mode_lines_wavevector": [0, 0, 0],
    "lowest_mode_anywhere_THz": -1e-9,
    "lowest_mode_anywhere_wavevector": [0, 0, 0],
    "zone_centre": {"powers": [1.5, 1.6, 2.0], "particle_W_m_K": [[0.01] * 6]},
    "coarser_mesh": {"mesh": [5, 3, 5]},
    "direct_solution": {"mesh": [5, 3, 5]},
    "imaginary_modes_mesh": 0,
    "temperatures_K": [300.0],
    "particle_W_m_K": [[0.1] * 6],
    "coherence_W_m_K": [[0.2] * 6],
    "core_seconds": 4.0,
}


WARM = FIT | {
    "snapshots_second": [40, 40], "held_out_residual": 0.3, "held_out_even_residual": 0.4,
    "mean_force_eV_A": 0.0025, "mean_force_error_eV_A": 0.0005, "largest_shift_A": 0.1,
    "temperature_K": 300.0, "rms_changes_THz": [0.3, 0.01], "mean_forces_eV_A": [0.03, 0.002],
}  # fmt: skip


def record(fit=FIT, heat=HEAT, elastic=None, temperature=None):
    return phonon_record.record(sampling.PRODUCTION, RELAXED, fit, heat, elastic, temperature)


def test_the_record_says_what_was_done_and_what_it_took():
    found = record()
    assert found["accepted"] and found["refused_because"] is None and found["cautions"] == []
    assert found["settings"]["supercell_second"] == [3, 2, 3]
    assert found["settings"]["supercell_third"] == [2, 2, 2]
    assert found["cost"]["total_core_seconds"] == 10.0
    # Rounding errors would differ from machine to machine.
    assert found["gates"]["lowest_mode_mesh_THz"]["value"] == 0.0
    assert found["gates"]["acoustic_sum_rule"]["value"] == 0.0


def test_what_was_chosen_is_told_as_it_was_done():
    plain, warm = record()["settings"], record(fit=WARM, temperature=300.0)["settings"]
    assert (plain["force_constants"], plain["displacement_A"]) == (
        "at rest", sampling.PRODUCTION.distance,
    )  # fmt: skip
    assert plain["snapshots_second"] == 20 and warm["snapshots_second"] == [40, 40]
    heights = [one["least_height_second_A"] for one in (plain, warm)]
    assert heights == [20.0, 15.0] and warm["supercell_second"] == [2, 2, 2]
    assert "one thread, as trained;" in plain["precision"]
    turned = phonon_record.settings(
        sampling.PRODUCTION, RELAXED | {"centrosymmetric": False}, FIT, HEAT
    )
    assert "one thread, mean over inversion;" in turned["precision"]


def test_lists_have_the_digits_that_machines_share(monkeypatch):
    monkeypatch.setitem(RELAXED, "max_displacement_A", 0.123456789)
    long = {
        "lowest_mode_anywhere_wavevector": [0.123456789] * 3,
        "particle_W_m_K": [[0.123456789] * 6],
        "coherence_W_m_K": [[1.23456789] * 6],
    }
    found = record(heat=HEAT | long)
    assert found["relaxation"]["max_displacement_A"] == 0.1235
    assert found["relaxation"]["space_group_number"] == 62
    assert found["lowest_mode_anywhere_wavevector"] == [0.123] * 3
    assert found["conductivity"]["particle_W_m_K"] == [[0.12346] * 6]
    assert found["conductivity"]["coherence_W_m_K"] == [[1.23457] * 6]


def test_the_record_keeps_every_reason():
    soft = HEAT | {"lowest_mode_mesh_THz": -0.3, "imaginary_modes_mesh": 4}
    found = record(heat=soft, elastic={"refused_because": "elastically unstable"})
    assert not found["accepted"]
    assert "-0.30 THz" in found["refused_because"]
    assert found["refused_because"].endswith("elastically unstable")
    assert found["cautions"] == ["imaginary modes on the mesh: 4, left out"]


def test_effective_constants_are_told_from_those_at_rest():
    found = record(fit=WARM, temperature=300.0)
    assert found["accepted"]
    assert found["ensemble"]["temperature_K"] == 300.0
    assert found["ensemble"]["rounds"] == 2 and found["ensemble"]["held_out_residual"] == 0.3
    assert found["settings"]["supercell_third"] == found["settings"]["supercell_second"]
    assert found["gates"]["mean_force_eV_A"]["value"] == 0.0015
    for name, value in (("mean_force_eV_A", 0.004), ("held_out_even_residual", 0.6)):
        refused = record(fit=WARM | {name: value}, temperature=300.0)
        assert not refused["accepted"] and not refused["gates"][name]["passed"]
    assert found["cautions"][0].startswith("effective force constants at 300 K")
    assert found["settings"]["force_constants"] == "effective, 300 K, self-consistent sampling"
    assert found["settings"]["snapshots_second"] == [40, 40]
    assert found["settings"]["displacement_A"] is None


def test_heat_is_told_with_its_mesh_and_its_softest_modes(argon):
    divisions = phonon_record.mesh(argon[0], SMALL.mesh_length)
    cell = force_constants.as_phonopy(argon[0]).primitive.cell
    assert np.array_equal(divisions, sampling.mesh(cell, SMALL.mesh_length))
    assert tuple(divisions) == argon[2].mesh
    modes, found = phonon_record.conducted(argon[0], divisions, SMALL.temperatures)
    assert np.array_equal(modes.frequencies, argon[2].frequencies)
    mesh, centre = argon[3].particle - argon[3].centre, found["zone_centre"]
    assert np.array(found["particle_W_m_K"]) == pytest.approx(
        mesh + centre["particle_W_m_K"], rel=1e-4, abs=1e-5
    )
    powers = three_phonon.inward_powers(argon[0], modes, 300.0)
    assert centre["powers"] == pytest.approx(phonon_record.inward(powers), abs=1e-3)
    assert found["temperatures_K"] == [20.0, 40.0] and found["imaginary_modes_mesh"] == 0
    for where in ("mesh", "lines", "anywhere"):
        assert found[f"lowest_mode_{where}_THz"] == pytest.approx(0, abs=1e-3)
    beside = found["coarser_mesh"]
    assert beside["mesh"] == (2 * np.round((0.75 * divisions - 1) / 2).astype(int) + 1).tolist()
    assert len(beside["path_m"]) == len(beside["carried_W_m_K"])
    assert found["direct_solution"]["mesh"] == beside["mesh"]
    _, coarse = three_phonon.on_mesh(argon[0], beside["mesh"], [300.0])
    part = found["direct_solution"]["relaxation_time_W_m_K"][0]
    assert part == pytest.approx(coarse.particle[0, 0], rel=1e-3)
    assert beside["carried_W_m_K"][-1][0] > part
    assert found["irreducible_points"] == len(modes.weights) < np.prod(divisions)


def test_the_coarser_mesh_carries_the_whole_at_room_temperature(argon):
    found = phonon_record.coarser(argon[0], argon[2].mesh)
    _, heat = three_phonon.conductivity(argon[0], found["mesh"], [300.0])
    assert found["temperature_K"] == 300
    assert found["carried_W_m_K"][-1] == pytest.approx(heat.particle[0], rel=1e-3, abs=1e-5)
    assert found["carried_W_m_K"] == np.round(found["carried_W_m_K"], 5).tolist()
    assert found["path_m"] == [float(f"{path:.5e}") for path in found["path_m"]]
    assert 1e-12 < found["path_m"][0] < 1e-8


def test_powers_to_the_zone_centre_are_the_mean_over_the_axes_within_what_theory_has():
    nan = np.nan
    powers = [[1.5, nan, nan], [1.7, 4.0, nan], [nan, 3.0, nan]]
    assert phonon_record.inward(powers) == pytest.approx([1.6, 2.5, 2.0])
    assert phonon_record.inward(np.zeros((3, 3))) == pytest.approx(np.ones(3))


def test_imaginary_modes_are_counted_on_the_whole_mesh(argon):
    upside_down = argon[0]._replace(second=-argon[0].second)
    _, found = phonon_record.conducted(upside_down, np.array([3, 3, 3]), [20.0])
    # All modes but the three translations of one point.
    assert found["imaginary_modes_mesh"] == 27 * 3 - 3
    assert found["lowest_mode_lines_THz"] < -1.5 and found["lowest_mode_mesh_THz"] < -1.5
    assert found["zone_centre"]["powers"] == [2.0] * 3
    assert found["zone_centre"]["powers_by_axis"] == [[None] * 3] * 3
    json.dumps(found, allow_nan=False)  # such a record is stored, with the reason of its refusal


def test_stored_numbers_have_the_digits_that_machines_share():
    gates = [acceptance.Gate(name, 0.123456789, 1.0, True, "") for name in ("mode_THz", "force")]
    assert [phonon_record._stored(one)["value"] for one in gates] == [0.1235, 0.1234568]
    found = phonon_record.cost(RELAXED | {"core_seconds": 1.06}, FIT, {"core_seconds": 2.0})
    assert found["total_core_seconds"] == 8.1 and "device" not in found
    elsewhere = FIT | {"forces_core_seconds": None, "device": "cuda"}
    found = phonon_record.cost(RELAXED, elsewhere, {"core_seconds": 2.0})
    assert found["device"] == "cuda" and found["total_core_seconds"] == 6.0


def brought(back=1.0, **more):
    """The record of force constants that a reader brought, of one atom and its image."""
    one, two = np.eye(3), np.diag([2, 1, 1])
    second, third = np.array([[one, -back * one]]), np.zeros((1, 1, 1, 3, 3, 3), np.float32)
    held = force_constants.ForceConstants(
        3 * one, np.zeros((1, 3)), np.array([55]), one, two, one, second, third
    )
    return phonon_record.of_constants(held, SMALL, HEAT, {"path": "x.cif"}, **more)


def test_brought_constants_say_what_is_not_known_of_them():
    found = brought()
    assert found["accepted"] and "not known" in found["cautions"][0]
    assert "held_out_residual" not in found["gates"] and "ensemble" not in found
    assert found["settings"]["force_constants"] == "at rest, a reader's own"
    assert found["cost"] == {
        "core_seconds": {"modes_and_conductivity": 4.0}, "total_core_seconds": 4.0,
    }  # fmt: skip
    json.dumps(found)


def test_brought_constants_that_break_a_sum_rule_are_refused():
    assert "sum rule" in brought(back=0.9)["refused_because"]


def test_born_charges_that_are_not_used_are_said():
    assert "Born charges" in brought(polar=True)["cautions"][1]


def test_brought_constants_of_a_temperature_say_so():
    found = brought(temperature=300.0)
    assert found["ensemble"] == {"temperature_K": 300.0}
    assert found["settings"]["force_constants"].startswith("effective, 300 K")
    assert any("near that temperature" in one for one in found["cautions"])
