r"""Springs of a crystal's modes as forces on displaced atoms show them.

.. math:: \omega_\nu^2 = -\frac{\langle f_\nu q_\nu\rangle}{\langle q_\nu^2\rangle}, \qquad
    q_\nu = \sum_a \sqrt{m_a}\, \mathbf e_{\nu a}\cdot\mathbf u_a, \quad
    f_\nu = \sum_a \mathbf e_{\nu a}\cdot\mathbf F_a / \sqrt{m_a}

In a harmonic crystal this is the square of the mode's frequency; else it is that of the harmonic
mode which comes closest to the forces at the amplitude of the displacements.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray


def amplitudes(eigenvectors: ArrayLike, masses: ArrayLike, moved: ArrayLike) -> FloatArray:
    """Mode coordinates of displacements.

    Parameters
    ----------
    eigenvectors : array_like, shape (M, N, 3)
        Real, of unit length: modes at the zone centre.
    masses : array_like, shape (N,)
        kg.
    moved : array_like, shape (..., N, 3)
        m.

    Returns
    -------
    numpy.ndarray, shape (..., M)
        kg^(1/2) m.

    Examples
    --------
    >>> amplitudes([[[1.0, 0, 0]]], [4.0], [[3.0, 0, 0]]).tolist()
    [6.0]
    """
    weighted = np.sqrt(np.asarray(masses, float))[:, np.newaxis] * np.asarray(moved, float)
    return np.einsum("mai,...ai->...m", np.asarray(eigenvectors, float), weighted)


def mode_springs(
    eigenvectors: ArrayLike, masses: ArrayLike, moved: ArrayLike, forces: ArrayLike
) -> FloatArray:
    """Squares of angular frequencies of modes, from forces on displaced atoms.

    Parameters
    ----------
    eigenvectors : array_like, shape (M, N, 3)
        Real, of unit length: modes at the zone centre.
    masses : array_like, shape (N,)
        kg.
    moved : array_like, shape (S, N, 3)
        Displacements of S snapshots, m.
    forces : array_like, shape (S, N, 3)
        The part that is odd in the displacement, N.

    Returns
    -------
    numpy.ndarray, shape (M,)
        rad² s⁻², negative where forces drive the mode on.

    Examples
    --------
    >>> mode_springs([[[1.0, 0, 0]]], [4.0], [[[3.0, 0, 0]]], [[[-6.0, 0, 0]]]).tolist()
    [0.5]
    """
    place = amplitudes(eigenvectors, masses, moved)
    force = amplitudes(eigenvectors, 1 / np.asarray(masses, float), forces)
    return -np.sum(place * force, axis=0) / np.sum(place**2, axis=0)
