"""The referee's comparison; the program itself is no dependency and is not asked here."""

import numpy as np
import polar
import pytest
import sscha_referee as script
from argon import SMALL, computed, crystal
from phonopy.harmonic.force_constants import compact_fc_to_full_fc
from ultralow.compute import effective_force_constants, thermal_motion
from ultralow.compute.effective_force_constants import Round
from ultralow.phonons.force_constants import as_phonopy

POINTS = [[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.5, 0.5, 0.0]]
pytestmark = pytest.mark.filterwarnings("ignore:primitive_matrix defaulted")


@pytest.fixture(scope="module")
def constants(tmp_path_factory):
    return computed(crystal(), SMALL, tmp_path_factory.mktemp("argon"))[0]


def same(constants):
    """What a program would say that found the very same crystal."""
    model = as_phonopy(constants)
    model.run_qpoints(POINTS)
    frequencies = np.sort(model.qpoints.frequencies, axis=1).tolist()
    positions = constants.positions.tolist()
    return {"wavevectors": POINTS, "frequencies_THz": frequencies, "positions": positions}


def test_the_same_crystal_agrees_wherever_it_stands(constants):
    found = same(constants)
    found["positions"] = np.add(found["positions"], [0.25, 1.0, -0.5]).tolist()
    told = script.compared(found, constants)
    assert told["agree"] and (told["rms_THz"], told["largest_shift_A"]) == (0, 0)


def test_one_mode_and_one_atom_are_seen(constants):
    found = same(constants)
    found["frequencies_THz"][1][2] += 0.4
    count = np.size(found["frequencies_THz"])
    told = script.compared(found, constants)
    assert told["largest_THz"] == pytest.approx(0.4)
    assert told["rms_THz"] == pytest.approx(0.4 / count**0.5, abs=1e-4)
    assert not told["agree"]
    found = same(constants)
    found["positions"][0][0] += 0.1 / constants.lattice[0, 0]
    told = script.compared(found, constants)
    assert told["largest_shift_A"] == pytest.approx(0.1 * (1 - 1 / len(constants.positions)))
    assert not told["agree"]


def test_our_own_search_ends_at_a_harmonic_crystal_from_a_stiffer_one(constants, monkeypatch):
    monkeypatch.setattr(effective_force_constants, "SNAPSHOTS_ROUND", 4)
    monkeypatch.setattr(script, "SNAPSHOTS_POLISHED", 4)
    model, asked = as_phonopy(constants), []
    springs = compact_fc_to_full_fc(model.primitive, model.force_constants)

    def forces(displaced, name):
        asked.append(name)
        return -np.einsum("ijab,mjb->mia", springs, displaced)

    stiffer = constants._replace(second=2.25 * constants.second)
    found, error = script.fixed_point(stiffer, crystal(), SMALL, 60.0, forces)
    assert error < 1e-9
    assert found.second == pytest.approx(constants.second, abs=1e-7)
    assert asked[-script.POLISHED :] == [f"polished_{i}" for i in range(script.POLISHED)]
    told = script.compared(same(constants), found)
    assert told["agree"] and told["largest_THz"] < 1e-4
    assert not script.compared(same(constants), stiffer)["agree"]


def test_our_own_search_goes_to_where_the_mean_force_vanishes(monkeypatch):
    """Springs that are at rest elsewhere, and rounds that have not moved an atom."""
    monkeypatch.setattr(script, "SNAPSHOTS_POLISHED", 4)
    model, shift = polar.model(), np.array([[0, 0, 0.03], [0, 0, -0.03]])
    crystal = thermal_motion.Crystal(model, np.zeros((2, 3)))
    unmoved = Round(crystal, 0.0, 0.0, 0.0, 0.0)
    monkeypatch.setattr(effective_force_constants, "rounds", lambda *_: iter([unmoved]))
    springs = compact_fc_to_full_fc(model.primitive, model.force_constants)
    rest = thermal_motion.in_supercell(model, shift)

    def forces(displaced, name):
        return -np.einsum("ijab,mjb->mia", springs, displaced - rest)

    chosen = SMALL._replace(least_height_second=6.0)
    none = np.zeros((2, 16, 16, 3, 3, 3))
    given = polar.RELAXED, chosen, model.force_constants, none
    start = effective_force_constants.effective(*given)
    found, _ = script.fixed_point(start, polar.RELAXED, chosen, 100.0, forces)
    moved = shift @ np.linalg.inv(polar.RELAXED["lattice"])
    assert found.positions == pytest.approx(np.add(polar.RELAXED["positions"], moved), abs=1e-8)
