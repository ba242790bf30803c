"""The simulated rig: what it measures without noise is what was put in."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from random_rigs import devices, wires
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import simulation
from ultralow.measurement import uncertainty as unc
from ultralow.measurement.simulation import Setup, SimulatedWire
from ultralow.measurement.uncertainty import Estimate

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_exact_without_noise_for_a_thousand_devices_and_wires():
    wire, device = wires(1000, 1), devices(1000, 2)
    found = simulation.measure(wire, 300.0, 3, Setup().without_errors(), device)
    error = found.conductivity / wire.conductivity[:, 0] - 1
    assert np.abs(error).max() < 1e-9
    np.testing.assert_allclose(found.fit.beam_conductance, device.beam_conductance[:, 0], rtol=1e-9)


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


def test_a_wire_is_square_and_its_contacts_stand_in_series():
    wire = SimulatedWire(0.5, 200e-9, 5e-6, contact_share=0.25)
    assert 4 * wire.side**2 / np.pi == near(200e-9**2, rel=1e-12)
    bare = 0.5 * wire.side**2 / 5e-6
    # 1/G = (1 + R_c/R_w)/G_bare
    assert 1 / wire.conductance == near(1.25 / bare, rel=1e-12)


def test_a_setup_without_errors_keeps_how_it_measures():
    setup = Setup(points=21, heating_current=5e-6)
    perfect = setup.without_errors()
    assert (perfect.points, perfect.heating_current) == (21, 5e-6)
    kept = {name for name, value in vars(perfect).items() if value}
    assert kept == {"points", "heating_current"}
    assert perfect.resistance_noise == 0
    # Twice the noise of a voltage is twice that of a resistance.
    assert replace(setup, voltage_noise=2 * setup.voltage_noise).resistance_noise == near(
        2 * setup.resistance_noise
    )


def test_a_batch_is_its_members():
    wire = SimulatedWire(np.array([[0.3], [0.6]]), 200e-9)
    found = simulation.measure(wire, 300.0, 1)
    for index in (0, 1):
        one = found.pick(index)
        assert one.conductivity == near(found.conductivity[index], rel=1e-12)
        assert float(one.temperature) == 300.0


@pytest.mark.parametrize("part", ["scale", "current", "lead"])
def test_errors_of_the_rig_scatter_a_conductivity_as_they_enter_it(part):
    """A kelvin enters once, a current squared, and leads by their share of the heat."""
    device = island_device.standard_device(300.0)
    leads = device.lead_resistance / (device.lead_resistance + device.heater.at(300.0))
    share = {"scale": 1.0, "current": 2.0, "lead": float(leads)}[part]
    setup = replace(Setup().without_errors(), **{f"{part}_uncertainty": 0.005})
    wire = SimulatedWire(np.full((4000, 1), 0.3), 200e-9)
    error = simulation.measure(wire, 300.0, 7, setup).conductivity / 0.3 - 1
    # 4000 of them know their scatter to 1/sqrt(8000) = 1.1 %, and their mean to 1/sqrt(4000).
    assert np.std(error) == near(0.005 * share, rel=0.034)
    assert abs(np.mean(error)) < 0.005 * share * 0.05


def test_one_sample_has_the_same_errors_at_every_temperature():
    """The size seen in the microscope is wrong once, and not anew at each temperature."""
    warm = np.array([[100.0], [200.0], [300.0]])
    wire = SimulatedWire(np.full((3, 1), 0.5), 200e-9)
    same, anew = (simulation.measure(wire, warm, 2, one_sample=one) for one in (True, False))
    widths = [np.broadcast_to(found.inputs["width"].value, 3) for found in (same, anew)]
    assert len(set(widths[0])) == 1 and len(set(widths[1])) == 3


def test_the_seed_draws_the_errors():
    wire = SimulatedWire(0.5, 200e-9)
    one, again, other = (simulation.measure(wire, 300.0, seed).conductivity for seed in (1, 1, 2))
    assert one == again != other
    with pytest.raises(UltralowError, match="seed -1 is negative"):
        simulation.measure(wire, 300.0, -1)


def test_the_background_goes_as_the_third_power_of_the_temperature():
    around = float(island_device.background_conductance(200.0))
    for exponent, given in ((0.0, {}), (0.0, {"exponent": 0.0}), (-1.0, {"exponent": -1.0})):
        wire = SimulatedWire(0.3, 200e-9, **given)
        found = simulation.measure(wire, 200.0, 0, Setup().without_errors())
        # d ln G/d ln T of wire and background, each by its share.
        power = found.fit.slope[0] * 200.0 / found.fit.conductance[0]
        share = around / found.fit.conductance[0]
        assert power == near(exponent * (1 - share) + 3 * share, rel=1e-6)


def test_a_cold_device_is_heated_less_and_a_warm_one_no_more():
    def top(temperature):
        device = island_device.standard_device(temperature)
        wire = SimulatedWire(0.3, 200e-9)
        found = simulation.measure(wire, temperature, 0, Setup().without_errors(), device)
        resistance = device.heater.at(temperature + found.fit.heater_rise[0, -1])
        return float(np.sqrt(found.fit.heat[0, -1] / (resistance + device.lead_resistance)))

    assert top(100.0) / top(300.0) == near(1 / 3, rel=1e-3)
    assert top(400.0) / top(300.0) == near(1, rel=1e-3)


def test_leads_known_to_two_per_cent_blur_the_heat_by_their_share_of_it():
    device = island_device.standard_device(300.0)
    found = simulation.measure(SimulatedWire(0.3, 200e-9), 300.0, 0, Setup(), device)
    resistance, leads = device.heater.at(300.0), device.lead_resistance
    more = (resistance + 1.02 * leads) / (resistance + leads)
    blur = np.asarray(found.inputs["lead_heat"].uncertainty)
    assert blur == near(np.full(blur.shape, more - 1), rel=1e-9)


def test_readings_that_drown_in_noise_say_so():
    wire = SimulatedWire(0.45, 150e-9)
    for seed in (0, 1):  # a sensor that seems to cool, and one that seems the hotter
        with pytest.raises(UltralowError, match="the sensing island") as told:
            simulation.measure(wire, 1.0, seed)
        assert "with a noise of 0.0" in told.value.why
        assert "where the noise hides the change, heat more" in told.value.mend
