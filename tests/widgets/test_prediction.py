"""Predictions in a notebook: nothing is shown to who has said nothing, then all of it."""

import pytest
from ultralow.paper import exercises, gallery
from ultralow.widgets import prediction


@pytest.mark.parametrize("name", [*gallery.figures(), *gallery.companions()])
def test_a_reader_says_first_and_sees_then(name):
    panel = prediction.panel(name)
    tries = exercises.tries(name)
    assert len(panel.children) == len(tries)
    for one, shown in zip(tries, panel.children, strict=True):
        assert shown.shown.value == ""
        shown.button.click()
        assert one.answer not in shown.shown.value
        assert "Say first what you expect" in shown.shown.value
        shown.said.value = one.right if one.choices else str(sum(one.right) / 2)
        assert one.answer not in shown.shown.value  # not before the button
        shown.button.click()
        assert "✓ <b>So it is.</b>" in shown.shown.value and one.answer in shown.shown.value


def test_a_known_mistake_is_named_and_marked():
    (halved, *_) = prediction.panel("start_here").children
    halved.said.value = "0,25"
    halved.button.click()
    assert "✗ <b>A quarter is what the square would give" in halved.shown.value


def test_units_and_code_are_printed():
    wire = prediction.panel("fig1_measurement").children[2]
    assert wire.said.description == "what it finds (W m⁻¹ K⁻¹)"
    assert "<code>sweep_csv = " in wire.children[0].value


def test_what_was_typed_is_text():
    (halved, *_) = prediction.panel("start_here").children
    halved.said.value = "<img src=x onerror=alert(1)>"
    halved.button.click()
    assert "<img" not in halved.shown.value
