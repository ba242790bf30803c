"""Axes of a printed figure: values come back from any picture, and clicks that cannot be do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from printed_figures import KINDS, Figure
from ultralow.measurement import axis_calibration

CLICKS = [[100, 500], [700, 500], [90, 480], [90, 100]]
SHARES = st.lists(st.tuples(*[st.floats(-0.5, 1.5)] * 2), min_size=1, max_size=5)


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(KINDS)), shares=SHARES)
def test_printed_values_come_back_from_turned_and_sheared_pictures(seed, kind, shares):
    figure = Figure(np.random.default_rng(seed), 1000, KINDS[kind])
    axes, values = figure.calibrated(), figure.values(shares)
    # A pixel is read to 1e-13 of the picture; extrapolation and exponentials add a few digits.
    span = np.abs(figure.labels).max(axis=1)
    read = axis_calibration.to_values(axes, figure.pixels(shares))
    assert np.all(np.abs(read - values) < 1e-9 * np.maximum(span, np.abs(values)))
    back = axis_calibration.to_pixels(axes, values)
    assert np.all(np.abs(back - figure.pixels(shares)) < 1e-7)


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(KINDS)))
def test_the_four_clicks_read_their_own_values(seed, kind):
    figure = Figure(np.random.default_rng(seed), 800, KINDS[kind])
    read = axis_calibration.to_values(figure.calibrated(), figure.clicks)
    assert read[:2, 0] == pytest.approx(figure.labels[0], rel=1e-10, abs=0)
    assert read[2:, 1] == pytest.approx(figure.labels[1], rel=1e-10, abs=0)


def test_a_picture_that_is_moved_turned_or_mirrored_whole_reads_the_same():
    rng = np.random.default_rng(3)
    points, values = rng.uniform(0, 800, (6, 2)), [100, 300, 0.1, 0.9]
    read = axis_calibration.to_values(axis_calibration.calibrate(CLICKS, values), points)
    turns = ([[0, -1], [1, 0]], [[1, 0], [0, -1]], [[0.6, 0.8], [-0.8, 0.6]], [[2, 0.5], [0, 3]])
    for turn in turns:
        moved = axis_calibration.calibrate(np.array(CLICKS) @ turn + [7, -40], values)
        again = axis_calibration.to_values(moved, points @ np.array(turn) + [7, -40])
        # Values of order 100 and 1, ten digits beside the rounding of pixels.
        np.testing.assert_allclose(again, read, rtol=0, atol=1e-9)


def test_the_order_of_the_clicks_of_an_axis_does_not_matter():
    points = np.random.default_rng(4).uniform(0, 800, (6, 2))
    one = axis_calibration.calibrate(CLICKS, [10, 300, 0.1, 10], (False, True))
    swapped = [CLICKS[n] for n in (1, 0, 3, 2)]
    other = axis_calibration.calibrate(swapped, [300, 10, 10, 0.1], (False, True))
    read = [axis_calibration.to_values(axes, points) for axes in (one, other)]
    # x and y each change the line that serves as origin, along which they are constant.
    np.testing.assert_allclose(read[0], read[1], rtol=1e-9)


def test_shapes_are_kept_and_a_single_point_is_one():
    axes = axis_calibration.calibrate(CLICKS, [0, 300, 0, 1])
    for shape in ((2,), (3, 2), (2, 3, 2)):
        points = np.full(shape, 300.0)
        assert axis_calibration.to_values(axes, points).shape == shape
        assert axis_calibration.to_pixels(axes, axis_calibration.to_values(axes, points)) == (
            pytest.approx(points, rel=1e-12)
        )


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(KINDS)), away=st.floats(-30, 30))
def test_a_click_that_is_moved_along_the_other_axis_misses_nothing(seed, kind, away):
    figure = Figure(np.random.default_rng(seed), 900, KINDS[kind])
    share = np.array([[0.3, 0.6]])
    values = figure.values(share)
    for n, along in enumerate((figure.up, figure.across)):
        unit = along / np.linalg.norm(along)
        found = axis_calibration.misses(
            figure.calibrated(), figure.pixels(share) + away * unit, values
        )
        assert found[0, n] == pytest.approx(0, abs=1e-8)
        # The other axis is missed by the height of the parallelogram, at up to five degrees shear.
        assert abs(found[0, 1 - n]) == pytest.approx(abs(away), rel=0.004, abs=1e-8)


def test_a_miss_has_the_sign_of_what_is_read_too_high_and_nan_where_nothing_is_known():
    for values in ([0, 300, 0, 1], [300, 0, 1, 0]):
        axes = axis_calibration.calibrate(CLICKS, values)
        read = axis_calibration.to_values(axes, [[400, 300]])
        step = np.array([[1.0, 0.01]])
        assert np.all(axis_calibration.misses(axes, [[400, 300]], read - step) > 0)
        assert np.all(axis_calibration.misses(axes, [[400, 300]], read + step) < 0)
    partly = axis_calibration.misses(axes, [[400, 300]], [[np.nan, read[0, 1]]])
    assert np.isnan(partly[0, 0]) and partly[0, 1] == pytest.approx(0, abs=1e-9)


REFUSED = {
    "one place": ({"pixels": [[100, 500], [102, 500], *CLICKS[2:]]}, "both clicks on x are in"),
    "one place on y": ({"pixels": [*CLICKS[:2], [9, 9], [9, 9]]}, "both clicks on y are in one"),
    "parallel": ({"pixels": [[0, 0], [100, 0], [0, 50], [300, 55]]}, "the axes are parallel"),
    "equal values": ({"values": [300, 300, 0, 1]}, "both clicks on x have the value 300"),
    "equal on y": ({"values": [0, 300, 1, 1]}, "both clicks on y have the value 1"),
    "zero on log": ({"log": (True, False)}, "x is logarithmic, and 0 is not above zero"),
    "negative on log": ({"values": [1, 9, -1, 5], "log": (True, True)}, "y is logarithmic, and -1"),
    "nan": ({"values": [0, np.nan, 0, 1]}, "values must be 4 finite numbers"),
    "infinite pixel": ({"pixels": [[np.inf, 1], *CLICKS[1:]]}, "pixels must be 4 by 2 finite"),
    "three clicks": ({"pixels": CLICKS[:3]}, "pixels must be 4 by 2 finite numbers"),
    "words": ({"values": ["a", 1, 2, 3]}, "values must be 4 finite numbers"),
    "ragged": ({"pixels": [[1], [1, 2], [3], [4]]}, "pixels must be 4 by 2 finite numbers"),
    "huge": ({"values": [10**400, 1, 2, 3]}, "values must be 4 finite numbers"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_calibration_that_cannot_be_is_refused(name):
    changed, said = REFUSED[name]
    given = {"pixels": CLICKS, "values": [0, 300, 0, 1]} | changed
    message(lambda: axis_calibration.calibrate(**given), said, "To mend it")


def test_points_that_are_none_are_refused():
    axes = axis_calibration.calibrate(CLICKS, [1, 300, 1, 2], (True, False))
    message(lambda: axis_calibration.to_values(axes, [1, 2, 3]), "pairs of finite numbers")
    message(lambda: axis_calibration.to_values(axes, [np.nan, 1]), "pairs of finite numbers")
    message(lambda: axis_calibration.to_pixels(axes, [-1, 1]), "x is logarithmic, and -1")
    message(lambda: axis_calibration.misses(axes, [[1, 2]], [[0, 1]]), "x is logarithmic, and 0")
    message(lambda: axis_calibration.misses(axes, [[1, 2]], [1, 2]), "further clicks")
