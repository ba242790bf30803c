"""The one error type: what is wrong, why, and how to mend it."""

import pickle

from ultralow.errors import UltralowError


def test_a_notebook_shows_the_message_without_the_code_around_it():
    problem = UltralowError("what is wrong", "why", "do this")
    assert problem._render_traceback_() == ["what is wrong", "  why", "  To mend it: do this"]


def test_the_message_has_a_line_for_each_part_that_is_given():
    assert str(UltralowError("what")) == "what"
    assert str(UltralowError("what", "why")) == "what\n  why"
    assert str(UltralowError("what", mend="do this")) == "what\n  To mend it: do this"


def test_parts_stay_apart_and_survive_a_journey_between_processes():
    problem = pickle.loads(pickle.dumps(UltralowError("what", "why", "do this")))
    assert (problem.what, problem.why, problem.mend) == ("what", "why", "do this")
    assert isinstance(problem, ValueError)
