"""One integrator for any bands: laws, inversions, tables, and what it refuses."""

import math
from dataclasses import replace

import numpy as np
import pytest
from band_tables import HOLES, MASSES, table
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import e, m_e
from scipy.constants import k as k_B
from ultralow.charge import boltzmann, model_bands, parabolic_band, transport_distribution
from ultralow.charge import thermoelectric as te
from ultralow.errors import UltralowError


def with_electrons(gap=0.4 * e):
    """The valence band and its mirror image across a gap."""
    hole = HOLES
    return replace(
        hole,
        energy=np.concatenate([hole.energy, gap - hole.energy[::-1]]),
        weight=np.concatenate([hole.weight, hole.weight[::-1]]),
        dos=np.concatenate([hole.dos, hole.dos[::-1]]),
        transport=np.concatenate([hole.transport, hole.transport[::-1]]),
        conduction_edge=gap,
        highest=gap - hole.lowest,
    )


BOTH = with_electrons()


@given(st.floats(-0.4, 0.8), st.sampled_from([150.0, 300.0, 500.0]))
def test_onsager_and_the_second_law(mu_eV, temperature):
    found = boltzmann.tensors(BOTH, mu_eV * e, temperature)
    for tensor in (found.sigma, found.kappa):
        np.testing.assert_allclose(tensor, tensor.T, rtol=1e-12)
        assert np.all(np.linalg.eigvalsh(tensor) > 0)
    # Heat carried at zero field, κ + T σS², is no less than at zero current.
    peltier = temperature * found.seebeck.T @ found.sigma @ found.seebeck
    assert np.all(np.linalg.eigvalsh(peltier) >= 0)


@given(st.floats(-0.3, 0.7))
def test_mirrored_bands_have_mirrored_carriers(mu_eV):
    here, there = (boltzmann.tensors(BOTH, mu * e, 300.0) for mu in (mu_eV, 0.4 - mu_eV))
    np.testing.assert_allclose(here.sigma, there.sigma, rtol=1e-9)
    scale = k_B / e
    np.testing.assert_allclose(here.seebeck, -there.seebeck, rtol=1e-9, atol=1e-9 * scale)
    holes = [boltzmann.carrier_density(BOTH, mu * e, 300.0) for mu in (mu_eV, 0.4 - mu_eV)]
    assert holes[0] == pytest.approx(-holes[1], rel=1e-9, abs=1e-3)


def test_two_kinds_of_carriers_add_as_goldsmid_says():
    # S = Σ σS/Σσ, and κ has the bipolar term T σₕσₑ/(σₕ+σₑ) (Sₕ − Sₑ)².
    mu, temperature = 0.12 * e, 400.0
    hole = boltzmann.tensors(HOLES, mu, temperature)
    mirror = boltzmann.tensors(HOLES, 0.4 * e - mu, temperature)
    s = [np.diag(hole.sigma), np.diag(mirror.sigma)]
    a = [np.diag(hole.seebeck), -np.diag(mirror.seebeck)]
    both = boltzmann.tensors(BOTH, mu, temperature)
    total = s[0] + s[1]
    np.testing.assert_allclose(np.diag(both.sigma), total, rtol=1e-12)
    np.testing.assert_allclose(
        np.diag(both.seebeck), (s[0] * a[0] + s[1] * a[1]) / total, rtol=1e-9
    )
    bipolar = temperature * s[0] * s[1] / total * (a[0] - a[1]) ** 2
    kappa = np.diag(hole.kappa) + np.diag(mirror.kappa) + bipolar
    np.testing.assert_allclose(np.diag(both.kappa), kappa, rtol=1e-9)


def test_units_of_a_semiconductor_everyone_knows():
    # One carrier in 1e18 per cm³ with m = 0.1 mₑ and 10 fs: 176 cm²/Vs and 28 S/cm by Drude.
    band = model_bands.parabolic(0.1 * m_e)
    mu = boltzmann.chemical_potential_at_density(band, 1e24, 300.0)
    found = boltzmann.along(boltzmann.tensors(band, mu, 300.0, 1e-14), 300.0)
    assert found.sigma / 100 == pytest.approx(28.18, rel=1e-3, abs=0)
    assert te.mobility(found.sigma, 1e24) * 1e4 == pytest.approx(175.9, rel=1e-3, abs=0)
    assert 100 < found.seebeck * 1e6 < 400
    assert found.lorenz * 1e8 == pytest.approx(1.9, abs=0.2)


@given(st.floats(22.0, 26.0), st.floats(100.0, 500.0))
def test_density_and_its_inverse(power, temperature):
    density = 10.0**power
    mu = boltzmann.chemical_potential_at_density(BOTH, [density, -density], temperature)
    found = boltzmann.carrier_density(BOTH, mu, temperature)
    np.testing.assert_allclose(found, [density, -density], rtol=1e-8)


@pytest.mark.parametrize("axis", [None, [1, 0, 1]])
@pytest.mark.parametrize("law", ["constant", "inverse_dos"])
def test_seebeck_coefficient_and_its_inverse(law, axis):
    seebeck = np.array([30e-6, 79e-6, 200e-6, 400e-6])
    tau = boltzmann.scattering(BOTH, law)
    mu = boltzmann.chemical_potential_at_seebeck(BOTH, seebeck, 300.0, tau, axis)
    found = boltzmann.along(boltzmann.tensors(BOTH, mu, 300.0, tau), 300.0, axis)
    np.testing.assert_allclose(found.seebeck, seebeck, rtol=1e-7)
    # The side of many holes: more of them, a smaller S.
    more = boltzmann.along(boltzmann.tensors(BOTH, mu - 1e-3 * e, 300.0, tau), 300.0, axis)
    assert np.all(more.seebeck < found.seebeck)


def test_the_seebeck_coefficient_is_inverted_down_to_the_end_of_the_table():
    low, _ = boltzmann._window(HOLES, np.array(300.0))
    least = boltzmann.along(boltzmann.tensors(HOLES, low, 300.0), 300.0).seebeck
    mu = boltzmann.chemical_potential_at_seebeck(HOLES, 1.0001 * least, 300.0)
    assert mu == pytest.approx(low, abs=1e-3 * e)
    with pytest.raises(UltralowError, match="no density of holes"):
        boltzmann.chemical_potential_at_seebeck(HOLES, 0.9999 * least, 300.0)


def test_a_narrow_band_that_ends_has_its_seebeck_coefficient_inverted_too():
    energy = np.linspace(-0.5, 0.0, 501) * e
    dos = -energy * (energy + 0.5 * e)  # no states at either end
    band = transport_distribution.from_table(energy, dos, np.outer(dos, np.ones(3)), 0.0, math.inf)
    assert band.lowest == -math.inf
    mu = boltzmann.chemical_potential_at_seebeck(band, 79e-6, 300.0)
    found = boltzmann.along(boltzmann.tensors(band, mu, 300.0), 300.0)
    assert found.seebeck == pytest.approx(79e-6, rel=1e-7, abs=0)


def test_few_carriers_are_the_limit_of_many():
    for law in (("constant",), ("inverse_dos",), ("power", 1.5)):
        tau = 1e-14 * boltzmann.scattering(HOLES, *law)
        limit = boltzmann.mobility_few_carriers(HOLES, [200.0, 300.0], tau)
        for place, temperature in enumerate((200.0, 300.0)):
            mu = 16 * k_B * temperature
            sigma = boltzmann.tensors(HOLES, mu, temperature, tau).sigma
            density = boltzmann.carrier_density(HOLES, mu, temperature)
            np.testing.assert_allclose(sigma / (e * density), limit[place], rtol=1e-6)


def test_no_current_crosses_a_wire():
    found = boltzmann.tensors(HOLES, -0.05 * e, 300.0)
    axis = np.array([1.0, 0.0, 1.0])
    wire = boltzmann.along(found, 300.0, axis)
    resistivity = 0.5 * (1 / found.sigma[0, 0] + 1 / found.sigma[2, 2])
    assert wire.sigma == pytest.approx(1 / resistivity, rel=1e-12, abs=0)
    turned = boltzmann.along(found, 300.0, 7 * axis)
    assert turned.sigma == pytest.approx(wire.sigma, rel=1e-12, abs=0)
    straight = boltzmann.along(found, 300.0, [0, 1, 0])
    assert straight.sigma == pytest.approx(found.sigma[1, 1], rel=1e-12, abs=0)
    mean = boltzmann.along(found, 300.0)
    assert mean.sigma == pytest.approx(np.trace(found.sigma) / 3, rel=1e-12, abs=0)


def test_arrays_are_the_numbers_one_by_one():
    mu, temperature = np.array([[-0.1], [0.0], [0.1]]) * e, np.array([200.0, 300.0])
    tau = boltzmann.scattering(BOTH, "inverse_dos")
    every = boltzmann.tensors(BOTH, mu, temperature, tau)
    assert every.sigma.shape == (3, 2, 3, 3)
    one = boltzmann.tensors(BOTH, -0.0, 300.0, tau)
    for whole, single in zip(every, one, strict=True):
        np.testing.assert_allclose(whole[1, 1], single, rtol=1e-12)


STORED = transport_distribution.from_table(*table())
TWO = transport_distribution.from_table(
    np.array([-1.0, 1.0]) * e, np.ones(2), np.ones((2, 3)), -0.5 * e, 0.5 * e
)


def test_a_table_ends_on_the_side_of_electrons_as_on_that_of_holes():
    cut = with_electrons()
    cut = replace(cut, lowest=-0.8 * e, highest=1.2 * e)
    for mu_eV, taken in ((0.0, True), (-0.3, False), (-0.5, False)):
        for mu in (mu_eV * e, (0.4 - mu_eV) * e):
            if taken:
                assert np.isfinite(boltzmann.tensors(cut, mu, 300.0).sigma).all()
                continue
            with pytest.raises(UltralowError, match="the carriers lie outside"):
                boltzmann.tensors(cut, mu, 300.0)


def test_of_several_temperatures_the_worst_is_told():
    with pytest.raises(UltralowError, match="at 900 K and a chemical potential of -0.100 eV"):
        boltzmann.tensors(STORED, -0.1 * e, [300.0, 900.0, 400.0])


def test_without_a_relaxation_time_everything_is_per_second():
    plain, timed = (boltzmann.tensors(HOLES, 0.0, 300.0, *tau) for tau in ((), (1e-14,)))
    assert timed.sigma == pytest.approx(1e-14 * plain.sigma, rel=1e-12, abs=0)
    few, timed = (boltzmann.mobility_few_carriers(HOLES, 300.0, *tau) for tau in ((), (1e-14,)))
    assert timed == pytest.approx(1e-14 * few, rel=1e-12, abs=0)
    # A parabolic band has Drude's eτ/m along each of its axes.
    assert np.diag(few) == pytest.approx(e / MASSES, rel=1e-3, abs=0)


@given(st.floats(0.001, 1.5), st.floats(0.3, 60.0), st.sampled_from([1.0, 3.0, 6.0]))
def test_a_cold_model_is_right_or_refused(deep_eV, temperature, depth_eV):
    band = model_bands.parabolic(0.2 * m_e, depth=depth_eV * e)
    try:
        found = boltzmann.tensors(band, -deep_eV * e, temperature).seebeck[0, 0]
    except UltralowError:
        return
    exact = parabolic_band.seebeck(deep_eV * e / (k_B * temperature), 0.0)
    assert found == pytest.approx(exact, rel=2e-6, abs=0)


def test_the_nodes_of_a_model_refuse_only_what_they_do_not_resolve():
    band = model_bands.parabolic(0.2 * m_e)
    for deep_eV, coldest in ((0.0, 0.5), (0.01, 5.0), (0.1, 16.0)):
        assert boltzmann.tensors(band, -deep_eV * e, coldest).seebeck[0, 0] > 0
    # Nor is a gap between bands a distance of nodes.
    assert np.isfinite(boltzmann.tensors(BOTH, 0.2 * e, 20.0).sigma).all()
    for kelvin in (77.0, 20.0):
        mu = boltzmann.chemical_potential_at_density(band, 1e24, kelvin)
        assert boltzmann.carrier_density(band, mu, kelvin) == pytest.approx(1e24, rel=1e-9)
        mu = boltzmann.chemical_potential_at_seebeck(band, 79e-6, kelvin)
        assert boltzmann.tensors(band, mu, kelvin).seebeck[0, 0] == pytest.approx(79e-6, abs=1e-12)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: boltzmann.tensors(STORED, -0.1 * e, 900.0), "outside this table of bands"),
        (lambda: boltzmann.tensors(STORED, -1.1 * e, 300.0), "outside this table of bands"),
        (lambda: boltzmann.tensors(STORED, -0.1 * e, 15.0), "15 K is too low for this table"),
        (lambda: boltzmann.tensors(HOLES, -0.1 * e, [300.0, 5.0]), "of 5 K is too low for these"),
        (lambda: boltzmann.tensors(HOLES, [0, 0.5 * e], 5.0), "0.500 eV there is no carrier"),
        (lambda: boltzmann.tensors(STORED, -0.1 * e, -3.0), "temperature must be a finite"),
        (lambda: boltzmann.tensors(STORED, math.nan, 300.0), "chemical_potential must be"),
        (lambda: boltzmann.mobility_few_carriers(STORED, 900.0), "outside this table of bands"),
        (
            lambda: boltzmann.chemical_potential_at_density(STORED, 1e30, 300.0),
            "no chemical potential gives 1e.24 carriers per cm³",
        ),
        (
            lambda: boltzmann.chemical_potential_at_density(STORED, -1e20, 300.0),
            "no chemical potential gives",
        ),
        (
            lambda: boltzmann.chemical_potential_at_seebeck(BOTH, 0.9e-3, 300.0),
            "no density of holes has a Seebeck coefficient of 900",
        ),
        (
            lambda: boltzmann.chemical_potential_at_seebeck(BOTH, -79e-6, 300.0),
            "no density of holes",
        ),
        (lambda: boltzmann.chemical_potential_at_seebeck(TWO, 79e-6, 5000.0), "5000 K is too hot"),
        (
            lambda: boltzmann.tensors(replace(HOLES, transport=0 * HOLES.transport), 0.0, 300.0),
            "no carrier moves along one of the axes",
        ),
    ],
)
def test_bad_input_has_one_clear_message(call, message):
    with pytest.raises(UltralowError, match=message):
        call()


def test_the_value_that_no_band_gives_is_named():
    band = model_bands.parabolic(0.2 * m_e)
    with pytest.raises(UltralowError, match="of 0.001 µV/K"):
        boltzmann.chemical_potential_at_seebeck(band, [79e-6, 1e-9], 300.0)
    with pytest.raises(UltralowError, match="gives -1e"):
        boltzmann.chemical_potential_at_density(band, [1e24, -1e24], 300.0)
