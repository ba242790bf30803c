"""Modes of no crystal in particular, on which the laws of heat must hold all the same."""

import numpy as np
from ultralow.heat.mesh_modes import Modes

SIX = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))


def products(velocity):
    """Real part of v_a[s, s'] v_b[s', s] of velocity operators (Q, 3, M, M), the six ab."""
    return np.stack([(velocity[:, a] * velocity[:, b].conj()).real for a, b in SIX], axis=1)


def crystal(seed, points=3, bands=5, velocity=None, frequencies=None):
    """Modes of no crystal in particular, and rates for them."""
    rng = np.random.default_rng(seed)
    shape = (points, 3, bands, bands)
    if velocity is None:
        velocity = rng.normal(size=shape) + 1j * rng.normal(size=shape)
        velocity = 500 * (velocity + velocity.conj().swapaxes(2, 3))
    if frequencies is None:
        frequencies = np.sort(rng.uniform(0.2e12, 4e12, (points, bands)))
    own = np.einsum("qcss->qsc", velocity).real
    modes = Modes(
        (points, 1, 1), 1e-27, np.zeros((points, 3)), rng.integers(1, 9, points), frequencies,
        own, products(velocity), np.array([300.0]), None, None,
    )  # fmt: skip
    return modes, rng.uniform(1e11, 5e12, (points, bands))
