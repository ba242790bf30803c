"""A block cut out of a crystal: every atom in its place, chains and polyhedra whole."""

import numpy as np
import pytest
from ase import Atoms
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.analysis import structures
from ultralow.crystal import connectivity, fragment
from ultralow.crystal.fragment import Block
from ultralow.data import materials
from ultralow.figures import crystal_look

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")


def block_of(crystal):
    return Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))


@pytest.mark.parametrize("name", NAMES)
def test_atoms_of_a_block_are_atoms_of_the_crystal(name):
    crystal = materials.get(name)
    block = block_of(crystal)
    home = crystal.atoms.get_scaled_positions(wrap=False)[block.index]
    shift = block.places @ np.linalg.inv(crystal.atoms.cell[:]) - home
    assert shift == pytest.approx(np.round(shift), abs=1e-9)
    assert len(np.unique(block.places.round(6), axis=0)) == len(block.places)


@pytest.mark.parametrize("name", ["CsPbI3", "CsSnI3_yellow"])
def test_chains_are_drawn_double(name):
    crystal = materials.get(name)
    block = block_of(crystal)
    centres = block.places[block.roles == "centre"]
    apart = np.linalg.norm(centres[:, np.newaxis] - centres, axis=-1)
    neighbours = np.count_nonzero((apart > 0.1) & (apart < 5), axis=1)
    assert neighbours.min() >= 2  # none stands alone at the block's side


def cubic_perovskite(a=6.2):
    places = [(0.5, 0.5, 0.5), (0, 0, 0), (0.5, 0, 0), (0, 0.5, 0), (0, 0, 0.5)]
    return Atoms("CsSnI3", scaled_positions=places, cell=[a] * 3, pbc=True)


@pytest.mark.parametrize("size", [(1, 1, 1), (2, 1, 1), (3, 2, 1)])
def test_a_framework_goes_in_by_single_octahedra_with_the_faces_included(size):
    """Tin on all points of a grid; iodine halfway along each of its lines, ends sticking out."""
    atoms = cubic_perovskite()
    block = Block(atoms, connectivity.bonds(atoms), high=size)
    points = np.add(size, 1)
    lines = sum((points[i] + 1) * points.prod() // points[i] for i in range(3))
    roles, counts = np.unique(block.roles, return_counts=True)
    assert dict(zip(roles, counts)) == {
        "cage": np.prod(size), "centre": points.prod(), "ligand": lines,
    }  # fmt: skip
    assert set(block.symbols[block.roles == "ligand"]) == {"I"}


@given(st.tuples(*[st.integers(-3, 3)] * 3))
@settings(max_examples=20)
def test_a_block_elsewhere_is_the_same_block_moved(shift):
    atoms = cubic_perovskite()
    found = connectivity.bonds(atoms)
    here = Block(atoms, found)
    there = Block(atoms, found, low=shift, high=np.add(shift, 1))
    moved = here.places + np.array(shift) @ atoms.cell[:]

    def rows(places):
        return sorted(map(tuple, places.round(6) + 0.0))

    assert rows(there.places) == rows(moved)


def test_a_block_with_nothing_in_it_is_empty():
    atoms = cubic_perovskite()
    block = Block(atoms, connectivity.bonds(atoms), low=[0.1] * 3, high=[0.2] * 3)
    assert (block.places.shape, len(block.index), len(block.roles)) == ((0, 3), 0, 0)
    assert block.symbols.tolist() == list(block.polyhedra()) == []


def test_a_layer_goes_in_whole_or_not_at_all():
    """Cadmium iodide, whose layers are half a cell above and below their metal."""
    cell = [(4.24, 0, 0), (-2.12, 4.24 * np.sqrt(3) / 2, 0), (0, 0, 6.84)]
    places = [(0, 0, 0), (1 / 3, 2 / 3, 0.25), (2 / 3, 1 / 3, 0.75)]
    atoms = Atoms("CdI2", scaled_positions=places, cell=cell, pbc=True)
    found = connectivity.bonds(atoms)
    one = Block(atoms, found, low=(-0.1, -0.1, -0.1), high=(0.1, 0.1, 0.7))
    (corners,) = one.polyhedra()
    assert corners.shape == (6, 3)
    assert np.count_nonzero(one.roles == "ligand") == 6
    assert np.ptp(one.places[:, 2]) == pytest.approx(6.84 / 2)


@pytest.mark.parametrize("seed", range(3))
def test_points_of_one_plane_span_no_polyhedron_however_it_is_turned(seed):
    rng = np.random.default_rng(seed)
    turn, moved = np.linalg.qr(rng.normal(size=(3, 3)))[0], rng.normal(size=3)
    hexagon = [(np.cos(a), np.sin(a), 0) for a in np.pi / 3 * np.arange(6)]
    for points, spans in (
        (hexagon, False), ([*hexagon, (0, 0, 1)], True), (hexagon[:3], False),
        # Two of six up and two down by 0.2: 0.16 from the plane in the mean.
        (np.add(hexagon, 0.2 * np.array([[0, 0, z] for z in (1, -1, 0, 1, -1, 0)])), True),
    ):  # fmt: skip
        assert fragment.is_polyhedron(points @ turn + moved) is spans


@pytest.mark.parametrize(("outside", "cages"), [(0.3, 1), (0.9, 0)])
def test_a_caged_ion_a_little_outside_still_belongs_to_the_block(outside, cages):
    atoms = cubic_perovskite()
    side = 0.5 - outside / 6.2  # the ion sits at 0.5
    block = Block(atoms, connectivity.bonds(atoms), high=(side, 1, 1))
    assert np.count_nonzero(block.roles == "cage") == cages


@pytest.mark.parametrize("shift", [(4, 0, 0), (-3, 5, 1)])
def test_the_cell_in_which_an_atom_is_listed_does_not_matter(shift):
    atoms = cubic_perovskite()
    here = Block(atoms, connectivity.bonds(atoms))
    atoms.positions[1:3] += np.array(shift) @ atoms.cell[:]
    there = Block(atoms, connectivity.bonds(atoms))
    assert sorted(map(tuple, there.places.round(6))) == sorted(map(tuple, here.places.round(6)))


def test_a_turned_box_holds_as_much_as_a_straight_one():
    atoms = cubic_perovskite()
    found = connectivity.bonds(atoms)
    straight = Block(atoms, found, high=(1, 7, 1))
    for box, high in ([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], (1, 7, 1)), (
        [[0, 0, -1], [0, 1, 0], [1, 0, 0]], (7, 1, 1)):  # fmt: skip
        turned = Block(atoms, found, box, high=high)
        assert turned.roles.tolist() == straight.roles.tolist()


def test_the_corners_of_a_polyhedron_are_ligands_that_are_drawn():
    # A tetrahedron, unlike an octahedron, is another one when it is turned over.
    arms = 2.6 / np.sqrt(3) * np.array([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)])
    atoms = Atoms("SnI4", positions=[(0, 0, 0), *arms], cell=[8.0] * 3, pbc=True)
    block = Block(atoms, connectivity.bonds(atoms), high=(0.5, 0.5, 0.5))
    (corners,) = block.polyhedra()
    assert corners == pytest.approx(block.places[block.roles == "ligand"][np.lexsort(
        block.places[block.roles == "ligand"].T)][np.argsort(np.lexsort(corners.T))])  # fmt: skip
