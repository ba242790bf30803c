"""Densities of states, each mode spread as a Gaussian, whole or by parts of the crystal."""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, positive
from ultralow.phonons.harmonic import Vibrations
from ultralow.phonons.mode_shares import atom_shares


def density_of_states(
    at: ArrayLike, found: Vibrations, width: float, shares: ArrayLike | None = None
) -> FloatArray:
    """Density of states per frequency and cell, each mode spread as a Gaussian.

    Parameters
    ----------
    at : array_like, shape (F,)
        Frequencies in Hz.
    found : Vibrations
    width : float
        Standard deviation of the Gaussian in Hz.
    shares : array_like, shape (Q, M, P), optional
        What of each mode counts to each of P parts, such as :func:`atom_shares`.

    Returns
    -------
    numpy.ndarray, shape (F,) or (F, P)
        1/Hz. Over all frequencies it integrates to M; parts that sum to 1 give parts that sum to
        the whole.

    Raises
    ------
    UltralowError
        If the width is not a finite number above zero.

    Examples
    --------
    >>> three = Vibrations(np.zeros((1, 3)), np.ones(1), np.full((1, 3), 1e12), np.eye(3)[None])
    >>> round(float(density_of_states([1e12], three, 1e11)[0] * 1e12), 2)  # per THz
    11.97
    """
    positive("width", "Hz", width)
    at = np.asarray(at, float)
    height = (found.weights / found.weights.sum() / (width * np.sqrt(2 * np.pi)))[:, np.newaxis]
    parts = np.ones((*found.frequencies.shape, 1)) if shares is None else np.asarray(shares)
    flat = (height[..., np.newaxis] * parts).reshape(-1, parts.shape[-1])
    away = (at[:, np.newaxis] - found.frequencies.ravel()) / width
    density = np.exp(-0.5 * away**2) @ flat
    return density[:, 0] if shares is None else density


def mean_shares_below(
    found: Vibrations, frequency: float, shares: ArrayLike | None = None, least: float = -np.inf
) -> tuple[FloatArray, float]:
    """Mean shares of the atoms in all modes between two frequencies, and how many modes these are.

    Parameters
    ----------
    found : Vibrations
    frequency, least : float
        Hz.
    shares : array_like, shape (Q, M, P), optional
        :func:`atom_shares` if left out.

    Returns
    -------
    tuple of (numpy.ndarray, float)
        Shape (P,), and the number of modes per cell; NaN and 0 where there is none.

    Examples
    --------
    >>> shares = np.eye(3).reshape(1, 3, 3, 1)
    >>> low = Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[1e12, 2e12, 9e12]]), shares)
    >>> mean, count = mean_shares_below(low, 3e12)
    >>> mean.tolist(), count
    ([0.5, 0.5, 0.0], 2.0)
    """
    shares = atom_shares(found.eigenvectors) if shares is None else np.asarray(shares)
    inside = (found.frequencies <= frequency) & (found.frequencies > least)
    count = found.weights[:, np.newaxis] * inside
    with np.errstate(invalid="ignore"):
        mean = np.einsum("qm,qmp->p", count, shares) / count.sum()
    return mean, float(count.sum() / found.weights.sum())
