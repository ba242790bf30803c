"""Guards of what goes into a formula: what is right passes as it came, what is wrong is named."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow import checks
from uncertainties import ufloat, unumpy

numbers = st.floats(allow_nan=False, allow_infinity=False)
BAD = [math.nan, math.inf, -math.inf, "1", None, [1.0, math.nan], ufloat(math.nan, 1.0), 1j]


@given(numbers, numbers)
def test_each_guard_lets_through_what_its_words_say(value, bound):
    assert checks.finite("x", "m", value) == value
    for guard, allowed in (
        (lambda: checks.positive("x", "m", value), value > 0),
        (lambda: checks.above("x", bound, value), value > bound),
    ):
        if allowed:
            assert guard() == value
        else:
            message(guard, "x must be")


@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_what_is_no_finite_number_is_named_with_its_unit(bad):
    message(lambda: checks.finite("length", "m", bad), "length must be a finite number", "in m")
    message(lambda: checks.positive("length", "m", bad), "length must be finite and above zero")
    message(lambda: checks.above("r", -1.5, bad), "r must be a finite number above -1.5")


def test_the_bound_itself_is_not_above_it():
    message(lambda: checks.positive("length", "m", 0.0), "above zero")
    message(lambda: checks.above("r", -1.5, [-1.5, 0.0]), "above -1.5")


def test_one_wrong_number_among_many_is_enough():
    many = np.ones(1000)
    assert checks.positive("x", "m", many) is many
    many[501] = -1e-300
    message(lambda: checks.positive("x", "m", many), "x must be")


def test_uncertain_numbers_are_judged_by_their_values_and_keep_their_errors():
    one = ufloat(1.0, 5.0)
    assert checks.positive("x", "m", one) is one
    column = unumpy.uarray([1.0, 2.0], [0.1, 0.2])
    assert checks.positive("x", "m", column) is column
    assert checks.nominal(column).tolist() == [1.0, 2.0]
    message(lambda: checks.positive("x", "m", ufloat(-1.0, 5.0)), "above zero")


def test_lists_become_arrays_and_arrays_stay():
    assert isinstance(checks.finite("x", "m", [1, 2]), np.ndarray)
    assert isinstance(checks.above("x", 0, 3), np.ndarray)
    assert checks.nominal(["a", None]).tolist() == ["a", None]


def test_an_unknown_name_lists_the_known_ones_and_the_nearest():
    checks.check_known("CsSnI3", ["CsPbI3", "CsSnI3"], "material")
    text = message(
        lambda: checks.check_known("CsSnl3", iter(["CsPbBr3", "CsSnI3"]), "material"),
        "Unknown material 'CsSnl3'. Did you mean 'CsSnI3'?",
        "use one of 'CsPbBr3', 'CsSnI3'",
    )
    assert text.count("CsSnI3") == 2
    far = message(lambda: checks.check_known(7, ["CsPbBr3"], "material"), "Unknown material '7'")
    assert "Did you mean" not in far


def test_names_are_listed_in_quotation_marks():
    assert checks.listed(["a", "b"]) == "'a', 'b'"
    assert checks.listed([]) == ""
