"""A block cut out of a crystal: every atom in its place, chains and polyhedra whole."""

import numpy as np
import pytest
from ase import Atoms
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.analysis import structures
from ultralow.crystal import connectivity
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
