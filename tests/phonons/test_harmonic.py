"""Phonons: known crystals, phonopy's own numbers, limits of temperature, sums that must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.constants import angstrom, atomic_mass, hbar, k
from spring_models import cubic_branches, simple_cubic
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic

EDGE = 3.0
fractions = st.floats(-0.5, 0.5, allow_subnormal=False)
points = st.tuples(fractions, fractions, fractions)


@pytest.fixture(scope="module")
def mesh_of_perovskite(perovskite):
    return harmonic.vibrations(harmonic.solver(perovskite), *harmonic.mesh((4, 4, 4)))


@given(wavevectors=st.lists(points, min_size=1, max_size=5))
@settings(deadline=None)
def test_frequencies_of_a_simple_cubic_crystal(cube, wavevectors):
    found = harmonic.vibrations(harmonic.solver(cube), wavevectors).frequencies
    # 3e5 Hz: the square root of 1e-15, the rounding of ω², in units of the highest mode.
    assert found == pytest.approx(cubic_branches(wavevectors), rel=1e-9, abs=3e5)


def test_eigenvectors_solve_the_equation(perovskite):
    solve = harmonic.solver(perovskite)
    found = harmonic.vibrations(solve, [[0.1, 0.2, 0.3]])
    vectors = found.eigenvectors[0].reshape(15, 15)
    squares = (2 * np.pi * found.frequencies[0]) ** 2
    residual = solve(found.wavevectors)[0] @ vectors.T - vectors.T * squares
    assert np.abs(residual).max() < 1e-12 * squares.max()
    assert vectors.conj() @ vectors.T == pytest.approx(np.eye(15), abs=1e-12)


def test_unstable_modes_are_negative():
    unstable = simple_cubic(across=-1.0)
    found = harmonic.vibrations(harmonic.solver(unstable), [[0.5, 0, 0]]).frequencies[0]
    expected = np.sqrt(4 / (40 * atomic_mass)) / (2 * np.pi)
    assert found[:2] == pytest.approx([-expected] * 2, rel=1e-9)
    assert harmonic.has_no_frequency(found).tolist() == [True, True, False]


@given(st.tuples(*[st.integers(1, 5)] * 3))
def test_a_mesh_is_half_of_a_regular_one_without_its_centre(divisions):
    half, weights = harmonic.mesh(divisions)
    assert weights.sum() == np.prod(divisions)
    assert np.abs(half).max() <= 0.5
    assert np.linalg.norm(half, axis=1).min() > 0
    whole = np.concatenate([half, -half[weights == 2]])
    steps = (whole - whole[0]) * divisions
    assert steps == pytest.approx(np.round(steps), abs=1e-9)
    halves = 2 * np.array(divisions)
    different = np.unique(np.round(whole * halves) % halves, axis=0)
    assert len(different) == np.prod(divisions)


def test_the_mean_square_frequency_is_the_spring_at_an_atom(mesh_of_perovskite, perovskite):
    """Σ ω² over the mesh is Σ tr Φ_ii / m_i: waves average to nothing."""
    found = mesh_of_perovskite
    squares = ((2 * np.pi * found.frequencies) ** 2).sum(axis=1)
    mean = (found.weights * squares).sum() / found.weights.sum()
    cell = perovskite.primitive
    held = np.array([np.trace(perovskite.force_constants[n, n]) for n in cell.p2s_map])
    assert mean == pytest.approx((held / cell.masses).sum() * harmonic.PER_PHONOPY, rel=1e-12)


def test_states_integrate_to_three_an_atom(mesh_of_perovskite):
    found = mesh_of_perovskite
    width = 5e10
    at = np.linspace(-5 * width, found.frequencies.max() + 6 * width, 4000)
    shares = harmonic.atom_shares(found.eigenvectors)
    assert shares.sum(axis=-1) == pytest.approx(1, abs=1e-12)
    parts = harmonic.density_of_states(at, found, width, shares)
    whole = harmonic.density_of_states(at, found, width)
    assert np.trapezoid(whole, at) == pytest.approx(15, rel=1e-5)  # tails beyond five widths
    assert np.trapezoid(parts, at, axis=0) == pytest.approx([3] * 5, rel=1e-5)
    assert parts.sum(axis=1) == pytest.approx(whole, rel=1e-12)


def test_states_as_phonopy_has_them(perovskite):
    perovskite.run_mesh([4, 4, 4], is_mesh_symmetry=False)
    perovskite.run_total_dos(0.05, 0, 4, 0.1, use_tetrahedron_method=False)
    theirs = perovskite.total_dos
    mesh = perovskite.mesh
    q, w = mesh.qpoints, mesh.weights
    ours = harmonic.density_of_states(
        theirs.frequency_points * 1e12,
        harmonic.vibrations(harmonic.solver(perovskite), q, w),
        0.05e12,
    )
    # Two sets of constants differ by 1e-7: 4e-5 of a Gaussian of 0.05 THz, five widths off 3 THz.
    assert ours * 1e12 == pytest.approx(theirs.dos, rel=1e-4, abs=1e-9)


def test_shares_below_a_frequency(mesh_of_perovskite):
    found = mesh_of_perovskite
    everything, count = harmonic.mean_shares_below(found, np.inf)
    assert count == pytest.approx(15)
    assert everything == pytest.approx([1 / 5] * 5)
    nothing, none = harmonic.mean_shares_below(found, -1.0)
    assert none == 0
    assert np.isnan(nothing).all()


def test_every_mode_is_counted_below_a_frequency_or_above_it(mesh_of_perovskite):
    found = mesh_of_perovskite
    for bound in (found.frequencies[3, 4], 1e12):
        below, above = (
            harmonic.mean_shares_below(found, *one)[1] for one in ((bound,), (np.inf, None, bound))
        )
        assert below + above == pytest.approx(15)
        assert harmonic.mean_shares_below(found, bound, None, bound)[1] == 0


def test_a_mesh_of_odd_numbers_is_shifted_along_its_first_axis():
    half, _ = harmonic.mesh((3, 5, 3))
    steps = half * (3, 5, 3)
    assert np.abs(steps[:, 1:] - np.round(steps[:, 1:])).max() < 1e-12
    assert np.abs(steps[:, 0] % 1 - 0.5).max() < 1e-12


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_participation_lies_between_one_atom_and_all(atoms, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(atoms, 3)) + 1j * rng.normal(size=(atoms, 3))
    ratio = harmonic.participation_ratio(vectors)
    assert 1 / atoms - 1e-12 <= ratio <= 1 + 1e-12
    assert harmonic.participation_ratio(3j * vectors) == pytest.approx(ratio)
    alone = np.zeros((atoms, 3))
    alone[rng.integers(atoms)] = vectors[0].real
    assert harmonic.participation_ratio(alone) == pytest.approx(1 / atoms)
    turned = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert harmonic.participation_ratio(np.tile(turned[0], (atoms, 1))) == pytest.approx(1)
    assert harmonic.participation_ratio(vectors @ turned) == pytest.approx(ratio)


def test_sound_is_shared_out_at_every_wavevector(mesh_of_perovskite, perovskite):
    masses = perovskite.primitive.masses
    share = harmonic.acoustic_share(mesh_of_perovskite.eigenvectors, masses)
    assert share.sum(axis=1) == pytest.approx(3, abs=1e-12)
    near = harmonic.vibrations(harmonic.solver(perovskite), [[1e-4, 0, 0]])
    assert harmonic.acoustic_share(near.eigenvectors, masses)[0, :3] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("temperature", [1e-3, 30.0, 300.0])
def test_displacements_of_an_oscillator(temperature):
    """Three modes of one atom: ħ/2mω coth(ħω/2kT) in each direction."""
    omega = 2 * np.pi * np.array([1.0, 1.5, 2.0]) * 1e12
    found = harmonic.Vibrations(
        np.zeros((1, 3)), np.ones(1), omega[np.newaxis] / (2 * np.pi),
        np.eye(3).reshape(1, 3, 1, 3).astype(complex),
    )  # fmt: skip
    moved = harmonic.mean_square_displacements(found, [50 * atomic_mass], temperature)[0]
    x = hbar * omega / (2 * k * temperature)
    assert moved == pytest.approx(np.diag(hbar / (2 * 50 * atomic_mass * omega) / np.tanh(x)))


def test_sound_of_half_a_micrometre_has_a_frequency_and_the_crystal_at_rest_has_none():
    slow, noise = 1100.0 / 0.5e-6, 5e8  # Hz; in a soft perovskite, and what rounding leaves at Γ
    assert harmonic.has_no_frequency([slow, noise, 0.0, -slow]).tolist() == [
        False,
        True,
        True,
        True,
    ]


def test_displacements_as_phonopy_has_them(perovskite):
    perovskite.run_mesh([4, 4, 4], with_eigenvectors=True, is_mesh_symmetry=False)
    perovskite.run_thermal_displacements(temperatures=[300.0], freq_min=0.01)
    theirs = perovskite.thermal_displacements.thermal_displacements[0]
    mesh = perovskite.mesh
    ours = harmonic.mean_square_displacements(
        harmonic.vibrations(harmonic.solver(perovskite), mesh.qpoints, mesh.weights),
        perovskite.primitive.masses * atomic_mass,
        300.0,
    )
    assert np.trace(ours, axis1=1, axis2=2) * 1e20 == pytest.approx(
        theirs.reshape(5, 3).sum(axis=1), rel=1e-5
    )


@pytest.mark.parametrize("path", ["GX", "GXM"])
def test_two_corners_make_a_path_and_one_does_not(cube, path):
    assert len(harmonic.band_path(cube, path, points=5).distances) == 4 * (len(path) - 1) + 1
    with pytest.raises(UltralowError, match="use at least two of"):
        harmonic.band_path(cube, path[0])


def test_a_path_through_the_zone(cube):
    path = harmonic.band_path(cube, "GXMG", points=11)
    assert [name for _, name in path.labels] == ["Γ", "X", "M", "Γ"]
    edge = np.pi / (EDGE * angstrom)
    expected = np.cumsum([0, edge, edge, np.sqrt(2) * edge])
    assert [place for place, _ in path.labels] == pytest.approx(expected)
    assert path.frequencies == pytest.approx(cubic_branches(path.wavevectors), rel=1e-9, abs=3e5)
    assert (np.diff(path.distances) > 0).all()
    assert len(harmonic.band_path(cube).labels) > 3


def test_what_cannot_be_computed_is_told(cube):
    from phonopy import Phonopy

    bare = Phonopy(cube.unitcell, supercell_matrix=np.eye(3))
    with pytest.raises(UltralowError, match="no force constants"):
        harmonic.solver(bare)
    with pytest.raises(UltralowError, match="use at least two of"):
        harmonic.band_path(cube, "GQ")
    with pytest.raises(UltralowError, match="width"):
        harmonic.density_of_states(
            [0.0], harmonic.vibrations(harmonic.solver(cube), [[0, 0, 0]]), 0
        )
    with pytest.raises(UltralowError, match="from 1 on"):
        harmonic.mesh((2, 0, 2))


def test_degenerate_modes_are_told_by_their_frequency_and_share_a_mean():
    frequency = np.array([[0.0, 1e12, 1e12 + 1, 1e12 + 1e5], [1e12] * 4])
    assert harmonic.degenerate_groups(frequency).tolist() == [[0, 1, 1, 2], [0, 0, 0, 0]]
    values = np.array([[0.1, 0.2, 0.6, 0.3], [0.0, 0.1, 0.2, 0.3]])
    assert harmonic.group_means(frequency, values) == pytest.approx(
        np.array([[0.1, 0.4, 0.4, 0.3], [0.15] * 4])
    )
    both = np.stack([values, 2 * values], axis=-1)
    assert harmonic.group_means(frequency, both)[..., 1] == pytest.approx(
        2 * harmonic.group_means(frequency, values)
    )
    alone = np.array([1e12, 2e12, 3e12, 4e12])
    assert harmonic.group_means(alone, values[0]).tolist() == values[0].tolist()
