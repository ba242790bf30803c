"""Lattice geometry: spacings, families of reflections, directions across, and views."""

from itertools import product

import numpy as np
import pytest
import spglib
from ase import Atoms
from ase.build import bulk
from hypothesis import given
from hypothesis import strategies as st
from ultralow.crystal import diffraction, geometry
from ultralow.crystal.structure_factors import structure_factors
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
    all_of_them = np.abs(structure_factors(atoms, hkl, 0.02)) ** 2
    named = np.abs(structure_factors(atoms, one_each, 0.02)) ** 2
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
def test_directions_are_as_nearly_across_as_any_and_none_is_twice(name, direction):
    atoms = atoms_of(name)
    found = geometry.perpendicular_directions(atoms, direction)
    along = np.array(direction) @ atoms.cell[:]
    every = np.array([one for one in product(range(-2, 3), repeat=3) if any(one)]) @ atoms.cell[:]
    nearest = np.abs(every @ along / np.linalg.norm(every, axis=1)).min()
    lengths = []
    for one in found:
        vector = np.array(one) @ atoms.cell[:]
        lengths.append(np.linalg.norm(vector))
        assert abs(vector @ along) / np.linalg.norm(vector) == pytest.approx(nearest, abs=1e-6)
        assert np.gcd.reduce(one) == 1
        assert tuple(-i for i in one) not in found
    assert lengths == sorted(lengths)


directions = st.tuples(*[st.integers(-3, 3)] * 3).filter(any)


@given(st.sampled_from(NAMES), directions, directions)
def test_a_view_is_a_right_handed_frame_that_looks_along_its_direction(name, towards, upwards):
    atoms = atoms_of(name)
    if not np.any(np.cross(towards, upwards)):
        with pytest.raises(UltralowError, match="does not lie across"):
            geometry.screen(atoms, towards, upwards)
        return
    frame = geometry.screen(atoms, towards, upwards)
    assert frame @ frame.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.cross(frame[0], frame[1]) == pytest.approx(frame[2], abs=1e-12)
    out, up = (frame @ (np.array(one) @ atoms.cell[:]) for one in (towards, upwards))
    size = np.linalg.norm(out)
    assert out == pytest.approx([0, 0, size], abs=1e-9 * size)
    assert abs(up[0]) < 1e-9 * np.linalg.norm(up) and up[1] > 0


@pytest.mark.parametrize(("square", "count"), [(1.5, 6), (2.5, 18), (3.5, 26), (4.5, 32)])
def test_reflections_of_a_cube_are_the_points_within_a_sphere(square, count):
    # h² + k² + l² = 1, 2, 3, 4 have 6, 12, 8 and 6 solutions; bounds lie between the shells.
    cube = Atoms("Po", cell=[3.35] * 3, pbc=True)
    found = geometry.reflections(cube, 3.35 / np.sqrt(square))
    assert len(found) == count
    assert sorted(map(tuple, found)) == sorted(map(tuple, -found))


def test_space_groups_of_crystals_that_everyone_knows():
    known = {225: bulk("Cu"), 229: bulk("Fe"), 227: bulk("Si"), 194: bulk("Mg")}
    for number, atoms in known.items():
        assert geometry.symmetry(atoms).number == number


@pytest.mark.parametrize("raises", [False, True])
def test_atoms_that_overlap_have_no_space_group(raises, monkeypatch):
    # phonopy, once it is imported, tells spglib to raise errors of its own.
    monkeypatch.setattr(spglib.error, "OLD_ERROR_HANDLING", not raises)
    twice = Atoms("Po2", positions=[(0, 0, 0)] * 2, cell=[3.35] * 3, pbc=True)
    with pytest.raises(UltralowError, match="look for atoms that overlap"):
        geometry.symmetry(twice)


def test_one_setting_of_space_group_62_is_the_other_with_its_axes_renamed():
    turn = geometry.PBNM_TO_PNMA
    assert turn @ geometry.PNMA_TO_PBNM == pytest.approx(np.eye(3), abs=0)
    assert np.linalg.det(turn) == pytest.approx(1)
    assert (turn @ [1, 2, 3]).tolist() == [2, 3, 1]


def test_no_reflections_make_no_family():
    silicon = bulk("Si", "diamond", a=5.431, cubic=True)
    none = geometry.reflections(silicon, 9.0)
    assert [len(one) for one in (none, *geometry.families(silicon, none))] == [0, 0, 0]


def test_a_direction_is_printed_with_bars():
    assert geometry.indices([1, -1, 0]) == "[11\u03050]"


def test_inversion_makes_a_family_of_eight_where_the_crystal_has_none():
    zincblende = bulk("GaAs", "zincblende", a=5.65, cubic=True)
    assert len(geometry.symmetry(zincblende).rotations) == 4 * 24
    hkl = [h for h in geometry.reflections(zincblende, 3.2).tolist() if 0 not in h]
    names, multiplicity = geometry.families(zincblende, np.array(hkl))
    assert (names.tolist(), multiplicity.tolist()) == ([[1, 1, 1]], [8])


def test_directions_across_are_tried_up_to_an_index_of_two():
    cube = Atoms("Po", cell=[3.35] * 3, pbc=True)
    found = geometry.perpendicular_directions(cube, (0, 0, 1))
    # 10, 01, and with both signs 11, 12, 21.
    assert len(found) == 8 and np.abs(found).max() == 2


def test_a_family_of_a_hexagonal_crystal_is_named_by_the_last_of_its_images():
    # In the order of h, k, l: (2, -1, 0) comes after (1, 1, 0), which is the same family.
    magnesium = bulk("Mg")
    names, multiplicity = geometry.families(magnesium, geometry.reflections(magnesium, 1.2))
    found = dict(zip(map(tuple, names.tolist()), multiplicity.tolist(), strict=True))
    assert {name[2]: found[name] for name in ((2, -1, 0), (2, -1, 1))} == {0: 6, 1: 12}
    assert (1, 1, 0) not in found and (1, 1, 1) not in found
    assert found[(1, 0, 0)] == 6 and found[(0, 0, 2)] == 2


def test_directions_across_an_axis_of_a_hexagonal_cell():
    found = geometry.perpendicular_directions(bulk("Mg"), (1, 0, 0))
    assert found[:2] == [(0, 0, 1), (1, 2, 0)] and len(found) == 6


def test_a_triclinic_crystal_has_directions_that_are_nearly_across():
    atoms = Atoms("Po", cell=[3.1, 4.2, 5.3, 81, 77, 68], pbc=True)
    (found,) = geometry.perpendicular_directions(atoms, (1, 0, 0))
    vectors = {one: one @ atoms.cell[:] for one in product(range(-2, 3), repeat=3) if any(one)}
    cosine = {
        one: abs(there[0]) / np.linalg.norm(there) for one, there in vectors.items()
    }  # a lies along x
    assert 1e-3 < cosine[found] == min(cosine.values())


@pytest.mark.parametrize("direction", [(0, 0, 1), (1, 1, 0), (1, 1, 1)])
def test_the_order_of_directions_does_not_hang_on_the_size_of_the_cell(direction):
    found = {
        tuple(geometry.perpendicular_directions(Atoms("Po", cell=[a] * 3, pbc=True), direction))
        for a in np.linspace(3, 7, 60)
    }
    assert len(found) == 1
