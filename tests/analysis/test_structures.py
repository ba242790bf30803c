"""What fig. 1 asks of a stored crystal: its zone axis, displacements, settings."""

import numpy as np
import pytest
from ultralow.analysis import structures
from ultralow.data import materials
from ultralow.errors import UltralowError


def atoms_of(name):
    return materials.get(name).atoms


def test_a_zone_axis_along_the_wire_is_refused():
    with pytest.raises(UltralowError, match="does not lie across"):
        structures.zone_axis(materials.get("CsPbI3"), "0 1 0")


@pytest.mark.parametrize("text", ["", "along", "1 0", "1 0 0 0", "1.5 0 0", "a b c", "100"])
def test_a_zone_axis_that_is_none_is_refused(text):
    with pytest.raises(UltralowError, match="no lattice direction"):
        structures.zone_axis(materials.get("CsPbI3"), text)


@pytest.mark.parametrize(
    ("name", "grade", "mean"), [("CsPbI3", "L", 2.49), ("CsSnI3", "G", 2.0), ("CsPbBr3", "G", 2.0)]
)
def test_displacements_are_those_of_the_record_or_the_assumed_ones(name, grade, mean):
    u, found, told = structures.displacements(materials.get(name), 2.0)
    assert found == grade
    assert f"[{grade}]" in told
    assert 8 * np.pi**2 * u.mean() == pytest.approx(mean, abs=0.005)
    if grade == "L":  # caesium moves most, lead least
        by_element = dict(zip(atoms_of(name).get_chemical_symbols(), u))
        assert by_element["Cs"] == pytest.approx(0.03547, abs=1e-9)
        assert by_element["Pb"] == pytest.approx(0.02793, abs=1e-9)


def test_the_settings_of_the_wire_axis():
    told = {
        name: structures.axis_in_settings(materials.get(name)) for name in ("CsPbBr3", "CsSnI3")
    }
    assert all("[101] in Pnma, [110] in Pbnm" in one for one in told.values())
    assert told["CsPbBr3"].endswith("stored as Pbnm")
