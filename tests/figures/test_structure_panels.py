"""Panels of fig. 1: what they show is what they record."""

import numpy as np
import pytest
from ultralow.analysis import structures
from ultralow.crystal.fragment import Block
from ultralow.data import materials
from ultralow.figures import crystal_look, structure_panels
from ultralow.figures import page as figures
from ultralow.paper import gallery, parameters


def block_of(crystal):
    return Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))


def test_the_record_keeps_the_atoms_that_the_panel_shows():
    if "fig1_structures" not in gallery.figures():
        pytest.skip("the notebook is not in the gallery")
    page = figures.Page(parameters.check("fig1_structures", {"material": "CsPbI3"}))
    crystal = materials.get("CsPbI3")
    structure_panels.structure(page, page.axes[0], crystal, along=False)
    kept = {one["label"].split(",")[0]: one for one in page.record["series"]}
    block = block_of(crystal)
    assert set(kept) == {"Cs", "I", "Pb"}
    for symbol, series in kept.items():
        assert series["grade"] == "L"
        assert len(series["x"]["values"]) == np.count_nonzero(block.symbols == symbol)
