"""Accumulated conductivity, mode by mode over mean free path or frequency."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, IntArray
from ultralow.errors import UltralowError

EQUAL = 1e-9  # relative; values that symmetry makes equal differ by rounding


class Accumulation(NamedTuple):
    """Accumulated conductivity, from the smallest value of a quantity on.

    ``value`` ascends (m, or Hz), shape (n,); ``conductivity`` (W m⁻¹ K⁻¹) holds what all modes up
    to that value carry, and ends at the whole.
    """

    value: FloatArray
    conductivity: FloatArray


def accumulation(values: ArrayLike, contributions: ArrayLike) -> Accumulation:
    """Accumulation of conductivity over mean free path or frequency.

    Parameters
    ----------
    values : array_like, shape (Q, M)
        The quantity in whose order the modes are summed; NaN leaves a mode out, which must then
        carry nothing.
    contributions : array_like, shape (Q, M)
        W m⁻¹ K⁻¹, one component or one direction of `particle_by_mode` or `coherence_by_mode`.

    Returns
    -------
    Accumulation

    Raises
    ------
    UltralowError
        If the shapes differ, or a mode without a value carries heat.

    Examples
    --------
    >>> accumulation([30e-9, 10e-9, 20e-9], [0.1, 0.2, 0.1]).conductivity.round(3).tolist()
    [0.2, 0.3, 0.4]
    """
    values, parts = np.ravel(values), np.ravel(contributions)
    if values.shape != parts.shape:
        raise UltralowError(
            f"{values.size} values, but contributions of {parts.size} modes",
            mend="give both for the same wave vectors and modes",
        )
    known = np.isfinite(values)
    if np.any(parts[~known] != 0):
        raise UltralowError(
            "a mode without a value carries heat, and would be lost in the sum",
            mend="set the contributions of modes without a rate to zero",
        )
    value, part = values[known], parts[known]
    order = _order(value)
    return Accumulation(np.maximum.accumulate(value[order]), np.cumsum(part[order]))


def _order(values: FloatArray) -> IntArray:
    """Indices by growing value; equal but for rounding, as they come."""
    order = np.argsort(values, kind="stable")
    steps = np.diff(values[order], prepend=0.0) > EQUAL * values[order]
    level = np.empty(len(order), int)
    level[order] = np.cumsum(steps)
    return np.argsort(level, kind="stable")


def thinned(accumulated: Accumulation, parts: int = 200) -> Accumulation:
    """Accumulation thinned for a picture: both ends, and each step into another part.

    Of each such step both sides are kept, so that what is level stays level.

    Parameters
    ----------
    accumulated : Accumulation
    parts : int
        Equal parts of the whole conductivity.

    Examples
    --------
    >>> many = Accumulation(np.arange(1.0, 1001.0), np.arange(1.0, 1001.0))
    >>> len(thinned(many, 10).value), float(thinned(many, 10).value[-1])
    (11, 1000.0)
    """
    value, carried = accumulated
    if len(value) <= parts:
        return accumulated
    part = np.floor(parts * carried / carried[-1] + EQUAL)
    kept = np.diff(part, prepend=-1) > 0
    kept[:-1] |= kept[1:]
    kept[-1] = True
    return Accumulation(value[kept], carried[kept])


def value_at_share(accumulated: Accumulation, share: float = 0.95) -> float:
    """Value up to which a share of the conductivity is carried: the first mode that reaches it.

    Parameters
    ----------
    accumulated : Accumulation
    share : float
        Above 0, up to 1.

    Returns
    -------
    float
        In the unit of ``accumulated.value``; NaN where nothing is carried at all.

    Raises
    ------
    UltralowError
        If the share is out of range.

    Examples
    --------
    >>> value_at_share(accumulation([30e-9, 10e-9, 20e-9], [0.1, 0.2, 0.1]), 0.75) * 1e9
    20.0
    """
    if not 0 < share <= 1:
        raise UltralowError(
            f"a share of {share:g} is not above 0 and up to 1", mend="give 0.95 for 95 %"
        )
    value, carried = accumulated
    if carried.size == 0 or carried[-1] == 0:
        return float("nan")
    # Shares of the last sum itself, so that the whole is reached in spite of rounding.
    return float(value[np.argmax(carried >= share * carried[-1])])
