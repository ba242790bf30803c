"""How far phonons get: shares of heat, in the wire and by themselves, and what stops them."""

import numpy as np
import pytest
from ultralow.analysis import lattice_conductivity, phonon_paths
from ultralow.data import materials


@pytest.fixture(scope="module")
def paths():
    crystal = materials.get("CsSnI3")
    heats = lattice_conductivity.accepted_results(crystal)
    return phonon_paths.PhononPaths(crystal, heats, 300, 400e-9, 0.01)


@pytest.fixture(scope="module")
def nothing():
    return phonon_paths.PhononPaths(materials.get("CsSnI3_yellow"), [], 300, None, 0.0)


def test_numbers_are_those_of_the_curves(paths):
    numbers = {one[0]: one[1:] for one in paths.numbers()}
    reached = paths.along(paths.heats[0]).most * 1e9
    length, unit, grade = numbers["mean_free_path_95"]
    assert (length.nominal_value, unit, grade) == (pytest.approx(reached), "nm", "R")
    assert length.std_dev == pytest.approx(paths.along(paths.heats[0]).error * 1e9)
    assert numbers["mean_free_path_50"][0].nominal_value < reached
    assert numbers["median_rate_defects"][2] == "G"
    parts = [numbers[f"{one}_conductivity"][0] for one in ("particle", "coherence", "total")]
    assert parts[0] + parts[1] == pytest.approx(parts[2])


def test_shares_rise_to_all_of_the_heat(paths):
    for found in (paths.along(paths.heats[0]), paths.in_wire):
        assert np.all(np.diff(found.path) >= 0)
        assert np.all(np.diff(found.share) >= 0)
        assert found.share[-1] == pytest.approx(100)
        # The path of 95 % lies between the last one that carries less and the next.
        assert found.share[found.path < found.most][-1] < 95
        assert found.share[found.path > found.most][0] >= 95


def test_a_wire_stops_at_its_surface(paths):
    assert paths.in_wire.path.max() <= 400e-9 * (1 + 1e-9)
    assert paths.in_wire.most < paths.along(paths.heats[0]).most


def test_defects_are_chosen_and_grow_with_their_variance(paths):
    assert [paths.grade(cause) for cause in ("defects", "isotopes", "surface")] == ["G", "R", "R"]
    twice = phonon_paths.PhononPaths(paths.material, paths.heats, 300, 400e-9, 0.02)
    known = np.isfinite(paths.rates["defects"])
    once, more = (one.rates["defects"][known] for one in (paths, twice))
    assert more == pytest.approx(2 * once, rel=1e-9, abs=0)
    assert np.max(once) > 0


def test_without_phonons_there_is_no_number_and_no_other_crystal(paths, nothing):
    assert list(nothing.numbers()) == []
    assert "no phonons" in nothing.summary()
    assert nothing.elsewhere() == []
    assert [one.material.name for one in paths.elsewhere()] == ["CsPbI3", "CsPbBr3"]
    missing = paths.heats[0].missing(300)
    assert f"{missing.count} of {missing.total} modes have no rate" in paths.summary()
