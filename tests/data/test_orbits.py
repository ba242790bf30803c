"""The atoms of a cell from its sites: whole orbits, rounded places mended, none on another."""

import gemmi
import numpy as np
import pytest
from cif_texts import IODIDE, P3M1, PEROVSKITE, block, cif, read, refused, with_cell
from messages import message
from ultralow.data import cif_sites, orbits, symmetry_operations


@pytest.mark.parametrize(
    ("place", "meant"), [("0.333 0.667", (1 / 3, 2 / 3)), (".33 .67", (1 / 3, 2 / 3))]
)
def test_a_special_position_is_put_onto_its_axis(place, meant):
    found = read(cif(IODIDE, P3M1, ("Pb1 Pb 0 0 0", f"I1 I {place} 0.2675")))
    assert found.atoms.get_scaled_positions()[1, :2] == pytest.approx(meant, abs=1e-12)
    assert found.cautions == ["put onto a special position: I1"]


def test_a_place_beside_an_axis_by_more_than_its_digits_is_no_special_position():
    rows = ("Pb1 Pb 0 0 0", "I1 I 0.3300 0.6700 0.2675")
    assert "atoms on each other" in message(lambda: read(cif(IODIDE, P3M1, rows)))


REFUSED = {
    "two elements on one site": (
        cif(rows=(*PEROVSKITE, "Br1 Br 0.5 0 0")),
        "Cl1 and Br1 lie on one place",
    ),
    "two elements on images of a site": (
        cif(rows=(*PEROVSKITE, "Br1 Br 0 0.5 0")),
        "Cl1 and Br1 lie on one place",
    ),
    "one site twice": (cif(rows=(*PEROVSKITE, PEROVSKITE[0])), "Cs1 and Cs1 lie on one place"),
    "atoms on each other": (with_cell(*["2.5"] * 3, "", "", ""), "atoms on each other"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_atoms_on_each_other_are_refused(case):
    refused(*REFUSED[case])


def expanded(symbol, cell, rows):
    text = block(cif(cell, rows=rows))
    symmetry = symmetry_operations.tabulated(gemmi.SpaceGroup(symbol))
    sites = cif_sites.sites(text, "mine.cif")
    return orbits.expand(sites, symmetry, cif_sites.cell(text, "mine.cif"), "mine.cif"), symmetry


LARGE = ("11.1", "11.1", "11.1", "90", "90", "90")


@pytest.mark.parametrize(
    ("symbol", "place", "count"),
    [
        ("P m -3 m", "0 0 0", 1),
        ("P m -3 m", "0.5 0 0", 3),
        ("P m -3 m", "0.13 0.13 0.13", 8),
        ("P m -3 m", "0.13 0.13 0.31", 24),
        ("P m -3 m", "0.13 0.22 0.37", 48),
        ("F d -3 m:2", "0.125 0.125 0.125", 8),
        ("P 1", "0 0 0", 1),
    ],
)
def test_an_orbit_has_the_multiplicity_of_the_tables(symbol, place, count):
    found, symmetry = expanded(symbol, LARGE, (f"H1 H {place}",))
    assert (found.counts.tolist(), len(found.atoms)) == ([count], count)
    assert found.counts[0] * found.orders[0] == len(symmetry.rotations)
    assert found.snapped == []


def test_every_operation_takes_the_atoms_into_themselves():
    found, symmetry = expanded("P 3 1 2", (*LARGE[:5], "120"), ("Cs1 Cs .11 .23 .31",))
    places = found.atoms.get_scaled_positions()
    for turn, shift in zip(symmetry.rotations, symmetry.translations, strict=True):
        away = (places @ turn.T + shift)[:, np.newaxis] - places
        near = np.abs(away - np.rint(away)).max(axis=-1) < 1e-9
        assert (near.sum(axis=0) == 1).all() and (near.sum(axis=1) == 1).all()


def test_atoms_come_site_after_site():
    found, _ = expanded("P m -3 m", LARGE, PEROVSKITE)
    assert found.atoms.get_chemical_symbols() == ["Cs", "Pb", "Cl", "Cl", "Cl"]
    assert found.atoms.arrays["spacegroup_kinds"].tolist() == [0, 1, 2, 2, 2]
    assert found.labels == ["Cs1", "Pb1", "Cl1"]


def test_more_atoms_than_can_be_computed_are_refused():
    orbits.check_count(orbits.MOST_ATOMS, orbits.MOST_ATOMS, "mine.cif")
    message(
        lambda: orbits.check_count(81, 80, "mine.cif"),
        "mine.cif: 81 atoms in the cell; up to 80 can be computed here", "To mend it: ",
    )  # fmt: skip
