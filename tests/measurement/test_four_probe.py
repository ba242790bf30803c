"""Four probes and a thermocouple: what was put in comes back, with the scatter of repeats."""

from functools import partial

import numpy as np
import pytest
from ultralow.errors import UltralowError
from ultralow.measurement import four_probe
from uncertainties import ufloat

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_four_probe_and_seebeck_come_back():
    current, rise = np.linspace(-1e-6, 1e-6, 21), np.linspace(0, 8, 21)
    side, share, lead = 354e-9, 0.03, -5e-6
    voltage = four_probe.four_probe_voltage(current, 28200.0, 5e-6, side**2, offset=3e-6)
    sigma = four_probe.four_probe_conductivity(current, voltage, 5e-6, side, side)
    assert sigma.nominal_value == near(28200, rel=1e-11)
    thermal = four_probe.seebeck_voltage(rise, 79e-6, lead, share)
    found = four_probe.seebeck_coefficient(rise, thermal, lead, share)
    assert found.nominal_value == near(79e-6, rel=1e-11)
    # Ignored contacts make the coefficient too small by their share.
    blind = four_probe.seebeck_coefficient(rise, thermal, lead)
    assert blind.nominal_value == near(79e-6 / 1.03, rel=1e-11)


def test_the_uncertainty_of_a_slope_is_that_of_repeats():
    rng, current = np.random.default_rng(4), np.linspace(-1e-6, 1e-6, 21)
    clean = four_probe.four_probe_voltage(current, 28200.0, 5e-6, 354e-9**2)
    results = [
        four_probe.four_probe_conductivity(
            current, clean + 1e-5 * rng.standard_normal(21), 5e-6, 354e-9, 354e-9
        )
        for _ in range(400)
    ]
    scatter = np.std([one.nominal_value for one in results])
    # 400 repeats know their scatter to 1/sqrt(800) = 3.5 %: three of those.
    assert np.mean([one.std_dev for one in results]) == near(scatter, rel=0.11)


@pytest.mark.parametrize("offset", [1e-4, -5e-3])
def test_a_constant_voltage_takes_no_part_in_the_uncertainty_of_a_slope(offset):
    rise = np.linspace(0, 8, 21)
    voltage = 79e-6 * rise + 1e-5 * np.random.default_rng(5).standard_normal(21)
    plain, moved = (four_probe.seebeck_coefficient(rise, voltage + one) for one in (0.0, offset))
    assert moved.nominal_value == near(plain.nominal_value, rel=1e-9)
    assert moved.std_dev == near(plain.std_dev, rel=1e-9)


@pytest.mark.parametrize(
    ("current", "voltage", "message"),
    [
        ([0, 1], [0, 1], "three points"),
        ([0, 1, np.nan], [0, 1, 2], "finite"),
        ([1, 1, 1], [0, 1, 2], "one place"),
        ([0, 1, 2], [0, -1, -2], "not above zero"),
    ],
)
def test_bad_voltages_are_refused(current, voltage, message):
    with pytest.raises(UltralowError, match=message):
        four_probe.four_probe_conductivity(current, voltage, 1e-6, 1e-7, 1e-7)


def test_contacts_and_a_constant_voltage_stay_out_of_the_conductivity():
    current = np.linspace(-1e-6, 1e-6, 5)
    found = [
        four_probe.four_probe_conductivity(
            current,
            four_probe.four_probe_voltage(current, 1e4, 5e-6, 1e-14, offset), 5e-6, 1e-7, 1e-7,
        ).nominal_value
        for offset in (0.0, 1e-3, -1e-3)
    ]  # fmt: skip
    assert found == near([1e4] * 3, rel=1e-9)


def test_uncertain_sizes_make_an_uncertain_conductivity():
    current = np.linspace(-1e-6, 1e-6, 5)
    voltage = four_probe.four_probe_voltage(current, 1e4, 5e-6, 1e-14)
    width, height = ufloat(1e-7, 3e-9), ufloat(1e-7, 4e-9)
    found = four_probe.four_probe_conductivity(current, voltage, 5e-6, width, height)
    assert found.std_dev / found.nominal_value == near(0.05, rel=1e-6)  # 3 % and 4 % in square


def test_electrons_turn_the_sign_and_the_leads_shift_it():
    rise = np.linspace(0, 8, 9)
    for seebeck in (79e-6, -79e-6):
        voltage = four_probe.seebeck_voltage(rise, seebeck)
        assert np.sign(voltage[-1]) == np.sign(seebeck)
        found = four_probe.seebeck_coefficient(rise, voltage + 1e-3, -5e-6)
        assert found.nominal_value == near(seebeck - 5e-6, rel=1e-9)


def test_a_good_conductor_of_a_tenth_of_an_ohm_is_measured_too():
    current = np.linspace(-1.0, 1.0, 5)
    found = four_probe.four_probe_conductivity(current, 0.1 * current, 1.0, 1e-3, 1e-3)
    assert found.nominal_value == near(1e7, rel=1e-12)


def test_without_leads_and_contacts_the_slope_is_the_coefficient():
    rise = np.linspace(0, 8, 9)
    found = four_probe.seebeck_coefficient(rise, 79e-6 * rise)
    assert found.nominal_value == near(79e-6, rel=1e-12)
    assert four_probe.seebeck_voltage(rise, 79e-6) == near(79e-6 * rise, rel=1e-12)
