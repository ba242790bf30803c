"""A basis of an eigenspace is the same whatever basis it was found in."""

import numpy as np
import pytest
from ultralow import eigenspaces


def mixed(vectors, seed, unreal):
    """The same space in another basis."""
    real, other = np.random.default_rng(seed).normal(size=(2, len(vectors), len(vectors)))
    square = real + unreal * other
    return np.linalg.qr(square)[0] @ vectors


@pytest.mark.parametrize("unreal", [0, 1j])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_basis_hangs_on_no_other_and_spans_the_same_space(count, unreal):
    space = (
        mixed(np.eye(count, 6), 1, unreal)
        @ np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))[0]
    )
    first, again = (eigenspaces.settled(mixed(space, seed, unreal)) for seed in (3, 4))
    np.testing.assert_allclose(again, first, atol=1e-12)
    np.testing.assert_allclose(first @ first.conj().T, np.eye(count), atol=1e-12)
    np.testing.assert_allclose(first.T @ first.conj(), space.T @ space.conj(), atol=1e-12)


def test_of_components_that_are_alike_the_first_is_positive():
    vector = np.array([[-1.0, 1.0, 0.0]]) / np.sqrt(2)
    for last_bit in (-1e-15, 1e-15):
        found = eigenspaces.settled(vector * [1 + last_bit, 1, 1])
        np.testing.assert_allclose(found, -vector, atol=1e-12)
