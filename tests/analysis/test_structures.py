"""What fig. 1 asks of a stored crystal: its zone axis, displacements, settings."""

import types

import flat_crystals
import numpy as np
import pytest
from ase.build import bulk, make_supercell
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


def test_an_oblique_crystal_is_seen_nearly_across_and_says_so():
    crystal = flat_crystals.oblique()
    zone, axis = structures.zone_axis(crystal), structures.wire_axis(crystal)[0]
    assert axis.tolist() == [1, 0, 0]
    out = zone @ crystal.atoms.cell[:]  # a lies along x
    angle = np.degrees(np.arccos(abs(out[0]) / np.linalg.norm(out)))
    assert structures.slant(crystal, zone) == f", {angle:.1f}° from the axis"
    assert 85 < angle < 90
    bromide = materials.get("CsPbBr3")
    assert structures.slant(bromide, structures.zone_axis(bromide)) == ""
    assert structures.slant(bromide, (1, 0, 0)) == ", 45.2° from the wire"


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


def salt(atoms, axis):
    return types.SimpleNamespace(
        atoms=atoms, wire_axis=np.array(axis), space_group="P 1", name="NaCl"
    )


def test_a_direction_has_the_smallest_whole_indices_in_the_standard_setting():
    primitive = bulk("NaCl", "rocksalt", a=5.64)  # its axes are half of the cube's face diagonals
    assert structures.axis_in_settings(salt(primitive, [1, 0, 0])).startswith("wire [011] in Fm-3m")
    assert structures.axis_in_settings(salt(primitive, [1, 1, -1])).startswith("wire [001] in")
    doubled = make_supercell(bulk("NaCl", "rocksalt", a=5.64, cubic=True), np.diag([2, 2, 2]))
    assert structures.axis_in_settings(salt(doubled, [1, 0, 0])).startswith("wire [100] in")
    assert structures.axis_in_settings(salt(doubled, [2, -1, 1])).startswith("wire [21\u03051] in")
