"""How far the atoms of a harmonic crystal are from rest at a temperature."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import hbar, k

from ultralow.checks import FloatArray
from ultralow.phonons.harmonic import Vibrations, has_no_frequency


def mean_square_displacements(
    found: Vibrations, masses: ArrayLike, temperature: float
) -> FloatArray:
    """Mean-square displacements ⟨u_a u_b⟩ of the atoms in the harmonic crystal.

    ⟨u u⟩ = Σ ħ / (2 m ω) coth(ħω / 2kT) Re(e e*), the mean over wavevectors. Modes softer than
    :data:`ultralow.phonons.harmonic.FLOOR`, imaginary ones too, are left out: count them with
    :func:`ultralow.phonons.harmonic.has_no_frequency`.

    Parameters
    ----------
    found : Vibrations
        On a mesh.
    masses : array_like, shape (N,)
        kg.
    temperature : float
        K; 0 gives the motion of the ground state.

    Returns
    -------
    numpy.ndarray, shape (N, 3, 3)
        m².

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> vectors = np.eye(3, dtype=complex).reshape(1, 3, 1, 3)
    >>> caesium = Vibrations(np.zeros((1, 3)), np.ones(1), np.full((1, 3), 1e12), vectors)
    >>> moved = mean_square_displacements(caesium, [132.9 * atomic_mass], 300.0)
    >>> round(float(moved[0, 0, 0] * 1e20), 3)  # Å²
    0.048
    """
    omega = 2 * np.pi * np.where(has_no_frequency(found.frequencies), np.inf, found.frequencies)
    warmth = thermal_factor(omega, temperature)
    size = found.weights[:, np.newaxis] / found.weights.sum() * hbar / (2 * omega) * warmth
    e = found.eigenvectors
    moved = np.einsum("qm,qmia,qmib->iab", size, e, e.conj(), optimize=True).real
    return moved / np.asarray(masses)[:, np.newaxis, np.newaxis]


def thermal_factor(omega: ArrayLike, temperature: float) -> FloatArray:
    """Thermal factor of a harmonic mode's mean square, coth(ħω / 2kT).

    Parameters
    ----------
    omega : array_like
        Angular frequency, rad/s.
    temperature : float
        K; 0 gives 1, the ground state.

    Returns
    -------
    numpy.ndarray
        Dimensionless, in the shape of ``omega``.

    Examples
    --------
    >>> round(float(thermal_factor(2 * np.pi * 1e12, 300.0)), 1)
    12.5
    """
    with np.errstate(divide="ignore"):
        return 1 / np.tanh(np.divide(hbar * np.asarray(omega), 2 * k * temperature))
