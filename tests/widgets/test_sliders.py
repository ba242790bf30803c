"""Slider panels: what is drawn in part is what a drawing of everything shows."""

import io

import numpy as np
import pytest
from matplotlib.image import imread
from scipy.constants import e
from ultralow.analysis import hole_transport, sound_velocities, virtual_measurement
from ultralow.charge import boltzmann
from ultralow.charge import thermoelectric as te
from ultralow.data import materials
from ultralow.widgets import budget_bars, hole_panel, merit_curve
from ultralow.widgets import minimum_curve as sliders


def island_bars():
    return budget_bars.BudgetBars(virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03))


def minimum_curve():
    crystal = materials.get("CsPbBr3")
    return sliders.MinimumCurve(crystal, sound_velocities.sound(crystal))


PANELS = [minimum_curve, island_bars, merit_curve.MeritCurve, hole_panel.HolePanel]


def pixels(png):
    return np.round(imread(io.BytesIO(png)) * 255).astype(np.uint8)


def drawn_whole(figure):
    """The pixels of a figure without any shortcut."""
    resting = [one for one in figure.findobj() if one.get_animated()]
    for one in resting:
        one.set_animated(False)
    figure.canvas.draw()
    whole = np.array(figure.canvas.buffer_rgba())
    for one in resting:
        one.set_animated(True)
    return whole


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


@pytest.fixture(scope="module")
def holes():
    return hole_panel.HolePanel()


@pytest.mark.parametrize(
    ("density", "time", "exponent", "lorenz"),
    [(7.7, 17, 0, 0), (60, 100, 1.5, 0), (0.5, 1, -0.5, 3), (0.5, 20, 0.3, 0)],
)
def test_the_curves_are_those_of_all_bands(holes, density, time, exponent, lorenz):
    """The panel leaves the conduction bands out, and keeps what a slider does not move."""
    holes.draw(density, time, exponent, lorenz)
    bands, heat, axis = holes.wire.bands, holes.temperature, hole_transport.wire_axis()
    mu = boltzmann.chemical_potential_at_density(bands, density * 1e24, heat)
    shape = boltzmann.scattering(bands, "power", exponent)
    room = boltzmann.chemical_potential_at_density(bands, density * 1e24, 300.0)
    plain, shaped = (
        boltzmann.along(boltzmann.tensors(bands, room, 300.0, tau), 300.0, axis).sigma
        for tau in (1.0, shape)
    )
    tau = time * 1e-15 * plain / shaped * shape
    found = boltzmann.along(boltzmann.tensors(bands, mu, heat, tau), heat, axis)
    sigma = found.sigma * 300.0 / heat
    power = te.power_factor(found.seebeck, sigma)
    carried = (lorenz * 1e-8 or found.lorenz) * sigma * heat
    merit = power * heat / (holes.wire.lattice(heat) + carried)
    shown = [pair[0].get_ydata() for pair in holes.lines]
    # The two ways differ in the order of sums, and by e^-38 of the carriers.
    np.testing.assert_allclose(shown, [power * 1e6, merit], rtol=1e-12)
    at_room = np.interp(300.0, heat, found.seebeck) * 1e6
    assert f"S = {at_room:.0f} µV/K" in holes.figure.get_suptitle()


def test_the_panel_starts_on_the_fitted_wire(holes):
    fit = holes.wire.fit
    holes.draw(fit.density * 1e-24, fit.time * 1e15, 0, 0)
    for moved, fitted in holes.lines:
        # E^0 is no law for the tail of a table's last step above the edge: 2e-6 of the current.
        np.testing.assert_allclose(moved.get_ydata(), fitted.get_ydata(), rtol=1e-5)
    assert holes.wire.bands.conduction_edge / e == pytest.approx(1.3, abs=0.002)
