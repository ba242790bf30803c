"""What a JSON file has to hold: what is wanted is taken, and what is not is named by its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import json_shapes
from ultralow.errors import UltralowError

WANTED = {
    "name": json_shapes.TEXT,
    "rows": [{"size": json_shapes.number(0, 10, "m"), "known": json_shapes.TRUTH}],
    "more": {"mesh": json_shapes.numbers(1, 1, 9)},
}


def good():
    return {
        "name": "a",
        "rows": [{"size": 1.5, "known": True}, {"size": 10, "known": False}],
        "more": {"mesh": [1, 9]},
    }


def check(found):
    return json_shapes.check(found, WANTED, "mine.json")


def test_what_holds_what_is_wanted_is_handed_on_with_all_that_it_has_besides():
    found = good() | {"besides": None}
    assert check(found) is found
    assert check(good() | {"rows": []})["rows"] == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: f.pop("name"), "mine.json: 'name' is missing"),
        (lambda f: f.update(name=""), "'name' is '', and a text is wanted"),
        (lambda f: f.update(rows={}), "'rows' is {}, and a list is wanted"),
        (lambda f: f["rows"].append(3), "'rows[2]' is 3, and an object is wanted"),
        (lambda f: f["rows"][1].pop("size"), "'rows[1].size' is missing"),
        (
            lambda f: f["rows"][0].update(size=10.1),
            "'rows[0].size' is 10.1, and a number from 0",
        ),
        (lambda f: f["rows"][0].update(known=1), "'rows[0].known' is 1, and true or false is"),
        (lambda f: f["more"].update(mesh=[]), "'more.mesh' is [], and an array of 1 dimensions"),
        (lambda f: f["more"].update(mesh=[1, 10]), "'more.mesh' is [1, 10]"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(spoil, said):
    found = good()
    spoil(found)
    message(lambda: check(found), said, "To mend it: restore mine.json")


@pytest.mark.parametrize("found", [None, 3, "a", []])
def test_content_that_is_no_object_is_named(found):
    message(lambda: check(found), f"its content is {found!r}, and an object is wanted")


def test_a_long_value_is_cut_in_the_message():
    told = message(lambda: check(good() | {"name": ["a" * 10_000]}), "'name' is ['aaa")
    assert len(told) < 300


ENDS = st.floats(-1e6, 1e6)


@given(ends=st.tuples(ENDS, ENDS).map(sorted), value=ENDS)
def test_a_number_is_taken_just_where_it_lies_between_both_ends(ends, value):
    low, high = ends
    assert json_shapes.number(low, high).holds(value) == (low <= value <= high)
    assert json_shapes.number(low, high).holds(low) and json_shapes.number(low, high).holds(high)


@pytest.mark.parametrize(
    "value", [None, True, "1", [1], {}, float("nan"), float("inf"), 10**400, 1j]
)
def test_what_is_no_plain_number_is_none(value):
    assert not json_shapes.number(-1e300, 1e300).holds(value)


@pytest.mark.parametrize(
    "value", [1, [], [[]], [1, 2], [[1], [1, 2]], [["1"]], [[None]], [[True]], [[float("nan")]]]
)
def test_an_array_has_its_dimensions_and_numbers_alone(value):
    wanted = json_shapes.numbers(2, 0, 5)
    assert wanted.holds([[1, 2.5], [0, 5]])
    assert not wanted.holds(value)
    with pytest.raises(UltralowError, match="an array of 2 dimensions, numbers from 0 to 5 K"):
        json_shapes.check(value, json_shapes.numbers(2, 0, 5, "K"), "mine.json")


@pytest.mark.parametrize(
    ("rule", "taken", "refused"),
    [
        (json_shapes.TEXTS, ([], ["a", ""]), ("a", [1], None)),
        (json_shapes.REASON, (None, "", "a"), (0, [], False)),
        (json_shapes.OBJECT, ({}, {"a": 1}), ([], None, "a")),
        (json_shapes.TRUTH, (True, False), (0, 1, "true", None)),
    ],
)
def test_each_rule_takes_its_kind_alone(rule, taken, refused):
    assert all(rule.holds(value) for value in taken)
    assert not any(rule.holds(value) for value in refused)
