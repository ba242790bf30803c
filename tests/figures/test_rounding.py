"""Values as they are drawn: digits counted from the right place, turned far from fractions."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from ultralow.figures import rounding


@pytest.mark.parametrize(
    ("value", "expected"), [(0.5, 0), (0.61, 0), (0.63, 1), (2 / 3, 1), (-0.3, 0), (-0.5, -1)]
)
def test_whole_numbers_turn_at_the_golden_section(value, expected):
    found = rounding.whole(value)
    assert found == expected
    assert not np.signbit(found) or expected < 0


def test_digits_count_from_the_largest_or_on_a_logarithmic_axis_from_each():
    values = np.array([1.0, 1.23456789e-3])
    assert rounding.drawn(values).tolist() == [1, 0.00123]
    assert rounding.drawn(values, log=True).tolist() == [1, 0.00123457]
    assert rounding.drawn(values, scale=100).tolist() == [1, 0.001]
    # On a logarithmic axis 1e-13 of the largest is nothing.
    assert rounding.drawn([1.0, 1e-13], log=True).tolist() == [1, 0]


def test_many_points_have_two_digits_less():
    few, many = (rounding.drawn(np.full(count, 0.1234571)) for count in (1000, 1001))
    assert set(few) == {0.123457}
    assert set(many) == {0.1234}


def test_what_is_no_number_and_what_is_counted_stays():
    shown = rounding.drawn([np.nan, np.inf, -np.inf, 1.23456789])
    assert np.isnan(shown[0])
    assert shown[1:].tolist() == [np.inf, -np.inf, 1.23457]
    assert rounding.drawn([123456789, 1]).tolist() == [123456789, 1]
    assert rounding.number(None) is None
    assert rounding.number(1.23456789e-9) == 1.23457e-9


@given(arrays(float, st.integers(1, 40), elements=st.floats(-1e6, 1e6)))
def test_rounding_is_once_and_for_all(values):
    assume(not 0 < np.abs(values).max() < 1e-280)
    shown = rounding.drawn(values)
    assert rounding.drawn(shown).tolist() == shown.tolist()
    assert not np.signbit(shown[shown == 0]).any()
    assert np.abs(shown - values).max() <= 1e-5 * np.abs(values).max()
    assert rounding.drawn(["a", "b"]).tolist() == ["a", "b"]


@pytest.mark.parametrize("scale", [1e-20, 1e-6, 1.0, 3e7])
def test_rounding_turns_at_no_fraction_that_numbers_like_to_have(scale):
    """Halves, thirds and eighths of the last digit stand far from where rounding turns."""
    exact = np.array([n / d for d in (1, 2, 3, 4, 5, 6, 8, 16) for n in range(1, 60)]) * 1e-5
    values = np.r_[1.0, exact] * scale
    rng = np.random.default_rng(0)
    for _ in range(20):
        noisy = values * (1 + 1e-12 * rng.uniform(-1, 1, len(values)))
        assert rounding.drawn(noisy).tolist() == rounding.drawn(values).tolist()
