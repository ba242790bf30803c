"""Answers with a spread: a number on one side of a limit says so, one across it says nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.paper import answers

NUMBERS = st.floats(min_value=-10, max_value=10)
SPREADS = st.floats(min_value=0, max_value=10)
GIVEN = st.lists(st.sampled_from([True, False, None]), min_size=1)


@given(value=NUMBERS, spread=SPREADS, limit=NUMBERS)
def test_a_number_answers_only_with_its_whole_spread(value, spread, limit):
    found = answers.below(value, spread, limit)
    ends = {one <= limit for one in (value - spread, value + spread)}
    near = min(abs(value - spread - limit), abs(value + spread - limit)) < 1e-6
    assert near or found is (ends.pop() if len(ends) == 1 else None)
    mirrored = answers.above(-value, spread, -limit)
    assert mirrored is found


@pytest.mark.parametrize("sign", [1, -1])
def test_rounding_is_no_answer_and_a_millionth_is_one(sign):
    sum_of_tenths = 0.1 + 0.2  # a last digit above 0.3
    for value, limit in ((0.3, sum_of_tenths), (sum_of_tenths, 0.3)):
        assert answers.below(sign * value, 0.0, sign * limit) is True
        assert answers.above(sign * value, 0.0, sign * limit) is True
    assert answers.below(1 + 1e-7, 0.0, 1.0) is False
    assert answers.above(1 - 1e-7, 0.0, 1.0) is False


def test_a_limit_itself_is_allowed():
    assert answers.below(0.0, 0.0, 0.0) is True
    # The lower end of the spread lies on the limit, but for rounding below.
    assert answers.below(1.0, 1.0, 0.0) is None
    assert answers.below(0.4, 0.1, 0.3) is None
    assert answers.above(0.2, 0.1, 0.3) is None


@pytest.mark.parametrize(
    ("value", "spread", "found"),
    [
        (0.44, 0.03, True),
        (0.44, 0.07, None),
        (0.54, 0.03, False),
        (0.5, 0, True),
        (0.45, 0.2, None),
    ],
)
def test_within_is_inside_across_or_outside(value, spread, found):
    assert answers.within(value, spread, 0.45, 0.05) is found


@given(GIVEN)
def test_one_no_is_enough_and_one_open_opens(given_answers):
    found = answers.every(given_answers)
    if False in given_answers:
        assert found is False
    else:
        assert found is (None if None in given_answers else True)


@given(GIVEN)
def test_results_that_differ_leave_a_question_open(given_answers):
    alike = len(set(given_answers)) == 1
    assert answers.agreed(given_answers) is (given_answers[0] if alike else None)
    assert answers.agreed([]) is None


def test_an_unknown_spread_is_not_zero_and_answers_with_a_wide_margin():
    spread = answers.margin(0.3, np.nan)
    assert spread == pytest.approx(0.09)
    assert answers.below(0.3, spread, 0.31) is None
    assert answers.below(0.3, spread, 0.40) is True
    assert answers.below(0.3, spread, 0.20) is False
    assert answers.margin(-2.0, 0.1) == pytest.approx(0.2)


def test_each_answer_has_its_verdict():
    assert [answers.verdict(one) for one in (True, None, False)] == [
        "consistent",
        "undecided",
        "disagrees",
    ]
    assert answers.verdict(True, "reproduced") == "reproduced"
