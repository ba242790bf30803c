r"""Axes of a printed figure: from the pixels of a picture to values, and back.

Four clicks calibrate a figure: :math:`P_1, P_2` where x has two known values, :math:`P_3, P_4`
where y has. On each axis a position is told by a coordinate that grows evenly along the paper, the
value itself or, on a logarithmic axis, its natural logarithm: u for x, v for y. Both are affine in
the pixel, however the figure was turned, sheared or mirrored when it was scanned. Six numbers
fix that map, and there are six equations: u at both clicks on x, v at both clicks on y, and u does
not change along the axis of y, nor v along that of x. With
:math:`E = (P_2 - P_1 \;\; P_4 - P_3)` and the rows :math:`f_1, f_2` of :math:`E^{-1}`

.. math::

    u = u_1 + (u_2 - u_1)\, f_1 \cdot (P - P_1), \qquad
    v = v_3 + (v_4 - v_3)\, f_2 \cdot (P - P_3)

The clicks on x may lie on any line along which y does not change, and those on y likewise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray
from ultralow.errors import UltralowError

# Two clicks closer than this (pixels) tell no direction; nor do axes at a smaller angle (sine).
NEAREST = 5.0
FLATTEST = 0.1


@dataclass(frozen=True, eq=False)
class AxisCalibration:
    """Calibration of a figure's axes, as `calibrate` makes it.

    Attributes
    ----------
    pixels : numpy.ndarray, shape (4, 2)
        The clicks: two on x, two on y.
    values : numpy.ndarray, shape (4,)
        x at the first two, y at the others.
    log : tuple of bool
        Whether x, and whether y, is logarithmic.
    """

    pixels: FloatArray
    values: FloatArray
    log: tuple[bool, bool]

    def even(self) -> FloatArray:
        """Values at the clicks on axes that are even along the paper, shape (2, 2), x first."""
        return np.stack(
            [spread(self.values[:2], self.log[0]), spread(self.values[2:], self.log[1])]
        )

    def inverse(self) -> FloatArray:
        """Rows f₁ and f₂ of the inverse of both axes as columns, shape (2, 2), per pixel."""
        first, second, third, fourth = self.pixels
        return np.linalg.inv(np.column_stack([second - first, fourth - third]))

    def places(self, pixels: ArrayLike) -> FloatArray:
        """Shares of the way from the first to the second click of each axis, shape (..., 2)."""
        rows, points = self.inverse(), np.asarray(pixels, float)
        along = ((points - self.pixels[2 * n]) @ rows[n] for n in (0, 1))
        return np.stack(list(along), axis=-1)


def calibrate(
    pixels: ArrayLike, values: ArrayLike, log: tuple[bool, bool] = (False, False)
) -> AxisCalibration:
    """Calibration of both axes from four clicks.

    Parameters
    ----------
    pixels : array_like, shape (4, 2)
        Column and row of each click, in pixels: two on x, then two on y. Rows count downwards, as
        in every picture; they may count upwards as long as all do.
    values : array_like, shape (4,)
        x at the first two clicks, y at the others, in any unit.
    log : tuple of bool
        Whether x, and whether y, is logarithmic.

    Returns
    -------
    AxisCalibration

    Raises
    ------
    UltralowError
        If a number is not finite; if the clicks of an axis coincide, or their values do; if both
        axes are parallel; or if a value on a logarithmic axis is not above zero.

    Examples
    --------
    >>> axes = calibrate([[100, 500], [700, 500], [100, 500], [100, 100]], [0, 300, 0, 0.8])
    >>> to_values(axes, [400, 300]).round(6)
    array([150. ,   0.4])
    """
    points, known = _numbers(pixels, (4, 2), "pixels"), _numbers(values, (4,), "values")
    for name, at, logarithmic in zip("xy", (slice(0, 2), slice(2, 4)), log, strict=True):
        _check_axis(name, points[at], known[at], logarithmic)
    found = AxisCalibration(points, known, (bool(log[0]), bool(log[1])))
    across, along = points[1] - points[0], points[3] - points[2]
    area = abs(across[0] * along[1] - across[1] * along[0])
    if area < FLATTEST * np.hypot(*across) * np.hypot(*along):
        raise UltralowError(
            "the axes are parallel: all four clicks lie along one direction",
            mend="give two clicks along the axis of x, and two along that of y",
        )
    return found


def to_values(calibration: AxisCalibration, pixels: ArrayLike) -> FloatArray:
    """Values at pixels, x and y.

    Parameters
    ----------
    calibration : AxisCalibration
    pixels : array_like, shape (..., 2)

    Returns
    -------
    numpy.ndarray, shape (..., 2)
        In the units of the calibration.

    Raises
    ------
    UltralowError
        If the pixels are not pairs of finite numbers.

    Examples
    --------
    Halfway between 10 and 1000 on a logarithmic axis lies 100:

    >>> clicks = [[100, 500], [700, 500], [100, 500], [100, 100]]
    >>> to_values(calibrate(clicks, [10, 1000, 0, 2], (True, False)), [400, 500]).round(6)
    array([100.,   0.])
    """
    points = _numbers(pixels, (..., 2), "pixels")
    low, high = calibration.even().T
    even = low + (high - low) * calibration.places(points)
    columns = (np.exp(even[..., n]) if calibration.log[n] else even[..., n] for n in (0, 1))
    return np.stack(list(columns), axis=-1)


def to_pixels(calibration: AxisCalibration, values: ArrayLike) -> FloatArray:
    """Pixels at values: the inverse of `to_values`.

    Parameters
    ----------
    calibration : AxisCalibration
    values : array_like, shape (..., 2)
        x and y.

    Returns
    -------
    numpy.ndarray, shape (..., 2)

    Raises
    ------
    UltralowError
        If the values are not pairs of finite numbers, or not above zero on a logarithmic axis.

    Examples
    --------
    >>> axes = calibrate([[100, 500], [700, 500], [100, 500], [100, 100]], [0, 300, 0, 0.8])
    >>> to_pixels(axes, [150, 0.4]).round(6)
    array([400., 300.])
    """
    known = _numbers(values, (..., 2), "values")
    for name, column, logarithmic in zip("xy", (known[..., 0], known[..., 1]), calibration.log):
        _check_positive(name, column, logarithmic)
    low, high = calibration.even().T
    columns = (spread(known[..., n], calibration.log[n]) for n in (0, 1))
    place = (np.stack(list(columns), axis=-1) - low) / (high - low)
    rows = calibration.inverse()
    # f1.P and f2.P of the point wanted, from which the rows give P itself.
    along = place + np.array([rows[n] @ calibration.pixels[2 * n] for n in (0, 1)])
    return np.asarray(along @ np.linalg.inv(rows).T)


def misses(calibration: AxisCalibration, pixels: ArrayLike, values: ArrayLike) -> FloatArray:
    """Misses of clicks beyond the four: how far each lies from where its values should be.

    For each axis the distance from the click to the line on which that axis has the known value.

    Parameters
    ----------
    calibration : AxisCalibration
    pixels, values : array_like, shape (m, 2)
        Of the further clicks; NaN where x or y is not known there.

    Returns
    -------
    numpy.ndarray, shape (m, 2)
        Pixels, with the sign of read minus known where x (u) or y (v) grows; NaN where unknown.

    Raises
    ------
    UltralowError
        If the pixels are not pairs of finite numbers as many as the values, or a known value is
        not above zero on a logarithmic axis.

    Examples
    --------
    >>> axes = calibrate([[100, 500], [700, 500], [100, 500], [100, 100]], [0, 300, 0, 0.8])
    >>> misses(axes, [[402, 499]], [[150, 0]]).round(6)
    array([[2., 1.]])
    """
    points = _numbers(pixels, (..., 2), "pixels")
    known = np.asarray(values, float)
    if known.shape != points.shape or np.isinf(known).any():
        raise UltralowError(
            f"{points.shape} pixels beside {known.shape} values of further clicks",
            mend="give x and y for each click, NaN where it is not known",
        )
    low, high = calibration.even().T
    place, length = calibration.places(points), np.linalg.norm(calibration.inverse(), axis=1)
    found = np.empty(points.shape)
    for n, name in enumerate("xy"):
        column = known[..., n]
        _check_positive(name, column[~np.isnan(column)], calibration.log[n])
        wanted = (spread(column, calibration.log[n]) - low[n]) / (high[n] - low[n])
        found[..., n] = (place[..., n] - wanted) / length[n] * np.sign(high[n] - low[n])
    return found


def spread(values: ArrayLike, log: bool) -> FloatArray:
    """Coordinate that is even along the paper: the value, or its natural logarithm.

    Parameters
    ----------
    values : array_like
        Above zero where ``log``.
    log : bool

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> spread([1.0, 10.0], True).round(4)
    array([0.    , 2.3026])
    """
    return np.log(values) if log else np.asarray(values, float)


def _numbers(given: ArrayLike, shape: tuple[object, ...], name: str) -> FloatArray:
    """An array of finite numbers of a shape, or of any length before the last axis."""
    try:
        found = np.asarray(given, float)
    except (TypeError, ValueError, OverflowError):
        found = np.array(np.nan)
    fits = found.shape[-1:] == shape[-1:] if shape[0] is ... else found.shape == shape
    if not fits or not np.isfinite(found).all():
        wanted = "pairs of" if shape[0] is ... else " by ".join(map(str, shape))
        raise UltralowError(
            f"{name} must be {wanted} finite numbers, got {given!r:.80}",
            mend="give column and row of each click, and the values that the axes print there",
        )
    return found


def _check_axis(name: str, points: FloatArray, values: FloatArray, log: bool) -> None:
    """Refuse two clicks of one axis that tell neither direction nor scale."""
    if np.hypot(*(points[1] - points[0])) < NEAREST:
        raise UltralowError(
            f"both clicks on {name} are in one place, {NEAREST:g} pixels apart at most",
            mend=f"click on two labels of {name} that are far apart",
        )
    _check_positive(name, values, log)
    if values[0] == values[1]:
        raise UltralowError(
            f"both clicks on {name} have the value {values[0]:g}",
            mend=f"give the values of two different labels of {name}",
        )


def _check_positive(name: str, values: FloatArray, log: bool) -> None:
    if log and not np.all(values > 0):
        raise UltralowError(
            f"{name} is logarithmic, and {np.min(values):g} is not above zero",
            mend=f"look at the labels of {name}, and whether the axis is logarithmic",
        )
