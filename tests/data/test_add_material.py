"""A reader's crystal: what is refused, in one message each, and what follows when it is not."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ultralow import __main__ as commands
from ultralow.compute import potentials
from ultralow.data import add_material, atomic_write, materials, tables
from ultralow.errors import UltralowError

ROOT = Path(__file__).parents[2]
# A warning of spglib about itself, which nothing here can mend.
pytestmark = pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
CELL = """_cell_length_a {a}
_cell_length_b {a}
_cell_length_c {a}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
"""
HEADER = """_space_group_name_H-M_alt 'P m -3 m'
_space_group_IT_number 221
"""
SITES = """loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Cs1 {first} 0.5 0.5 0.5 {share}
Pb1 Pb 0 0 0 1
Cl1 Cl {x} 0 0 1
"""


def chloride(a=5.605, header=HEADER, first="Cs", share="1.0", x="0.5", name="data_CsPbCl3\n"):
    """A cubic perovskite as a CIF."""
    return name + CELL.format(a=a) + header + SITES.format(first=first, share=share, x=x)


def listed(symbols, a=6.0):
    """A CIF that lists every atom, on places without symmetry."""
    rows = [
        f"{s}{i} {s} {(0.137 * i * i) % 1:.4f} {(0.291 * i) % 1:.4f} {(0.417 * i + 0.05) % 1:.4f} 1"
        for i, s in enumerate(symbols)
    ]
    head = SITES.split("Cs1")[0]
    return (
        "data_x\n"
        + CELL.format(a=a)
        + "_space_group_name_H-M_alt 'P 1'\n"
        + head
        + "\n".join(rows)
        + "\n"
    )


REFUSED = {
    "disordered": (chloride(share="0.5"), "disordered; partly occupied: Cs1 0.5"),
    "disordered, with an uncertainty": (chloride(share="0.93(2)"), "partly occupied: Cs1 0.93"),
    "overlapping": (chloride(a=2.5), "atoms on each other"),
    "huge": (listed(["Cs"] * 81, a=60.0), "81 atoms in the cell; up to 80"),
    "without symmetry": (listed(["Cs", "Pb", "Cl", "Cl", "Cl"], a=9.0), "has no symmetry"),
    "no header": (chloride(header=""), "no space group in its header"),
    "unknown element": (chloride(first="Fr"), "potentials do not know Fr"),
    "no CIF": ("Dear reader,\nthis is a letter.\n", "not a CIF"),
    "empty": ("", "no crystal structures|not a CIF"),
    "no atoms": ("data_x\n" + CELL.format(a=5), "no crystal structures in the file"),
    "two structures": (chloride() + chloride(name="data_again\n"), "2 crystal structures"),
    "no cell": (
        "data_x\n" + HEADER + SITES.format(first="Cs", share=1, x=0.5),
        "cell is missing or flat",
    ),
    "no such group": (chloride(header="_space_group_name_H-M_alt 'Q 7'\n"), "cannot be made out"),
}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """A copy of the data folder without its large files, in step with its descriptor."""
    folder = tmp_path_factory.mktemp("described") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("*.hdf5", "*.npz"))
    describe = [sys.executable, ROOT / "workflow/scripts/describe_data.py", "--data", folder]
    subprocess.run(describe, check=True, capture_output=True)
    return folder


@pytest.fixture
def data(described, tmp_path, monkeypatch):
    """A copy that one test may change."""
    folder = tmp_path / "data"
    shutil.copytree(described, folder)
    monkeypatch.setenv("ULTRALOW_DATA", str(folder))
    return folder


def snapshot(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("case", REFUSED)
def test_each_wrong_file_gets_one_message_and_changes_nothing(case, data, tmp_path, capsys):
    text, message = REFUSED[case]
    path = tmp_path / "mine.cif"
    path.write_text(text)
    before = snapshot(data)
    with pytest.raises(UltralowError, match=message):
        add_material.adopt(path, "Mine")
    assert commands.main(["adopt", str(path), "Mine"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("ultralow: mine.cif: ") and "Traceback" not in said
    assert str(tmp_path) not in said.replace(str(path), "")
    assert snapshot(data) == before


def test_a_missing_file_says_so(data, tmp_path):
    with pytest.raises(UltralowError, match="not there"):
        add_material.adopt(tmp_path / "none.cif", "Mine")


@pytest.mark.parametrize("name", ["", "7Cs", "Cs Pb", "../Cs", "Cs-Pb", "Cs.Pb", "é"])
def test_a_malformed_name_is_refused(name, data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    with pytest.raises(UltralowError, match="cannot be a material's name"):
        add_material.adopt(path, name)


def test_a_good_file_becomes_a_material(data, tmp_path, capsys):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    assert commands.main(["adopt", str(path), "CsPbCl3"]) == 0
    assert "CsPbCl₃, 5 atoms, P m -3 m" in capsys.readouterr().out
    material = materials.get("CsPbCl3")
    assert material.formula == "CsPbCl3" and len(material.atoms) == 5
    assert material.wire_axis is None and material.phase == "other"
    assert (data / material.structure).read_bytes() == path.read_bytes()
    assert tables.path(material.structure)  # its sha256 is in the descriptor
    done = subprocess.run(
        [sys.executable, ROOT / "workflow/scripts/describe_data.py", "--check", "--data", data],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_same_again_is_no_error_and_another_file_is(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    add_material.adopt(path, "CsPbCl3")
    before = snapshot(data)
    assert add_material.adopt(path, "CsPbCl3") == ["CsPbCl3: already there, from the same file"]
    path.write_text(chloride(a=5.7))
    with pytest.raises(UltralowError, match="name CsPbCl3 is taken"):
        add_material.adopt(path, "CsPbCl3")
    with pytest.raises(UltralowError, match="name CsSnI3 is taken"):
        add_material.adopt(path, "CsSnI3")
    assert snapshot(data) == before


def test_two_crystals_of_one_formula_are_told_apart(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    add_material.adopt(path, "CsPbCl3")
    path.write_text(chloride(a=5.7))
    add_material.adopt(path, "warm")
    assert materials.get("warm").label == "CsPbCl₃ (warm)"


def test_a_file_that_says_p1_of_a_symmetric_crystal_is_taken_with_a_caution(data, tmp_path):
    path = tmp_path / "mine.cif"
    rows = "Cl2 Cl 0 0.5 0 1\nCl3 Cl 0 0 0.5 1\n"
    path.write_text(chloride(header="_symmetry_space_group_name_H-M 'P 1'\n") + rows)
    said = add_material.adopt(path, "CsPbCl3")
    assert "header says P 1, the atoms Pm-3m" in said[1]
    assert materials.get("CsPbCl3").space_group == "Pm-3m"


def test_a_failure_halfway_puts_everything_back(data, tmp_path, monkeypatch):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    before = snapshot(data)

    def fail(folder):
        raise OSError("no space")

    monkeypatch.setattr(add_material, "_describe", fail)
    with pytest.raises(OSError, match="no space"):
        add_material.adopt(path, "CsPbCl3")
    assert snapshot(data) == before


def test_the_stored_structures_pass(data):
    for name in materials.names():
        add_material.checked(data / materials.get(name).structure)


def test_the_elements_are_those_of_the_potentials():
    pytest.importorskip("sevenn")
    from ase.data import chemical_symbols

    known = set(range(1, add_material._LAST_KNOWN + 1)) - {
        chemical_symbols.index(symbol) for symbol in add_material._UNKNOWN_TO_POTENTIALS
    }
    for checkpoint in potentials.CHECKPOINTS:
        assert set(potentials.load_calculator(checkpoint).atomic_numbers) == known


def test_rows_stay_as_they_were(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    table = data / "structures/materials.csv"
    before = table.read_text(encoding="utf-8")
    add_material.adopt(path, "CsPbCl3")
    after = table.read_text(encoding="utf-8")
    assert after.startswith(before) and after.count("\n") == before.count("\n") + 1
    assert list(csv.DictReader(after.splitlines()))[-1]["citation"] == "a reader's file, mine.cif"


def test_results_are_written_whole(tmp_path):
    atomic_write.write_bytes(tmp_path / "a/b", b"x")
    assert (tmp_path / "a/b").read_bytes() == b"x"
