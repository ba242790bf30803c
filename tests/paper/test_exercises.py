"""Predictions: what is right, what is a known mistake, and what is no answer."""

import json

import pytest
from ultralow.errors import UltralowError
from ultralow.paper import exercises, gallery

NOTEBOOKS = [*gallery.figures(), *gallery.companions()]
ALL = [one for name in NOTEBOOKS for one in exercises.tries(name)]


def middle(wanted):
    return wanted if isinstance(wanted, str) else repr(sum(wanted) / 2)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.question[:50])
def test_the_right_answer_is_right_and_known_mistakes_are_told_apart(one):
    assert one.question.endswith("?") and one.answer and one.what
    assert one.judge(middle(one.right)) == (True, "So it is.")
    for wrong, said in one.mistakes:
        assert one.judge(middle(wrong)) == (False, said)
    if one.choices:
        assert one.right in one.choices
        others = {*one.choices} - {one.right} - {wrong for wrong, _ in one.mistakes}
        assert all(one.judge(word)[1] == f"It is another: {one.right}." for word in others)


def test_there_are_known_mistakes_where_students_make_them():
    said = " ".join(remark for one in ALL for _, remark in one.mistakes)
    for known in ("2π", "square", "cube", "L₀", "root", "other way round"):
        assert known in said


def test_a_number_far_off_is_told_in_which_way():
    (halved, *_) = exercises.tries("start_here")
    assert halved.judge("0.9") == (False, "It is less: about 0.5 times.")
    assert halved.judge("0,4") == (False, "It is more: about 0.5 times.")
    assert halved.judge(" 5e-1 ") == (True, "So it is.")


@pytest.mark.parametrize("said", ["", "half", "nan", "1/2", "inf", "0.5 times", "1,000,000"])
def test_what_is_no_number_is_asked_again(said):
    with pytest.raises(UltralowError, match="say first what you expect of the curve at 300 K"):
        exercises.tries("start_here")[0].judge(said)


@pytest.mark.parametrize("said", ["1,000", "-12,500", " 999,999 "])
def test_a_thousand_is_not_taken_for_one(said):
    with pytest.raises(UltralowError, match="comma for thousands or for decimals"):
        exercises.tries("start_here")[0].judge(said)


@pytest.mark.parametrize("said", ["", "choose …", "sideways"])
def test_what_is_no_choice_is_asked_again(said):
    with pytest.raises(UltralowError, match="none of the choices"):
        exercises.tries("explore")[0].judge(said)


def test_words_without_an_entry_are_an_error(tmp_path, monkeypatch):
    (tmp_path / "exercises.yml").write_text("start_here: []\n")
    text = json.dumps({"cells": [{"source": [exercises.HEADING, "\n\n1. What?\n\n   <details>",
                       "<summary>Answer</summary>That.</details>"]}]})  # fmt: skip
    (tmp_path / "start_here.ipynb").write_text(text)
    monkeypatch.setattr(gallery, "NOTEBOOKS", tmp_path)
    with pytest.raises(UltralowError, match="tries in words and 0 in notebooks/exercises.yml"):
        exercises.tries("start_here")
