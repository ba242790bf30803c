"""The simulated rig: balances, limits, and conductances from first formulas."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import Stefan_Boltzmann, atomic_mass, k, torr
from scipy.integrate import quad
from scipy.optimize import brentq
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import four_probe, microisland
from ultralow.measurement.microisland import Bridge

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)

conductances = st.floats(1e-11, 1e-6)
beams = st.floats(5e-9, 5e-7)
heats = st.floats(1e-10, 1e-7)
exponents = st.floats(-1.5, 1.5)


@given(heats, beams, conductances)
def test_linear_rises_are_those_of_shi(heat, beam, bridge):
    hot, cold = microisland.island_rises(heat, beam, 0.0, bridge, 0.0)
    # What flows out of both islands is what came in, and what crosses leaves by the far beams.
    assert beam * (hot + cold) == near(heat, rel=1e-13)
    assert bridge * (hot - cold) == near(beam * cold, rel=1e-13)


@given(heats, beams, conductances, exponents, exponents)
def test_heat_is_conserved_with_slopes(heat, beam, bridge, p, q):
    slopes = beam * p / 300, bridge * q / 300
    hot, cold = microisland.island_rises(heat, beam, slopes[0], bridge, slopes[1])
    # Independent of the closed forms: integrate the conductances over temperature.
    lost = [quad(lambda t: beam + slopes[0] * t, 0, rise)[0] for rise in (hot, cold)]
    crossed = quad(lambda t: bridge + slopes[1] * t, cold, hot)[0]
    assert sum(lost) == near(heat, rel=1e-12)
    assert crossed == near(lost[1], rel=1e-9)  # hot − cold cancels for a good bridge


def test_more_current_warms_both_and_its_sign_does_not_matter():
    device, bridge = island_device.standard_device(), Bridge(2e-9, 1e-11)
    current = np.linspace(0, 1e-5, 21)
    heater, sensor = microisland.sweep(device, bridge, 300.0, current)
    assert np.all(np.diff(heater) > 0) and np.all(np.diff(sensor) > 0)
    assert np.all(heater[1:] - heater[0] > sensor[1:] - sensor[0])
    np.testing.assert_array_equal(
        microisland.sweep(device, bridge, 300.0, -current), (heater, sensor)
    )


def test_the_sweep_solves_its_own_heat():
    """Against a root search that knows nothing of the rig's iteration."""
    device, bridge, current = island_device.standard_device(), Bridge(1e-8), 1e-5
    heater, _ = microisland.sweep(device, bridge, 300.0, current)

    def amiss(rise):
        heat = current**2 * (device.heater.at(300.0 + rise) + device.lead_resistance)
        found = microisland.island_rises(heat, device.beam_conductance, device.beam_slope, 1e-8, 0)
        return found[0] - rise

    rise = brentq(amiss, 0, 100, xtol=1e-13, rtol=1e-15)
    assert heater == near(device.heater.at(300.0 + rise), rel=1e-14)


def test_half_of_the_leads_heat_enters_the_island():
    """A heated beam between a cryostat and an island at a rise, by finite differences."""
    conductance, heat, rise, cells = 8e-9, 3e-7, 4.0, 400
    # Unknown: rises at the inner nodes; each link conducts cells × conductance.
    link = conductance * cells
    matrix = 2 * np.eye(cells - 1) - np.eye(cells - 1, k=1) - np.eye(cells - 1, k=-1)
    source = np.full(cells - 1, heat / cells / link)
    source[-1] += rise
    inner = np.linalg.solve(matrix, source)
    into_island = link * (inner[-1] - rise) + heat / cells / 2  # half a cell sits on the island
    assert into_island == near(heat / 2 - conductance * rise, rel=1e-9)


def test_the_lock_in_factor_between_its_limits():
    assert microisland.rise_factor(0.0, 1e-2) == 3.0
    assert microisland.rise_factor(1e9, 1e-2) == near(1.0, abs=1e-12)
    # Slow: dV/dI of the steady state. To first order in R′θ/R: small heating.
    device, bridge, current, step = island_device.standard_device(), Bridge(1e-8), 1e-6, 1e-9
    fast = [
        microisland.sweep(device, bridge, 300.0, current + d)[0] * (current + d)
        for d in (-step, step)
    ]
    slope = (fast[1] - fast[0]) / (2 * step)
    still = microisland.sweep(device, bridge, 300.0, current, factor=3.0)[0]
    rise = microisland.sweep(device, bridge, 300.0, current)[0] - 4000
    assert slope - 4000 == near(3 * rise, rel=1e-3)  # R′θ/R is 2e-4
    assert still - 4000 == near(3 * rise, rel=1e-9)


def test_too_much_current_is_refused():
    with pytest.raises(UltralowError, match="runs away"):
        microisland.sweep(island_device.standard_device(), Bridge(1e-9), 300.0, 1e-4)


def test_a_conductance_that_changes_sign_is_refused():
    with pytest.raises(UltralowError, match="no steady temperature"):
        microisland.island_rises(1e-6, 1e-8, -5e-9, 1e-9, 0.0)


def test_radiation_is_the_derivative_of_stefan_boltzmann():
    area, step = 1e-10, 1e-3
    flux = [0.3 * Stefan_Boltzmann * area * (300 + d) ** 4 for d in (-step, step)]
    assert island_device.radiation_conductance(area, 0.3, 300) == near(
        (flux[1] - flux[0]) / (2 * step), rel=1e-8
    )


def test_gas_is_the_flux_of_molecules_times_what_they_carry():
    area, pressure, mass = 1e-10, 1e-6 * torr, 4.0026 * atomic_mass
    # Molecules that hit a wall carry 2 k_B T and arrive at n v/4 per area.
    flux = pressure / (k * 300) * np.sqrt(8 * k * 300 / (np.pi * mass)) / 4
    assert island_device.gas_conductance(area, pressure, 300) == near(
        area * flux * 2 * k, rel=1e-12
    )


def test_casimir_length_is_the_diameter_of_equal_area():
    length = island_device.casimir_length(50e-9, 80e-9)
    assert np.pi * (length / 2) ** 2 == near(50e-9 * 80e-9, rel=1e-14)
    assert island_device.cross_section(length) == near(50e-9 * 80e-9, rel=1e-14)
    # The areas that the stated lengths imply (nm²), as the reference facts list them.
    areas = [island_device.cross_section(one) for one in (134.0, 240.0, 400.0)]
    assert areas == near([14103, 45239, 125664], abs=0.5)


def test_every_constant_has_a_grade_and_the_paper_gives_none():
    for name, one in island_device.CONSTANTS.items():
        assert one.grade in ("L", "G"), name
        assert one.unit and one.meaning and one.value != 0


@pytest.mark.parametrize("temperature", [40.0, 300.0, 400.0])
def test_the_standard_device_is_linear_where_it_says(temperature):
    device = island_device.standard_device(temperature)
    around = [island_device.beam_conductance(temperature + d) for d in (-1.0, 1.0)]
    assert device.beam_slope == near((around[1] - around[0]) / 2, rel=1e-3)
    assert 1e-8 < device.beam_conductance < 1e-7


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
