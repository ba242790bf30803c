"""Reading errors: the stated share of the truths lies inside them, and slopes carry those of x."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from printed_figures import KINDS, Figure
from scipy.stats import binom
from ultralow.measurement import axis_calibration, reading_error

WIDTHS = (400, 1000, 3000)
MANY = 200
# So many of 200 lie inside 1.96 standard errors, in 999 of 1000 series of honest errors. Sixteen
# counts are asked for below: one series of tests in sixty would be red by chance, were its seed not
# held.
INSIDE = binom.interval(0.999, MANY, 0.95)


def read(rng, kind, width, corner=False, share=None):
    """Errors of x and y over their standard errors, of one point of one clicked figure."""
    figure = Figure(rng, width, KINDS[kind], corner)
    share = rng.uniform(0, 1, (1, 2)) if share is None else share
    off = rng.standard_normal((4, 2))
    if corner:
        off[2] = off[0]  # one click serves both axes
    axes = figure.calibrated(off)
    pixels = figure.pixels(share) + rng.standard_normal((1, 2))
    spread = reading_error.covariance(axes, pixels)[0]
    wrong = axis_calibration.to_values(axes, pixels)[0] - figure.values(share)[0]
    return wrong, spread


@pytest.mark.parametrize("corner", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_of_two_hundred_figures_ninety_five_percent_of_the_truths_lie_inside(kind, corner):
    rng = np.random.default_rng(15)
    found = [read(rng, kind, WIDTHS[n % 3], corner) for n in range(MANY)]
    ratio = np.array([wrong / np.sqrt(np.diag(spread)) for wrong, spread in found])
    inside = np.sum(np.abs(ratio) < 1.96, axis=0)
    assert np.all((INSIDE[0] <= inside) & (inside <= INSIDE[1])), (kind, inside)


@pytest.mark.parametrize("corner", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_covariance_is_that_of_repeated_clicks(kind, corner):
    """One figure and one point beyond the clicks, where every part counts, clicked 3000 times."""
    many, share = 3000, np.array([[1.3, -0.4]])
    found = [
        read(np.random.default_rng([5, n]), kind, 1000, corner, share) for n in range(many)
    ]  # each has its own turn and shear, and is measured by its own covariance
    white = [np.linalg.solve(np.linalg.cholesky(spread), wrong) for wrong, spread in found]
    # Whitened errors have the unit matrix; 3000 tell each entry to 1/sqrt(3000) or, on the
    # diagonal, sqrt(2/3000) = 0.026: four of those, and one percent for the second order.
    np.testing.assert_allclose(np.cov(np.transpose(white)), np.eye(2), atol=0.115)


def test_far_from_the_clicks_errors_grow_and_without_any_there_are_none():
    figure = Figure(np.random.default_rng(0), 1000, (False, False))
    axes = figure.calibrated()
    near, far = (figure.pixels([[one, one]]) for one in (0.5, 5.0))
    errors = [reading_error.covariance(axes, at)[0].diagonal() for at in (near, far)]
    assert np.all(errors[1] > 9 * errors[0])
    assert np.all(reading_error.covariance(axes, far, 0.0) == 0)
    exact = [reading_error.covariance(axes, at, 1.0, 0.0) for at in (near, far)]
    np.testing.assert_allclose(exact[0], exact[1], rtol=1e-12)


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_errors_are_proportional_to_the_pixels_errors_and_add_in_square(points, clicks):
    figure = Figure(np.random.default_rng(1), 1000, (True, False))
    axes, at = figure.calibrated(), figure.pixels([[0.3, 0.8], [0.9, 0.1]])
    both, one, other = (
        reading_error.covariance(axes, at, *errors)
        for errors in ((points, clicks), (1.0, 0.0), (0.0, 1.0))
    )
    np.testing.assert_allclose(both, points**2 * one + clicks**2 * other, rtol=1e-9)


def test_a_relative_error_is_the_same_all_along_a_logarithmic_axis_of_exact_clicks():
    figure = Figure(np.random.default_rng(2), 1000, (True, True))
    at = figure.pixels([[0.1, 0.2], [0.9, 0.8]])
    axes = figure.calibrated()
    values = axis_calibration.to_values(axes, at)
    spread = reading_error.covariance(axes, at, 1.0, 0.0).diagonal(axis1=1, axis2=2)
    relative = np.sqrt(spread) / values
    np.testing.assert_allclose(relative[0], relative[1], rtol=1e-9)


@given(st.floats(-10, 10), st.floats(-100, 100), st.permutations(range(9)))
def test_the_slope_of_a_straight_series_is_its_slope_in_any_order(slope, offset, order):
    x = np.array([1.0, 2, 4, 5, 9, 10, 20, 21, 30])[list(order)]
    found = reading_error.slopes(x, offset + slope * x)
    np.testing.assert_allclose(found, slope, atol=1e-9)


def test_a_slope_is_that_of_the_point_and_two_neighbours_on_either_side():
    x = np.arange(9.0)
    bent = np.where(x < 5, 0.0, 100 * (x - 4))  # level up to 4
    found = reading_error.slopes(x, bent)
    assert np.all(found[:3] == 0) and np.all(found[3:7] > 0)
    np.testing.assert_allclose(found, [np.polyfit(x[max(n - 2, 0):n + 3], bent[max(n - 2, 0):n + 3],
                                                  1)[0] for n in range(9)], atol=1e-9)  # fmt: skip
    assert list(reading_error.slopes([3.0], [1.0])) == [0.0]
    for other in (3.0, np.nextafter(3.0, 4.0)):  # read from pixels, equal numbers are not quite
        assert list(reading_error.slopes([3.0, other], [1.0, 2.0])) == [0.0, 0.0]
        assert list(reading_error.slopes([other, 3.0], [1.0, 2.0])) == [0.0, 0.0]


def test_the_slope_of_a_parabola_is_its_slope_wherever_it_is_asked_for():
    x = np.array([10, 20, 30, 40, 55, 75, 100, 130, 160, 200.0])
    found = reading_error.slopes(x, 3 - 2 * x + 0.5 * x**2)
    np.testing.assert_allclose(found[1:-1], (x - 2)[1:-1], rtol=1e-9)
    # The ends have three points in view: a line through them, which no single error bends.
    assert found[0] == pytest.approx(20 - 2) and found[-1] == pytest.approx(160 + 5 / 3 - 2, 0.05)


def test_of_curves_read_at_the_temperature_read_ninety_five_percent_lie_inside():
    """The table's one uncertainty: value read, against the truth at the temperature read."""
    rng, inside, without = np.random.default_rng(7), 0, 0
    steps = np.linspace(0.1, 0.5, 9)
    for n in range(MANY):
        figure = Figure(rng, WIDTHS[n % 3], (False, False))
        share = np.stack([steps, 0.9 - 3 * (steps - 0.1) ** 1.5], axis=-1)
        axes = figure.calibrated(rng.standard_normal((4, 2)))
        pixels = figure.pixels(share) + rng.standard_normal(share.shape)
        x, y = axis_calibration.to_values(axes, pixels).T
        way = (x - figure.labels[0, 0]) / np.diff(figure.labels[0])
        truth = figure.values(np.stack([way, 0.9 - 3 * np.maximum(way - 0.1, 0) ** 1.5], axis=-1))[
            :, 1
        ]
        spread = reading_error.covariance(axes, pixels)
        error = reading_error.carried(reading_error.slopes(x, y), spread)
        one = rng.integers(9)
        inside += abs(y[one] - truth[one]) < 1.96 * error[one]
        without += abs(y[one] - truth[one]) < 1.96 * np.sqrt(spread[one, 1, 1])
    assert INSIDE[0] <= inside <= INSIDE[1]
    assert without < INSIDE[0]  # the error of the temperature is not small


@given(st.floats(-5, 5), st.integers(0, 999))
def test_what_is_carried_is_the_spread_of_the_distance_from_the_line(slope, seed):
    root = np.random.default_rng(seed).standard_normal((2, 2))
    spread = root @ root.T
    away = np.array([-slope, 1.0])
    assert reading_error.carried(slope, spread) ** 2 == pytest.approx(
        away @ spread @ away, rel=1e-6, abs=1e-12
    )
    assert reading_error.carried(0.0, spread) == pytest.approx(np.sqrt(spread[1, 1]))


def test_a_further_click_that_fits_is_silent_one_off_is_told_a_wrong_label_refused():
    axes = axis_calibration.calibrate([[100, 500], [700, 500], [90, 500], [90, 100]],
                                      [0, 300, 0, 0.8])  # fmt: skip
    check = reading_error.check_further
    # Halfway along x, and 400 px tall: error of the miss of x is sqrt(1 + 1/2) there.
    assert check(axes, [[403.6, 500]], [[150, np.nan]]) == []
    (told,) = check(axes, [[403.8, 500]], [[150, np.nan]])
    assert told == "further click 1 misses its x by 3.8 pixels, 3.1 standard errors"
    assert len(check(axes, [[400, 500], [400, 495]], [[150, 0], [150, 0]])) == 1
    message(lambda: check(axes, [[400, 500], [400, 500]], [[150, 0], [160, 0]]),
            "further click 2 misses its x by 20.0 pixels", "A wrong label", "mend")  # fmt: skip
    assert check(axes, [[400, 500]], [[160, 0]], 4.0)  # four times as large errors: told alone
    assert check(axes, np.empty((0, 2)), np.empty((0, 2))) == []


def test_linear_clicks_on_a_logarithmic_axis_are_found_by_a_fifth():
    figure = Figure(np.random.default_rng(8), 1000, (False, True))
    wrong = axis_calibration.calibrate(figure.clicks, figure.labels.ravel())
    fifth = np.array([[0.0, 0.5]])
    given = figure.pixels(fifth), figure.values(fifth)
    assert reading_error.check_further(figure.calibrated(), *given) == []
    message(lambda: reading_error.check_further(wrong, *given), "misses its y", "logarithmic")


@pytest.mark.parametrize("error", [-1, np.nan, np.inf, "1"])
def test_an_error_that_is_none_is_refused(error):
    axes = Figure(np.random.default_rng(0), 1000, (False, False)).calibrated()
    message(lambda: reading_error.covariance(axes, [1, 2], error), "pixel_error must be")
    message(lambda: reading_error.covariance(axes, [1, 2], 1.0, error), "click_error must be")
    message(lambda: reading_error.check_further(axes, [[1, 2]], [[1, 2]], error), "pixel_error")


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([[1]], [[1]]), ([np.nan], [1])])
def test_a_series_that_is_none_has_no_slope(x, y):
    message(lambda: reading_error.slopes(x, y), "has no slope", "To mend it")


@pytest.mark.parametrize("log", KINDS.values(), ids=list(KINDS))
def test_the_covariance_is_that_of_finite_differences_on_skewed_axes(log):
    clicks = np.array([[100.0, 500], [700, 450], [80, 470], [300, 90]])
    values, point = [50, 300, 0.2, 0.8], np.array([620.0, 180])

    def at(moves):  # of the four clicks and the point
        axes = axis_calibration.calibrate(clicks + moves[:4], values, log)
        return axis_calibration.to_values(axes, point + moves[4])

    steps = 1e-3 * np.eye(10).reshape(10, 5, 2)
    slopes = np.array([(at(one) - at(-one)) / 2e-3 for one in steps])
    found = reading_error.covariance(axis_calibration.calibrate(clicks, values, log), point)
    # Central differences of 1e-3 px over some hundred pixels are off by about 1e-9.
    np.testing.assert_allclose(found, slopes.T @ slopes, rtol=1e-6)
