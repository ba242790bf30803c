"""Motion of atoms in one vibrational mode: where each atom is displaced, cell by cell."""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import ComplexArray
from ultralow.errors import UltralowError


def displacements(
    eigenvector: ArrayLike,
    masses: ArrayLike,
    positions: ArrayLike,
    wavevector: ArrayLike,
    cells: ArrayLike,
) -> ComplexArray:
    r"""Complex displacements of the atoms of some cells, the largest of all of size one.

    .. math:: u_{lj} \propto \frac{e_j}{\sqrt{m_j}}\, e^{2\pi i\, q \cdot (l + x_j)} ,

    and the atom moves as the real part of :math:`u_{lj} e^{-i\omega t}`.

    Parameters
    ----------
    eigenvector : array_like, shape (N, 3)
        Of the dynamical matrix, complex, Cartesian; its phase goes with the place of the atom, as
        that of :class:`ultralow.phonons.harmonic.Vibrations`.
    masses : array_like, shape (N,)
        In any one unit.
    positions : array_like, shape (N, 3)
        Of the atoms in the primitive cell, reduced.
    wavevector : array_like, shape (3,)
        In reciprocal axes.
    cells : array_like of int, shape (C, 3)
        Numbers of the cells along the three axes.

    Returns
    -------
    numpy.ndarray, shape (C, N, 3)
        Dimension one.

    Raises
    ------
    UltralowError
        If nothing moves.

    References
    ----------
    M. T. Dove, Introduction to Lattice Dynamics, Cambridge 1993, chapter 6,
    doi:10.1017/CBO9780511619885.

    Examples
    --------
    >>> chain = [[0, 0, 1]]  # one atom a cell at the edge of the zone: neighbours are opposite
    >>> found = displacements(chain, [40.0], [[0, 0, 0]], [0, 0, 0.5], [[0, 0, 0], [0, 0, 1]])
    >>> found[:, 0, 2].real.round(6).tolist()
    [1.0, -1.0]
    """
    vector, positions = np.asarray(eigenvector, complex), np.asarray(positions, float)
    moved = vector / np.sqrt(np.asarray(masses, float))[:, None]
    largest = np.linalg.norm(moved, axis=1).max()
    if not largest > 0:
        raise UltralowError("a mode in which nothing moves", mend="give an eigenvector of norm one")
    places = np.asarray(cells, float)[:, None, :] + positions
    phase = np.exp(2j * np.pi * (places @ np.asarray(wavevector, float)))
    found: ComplexArray = moved / largest * phase[..., None]
    return found
