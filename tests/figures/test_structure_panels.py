"""Panels of fig. 1: what they show is what they record."""

import flat_crystals
import numpy as np
import pytest
from ultralow.analysis import structures
from ultralow.crystal.fragment import Block
from ultralow.data import materials
from ultralow.figures import crystal_look, structure_panels, style
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


def test_an_oblique_crystal_is_drawn_and_says_how_it_is_seen():
    page = figures.Page(parameters.check("fig1_structures", {"material": "CsPbI3"}))
    crystal = flat_crystals.oblique()
    for ax, along in zip(page.axes, (False, True)):
        structure_panels.structure(page, ax, crystal, along=along)
    words = structures.slant(crystal, structures.zone_axis(crystal))
    assert words and page.axes[0].get_title().endswith(words)


def legend(crystal):
    ax = style.sheet(60, 60).add_subplot()
    structure_panels.elements(ax, crystal)
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize(
    ("crystal", "expected"),
    [
        (materials.get("CsSnI3"), ["SnI₆", "I", "Cs"]),
        (flat_crystals.methylammonium(), ["PbI₆", "I", "C", "N"]),
        (flat_crystals.platinate(), ["Cl", "K"]),
    ],
    ids=["perovskite", "organic", "squares"],
)
def test_the_legend_names_the_polyhedra_that_are_drawn_and_every_other_element(crystal, expected):
    assert legend(crystal) == expected


def test_polyhedra_of_two_kinds_and_of_two_ligands_are_told_apart():
    layered = materials.get("CsPbI3")
    symbols = np.array(layered.atoms.get_chemical_symbols())
    found = structures.bonds(layered)
    first = found.ligand[found.centre == found.centre[0]]
    symbols[first[0]] = "Br"
    kinds = structure_panels._kinds(symbols, found)
    assert "PbI₆" in kinds and "PbBrI₅" in kinds
