"""A block cut out of a crystal: every atom in its place, chains and polyhedra whole."""

import numpy as np
import pytest
from ultralow.analysis import structures
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
