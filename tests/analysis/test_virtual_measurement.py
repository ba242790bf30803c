"""Measurements made here: silica and the paper's wires come back within their bars."""

from functools import partial

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator
from ultralow.analysis import virtual_measurement
from ultralow.measurement import simulation
from ultralow.measurement.simulation import Setup

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_silica_comes_back_within_its_bars():
    table, found = virtual_measurement.silica(5e-6, 200e-9, seed=0)
    literature = table["thermal_conductivity"].to_numpy()
    assert found.interval().covers(literature).sum() >= 9
    perfect = virtual_measurement.silica(5e-6, 200e-9, 0, Setup().without_errors())[1].conductivity
    assert perfect == near(literature, rel=1e-9)
    assert found.temperature[0] == 40 and found.temperature[-1] == 400


def test_the_stored_conductivity_of_silica_is_a_smooth_curve():
    # No point leaves the curve through its neighbours by more than 3 %: a wrong digit would.
    table, _ = virtual_measurement.silica(5e-6, 200e-9, seed=0)
    t, k = (
        np.log(table[name].to_numpy(float)) for name in ("temperature_K", "thermal_conductivity")
    )
    for left_out in range(1, len(t) - 1):
        near_by = np.delete(np.arange(len(t)), left_out)
        curve = PchipInterpolator(t[near_by], k[near_by])
        assert abs(curve(t[left_out]) - k[left_out]) < 0.03
    assert np.all(np.diff(k) > 0)


def test_the_papers_wires_come_back():
    for name, total in (("CsPbI3", 0.45), ("CsPbBr3", 0.42), ("CsSnI3", 0.57)):
        wire = virtual_measurement.room_wire(name, 5e-6, 0.03)
        assert wire.conductivity == total
        assert simulation.measure(wire, 300.0, 0).pick(0).interval().covers(total)


def test_what_is_drawn_for_the_leads_is_not_what_was_drawn_for_heat():
    one, other = (simulation._generator(5, *further).normal(size=3)
                  for further in ((), (virtual_measurement._ELECTRICAL,)))  # fmt: skip
    assert not set(one) & set(other)


def test_electrical_numbers_come_back_and_share_the_errors_of_the_size():
    wire = virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03)
    one = simulation.measure(wire, 300.0, 0).pick(0)
    found = virtual_measurement.electrical(one, wire, 1)
    truth = {"electrical_conductivity": 28200.0, "seebeck_coefficient": 79e-6,
             "figure_of_merit": 79e-6**2 * 28200 * 300 / 0.57}  # fmt: skip
    assert found.keys() == truth.keys()
    for name, value in truth.items():
        # One draw of all errors: outside four of their sum in one of 16 000.
        assert abs(found[name].nominal_value - value) < 4 * found[name].std_dev
    sigma, merit = (found[name] for name in ("electrical_conductivity", "figure_of_merit"))
    relative = [x.std_dev / x.nominal_value for x in (sigma, merit, one.linear())]
    assert relative[1] < np.hypot(relative[0], relative[2])  # width and height cancel


def test_without_errors_the_stated_numbers_come_back():
    setup = Setup().without_errors()
    wire = virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03)
    one = simulation.measure(wire, 300.0, 0, setup).pick(0)
    found = virtual_measurement.electrical(one, wire, 1, setup)
    assert found["electrical_conductivity"].nominal_value == near(28200, rel=1e-9)
    # The leads' own coefficient is known to 1 µV/K, and drawn from that.
    assert abs(found["seebeck_coefficient"].nominal_value - 79e-6) < 5e-6


def test_the_same_seed_is_the_same_experiment():
    one, again, other = (virtual_measurement.silica(5e-6, 2e-7, seed)[1] for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.conductivity, again.conductivity)
    assert np.all(one.conductivity != other.conductivity)
