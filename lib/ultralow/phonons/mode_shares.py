"""What a mode's eigenvector says of it: who moves, how many, how far the cell moves as a whole.

Of degenerate modes the eigenvectors are any basis of one space; what means something is a sum or a
mean over their group.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow import eigenspaces
from ultralow.checks import ComplexArray, FloatArray, IntArray

# 10 kHz: modes that symmetry makes one differ by less than 1 Hz, others by 100 kHz and more.
DEGENERATE = 1e4


def atom_shares(eigenvectors: ArrayLike) -> FloatArray:
    """Atom shares of the kinetic energy of each mode; they sum to 1.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)

    Returns
    -------
    numpy.ndarray, shape (..., N)

    Examples
    --------
    >>> atom_shares([[0.6, 0, 0], [0, 0.8, 0]]).round(2).tolist()
    [0.36, 0.64]
    """
    return np.sum(np.abs(eigenvectors) ** 2, axis=-1)


def participation_ratio(eigenvectors: ArrayLike) -> FloatArray:
    r"""Participation ratio: how many of the atoms a mode moves, as a share of all of them.

    .. math:: P = \frac{(\sum_i |e_i|^2)^2}{N \sum_i |e_i|^4}

    1/N where one atom moves alone, 1 where all have the same kinetic energy. Among degenerate modes
    it depends on the choice of their vectors.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)

    Returns
    -------
    numpy.ndarray, shape (...)

    References
    ----------
    R. J. Bell and P. Dean, Discuss. Faraday Soc. 50, 55 (1970), doi:10.1039/DF9705000055.

    Examples
    --------
    >>> alone, together = [[1, 0, 0], [0, 0, 0]], np.full((2, 3), 6**-0.5)
    >>> participation_ratio([alone, together]).round(6).tolist()
    [0.5, 1.0]
    """
    energy = atom_shares(eigenvectors)
    return np.sum(energy, axis=-1) ** 2 / (energy.shape[-1] * np.sum(energy**2, axis=-1))


def acoustic_share(eigenvectors: ArrayLike, masses: ArrayLike) -> FloatArray:
    r"""Acoustic share: how far a mode moves the cell as a whole, 1 for sound, 0 for optical modes.

    .. math:: \frac{\sum_a \left| \sum_i \sqrt{m_i} e_{ia} \right|^2}{\sum_i m_i}

    At every wavevector the modes share out 3 among them.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)
    masses : array_like, shape (N,)
        In one unit.

    Returns
    -------
    numpy.ndarray, shape (...)

    Examples
    --------
    >>> alike = np.array([[1, 0, 0], [1, 0, 0]]) / 2**0.5
    >>> acoustic_share([alike, alike * [[1], [-1]]], [1, 1]).round(6).tolist()
    [1.0, 0.0]
    """
    masses = np.asarray(masses, float)
    carried = np.einsum("...ia,i->...a", np.asarray(eigenvectors), np.sqrt(masses))
    return np.sum(np.abs(carried) ** 2, axis=-1) / masses.sum()


def degenerate_groups(frequency: ArrayLike, tolerance: float = DEGENERATE) -> IntArray:
    """Degenerate group of each mode, as a number; shape (..., M).

    Within a group the eigenvectors are any basis of one space, and another one on every processor:
    only sums over the group mean anything. Groups are counted from 0 at each wavevector.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    tolerance : float
        Hz; neighbours that are not further apart are of one group.

    Examples
    --------
    >>> degenerate_groups([1e12, 1e12 + 10, 2e12]).tolist()
    [0, 0, 1]
    """
    frequency = np.asarray(frequency, float)
    steps = np.diff(frequency, axis=-1, prepend=frequency[..., :1]) > tolerance
    return np.cumsum(steps, axis=-1)


def group_means(
    frequency: ArrayLike, values: ArrayLike, tolerance: float = DEGENERATE
) -> FloatArray:
    """Means of values over degenerate groups, in the shape of ``values``.

    Of what is a sum of |e|² over a mode, such as :func:`atom_shares`, the mean does not depend on
    the choice of eigenvectors; a mode that is alone keeps its value to the last bit.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    values : array_like, shape (..., M, ...)
    tolerance : float
        See :func:`degenerate_groups`.

    Examples
    --------
    >>> group_means([1e12, 1e12, 2e12], [0.2, 0.6, 1.0]).round(6).tolist()
    [0.4, 0.4, 1.0]
    """
    groups, values = degenerate_groups(frequency, tolerance), np.asarray(values)
    flat = values.reshape(groups.size, -1)
    starts = np.flatnonzero(np.diff(groups, axis=-1, prepend=-1).ravel())
    counts = np.diff(starts, append=groups.size)
    if (counts == 1).all():
        return values
    means = np.add.reduceat(flat, starts, axis=0) / counts[:, np.newaxis]
    return np.repeat(means, counts, axis=0).reshape(values.shape)


def settled_vectors(frequency: ArrayLike, eigenvectors: ArrayLike) -> ComplexArray:
    """Eigenvectors in a basis and phases that the processor has no say in.

    In each degenerate group as in `eigenspaces.settled`: the first vector is the one that moves one
    atom along one axis most.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    eigenvectors : array_like, shape (..., M, N, 3)
        Orthonormal in each group.

    Returns
    -------
    numpy.ndarray, shape (..., M, N, 3)

    Examples
    --------
    >>> any_basis = np.array([[[0.6, 0.8j, 0]], [[0.8, -0.6j, 0]]])
    >>> settled_vectors([1e12, 1e12], any_basis).real.round(6).tolist()
    [[[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]]]
    """
    groups, vectors = degenerate_groups(frequency), np.asarray(eigenvectors, complex)
    if groups.ndim > 1:
        every = zip(np.asarray(frequency, float), vectors, strict=True)
        return np.array([settled_vectors(*one) for one in every])
    flat = vectors.reshape(len(vectors), -1)
    found = [eigenspaces.settled(flat[groups == one]) for one in np.unique(groups)]
    return np.concatenate(found).reshape(vectors.shape)
