"""Stiffnesses: silicon's, and those of no crystal in particular."""

import numpy as np
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

GPa = 1e9
# Silicon at room temperature: C11, C12, C44 (GPa) and density (kg/m^3).
SILICON = (165.7, 63.9, 79.6)
SILICON_DENSITY = 2329.0
SEEDS = st.integers(0, 2**32 - 1)


def cubic(c11, c12, c44):
    matrix = np.zeros((6, 6))
    matrix[:3, :3] = c12
    matrix[np.arange(6), np.arange(6)] = [c11] * 3 + [c44] * 3
    return matrix * GPa


def random_stable(seed):
    """A triclinic stiffness, positive definite, of the size of a soft crystal."""
    factor = np.random.default_rng(seed).normal(size=(6, 6))
    return (factor @ factor.T + 0.5 * np.eye(6)) * 5 * GPa


def random_rotation(seed):
    return Rotation.random(rng=np.random.default_rng(seed)).as_matrix()
