"""Errors of a potential's forces against first principles, as a whole and order by order.

Snapshots come in pairs of opposite displacements. Half the difference of the forces on a pair is
odd in the displacement: springs, and the fourth order. Half the sum, less the forces at the mean
positions, is even: the third order, by which phonons scatter, and the fifth. So each order is
judged without a fit. Forces are in eV/angstrom, as ASE gives them.
"""

from typing import NamedTuple

import numpy as np

from ultralow.errors import UltralowError


class Agreement(NamedTuple):
    """Forces of a potential against first principles, each number with its standard error.

    Attributes
    ----------
    mean_error, rms_error : tuple of float
        Mean size and root mean square of what a component of a force is off by, eV/angstrom.
    missed : tuple of float
        The root mean square error over that of the forces themselves.
    slope : tuple of float
        Of the potential's forces on those of first principles, through zero: below one is soft.
    """

    mean_error: tuple
    rms_error: tuple
    missed: tuple
    slope: tuple


def odd(forces):
    """The part of the forces on pairs that is odd in the displacement.

    Parameters
    ----------
    forces : array_like, shape (m, 2, n, 3)
        Of the displaced atoms and of those displaced the other way.

    Returns
    -------
    numpy.ndarray, shape (m, n, 3)
    """
    forces = np.asarray(forces)
    return (forces[:, 0] - forces[:, 1]) / 2


def even(forces, still):
    """The part of the forces on pairs that is even in the displacement.

    Parameters
    ----------
    forces : array_like, shape (m, 2, n, 3)
        As in `odd`.
    still : array_like, shape (m, n, 3)
        Forces on the atoms at the positions from which each pair is displaced.

    Returns
    -------
    numpy.ndarray, shape (m, n, 3)
    """
    return np.mean(forces, axis=1) - still


def slope(reference, potential):
    """Slope of a potential's forces on those of first principles, through zero."""
    return np.sum(np.multiply(potential, reference)) / np.sum(np.square(reference))


def agreement(reference, potential):
    """What a potential makes of forces, with standard errors by leaving out one pair at a time.

    Parameters
    ----------
    reference, potential : array_like, shape (m, ...)
        Forces from first principles and of the potential, the pairs along the first axis.

    Returns
    -------
    Agreement

    Raises
    ------
    UltralowError
        For fewer than two pairs, shapes that differ, or forces that all vanish.
    """
    reference, potential = (_by_pair(one) for one in (reference, potential))
    if len(reference) < 2 or reference.shape != potential.shape or not reference.any():
        raise UltralowError(
            f"forces of shapes {reference.shape} and {potential.shape} cannot be compared",
            mend="give two pairs or more, of both, that do not all vanish",
        )
    whole, error = leaving_out(_numbers, reference, potential)
    return Agreement(*zip(whole.tolist(), error.tolist(), strict=True))


def leaving_out(numbers, *by_pair):
    """Numbers of all pairs, and their standard errors by leaving out one pair at a time.

    Parameters
    ----------
    numbers : callable
        From arrays like those given to an array, or a sequence, of numbers.
    *by_pair : array_like, shape (m, ...)
        The pairs along the first axis of each.

    Returns
    -------
    value, error : numpy.ndarray

    References
    ----------
    Efron and Stein, Ann. Stat. 9, 586 (1981), doi 10.1214/aos/1176345462: the jackknife.
    """
    count = len(by_pair[0])
    left = np.array([numbers(*(np.delete(a, one, 0) for a in by_pair)) for one in range(count)])
    error = np.sqrt((count - 1) * np.mean((left - left.mean(axis=0)) ** 2, axis=0))
    return np.array(numbers(*by_pair)), error


def _by_pair(forces):
    forces = np.asarray(forces, dtype=float)
    return forces.reshape(len(forces), -1)


def _numbers(reference, potential):
    off = potential - reference
    rms = np.sqrt(np.mean(off**2))
    size = np.sqrt(np.mean(reference**2))
    return np.mean(abs(off)), rms, rms / size, slope(reference, potential)
