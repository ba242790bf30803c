"""What stands for a wire: the paper's numbers, or the computed crystal where it measured none."""

import numpy as np
import pytest
from ultralow.analysis import (
    lattice_conductivity,
    sound_velocities,
    virtual_measurement,
    wire_conductivity,
)
from ultralow.data import materials
from ultralow.errors import UltralowError
from ultralow.figures import comparison_chart
from ultralow.paper import wires

STRANGE = "CsSnI3_yellow"


class Phonons:
    """The conductivity of a stored result, and nothing else of it."""

    def __init__(self, conducted, checkpoint, effective=False):
        self.conducted, self.checkpoint, self.effective = conducted, checkpoint, effective

    def conductivity(self, temperature):
        return lattice_conductivity.ConductivityParts(0.0, 0.0, self.conducted * 300 / temperature)


@pytest.fixture
def computed(monkeypatch):
    """Three results for a crystal that the paper has no wire of."""
    found = [Phonons(4.0, "7net-l3i5"), Phonons(2.0, "7net-0"), Phonons(9.0, "x-300K", True)]
    monkeypatch.setattr(lattice_conductivity, "accepted_results", lambda material: found)
    return found


@pytest.mark.parametrize("name", wires.LATTICE)
def test_what_is_stated_comes_first(name, computed):
    known = wire_conductivity.conductivity(name)
    assert (known.grade, known.source) == ("S", "Lee 2017")
    assert 0.3 < known.value < 0.5 and known.uncertainty > 0
    assert wires.casimir_length(name).grade == "S"


def test_only_the_wire_that_conducts_has_a_total_of_its_own():
    total = {
        name: wire_conductivity.conductivity(name, wires.TOTAL).value for name in wires.LATTICE
    }
    apart = [name for name in total if total[name] != wire_conductivity.conductivity(name).value]
    assert apart == ["CsSnI3"] and total["CsSnI3"] > wire_conductivity.conductivity("CsSnI3").value


def test_a_computed_crystal_stands_in_with_the_spread_of_like_results(computed):
    known = wire_conductivity.conductivity(STRANGE)
    assert (known.value, known.uncertainty, known.grade) == (4.0, 1.0, "R")
    del computed[1]
    assert wire_conductivity.conductivity(STRANGE).uncertainty == pytest.approx(
        wire_conductivity.CONVERGED_TO * 4.0
    )
    stated = [wires.casimir_length(name).value for name in wires.CASIMIR]
    assert wires.casimir_length(STRANGE)[0] == pytest.approx(np.mean(stated))
    assert wires.casimir_length(STRANGE).grade == "G"
    assert virtual_measurement.room_wire(STRANGE, 5e-6, 0.03).conductivity == 4.0


def test_a_crystal_that_nobody_knows_is_refused_with_the_command_that_computes_it():
    assert wire_conductivity.lookup(STRANGE) is None
    with pytest.raises(UltralowError, match=f"make compute MATERIAL={STRANGE}"):
        wire_conductivity.conductivity(STRANGE)


def test_a_computed_crystal_joins_the_chart_and_its_ratios(computed, monkeypatch):
    without = comparison_chart.rows(3.0, "CsSnI3")
    with_it = comparison_chart.rows(3.0, STRANGE)
    (row,) = with_it[with_it["grade"] == "R"].itertuples()
    assert len(with_it) == len(without) + 1
    assert (row.middle, row.half, row.family) == (4.0, 1.0, "computed here")
    sound = sound_velocities.sound(materials.get("CsSnI3"))
    monkeypatch.setattr(sound_velocities, "usable_sounds", lambda crystal: [sound])
    ratios = comparison_chart.ratios_to_minimum("cahill", STRANGE).set_index("material")
    assert list(ratios.index) == [*wires.LATTICE, STRANGE]
    one = ratios.loc[STRANGE]
    assert one["ratio"] == pytest.approx(4.0 / one["minimum"])
    assert one["uncertainty"] == pytest.approx(1.0 / one["minimum"])
    assert comparison_chart.rows(3.0, "CsSnI3").equals(comparison_chart.rows(3.0))
