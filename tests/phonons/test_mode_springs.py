"""Springs from forces: exact in a harmonic crystal, and of the right unit."""

import numpy as np
import pytest
from ultralow.phonons.mode_springs import amplitudes, mode_springs

SOME = np.random.default_rng(3)
MASSES = np.array([2.2e-25, 3.4e-25, 1.3e-25, 1.3e-25])


def harmonic():
    """Springs between four atoms (N/m), eigenvectors, and squares of angular frequencies."""
    half = SOME.normal(size=(12, 12))
    springs = 5 * half @ half.T
    roots = np.sqrt(np.repeat(MASSES, 3))
    squares, vectors = np.linalg.eigh(springs / np.outer(roots, roots))
    return springs, vectors.T.reshape(12, 4, 3), squares


def test_a_harmonic_crystal_has_its_own_frequencies():
    """Of modes that do not mix in the snapshots: each is moved alone."""
    springs, vectors, squares = harmonic()
    alone = vectors / np.sqrt(MASSES)[:, None] * 1e-24
    forces = -(alone.reshape(12, 12) @ springs).reshape(12, 4, 3)
    assert mode_springs(vectors, MASSES, alone, forces) == pytest.approx(squares, rel=1e-9)


def test_many_snapshots_of_thermal_motion_give_them_within_their_chance():
    springs, vectors, squares = harmonic()
    coordinates = SOME.normal(size=(4000, 12)) / np.sqrt(squares)
    moved = np.einsum("sm,mai->sai", coordinates, vectors) / np.sqrt(MASSES)[:, None]
    forces = -(moved.reshape(4000, 12) @ springs).reshape(4000, 4, 3)
    # A harmonic crystal: q and f of one mode are strictly proportional, whatever the others do.
    assert mode_springs(vectors, MASSES, moved, forces) == pytest.approx(squares, rel=1e-6)


def test_amplitudes_are_those_that_made_the_displacement():
    _, vectors, _ = harmonic()
    given = SOME.normal(size=(5, 12))
    moved = np.einsum("sm,mai->sai", given, vectors) / np.sqrt(MASSES)[:, None]
    assert amplitudes(vectors, MASSES, moved) == pytest.approx(given, rel=1e-9)


def test_what_is_softer_by_a_tenth_has_springs_softer_by_a_tenth():
    springs, vectors, _ = harmonic()
    moved = SOME.normal(size=(6, 4, 3)) * 1e-11
    forces = -(moved.reshape(6, 12) @ springs).reshape(6, 4, 3)
    stiff = mode_springs(vectors, MASSES, moved, forces)
    assert mode_springs(vectors, MASSES, moved, 0.9 * forces) == pytest.approx(0.9 * stiff)


def test_a_force_along_the_motion_is_a_negative_spring():
    _, vectors, _ = harmonic()
    moved = vectors[:1] * 1e-11
    assert mode_springs(vectors[:1], MASSES, moved, 1e-9 * vectors[:1])[0] < 0
