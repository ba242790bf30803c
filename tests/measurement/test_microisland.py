"""The simulated rig: balances, limits, and conductances from first formulas."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import microisland
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
