"""Glass limits from phonons: Debye's closed form, the laws of heat, and others' sums."""

import contextlib
import io

import kappamin
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.constants import angstrom, hbar, tera
from scipy.constants import k as k_B
from ultralow.errors import UltralowError
from ultralow.heat import minimum, unified_minimum, wigner
from ultralow.heat.mesh_modes import Modes

DENSITY, SPEEDS = 2.5e28, np.array([2200.0, 1100.0, 1000.0])
TEMPERATURES = np.array([5.0, 40.0, 300.0, 1e4])
SIX = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))
seeds = st.integers(0, 2**32 - 1)


def modes_of(frequencies, velocity, volume, weights=None):
    """Modes from frequencies (Q, M) and velocity operators (Q, 3, M, M)."""
    count = len(frequencies)
    products = np.stack([(velocity[:, a] * velocity[:, b].conj()).real for a, b in SIX], axis=1)
    own = np.moveaxis(np.einsum("qcss->qcs", velocity).real, 1, 2)
    weights = np.ones(count, int) if weights is None else weights
    return Modes((count, 1, 1), volume, np.zeros((count, 3)), weights, frequencies, own, products,
                 np.array([300.0]), None, None)  # fmt: skip


def debye_on_a_mesh(count):
    """Debye's solid on the points of a cubic mesh that lie in his sphere, half a step off it."""
    axis = (np.arange(count) + 0.5) / count * 2 - 1
    points = np.stack(np.meshgrid(axis, axis, axis), -1).reshape(-1, 3)
    points = points[np.linalg.norm(points, axis=1) <= 1]
    radius = np.linalg.norm(points, axis=1)
    cutoff = np.cbrt(6 * np.pi**2 * DENSITY)
    frequencies = SPEEDS * radius[:, None] * cutoff / (2 * np.pi)
    velocity = np.zeros((len(points), 3, 3, 3))
    for branch, speed in enumerate(SPEEDS):
        velocity[:, :, branch, branch] = speed * points / radius[:, None]
    return modes_of(frequencies, velocity, 1 / DENSITY)


def crystal(seed, points=4, bands=6):
    """Modes of no crystal in particular, and their velocity operators."""
    rng = np.random.default_rng(seed)
    shape = (points, 3, bands, bands)
    velocity = rng.normal(size=shape) + 1j * rng.normal(size=shape)
    velocity = 400 * (velocity + velocity.conj().swapaxes(2, 3))
    frequencies = np.sort(rng.uniform(0.1e12, 4e12, (points, bands)))
    return modes_of(frequencies, velocity, 9e-28, rng.integers(1, 9, points)), velocity


def test_a_debye_crystal_has_the_closed_form_to_the_error_of_its_mesh():
    exact = minimum.cahill(TEMPERATURES[1:], DENSITY, SPEEDS)
    errors = []
    for count in (12, 24, 48):
        found = unified_minimum.cahill(debye_on_a_mesh(count), TEMPERATURES[1:])
        errors.append(np.abs(wigner.component_along(found) / exact - 1).max())
        np.testing.assert_allclose(found[:, :3], np.tile(found[:, :1], 3), rtol=1e-12)
        assert np.abs(found[:, 3:]).max() < 1e-12 * found.max()
    assert errors[2] < 1e-3 and errors[2] < errors[1] / 2 < errors[0] / 4


def test_a_debye_crystal_in_shells_converges_as_the_square_of_the_step():
    exact = minimum.cahill(TEMPERATURES, DENSITY, SPEEDS)
    errors = []
    for shells in (100, 200, 400):
        step = 2 * np.arange(shells) + 1
        wave = step / (2 * shells) * np.cbrt(6 * np.pi**2 * DENSITY)
        velocity = np.zeros((shells, 3, 3, 3))
        velocity[:, :, [0, 1, 2], [0, 1, 2]] = SPEEDS / np.sqrt(3)
        frequencies = SPEEDS * wave[:, None] / (2 * np.pi)
        modes = modes_of(frequencies, velocity, 1 / DENSITY, step**2)
        found = unified_minimum.cahill(modes, TEMPERATURES)[:, :3].mean(axis=1)
        errors.append(np.abs(found / exact - 1).max())
    assert errors[2] < 1e-4
    np.testing.assert_allclose([errors[0] / errors[1], errors[1] / errors[2]], 4, rtol=0.05)


@pytest.mark.parametrize("temperature", [3.0, 40.0, 300.0])
def test_both_parts_are_the_published_sum(temperature):
    """Written out from the authors' code: Bose functions, full widths, one term a pair."""
    modes, velocity = crystal(1, 2, 4)
    omega = 2 * np.pi * modes.frequencies
    width = omega / np.pi
    bose = 1 / np.expm1(hbar * omega / (k_B * temperature))
    expected = np.zeros((2, 3, 3))
    for q, weight in enumerate(modes.weights):
        for s in range(4):
            for t in range(4):
                heat = sum(bose[q, i] * (bose[q, i] + 1) * omega[q, i] for i in (s, t))
                both = width[q, s] + width[q, t]
                peak = both / (4 * (omega[q, s] - omega[q, t]) ** 2 + both**2)
                v = np.outer(velocity[q, :, s, t], velocity[q, :, t, s]).real
                expected[int(s != t)] += weight * omega[q, [s, t]].mean() * heat * v * peak
    expected *= hbar**2 / (k_B * temperature**2 * modes.volume * modes.weights.sum())
    found = unified_minimum.unified(modes, temperature)
    symmetric = (expected + expected.swapaxes(1, 2)) / 2
    for part, whole in zip(found, symmetric, strict=True):
        scale = np.abs(whole).max()
        np.testing.assert_allclose(wigner.tensor(part), whole, atol=1e-12 * scale)
    np.testing.assert_array_equal(found.total, found.particle + found.coherence)


def test_the_particle_part_is_what_kappamin_makes_of_the_same_modes():
    modes, _ = crystal(2, 5, 6)
    rows = [
        [nu / tera, *(speed / 1e3), weight / modes.weights.sum(), 0]
        for point, speeds, weight in zip(modes.frequencies, modes.group_velocities, modes.weights)
        for nu, speed in zip(point, speeds)
    ]
    temperatures = np.array([20.0, 300.0])
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = kappamin.Full(rows, 2, modes.volume / angstrom**3, temperatures)["Kappa_min"]
    found = wigner.component_along(unified_minimum.cahill(modes, temperatures))
    np.testing.assert_allclose(found, theirs, rtol=1e-6)  # their constants have seven digits


@given(seeds, st.floats(0.05, 5), st.floats(1, 2000))
@settings(max_examples=40)
def test_heat_flows_down_and_the_unified_minimum_is_the_larger(seed, periods, temperature):
    modes, _ = crystal(seed)
    found = unified_minimum.unified(modes, temperature, periods)
    scale = np.abs(found.total).max()
    for part in found:
        assert np.linalg.eigvalsh(wigner.tensor(part)).min() > -1e-12 * scale
    assert wigner.component_along(found.total) >= wigner.component_along(found.particle)
    np.testing.assert_array_equal(
        found.particle, unified_minimum.cahill(modes, temperature, periods)
    )


@given(seeds)
@settings(max_examples=20)
def test_it_grows_with_temperature_from_nothing_to_the_classical_value(seed):
    modes, _ = crystal(seed)
    heat = np.array([0.3, 5.0, 50.0, 500.0, 5000.0, unified_minimum.CLASSICAL_K])
    found = unified_minimum.unified(modes, heat)
    for part in found:
        curve = wigner.component_along(part)
        assert np.all(np.diff(curve) > 0) and curve[0] < 1e-3 * curve[-1]
    squares = np.einsum("qcss->qsc", modes.velocity_products)[..., :3].mean(axis=-1)
    share = modes.weights[:, None] / (modes.weights.sum() * modes.volume)
    limit = (share * k_B * squares / (2 * modes.frequencies)).sum()
    assert wigner.component_along(found.particle)[-1] == pytest.approx(limit, rel=1e-9)
    # The first correction is (hν/kT)²/12.
    assert wigner.component_along(found.particle)[-2] == pytest.approx(limit, rel=1e-3)


def test_in_a_cubic_crystal_it_is_the_same_along_every_direction():
    _, velocity = crystal(3, 1, 5)
    turns = [np.eye(3)[[0, 1, 2]], np.eye(3)[[1, 2, 0]], np.eye(3)[[2, 0, 1]]]
    flips = [np.diag([a, b, 1.0]) for a in (1, -1) for b in (1, -1)]
    star = [np.einsum("ab,bst->ast", flip @ turn, velocity[0]) for turn in turns for flip in flips]
    frequencies = np.tile(np.array([0.4, 0.9, 1.0, 2.0, 3.0]) * tera, (len(star), 1))
    found = unified_minimum.unified(modes_of(frequencies, np.array(star), 1e-27), 200.0)
    for part in found:
        np.testing.assert_allclose(part[:3], part[0], rtol=1e-12)
        np.testing.assert_allclose(part[3:], 0, atol=1e-12 * part[0])


def chain(split, count=400):
    """A chain of masses 1 - s and 1 + s, equal springs: modes of the cell of two atoms.

    Phases follow the atoms and not the cells, so that equal masses have one band, folded.
    """
    stiffness, mass, side = 8.0, 2e-25, 3e-10
    root = mass * np.sqrt(np.outer([1 - split, 1 + split], [1 - split, 1 + split]))
    frequencies, velocity = np.empty((count, 2)), np.zeros((count, 3, 2, 2))
    for i, q in enumerate((np.arange(count) + 0.5) / count * np.pi / (2 * side)):
        hop, slope = -2 * stiffness * np.cos(q * side), 2 * stiffness * side * np.sin(q * side)
        dynamical = np.array([[2 * stiffness, hop], [hop, 2 * stiffness]]) / root
        squares, vectors = np.linalg.eigh(dynamical)
        omega = np.sqrt(squares)
        inside = vectors.T @ (np.array([[0, slope], [slope, 0]]) / root) @ vectors
        velocity[i, 0] = inside / (omega[:, None] + omega)
        frequencies[i] = omega / (2 * np.pi)
    return modes_of(frequencies, velocity, 2 * side * 1e-19)


def test_what_a_gap_takes_from_the_particles_tunnelling_gives_back():
    """Two masses drawn apart by s open a gap: particles lose as s, their sum only as s²."""
    whole, *split = (unified_minimum.unified(chain(s), 300.0) for s in (0.0, 0.01, 0.03))
    assert whole.coherence[0] < 1e-12 * whole.particle[0]  # one band that is merely folded
    lost, in_all = (
        [getattr(whole, part)[0] - getattr(one, part)[0] for one in split]
        for part in ("particle", "total")
    )
    assert lost[1] / lost[0] == pytest.approx(3, rel=0.05)
    assert in_all[1] / in_all[0] == pytest.approx(9, rel=0.05)
    assert 0 < in_all[0] < lost[0] / 30


def test_modes_without_a_half_period_are_left_out_and_counted():
    modes, _ = crystal(4, 3, 6)
    slow = modes.frequencies.copy()
    slow[0, :3] = [-2e5, 1e5, 3e5]  # the zone centre
    slow[1, 0] = -0.2e12  # an imaginary mode
    whole = modes._replace(frequencies=slow)
    found = unified_minimum.unified(whole, 300.0)
    assert all(np.isfinite(part).all() for part in found)
    left = unified_minimum.missing(whole, 300.0)
    assert left.count == 3 * modes.weights[0] + modes.weights[1]
    kept = np.ones((3, 6), bool)
    kept[0, :3] = kept[1, 0] = False
    product = np.where((kept[:, :, None] & kept[:, None])[:, None], modes.velocity_products, 0.0)
    same = unified_minimum.unified(modes._replace(velocity_products=product), 300.0)
    for part, other in zip(found, same, strict=True):
        np.testing.assert_allclose(part, other, rtol=1e-12)


def test_sound_of_ten_micrometres_is_a_vibration_and_what_rounding_leaves_is_none():
    wave, noise = 1500.0 / 10e-6, 5e5  # Hz
    found = unified_minimum.fastest_rates([wave, noise, -noise])
    assert np.isfinite(found).tolist() == [True, False, False]


def test_a_shorter_life_takes_from_the_particles_in_proportion():
    modes, _ = crystal(5)
    half, tenth = (unified_minimum.cahill(modes, 300.0, periods) for periods in (0.5, 0.1))
    np.testing.assert_allclose(tenth, half / 5, rtol=1e-12)
    np.testing.assert_allclose(
        unified_minimum.fastest_rates(3e12), 2 * np.pi * 3e12 / np.pi, rtol=1e-15
    )


def test_wrong_inputs_are_refused():
    modes, _ = crystal(6)
    for wrong in (0.0, -1.0, np.nan):
        with pytest.raises(UltralowError, match="periods"):
            unified_minimum.unified(modes, 300.0, wrong)
        with pytest.raises(UltralowError, match="temperature"):
            unified_minimum.cahill(modes, wrong)
