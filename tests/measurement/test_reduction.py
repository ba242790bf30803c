"""The reduction: exact without noise, honest with it, clear about bad readings."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import microisland, reduction
from ultralow.measurement.microisland import Bridge, Thermometer

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)
CURRENT = np.linspace(0, 1e-5, 41)


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


@pytest.mark.parametrize(("start", "refused"), [(0.19, False), (0.21, True)])
def test_with_a_factor_a_sweep_begins_near_zero_current(start, refused):
    device, g = island_device.standard_device(), 3e-9
    current = CURRENT[-1] * np.linspace(start, 1, 21)
    meters = device.heater, device.sensor

    def fit(factor):
        readings = microisland.sweep(device, Bridge(g), 300.0, current, factor)
        found = reduction.fit_sweep(
            300.0,
            current,
            readings,
            meters,
            device.lead_resistance,
            factor=factor,
            noise=(0.0, 0.0),
        )
        return found.conductance

    assert fit(1.0) == near(g, rel=1e-9)
    if refused:
        with pytest.raises(UltralowError, match="no current is near zero"):
            fit(3.0)
    else:
        assert fit(3.0) == near(g, rel=1e-3)


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


def test_a_sweep_that_is_no_heat_balance_is_refused():
    device = island_device.standard_device()
    meters, leads = (device.heater, device.sensor), device.lead_resistance
    readings = microisland.sweep(device, Bridge(3e-9), 300.0, CURRENT)
    for wrong, message in (
        ((8000 - readings[0], readings[1]), "negative heat"),
        (readings[::-1], "swapped"),
        ((readings[0], 8000 - 3 * readings[0]), "the sensing island cools"),
        ((readings[0] + np.where(CURRENT > 5e-6, np.nan, 0), readings[1]), "not finite"),
    ):
        with pytest.raises(UltralowError, match=message):
            reduction.fit_sweep(300.0, CURRENT, wrong, meters, leads)
    with pytest.raises(UltralowError, match="needs 8 points"):
        reduction.fit_sweep(300.0, CURRENT[:5], [r[:5] for r in readings], meters, leads)


@pytest.mark.parametrize("current", [0.0, 1e-5, 1e-5 * (-1.0) ** np.arange(41)])
def test_a_current_that_never_changes_is_named(current):
    meter, still = Thermometer(4000.0, 8.0, 0.0), np.full(41, 4000.0)
    with pytest.raises(UltralowError, match="the heating current is .* throughout the sweep"):
        reduction.fit_sweep(300.0, current + 0 * still, (still, still), (meter, meter), 1900.0)


def test_beams_never_conduct_less_than_nothing():
    meter, current = Thermometer(4000.0, 8.0, 0.0), np.linspace(0, 1e-5, 21)
    readings = 4000 + 0.5e11 * current**2, 4000 - 1e11 * current**2
    with pytest.raises(UltralowError, match="the sensing island cools") as told:
        reduction.fit_sweep(300.0, current, readings, (meter, meter), 1900.0)
    assert "change by 5 Ω and -10 Ω" in told.value.why


def swept(conductance, noise=(0.0, 0.0), repeats=(), seed=3):
    """Readings of the standard device with noise of heater and sensor, and how to fit them."""
    device, rng = island_device.standard_device(), np.random.default_rng(seed)
    clean = microisland.sweep(device, Bridge(conductance), 300.0, CURRENT)
    readings = tuple(
        one + size * rng.standard_normal((*repeats, len(CURRENT)))
        for one, size in zip(clean, noise)
    )
    meters = device.heater, device.sensor
    return reduction.fit_sweep(
        300.0, CURRENT, readings, meters, device.lead_resistance, noise=noise
    )


def test_thermometers_of_unlike_noise_are_weighed_as_their_scatter_asks():
    fits = swept(3e-9, (0.05, 0.002), (1000,))
    # A thousand repeats know their scatter to 2.2 %: four of those.
    for found, told in (
        (fits.conductance, fits.conductance_noise),
        (fits.rise[:, 0], np.sqrt(fits.covariance[:, 0, 0])),
        (fits.rise[:, 1], np.sqrt(fits.covariance[:, 1, 1])),
    ):
        assert np.mean(told) == near(np.std(found), rel=0.09)


@pytest.mark.parametrize("conductance", [3e-9, 3e-7])
def test_rises_at_zero_heating_have_the_conductances_of_the_fit(conductance):
    fit = swept(conductance)
    found = reduction.shi_conductances(*fit.rise)
    assert found == near((float(fit.beam_conductance), conductance), rel=1e-9)


def test_a_batch_of_sweeps_gives_what_each_gives():
    batch, alone = swept(3e-9, (0.01, 0.01), (3,)), swept(3e-9)
    assert batch.conductance.shape == (3,) and batch.heat.shape == (3, len(CURRENT))
    assert batch.conductance == near(np.full(3, alone.conductance), rel=0.05)
    assert len(set(batch.conductance.tolist())) == 3
