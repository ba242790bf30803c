"""Looks of a crystal: which way is up, and colours that differ in grey."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from ultralow.data import materials
from ultralow.figures import crystal_look

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_told_apart_in_grey_too(name):
    crystal = materials.get(name)
    look = crystal_look.crystal_look(crystal)
    symbols = set(crystal.atoms.get_chemical_symbols()) - {"Pb", "Sn"}
    grey = [np.dot([0.2126, 0.7152, 0.0722], to_rgb(c)) for c in
            [look.polyhedra, *(look.colors[s] for s in symbols)]]  # fmt: skip
    assert len(set(np.round(grey, 2))) == len(grey)
