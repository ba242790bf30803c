"""What stands for a wire: the paper's number, or the computed crystal where it measured none."""

import pytest
from conducting import Phonons
from ultralow.analysis import (
    lattice_conductivity,
    virtual_measurement,
    wire_conductivity,
)
from ultralow.errors import UltralowError
from ultralow.paper import wires

STRANGE = "CsSnI3_yellow"


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
    assert virtual_measurement.room_wire(STRANGE, 5e-6, 0.03).conductivity == 4.0


def test_a_crystal_that_nobody_knows_is_refused_with_the_command_that_computes_it():
    assert wire_conductivity.lookup(STRANGE) is None
    with pytest.raises(UltralowError, match=f"make compute MATERIAL={STRANGE}"):
        wire_conductivity.conductivity(STRANGE)
