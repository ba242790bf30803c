"""The error budget under sliders: each bar is what its input adds, and follows its slider."""

import numpy as np
import pytest
from ultralow.figures.measurement_panels import INPUT_LABELS
from ultralow.measurement import simulation, uncertainty
from ultralow.measurement.simulation import Setup, SimulatedWire
from ultralow.widgets import budget_bars

START = {"conductivity": 0.57, "casimir": 400, "length": 5, "contacts": 3, "noise": 10, "size": 10}


def drawn(**changes):
    """Widths of the bars by the name of their input, in per cent."""
    bars = budget_bars.BudgetBars(SimulatedWire(0.57, 400e-9))
    bars.draw(**START | changes)
    return dict(zip(INPUT_LABELS, (bar.get_width() for bar in bars.bars))), bars


def test_there_is_a_bar_for_every_input_that_can_be_uncertain():
    assert set(INPUT_LABELS) == {*uncertainty.INPUTS, uncertainty.NOISE}
    _, bars = drawn()
    labels = [label.get_text() for label in bars.axes.get_yticklabels()]
    assert labels == list(INPUT_LABELS.values())


def test_the_bars_are_those_of_linear_propagation():
    found, bars = drawn()
    wire = SimulatedWire(0.57, 400e-9, 5e-6, 0.03)
    one = simulation.measure(wire, 300.0, 1, Setup(voltage_noise=10e-9, size_uncertainty=10e-9))
    result = one.pick(0).linear()
    whole = np.hypot.reduce([found[name] for name in found])
    assert whole == pytest.approx(100 * result.std_dev / 0.57, rel=1e-6)
    assert "true 0.57, measured" in bars.axes.get_title(loc="right")


def test_a_slider_moves_the_bars_that_it_should():
    plain = drawn()[0]
    noisy, coarse = drawn(noise=100)[0], drawn(size=5)[0]
    # Ten times the noise; the scatter of 39 readings tells it to a tenth.
    assert noisy["noise"] / plain["noise"] == pytest.approx(10, rel=0.5)
    for name in ("width", "height"):
        assert coarse[name] / plain[name] == pytest.approx(0.5, rel=0.1)
    assert coarse["contact_share"] == pytest.approx(plain["contact_share"], rel=0.1)


def test_a_wire_below_the_floor_says_so():
    _, bars = drawn(conductivity=0.001, casimir=100, noise=300)
    assert "not resolved" in bars.axes.get_title(loc="right")


def test_the_sliders_start_at_the_wire():
    wire = SimulatedWire(0.42, 240e-9, 8e-6, 0.05)
    values = [one.value for one in budget_bars.BudgetBars(wire).panel().controls.values()]
    assert values == pytest.approx([0.42, 240, 8, 5, 10, 10], rel=1e-9)
