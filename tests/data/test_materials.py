"""The four measured crystals: symmetry, setting, content, density and bond lengths."""

import re
from pathlib import Path

import ase.io
import numpy as np
import pytest
import spglib
from ase.neighborlist import neighbor_list
from scipy.constants import atomic_mass
from ultralow.crystal.geometry import PBNM_TO_PNMA
from ultralow.data import materials, tables

FOLDER = Path(__file__).parents[2] / "data" / "structures"

# Setting, axis normal to the mirror, cell (angstrom) and its volume as published.
CELLS = {
    "CsPbI3": ("P n m a", 1, (10.4342, 4.7905, 17.7610), 887.78),
    "CsPbBr3": ("P b n m", 2, (8.207, 8.255, 11.759), 796.66),
    "CsSnI3": ("P n m a", 1, (8.6885, 12.3775, 8.6384), 928.99),
    "CsSnI3_yellow": ("P n m a", 1, (10.3495, 4.7632, 17.684), 871.76),
}
FORMULA_WEIGHT = {"CsPbI3": 720.82, "CsPbBr3": 579.82, "CsSnI3": 632.33}  # u
# Shortest and longest metal-halide bond (angstrom): nearly regular octahedra in the
# perovskites, distorted ones that share edges in the yellow phases.
BONDS = {
    "CsPbI3": (3.043, 3.410),
    "CsPbBr3": (2.955, 2.984),
    "CsSnI3": (3.118, 3.123),
    "CsSnI3_yellow": (2.952, 3.460),
}

pytestmark = pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")


def test_a_material_can_be_compared_and_kept():
    one, other = materials.get("CsPbI3"), materials.get("CsPbBr3")
    assert one == one and one != other and {one: "kept"}[one] == "kept"


def read(name):
    return ase.io.read(FOLDER / f"{name}.cif", store_tags=True)


def as_cell(atoms):
    return atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers


def mirror_normals(atoms):
    """Axes whose reflection needs no translation within the plane: mirrors, not glides."""
    found = spglib.get_symmetry(as_cell(atoms), symprec=1e-5)
    normals = []
    for rotation, shift in zip(found["rotations"], found["translations"], strict=True):
        reflected = np.flatnonzero(np.diag(rotation) == -1)
        if len(reflected) == 1 and np.allclose(np.delete(shift, reflected), 0, atol=1e-6):
            normals.append(int(reflected[0]))
    return normals


def shell(atoms, cutoff):
    """Metal-halide distances in angstrom, one row a metal atom."""
    symbols = np.array(atoms.get_chemical_symbols())
    first, second, length = neighbor_list("ijd", atoms, cutoff)
    pair = np.isin(symbols[first], ("Pb", "Sn")) & np.isin(symbols[second], ("Br", "I"))
    metals = np.flatnonzero(np.isin(symbols, ("Pb", "Sn")))
    return [np.sort(length[pair & (first == metal)]) for metal in metals]


def test_these_crystals_and_no_others():
    assert {path.stem for path in FOLDER.glob("*.cif")} == set(CELLS)


@pytest.mark.parametrize("name", CELLS)
def test_space_group_in_the_setting_of_the_source(name):
    atoms = read(name)
    setting, normal, _, _ = CELLS[name]
    assert atoms.info["_space_group_name_h-m_alt"] == setting
    assert spglib.get_symmetry_dataset(as_cell(atoms), symprec=1e-5).number == 62
    assert mirror_normals(atoms) == [normal]


def test_pbnm_axes_turn_into_pnma_axes():
    atoms = read("CsPbBr3")
    turned = atoms.copy()
    order = PBNM_TO_PNMA.argmax(axis=1)
    turned.set_cell(atoms.cell.lengths()[order])
    turned.set_scaled_positions(atoms.get_scaled_positions()[:, order])
    assert mirror_normals(turned) == [1]
    assert turned.cell.lengths() == pytest.approx((8.255, 11.759, 8.207))
    assert np.concatenate(shell(turned, 3.5)) == pytest.approx(np.concatenate(shell(atoms, 3.5)))


@pytest.mark.parametrize("name", CELLS)
def test_content_cell_and_density(name):
    atoms = read(name)
    formula = name.split("_")[0]
    _, _, lengths, volume = CELLS[name]
    assert atoms.symbols.formula.reduce()[0].count() == formula_count(formula)
    assert len(atoms) == 20
    assert atoms.cell.lengths() == pytest.approx(lengths, abs=1e-9)
    assert atoms.cell.angles() == pytest.approx((90, 90, 90), abs=1e-9)
    # The printed volumes come from cells with one more digit: half of that last digit.
    assert atoms.get_volume() == pytest.approx(volume, abs=0.01)
    density = atoms.get_masses().sum() * atomic_mass / (atoms.get_volume() * 1e-30)
    assert density == pytest.approx(
        4 * FORMULA_WEIGHT[formula] * atomic_mass / (volume * 1e-30), rel=5e-5
    )


def formula_count(formula):
    from ase.formula import Formula

    return Formula(formula).count()


@pytest.mark.parametrize("name", BONDS)
def test_six_bonds_and_a_gap_behind_them(name):
    shortest, longest = BONDS[name]
    for lengths in shell(read(name), 5.0):
        assert len(lengths) == 6
        assert (lengths[0], lengths[-1]) == pytest.approx((shortest, longest), abs=1e-3)


@pytest.mark.parametrize("name", CELLS)
def test_no_two_atoms_overlap(name):
    shortest = min(neighbor_list("d", read(name), 6.0))
    assert shortest == pytest.approx(BONDS[name][0], abs=1e-3)  # the shortest is a bond


@pytest.mark.parametrize("name", CELLS)
def test_each_file_names_its_source_and_carries_no_date(name):
    text = (FOLDER / f"{name}.cif").read_text()
    atoms = read(name)
    doi = {"CsPbI3": "10.1021/ic401215x", "CsPbBr3": "10.1023/A:1022836800820"}
    assert atoms.info["_journal_paper_doi"] == doi.get(name, "10.1021/ja301539s")
    assert "_refine_ls_r_factor_all" in atoms.info
    assert "_database_code_depnum_ccdc_archive" in atoms.info
    assert "_date" not in text
    temperature = atoms.info["_diffrn_ambient_temperature"]
    # Only the record of CsPbI3 states one.
    assert temperature == ("?" if name != "CsPbI3" else pytest.approx(293))


def test_our_materials_have_one_spelling():
    names = set(tables.read("materials")["name"])
    for table in ("claims", "stated_values", "low_k_crystals", "elastic_moduli"):
        for cell in tables.read(table)["material"]:
            for token in cell.split(";"):
                if re.search("Cs(PbI3|PbBr3|SnI3)", token):
                    assert token in names, (table, token)


@pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
def test_structures_fit_their_rows():
    from ase.formula import Formula
    from ase.io import read
    from spglib import get_symmetry_dataset

    for row in tables.read("materials").itertuples():
        atoms = read(tables.path(row.structure), format="cif")
        assert atoms.symbols.formula.reduce()[0].format("hill") == Formula(row.formula).format(
            "hill"
        )
        cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
        assert get_symmetry_dataset(cell, symprec=1e-3).number == 62
        assert row.space_group == ("P b n m" if row.name == "CsPbBr3" else "P n m a")


def test_wire_axes_are_the_paper_s_in_the_setting_of_the_file():
    from ase.io import read

    table = tables.read("materials").set_index("name")
    for name, row in table.iterrows():
        assert (
            (row["wire_axis"] == "")
            == (not row["measured_in_paper"])
            == (name not in ("CsPbI3", "CsPbBr3", "CsSnI3"))
        )
    along, lengths = {}, {}
    for name in ("CsPbI3", "CsPbBr3", "CsSnI3"):
        cell = read(tables.path(name), format="cif").cell
        indices = np.array(table.loc[name, "wire_axis"].split(), int)
        along[name], lengths[name] = (
            np.linalg.norm(indices @ cell[:]),
            sorted(cell.lengths()),
        )
    # The double chains run along the one short edge.
    assert along["CsPbI3"] == pytest.approx(lengths["CsPbI3"][0])
    # [110] of Pbnm spans two cubic edges, as the longest axis does. The tilts make them differ by
    # about 1 %; the other face diagonals are longer by over 15 %.
    for name in ("CsPbBr3", "CsSnI3"):
        assert along[name] == pytest.approx(lengths[name][2], rel=0.02)


def test_the_wire_of_pbnm_is_the_wire_of_pnma():
    """[110] of Pbnm is [101] of Pnma: the axes are renamed, the direction stays."""
    from ultralow.crystal.geometry import PBNM_TO_PNMA

    bromide, tin = materials.get("CsPbBr3"), materials.get("CsSnI3")
    assert bromide.space_group.replace(" ", "") == "Pbnm"
    assert tin.space_group.replace(" ", "") == "Pnma"
    turned = np.abs(np.asarray(PBNM_TO_PNMA) @ bromide.wire_axis)
    assert turned.tolist() == tin.wire_axis.tolist() == [1, 0, 1]
