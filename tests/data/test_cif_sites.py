"""The cell and the sites that a CIF lists: each entry understood, or named and refused."""

import math

import numpy as np
import pytest
from cif_texts import (
    COLUMNS,
    CUBIC,
    FRACTS,
    PEROVSKITE,
    block,
    cif,
    read,
    refused,
    with_cell,
    with_column,
)
from hypothesis import given
from hypothesis import strategies as st
from ultralow.data import cif_sites

SPELLED = {
    "capitals": ("CS1 CS 0.5 0.5 0.5", "PB1 PB 0 0 0", "CL1 CL 0.5 0 0"),
    "charges": ("a Cs1+ 0.5 0.5 0.5", "b PB2+ 0 0 0", "c CL1- 0.5 0 0"),
    "charges turned round": ("a Cs+1 0.5 0.5 0.5", "b Pb+2 0 0 0", "c Cl- 0.5 0 0"),
    "labels where the type is unknown": ("Cs1 ? 0.5 0.5 0.5", "Pb_a . 0 0 0", "Cl(1) ? 0.5 0 0"),
}


@pytest.mark.parametrize("case", SPELLED)
def test_elements_are_known_however_they_are_spelled(case):
    found = read(cif(rows=SPELLED[case])).atoms.symbols.formula
    assert found.count() == {"Cs": 1, "Pb": 1, "Cl": 3}


def test_a_label_in_capitals_that_may_be_two_elements_is_said():
    rows = ("CS1 0.5 0.5 0.5", "PB1 0 0 0", "Cl1 0.5 0 0")
    assert read(cif(rows=rows, columns=("label", *FRACTS))).cautions == [
        "read CS1 as Cs, PB1 as Pb: no element is given"
    ]


def test_deuterium_keeps_its_mass_and_is_said():
    found = read(cif(rows=("Ba Ba 0.5 0.5 0.5", "Li Li 0 0 0", "D1 D 0.5 0 0")))
    assert found.atoms.get_masses()[2:] == pytest.approx([2.014101778] * 3)
    assert "deuterium is shown as H; its mass, 2.014, is kept" in found.cautions


def test_displacements_follow_the_sites():
    rows = [f"{row} {u}" for row, u in zip(PEROVSKITE, ("0.03(1)", 0.01, 0.02), strict=True)]
    found = read(cif(columns=(*COLUMNS, "U_iso_or_equiv"), rows=rows))
    assert found.displacements.tolist() == [0.03, 0.01, 0.02, 0.02, 0.02]
    rows = [f"{row} {8 * np.pi**2 * u}" for row, u in zip(PEROVSKITE, (0.03, 0.01, 0.02))]
    found = read(cif(columns=(*COLUMNS, "B_iso_or_equiv"), rows=rows))
    assert found.displacements == pytest.approx([0.03, 0.01, 0.02, 0.02, 0.02])
    assert read(with_column("U_iso_or_equiv", 0.03, "?", 0.02)).displacements is None


REFUSED = {
    "part of an atom": (with_column("occupancy", "0.5", 1, 1), "partly occupied: Cs1 0.5"),
    "with an uncertainty": (with_column("occupancy", "0.93(2)", 1, 1), "occupied: Cs1 0.93"),
    "unknown share": (with_column("occupancy", "?", 1, 1), "partly occupied: Cs1 \\?"),
    "share in words": (with_column("occupancy", 1, "half", 1), "partly occupied: Pb1 half"),
    "no label": (
        cif(
            rows=("Cs .5 .5 .5 0.5", "Pb 0 0 0 1", "Cl .5 0 0 1"),
            columns=("type_symbol", *FRACTS, "occupancy"),
        ),
        r"partly occupied: Cs \(site 1\) 0.5",
    ),
    "disorder groups": (with_column("disorder_group", ".", ".", 2), "disorder group: Cl1 2"),
    "dummy": (with_column("calc_flag", "d", "dum", "d"), "dummy sites: Pb1 dum"),
    "attached hydrogens": (with_column("attached_hydrogens", 0, 0, 3), "without a place, at: Cl1"),
    "modulated": (cif(stated="_cell_modulation_dimension 1\n"), "modulated"),
    "modulated, by its wave": (cif(stated="_cell_wave_vector_seq_id 1\n"), "modulated"),
    "coordinate unknown": (
        cif(rows=("Cs1 Cs 0.5 ? 0.5", *PEROVSKITE[1:])),
        "_atom_site_fract_y of Cs1 is '\\?', no number",
    ),
    "coordinate as a fraction": (
        cif(rows=("Cs1 Cs 0.5 1/2 0.5", *PEROVSKITE[1:])),
        "_atom_site_fract_y of Cs1 is '1/2', no number",
    ),
    "coordinate in angstrom": (
        cif(rows=("Cs1 Cs 28.02 0.5 0.5", *PEROVSKITE[1:])),
        "fract_x of Cs1 is 28.02, outside",
    ),
    "coordinate without end": (
        cif(rows=("Cs1 Cs 1e400 0.5 0.5", *PEROVSKITE[1:])),
        "fract_x of Cs1 is '1e400', no number",
    ),
    "water": (cif(rows=(*PEROVSKITE[:2], "Wat1 Wat 0.5 0 0")), "'Wat1' .* is no element"),
    "label without element": (
        cif(rows=("A 0.5 0.5 0.5", "B 0 0 0"), columns=("label", *FRACTS)),
        "'A' is no element",
    ),
    "mixed type": (cif(rows=("M1 Cs/Pb 0.5 0.5 0.5", *PEROVSKITE[1:])), "'M1' .* is no element"),
    "no elements": (cif(rows=(".5 .5 .5",), columns=FRACTS), "its sites have no elements"),
    "no cell": (cif(cell=[None] * 6), "_cell_length_a is missing"),
    "angle missing": (cif(cell=(*CUBIC[:5], None)), "_cell_angle_gamma is missing"),
    "angle in a loop": (
        cif(cell=(*CUBIC[:5], None), stated="loop_ _cell_angle_gamma 90 91\n"),
        "_cell_angle_gamma is given 2 times",
    ),
    "cell in words": (with_cell("long", "", "", "", "", ""), "_cell_length_a is 'long', no number"),
    "digits of another script": (with_cell("'٥.605'", "", "", "", "", ""), "'٥.605', no number"),
    "a charge of another script": (
        cif(rows=("Cs1 Cs 0.5 0.5 0.5", "Pb1 'Pb٢+' 0 0 0", "Cl1 Cl 0.5 0 0")),
        "is no element",
    ),
    **{
        f"cell {one}": (with_cell(one, one, one, "", "", ""), "no crystal has the cell|no number")
        for one in ("nan", "inf", "1e-5", "1e5", "560.5", "0", "-5.605")
    },
    **{
        f"angle {one}": (with_cell("", "", "", one, "", ""), "no crystal has the cell")
        for one in ("-90", "179.999", "0", "180", "1e-9")
    },
    "flat cell": (with_cell("", "", "", "100", "130", "130"), "no crystal has the cell"),
    "20 000 sites": (cif(rows=["Cs1 Cs 0.5 0.5 0.5"] * 20_000), "20000 sites, too many atoms"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_cell_or_site_that_is_none_is_named(case):
    refused(*REFUSED[case])


@given(st.integers(-999_999, 999_999), st.integers(0, 5), st.integers(0, 99))
def test_a_number_is_what_is_written_without_its_uncertainty(digits, decimals, uncertainty):
    text = f"{digits / 10**decimals:.{decimals}f}"
    assert cif_sites.number(text) == float(text)
    assert cif_sites.number(f"{text}({uncertainty})") == float(text)


@pytest.mark.parametrize(
    "text",
    ["", "?", ".", "nan", "inf", "1e999", "1/2", "0,5", "5 A", "(2)", "1" * 60, "٥.٦", "5.6(٣)"],
)
def test_what_is_no_number_is_nan(text):
    assert math.isnan(cif_sites.number(text))


def test_sites_are_as_written_with_half_of_their_last_digit():
    rows = ("Cs1 Cs 0.5 .50 0.500(3)", "Pb1 Pb 0 -0.25 1.0", "Cl1 Cl 5.0E-1 0.3333 1")
    found = cif_sites.sites(block(cif(rows=rows)), "mine.cif")
    assert found.labels == ["Cs1", "Pb1", "Cl1"] and found.elements == ["Cs", "Pb", "Cl"]
    assert found.positions.tolist() == [[0.5, 0.5, 0.5], [0, -0.25, 1], [0.5, 0.3333, 1]]
    coarse = cif_sites.COARSEST
    wanted = [[coarse, 0.005, 0.0005], [0, 0.005, coarse], [0.005, 5e-5, 0]]
    assert found.rounding == pytest.approx(np.array(wanted), abs=1e-12)


def test_the_cell_is_as_written():
    written = ("9.1(2)", "10.3", "11.7", "83", "97.50", "101")
    found = cif_sites.cell(block(cif(cell=written)), "mine.cif")
    assert found.tolist() == [9.1, 10.3, 11.7, 83, 97.5, 101]
