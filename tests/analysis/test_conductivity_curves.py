"""Curves and numbers of thermal conductivity: sums of their parts, and what a crystal lacks."""

import numpy as np
import pytest
from conducting import Phonons
from ultralow.analysis import (
    conductivity_curves,
    convergence,
    lattice_conductivity,
    sound_velocities,
)
from ultralow.data import materials
from ultralow.paper import wires


@pytest.fixture(scope="module")
def tin():
    return materials.get("CsSnI3")


@pytest.fixture(scope="module")
def lead():
    return materials.get("CsPbI3")


@pytest.fixture(scope="module")
def heats(lead):
    return lattice_conductivity.accepted_results(lead)


def test_numbers_follow_what_there_is(tin, lead, heats, monkeypatch):
    def named(*given):
        return {one[0]: one[1:] for one in conductivity_curves.numbers(*given)}

    sound = sound_velocities.sound_or_none(lead)
    full = named(lead, sound, heats, 134e-9, 0.01)
    ratio, least = full["lattice_over_minimum_300K"][0], full["minimum_conductivity_300K"][0]
    assert ratio * least == pytest.approx(0.45)
    parts = [full[f"computed_{part}_300K"][0] for part in ("particle", "coherence", "total")]
    assert parts[0] + parts[1] == pytest.approx(parts[2].nominal_value)
    # The numerics of its ledger are the error of a sum, and of that alone.
    share = convergence.spread(heats[0])
    assert 0 < parts[2].std_dev == pytest.approx(share * parts[2].nominal_value)
    monkeypatch.setattr(convergence, "spread", lambda _: float("nan"))
    unknown = named(lead, sound, heats, 134e-9, 0.01)["computed_total_300K"][0]
    assert unknown == parts[2].nominal_value and not hasattr(unknown, "std_dev")
    assert named(lead, None, [], None, 0.0) == {}
    assert len(named(tin, None, [], None, 0.0)) == 8


def test_without_results_nothing_is_computed(lead):
    assert conductivity_curves.lattice_curves([], 100, 400, None, 0.0) is None
    assert conductivity_curves.ledger([]) is None
    assert conductivity_curves.room_summary([]) == "no phonons: nothing is computed"


def test_curves_are_those_of_the_first_result_and_the_others_beside_it(heats):
    found = conductivity_curves.lattice_curves(heats, 100, 400, 134e-9, 0.01)
    assert found.checkpoint == heats[0].checkpoint
    assert list(found.others) == [one.checkpoint for one in heats[1:]]
    assert 100 <= found.temperature.min() < found.temperature.max() <= 400
    whole = found.bulk.particle + found.bulk.coherence
    assert found.bulk.total == pytest.approx(whole, rel=1e-12)
    # Surface and defects take paths away, and nothing gives any back.
    assert np.all(found.wire.particle < found.bulk.particle)
    low, high = found.band
    assert np.all((low <= found.bulk.total) & (found.bulk.total <= high))


def test_a_line_tells_a_result_beside_what_is_stated():
    known = wires.stated_lattice("CsPbI3")
    # 0 + 0 are the parts that this result is made of, and its total is 0.9 W m⁻¹ K⁻¹.
    said = conductivity_curves.room_summary([Phonons(0.9, "one"), Phonons(0.45, "two")], known)
    assert said.splitlines() == [
        "one at 300 K: 0.000 + 0.000 W m⁻¹ K⁻¹, 2.00 of what is stated",
        "two at 300 K: 0.000 + 0.000 W m⁻¹ K⁻¹, 1.00 of what is stated",
    ]


def test_the_amorphous_limits_stay_below_their_classical_value(lead):
    found = conductivity_curves.amorphous_limits(lead, np.array([20.0, 300.0, 3000.0]))
    sounds = sound_velocities.usable_sounds(lead)
    assert list(found) == [one.source for one in sounds]
    for one in sounds:
        # (π/6)^(1/3)/2 k_B n^(2/3) Σv, which the limit nears where it is hot.
        shared = (np.pi / 6) ** (1 / 3) / 2 * 1.380649e-23 * lead.number_density ** (2 / 3)
        share = found[one.source] / (shared * one.branches.sum())
        assert np.all(np.diff(share) > 0)
        assert share[-1] == pytest.approx(1, abs=1e-3) and share[-1] < 1


def test_holes_are_told_from_100_kelvin_on_and_within_the_models():
    warm, computed, (low, high) = conductivity_curves.hole_curve(np.array([50.0, 99, 100, 300]))
    assert warm.tolist() == [100, 300]
    assert np.all((low <= computed) & (computed <= high))
    # At 300 K by Sommerfeld's number at most, by that of few carriers, 2 (k_B/e)², at least.
    square = (1.380649e-23 / 1.602176634e-19) ** 2
    assert 2 * square < low[-1] / (28200 * 300) < high[-1] / (28200 * 300) < np.pi**2 / 3 * square


def test_what_is_known_is_told_or_said_to_be_lacking(lead):
    assert "stated lattice conductivity: 0.45 ± 0.05" in conductivity_curves.what_is_known(lead)
    told = conductivity_curves.what_is_known(lead)
    assert "7net-0: stress in the measured cell -1.2, -1.0, -1.1 GPa along x, y, z  [R]" in told
    other = conductivity_curves.what_is_known(materials.get("CsSnI3_yellow"))
    assert "stated" not in other and "stress" not in other
