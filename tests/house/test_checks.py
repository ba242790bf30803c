"""Guards: what they let through comes back as it came, what they refuse is named with its unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow import checks
from uncertainties import ufloat

numbers = st.floats(allow_nan=False, allow_infinity=False)
GUARDS = {
    "finite": lambda x: checks.finite("q", "J", x),
    "positive": lambda x: checks.positive("q", "J", x),
    "not_negative": lambda x: checks.not_negative("q", "J", x),
    "positive_array": lambda x: checks.positive_array("q", "J", x),
    "above": lambda x: checks.above("q", -1.5, x),
}


@pytest.mark.parametrize("bad", [np.nan, np.inf, "300", None, [1.0, np.nan], ufloat(np.nan, 1.0)])
@pytest.mark.parametrize("guard", GUARDS)
def test_what_is_no_finite_number_is_refused_with_a_mend(guard, bad):
    message(lambda: GUARDS[guard](bad), "q must be a finite number", "To mend it: give q")


@pytest.mark.parametrize(
    "guard, allowed, refused",
    [
        ("finite", -1e300, np.inf),
        ("positive", 5e-324, 0.0),
        ("not_negative", 0.0, -5e-324),
        ("positive_array", 5e-324, 0.0),
        ("above", -1.4999999999999998, -1.5),
    ],
)
def test_bounds_are_where_they_are_said_to_be(guard, allowed, refused):
    assert GUARDS[guard](allowed) == allowed
    message(lambda: GUARDS[guard](refused), "q must be a finite number")


def test_wrong_values_among_many_are_counted_and_units_are_named():
    call = GUARDS["positive"]
    message(lambda: call([1.0, -1.0, 0.0]), "(2 of 3 values are not)", "give q in J")


def test_uncertainties_are_kept_where_a_formula_takes_them_and_refused_where_not():
    number = ufloat(0.45, 0.05)
    assert checks.positive("k", "W/m/K", number) is number
    message(lambda: checks.positive_array("k", "W/m/K", number), "plain numbers", "uncertainty")


def test_directions_get_length_one_along_the_last_axis():
    found = checks.unit_vectors([[0, 3, 4], [2, 0, 0]])
    np.testing.assert_allclose(found, [[0, 0.6, 0.8], [1, 0, 0]], rtol=1e-15)


@pytest.mark.parametrize("bad", [1.0, [1, 2], [0, 0, 0], [0, 0, np.nan], [np.inf, 0, 0]])
def test_what_is_no_direction_is_refused(bad):
    message(lambda: checks.unit_vectors(bad), "a direction is three numbers", "give Cartesian")


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
