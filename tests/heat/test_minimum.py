"""Minimum thermal conductivity: its laws, its limits, and two independent evaluations."""

import kappamin
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import N_A, hbar
from scipy.constants import k as k_B
from scipy.integrate import quad
from ultralow.errors import UltralowError
from ultralow.heat import minimum

# Atoms per m³ and three velocities in m/s. Only CsPbBr3 stands for measured numbers: velocities
# from the moduli of doi:10.1021/acs.jpcc.2c00600, 20 atoms in the cell of
# doi:10.1023/A:1022836800820.
CSPBBR3 = (20 / 796.66e-30, [2201.0, 1108.0, 1108.0])
SOLIDS = {
    "very soft": (5.0e27, [500.0, 150.0, 150.0]),
    "three unequal branches": (2.0e28, [2400.0, 1300.0, 700.0]),
    "CsPbBr3": CSPBBR3,
    "very hard": (1.76e29, [18500.0, 12800.0, 11600.0]),
}

# The arithmetic of doubles: the laws below are exact, and a dozen roundings stay below this.
ROUNDING = 1e-14

temperatures = st.floats(1.0, 1.0e4)
densities = st.floats(1.0e27, 3.0e29)
velocities = st.lists(st.floats(100.0, 2.5e4), min_size=3, max_size=3)
factors = st.floats(0.1, 10.0)


def relative(value, reference):
    return np.max(np.abs(np.asarray(value) / reference - 1.0))


@given(temperatures, densities, velocities, factors)
def test_temperature_and_velocities_scale_together(t, n, v, factor):
    scaled = minimum.cahill(factor * t, n, factor * np.array(v))
    assert relative(scaled, factor * minimum.cahill(t, n, v)) < ROUNDING


@given(temperatures, densities, velocities, factors)
def test_temperature_and_atomic_distance_scale_together(t, n, v, factor):
    scaled = minimum.cahill(factor * t, factor**3 * n, v)
    assert relative(scaled, factor**2 * minimum.cahill(t, n, v)) < ROUNDING


@given(temperatures, densities, velocities, st.floats(1.001, 10.0))
def test_conductivity_rises_with_temperature_up_to_the_classical_limit(t, n, v, factor):
    cold, warm = minimum.cahill([t, factor * t], n, v)
    assert 0 < cold < warm < minimum.cahill_limit(n, v)


@given(temperatures, densities, velocities, st.permutations(range(3)))
def test_branches_are_independent_and_add_up(t, n, v, order):
    branches = minimum.cahill_branches(t, n, v)
    assert branches.sum() == minimum.cahill(t, n, v)
    np.testing.assert_array_equal(
        minimum.cahill_branches(t, n, np.array(v)[list(order)]), branches[list(order)]
    )


@pytest.mark.parametrize("solid", SOLIDS.values(), ids=SOLIDS)
def test_square_law_at_low_temperature(solid):
    n, v = solid
    theta = minimum.debye_temperatures(n, v)
    # At Θ/T = 60 the part of the integral beyond the cut-off is 60³ exp(-60) = 2e-21.
    t = theta.min() / np.array([60.0, 200.0, 5000.0])
    apery = sum(1 / k**3 for k in range(1, 200000))  # ζ(3), short by 1/(2 · 200000²) = 1.3e-11
    slope = (np.pi / 6) ** (1 / 3) * k_B * n ** (2 / 3) * (v / theta**2).sum() * 6 * apery
    assert relative(minimum.cahill(t, n, v), slope * t**2) < 2e-11


@pytest.mark.parametrize("solid", SOLIDS.values(), ids=SOLIDS)
def test_approach_to_the_classical_limit(solid):
    n, v = solid
    theta = minimum.debye_temperatures(n, v)
    limit = 0.5 * (np.pi / 6) ** (1 / 3) * k_B * n ** (2 / 3) * np.array(v)
    for ratio in (5.0, 50.0, 1e3):
        t = ratio * theta.max()
        # First quantum correction of an oscillator's heat capacity, averaged over the branch;
        # the next one is positive and below (Θ/T)⁴/720.
        excess = minimum.cahill_branches(t, n, v) / limit - (1 - (theta / t) ** 2 / 24)
        assert np.all(excess > -ROUNDING)
        assert np.all(excess < (theta / t) ** 4 / 720 + ROUNDING)


@given(densities, velocities)
def test_each_branch_is_cut_off_at_one_mode_per_atom(n, v):
    cutoff = minimum.debye_temperatures(n, v) * k_B / hbar
    assert relative(cutoff**3 / (6 * np.pi**2 * np.array(v) ** 3), n) < ROUNDING


def test_published_prefactor_of_the_classical_limit():
    n, (v_long, v_trans, _) = CSPBBR3
    prefactor = minimum.cahill_limit(*CSPBBR3) / (k_B * n ** (2 / 3) * (v_long + 2 * v_trans))
    assert prefactor == pytest.approx(0.403, abs=5e-4)  # three digits are published


def test_classical_limit_is_reached():
    hot = minimum.cahill(1e9, *CSPBBR3)  # Θ/T = 2e-7: the correction is 2e-15
    assert relative(hot, minimum.cahill_limit(*CSPBBR3)) < ROUNDING


def conductivity_in_40_digits(t, n, v):
    mpmath.mp.dps = 40
    n, t = mpmath.mpf(n), mpmath.mpf(float(t))
    total = mpmath.mpf(0)
    for velocity in v:
        theta = velocity * (mpmath.mpf(hbar) / mpmath.mpf(k_B)) * mpmath.cbrt(6 * mpmath.pi**2 * n)
        cutoff = theta / t
        points = [0, *(p for p in (1, 3, 8, 20, 50, 100, 200) if p < cutoff), cutoff]
        total += velocity / cutoff**2 * mpmath.quad(heat_of_modes, points)
    return mpmath.cbrt(mpmath.pi / 6) * mpmath.mpf(k_B) * mpmath.cbrt(n) ** 2 * total


def heat_of_modes(x):
    return x**3 * mpmath.exp(x) / (mpmath.exp(x) - 1) ** 2


@pytest.mark.parametrize("solid", SOLIDS.values(), ids=SOLIDS)
def test_against_mpmath_from_1_to_10000_kelvin(solid):
    t = np.geomspace(1.0, 1.0e4, 25)
    exact = [conductivity_in_40_digits(x, *solid) for x in t]
    errors = [abs(float(a / b - 1)) for a, b in zip(minimum.cahill(t, *solid), exact, strict=True)]
    assert max(errors) < 1e-14  # 1e-12 is asked for; measured: 3e-15


def test_against_mpmath_where_the_two_series_meet():
    n, v = CSPBBR3[0], [CSPBBR3[1][0]] * 3
    reduced = np.concatenate([np.linspace(2.5, 3.5, 11), np.nextafter(3.0, [0.0, 9.0])])
    t = minimum.debye_temperatures(n, v)[0] / reduced
    exact = [conductivity_in_40_digits(x, n, v) for x in t]
    errors = [abs(float(a / b - 1)) for a, b in zip(minimum.cahill(t, n, v), exact, strict=True)]
    assert max(errors) < 1e-14


@pytest.mark.parametrize("solid", ["CsPbBr3", "very hard"])
def test_against_kappamin(solid):
    n, (v_long, v_trans, _) = SOLIDS[solid]
    hottest = minimum.debye_temperatures(n, [v_long, v_trans, v_trans]).min() / 0.2
    t = np.geomspace(3.0, hottest, 12)
    theirs = kappamin.Debye(v_trans / 1e3, v_long / 1e3, 1, 1e30 / n, t)["Kappa_min"]
    # kappamin takes the heat capacity as classical below x = 0.01; at Θ/T > 0.2 this and the
    # tolerance of its quadrature leave 1e-7. Its ħ has nine digits.
    assert relative(minimum.cahill(t, n, [v_long, v_trans, v_trans]), theirs) < 1e-7


def test_cspbbr3_at_room_temperature():
    # 0.2085 and 0.211 W/m/K follow from the measured moduli; half of the last digit is allowed.
    assert minimum.cahill(300.0, *CSPBBR3) == pytest.approx(0.2085, abs=5e-5)
    assert minimum.cahill_limit(*CSPBBR3) == pytest.approx(0.211, abs=5e-4)


def test_clarke_from_molar_mass():
    # Sapphire as a round example: five atoms of together 0.10196 kg/mol in the formula.
    modulus, density, molar_mass, atoms = 400e9, 3980.0, 0.10196, 5
    volume_of_atom = molar_mass / (atoms * density * N_A)
    expected = k_B * 0.87 * np.sqrt(modulus / density) / volume_of_atom ** (2 / 3)
    assert relative(minimum.clarke(1 / volume_of_atom, modulus, density), expected) < ROUNDING


@given(densities, st.floats(1e8, 1e12), st.floats(500.0, 2e4), factors)
def test_clarke_scales_as_a_sound_velocity(n, modulus, density, factor):
    k = minimum.clarke(n, modulus, density)
    assert relative(minimum.clarke(n, factor**2 * modulus, density), factor * k) < ROUNDING
    assert relative(minimum.clarke(n, modulus, factor**2 * density), k / factor) < ROUNDING
    assert relative(minimum.clarke(factor**3 * n, modulus, density), factor**2 * k) < ROUNDING


@given(densities, velocities)
def test_diffuson_limit_lies_below_cahill_by_the_published_share(n, v):
    # Agne, Hanus and Snyder state 37 %.
    assert 1 - minimum.diffuson(n, v) / minimum.cahill_limit(n, v) == pytest.approx(0.37, abs=5e-3)


def test_diffuson_prefactor_against_a_debye_density_of_states():
    n, v = 2.5e28, 1500.0
    cutoff = v * (6 * np.pi**2 * n) ** (1 / 3)

    def heat_times_diffusivity(x):
        states = 3 * (x * cutoff) ** 2 / (2 * np.pi**2 * v**3)
        return cutoff * k_B * states * n ** (-2 / 3) * x * cutoff / (3 * np.pi)

    debye = quad(heat_times_diffusivity, 0, 1, epsrel=1e-12)[0]
    assert debye / (k_B * n ** (2 / 3) * v) == pytest.approx(0.93, abs=5e-3)
    # The mean frequency is 3/4 of the cut-off there, and 0.61 of it with the published prefactor.
    share = 0.75 * minimum.diffuson(n, [v, v, v]) / debye
    assert share == pytest.approx(0.61, abs=5e-3)


def test_broadcasting_equals_a_loop():
    t = np.array([5.0, 80.0, 300.0, 2000.0])[:, np.newaxis]
    n = np.array([1.0e28, 3.0e28])
    v = np.array([[2200.0, 1100.0, 1000.0], [5000.0, 3000.0, 2500.0]])
    branches = minimum.cahill_branches(t, n, v)
    assert branches.shape == (4, 2, 3)
    assert minimum.cahill(t, n, v).shape == (4, 2)
    assert minimum.diffuson(n, v).shape == minimum.cahill_limit(n, v).shape == (2,)
    assert minimum.debye_temperatures(n[:, np.newaxis], v).shape == (2, 2, 3)
    for i, j in np.ndindex(4, 2):
        np.testing.assert_allclose(
            branches[i, j], minimum.cahill_branches(t[i, 0], n[j], v[j]), rtol=1e-15
        )


def test_scalars_give_scalars_and_whole_numbers_are_taken():
    assert np.isscalar(minimum.cahill(300, 10**28, [2200, 1100, 1100]))
    assert np.isscalar(minimum.clarke(10**28, 10**10, 5000))
    assert minimum.cahill([], 1e28, [2200.0, 1100.0, 1100.0]).shape == (0,)


def test_extreme_temperatures_stay_finite():
    with np.errstate(all="raise", under="ignore"):
        t = np.array([1e-200, 1e-6, 1e12, 1e200])
        k = minimum.cahill(t, *CSPBBR3)
    assert np.all(np.isfinite(k)) and np.all(k >= 0)
    assert relative(k[2:], minimum.cahill_limit(*CSPBBR3)) < ROUNDING


NUMBERS = {
    "temperature": lambda bad: minimum.cahill(bad, *CSPBBR3),
    "number_density": lambda bad: minimum.cahill(300.0, bad, CSPBBR3[1]),
    "velocities": lambda bad: minimum.cahill(300.0, 1e28, [2200.0, bad, 1100.0]),
    "youngs_modulus": lambda bad: minimum.clarke(1e28, bad, 5000.0),
    "mass_density": lambda bad: minimum.clarke(1e28, 1e10, bad),
}


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf, "300", None])
@pytest.mark.parametrize("name", NUMBERS)
def test_bad_numbers_are_named(name, bad):
    with pytest.raises(UltralowError, match=f"^{name} must be a finite number above zero"):
        NUMBERS[name](bad)


def test_one_bad_number_among_good_ones_is_counted():
    with pytest.raises(UltralowError, match=r"1 of 3 values are not"):
        minimum.cahill([100.0, np.nan, 300.0], *CSPBBR3)


@pytest.mark.parametrize("v", [2200.0, [2200.0, 1100.0], np.ones((3, 2))])
def test_three_branches_are_asked_for(v):
    with pytest.raises(UltralowError, match="axis of 3 branches"):
        minimum.debye_temperatures(1e28, v)


@pytest.mark.parametrize(
    "call",
    [
        lambda: minimum.cahill(np.ones(4), np.ones(3), np.ones((3, 3))),
        lambda: minimum.diffuson(np.ones(2), np.ones((3, 3))),
        lambda: minimum.clarke(np.ones(2), np.ones(3), 1.0),
    ],
)
def test_shapes_that_do_not_fit_are_shown(call):
    with pytest.raises(UltralowError, match=r"do not broadcast.*\(3,\)"):
        call()
