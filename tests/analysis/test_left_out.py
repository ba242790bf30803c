"""What a computed conductivity leaves out: sizes where known, and none where they are not."""

from types import SimpleNamespace

import numpy as np
import pytest
from ultralow.analysis import lattice_conductivity, left_out
from ultralow.analysis.force_referee import Referee
from ultralow.data import materials

UNKNOWN = (
    "long-range polar forces", "four-phonon scattering", "thermal expansion", "dispersion forces",
    "spin–orbit coupling",
)  # fmt: skip


@pytest.fixture(scope="module")
def heats():
    """Of the crystal that both potentials have stable at rest, the larger potential first."""
    return lattice_conductivity.accepted_results(materials.get("CsPbBr3"), "7net-l3i5")


def by_name(heats):
    return {one.name: one for one in left_out.effects(heats)}


def test_the_potential_is_judged_by_what_is_known_of_it(heats):
    """Median and quartiles of computed over true, turned round into what would have to be added."""
    found = by_name(heats)["potential instead of DFT"]
    assert (found.low, found.middle, found.high) == pytest.approx(
        (1 / 0.98 - 1, 1 / 0.87 - 1, 1 / 0.70 - 1)
    )
    assert found.grade == "L"


def test_nothing_is_said_of_another_potential(heats):
    others = [one for one in heats if one.result.potential == "7net-0"]
    assert len(others) == 2
    found = by_name(others)["potential instead of DFT"]
    assert np.isnan(found.middle) and found.grade == ""


def test_effective_constants_share_what_is_known_of_their_potential(heats):
    warm = lattice_conductivity.accepted_results(materials.get("CsPbBr3"), "7net-l3i5-300K")
    assert warm[0].result.potential == "7net-l3i5"
    assert by_name(warm)["potential instead of DFT"] == by_name(heats)["potential instead of DFT"]


def test_every_effect_is_named_once_and_the_known_come_first(heats):
    for order in (heats, heats[::-1]):
        found = left_out.effects(order)
        names = [one.name for one in found]
        assert len(names) == len(set(names)) == 8
        assert {*UNKNOWN, "stress in the measured cell"} < set(names)
        unknown = [bool(np.isnan(one.middle)) for one in found]
        assert unknown == sorted(unknown)
        assert all(np.isnan(one.middle) for one in found if one.name in UNKNOWN)


def test_the_cell_without_stress_is_read_from_the_ledger():
    warm = lattice_conductivity.accepted_results(materials.get("CsPbBr3"), "7net-l3i5-300K")
    (rung,) = [one for one in warm[0].result.rungs if "volume_ratio" in one]
    found = by_name(warm)["stress in the measured cell"]
    assert found.low == found.middle == found.high == rung["change_wire"] < 0
    assert found.grade == "R"
    alone = SimpleNamespace(direction=None, result=warm[0].result)
    assert left_out.without_stress(alone)[0].middle == rung["change_trace"]
    alone.result = SimpleNamespace(rungs=[])
    assert left_out.without_stress(alone) == []


def test_softness_is_what_first_principles_would_mend():
    """Of effective constants alone: the slopes are those of thermal motion at 300 K."""
    warm, *others = lattice_conductivity.accepted_results(materials.get("CsPbBr3"))
    (found,) = left_out.softness(warm)
    mended = Referee("CsPbBr3").mended(warm)[0]
    total = float(warm.conductivity(300.0).total)
    assert found.middle == found.low == found.high == pytest.approx(mended / total - 1, rel=1e-9)
    assert found.grade == "R" and abs(found.middle) < 0.3
    cold = [one for one in others if not one.effective]
    assert cold and all(left_out.softness(one) == [] for one in cold)


def test_without_phonons_nothing_is_left_out():
    assert left_out.effects([]) == []


def test_the_full_solution_changes_the_particle_part_alone():
    """Twice the particles along y by the full solution: as much more as they are of the whole."""
    beside = {
        "temperature_K": 300.0,
        "relaxation_time_W_m_K": [1.0, 0.2, 1.0, 0, 0, 0],
        "direct_W_m_K": [9.0, 0.4, 9.0, 0, 0, 0],
    }
    one = lattice_conductivity.chosen_result(materials.get("CsPbI3"))
    assert one.direction[0] == one.direction[2] == 0
    told = SimpleNamespace(
        result=SimpleNamespace(record={"direct_solution": beside}),
        direction=one.direction,
        conductivity=one.conductivity,
    )
    found = left_out.beyond_relaxation_times(told)
    parts = one.conductivity(300.0)
    assert found.middle == pytest.approx(float(parts.particle / parts.total))
    assert found.low == found.middle == found.high and found.grade == "R"
    told.result.record = {}
    assert np.isnan(left_out.beyond_relaxation_times(told).middle)
