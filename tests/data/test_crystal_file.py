"""Crystals from CIFs of many dialects, and files that contradict themselves."""

import gzip
import os
import re

import cif_texts
import gemmi
import numpy as np
import pytest
from cif_texts import COLUMNS, PEROVSKITE, PM3M, STATED, cif, operations
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.data import crystal_file, materials, orbits, tables

FRACTS = COLUMNS[2:]
SULPHIDE = ("4.33", "11.19", "3.98", "90", "90", "90")
SULPHIDE_SITES = ("Sn1 Sn 0.1194 0.1198 0.25", "S1 S 0.4793 0.8508 0.25")
IODIDE = ("4.557", "4.557", "6.979", "90", "90", "120")
IODIDE_SITES = ("Pb1 Pb 0 0 0", "I1 I 0.333 0.667 0.2675")
SILICON = ("5.431", "5.431", "5.431", "90", "90", "90")
P3M1 = "_space_group_name_H-M_alt 'P -3 m 1'\n"


def read(text):
    return crystal_file.parse(text.encode(), "mine.cif")


def hm(symbol, number=None):
    line = f"_symmetry_Int_Tables_number {number}\n" if number else ""
    return f"_symmetry_space_group_name_H-M '{symbol}'\n{line}"


TAKEN = {
    "all that can be said": (cif(header=PM3M + operations("P m -3 m"), stated=STATED), 5, 221),
    "Hall symbol alone": (cif(header="_space_group_name_Hall '-P 4 2 3'\n"), 5, 221),
    "number alone": (cif(header="_space_group_IT_number 221\n"), 5, 221),
    "number as the symbol": (cif(header=hm("221")), 5, 221),
    "operations alone": (cif(header=operations("P m -3 m")), 5, 221),
    "operations under the old tag": (
        cif(header=operations("P m -3 m", "_symmetry_equiv_pos_as_xyz")),
        *(5, 221),
    ),
    "old symbol": (cif(header=hm("Pm3m")), 5, 221),
    "setting beside a number": (cif(SULPHIDE, hm("P b n m", 62), SULPHIDE_SITES), 8, 62),
    "number of a group with one setting": (
        cif(IODIDE, "_space_group_IT_number 164\n", IODIDE_SITES),
        *(3, 164),
    ),
    "origin 2": (cif(SILICON, hm("F d -3 m :2"), ("Si1 Si 0.125 0.125 0.125",)), 8, 227),
    "origin 2 as Z": (cif(SILICON, hm("F d -3 m Z"), ("Si1 Si 0.125 0.125 0.125",)), 8, 227),
    "origin 1 as S": (cif(SILICON, hm("F d -3 m S"), ("Si1 Si 0 0 0",)), 8, 227),
    "origin 1 in words": (
        cif(SILICON, hm("F d -3 m (origin choice 1)"), ("Si1 Si 0 0 0",)),
        *(8, 227),
    ),
    "origin by its code": (
        cif(
            SILICON,
            hm("F d -3 m") + "_space_group_IT_coordinate_system_code 2\n",
            ("Si1 Si 0.125 0.125 0.125",),
        ),
        *(8, 227),
    ),
    "origin left open, Z stated": (
        cif(
            SILICON,
            hm("F d -3 m"),
            ("Si1 Si 0.125 0.125 0.125",),
            stated="_chemical_formula_sum Si\n_cell_formula_units_Z 8\n",
        ),
        *(8, 227),
    ),
    "three digits": (cif(IODIDE, P3M1 + operations("P -3 m 1"), IODIDE_SITES), 3, 164),
    "three digits, cut off": (
        cif(IODIDE, P3M1, ("Pb1 Pb 0 0 0", "I1 I .333 .666 .2675")),
        *(3, 164),
    ),
    "four digits in a large cell": (
        cif(
            ("13.1", "13.1", "18.0", "90", "90", "120"),
            P3M1 + operations("P -3 m 1"),
            ("Pb1 Pb 0 0 0", "I1 I 0.3333 0.6667 0.2675"),
        ),
        *(3, 164),
    ),
    "a formula of the whole cell, and Z": (
        cif(
            SULPHIDE,
            hm("P b n m"),
            SULPHIDE_SITES,
            stated="_chemical_formula_sum 'Sn4 S4'\n_cell_formula_units_Z 4\n",
        ),
        *(8, 62),
    ),
    "multiplicities as orders": (
        cif(
            columns=(*COLUMNS, "symmetry_multiplicity"),
            rows=[f"{row} {n}" for row, n in zip(PEROVSKITE, (48, 48, 16), strict=True)],
        ),
        *(5, 221),
    ),
    "rhombohedral axes": (
        cif(("4.7",) * 3 + ("57.2",) * 3, hm("R -3 m", 166), ("Sb1 Sb 0.23 0.23 0.23",)),
        *(2, 166),
    ),
    "hexagonal axes": (
        cif(("4.3", "4.3", "11.3", "90", "90", "120"), hm("R -3 m H"), ("Sb1 Sb 0 0 0.23",)),
        *(6, 166),
    ),
    "a site without quotes and brackets": (
        cif(("5.605(2)",) * 3 + ("90.0",) * 3, rows=("Cs1 Cs .5 .5 .5(1)", *PEROVSKITE[1:])),
        *(5, 221),
    ),
}


@pytest.mark.parametrize("case", TAKEN)
def test_each_dialect_gives_the_crystal_that_it_means(case):
    text, atoms, number = TAKEN[case]
    found = read(text)
    assert (len(found.atoms), found.symmetry.number) == (atoms, number)


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


def with_column(tag, *values):
    rows = [f"{row} {value}" for row, value in zip(PEROVSKITE, values, strict=True)]
    return cif(columns=(*COLUMNS, tag), rows=rows)


def cell(*values):
    return cif(cell=[new or old for new, old in zip(values, cif_texts.CUBIC, strict=True)])


def listed(*texts):
    lines = "".join(f"'{text}'\n" for text in texts)
    return cif(header=f"loop_\n_space_group_symop_operation_xyz\n{lines}")


NO_OPERATIONS = ("9**9**9", "x,y", "x,y,2*z", "x,x,z", "x,y,z+1/0", "x,y,z+1/5", "x,y,w", "xyz")
NO_OPERATIONS += ("x,y,z+0.2", "x,y,z" * 30, "__import__(os)", "x+" * 5000, "x,y,-+z", "")
TWO_ORDERS = hm("P n m a") + operations("P b n m")
REFUSED = {
    # What the file says twice.
    "symbol against operations": (
        cif(header=PM3M + "_space_group_symop_operation_xyz 'x,y,z'\n"),
        "header contradicts itself: the symbol P m -3 m",
    ),
    "number against symbol": (cif(header=hm("P m -3 m", 62)), "contradicts itself: the number 62"),
    "Hall symbol against symbol": (
        cif(header=hm("P 4/m m m") + "_space_group_name_Hall '-P 4 2 3'\n"),
        "contradicts itself: the symbol P 4/m m m",
    ),
    "formula": (cif(stated="_chemical_formula_sum 'Cs Pb Cl2 Br'\n"), "states Cs Pb Cl2 Br"),
    "shares": (cif(stated="_chemical_formula_sum 'Cs Pb Cl2'\n"), "states Cs Pb Cl2"),
    "Z": (cif(stated="_chemical_formula_sum CsPbCl3\n_cell_formula_units_Z 4\n"), "states Z = 4"),
    "Z alone": (cif(stated="_cell_formula_units_Z 2\n"), "states Z = 2"),
    "volume": (cif(stated="_cell_volume 352.2\n"), "a volume of 352.2 cubic angstrom"),
    "volume in words": (cif(stated="_cell_volume large\n"), "_cell_volume is 'large', no number"),
    "density": (cif(stated="_exptl_crystal_density_diffrn 8.4\n"), "a density of 8.4 g/cm3"),
    "multiplicity": (with_column("symmetry_multiplicity", 1, 1, 6), "multiplicity of 6 for Cl1"),
    "hydrogens in the formula alone": (
        cif(header=hm("F m -3 m"), rows=PEROVSKITE[1:], stated="_chemical_formula_sum 'H4 N Pb'\n"),
        "the file states H4 N Pb",
    ),
    "cell against symbol": (cell("5.7", "", "", "", "", ""), "does not have the symmetry"),
    # Disorder, in all its ways.
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
    "two elements on one site": (
        cif(rows=(*PEROVSKITE, "Br1 Br 0.5 0 0")),
        "Cl1 and Br1 lie on one place",
    ),
    "two elements on images of a site": (
        cif(rows=(*PEROVSKITE, "Br1 Br 0 0.5 0")),
        "Cl1 and Br1 lie on one place",
    ),
    "one site twice": (cif(rows=(*PEROVSKITE, PEROVSKITE[0])), "Cs1 and Cs1 lie on one place"),
    "modulated": (cif(stated="_cell_modulation_dimension 1\n"), "modulated"),
    "modulated, by its wave": (cif(stated="_cell_wave_vector_seq_id 1\n"), "modulated"),
    "atoms on each other": (cell(*["2.5"] * 3, "", "", ""), "atoms on each other"),
    # Entries that are none.
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
    "angle missing": (cif(cell=(*cif_texts.CUBIC[:5], None)), "_cell_angle_gamma is missing"),
    "angle in a loop": (
        cif(cell=(*cif_texts.CUBIC[:5], None), stated="loop_ _cell_angle_gamma 90 91\n"),
        "_cell_angle_gamma is given 2 times",
    ),
    "cell in words": (cell("long", "", "", "", "", ""), "_cell_length_a is 'long', no number"),
    **{
        f"cell {one}": (cell(one, one, one, "", "", ""), "no crystal has the cell|no number")
        for one in ("nan", "inf", "1e-5", "1e5", "560.5", "0", "-5.605")
    },
    **{
        f"angle {one}": (cell("", "", "", one, "", ""), "no crystal has the cell")
        for one in ("-90", "179.999", "0", "180", "1e-9")
    },
    "flat cell": (cell("", "", "", "100", "130", "130"), "no crystal has the cell"),
    # Symmetry that is none.
    "no header": (cif(header=""), "no space group in its header"),
    "header unknown": (cif(header="_space_group_name_H-M_alt ?\n"), "no space group in its header"),
    "no such group": (cif(header=hm("Q 7")), "space group 'Q 7' cannot be made out"),
    "no such Hall symbol": (cif(header="_space_group_name_Hall 'Q 7'\n"), "Hall symbol 'Q 7'"),
    "no such number": (cif(header="_space_group_IT_number 231\n"), "'231' is no number of"),
    "number 0": (cif(header="_space_group_IT_number 0\n"), "'0' is no number of a space group"),
    "no group": (listed("x,y,z", "-y,x,z"), "symmetry operations are no group"),
    "no identity": (listed("-x,-y,-z"), "symmetry operations are no group"),
    **{
        f"operation {one}": (listed("x,y,z", one), "cannot be read|is no symmetry|are no group")
        for one in NO_OPERATIONS
    },
    "operations without end": (listed(*["x,y,z"] * 20_000), "20000 symmetry operations"),
    "origin left open": (
        cif(SILICON, hm("F d -3 m"), ("Si1 Si 0.125 0.125 0.125",)),
        "leaves the setting open: F d -3 m:1, F d -3 m:2",
    ),
    "setting left open": (
        cif(SULPHIDE, "_space_group_IT_number 62\n", SULPHIDE_SITES),
        "leaves the setting open|atoms on each other",
    ),
    # Files that are no crystal, or hold too much.
    "a letter": ("Dear reader,\nthis is a letter.\n", "not a CIF"),
    "nothing": ("", "no crystal structures"),
    "no sites": ("data_x\n_cell_length_a 5\n", "no crystal structures"),
    "two crystals": (cif(name="one") + cif(name="two"), "2 crystal structures"),
    "cut short": (cif()[:-12], "not a CIF"),
    "20 000 sites": (cif(rows=["Cs1 Cs 0.5 0.5 0.5"] * 20_000), "20000 sites, too many atoms"),
    "tags without end": (cif() + "".join(f"_t{i} 1\n" for i in range(30_000)), "30013 tags"),
    "blocks without end": ("".join(f"data_{i}\n" for i in range(2_000)) + cif(), "2001 blocks"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_itself_or_is_no_crystal_gets_one_message(case):
    text, expected = REFUSED[case]
    said = message(lambda: read(text), "mine.cif: ", "To mend it: ")
    assert re.search(expected, said)
    assert len(said) < 700


def test_operations_of_another_setting_are_used_and_said():
    found = read(cif(SULPHIDE, TWO_ORDERS, SULPHIDE_SITES))
    assert len(found.atoms) == 8 and found.symbol == "P b n m"
    assert "header says P n m a, its operations are those of P b n m" in found.cautions[0]


def test_a_symbol_that_no_table_has_is_said_where_operations_are_listed():
    found = read(cif(header=hm("P m m m m") + operations("P m -3 m")))
    assert found.symbol == "P m -3 m" and "'P m m m m' is not known" in found.cautions[0]


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


ENCODED = {
    "byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0").encode(),
    "lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "lines of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "an author in latin-1": lambda text: f"# Møller\n{text}".encode("latin-1"),
    "tags in capitals": lambda text: text.replace("_atom_site", "_ATOM_SITE").encode(),
}


@pytest.mark.parametrize("case", ENCODED)
def test_what_editors_do_to_a_text_changes_no_crystal(case):
    plain, found = read(cif()), crystal_file.parse(ENCODED[case](cif()), "mine.cif")
    np.testing.assert_array_equal(found.atoms.positions, plain.atoms.positions)
    assert found.atoms.get_chemical_formula() == "Cl3CsPb"


@pytest.mark.parametrize("raw", [cif().encode("utf-16"), b"\x00\x01\x02", b"BZh91AY&SY\x01"])
def test_bytes_that_are_no_text_are_no_cif(raw):
    message(lambda: crystal_file.parse(raw, "mine.cif"), "mine.cif: not a CIF")


def test_a_gzipped_file_is_unpacked(tmp_path):
    path = tmp_path / "mine.cif.gz"
    path.write_bytes(gzip.compress(cif().encode()))
    assert len(crystal_file.read(path).atoms) == 5


def unreadable(folder):
    """Paths that lead to no file of bounded size."""
    (folder / "folder.cif").mkdir()
    os.mkfifo(folder / "pipe.cif")
    (folder / "zeros.cif").symlink_to("/dev/zero")
    packed = gzip.compress(bytes(20_000_000))
    (folder / "bomb.cif").write_bytes(packed)
    (folder / "cut.cif").write_bytes(packed[:-20])
    (folder / "torn.cif").write_bytes(packed[:30] + b"x" * 40)
    (folder / "large.cif").write_bytes(b"# " * 6_000_000)
    return {
        "folder.cif": "no regular file",
        "pipe.cif": "no regular file",
        "zeros.cif": "no regular file",
        "bomb.cif": "larger than 10 MB",
        "cut.cif": "larger than 10 MB",
        "torn.cif": "gzip file",
        "large.cif": "larger than 10 MB",
        "none.cif": "not there",
        f"{'long' * 80}.cif": "not there",
        "null\0.cif": "not there",
    }


def test_no_path_leads_to_more_than_a_bounded_file(tmp_path):
    for name, expected in unreadable(tmp_path).items():
        message(lambda path=tmp_path / name: crystal_file.read(path), expected)
    message(lambda: crystal_file.read(""), "give a CIF and a name: STRUCTURE=my.cif")


def test_stored_structures_are_read_as_every_stored_result_had_them():
    from ase.io import read as by_ase

    for name in ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow"):
        path = tables.path(materials.get(name).structure)
        found, before = crystal_file.read(path), by_ase(path, format="cif")
        np.testing.assert_array_equal(found.atoms.numbers, before.numbers)
        np.testing.assert_array_equal(found.atoms.positions, before.positions)
        np.testing.assert_array_equal(found.atoms.cell[:], before.cell[:])
        assert found.symbol == materials.get(name).space_group and not found.cautions


def test_displacements_follow_the_sites():
    rows = [f"{row} {u}" for row, u in zip(PEROVSKITE, ("0.03(1)", 0.01, 0.02), strict=True)]
    found = read(cif(columns=(*COLUMNS, "U_iso_or_equiv"), rows=rows))
    assert found.displacements.tolist() == [0.03, 0.01, 0.02, 0.02, 0.02]
    rows = [f"{row} {8 * np.pi**2 * u}" for row, u in zip(PEROVSKITE, (0.03, 0.01, 0.02))]
    found = read(cif(columns=(*COLUMNS, "B_iso_or_equiv"), rows=rows))
    assert found.displacements == pytest.approx([0.03, 0.01, 0.02, 0.02, 0.02])
    assert read(with_column("U_iso_or_equiv", 0.03, "?", 0.02)).displacements is None


GROUPS = [group for group in gemmi.spacegroup_table() if group.ext != "R"]
METRICS = {
    "triclinic": ("9.1", "10.3", "11.7", "83", "97", "101"),
    "orthorhombic": ("9.1", "10.3", "11.7", "90", "90", "90"),
    "tetragonal": ("10.1", "10.1", "11.7", "90", "90", "90"),
    "trigonal": ("10.1", "10.1", "11.7", "90", "90", "120"),
    "hexagonal": ("10.1", "10.1", "11.7", "90", "90", "120"),
    "cubic": ("11.1", "11.1", "11.1", "90", "90", "90"),
}
OBLIQUE = {"a": ("103", "90", "90"), "b": ("90", "103", "90"), "c": ("90", "90", "103")}


def metric(group):
    system = group.crystal_system_str()
    if system == "monoclinic":
        return ("9.1", "10.3", "11.7", *OBLIQUE[group.qualifier.lstrip("-")[0]])
    return METRICS[system]


def places(atoms):
    digits = np.rint(atoms.get_scaled_positions() * 1e4).astype(int) % 10_000
    return {(s, *row) for s, row in zip(atoms.get_chemical_symbols(), digits.tolist(), strict=True)}


FRACTION = st.sampled_from(["0", "0.25", "0.5", "0.75", "0.1217", "0.3083", "0.0871", "-0.1934"])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(GROUPS),
    st.lists(st.tuples(FRACTION, FRACTION, FRACTION), min_size=1, max_size=3, unique=True),
)
def test_a_crystal_in_several_dialects_is_one_crystal(group, sites):
    elements = ("Li", "Be", "C")[: len(sites)]
    rows = [f"{e}1 {e} {' '.join(place)}" for e, place in zip(elements, sites, strict=True)]
    capitals = [row.replace(f"{e} ", f"{e.upper()}1+ ") for e, row in zip(elements, rows)]
    headers = (
        operations(group),
        operations(group, "_symmetry_equiv_pos_as_xyz") + hm(group.xhm(), group.number),
        f"_space_group_name_Hall '{group.hall}'\n",
        hm(group.xhm()),
    )
    oracle = gemmi.make_small_structure_from_block(
        gemmi.cif.read_string(cif(metric(group), headers[1], rows)).sole_block()
    )
    expected = len(oracle.get_all_unit_cell_sites())
    found = []
    for header, written in zip(headers, (rows, capitals, rows, capitals), strict=True):
        try:
            found.append(read(cif(metric(group), header, written)).atoms)
        except ValueError as problem:
            assume("on each other" not in str(problem) and "one place" not in str(problem))
            raise
    assert [len(atoms) for atoms in found] == [expected] * 4
    assert all(places(atoms) == places(found[0]) for atoms in found)


GOOD = cif(
    header=PM3M + "_space_group_name_Hall '-P 4 2 3'\n" + operations("P m -3 m"),
    stated=STATED,
    columns=(*COLUMNS, "occupancy", "symmetry_multiplicity"),
    rows=[f"{row} 1 {n}" for row, n in zip(PEROVSKITE, (1, 1, 3), strict=True)],
)
CHARACTERS = "0123456789.-+()/?'\"; \n_#,xyzXaClsPbé\u00a0\u2212\0"


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, len(GOOD) - 1),
    st.sampled_from(["drop", "put", "replace", "cut", "line twice", "line away"]),
    st.sampled_from(CHARACTERS),
)
def test_one_change_of_a_good_file_gives_the_same_crystal_or_one_message(at, how, character):
    lines = GOOD.split("\n")
    row = GOOD[:at].count("\n")
    changed = {
        "drop": GOOD[:at] + GOOD[at + 1 :],
        "put": GOOD[:at] + character + GOOD[at:],
        "replace": GOOD[:at] + character + GOOD[at + 1 :],
        "cut": GOOD[:at],
        "line twice": "\n".join([*lines[: row + 1], *lines[row:]]),
        "line away": "\n".join([*lines[:row], *lines[row + 1 :]]),
    }[how]
    try:
        found = read(changed).atoms
    except ValueError as problem:
        assert type(problem).__name__ == "UltralowError" and "To mend it" in str(problem)
        return
    plain = read(GOOD).atoms
    assert places(found) == places(plain)
    # What is left out of a file can no longer contradict the cell.
    assert found.cell.lengths() == pytest.approx(plain.cell.lengths(), rel=orbits.SAME)
