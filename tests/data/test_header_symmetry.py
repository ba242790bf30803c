"""The symmetry that a header states: one setting, or all that it leaves open."""

import gemmi
import numpy as np
import pytest
from cif_texts import (
    IODIDE,
    PM3M,
    SILICON,
    SULPHIDE,
    SULPHIDE_SITES,
    block,
    cif,
    hm,
    operations,
    read,
    refused,
    with_cell,
)
from ultralow.data import header_symmetry, symmetry_operations

TWO_ORDERS = hm("P n m a") + operations("P b n m")


REFUSED = {
    "symbol against operations": (
        cif(header=PM3M + "_space_group_symop_operation_xyz 'x,y,z'\n"),
        "header contradicts itself: the symbol P m -3 m",
    ),
    "number against symbol": (cif(header=hm("P m -3 m", 62)), "contradicts itself: the number 62"),
    "Hall symbol against symbol": (
        cif(header=hm("P 4/m m m") + "_space_group_name_Hall '-P 4 2 3'\n"),
        "contradicts itself: the symbol P 4/m m m",
    ),
    "cell against symbol": (with_cell("5.7", "", "", "", "", ""), "does not have the symmetry"),
    "no header": (cif(header=""), "no space group in its header"),
    "header unknown": (cif(header="_space_group_name_H-M_alt ?\n"), "no space group in its header"),
    "no such group": (cif(header=hm("Q 7")), "space group 'Q 7' cannot be made out"),
    "no such Hall symbol": (cif(header="_space_group_name_Hall 'Q 7'\n"), "Hall symbol 'Q 7'"),
    "no such number": (cif(header="_space_group_IT_number 231\n"), "'231' is no number of"),
    "number of another script": (
        cif(header="_space_group_IT_number '٢٢١'\n"),
        "'٢٢١' is no number of a space group",
    ),
    "number 0": (cif(header="_space_group_IT_number 0\n"), "'0' is no number of a space group"),
    "origin left open": (
        cif(SILICON, hm("F d -3 m"), ("Si1 Si 0.125 0.125 0.125",)),
        "leaves the setting open: F d -3 m:1, F d -3 m:2",
    ),
    "setting left open": (
        cif(SULPHIDE, "_space_group_IT_number 62\n", SULPHIDE_SITES),
        "leaves the setting open|atoms on each other",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_header_that_contradicts_itself_or_says_nothing_is_refused(case):
    refused(*REFUSED[case])


def test_operations_of_another_setting_are_used_and_said():
    found = read(cif(SULPHIDE, TWO_ORDERS, SULPHIDE_SITES))
    assert len(found.atoms) == 8 and found.symbol == "P b n m"
    assert "header says P n m a, its operations are those of P b n m" in found.cautions[0]


def test_a_symbol_that_no_table_has_is_said_where_operations_are_listed():
    found = read(cif(header=hm("P m m m m") + operations("P m -3 m")))
    assert found.symbol == "P m -3 m" and "'P m m m m' is not known" in found.cautions[0]


def candidates(header, cell):
    found = header_symmetry.candidates(block(cif(cell, header)), np.array(cell, float), "mine.cif")
    return [one.symbol for one in found[0]], found[1]


@pytest.mark.parametrize(
    ("header", "cell", "symbols"),
    [
        (hm("F d -3 m"), SILICON, ["F d -3 m:1", "F d -3 m:2"]),
        (hm("F d -3 m Z"), SILICON, ["F d -3 m:2"]),
        (hm("F d -3 m :1"), SILICON, ["F d -3 m:1"]),
        (hm("P b n m"), SULPHIDE, ["P b n m"]),
        ("_space_group_IT_number 164\n", IODIDE, ["P -3 m 1"]),
        ("_space_group_name_Hall '-P 4 2 3'\n", SILICON, ["P m -3 m"]),
    ],
)
def test_every_setting_that_the_header_leaves_open_is_a_candidate(header, cell, symbols):
    assert candidates(header, cell) == (symbols, [])


def test_a_number_alone_means_every_setting_of_its_group():
    found, _ = candidates("_space_group_IT_number 62\n", SULPHIDE)
    assert sorted(found) == sorted(
        ["P n m a", "P m n b", "P b n m", "P c m n", "P m c n", "P n a m"]
    )


def test_a_symbol_says_its_own_operations_and_no_others():
    cell = np.array(SULPHIDE, float)
    written = block(cif(SULPHIDE, hm("P b n m"), SULPHIDE_SITES))
    settings = {name: gemmi.SpaceGroup(name) for name in ("P b n m", "P n m a")}
    says = {
        name: header_symmetry.says(written, symmetry_operations.tabulated(group), cell)
        for name, group in settings.items()
    }
    assert says == {"P b n m": True, "P n m a": False}
    assert header_symmetry.header_symbol(written) == "P b n m"
