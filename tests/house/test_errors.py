"""The one error type: what is wrong, why, and how to mend it."""

from ultralow.errors import UltralowError


def test_a_notebook_shows_the_message_without_the_code_around_it():
    problem = UltralowError("what is wrong", "why", "do this")
    assert problem._render_traceback_() == ["what is wrong", "  why", "  To mend it: do this"]
