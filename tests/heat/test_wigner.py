"""Limits of Wigner's formula, its covariance, and numbers of others."""

import math
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_modes import crystal, products
from scipy.constants import hbar
from scipy.constants import k as k_B
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import materials, phonon_store, tables
from ultralow.errors import UltralowError
from ultralow.heat import velocity_operator, wigner
from ultralow.heat.mesh_modes import Modes

NAMGF3 = Path(__file__).parents[1] / "reference" / "namgf3"
seeds = st.integers(0, 2**32 - 1)


def total(modes, rates, temperature=300.0):
    parts = wigner.particle, wigner.coherence
    return sum(part(modes, rates, temperature) for part in parts)


def test_one_mode_in_round_numbers():
    # k_B v² τ / V: 1.38e-23 · 1e6 · 1e-12 / 1e-28
    modes, _ = crystal(0, 1, 1, np.full((1, 3, 1, 1), 1000.0), np.array([[1e9]]))
    found = wigner.particle(modes._replace(volume=1e-28), np.array([[1e12]]), 300.0)
    np.testing.assert_allclose(found, k_B * 1e22, rtol=1e-8)  # x² / 12 with x = 1.6e-4


def test_against_the_formula_written_out():
    modes, rates = crystal(1, 2, 3)
    weights, summed = modes.weights, np.zeros((2, 6))
    for q in range(2):
        for s in range(3):
            for t in range(3):
                one, two = (2 * np.pi * modes.frequencies[q, i] for i in (s, t))
                heat = []
                for omega in (one, two):
                    grown = math.exp(hbar * omega / (k_B * 250))
                    energy = (hbar * omega) ** 2 / (k_B * 250**2)
                    heat.append(energy * grown / (grown - 1) ** 2 / omega)
                width = rates[q, s] + rates[q, t]
                peak = (width / 2) / ((one - two) ** 2 + width**2 / 4)
                term = weights[q] * (one + two) / 4 * sum(heat) * peak
                term *= modes.velocity_products[q, :, s, t] / (1e-27 * weights.sum())
                summed[int(s != t)] += term
    found = [part(modes, rates, 250.0) for part in (wigner.particle, wigner.coherence)]
    np.testing.assert_allclose(found, summed, rtol=1e-12)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_turning_the_crystal_turns_the_tensor(seed):
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    velocity = rng.normal(size=(3, 3, 4, 4)) * 1000
    velocity = velocity + velocity.swapaxes(2, 3)
    here, rates = crystal(seed, 3, 4, velocity)
    there, _ = crystal(seed, 3, 4, np.einsum("ab,qbst->qast", turn, velocity))
    for part in (wigner.particle, wigner.coherence):
        found, turned = part(here, rates, 300.0), part(there, rates, 300.0)
        expected = turn @ wigner.tensor(found) @ turn.T
        np.testing.assert_allclose(wigner.tensor(turned), expected, atol=1e-12)
        direction = rng.normal(size=3)
        a, b = (
            wigner.component_along(found, direction),
            wigner.component_along(turned, turn @ direction),
        )
        assert a == pytest.approx(b, rel=1e-9)
        mean = wigner.component_along(found), wigner.component_along(turned)
        assert mean[0] == pytest.approx(mean[1], rel=1e-9)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_degenerate_modes_may_be_mixed_without_changing_the_whole(seed):
    rng = np.random.default_rng(seed)
    velocity = rng.normal(size=(1, 3, 4, 4)) + 1j * rng.normal(size=(1, 3, 4, 4))
    velocity = 700 * (velocity + velocity.conj().swapaxes(2, 3))
    frequencies = np.array([[0.5e12, 1e12, 1e12, 2e12]])
    rates = np.array([[2e11, 4e11, 4e11, 6e11]])
    mixing = np.eye(4, dtype=complex)
    pair = rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2))
    mixing[1:3, 1:3] = np.linalg.qr(pair)[0]
    mixed = mixing.conj().T @ velocity @ mixing
    here, there = (crystal(seed, 1, 4, v, frequencies)[0] for v in (velocity, mixed))
    np.testing.assert_allclose(total(there, rates), total(here, rates), rtol=1e-10, atol=1e-12)


def test_a_degenerate_pair_tunnels_as_a_particle_flies():
    # Two modes of one frequency and rate: off the diagonal, c |v|² τ just as on it.
    velocity = np.zeros((1, 3, 2, 2))
    velocity[:, 0] = 1000 * np.array([[0, 1], [1, 0]])
    tunnel, _ = crystal(0, 1, 2, velocity, np.array([[1e12, 1e12]]))
    velocity[:, 0] = 1000 * np.eye(2)
    fly, _ = crystal(0, 1, 2, velocity, np.array([[1e12, 1e12]]))
    rates = np.full((1, 2), 3e11)
    assert wigner.particle(tunnel, rates, 300.0)[0] == 0
    expected = wigner.particle(fly, rates, 300.0)
    np.testing.assert_allclose(wigner.coherence(tunnel, rates, 300.0), expected, rtol=1e-13)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_sharp_bands_do_not_tunnel(seed):
    rng = np.random.default_rng(seed)
    frequencies = 1e12 * np.arange(1, 6) + rng.uniform(0, 2e11, (3, 5))
    modes, rates = crystal(seed, frequencies=frequencies)
    sharp = [wigner.coherence(modes, rates * by, 300.0) for by in (1e-6, 1e-9)]
    np.testing.assert_allclose(sharp[0] * 1e-3, sharp[1], rtol=1e-6, atol=1e-24)
    particle = [wigner.particle(modes, rates * by, 300.0) for by in (1, 1e-6)]
    np.testing.assert_allclose(particle[0] * 1e6, particle[1], rtol=1e-12)


def test_a_glass_does_not_know_its_linewidths():
    # Allen and Feldman: where modes lie much closer than they are wide, the Lorentzian counts
    # how many there are, π over their angular distance, whatever the width.
    count, apart = 801, 2e9
    velocity = np.zeros((1, 3, count, count))
    velocity[0, 0] = 300.0
    frequencies = 1e12 + apart * (np.arange(count) - count // 2)[None, :]
    modes, _ = crystal(0, 1, count, velocity, frequencies)
    middle = count // 2
    expected = k_B * 300.0**2 * np.pi / (2 * np.pi * apart) / 1e-27
    for width in (4e10, 8e10):  # s⁻¹; the band ends far outside of both
        rates = np.full((1, count), width)
        both = wigner.coherence_by_mode(modes, rates, 3000.0)
        both = both + wigner.particle_by_mode(modes, rates, 3000.0)
        # The band's ends cut 2Γ/(π Δω) off the Lorentzian, a hundredth; c is k_B to 2e-5.
        assert both[0, middle, 0] == pytest.approx(expected, rel=0.012)


@given(seeds, st.floats(2, 50))
@settings(deadline=None, max_examples=20)
def test_three_phonon_rates_make_the_particle_part_fall_as_one_over_t(seed, factor):
    modes, rates = crystal(seed)
    hot = 20000.0  # c = k_B to x²/12 = 8e-6
    found = [wigner.particle(modes, rates * t, t)[:3] * t for t in (hot, factor * hot)]
    np.testing.assert_allclose(found[0], found[1], rtol=2e-5)


def test_modes_without_a_rate_carry_nothing_and_are_counted():
    modes, rates = crystal(3)
    modes.frequencies[1, 0] = -1e11
    rates[2, 4] = np.nan
    kept = np.ones_like(rates, bool)
    kept[1, 0] = kept[2, 4] = False
    found = wigner.modes_without_rate(modes, rates, 300.0)
    assert found.count == modes.weights[1] + modes.weights[2]
    assert found.total == modes.weights.sum() * 5
    heat = wigner.heat_capacity(modes.frequencies[2, 4], 300.0) * modes.weights[2]
    held = wigner.heat_capacity(np.abs(modes.frequencies), 300.0) * modes.weights[:, None]
    held[1, 0] = 0
    assert found.heat == pytest.approx(heat / held.sum(), rel=1e-12)
    for part in (wigner.particle_by_mode, wigner.coherence_by_mode):
        parts = part(modes, rates, 300.0)
        assert np.all(parts[~kept] == 0) and np.all(parts[kept][:, 0] > 0)


def test_temperatures_go_side_by_side():
    modes, rates = crystal(5)
    warm = np.array([100.0, 300.0])
    both = np.stack([rates, 2 * rates])
    for part in (wigner.particle, wigner.coherence):
        one = [part(modes, r, t) for r, t in zip(both, warm)]
        np.testing.assert_allclose(part(modes, both, warm), one, rtol=1e-13)
    assert wigner.modes_without_rate(modes, both, warm).count.shape == (2,)


def test_heat_capacity_when_hot_cold_and_in_between():
    # x = 1: mpmath, 40 digits
    nu = k_B * 300 / 6.62607015e-34
    assert wigner.heat_capacity(nu, 300.0) / k_B == pytest.approx(0.9206735942077924)
    assert wigner.heat_capacity(0.0, 10.0) == k_B
    assert wigner.heat_capacity(1e13, 0.1) < 1e-300
    assert np.isnan(wigner.heat_capacity(-1e12, 300.0))


def test_what_is_refused():
    modes, rates = crystal(0)
    with pytest.raises(UltralowError, match="marks? a mode whose rate was not computed"):
        wigner.particle(modes, rates * 0, 300.0)
    with pytest.raises(UltralowError, match="do not fit 3 wave vectors, 5 modes"):
        wigner.coherence(modes, rates[:, :2], 300.0)
    with pytest.raises(UltralowError, match="temperature must be"):
        wigner.particle(modes, rates, 0.0)
    with pytest.raises(UltralowError, match="not all zero"):
        wigner.component_along(np.ones(6), [0, 0, 0])


@pytest.fixture(scope="module")
def namgf3():
    """NaMgF3 from published force constants, with velocity operators found here."""
    import h5py
    import phono3py
    from phonopy import Phonopy

    stored = phono3py.load(
        NAMGF3 / "crystal.yaml.xz", fc2_filename=NAMGF3 / "force_constants.hdf5", log_level=0
    )
    model = Phonopy(stored.unitcell, stored.supercell_matrix, primitive_matrix=np.eye(3))
    model.force_constants, model.nac_params = stored.fc2, stored.nac_params
    with h5py.File(NAMGF3 / "linewidths.hdf5") as file:
        points, weights, known, gamma = (
            file[name][()] for name in ("qpoint", "weight", "frequency", "gamma")
        )
    omega, velocity = operators(model, points)
    np.testing.assert_allclose(omega / (2 * np.pi * 1e12), known, atol=2e-4)
    rates = np.where(gamma > 0, 4 * np.pi * gamma * 1e12, np.nan)
    own = np.einsum("qcss->qsc", velocity).real
    return Modes(
        (9, 7, 9), model.primitive.volume * 1e-30, points, weights, omega / (2 * np.pi), own,
        products(velocity), np.array([300.0]), rates[None], None,
    )  # fmt: skip


def operators(model, points, step=1e-5):
    """Angular frequencies, and Wigner's operators from differences of dynamical matrices."""
    from scipy.constants import angstrom, atomic_mass, e

    square = e / (angstrom**2 * atomic_mass)
    reciprocal = model.primitive.cell  # reduced coordinates of a Cartesian wave vector, 1/Å

    def matrix(q):
        model.dynamical_matrix.run(q)
        return model.dynamical_matrix.dynamical_matrix * square

    omegas, found = [], []
    for q in points:
        values, vectors = np.linalg.eigh(matrix(q))
        omega = np.sqrt(np.maximum(values, 0))
        slow = omega <= 2e10
        both = np.where(slow[:, None] | slow, np.inf, omega[:, None] + omega)
        operator = []
        for axis in np.eye(3) * step:
            change = reciprocal @ axis
            slope = (matrix(q + change) - matrix(q - change)) / (2 * step / angstrom * 2 * np.pi)
            operator.append(vectors.conj().T @ slope @ vectors / both)
        omegas.append(omega)
        found.append(operator)
    return np.array(omegas), np.array(found)


def test_published_conductivity_of_a_perovskite(namgf3):
    # phono3py's numbers with phono3py's velocity matrix, through the factor between the two.
    # Point group mmm: a mirror turns signs of the velocity alone, so that xx, yy, zz of one arm of
    # a star are those of all. Published to three decimals; the dipoles make the slope at the zone
    # centre depend on the step, which moves the sum by a thousandth.
    factor = velocity_operator.pair_factor(namgf3.frequencies)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = np.nan_to_num(namgf3.velocity_products / factor)
    theirs, rates = namgf3._replace(velocity_products=theirs), namgf3.scattering_rates[0]
    particle, coherence = (
        part(theirs, rates, 300.0)[:3] for part in (wigner.particle, wigner.coherence)
    )
    np.testing.assert_allclose(particle + coherence, [3.724, 3.976, 3.975], rtol=1e-3)
    np.testing.assert_allclose(particle, [3.022, 3.230, 3.234], rtol=3e-4)
    np.testing.assert_allclose(coherence, [0.702, 0.746, 0.741], rtol=3e-3)
    assert (wigner.coherence(namgf3, rates, 300.0)[:3] < 0.999 * coherence).all()


@pytest.mark.parametrize("material", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_stored_modes_give_the_stored_conductivity(material):
    for result in phonon_store.accepted(material):
        heat = LatticeConductivity(materials.get(material), result)
        stored, at = result.record["conductivity"], heat.temperatures
        (mesh, *_), (rates, *_) = heat.domains, heat.total_rates(at)
        particle = sum(map(wigner.particle, heat.domains, heat.total_rates(at), repeat(at)))
        found = {"particle": particle, "coherence": wigner.coherence(mesh, rates, at)}
        for name, values in found.items():
            # Of the velocity products 16 bits are stored; the record is rounded to five decimals.
            expected = stored[f"{name}_W_m_K"]
            np.testing.assert_allclose(values, expected, rtol=5e-6 + 2**-16, atol=1.5e-5)
    tables.forget_inputs()
