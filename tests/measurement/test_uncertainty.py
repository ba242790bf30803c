"""Uncertainty of a wire's conductivity: it covers, it adds up, and near the floor it is a bound."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.9])
def test_draws_share_the_noise_of_both_rises_as_the_fit_says(correlation):
    perfect = simulation.measure(SimulatedWire(0.57, 400e-9), 300.0, 2, Setup().without_errors())
    one = perfect.pick(0)
    spread = 0.002 * one.fit.rise
    covariance = np.outer(spread, spread) * (np.eye(2) + correlation * (1 - np.eye(2)))
    fit = replace(one.fit, covariance=covariance, freedom=np.inf)
    drawn = unc.samples(fit, one.inputs, 100_000, np.random.default_rng(0))
    assert drawn.std() == near(unc.linear(fit, one.inputs).std_dev, rel=0.01)
    # Where nothing is unknown each draw is the number.
    certain = unc.samples(one.fit, one.inputs, 10, np.random.default_rng(0))
    assert certain == near(np.full(10, one.conductivity), rel=1e-12)


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
        (one.inputs | {"width": Estimate(0.0)}, "width must be a finite number above zero"),
        (one.inputs | {"width": Estimate(1e-7, np.nan)}, "of width must be a finite number"),
    ):
        with pytest.raises(UltralowError, match=message):
            unc.nominal(one.fit, inputs)
    with pytest.raises(UltralowError, match="below zero by more than the noise"):
        unc.interval(-np.ones(4000))


@given(st.floats(0.1, 10), st.floats(0.01, 0.3), st.integers(0, 1000))
@settings(max_examples=30)
def test_an_interval_of_normal_draws_is_two_standard_errors_wide(mean, relative, seed):
    drawn = mean * (1 + relative * np.random.default_rng(seed).standard_normal(20_000))
    found = unc.interval(drawn)
    assert found.resolved
    # 20 000 draws know a 2.5 % quantile to 0.02 standard errors: five of those.
    ends = (np.array([found.lower, found.upper]) - mean) / (relative * mean)
    assert ends == pytest.approx([-1.96, 1.96], abs=0.1)


def test_draws_that_reach_below_zero_give_a_bound():
    drawn = np.linspace(-1, 3, 4001)  # a quarter below zero: 95 % of the rest lie below 2.85
    found = unc.interval(drawn)
    assert not found.resolved and found.lower == 0
    assert found.upper == pytest.approx(2.85, abs=2e-3)
    assert found.covers(0.0) and found.covers(2.8) and not found.covers(2.9)


def test_the_equation_is_written_out():
    """Two islands on beams of one conductance: the cold one rises by G/(G + G_beam) of the hot."""
    beam, wire, around = 4e-8, 3e-9, 2e-10
    hot = (beam + wire) / (beam * (beam + 2 * wire))
    cold = wire / (beam * (beam + 2 * wire))
    ratios = dict.fromkeys(unc.RATIOS, 1.0)
    sizes = {"width": 2e-7, "height": 3e-7, "length": 5e-6}
    found = unc.conductivity(hot, cold, **ratios, background=around, contact_share=0.1, **sizes)
    assert found == near((wire - around) * 1.1 * 5e-6 / (2e-7 * 3e-7), rel=1e-9)


@pytest.mark.parametrize(("found", "text"), [
    ((0.3, 0.5, True), "0.4 W m⁻¹ K⁻¹, 0.3 to 0.5 (95 %)"),
    ((0.0, 0.0123, False), "not resolved: below 0.012 W m⁻¹ K⁻¹ (95 %)"),
])  # fmt: skip
def test_a_result_in_words(found, text):
    assert unc.statement(0.4, unc.Interval(*found)) == text
