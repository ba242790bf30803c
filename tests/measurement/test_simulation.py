"""The simulated rig: what it measures without noise is what was put in."""

from functools import partial

import numpy as np
import pytest
from random_rigs import devices, wires
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
