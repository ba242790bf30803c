"""Model bands through the general integrator: exact Fermi-Dirac results, limits, mpmath."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import e, hbar, m_e
from scipy.constants import k as k_B
from ultralow.charge import boltzmann, model_bands, parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.errors import UltralowError

MASS = 0.1 * m_e
BAND = model_bands.parabolic(MASS)
UNIT = k_B / e


def scalars(band, eta, temperature=300.0, tau=1.0):
    mu = -np.asarray(eta) * k_B * temperature
    found = boltzmann.tensors(band, mu, temperature, tau)
    return boltzmann.along(found, temperature)


@pytest.mark.parametrize("temperature", [100.0, 300.0, 600.0])
@pytest.mark.parametrize("r", [-0.5, 0.0, 0.5, 1.5])
def test_parabolic_band_is_the_exact_single_band(r, temperature):
    eta = np.array([-12.0, -3.0, 0.0, 1.0, 3.35, 4.97, 8.0, 15.0])
    tau = boltzmann.scattering(BAND, "power", r)
    found = scalars(BAND, eta, temperature, tau)
    # Gauss-Legendre panels a few k_B T wide: exact but for rounding, and for the tail that is
    # cut off where a Fermi function has fallen to exp(-100) and less.
    np.testing.assert_allclose(found.seebeck, parabolic_band.seebeck(eta, r), rtol=1e-9)
    np.testing.assert_allclose(found.lorenz, parabolic_band.lorenz(eta, r), rtol=1e-9)
    density = boltzmann.carrier_density(BAND, -eta * k_B * temperature, temperature)
    exact = parabolic_band.carrier_density(eta, MASS, temperature)
    np.testing.assert_allclose(density, exact, rtol=1e-9)


def test_conductivity_of_a_constant_time_is_drude():
    # A parabolic band has σ = n e² τ/m whatever its filling.
    eta = np.array([-8.0, 0.0, 5.0, 12.0])
    sigma = scalars(BAND, eta).sigma
    density = boltzmann.carrier_density(BAND, -eta * k_B * 300.0, 300.0)
    np.testing.assert_allclose(sigma, density * e**2 / MASS, rtol=1e-9)


def test_masses_of_the_axes_and_valleys():
    masses = np.array([0.05, 0.1, 0.2]) * m_e
    band = model_bands.parabolic(masses, valleys=3)
    found = boltzmann.tensors(band, -0.1 * e, 300.0)
    density = boltzmann.carrier_density(band, -0.1 * e, 300.0)
    np.testing.assert_allclose(np.diag(found.sigma), density * e**2 / masses, rtol=1e-9)
    heavy = 3 ** (2 / 3) * float(np.prod(masses)) ** (1 / 3)
    exact = parabolic_band.carrier_density(0.1 * e / (300 * k_B), heavy, 300.0)
    assert density == pytest.approx(exact, rel=1e-9, abs=0)
    few = np.diag(boltzmann.mobility_few_carriers(band, 300.0, 1e-14))
    np.testing.assert_allclose(few, e * 1e-14 / masses, rtol=1e-9)


@pytest.mark.parametrize("gap_eV, eta", [(0.4, -2.0), (0.4, 5.0), (1.3, 4.866)])
def test_kane_band_against_mpmath(gap_eV, eta):
    band = model_bands.kane(MASS, 1 / (gap_eV * e))
    found = scalars(band, eta)
    beta = 300 * k_B / (gap_eV * e)  # α k_B T
    density = boltzmann.carrier_density(band, -eta * k_B * 300.0, 300.0)
    mpmath.mp.dps = 30

    def moment(weight, power):
        # In the root u of the reduced energy the integrands are smooth.
        def inner(u):
            x = u * u
            change = 1 / (4 * mpmath.cosh((x - eta) / 2) ** 2)
            return (
                2 * u * weight(x * (1 + beta * x), 1 + 2 * beta * x) * (x - eta) ** power * change
            )

        return mpmath.quad(inner, [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 6, 9])

    k = [moment(lambda g, s: g**1.5 / s, n) for n in range(3)]
    filling = moment(lambda g, s: g**1.5, 0) * mpmath.mpf(2) / 3
    states = (2 * MASS * k_B * 300.0 / hbar**2) ** 1.5 / (2 * math.pi**2)
    assert found.seebeck == pytest.approx(float(k[1] / k[0]) * UNIT, rel=1e-9, abs=0)
    assert found.lorenz == pytest.approx(
        float(k[2] / k[0] - (k[1] / k[0]) ** 2) * UNIT**2, rel=1e-9, abs=0
    )
    assert density == pytest.approx(states * float(filling), rel=1e-9, abs=0)
    drude = float(k[0] / filling) * 2 / 3 * e**2 / MASS
    assert found.sigma / density == pytest.approx(drude, rel=1e-9, abs=0)


@given(st.floats(0.0, 3.0), st.floats(-10.0, 12.0))
def test_bending_lowers_mobility_and_holds_more_carriers(alpha_per_eV, eta):
    bent = model_bands.kane(MASS, (alpha_per_eV + 0.01) / e)
    straight = scalars(BAND, eta), scalars(bent, eta)
    mu = -eta * k_B * 300.0
    few, many = (boltzmann.carrier_density(band, mu, 300.0) for band in (BAND, bent))
    assert many > few
    assert straight[1].sigma / many < straight[0].sigma / few


def test_degenerate_limits():
    eta = np.array([20.0, 28.0])
    for band in (BAND, model_bands.kane(MASS, 1.0 / e)):
        found = scalars(band, eta)
        # The next terms of Sommerfeld's expansion are of the order of (π/η)².
        assert np.all(np.abs(found.lorenz / te.lorenz_sommerfeld() - 1) < 2 * (math.pi / eta) ** 2)
        step = 1e-4 * eta * k_B * 300.0
        depth = eta * k_B * 300.0
        flow = [
            np.interp(depth + s, -band.energy[::-1], band.transport[::-1, 0, 0])
            for s in (-step, step)
        ]
        mott = math.pi**2 / 3 * k_B**2 * 300.0 / e * np.log(flow[1] / flow[0]) / (2 * step)
        assert np.all(np.abs(found.seebeck / mott - 1) < 3 * (math.pi / eta) ** 2)


@pytest.mark.parametrize("r", [-0.5, 0.0, 1.5])
def test_few_carriers_are_classical(r):
    eta = np.array([-15.0, -20.0])
    found = scalars(BAND, eta, tau=boltzmann.scattering(BAND, "power", r))
    # Corrections are of the order exp(-15) = 3e-7.
    np.testing.assert_allclose(found.seebeck, UNIT * (r + 2.5 - eta), rtol=1e-7)
    np.testing.assert_allclose(found.lorenz, UNIT**2 * (r + 2.5), rtol=1e-6)


def test_acoustic_phonons_are_the_power_minus_one_half():
    inverse, power = (
        boltzmann.scattering(BAND, *law) for law in (("inverse_dos",), ("power", -0.5))
    )
    np.testing.assert_allclose(inverse, power, rtol=1e-4)  # one is read off between two nodes


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: model_bands.parabolic(0.0), "mass must be a finite number above zero"),
        (lambda: model_bands.parabolic([0.1 * m_e] * 2), "2 masses were given"),
        (lambda: model_bands.kane(MASS, -1.0), "alpha must be a finite number not below zero"),
        (lambda: model_bands.kane(MASS, math.nan), "alpha must be a finite number"),
        (lambda: model_bands.parabolic(MASS, 0), "valleys"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(UltralowError, match=message):
        call()
