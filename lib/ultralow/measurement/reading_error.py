r"""Reading error of points that were clicked on a printed figure.

Every click, of a point as of the calibration, is off by a standard error in each direction. What
that does to a value follows from the equations of :mod:`ultralow.measurement.axis_calibration` to
first order. With s and t the shares of the way from the first to the second click along x and along
y, :math:`q = f_1 \cdot (P - P_3)` and :math:`r = f_2 \cdot (P - P_1)`

.. math::

    \mathrm{d}u &= (u_2-u_1)\, f_1 \cdot \bigl[\mathrm{d}P - (1-s)\,\mathrm{d}P_1
        - s\,\mathrm{d}P_2 + r\,\mathrm{d}P_3 - r\,\mathrm{d}P_4\bigr] \\
    \mathrm{d}v &= (v_4-v_3)\, f_2 \cdot \bigl[\mathrm{d}P + q\,\mathrm{d}P_1 - q\,\mathrm{d}P_2
        - (1-t)\,\mathrm{d}P_3 - t\,\mathrm{d}P_4\bigr]

and :math:`\mathrm{d}x = x\,\mathrm{d}u` on a logarithmic axis. One click that serves both axes has
one error.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, not_negative, positive
from ultralow.errors import UltralowError
from ultralow.measurement.axis_calibration import AxisCalibration, misses, to_values

# A further click that misses by this many of its standard errors is told, and refused. Of a sound
# calibration one click in four hundred is told; a wrong label or scale misses by tens of pixels.
TOLD = 3.0
REFUSED = 8.0
# On either side, the points that the slope of a series follows at a point.
NEIGHBOURS = 2
# Places in x through which a parabola goes without any error to spare.
PARABOLA = 3


def covariance(
    calibration: AxisCalibration,
    pixels: ArrayLike,
    pixel_error: float = 1.0,
    click_error: float | None = None,
) -> FloatArray:
    """Covariance of x and y read at pixels.

    Parameters
    ----------
    calibration : AxisCalibration
    pixels : array_like, shape (..., 2)
    pixel_error : float
        Standard error of a point's click in each direction (pixels).
    click_error : float, optional
        The same of the calibration's clicks; as the points' when left out.

    Returns
    -------
    numpy.ndarray, shape (..., 2, 2)
        Squares and product of the units of the axes.

    Raises
    ------
    UltralowError
        If an error is negative or not finite, or the pixels are no pairs of finite numbers.

    Examples
    --------
    Between the clicks both errors add to 1.2 pixels, of 0.5 K each on this axis:

    >>> from ultralow.measurement.axis_calibration import calibrate
    >>> axes = calibrate([[100, 500], [700, 500], [90, 500], [90, 100]], [0, 300, 0, 0.8])
    >>> round(float(np.sqrt(covariance(axes, [400, 500])[0, 0])), 3)
    0.612
    """
    point = not_negative("pixel_error", "pixel", pixel_error)
    click = not_negative("click_error", "pixel", point if click_error is None else click_error)
    values, rows = to_values(calibration, pixels), calibration.inverse()
    shared = _clicks(calibration, np.asarray(pixels, float))
    low, high = calibration.even().T
    scale = np.where(calibration.log, values, 1.0) * (high - low)
    geometry = scale[..., :, None] * (rows @ rows.T) * scale[..., None, :]
    return np.asarray(geometry * (point**2 + click**2 * shared))


def _clicks(calibration: AxisCalibration, points: FloatArray) -> FloatArray:
    """Squares and product of what the four calibrating clicks add, shape (..., 2, 2)."""
    parts, clicks = _parts(calibration, points), calibration.pixels
    one = np.all(clicks[:, None] == clicks[None], axis=-1).astype(float)
    return np.asarray(np.einsum("...ak,kl,...bl->...ab", parts, one, parts))


def _parts(calibration: AxisCalibration, points: FloatArray) -> FloatArray:
    """Coefficients of the four calibrating clicks in du and dv, shape (..., 2, 4)."""
    rows, place = calibration.inverse(), calibration.places(points)
    s, t = place[..., 0], place[..., 1]
    r = (points - calibration.pixels[0]) @ rows[1]
    q = (points - calibration.pixels[2]) @ rows[0]
    across = np.stack([s - 1, -s, r, -r], axis=-1)
    along = np.stack([q, -q, t - 1, -t], axis=-1)
    return np.stack([across, along], axis=-2)


def slopes(x: ArrayLike, y: ArrayLike) -> FloatArray:
    r"""Slopes dy/dx of a series at its points.

    Of the parabola of least squares through a point and up to two neighbours in x on either side,
    :math:`y = a + m\,(x - x_i) + c\,(x - x_i)^2`, m at each point i; of the straight line where
    fewer than four of them have an x of their own, since a parabola would follow every error.
    Those that agree in six digits, as many as a table keeps, are at one x.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        In any order.

    Returns
    -------
    numpy.ndarray, shape (n,)
        In the order of the points; zero where all of x is one, as for a point alone.

    Raises
    ------
    UltralowError
        If x and y are not as many finite numbers.

    Examples
    --------
    >>> slopes([10.0, 30.0, 20.0], [1.0, 5.0, 3.0]).round(6)
    array([0.2, 0.2, 0.2])
    >>> slopes([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 4.0, 9.0, 16.0]).round(6)[2]
    np.float64(4.0)
    """
    at, value = np.asarray(x, float), np.asarray(y, float)
    if at.ndim != 1 or at.shape != value.shape or not np.isfinite([at, value]).all():
        raise UltralowError(
            f"a series of {at.shape} x and {value.shape} y has no slope",
            mend="give as many finite numbers for y as for x",
        )
    at = np.array([float(f"{one:.6g}") for one in at])  # the last bit is to decide nothing
    order, found = np.argsort(at, kind="stable"), np.zeros(at.size)
    for n, point in enumerate(order):
        near = order[max(n - NEIGHBOURS, 0) : n + NEIGHBOURS + 1]
        found[point] = _slope(at[near] - at[point], value[near])
    return found


def _slope(away: FloatArray, value: FloatArray) -> float:
    """Slope at zero of the parabola, or line, of least squares."""
    different, width = np.unique(away).size, np.ptp(away)
    if different == 1:
        return 0.0
    degree = 2 if different > PARABOLA else 1
    return float(np.polynomial.polynomial.polyfit(away / width, value, degree)[1] / width)


def carried(slope: ArrayLike, spread_of_points: ArrayLike) -> FloatArray:
    r"""Standard error of a value at the x that was read: the error of x is carried into y.

    A table with one uncertainty a row takes x as exact. What is off in x then is off in y by the
    slope m of the series,

    .. math:: \sigma^2 = \sigma_y^2 - 2 m\, \sigma_{xy} + m^2 \sigma_x^2

    Parameters
    ----------
    slope : array_like, shape (...)
        dy/dx of the series, as from `slopes`.
    spread_of_points : array_like, shape (..., 2, 2)
        As from `covariance`.

    Returns
    -------
    numpy.ndarray, shape (...)
        In the unit of y.

    Examples
    --------
    >>> float(carried(2.0, [[4.0, 0.0], [0.0, 9.0]]))
    5.0
    """
    m, of = np.asarray(slope, float), np.asarray(spread_of_points, float)
    squared = of[..., 1, 1] - 2 * m * of[..., 0, 1] + m**2 * of[..., 0, 0]
    # A difference of squares that is zero may come out a last digit below it.
    return np.sqrt(np.maximum(squared, 0.0))


def check_further(
    calibration: AxisCalibration, pixels: ArrayLike, values: ArrayLike, pixel_error: float = 1.0
) -> list[str]:
    """Cautions about clicks beyond the four, whose values the calibration should give.

    A miss is compared with its standard error, from the error of that click and of the four.

    Parameters
    ----------
    calibration : AxisCalibration
    pixels, values : array_like, shape (m, 2)
        As for `axis_calibration.misses`.
    pixel_error : float
        Standard error of each click in each direction (pixels).

    Returns
    -------
    list of str
        A line for each miss above `TOLD` standard errors.

    Raises
    ------
    UltralowError
        If a miss is above `REFUSED` standard errors, or the error is not above zero; as
        `axis_calibration.misses`.

    Examples
    --------
    >>> from ultralow.measurement.axis_calibration import calibrate
    >>> axes = calibrate([[100, 500], [700, 500], [100, 500], [100, 100]], [0, 300, 0, 0.8])
    >>> check_further(axes, [[406, 500]], [[150, 0]])
    ['further click 1 misses its x by 6.0 pixels, 4.9 standard errors']
    """
    found = misses(calibration, pixels, values)
    added = _clicks(calibration, np.asarray(pixels, float)).diagonal(axis1=-2, axis2=-1)
    error = positive("pixel_error", "pixel", pixel_error) * np.sqrt(1 + added)
    ratio = np.abs(found) / error
    told = []
    for n, axis in np.argwhere(ratio > TOLD):
        line = (
            f"further click {n + 1} misses its {'xy'[axis]} by {abs(found[n, axis]):.1f} pixels, "
            f"{ratio[n, axis]:.1f} standard errors"
        )
        if ratio[n, axis] > REFUSED:
            raise UltralowError(
                line,
                "A wrong label, or a linear axis that is logarithmic, looks like this.",
                "look at the values of the four clicks and of this one, and at the kind of axes",
            )
        told.append(line)
    return told
