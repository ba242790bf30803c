"""One parabolic band: limits, inverses, exact integrals, and what it cannot have."""

import functools

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.constants import e, hbar, m_e
from scipy.constants import k as k_B
from ultralow.charge import parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.errors import UltralowError
from uncertainties import ufloat, unumpy

UNIT = k_B / e  # natural unit of the Seebeck coefficient, 86.17 µV/K
ORDERS = [-0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4]
EXPONENTS = [-0.5, 0, 0.5, 0.7, 1, 1.5]
# From few carriers to a metal; 49 and 51 stand to both sides of a change in the quadrature.
POTENTIALS = [-300.0, -20.0, -3.0, -0.1, 0.0, 0.7, 3.35, 8.0, 20.0, 49.0, 51.0, 200.0, 1e4]

# CsSnI3 at 300 K as the paper states it: S (V/K), σ (S/m), µ (m²/V/s), k_total (W/m/K).
SEEBECK, SIGMA, MOBILITY, K_TOTAL = 79e-6, 28200.0, 394e-4, 0.57

potentials = st.floats(-30.0, 300.0)
exponents = st.floats(-1.0, 2.0)


def relative(value, reference):
    return np.max(np.abs(np.asarray(value) / reference - 1.0))


@functools.cache
def exact_fermi_dirac(order, eta):
    """F_j in 40 digits; in the root of x the integrand is smooth at the band edge."""
    mpmath.mp.dps = 40
    order, eta = mpmath.mpf(order), mpmath.mpf(eta)
    around = [eta + d for d in (-100, -50, -20, -8, -2, 0, 2, 8, 20, 50, 100, 200)]
    points = sorted({mpmath.mpf(p) for p in (0, 0.3, 1, 5, 20, 60, 120, 200, *around) if p >= 0})
    few = mpmath.exp(min(eta, 0))  # kept out of the integral, whose error mpmath takes as absolute
    scaled = mpmath.quad(
        lambda s: 2 * s ** (2 * order + 1) / few / (1 + mpmath.exp(s * s - eta)),
        [mpmath.sqrt(p) for p in points],
    )
    return few * scaled


@pytest.fixture(scope="module")
def exact_moments():
    """Mean and variance of (E − µ)/k_B T from Fermi-Dirac integrals, in 40 digits."""
    moments = {}
    for r in EXPONENTS:
        for eta in POTENTIALS:
            f = [(r + j) * exact_fermi_dirac(r + j - 1, eta) for j in (1.5, 2.5, 3.5)]
            mean = f[1] / f[0]
            moments[r, eta] = mean - eta, f[2] / f[0] - mean**2
    return moments


@given(st.floats(-600.0, 600.0))
def test_fermi_dirac_integral_of_order_zero(eta):
    assert relative(parabolic_band.fermi_dirac_integral(0, eta), np.logaddexp(0, eta)) < 1e-13


@given(st.floats(0.0, 600.0))
def test_reflection_of_the_integral_of_order_one(eta):
    both = parabolic_band.fermi_dirac_integral(1, [eta, -eta]).sum()
    assert relative(both, np.pi**2 / 6 + eta**2 / 2) < 1e-13


@given(st.sampled_from([0.5, 1, 1.5, 2, 3]), st.floats(-20.0, 60.0))
def test_slope_of_the_integral_is_the_next_lower_one(order, eta):
    step = 1e-3
    up, down = parabolic_band.fermi_dirac_integral(order, [eta + step, eta - step])
    slope = (up - down) / (2 * step)
    # The third derivative, at most as large as the first here, times step²/6 = 1.7e-7.
    assert relative(slope, order * parabolic_band.fermi_dirac_integral(order - 1, eta)) < 2e-7


@pytest.mark.parametrize("order", ORDERS)
def test_fermi_dirac_integrals_against_mpmath(order):
    found = parabolic_band.fermi_dirac_integral(order, POTENTIALS)
    exact = [exact_fermi_dirac(order, eta) for eta in POTENTIALS]
    errors = [abs(float(mpmath.mpf(float(a)) / b - 1)) for a, b in zip(found, exact, strict=True)]
    # exp(-300) is computed from a sum of logarithms and has lost 300 roundings of 1.1e-16.
    assert max(errors[1:]) < 2e-14 and errors[0] < 4e-14


def test_single_band_against_mpmath(exact_moments):
    for (r, eta), (mean, variance) in exact_moments.items():
        seebeck = mpmath.mpf(float(parabolic_band.seebeck(eta, r) / UNIT))
        lorenz = mpmath.mpf(float(parabolic_band.lorenz(eta, r) / UNIT**2))
        # The mean is what remains of positive and negative energies of about ln 4: far inside
        # the band it is (r + 3/2) π²/(3η), and a rounding of the sum counts η times as much.
        assert abs(seebeck / mean - 1) < 2e-15 * (10 + max(eta, 0.0)), (r, eta)
        assert abs(lorenz / variance - 1) < 5e-14, (r, eta)


@pytest.mark.parametrize("r", EXPONENTS)
def test_few_carriers(r):
    eta = np.array([-40.0, -200.0, -2000.0])  # corrections are of the order exp(-40) = 4e-18
    assert relative(parabolic_band.seebeck(eta, r), UNIT * (r + 2.5 - eta)) < 1e-14
    assert relative(parabolic_band.lorenz(eta, r), UNIT**2 * (r + 2.5)) < 2e-14


@pytest.mark.parametrize("r", EXPONENTS)
def test_many_carriers(r):
    eta = np.array([50.0, 200.0, 1000.0])
    mott = UNIT * np.pi**2 / 3 * (r + 1.5) / eta
    # The next terms of Sommerfeld's expansion are of the order (π²/η²) times r-dependent
    # factors of at most 3.
    assert np.all(np.abs(parabolic_band.seebeck(eta, r) / mott - 1) < 3 * np.pi**2 / eta**2)
    lorenz = parabolic_band.lorenz(eta, r) / te.lorenz_sommerfeld()
    assert np.all(np.abs(lorenz - 1) < 3 * np.pi**2 / eta**2)


@given(potentials, exponents, st.floats(0.01, 5.0))
def test_seebeck_coefficient_falls_as_the_band_fills(eta, r, step):
    low, high = parabolic_band.seebeck([eta, eta + step], r)
    assert low > high > 0


@given(potentials, st.floats(-1.0, -0.5))
def test_lorenz_number_stays_between_its_limits(eta, r):
    # For r up to -1/2 it rises all the way; for larger r it may overshoot by a little.
    lorenz = parabolic_band.lorenz(eta, r)
    assert UNIT**2 * (r + 2.5) * (1 - 1e-13) <= lorenz <= te.lorenz_sommerfeld() * (1 + 1e-13)


@given(st.lists(potentials, min_size=1, max_size=5), exponents)
def test_chemical_potential_is_the_inverse_of_the_seebeck_coefficient(eta, r):
    eta = np.array(eta)
    seebeck = parabolic_band.seebeck(eta, r)
    found = parabolic_band.chemical_potential(seebeck, r)
    # S is known to 1e-14 η or so, and dη/dln S is about η far inside the band.
    np.testing.assert_allclose(found, eta, rtol=1e-11, atol=1e-12)
    np.testing.assert_array_equal(parabolic_band.chemical_potential(-seebeck, r), found)


@given(st.floats(1e-9, 1e-2), st.floats(-1.49, 3.0))
@example(1e-5, -1.49)
def test_every_seebeck_coefficient_has_a_chemical_potential(seebeck, r):
    eta = parabolic_band.chemical_potential(seebeck, r)
    # At 1 nV/K, η is 4e5: the sum that makes up S has lost a factor η of its 16 digits.
    assert relative(parabolic_band.seebeck(eta, r), seebeck) < 1e-10


@given(st.floats(1e5, 1e29), st.floats(1e-32, 1e-28), st.floats(1.0, 2e3))
def test_chemical_potential_is_the_inverse_of_the_density(n, mass, t):
    eta = parabolic_band.chemical_potential_at_density(n, mass, t)
    assert relative(parabolic_band.carrier_density(eta, mass, t), n) < 1e-12
    assert relative(parabolic_band.band_mass(n, eta, t), mass) < 1e-12


@given(st.floats(0.01, 5.0), st.floats(1e24, 1e28))
def test_degenerate_density_is_the_fermi_sphere(mass, n):
    fermi_energy = (hbar * (3 * np.pi**2 * n) ** (1 / 3)) ** 2 / (2 * mass * m_e)
    t = 1e-3 * fermi_energy / k_B
    eta = parabolic_band.chemical_potential_at_density(n, mass * m_e, t)
    # Sommerfeld: µ = E_F [1 − π²/12 (k_B T/E_F)²]; the next term is π⁴/80 (k_B T/E_F)⁴.
    assert relative(eta, 1e3 * (1 - np.pi**2 / 12 * 1e-6)) < 2e-12


def test_dilute_density_is_boltzmanns():
    mass, t, n = 0.2 * m_e, 400.0, 1e15
    thermal_length = 2 * np.pi * hbar / np.sqrt(2 * np.pi * mass * k_B * t)
    eta = parabolic_band.chemical_potential_at_density(n, mass, t)
    z = n * thermal_length**3 / 2  # = exp(η) − exp(2η)/√8 + …, and 3e-10 here
    # exp(-22) has 22 times the rounding of its argument.
    assert relative(np.exp(eta), z + z**2 / np.sqrt(8)) < 1e-14


def test_temperature_sweep_at_fixed_density():
    t = np.linspace(100.0, 600.0, 6)
    eta = parabolic_band.chemical_potential_at_density(4.47e24, 0.074 * m_e, t)
    assert eta.shape == t.shape and np.all(np.diff(eta) < 0)
    seebeck = parabolic_band.seebeck(eta, 0)
    assert np.all(np.diff(seebeck) > 0)
    assert parabolic_band.carrier_density(eta, 0.074 * m_e, t) == pytest.approx(4.47e24, rel=1e-12)


@pytest.mark.parametrize("r", EXPONENTS)
def test_non_half_integer_exponents_join_smoothly(r):
    # Between half integers the quadrature is less exact; a jump there would show here.
    eta, step = np.array([-5.0, 0.0, 3.0, 30.0, 60.0]), 1e-5
    for quantity in (parabolic_band.seebeck, parabolic_band.lorenz):
        below, at, above = (quantity(eta, r + d) for d in (-step, 0.0, step))
        # The curvature in r is below 2 everywhere here, and step² is 1e-10.
        assert relative((below + above) / 2, at) < 3e-10


def check_kinds_of_number(calls):
    for function, *numbers in calls:
        plain = function(*numbers)
        uncertain = [ufloat(x, 1e-3 * abs(x) or 1e-3) for x in numbers]
        array = function(*(np.array([x, x]) for x in numbers))
        carried = function(*uncertain)
        both = function(*(unumpy.uarray([x.n, x.n], [x.s, x.s]) for x in uncertain))
        assert np.isscalar(plain) and array.shape == both.shape == (2,)
        # A vector may be summed in another order, and roots end within their tolerance.
        np.testing.assert_allclose([*array, carried.n, both[0].n], plain, rtol=1e-14)
        assert carried.s > 0 and both[1].s == pytest.approx(carried.s, rel=1e-6, abs=0)


def test_nominal_values_of_the_band_do_not_depend_on_the_kind_of_number():
    check_kinds_of_number(
        [
            (parabolic_band.fermi_dirac_integral, 0.5, 4.0),
            (parabolic_band.seebeck, 4.97, 0.0),
            (parabolic_band.lorenz, 4.97, 0.0),
            (parabolic_band.chemical_potential, SEEBECK, 0.0),
            (parabolic_band.chemical_potential_at_density, 4.47e24, 0.074 * m_e, 300.0),
            (parabolic_band.carrier_density, 4.97, 0.074 * m_e, 300.0),
            (parabolic_band.band_mass, 4.47e24, 4.97, 300.0),
        ]
    )


@pytest.mark.parametrize("r", EXPONENTS)
def test_uncertainty_through_the_band(r):
    seebeck, p = ufloat(79e-6, 2e-6), r + 1.5
    eta = parabolic_band.chemical_potential(seebeck, r)

    def moment(power):  # integral of x^power (−∂f/∂x), whose slope is power times the next lower
        if power == 0:
            return 1 / (1 + np.exp(-eta.n))
        return power * parabolic_band.fermi_dirac_integral(power - 1, eta.n)

    mean_energy = moment(p + 1) / moment(p)
    slope = k_B / e * (p - mean_energy * p * moment(p - 1) / moment(p))
    # The derivative is taken numerically, to about the root of the rounding error.
    assert eta.s == pytest.approx(2e-6 / abs(slope), rel=1e-6, abs=0)
    # Back again the same S results, with its uncertainty and fully correlated with it.
    again = parabolic_band.seebeck(eta, r)
    assert again.s == pytest.approx(2e-6, rel=1e-6, abs=0)
    assert (again - seebeck).s < 1e-6 * 2e-6


def test_a_band_takes_lists_and_whole_numbers():
    assert parabolic_band.carrier_density(5, 0.1 * m_e, 300) > 0
    assert parabolic_band.seebeck([1, 2], 0).shape == (2,)
    eta = np.linspace(-5, 5, 4)[:, np.newaxis]
    assert parabolic_band.lorenz(eta, [-0.5, 0, 1.5]).shape == (4, 3)


BAD = [np.nan, np.inf, "1", None, [1.0, np.nan], ufloat(np.nan, 1.0)]
BAND_FINITE = {
    "seebeck  ": lambda x: parabolic_band.chemical_potential(x, 0.0),
    "eta": lambda x: parabolic_band.seebeck(x, 0.0),
    "eta ": lambda x: parabolic_band.carrier_density(x, m_e, 300.0),
    "r": lambda x: parabolic_band.lorenz(1.0, x),
    "order": lambda x: parabolic_band.fermi_dirac_integral(x, 1.0),
}
BAND_POSITIVE = {
    "temperature ": lambda x: parabolic_band.carrier_density(1.0, m_e, x),
    "temperature  ": lambda x: parabolic_band.band_mass(1e24, 1.0, x),
    "number_density ": lambda x: parabolic_band.chemical_potential_at_density(x, m_e, 300.0),
    "mass": lambda x: parabolic_band.chemical_potential_at_density(1e24, x, 300.0),
}


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize("name", BAND_FINITE | BAND_POSITIVE)
def test_bad_numbers_of_a_band_are_named(name, bad):
    with pytest.raises(UltralowError, match=f"^{name.strip()} must be"):
        (BAND_FINITE | BAND_POSITIVE)[name](bad)


@pytest.mark.parametrize("bad", [0.0, -1.0, [1.0, -1.0], ufloat(-1.0, 5.0)], ids=repr)
@pytest.mark.parametrize("name", BAND_POSITIVE)
def test_values_of_a_band_below_zero_are_refused(name, bad):
    with pytest.raises(UltralowError, match=f"^{name.strip()} must be a finite number above zero"):
        BAND_POSITIVE[name](bad)


def test_what_a_band_cannot_have_is_refused():
    with pytest.raises(UltralowError, match="r must be a finite number above -1.5"):
        parabolic_band.seebeck(0.0, -1.5)
    with pytest.raises(UltralowError, match="order must be a finite number above -1"):
        parabolic_band.fermi_dirac_integral(-1, 0.0)
    with pytest.raises(UltralowError, match="Seebeck coefficient of zero"):
        parabolic_band.chemical_potential([79e-6, 0.0], 0.0)
    for seebeck in (0.07, 79.0, 1e100):
        with pytest.raises(UltralowError, match="no band has a Seebeck coefficient"):
            parabolic_band.chemical_potential([79e-6, seebeck], 0.0)
    for density in (1e-290, 1e290):
        with pytest.raises(UltralowError, match="no chemical potential of the band"):
            parabolic_band.chemical_potential_at_density(density, m_e, 300.0)
    for law in (parabolic_band.seebeck, parabolic_band.lorenz):
        with pytest.raises(UltralowError, match="eta must not be above 1e"):
            law(1e17, 0.0)
    with pytest.raises(UltralowError, match="eta must not be above 1e"):
        parabolic_band.fermi_dirac_integral(0.5, 1e17)


def test_a_metal_of_ten_picovolts_per_kelvin_has_a_chemical_potential():
    # Mott: S = (k_B/e) (π²/3)(r + 3/2)/η deep in a band.
    eta = parabolic_band.chemical_potential(1e-11, 0.0)
    assert eta == pytest.approx(k_B / e * np.pi**2 / 2 / 1e-11, rel=1e-6)
    with pytest.raises(UltralowError, match="leave such values out"):
        parabolic_band.chemical_potential(1e-13, 0.0)
