"""A reader's crystal: what is refused, in one message each, and what follows when it is not."""

import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cif_texts import COLUMNS, PEROVSKITE, PM3M, STATED, cif
from messages import message
from ultralow import __main__ as commands
from ultralow.compute import potentials
from ultralow.data import add_material, atomic_write, describe, materials, tables
from ultralow.errors import UltralowError

ROOT = Path(__file__).parents[2]
# A warning of spglib about itself, which nothing here can mend.
pytestmark = [
    pytest.mark.long(100),
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]


FM3M = "_space_group_name_H-M_alt 'F m -3 m'\n"


def chloride(a="5.605", header=PM3M, rows=PEROVSKITE, **more):
    """A cubic perovskite as a CIF."""
    return cif((a, a, a, "90", "90", "90"), header, rows, **more)


def listed(symbols, a):
    """A CIF that lists every atom, on places without symmetry."""
    rows = [
        f"{s}{i} {s} {(0.137 * i * i) % 1:.4f} {(0.291 * i) % 1:.4f} {(0.417 * i + 0.05) % 1:.4f}"
        for i, s in enumerate(symbols)
    ]
    return chloride(a, "_space_group_name_H-M_alt 'P 1'\n", rows)


REFUSED = {
    "disordered": (
        chloride(
            columns=(*COLUMNS, "occupancy"),
            rows=("Cs1 Cs 0.5 0.5 0.5 0.5", "Pb1 Pb 0 0 0 1", "Cl1 Cl 0.5 0 0 1"),
        ),
        "disordered; partly occupied: Cs1 0.5",
    ),
    "overlapping": (chloride("2.5"), "atoms on each other"),
    "huge": (
        chloride(
            "40",
            "_space_group_name_H-M_alt 'P 1'\n",
            [f"Cs{i} Cs {i % 9 / 9:.4f} {i // 9 / 9:.4f} 0.5" for i in range(81)],
        ),
        "81 atoms in the cell; up to 80",
    ),
    "without symmetry": (listed(["Cs", "Pb", "Cl", "Cl", "Cl"], "7.5"), "has no symmetry"),
    "no header": (chloride(header=""), "no space group in its header"),
    "unknown element": (
        chloride(rows=("Fr1 Fr 0.5 0.5 0.5", *PEROVSKITE[1:])),
        "potentials do not know Fr",
    ),
    "no CIF": ("Dear reader,\nthis is a letter.\n", "not a CIF"),
    "two structures": (chloride() + chloride(name="again"), "2 crystal structures"),
    "a molecule in a box": (chloride("60", rows=("C1 C 0.5 0.5 0.5",)), "atoms in vacuum: nothing"),
    "a slab": (
        cif(("5.6", "5.6", "25", "90", "90", "90"), "_space_group_name_H-M_alt 'P 4/m m m'\n"),
        "atoms in vacuum: nothing over 12.5 angstrom along c",
    ),
    "in picometres": (chloride("560.5"), "no crystal has the cell"),
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


@pytest.fixture
def mine(data, tmp_path):
    """A good file of a reader."""
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    return path


def snapshot(folder):
    """All bytes of a folder, but for the lock, which stays."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.name != ".adopt.lock"}


def in_step(folder):
    """What is out of step in a data folder; empty where nothing is."""
    check = [
        sys.executable,
        ROOT / "workflow/scripts/describe_data.py",
        "--check",
        "--data",
        folder,
    ]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode else ""


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


@pytest.mark.parametrize(
    "name",
    ["", "7Cs", "Cs Pb", "../Cs", "Cs-Pb", "Cs.Pb", "é", "CsPbCl₃", "C" * 41, "C\0", "Cs\n"],
)
def test_a_malformed_name_is_refused(name, mine):
    message(lambda: add_material.adopt(mine, name), "cannot be a material's name", "NAME=CsPbCl3")


@pytest.mark.parametrize("name", ["example", "Example", "NO", "null", "nan", "True"])
def test_a_reserved_name_is_refused(name, mine):
    message(lambda: add_material.adopt(mine, name), f"the name {name} is reserved")


@pytest.mark.parametrize("name", ["materials", "Claims"])
def test_the_name_of_another_file_is_refused(name, mine):
    message(lambda: add_material.adopt(mine, name), "is that of another file in data/")


@pytest.mark.parametrize("name", ["cspbi3", "CSSNI3"])
def test_capitals_do_not_make_another_name(name, mine):
    given = {"sure": True}
    message(lambda: add_material.adopt(mine, name, **given), f"the name {name} is taken")


@pytest.mark.parametrize("name", ["CsPbBr3", "NaCl", "warm_CsSnI3", "HOPb"])
def test_a_name_with_another_formula_is_refused(name, mine, capsys):
    message(
        lambda: add_material.adopt(mine, f"{name}_x"),
        "CsPbCl3",
        "says another formula",
        "add --yes to `python -m ultralow adopt`",
    )
    assert commands.main(["adopt", "--not-a-formula", str(mine), f"{name}_x"]) == 0
    assert "caution: " in capsys.readouterr().out


def test_rock_salt_is_not_taken_for_a_perovskite(data, tmp_path, capsys):
    path = tmp_path / "nacl.cif"
    path.write_text(chloride("5.64", FM3M, ("Na1 Na 0 0 0", "Cl1 Cl 0.5 0.5 0.5")))
    before = snapshot(data)
    assert commands.main(["adopt", str(path), "CsPbCl3"]) == 2
    said = capsys.readouterr().err
    assert "nacl.cif: the crystal is NaCl, the name CsPbCl3 says another formula" in said
    assert "--yes" in said and snapshot(data) == before
    assert commands.main(["adopt", str(path), "NaCl"]) == 0
    assert "caution" not in capsys.readouterr().out


@pytest.mark.parametrize(("edge", "asked"), [("5.6", False), ("7.3", False), ("8.2", True)])
def test_a_crystal_with_unusual_room_for_an_atom_is_asked_about(edge, asked, data, tmp_path):
    path = tmp_path / "wide.cif"
    path.write_text(chloride(edge))
    if asked:
        message(lambda: add_material.adopt(path, "CsPbCl3"), "wide.cif: volume of an atom",
                "cubic angstrom; usual are 5 to 80", "--yes")  # fmt: skip
    said = add_material.adopt(path, "CsPbCl3", sure=True)
    assert asked == any("caution: wide.cif: volume of an atom 110" in line for line in said)


def test_what_was_entered_is_not_asked_about_again(data, mine):
    add_material.adopt(mine, "NaCl_x", sure=True)
    assert add_material.adopt(mine, "NaCl_x") == ["NaCl_x: already there, from the same file"]


@pytest.mark.parametrize("name", ["CsPbCl3_HT", "alpha_CsPbCl3", "PbCsCl3", "Q1", "S1", "mine"])
def test_a_name_with_the_formula_or_none_is_taken(name, mine):
    assert add_material.adopt(mine, name)[0].startswith(f"{name}: CsPbCl₃")


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
    assert not in_step(data)


def test_the_same_again_is_no_error_and_another_file_is(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    add_material.adopt(path, "CsPbCl3")
    before = snapshot(data)
    assert add_material.adopt(path, "CsPbCl3") == ["CsPbCl3: already there, from the same file"]
    path.write_text(chloride("5.7"))
    with pytest.raises(UltralowError, match="name CsPbCl3 is taken"):
        add_material.adopt(path, "CsPbCl3")
    with pytest.raises(UltralowError, match="name CsSnI3 is taken"):
        add_material.adopt(path, "CsSnI3", sure=True)
    assert snapshot(data) == before


def test_two_crystals_of_one_formula_are_told_apart(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride())
    add_material.adopt(path, "CsPbCl3")
    path.write_text(chloride("5.7"))
    add_material.adopt(path, "warm")
    assert materials.get("warm").label == "CsPbCl₃ (warm)"


def test_a_file_that_says_p1_of_a_symmetric_crystal_is_taken_with_a_caution(data, tmp_path):
    path = tmp_path / "mine.cif"
    rows = (*PEROVSKITE, "Cl2 Cl 0 0.5 0", "Cl3 Cl 0 0 0.5")
    path.write_text(chloride(header="_symmetry_space_group_name_H-M 'P 1'\n", rows=rows))
    said = add_material.adopt(path, "CsPbCl3")
    assert "caution: the header says P 1, the atoms Pm-3m" in said[1]
    assert materials.get("CsPbCl3").space_group == "Pm-3m"


@pytest.mark.parametrize(("shift", "group"), [(0.003, "another"), (0.00003, "Pm-3m")])
def test_a_shift_of_two_hundredths_of_an_angstrom_is_another_symmetry(data, tmp_path, shift, group):
    path = tmp_path / "mine.cif"
    rows = ("Cs1 Cs 0.5 0.5 0.5", f"Pb1 Pb 0 0 {shift}", *PEROVSKITE[2:])
    rows = (*rows, "Cl2 Cl 0 0.5 0", "Cl3 Cl 0 0 0.5")
    path.write_text(chloride(header="_symmetry_space_group_name_H-M 'P 1'\n", rows=rows))
    said = add_material.adopt(path, "CsPbCl3")
    assert ("the atoms Pm-3m" in said[1]) is (group == "Pm-3m")


def test_atoms_with_another_symmetry_than_the_header_are_a_caution(data, tmp_path):
    path = tmp_path / "mine.cif"
    rows = (*PEROVSKITE, "Cl2 Cl 0 0 0.5")
    path.write_text(chloride(header="_symmetry_space_group_name_H-M 'P 4 m m'\n", rows=rows))
    said = add_material.adopt(path, "CsPbCl3")
    assert "the header says P 4 m m, at 0.001 angstrom the atoms have Pm-3m" in said[1]


def test_a_failure_halfway_puts_everything_back(data, mine, monkeypatch):
    before = snapshot(data)

    def fail(folder):
        raise OSError("no space")

    monkeypatch.setattr(add_material, "_describe", fail)
    message(lambda: add_material.adopt(mine, "CsPbCl3"), "nothing was changed", "no space")
    assert snapshot(data) == before


@pytest.mark.parametrize("moment", [None, 1, 2])
def test_a_readers_own_file_in_its_place_outlives_a_failure(data, mine, monkeypatch, moment):
    place = data / "structures/CsPbCl3.cif"
    place.write_bytes(mine.read_bytes())
    if moment is None:
        monkeypatch.setattr(describe, "invalid", lambda file: ["invalid: something else"])
        message(lambda: add_material.adopt(mine, "CsPbCl3"), "does not take the new material")
    else:
        killed = [sys.executable, "-c", KILLED, mine, "CsPbCl3", str(moment)]
        assert subprocess.run(killed, stderr=subprocess.DEVNULL).returncode == -9
        add_material.look(mine, "Mine")
    assert place.read_bytes() == mine.read_bytes() and "CsPbCl3" not in materials.names()
    monkeypatch.undo()


KILLED = """
import os, signal, sys
from ultralow.data import add_material
moved, replace = [], os.replace

def until_killed(draft, path):
    if len(moved) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    moved.append(path)
    replace(draft, path)

os.replace = until_killed
add_material.adopt(*sys.argv[1:3])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("moment", "after"),
    [(0, "another"), (1, "the same"), (2, "another"), (3, "another"), (4, "the same")],
)
def test_the_next_adopt_ends_what_a_killed_one_began(data, mine, tmp_path, moment, after):
    killed = [sys.executable, "-c", KILLED, mine, "CsPbCl3", str(moment)]
    assert subprocess.run(killed, stderr=subprocess.DEVNULL).returncode == -9
    if after == "the same":
        add_material.adopt(mine, "CsPbCl3")
    other = tmp_path / "other.cif"
    other.write_text(chloride("5.61"))
    add_material.adopt(other, "Mine")
    assert not in_step(data)
    kept = after == "the same" or moment >= 3  # its row was written
    assert ("CsPbCl3" in materials.names()) == kept == (data / "structures/CsPbCl3.cif").exists()
    assert {path.name for path in data.rglob(".*")} <= {".adopt.lock", ".gitattributes"}


def test_a_row_whose_file_is_gone_after_a_kill_goes_too(data, mine):
    killed = [sys.executable, "-c", KILLED, mine, "CsPbCl3", "3"]
    subprocess.run(killed, stderr=subprocess.DEVNULL)
    (data / "structures/CsPbCl3.cif").unlink()
    add_material.adopt(mine, "Mine")
    assert "CsPbCl3" not in materials.names() and not in_step(data)


def test_a_file_that_a_reader_laid_there_is_not_overwritten(data, mine):
    place = data / "structures/CsPbCl3.cif"
    place.write_text(chloride("5.62"))
    message(lambda: add_material.adopt(mine, "CsPbCl3"), "that of another file")
    assert place.read_text() == chloride("5.62")


def test_a_gzipped_file_is_stored_unpacked(data, tmp_path):
    path = tmp_path / "mine.cif.gz"
    path.write_bytes(gzip.compress(chloride().encode()))
    add_material.adopt(path, "CsPbCl3")
    assert (data / "structures/CsPbCl3.cif").read_text() == chloride()
    assert len(materials.get("CsPbCl3").atoms) == 5


def test_a_structure_added_by_hand_is_held_against_its_file_too(data, tmp_path):
    path = tmp_path / "mine.cif"
    path.write_text(chloride(stated=STATED))
    add_material.adopt(path, "CsPbCl3")
    stored = data / "structures/CsPbCl3.cif"
    stored.write_text(stored.read_text().replace("176.09", "352.18"))
    subprocess.run(
        [sys.executable, ROOT / "workflow/scripts/describe_data.py", "--data", data],
        check=True,
        capture_output=True,
    )
    message(lambda: materials.get("CsPbCl3").atoms, "CsPbCl3.cif: the file states a volume")


def test_crystals_entered_at_once_are_each_entered_or_refused(data, tmp_path):
    names = [f"Q{i}" for i in range(6)]
    for i, name in enumerate(names):
        (tmp_path / f"{name}.cif").write_text(chloride(f"5.6{i}1"))
    adopt = [sys.executable, "-m", "ultralow", "adopt"]
    started = [
        subprocess.Popen(
            [*adopt, tmp_path / f"{name}.cif", name],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    said = [one.communicate()[1] for one in started]
    assert [one.returncode for one in started] == [0] * 6, said
    assert set(names) <= set(materials.names()) and not in_step(data)
    for i, name in enumerate(names):
        assert materials.get(name).atoms.cell.lengths()[0] == pytest.approx(5.601 + 0.01 * i)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_any_terminal_takes_what_is_said(encoding, mine, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    assert commands.main(["adopt", str(mine), "CsPbCl3"]) == 0
    sys.stdout.flush()
    shown = raw.getvalue().decode(encoding)
    assert ("CsPbCl₃" if encoding == "utf-8" else "CsPbCl3, 5 atoms") in shown


def test_a_file_name_of_any_bytes_is_shown_as_text(mine, data):
    strange = mine.with_name(os.fsdecode(b"a\xff\nb.cif"))
    mine.rename(strange)
    add_material.adopt(strange, "CsPbCl3")
    assert materials.get("CsPbCl3").citation == "a reader's file, a\N{REPLACEMENT CHARACTER}?b.cif"
    assert not in_step(data)


@pytest.fixture
def made(tmp_path):
    """``make`` on a copy of the Makefile where python only repeats its arguments."""
    folder = tmp_path / "checkout"
    (folder / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml", ".venv/locked", ".venv/ready"):
        (folder / name).touch()
    for name in ("python", "snakemake"):
        tool = folder / ".venv/bin" / name
        tool.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
        tool.chmod(0o755)

    def run(*arguments):
        done = subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("name", ["my o'clock.cif", 'a "b".cif', "é ü.cif", "a;b&c.cif", "-x.cif"])
def test_make_hands_over_any_path(name, made):
    assert made("adopt", f"STRUCTURE={name}", "NAME=X") == f"<-m><ultralow><adopt><--><{name}><X>"


def test_make_hands_over_a_folder(made):
    assert made("adopt", "STRUCTURES=my folder") == "<-m><ultralow><adopt><--><my folder><>"


def test_make_without_a_structure_says_what_to_give(made, data):
    assert made("adopt", "NAME=X") == "<-m><ultralow><adopt><--><><X>"
    message(lambda: add_material.adopt("", "X"), "give a CIF and a name: STRUCTURE=my.cif")


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
    ours, own = (data / f"structures/{name}materials.csv" for name in ("", "own_"))
    before = ours.read_bytes()
    for count, name in enumerate(("CsPbCl3", "CsPbCl3_again"), start=1):
        add_material.adopt(path, name)
        rows = list(csv.DictReader(own.read_text(encoding="utf-8").splitlines()))
        assert [row["citation"] for row in rows] == ["a reader's file, mine.cif"] * count
    assert ours.read_bytes() == before


def test_results_are_written_whole(tmp_path):
    atomic_write.write_bytes(tmp_path / "a/b", b"x")
    assert (tmp_path / "a/b").read_bytes() == b"x"
