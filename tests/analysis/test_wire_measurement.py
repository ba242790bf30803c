"""A measured wire: what was put in comes out, and a reader's sweep is no simulation."""

import pytest
from ultralow.analysis import virtual_measurement, wire_measurement
from ultralow.errors import UltralowError
from ultralow.measurement import simulation

SETUP = simulation.Setup()


@pytest.fixture(scope="module")
def wire():
    return virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03)


@pytest.fixture(scope="module")
def measured(wire):
    return wire_measurement.measured(wire, 300, 1, SETUP)


def test_numbers_hold_the_truth_only_where_it_was_simulated(wire, measured):
    silica = virtual_measurement.silica(wire.length, 200e-9, 1, SETUP)

    def named(name, found):
        rows = wire_measurement.numbers(name, wire, found, silica, 1, SETUP)
        return {one[0]: one[1:] for one in rows}

    simulated = named("CsSnI3", measured)
    assert simulated["true_conductivity"] == (0.57, "W m-1 K-1", "S", None)
    assert simulated["electrical_conductivity"][0].nominal_value == pytest.approx(282, rel=0.2)
    assert "electrical_conductivity" not in named("CsPbI3", measured)
    read = named("CsSnI3", measured._replace(grade="X"))
    assert "true_conductivity" not in read and "figure_of_merit" not in read
    assert read["reduced_conductivity"][2] == "X"


def test_a_readers_sweep_takes_the_place_of_the_simulation(wire):
    sweep = "data/readers/sweeps/example_generated.csv"
    found = wire_measurement.measured(wire, 300, 1, SETUP, sweep)
    assert found.grade == "X"
    assert "What stands behind it:" in found.report


def test_without_errors_the_conductivity_comes_back(wire):
    found = wire_measurement.measured(wire, 300, 1, SETUP.without_errors())
    assert found.one.linear().nominal_value == pytest.approx(0.57, rel=0.02)


def test_a_seed_is_one_measurement_and_another_seed_another(wire, measured):
    again = wire_measurement.measured(wire, 300, 1, SETUP)
    assert again.report == measured.report
    assert measured.grade == "G" and "[G]" in measured.report
    assert wire_measurement.measured(wire, 300, 2, SETUP).report != measured.report


def test_a_sweep_that_is_not_there_is_refused(wire):
    with pytest.raises(UltralowError, match="nowhere.csv"):
        wire_measurement.measured(wire, 300, 1, SETUP, "data/readers/sweeps/nowhere.csv")
