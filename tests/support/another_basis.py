"""Eigenvectors as another processor might find them: every degenerate group in another basis."""

import numpy as np
from ultralow.phonons import harmonic, mode_shares


def turned(found, seed=0):
    """Vibrations whose degenerate modes are mixed by random unitary matrices."""
    vectors = found.eigenvectors.astype(complex)
    for q, frequencies in enumerate(found.frequencies):
        vectors[q] = _mixed(vectors[q], frequencies, np.random.default_rng([seed, q]))
    return found._replace(eigenvectors=vectors)


def turned_eigh(seed=0, eigh=np.linalg.eigh):
    """A stand-in for ``numpy.linalg.eigh`` of dynamical matrices in rad² s⁻²."""
    rng = np.random.default_rng(seed)

    def solve(matrices):
        squares, vectors = eigh(matrices)
        frequencies, rows = harmonic.frequencies(squares), vectors.swapaxes(-1, -2)
        mixed = [_mixed(*one, rng) for one in zip(rows, frequencies, strict=True)]
        return squares, np.array(mixed).swapaxes(-1, -2)

    return solve


def _mixed(vectors, frequencies, rng):
    mixed, groups = vectors.astype(complex), mode_shares.degenerate_groups(frequencies)
    for group in np.unique(groups):
        mine = groups == group
        shape = 2 * [mine.sum()]
        unitary = np.linalg.qr(rng.normal(size=shape) + 1j * rng.normal(size=shape))[0]
        mixed[mine] = np.tensordot(unitary, mixed[mine], axes=1)
    return mixed
