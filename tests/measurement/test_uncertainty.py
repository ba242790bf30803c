"""Uncertainty of a wire's conductivity: it covers, it adds up, and near the floor it is a bound."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from random_rigs import devices, wires
from ultralow.analysis import virtual_measurement
from ultralow.errors import UltralowError
from ultralow.measurement import reduction, simulation
from ultralow.measurement import uncertainty as unc
from ultralow.measurement.simulation import Setup, SimulatedWire
from ultralow.measurement.uncertainty import Estimate

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_the_interval_covers_the_truth_in_95_of_100():
    """1000 devices and wires; 1000 draws know 95 % to 0.7 %, so 93 to 97 % is three of those."""
    wire, device = wires(1000, 11), devices(1000, 12)
    found = simulation.measure(wire, 300.0, 13, Setup(size_uncertainty=4e-9), device)
    interval = found.interval(seed=14, size=2000)
    assert 0.93 <= interval.covers(wire.conductivity[:, 0]).mean() <= 0.97
    assert interval.resolved.mean() > 0.98


def test_the_noise_alone_covers_too():
    """With all else known the interval is that of the fit: noise from the scatter, Student's t.

    Exponents are drawn as widely as the fit expects them, for which 95 % is meant exactly.
    """
    rng, device = np.random.default_rng(20), devices(1000, 22)
    exponents = reduction.EXPONENT_SPREAD * rng.standard_normal((2, 1000, 1))
    wire = replace(wires(1000, 21), exponent=exponents[0])
    device = replace(device, beam_slope=device.beam_conductance * exponents[1] / 300)
    setup = replace(Setup().without_errors(), voltage_noise=30e-9)
    found = simulation.measure(wire, 300.0, 23, setup, device)
    interval = found.interval(seed=24, size=2000)
    sure = interval.resolved
    assert sure.mean() > 0.9
    assert 0.93 <= interval.covers(wire.conductivity[:, 0])[sure].mean() <= 0.97


def test_near_the_noise_floor_there_is_a_bound_and_no_number():
    wire = SimulatedWire(np.full((400, 1), 2e-3), 134e-9)
    found = simulation.measure(wire, 300.0, 5)
    interval = found.interval()
    assert interval.resolved.mean() < 0.2
    assert np.all(interval.lower[~interval.resolved] == 0)
    covered = interval.covers(2e-3)
    assert covered.mean() >= 0.93  # one-sided bounds near zero cover at least what they say
    assert np.median(interval.upper) > 2 * 2e-3
    one = int(np.flatnonzero(~interval.resolved)[0])
    text = unc.statement(found.conductivity[one], found.pick(one).interval())
    assert text.startswith("not resolved: below 0.0")


def test_no_wire_at_all_is_not_resolved():
    found = simulation.measure(SimulatedWire(np.full((300, 1), 1e-12), 134e-9), 300.0, 6)
    resolved = found.interval().resolved
    assert resolved.mean() < 0.06  # two and a half per cent of false alarms, and their scatter


def test_linear_propagation_and_monte_carlo_agree_far_from_the_floor():
    one = simulation.measure(
        SimulatedWire(0.57, 400e-9), 300.0, 2, Setup(size_uncertainty=3e-9)
    ).pick(0)
    drawn = unc.samples(one.fit, one.inputs, 200_000, np.random.default_rng(0))
    result = one.linear()
    assert drawn.std() == near(result.std_dev, rel=0.01)
    assert one.conductivity == near(result.nominal_value, rel=1e-12)


def test_the_budget_adds_up_and_follows_each_input():
    one = simulation.measure(SimulatedWire(0.57, 400e-9), 300.0, 2).pick(0)
    parts = unc.budget(one.linear())
    assert np.hypot.reduce(list(parts.values())) == near(one.linear().std_dev, rel=1e-9)
    inputs = one.inputs
    for name in ("width", "height", "length"):
        relative = inputs[name].uncertainty / inputs[name].value
        assert parts[name] == near(one.conductivity * relative, rel=1e-9)
    share = inputs["contact_share"]
    assert parts["contact_share"] == near(
        one.conductivity * share.uncertainty / (1 + share.value), rel=1e-9
    )
    # Twice the current uncertainty is a heat; G goes as heat over rise.
    gross = one.fit.conductance / (one.fit.conductance - inputs["background"].value)
    assert parts["heating_current"] == near(
        2 * inputs["heating_current"].uncertainty * one.conductivity * gross, rel=1e-6
    )


def test_wrong_inputs_are_refused():
    one = simulation.measure(virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03), 300.0, 0).pick(0)
    without = {name: e for name, e in one.inputs.items() if name != "length"}
    for inputs, message in (
        (without, "needs the length"),
        (one.inputs | {"depth": Estimate(1.0)}, "'depth' is no input"),
        (one.inputs | {"width": Estimate(0.0)}, "not above zero"),
        (one.inputs | {"width": Estimate(1e-7, np.nan)}, "not a finite number"),
    ):
        with pytest.raises(UltralowError, match=message):
            unc.nominal(one.fit, inputs)
    with pytest.raises(UltralowError, match="below zero by more than the noise"):
        unc.interval(-np.ones(4000))
