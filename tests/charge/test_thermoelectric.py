"""Electrons as carriers of heat and charge: laws, limits, exact integrals, stated numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import e, m_e
from ultralow.charge import parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.errors import UltralowError
from uncertainties import ufloat, unumpy

# CsSnI3 at 300 K as the paper states it: S (V/K), σ (S/m), µ (m²/V/s), k_total (W/m/K).
SEEBECK, SIGMA, MOBILITY, K_TOTAL = 79e-6, 28200.0, 394e-4, 0.57
positive = st.floats(1e-3, 1e3)


def relative(value, reference):
    return np.max(np.abs(np.asarray(value) / reference - 1.0))


def test_sommerfeld_value():
    assert te.lorenz_sommerfeld() == pytest.approx(2.443e-8, abs=5e-12)  # as tabulated


def test_kims_fit_follows_the_exact_band_within_5_percent():
    seebeck = np.geomspace(1e-6, 1e-3, 100)
    exact = parabolic_band.lorenz(parabolic_band.chemical_potential(seebeck, -0.5), -0.5)
    deviation = te.lorenz_from_seebeck(seebeck) / exact - 1
    assert np.max(np.abs(deviation)) < 0.05  # as its authors state; 3.7 % at 217 µV/K
    assert deviation.min() < 0 < deviation.max()  # a fit crosses what it fits


@given(positive, positive, positive, positive, positive)
def test_figure_of_merit_from_lorenz_number(seebeck, sigma, t, lorenz, lattice):
    electronic = te.electronic_thermal_conductivity(sigma, t, lorenz)
    merit = te.figure_of_merit(seebeck, sigma, t, electronic + lattice)
    assert relative(merit, seebeck**2 / lorenz / (1 + lattice / electronic)) < 1e-14
    assert relative(merit * (electronic + lattice) / t, te.power_factor(seebeck, sigma)) < 1e-14


@given(positive, positive)
def test_density_and_mobility_are_inverse(sigma, mobility):
    n = te.carrier_density(sigma, mobility)
    assert relative(te.mobility(sigma, n), mobility) < 1e-15
    assert relative(n * e * mobility, sigma) < 1e-15


# r, η, L (1e-8 W Ω/K²), k_electron, k_lattice, mass (m_e); a half of each last digit is allowed.
STATED = [
    (0, 4.97, 2.228, 0.1885, 0.3815, 0.074),
    (-0.5, 3.35, 2.027, 0.171, 0.399, 0.106),
]


@pytest.mark.parametrize(("r", "eta", "lorenz", "electronic", "lattice", "mass"), STATED)
def test_stated_numbers_of_cssni3_close(r, eta, lorenz, electronic, lattice, mass):
    found = parabolic_band.chemical_potential(SEEBECK, r)
    assert found == pytest.approx(eta, abs=5e-3)
    found_lorenz = parabolic_band.lorenz(found, r)
    assert found_lorenz == pytest.approx(lorenz * 1e-8, abs=5e-12)
    found_electronic = te.electronic_thermal_conductivity(SIGMA, 300.0, found_lorenz)
    digit = 5e-5 if r == 0 else 5e-4
    assert found_electronic == pytest.approx(electronic, abs=digit)
    found_lattice = te.lattice_thermal_conductivity(K_TOTAL, found_electronic)
    assert found_lattice == pytest.approx(lattice, abs=digit)
    n = te.carrier_density(SIGMA, MOBILITY)
    assert n == pytest.approx(4.47e24, abs=5e21)
    assert parabolic_band.band_mass(n, found, 300.0) / m_e == pytest.approx(mass, abs=5e-4)


def test_other_stated_numbers_of_cssni3():
    sommerfeld = te.electronic_thermal_conductivity(SIGMA, 300.0, te.lorenz_sommerfeld())
    assert te.lattice_thermal_conductivity(K_TOTAL, sommerfeld) == pytest.approx(0.363, abs=5e-4)
    kim = te.lorenz_from_seebeck(SEEBECK)
    assert kim == pytest.approx(2.006e-8, abs=5e-12)
    electronic = te.electronic_thermal_conductivity(SIGMA, 300.0, kim)
    assert te.lattice_thermal_conductivity(K_TOTAL, electronic) == pytest.approx(0.400, abs=5e-4)
    assert te.power_factor(SEEBECK, SIGMA) == pytest.approx(176e-6, abs=5e-7)
    # zT 0.11 and power factor 186 µW/m/K² at 320 K belong to k = 0.541 W/m/K.
    assert te.figure_of_merit(1.0, 186e-6, 320.0, 0.541) == pytest.approx(0.11, abs=5e-5)


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


def test_nominal_values_do_not_depend_on_the_kind_of_number():
    check_kinds_of_number(
        [
            (te.electronic_thermal_conductivity, SIGMA, 300.0, 2.2e-8),
            (te.lattice_thermal_conductivity, K_TOTAL, 0.19),
            (te.power_factor, SEEBECK, SIGMA),
            (te.figure_of_merit, SEEBECK, SIGMA, 300.0, K_TOTAL),
            (te.carrier_density, SIGMA, MOBILITY),
            (te.mobility, SIGMA, 4.47e24),
            (te.lorenz_from_seebeck, -SEEBECK),
        ]
    )


def test_uncertainties_of_products_and_differences():
    seebeck, sigma = ufloat(79e-6, 2e-6), ufloat(28200.0, 600.0)
    merit = te.figure_of_merit(seebeck, sigma, 300.0, ufloat(0.57, 0.03))
    expected = np.sqrt((2 * 2 / 79) ** 2 + (600 / 28200) ** 2 + (0.03 / 0.57) ** 2)
    assert merit.s / merit.n == pytest.approx(expected, rel=1e-12)
    electronic = te.electronic_thermal_conductivity(sigma, 300.0, te.lorenz_sommerfeld())
    total = electronic + ufloat(0.38, 0.04)
    # What electrons add is known to be the same in both: only the 0.04 remains.
    assert te.lattice_thermal_conductivity(total, electronic).s == pytest.approx(0.04, rel=1e-12)


def test_uncertainty_of_the_fitted_lorenz_number():
    # By hand: dL/d|S| = −1e-8 exp(−|S|/116 µV/K)/116 µV/K, for both signs of S.
    for sign in (1, -1):
        lorenz = te.lorenz_from_seebeck(ufloat(sign * 79e-6, 2e-6))
        assert lorenz.s == pytest.approx(1e-8 * np.exp(-79 / 116) * 2 / 116, rel=1e-12, abs=0)


def test_mixed_arguments_keep_their_uncertainty():
    eta = parabolic_band.chemical_potential(unumpy.uarray([79e-6, 90e-6], 2e-6), r=-0.5)
    lorenz = parabolic_band.lorenz(eta, r=-0.5)
    electronic = te.electronic_thermal_conductivity(ufloat(28200.0, 600.0), 300.0, lorenz)
    assert electronic.shape == (2,)
    assert all(x.s / x.n > 600 / 28200 for x in electronic)


def test_lists_and_whole_numbers_are_taken():
    np.testing.assert_array_equal(te.power_factor([1, 2], [10**22, 10**22]), np.array([1e22, 4e22]))


BAD = [np.nan, np.inf, "1", None, [1.0, np.nan], ufloat(np.nan, 1.0)]
FINITE = {
    "electronic": lambda x: te.lattice_thermal_conductivity(0.5, x),
    "seebeck": lambda x: te.power_factor(x, 1e4),
    "seebeck ": lambda x: te.lorenz_from_seebeck(x),
}
POSITIVE = {
    "electrical_conductivity": lambda x: te.power_factor(1e-4, x),
    "temperature": lambda x: te.electronic_thermal_conductivity(1e4, x, 2e-8),
    "lorenz_number": lambda x: te.electronic_thermal_conductivity(1e4, 300.0, x),
    "total": lambda x: te.lattice_thermal_conductivity(x, 0.1),
    "thermal_conductivity": lambda x: te.figure_of_merit(1e-4, 1e4, 300.0, x),
    "mobility": lambda x: te.carrier_density(1e4, x),
    "number_density": lambda x: te.mobility(1e4, x),
}


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize("name", FINITE | POSITIVE)
def test_bad_numbers_are_named(name, bad):
    with pytest.raises(UltralowError, match=f"^{name.strip()} must be"):
        (FINITE | POSITIVE)[name](bad)


@pytest.mark.parametrize("bad", [0.0, -1.0, [1.0, -1.0], ufloat(-1.0, 5.0)], ids=repr)
@pytest.mark.parametrize("name", POSITIVE)
def test_values_below_zero_are_refused(name, bad):
    with pytest.raises(UltralowError, match=f"^{name.strip()} must be a finite number above zero"):
        POSITIVE[name](bad)


def test_without_thermopower_the_lorenz_number_is_that_of_a_metal():
    # Sommerfeld's is 2.44e-8 W Ω/K²; the fit is good to 5 %.
    assert te.lorenz_from_seebeck(0.0) == pytest.approx(2.44e-8, rel=0.05, abs=0)
