"""Measurements made here: silica and the paper's wires come back within their bars."""

from functools import partial

import pytest
from ultralow.analysis import virtual_measurement
from ultralow.measurement import simulation
from ultralow.measurement.simulation import Setup

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_silica_comes_back_within_its_bars():
    table, found = virtual_measurement.silica(5e-6, 200e-9, seed=0)
    literature = table["thermal_conductivity"].to_numpy()
    assert found.interval().covers(literature).sum() >= 9
    perfect = virtual_measurement.silica(5e-6, 200e-9, 0, Setup().without_errors())[1].conductivity
    assert perfect == near(literature, rel=1e-9)
    assert found.temperature[0] == 40 and found.temperature[-1] == 400


def test_the_papers_wires_come_back():
    for name, total in (("CsPbI3", 0.45), ("CsPbBr3", 0.42), ("CsSnI3", 0.57)):
        wire = virtual_measurement.room_wire(name, 5e-6, 0.03)
        assert wire.conductivity == total
        assert simulation.measure(wire, 300.0, 0).pick(0).interval().covers(total)
