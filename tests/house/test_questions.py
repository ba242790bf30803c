"""What is allowed and unlikely: asked about outside the usual range, once, and by no key."""

import argparse

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ultralow import questions
from ultralow.errors import UltralowError

NUMBERS = st.floats(-1e12, 1e12)
SIZES = questions.Usual(5, 2000, "wires are thinner", (0,))


@given(low=NUMBERS, high=NUMBERS, value=NUMBERS)
def test_a_number_is_asked_about_exactly_outside_its_range(low, high, value):
    assume(low <= high)
    usual = questions.Usual(low, high, "so it is")
    asked = questions.doubt("size", value, "nm", usual)
    assert len(asked) == (value < low or value > high)
    assert all(line.endswith("nm: so it is") for line in asked)
    assert questions.doubt("size", low, "nm", usual) == questions.doubt("size", high, "", usual)


def test_a_question_says_what_was_read_and_what_is_usual():
    assert questions.doubt("width", 0.2, "nm", SIZES) == [
        "width 0.2 nm; usual are 5 to 2000 nm: wires are thinner"
    ]
    assert questions.doubt("factor", 3.0, "", questions.Usual(1, 2, "x")) == [
        "factor 3; usual are 1 to 2: x"
    ]
    assert questions.doubt("width", 0.0, "nm", SIZES) == []
    assert questions.doubt("width", 1e9, "nm", None) == []


def test_all_questions_are_asked_at_once_and_yes_makes_them_cautions():
    with pytest.raises(UltralowError) as caught:
        questions.ask(["one", "two"], False, "python -m ultralow reduce")
    said = str(caught.value)
    assert "one" in said and "two" in said
    assert "if it is meant, add --yes to `python -m ultralow reduce`" in said
    assert questions.ask(iter(["one", "two"]), True, "x") == ["caution: one", "caution: two"]
    assert questions.ask([], False, "x") == []


@given(st.lists(st.text(min_size=1), max_size=5))
def test_many_of_a_kind_are_one_line_with_their_count(lines):
    found = questions.first(lines)
    assert len(found) == min(len(lines), 1)
    if len(lines) > 1:
        assert found[0] == f"{lines[0]} (and {len(lines) - 1} more like it)"


def test_the_answer_has_one_name_on_every_command():
    parser = argparse.ArgumentParser()
    questions.add_argument(parser, "--not-a-formula")
    assert not parser.parse_args([]).sure
    assert parser.parse_args([questions.YES]).sure and parser.parse_args(["--not-a-formula"]).sure
