"""Crystals from CIFs of many dialects: one crystal, or one message."""

import gzip

import gemmi
import numpy as np
import pytest
from cif_texts import (
    COLUMNS,
    IODIDE,
    IODIDE_SITES,
    P3M1,
    PEROVSKITE,
    PM3M,
    SILICON,
    STATED,
    SULPHIDE,
    SULPHIDE_SITES,
    cif,
    hm,
    operations,
    read,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ultralow.data import crystal_file, materials, orbits, tables

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


def test_a_gzipped_file_is_unpacked(tmp_path):
    path = tmp_path / "mine.cif.gz"
    path.write_bytes(gzip.compress(cif().encode()))
    assert len(crystal_file.read(path).atoms) == 5


def test_stored_structures_are_read_as_every_stored_result_had_them():
    from ase.io import read as by_ase

    for name in ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow"):
        path = tables.path(materials.get(name).structure)
        found, before = crystal_file.read(path), by_ase(path, format="cif")
        np.testing.assert_array_equal(found.atoms.numbers, before.numbers)
        np.testing.assert_array_equal(found.atoms.positions, before.positions)
        np.testing.assert_array_equal(found.atoms.cell[:], before.cell[:])
        assert found.symbol == materials.get(name).space_group and not found.cautions


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


def test_a_crystal_that_somebody_moves_is_read_as_it_was():
    """A file is parsed once; what one reader does to its atoms, the next does not see."""
    raw = cif(header=hm("P m -3 m")).encode()
    first = crystal_file.parse(raw, "mine.cif")
    before = first.atoms.positions.copy()
    first.atoms.positions += 1.0
    first.cautions.append("mine")
    again = crystal_file.parse(raw, "mine.cif")
    assert (again.atoms.positions == before).all()
    assert "mine" not in again.cautions


def test_nobody_changes_the_symmetry_that_the_next_reader_gets():
    columns = (*COLUMNS, "U_iso_or_equiv")
    raw = cif(columns=columns, rows=[f"{row} 0.02" for row in PEROVSKITE]).encode()
    found = crystal_file.parse(raw, "mine.cif")
    symmetry = found.symmetry
    for array in (symmetry.rotations, symmetry.translations, found.displacements):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
