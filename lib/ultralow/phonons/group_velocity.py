"""Group velocities of phonons: the slope of the dynamical matrix between its own eigenvectors.

Wavevectors are in units of the reciprocal axes of the primitive cell, frequencies ordinary ones
in Hz, velocities Cartesian, in m/s.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import angstrom

from ultralow.checks import ComplexArray, FloatArray
from ultralow.phonons import harmonic, mode_shares
from ultralow.phonons.force_constants import PER_PHONOPY

if TYPE_CHECKING:
    from phonopy import Phonopy

# Modes nearer than this share their velocities, and slower ones stay in place: 100 MHz, as phonopy.
TIED, SLOW = 1e8, 1e8
# The direction along which the velocity of tied modes is made diagonal, phonopy's, too.
ALONG = np.array([1.0, 2.0, 3.0]) / 14**0.5


def group_velocities(phonon: "Phonopy", wavevectors: ArrayLike) -> FloatArray:
    r"""Group velocities, by Hellmann and Feynman from the slope of the dynamical matrix.

    .. math:: \mathbf v_s = \langle s | \partial_{\mathbf k} D | s \rangle / 2 \omega_s

    Degenerate modes share a basis in which the velocity along some direction is diagonal; among
    them, what the symmetry of the wavevector does not allow is taken out. Modes that do not
    vibrate, or are imaginary, stay in place. As phonopy's, in a tenth of its time.

    Parameters
    ----------
    phonon : phonopy.Phonopy
    wavevectors : array_like, shape (Q, 3)
        In reciprocal axes.

    Returns
    -------
    numpy.ndarray, shape (Q, M, 3)
        m/s, Cartesian.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]
    >>> bool(np.abs(group_velocities(einstein, [[0, 0, 0.3]])).max() < 1e-6)  # they stay in place
    True
    """
    from phonopy.harmonic.derivative_dynmat import DerivativeOfDynamicalMatrix

    found = harmonic.vibrations(harmonic.solver(phonon), wavevectors)
    matrix: Any = phonon.dynamical_matrix
    slope: Any = DerivativeOfDynamicalMatrix(matrix)
    velocities = np.zeros((*found.frequencies.shape, 3))
    for point, frequency, vectors, out in zip(
        found.wavevectors, found.frequencies, found.eigenvectors, velocities
    ):
        slope.run(point)
        states = vectors.reshape(len(vectors), -1).T
        slopes = PER_PHONOPY * angstrom / (2 * np.pi) * slope.d_dynamical_matrix  # over rad/m
        moving = frequency > SLOW
        twice = 2 * 2 * np.pi * frequency[moving, np.newaxis]
        out[moving] = _diagonals(slopes, states, frequency)[moving] / twice
        out[:] = out @ _allowed(phonon, point)
    return velocities


def _diagonals(slopes: ComplexArray, states: ComplexArray, frequency: FloatArray) -> FloatArray:
    """⟨s|∂D|s⟩ of each mode and axis, (M, 3); degenerate ones in the basis of `ALONG`."""
    groups = mode_shares.degenerate_groups(frequency, TIED)
    for one in np.flatnonzero(np.bincount(groups) > 1):
        tied = states[:, groups == one]
        along = np.tensordot(ALONG, tied.conj().T @ slopes @ tied, axes=1)
        states[:, groups == one] = tied @ np.linalg.eigh(along)[1]
    return np.einsum("is,jis->sj", states.conj(), slopes @ states).real


def _allowed(phonon: "Phonopy", wavevector: FloatArray) -> FloatArray:
    """Mean of the rotations that leave a wavevector in place, Cartesian, (3, 3)."""
    symmetry: Any = phonon.primitive_symmetry
    turns, cell = np.asarray(symmetry.reciprocal_operations), phonon.primitive.cell
    inside = wavevector - np.rint(wavevector)
    kept = turns[np.all(np.abs(inside - turns @ inside) < symmetry.tolerance, axis=1)]
    reciprocal = np.linalg.inv(cell)
    mean: FloatArray = (reciprocal @ kept @ cell).mean(axis=0).T
    return mean


def acoustic_branches(phonon: "Phonopy", wavevectors: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Acoustic branches: the three lowest, near the zone centre.

    Parameters are those of `group_velocities`.

    Returns
    -------
    tuple of numpy.ndarray
        Frequencies (Q, 3) in Hz and group velocities (Q, 3, 3) in m/s, Cartesian.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]
    >>> [one.shape for one in acoustic_branches(einstein, [[0, 0, 0.3]])]
    [(1, 3), (1, 3, 3)]
    """
    found = harmonic.vibrations(harmonic.solver(phonon), wavevectors)
    return found.frequencies[:, :3], group_velocities(phonon, wavevectors)[:, :3]
