"""Slider panels: what is drawn in part is what a drawing of everything shows."""

import numpy as np
import pytest
from pixels import drawn_whole, pixels
from ultralow.analysis import lattice_conductivity, sound_velocities, virtual_measurement
from ultralow.data import materials
from ultralow.widgets import budget_bars, hole_panel, merit_curve
from ultralow.widgets import minimum_curve as sliders
from ultralow.widgets.path_curve import PathCurve
from ultralow.widgets.sliders import log_slider, slider


def island_bars():
    return budget_bars.BudgetBars(virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03))


def path_curve():
    return PathCurve(lattice_conductivity.chosen_result(materials.get("CsPbI3")))


def minimum_curve():
    crystal = materials.get("CsPbBr3")
    return sliders.MinimumCurve(crystal, sound_velocities.sound(crystal))


PANELS = [minimum_curve, island_bars, path_curve, merit_curve.MeritCurve, hole_panel.HolePanel]


@pytest.mark.parametrize("make", PANELS)
def test_every_move_shows_what_a_whole_drawing_shows(make):
    owner = make()
    shown = owner.panel()
    knobs, picture = list(shown.controls.values()), shown.picture
    seen = [picture.value]
    for knob in [*knobs, knobs[0]]:
        far = max((knob.low, knob.high), key=lambda end: abs(end - knob.value))
        knob.value += 0.3 * (far - knob.value)
        np.testing.assert_array_equal(pixels(picture.value), drawn_whole(owner.figure))
        seen.append(picture.value)
    assert len(set(seen)) == len(seen)  # each of these moves is seen


SMALL = [(minimum_curve, "longitudinal", 100), (path_curve, "temperature", 5),
         (merit_curve.MeritCurve, "seebeck", 1), (hole_panel.HolePanel, "time", 0.1)]  # fmt: skip


@pytest.mark.parametrize(("make", "name", "step"), SMALL)
def test_an_axis_that_keeps_its_limits_is_not_drawn_again(make, name, step, monkeypatch):
    owner = make()
    knob = owner.panel().controls[name]
    limits, drawn = [axes.get_ylim() for axes in owner.figure.axes], []
    for axes in owner.figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            monkeypatch.setattr(axis, "draw", lambda *a, **k: drawn.append(1))
    knob.value += step
    assert [axes.get_ylim() for axes in owner.figure.axes] == limits
    assert drawn == []


def test_a_slider_is_named_in_words_with_its_unit_and_says_what_it_is():
    one = slider("density of atoms", 20, 5, 100, 0.1, "nm-3", "how many stand in a nanometre")
    assert one.description == "density of atoms (nm⁻³)"
    assert one.tooltip == "how many stand in a nanometre"


def test_a_slider_along_a_logarithm_shows_the_quantity_and_takes_one_that_is_typed():
    one = log_slider("length", 15.8, 0.5, 4, 0.05, "nm")
    assert one.value == 15.8
    one.value = 20
    assert one.value == 20
    assert log_slider("length", 1e9, 0.5, 4, 0.05, "nm").value == 1e4
