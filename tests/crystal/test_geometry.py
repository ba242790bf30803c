"""Lattice geometry: spacings, families of reflections, directions across, and views."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.crystal import diffraction, geometry
from ultralow.data import materials
from ultralow.errors import UltralowError

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")
hkls = st.tuples(*[st.integers(-7, 7)] * 3).filter(any)


def atoms_of(name):
    return materials.get(name).atoms


@given(st.sampled_from(NAMES), hkls)
def test_spacing_of_orthorhombic_planes(name, hkl):
    atoms = atoms_of(name)
    expected = 1 / np.sqrt(np.sum((np.array(hkl) / atoms.cell.lengths()) ** 2))
    assert geometry.lattice_spacings(atoms, hkl) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_equivalent_reflections_are_equally_strong_and_none_is_lost(name):
    atoms = atoms_of(name)
    hkl = geometry.reflections(atoms, 1.6)
    one_each, multiplicity = geometry.families(atoms, hkl)
    assert multiplicity.sum() == len(hkl)
    all_of_them = np.abs(diffraction.structure_factors(atoms, hkl, 0.02)) ** 2
    named = np.abs(diffraction.structure_factors(atoms, one_each, 0.02)) ** 2
    assert all_of_them.sum() == pytest.approx((multiplicity * named).sum(), rel=1e-9)
    # mmm: an index of zero halves the number of signs.
    assert multiplicity.tolist() == (2 ** np.count_nonzero(one_each, axis=1)).tolist()


ZONES = {"CsPbI3": (1, 0, 0), "CsPbBr3": (0, 0, 1), "CsSnI3": (0, 1, 0)}


@pytest.mark.parametrize("name", ZONES)
def test_the_wire_points_up_in_its_zone_pattern(name):
    crystal = materials.get(name)
    screen = geometry.screen(crystal.atoms, ZONES[name], crystal.wire_axis)
    along = crystal.wire_axis @ crystal.atoms.cell[:]
    assert screen @ along == pytest.approx([0, np.linalg.norm(along), 0], abs=1e-9)
    assert np.linalg.det(screen) == pytest.approx(1, rel=1e-12)
    # h·t is whole for every spot: rows of spots cross the wire at 1/|t|.
    spots = diffraction.zone_pattern(crystal.atoms, ZONES[name], crystal.wire_axis, 0.6)
    rows = spots.position[:, 1] * np.linalg.norm(along)
    assert rows == pytest.approx(spots.hkl @ crystal.wire_axis, abs=1e-9)


def test_a_beam_along_the_wire_is_refused():
    with pytest.raises(UltralowError, match="does not lie across"):
        geometry.screen(atoms_of("CsPbI3"), (0, 2, 0), (0, 1, 0))


@given(st.sampled_from(NAMES), st.tuples(*[st.integers(-2, 2)] * 3).filter(any))
def test_directions_across_are_exactly_across_and_none_is_twice(name, direction):
    atoms = atoms_of(name)
    found = geometry.perpendicular_directions(atoms, direction)
    along = np.array(direction) @ atoms.cell[:]
    lengths = []
    for one in found:
        vector = np.array(one) @ atoms.cell[:]
        lengths.append(np.linalg.norm(vector))
        assert vector @ along == pytest.approx(0, abs=1e-6)
        assert np.gcd.reduce(one) == 1
        assert tuple(-i for i in one) not in found
    assert lengths == sorted(lengths)
