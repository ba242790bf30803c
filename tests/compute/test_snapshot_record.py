"""The record of forces from first principles: its limits, and who may speak."""

import numpy as np
import pytest
from ultralow.compute import acceptance, snapshot_record

SOME = np.random.default_rng(8)
STILL = 0.01 * SOME.normal(size=(6, 5, 3))
ODD, EVEN = SOME.normal(size=(6, 5, 3)), 0.3 * SOME.normal(size=(6, 5, 3))


def forces(odd=1.0, even=1.0):
    """Forces on pairs whose odd and even parts are off by a factor each."""
    return np.stack([odd * ODD + even * EVEN, -odd * ODD + even * EVEN], axis=1) + STILL[:, None]


def judged(odd, even):
    return snapshot_record.judged(forces(), forces(odd, even), STILL, STILL)


def test_each_order_has_its_slope():
    found = judged(0.9, 0.7)
    assert found["odd"]["slope"] == [0.9, 0.0]
    assert found["even"]["slope"] == [0.7, 0.0]
    assert found["even"]["missed"] == [0.3, 0.0]


@pytest.mark.parametrize(
    "odd, even, reasons",
    [
        (0.9, 0.7, []),
        (0.7, 0.8, ["misses 29% of first-principles forces"]),
        (0.95, 0.4, ["misses 60% of first-principles forces that are even"]),
        (0.7, 0.4, ["first-principles forces;", "that are even in the displacement"]),
    ],
)
def test_who_misses_too_much_may_not_speak_and_is_told_why(odd, even, reasons):
    found = judged(odd, even)
    assert found["accepted"] == (not reasons)
    assert bool(found["refused_because"]) == bool(reasons)
    assert all(reason in found["refused_because"] for reason in reasons)
    assert found["gates"]["force_error"]["limit"] == acceptance.FORCE_ERROR
    assert found["gates"]["even_force_error"]["limit"] == acceptance.EVEN_FORCE_ERROR


def test_a_gate_at_its_limit_passes():
    gates = acceptance.judge_potential(acceptance.FORCE_ERROR, acceptance.EVEN_FORCE_ERROR)
    assert all(gate.passed for gate in gates)
    gates = acceptance.judge_potential(acceptance.FORCE_ERROR + 1e-9, 0.0)
    assert [gate.passed for gate in gates] == [False, True]


def test_what_another_setting_moves_is_a_root_mean_square_and_a_largest():
    changed = np.zeros((1, 2, 3))
    changed[0, 1, 2] = -0.006
    found = snapshot_record.moved(np.zeros((1, 2, 3)), changed)
    assert found == {"rms_change": round(0.006 / np.sqrt(6), 5), "largest_change": 0.006}


def test_numerics_add_in_squares_each_kind_with_its_largest_change():
    """Another functional is physics and does not count."""
    changes = {"cutoff": 2e-3, "points": 1e-3, "more_points": 3e-3, "density": 0.0,
               "functional": 0.5}  # fmt: skip
    lines = [{"changed": name, "rms_change": value} for name, value in changes.items()]
    found = snapshot_record.numerics(lines)
    assert found["rms_error"] == pytest.approx(np.hypot(2e-3, 3e-3), abs=5e-6)
    assert found["converged"] and found["limit"] == snapshot_record.CONVERGED_EV_A
    lines[2]["rms_change"] = 6e-3
    assert not snapshot_record.numerics(lines)["converged"]


def test_what_first_principles_are_unsure_of_is_not_held_against_a_potential():
    """At 21 % missed, of which numerics may explain enough in squares."""
    reference, soft = forces(), forces(0.79, 0.79)
    rms = np.sqrt(np.mean((soft - reference) ** 2))
    assert not snapshot_record.judged(reference, soft, STILL, STILL)["accepted"]
    found = snapshot_record.judged(reference, soft, STILL, STILL, 0.5 * rms)
    assert found["accepted"]
    missed = found["whole"]["missed"][0]
    assert found["gates"]["force_error"]["value"] == pytest.approx(missed * 0.75**0.5, abs=2e-4)
    assert snapshot_record.judged(reference, soft, STILL, STILL, 2 * rms)["accepted"]
