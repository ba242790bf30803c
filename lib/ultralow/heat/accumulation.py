"""Accumulated conductivity: what is carried by paths up to each length."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray
from ultralow.errors import UltralowError

EQUAL = 1e-9  # relative; values that symmetry makes equal differ by rounding
DECADE, DECADES = 40, 4  # points a decade, as fine as a line is drawn; decades, if not more
_BEGIN = 1e-3  # share of the whole that may lie below the first value


class Accumulation(NamedTuple):
    """Accumulated conductivity, from the smallest value of a quantity on.

    ``value`` ascends (m), shape (n,); ``conductivity`` (W m⁻¹ K⁻¹) holds what is carried up to that
    value, and ends at the whole.
    """

    value: FloatArray
    conductivity: FloatArray


def accumulation(
    values: ArrayLike, contributions: ArrayLike, spreads: ArrayLike = 0.0
) -> Accumulation:
    """Accumulation of conductivity over mean free path.

    What a mode carries is spread evenly about its value, over twice √3 σ, as far as the quantity
    varies within the cell of the mode; no part of it lies below zero.

    Parameters
    ----------
    values : array_like, shape (Q, M)
        The quantity in whose order the modes are summed, not negative; NaN leaves a mode out, which
        must then carry nothing.
    contributions : array_like, shape (Q, M) or (Q, M, 6)
        W m⁻¹ K⁻¹, one direction or the components of `particle_by_mode` or `coherence_by_mode`.
    spreads : array_like, shape (Q, M)
        σ within the cell of each mode, as from :func:`ultralow.heat.mesh_cells.spread`; zero takes
        modes as points.

    Returns
    -------
    Accumulation
        `DECADE` values a decade, the same for all curves, and the largest; `DECADES` of them, or as
        many as it takes to begin below what carries anything. Components have a column each in
        ``conductivity``.

    Raises
    ------
    UltralowError
        If the shapes differ, a mode without a value carries heat, or one with a value carries
        what is no number.

    Examples
    --------
    >>> found = accumulation([1e-6, 10e-9, 100e-9], [0.1, 0.2, 0.1])
    >>> found.conductivity[[0, -1]].round(3).tolist(), round(value_at_share(found, 0.75) * 1e9)
    ([0.0, 0.4], 100)
    """
    value, part, width = _known(values, contributions, spreads)
    if not value.size or value.max() == 0:
        return Accumulation(np.zeros(1), part.sum(axis=0, keepdims=True))
    low, high = np.maximum(value - width, 0.0), value + width
    decades = np.log10(high.max() / _first(low, high, part))
    steps = max(DECADES * DECADE, int(np.ceil(decades * DECADE)))
    # Round values, which all curves share: those of a mode would end in other digits elsewhere.
    last = int(np.ceil(np.log10(high.max()) * DECADE - EQUAL))
    bounds = 10.0 ** (np.arange(last - steps - 1, last + 1) / DECADE)
    bounds[-1] = high.max()
    reach = np.maximum(high - low, EQUAL * bounds[0])  # a step where a mode is a point
    shares = np.clip((bounds[:, None] * (1 + EQUAL) - low) / reach, 0.0, 1.0)
    return Accumulation(bounds, shares @ part)


def _first(low: FloatArray, high: FloatArray, part: FloatArray) -> float:
    """Below the least value, but for modes that carry next to nothing."""
    least = np.maximum(low, high / 10)
    order = np.argsort(least, kind="stable")
    carried = np.cumsum(np.abs(part[order]).reshape(len(order), -1).sum(axis=1))
    known = (least[order] > 0) & (carried >= _BEGIN * carried[-1])
    return float(0.9 * least[order][np.argmax(known)])


def _known(
    values: ArrayLike, contributions: ArrayLike, spreads: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Flat values, parts and half widths of the modes that have a value."""
    values, parts = np.asarray(values, float), np.asarray(contributions, float)
    if values.shape != parts.shape[: values.ndim] or parts.ndim > values.ndim + 1:
        raise UltralowError(
            f"{values.size} values of shape {values.shape}, but contributions of modes of shape "
            f"{parts.shape}",
            mend="give both for the same wave vectors and modes",
        )
    parts = parts.reshape(values.size, *parts.shape[values.ndim :])
    values = values.ravel()
    known = np.isfinite(values)
    if np.any(parts[~known] != 0):
        raise UltralowError(
            "a mode without a value carries heat, and would be lost in the sum",
            mend="set the contributions of modes without a rate to zero",
        )
    if not np.all(np.isfinite(parts[known])):
        raise UltralowError(
            "a mode carries heat that is no number, and the sum would be none",
            mend="leave such a mode out: give it no value and nothing to carry",
        )
    widths = np.sqrt(3.0) * np.broadcast_to(np.ravel(spreads), values.shape)
    return values[known], parts[known], widths[known]


def value_at_share(accumulated: Accumulation, share: float = 0.95) -> float:
    """Value up to which a share of the conductivity is carried.

    Between the values of an accumulation it is linear in the logarithm of the value.

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
    >>> found = Accumulation(np.array([1e-9, 1e-8, 1e-7]), np.array([0.1, 0.2, 0.4]))
    >>> round(value_at_share(found, 0.5) * 1e9, 6), round(value_at_share(found, 0.75) * 1e9, 2)
    (10.0, 31.62)
    """
    if not 0 < share <= 1:
        raise UltralowError(
            f"a share of {share:g} is not above 0 and up to 1", mend="give 0.95 for 95 %"
        )
    value, carried = accumulated
    if carried.size == 0 or carried[-1] == 0:
        return float("nan")
    # Shares of the last sum itself, so that the whole is reached in spite of rounding.
    wanted = share * carried[-1]
    after = int(np.argmax(carried >= wanted))
    if after == 0:
        return float(value[after])
    part = (wanted - carried[after - 1]) / (carried[after] - carried[after - 1])
    low, high = value[after - 1], value[after]
    return float(low * (high / low) ** part)
