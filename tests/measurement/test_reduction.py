"""The reduction: exact without noise, honest with it, clear about bad readings."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.analysis import virtual_measurement
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import microisland, reduction, simulation
from ultralow.measurement import uncertainty as unc
from ultralow.measurement.microisland import Bridge, Device, Thermometer
from ultralow.measurement.simulation import Setup, SimulatedWire
from ultralow.measurement.uncertainty import Estimate

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)
CURRENT = np.linspace(0, 1e-5, 41)


def devices(count, seed, temperature=300.0):
    """Random devices: every constant that matters, over a factor of three or so."""
    rng = np.random.default_rng(seed)

    def spread(low, high):
        return np.exp(rng.uniform(np.log(low), np.log(high), (count, 1)))

    meters = [
        Thermometer(r, r * spread(1e-3, 3.5e-3), r * rng.uniform(-1e-6, 1e-6, (count, 1)))
        for r in (spread(1500, 6000), spread(1500, 6000))
    ]
    beam = spread(3e-8, 1.5e-7)
    return Device(
        *meters, spread(500, 3000), beam, beam * rng.uniform(-1, 1, (count, 1)) / temperature
    )


def wires(count, seed):
    rng = np.random.default_rng(seed)

    def spread(low, high):
        return np.exp(rng.uniform(np.log(low), np.log(high), (count, 1)))

    return SimulatedWire(
        spread(0.1, 5), spread(100e-9, 600e-9), spread(2e-6, 12e-6),
        rng.uniform(0, 0.1, (count, 1)), rng.uniform(-1.5, 1.5, (count, 1)),
    )  # fmt: skip


def test_exact_without_noise_for_a_thousand_devices_and_wires():
    wire, device = wires(1000, 1), devices(1000, 2)
    found = simulation.measure(wire, 300.0, 3, Setup().without_errors(), device)
    error = found.conductivity / wire.conductivity[:, 0] - 1
    assert np.abs(error).max() < 1e-9
    np.testing.assert_allclose(found.fit.beam_conductance, device.beam_conductance[:, 0], rtol=1e-9)


@settings(max_examples=40)
@given(
    st.floats(1e-11, 1e-7), st.floats(-1.5, 1.5), st.floats(20, 400), st.sampled_from([1.0, 1.4, 3])
)
def test_exact_for_one_sweep_whatever_the_slope_the_temperature_and_the_lock_in(g, p, t, factor):
    device, bridge = island_device.standard_device(t), Bridge(g, g * p / t)
    current = CURRENT * min(t / 300, 1)
    readings = microisland.sweep(device, bridge, t, current, factor)
    fit = reduction.fit_sweep(
        t, current, readings, (device.heater, device.sensor), device.lead_resistance,
        factor=factor, noise=(0.0, 0.0),
    )  # fmt: skip
    assert fit.conductance == near(g, rel=1e-9)
    assert fit.beam_conductance == near(device.beam_conductance, rel=1e-9)
    assert np.all(fit.covariance == 0)


def test_the_linear_formulas_are_off_by_the_heating_and_the_fit_is_not():
    device, g = island_device.standard_device(), 3e-9
    bridge = Bridge(g, -g / 300)
    readings = microisland.sweep(device, bridge, 300.0, CURRENT)
    meters = device.heater, device.sensor
    fit = reduction.fit_sweep(300.0, CURRENT, readings, meters, device.lead_resistance)
    _, shi = reduction.shi_conductances(fit.heater_rise[-1], fit.sensor_rise[-1], fit.heat[-1])
    # A rise of 10 K is 3 % of 300 K; half of it, for exponents of -1 and 0.6 partly against
    # each other, is a per cent or so.
    assert 0.005 < abs(shi / g - 1) < 0.05
    assert fit.conductance == near(g, rel=1e-9)
    weak = reduction.shi_conductances(fit.heater_rise[2], fit.sensor_rise[2], fit.heat[2])[1]
    assert abs(weak / g - 1) < 0.01 * abs(shi / g - 1)


def test_a_curve_that_is_not_a_straight_line_costs_less_than_a_thousandth():
    """The rig is linear in temperature over a sweep; a real T^p is not quite."""
    device, p, g, t = island_device.standard_device(), 1.5, 3e-9, 100.0
    device = island_device.standard_device(t)
    heat, rises = np.linspace(0, 1.2e-7, 41), []
    for one in heat:
        hot, cold = 0.0, 0.0
        for _ in range(200):  # the same balances with the integral of (T/t)^p, by iteration
            mean = ((t + hot) ** (p + 1) - (t + cold) ** (p + 1)) / ((p + 1) * t**p)
            bridge = g * (mean / (hot - cold) if hot > cold else 1.0)
            hot, cold = microisland.island_rises(
                one, device.beam_conductance, device.beam_slope, bridge, 0.0
            )
        rises.append((hot, cold))
    hot, cold = np.transpose(rises)
    readings = device.heater.at(t + hot), device.sensor.at(t + cold)
    current = np.sqrt(heat / (readings[0] + device.lead_resistance))
    fit = reduction.fit_sweep(
        t, current, readings, (device.heater, device.sensor), device.lead_resistance
    )
    assert hot[-1] > 3
    assert abs(fit.conductance / g - 1) < 1e-3


def test_the_background_is_subtracted():
    wire = SimulatedWire(0.3, 134e-9)
    found = simulation.measure(wire, 300.0, 0, Setup().without_errors())
    around = float(island_device.background_conductance(300.0))
    assert found.inputs["background"].value == near(around, rel=1e-9)
    without = unc.nominal(found.fit, found.inputs | {"background": Estimate(0.0)})
    assert without / wire.conductivity == near(1 + around / wire.conductance, rel=1e-9)


def test_three_per_cent_of_contact_takes_three_per_cent_and_is_put_back():
    ignored, corrected = simulation.contact_bias(SimulatedWire(0.57, 400e-9), [0.0, 0.03, 0.1])
    assert ignored == near(1 / np.array([1, 1.03, 1.1]), rel=1e-9)
    assert corrected == near(1, rel=1e-9)


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


def test_silica_comes_back_within_its_bars():
    table, found = virtual_measurement.silica(5e-6, 200e-9, seed=0)
    literature = table["thermal_conductivity"].to_numpy()
    assert found.interval().covers(literature).sum() >= 9
    perfect = virtual_measurement.silica(5e-6, 200e-9, 0, Setup().without_errors())[1].conductivity
    assert perfect == near(literature, rel=1e-9)
    assert found.temperature[0] == 40 and found.temperature[-1] == 400


def test_the_papers_wires_come_back():
    for name, total in (("CsPbI3", 0.45), ("CsPbBr3", 0.42), ("CsSnI3", 0.57)):
        wire = virtual_measurement.room_wire(name, 5e-6, 0.03)
        assert wire.conductivity == total
        assert simulation.measure(wire, 300.0, 0).pick(0).interval().covers(total)


def test_the_thermometer_is_calibrated_to_its_scatter():
    meter, rng = Thermometer(4000.0, 8.0, -2e-3), np.random.default_rng(8)
    temperature = np.arange(280.0, 321.0, 5.0)
    clean = meter.at(temperature)
    exact, spread = reduction.fit_thermometer(temperature, clean, 305.0)
    assert exact.slope[0] == near(meter.slope_at(305.0), rel=1e-10)
    assert spread < 1e-10
    noisy = clean + 0.02 * rng.standard_normal((2000, 9))
    found, spread = reduction.fit_thermometer(temperature, noisy, 305.0)
    scatter = (found.slope[:, 0] / meter.slope_at(305.0)).std()
    # 2000 repeats know their scatter to 1.6 %; six degrees of freedom take 2 % off the mean.
    assert np.sqrt(np.mean(spread**2)) == near(scatter, rel=0.05)


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


def test_a_sweep_that_is_no_heat_balance_is_refused():
    device = island_device.standard_device()
    meters, leads = (device.heater, device.sensor), device.lead_resistance
    readings = microisland.sweep(device, Bridge(3e-9), 300.0, CURRENT)
    for wrong, message in (
        ((8000 - readings[0], readings[1]), "negative heat"),
        (readings[::-1], "swapped"),
        ((readings[0] + np.where(CURRENT > 5e-6, np.nan, 0), readings[1]), "not finite"),
    ):
        with pytest.raises(UltralowError, match=message):
            reduction.fit_sweep(300.0, CURRENT, wrong, meters, leads)
    with pytest.raises(UltralowError, match="needs 8 points"):
        reduction.fit_sweep(300.0, CURRENT[:5], [r[:5] for r in readings], meters, leads)
