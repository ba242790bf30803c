"""Scattering rates: limits of wires and point defects, sums, and what no rate can be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_modes import crystal
from scipy.constants import hbar
from scipy.constants import k as k_B
from ultralow.errors import UltralowError
from ultralow.heat import scattering, wigner
from ultralow.heat.mesh_modes import Modes

seeds = st.integers(0, 2**32 - 1)


def debye(shells=400, speed=1500.0, density=2e28):
    """Debye's solid of one atom a cell: three branches, cut off at its sphere."""
    radius = np.cbrt(6 * np.pi**2 * density)
    step = np.arange(shells)
    wave = radius * (step + 0.5) / shells
    frequencies = np.repeat(speed * wave[:, None] / (2 * np.pi), 3, axis=1)
    velocity = np.zeros((shells, 3, 3))
    velocity[..., 0] = speed
    square = np.zeros((shells, 6, 3, 3))
    square[:, :3, [0, 1, 2], [0, 1, 2]] = speed**2 / 3
    weights = 3 * step**2 + 3 * step + 1  # volumes of the shells
    return Modes(
        (1, 1, 1), 1 / density, np.zeros((shells, 3)), weights, frequencies, velocity, square,
        np.array([300.0]), None, None,
    )  # fmt: skip


def test_a_cold_wire_conducts_as_t_cubed():
    modes, length, cold = debye(), 1e-7, np.array([2.0, 4.0])
    rates = scattering.boundary_rate(modes.group_velocities, length)
    found = wigner.particle(modes, np.stack([rates, rates]), cold)[:, 0]
    heat = 2 * np.pi**2 / 5 * k_B * (k_B * cold / (hbar * 1500.0)) ** 3
    # 400 shells sample the heat capacity at 2 K, 15 K below the first zone boundary, to 1e-3
    np.testing.assert_allclose(found, heat * 1500.0 * length / 3, rtol=2e-3)


def test_a_mirror_does_not_scatter():
    velocity = np.array([[[300.0, 400.0, 0.0]]])
    rough, half, smooth = (scattering.boundary_rate(velocity, 1e-7, p) for p in (0.0, 0.5, 1.0))
    assert rough == pytest.approx(5e9) and half == pytest.approx(5e9 / 3) and smooth == 0


def test_rayleigh_scattering_of_long_waves():
    modes, variance = debye(), 0.02
    rates = scattering.point_defect_rate(modes, variance)[:, 0]
    omega = 2 * np.pi * modes.frequencies[:, 0]
    expected = variance * modes.volume * omega**4 / (4 * np.pi * 1500.0**3)
    middle = slice(60, 360)  # the first and last shells feel the width of the Gaussians
    np.testing.assert_allclose(rates[middle], expected[middle], rtol=2e-3)


def test_the_density_of_modes_holds_all_of_them():
    modes, _ = crystal(7)
    nu = np.linspace(-2e13, 3e13, 50001)
    whole = np.trapezoid(scattering.normalised_density_of_states(modes, nu), nu)
    assert whole == pytest.approx(1, rel=1e-6)


def single(speed, a=6e-10, divisions=4):
    """One mode of 1 THz at each point of a cubic mesh, all with one speed."""
    velocity = np.full((1, 1, 3), speed / np.sqrt(3))
    return Modes(
        (divisions,) * 3, a**3, np.zeros((1, 3)), np.array([divisions**3]), np.array([[1e12]]),
        velocity, None, np.array([300.0]), None, None,
    )  # fmt: skip


def test_a_mode_is_as_wide_as_its_frequency_varies_from_point_to_point():
    # A step of the mesh is 2π/(4 a): the frequency of sound moves by v/(4 a) over it.
    width = 1200.0 / (4 * 6e-10)
    nu = np.linspace(-5e12, 7e12, 20001)
    states = scattering.normalised_density_of_states(single(1200.0), nu)
    assert np.trapezoid((nu - 1e12) ** 2 * states, nu) == pytest.approx(width**2, rel=1e-6)


def test_a_mode_that_stays_in_place_keeps_a_width_of_a_few_gigahertz():
    centre, beside = scattering.normalised_density_of_states(single(0.0), [1e12, 1.006e12])
    # Half as high some 6 GHz beside it: a hundredth of what a mode of the mesh is wide.
    assert beside / centre == pytest.approx(0.5, abs=0.05)


def test_mechanisms_that_do_not_scatter_add_nothing():
    assert scattering.matthiessen(0.0, [0.0, 0.0]).tolist() == [0.0, 0.0]


@given(seeds, st.floats(1e-9, 1e-3), st.floats(0, 1), st.floats(0, 0.5))
@settings(deadline=None, max_examples=40)
def test_one_more_mechanism_never_helps_a_particle(seed, length, specularity, variance):
    modes, rates = crystal(seed)
    more = scattering.matthiessen(
        rates,
        scattering.boundary_rate(modes.group_velocities, length, specularity),
        scattering.point_defect_rate(modes, variance),
    )
    before, after = (wigner.particle(modes, r, 300.0)[:3] for r in (rates, more))
    assert np.all(after <= before)
    rough = scattering.boundary_rate(modes.group_velocities, length)
    path = scattering.mean_free_path(modes.group_velocities, scattering.matthiessen(rates, rough))
    assert np.all(path <= length)


@given(st.floats(-2, 3), st.floats(50, 400))
def test_rates_between_temperatures_follow_a_power_law(power, temperature):
    known = np.array([50.0, 100.0, 200.0, 400.0])
    rates = 1e11 * (known[:, None, None] / 100) ** power * np.ones((4, 2, 3))
    found = scattering.rates_at(known, rates, temperature)
    np.testing.assert_allclose(found, 1e11 * (temperature / 100) ** power, rtol=1e-12)
    rates[1, 0, 0] = np.nan
    gone = scattering.rates_at(known, rates, [60.0, 100.0, 200.0])
    assert np.isnan(gone[:2, 0, 0]).all() and np.isfinite(gone[2]).all()
    assert np.isfinite(gone[:, 0, 1]).all()


def test_rates_that_cannot_be_are_refused():
    modes, rates = crystal(0)
    with pytest.raises(UltralowError, match="not below zero"):
        scattering.matthiessen(rates, -rates)
    with pytest.raises(UltralowError, match="do not broadcast"):
        scattering.matthiessen(rates, rates[:, :2])
    with pytest.raises(UltralowError, match="between 0 and 1"):
        scattering.boundary_rate(modes.group_velocities, 1e-7, 1.5)
    with pytest.raises(UltralowError, match="Casimir length"):
        scattering.boundary_rate(modes.group_velocities, 0.0)
    with pytest.raises(UltralowError, match="below zero"):
        scattering.point_defect_rate(modes, -0.1)
    with pytest.raises(UltralowError, match="from 300 to 400 K only"):
        scattering.rates_at([300.0, 400.0], np.ones((2, 1, 1)), 250.0)
    with pytest.raises(UltralowError, match="at no temperature"):
        scattering.rates_at([], np.ones((0, 1, 1)), 250.0)
    for some in ([250.0, 350.0], [350.0, 450.0]):
        with pytest.raises(UltralowError, match="from 300 to 400 K only"):
            scattering.rates_at([300.0, 400.0], np.ones((2, 1, 1)), some)
