"""Phonons: known crystals, phonopy's own numbers, limits of temperature, sums that must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.constants import atomic_mass
from spring_models import cubic_branches, simple_cubic
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic

fractions = st.floats(-0.5, 0.5, allow_subnormal=False)
points = st.tuples(fractions, fractions, fractions)


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


def test_a_mesh_of_odd_numbers_is_shifted_along_its_first_axis():
    half, _ = harmonic.mesh((3, 5, 3))
    steps = half * (3, 5, 3)
    assert np.abs(steps[:, 1:] - np.round(steps[:, 1:])).max() < 1e-12
    assert np.abs(steps[:, 0] % 1 - 0.5).max() < 1e-12


def test_sound_of_half_a_micrometre_has_a_frequency_and_the_crystal_at_rest_has_none():
    slow, noise = 1100.0 / 0.5e-6, 5e8  # Hz; in a soft perovskite, and what rounding leaves at Γ
    assert harmonic.has_no_frequency([slow, noise, 0.0, -slow]).tolist() == [
        False,
        True,
        True,
        True,
    ]


def test_what_cannot_be_computed_is_told(cube):
    from phonopy import Phonopy

    bare = Phonopy(cube.unitcell, supercell_matrix=np.eye(3))
    with pytest.raises(UltralowError, match="no force constants"):
        harmonic.solver(bare)
    with pytest.raises(UltralowError, match="from 1 on"):
        harmonic.mesh((2, 0, 2))
