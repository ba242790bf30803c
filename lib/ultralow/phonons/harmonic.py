"""Phonons of a harmonic crystal: frequencies and eigenvectors at any wavevectors.

A thin layer over phonopy. A *solver* is any function from wavevectors, shape (Q, 3) in units of
the reciprocal axes of the primitive cell, to dynamical matrices, shape (Q, 3N, 3N) in rad² s⁻²,
whose phases hold the positions of the atoms: D = Σ Φ exp(2πi q·(r_j - r_i)) / sqrt(m_i m_j).
Frequencies are ordinary ones in Hz, imaginary ones negative; all else is in SI.
"""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import BoolArray, ComplexArray, FloatArray, IntArray
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import PER_PHONOPY, second_order

if TYPE_CHECKING:
    from phonopy import Phonopy

Solver: TypeAlias = Callable[[ArrayLike], ComplexArray]
# 1 GHz, 0.03 cm⁻¹: far below every optical mode. Softer ones are acoustic ones at rest.
FLOOR = 1e9


class Vibrations(NamedTuple):
    """Vibrational modes at some wavevectors: Q points, M = 3N modes, N atoms.

    ``wavevectors`` (Q, 3) in reciprocal axes; ``weights`` (Q,), their sum is the number of points
    that they stand for; ``frequencies`` (Q, M) in Hz, ascending; ``eigenvectors`` (Q, M, N, 3)
    complex, each of norm 1. The displacement of atom j goes as its vector over the root of its
    mass, times exp(2πi q·r_j) with the place r_j of each of its images.
    """

    wavevectors: FloatArray
    weights: FloatArray
    frequencies: FloatArray
    eigenvectors: ComplexArray


def solver(phonon: "Phonopy") -> Solver:
    """Solver of a crystal with force constants: its dynamical matrices at any wavevectors.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        In phonopy's own units, eV/Å² and amu.

    Returns
    -------
    callable
        Wavevectors (Q, 3) to matrices (Q, 3N, 3N) in rad² s⁻².

    Raises
    ------
    UltralowError
        If it has no force constants.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]  # 1 eV/Å²
    >>> matrix = solver(einstein)([[0, 0, 0.5]])[0]
    >>> (frequencies(matrix.diagonal().real) / 1e12).round(2).tolist()
    [1.36, 1.36, 1.36]
    """
    from phonopy.harmonic.dynamical_matrix import get_dynamical_matrices_at_qpoints

    second_order(phonon)  # an error where there are none
    made: Any = phonon.dynamical_matrix

    def matrices(wavevectors: ArrayLike) -> ComplexArray:
        points = np.array(wavevectors, float, order="C").reshape(-1, 3)
        return PER_PHONOPY * get_dynamical_matrices_at_qpoints(made, points)

    return matrices


def vibrations(
    solve: Solver, wavevectors: ArrayLike, weights: ArrayLike | None = None
) -> Vibrations:
    """Vibrational modes: the dynamical matrices diagonalised.

    Parameters
    ----------
    solve : callable
        See :func:`solver`.
    wavevectors : array_like, shape (Q, 3)
        In reciprocal axes.
    weights : array_like, shape (Q,), optional
        One each if left out.

    Returns
    -------
    Vibrations

    Examples
    --------
    >>> def chain(q):  # atoms in a row along z, 2 THz at the zone boundary
    ...     size = (4e12 * np.pi * np.sin(np.pi * np.asarray(q)[:, 2])) ** 2
    ...     return size[:, np.newaxis, np.newaxis] * np.diag([0, 0, 1])
    >>> (vibrations(chain, [[0, 0, 0.25], [0, 0, 0.5]]).frequencies[:, 2] / 1e12).round(2).tolist()
    [1.41, 2.0]
    """
    wavevectors = np.asarray(wavevectors, float).reshape(-1, 3)
    squares, vectors = np.linalg.eigh(solve(wavevectors))
    shape = (*squares.shape, squares.shape[1] // 3, 3)
    weights = np.ones(len(wavevectors)) if weights is None else np.asarray(weights)
    return Vibrations(
        wavevectors, weights, frequencies(squares), vectors.swapaxes(1, 2).reshape(shape)
    )


def frequencies(squares: ArrayLike) -> FloatArray:
    """Frequencies from squares of angular ones, negative where imaginary.

    Parameters
    ----------
    squares : array_like
        ω², rad² s⁻².

    Returns
    -------
    numpy.ndarray
        Hz, in the shape of ``squares``.

    Examples
    --------
    >>> (frequencies([4e25, -1e24]) / 1e12).round(2).tolist()
    [1.01, -0.16]
    """
    squares = np.asarray(squares, float)
    return np.sign(squares) * np.sqrt(np.abs(squares)) / (2 * np.pi)


def mesh(divisions: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Mesh of wavevectors that leaves the zone centre out, one half of it.

    The mesh is shifted by half a step along the axes with even divisions, or along the first. Of
    q and -q, which have the same frequencies, one is kept with weight 2.

    Parameters
    ----------
    divisions : array_like of int, shape (3,)

    Returns
    -------
    tuple of numpy.ndarray
        Wavevectors (Q, 3) between -1/2 and 1/2, and weights (Q,) that sum to the product of the
        divisions.

    Raises
    ------
    UltralowError
        If a division is below one.

    Examples
    --------
    >>> points, weights = mesh([4, 4, 4])
    >>> len(points), int(weights.sum())
    (32, 64)
    """
    divisions = np.asarray(divisions, int)
    if (divisions < 1).any():
        raise UltralowError(f"a mesh of {divisions.tolist()} points", mend="give numbers from 1 on")
    # Twice the place in steps, so that all is whole; odd numbers leave the zone centre out.
    first = 1 - divisions % 2
    first[0] |= not first.any()
    grid = np.array(list(product(*(range(odd, 2 * n, 2) for odd, n in zip(first, divisions)))))
    opposite = -grid % (2 * divisions)
    kept = np.array([tuple(one) <= tuple(other) for one, other in zip(grid, opposite)])
    weights = np.where((grid == opposite).all(axis=1), 1, 2)[kept]
    scaled = grid[kept] / (2 * divisions)
    return scaled - np.round(scaled), weights


def has_no_frequency(frequency: ArrayLike) -> BoolArray:
    """Modes without a usable frequency: imaginary ones, and the crystal moving as a whole.

    Parameters
    ----------
    frequency : array_like
        Hz, imaginary ones negative.

    Returns
    -------
    numpy.ndarray of bool
        Whether each is below :data:`FLOOR`.

    Examples
    --------
    >>> has_no_frequency([-5e11, 0.0, 1e12]).tolist()
    [True, True, False]
    """
    return np.asarray(frequency) < FLOOR
