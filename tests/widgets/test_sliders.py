"""Slider panels: what is drawn in part is what a drawing of everything shows."""

import numpy as np
import pytest
from pixels import drawn_whole, pixels
from ultralow.analysis import sound_velocities, virtual_measurement
from ultralow.data import materials
from ultralow.widgets import budget_bars, hole_panel, merit_curve
from ultralow.widgets import minimum_curve as sliders


def island_bars():
    return budget_bars.BudgetBars(virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03))


def minimum_curve():
    crystal = materials.get("CsPbBr3")
    return sliders.MinimumCurve(crystal, sound_velocities.sound(crystal))


PANELS = [minimum_curve, island_bars, merit_curve.MeritCurve, hole_panel.HolePanel]


@pytest.mark.parametrize("make", PANELS)
def test_every_move_shows_what_a_whole_drawing_shows(make):
    owner = make()
    *knobs, picture = owner.panel().children
    seen = [picture.value]
    for knob in [*knobs, knobs[0]]:
        far = max(knob.min, knob.max, key=lambda end: abs(end - knob.value))
        knob.value += 0.3 * (far - knob.value)
        np.testing.assert_array_equal(pixels(picture.value), drawn_whole(owner.figure))
        seen.append(picture.value)
    assert len(set(seen)) == len(seen)  # each of these moves is seen


def test_an_axis_that_keeps_its_limits_is_not_drawn_again(monkeypatch):
    owner = minimum_curve()
    knob, *_ = owner.panel().children
    drawn = []
    for axis in (owner.axes.xaxis, owner.axes.yaxis):
        monkeypatch.setattr(axis, "draw", lambda *a, **k: drawn.append(1))
    knob.value += 100
    assert drawn == []
