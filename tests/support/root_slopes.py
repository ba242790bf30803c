"""Velocity operators from differences of the root of the dynamical matrix, as they are defined."""

import numpy as np

STEP = 1e4  # rad/m; a Brillouin zone is 1e10 wide


def root_slope(solve, cell, wavevector):
    """Angular frequencies (M,) and ⟨s|∂√D|s'⟩, shape (3, M, M), in m/s; ``cell`` (3, 3) in m.

    The root by its eigenvectors at either side, whose phases drop out.
    """
    values, vectors = np.linalg.eigh(solve([wavevector])[0])
    slopes = []
    for axis in np.eye(3) * STEP:
        change = cell @ axis / (2 * np.pi)
        ends = [root(solve([wavevector + sign * change])[0]) for sign in (1, -1)]
        slopes.append(vectors.conj().T @ (ends[0] - ends[1]) @ vectors / (2 * STEP))
    return np.sqrt(np.maximum(values, 0)), np.array(slopes)


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(values)) @ vectors.conj().T


def matrix_slope(solve, cell, wavevector):
    """⟨s|∂D|s'⟩, shape (3, M, M), in rad² s⁻² m."""
    vectors = np.linalg.eigh(solve([wavevector])[0])[1]
    slopes = []
    for axis in np.eye(3) * STEP:
        change = cell @ axis / (2 * np.pi)
        ends = [solve([wavevector + sign * change])[0] for sign in (1, -1)]
        slopes.append(vectors.conj().T @ (ends[0] - ends[1]) @ vectors / (2 * STEP))
    return np.array(slopes)
