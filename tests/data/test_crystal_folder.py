"""A folder of crystals: looked at first, then entered, and what is refused keeps its reason."""

import errno
import gzip
import os

import pytest
from cif_texts import PEROVSKITE, PM3M, cif
from messages import message
from ultralow.__main__ import main
from ultralow.data import add_material, atomic_write, crystal_folder, materials

pytestmark = pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
GOOD = cif(("5.605", "5.605", "5.605", "90", "90", "90"), PM3M, PEROVSKITE)
BROKEN = GOOD.replace("5.605", "2.5")


@pytest.fixture
def folder(data_copy, tmp_path):
    place = tmp_path / "my crystals"
    place.mkdir()
    (place / "CsPbCl3.cif").write_text(GOOD)
    (place / "CsPb-Cl3 hot.cif.gz").write_bytes(gzip.compress(GOOD.encode()))
    (place / "dense.cif").write_text(BROKEN)
    (place / "notes.txt").write_text("no crystal")
    return place


def verdicts(entries):
    return {one.file: (one.name, one.verdict) for one in entries}


def contents(data):
    """Every file but the lock that looking leaves."""
    files = (path for path in data.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.name != ".adopt.lock"}


def test_every_file_is_looked_at_and_nothing_is_entered(folder, data_copy):
    before = contents(data_copy)
    found = crystal_folder.survey(folder)
    assert verdicts(found) == {
        "CsPb-Cl3 hot.cif.gz": ("CsPb_Cl3_hot", "refused"),  # "CsPb" says another formula
        "CsPbCl3.cif": ("CsPbCl3", "taken"),
        "dense.cif": ("dense", "refused"),
    }
    assert "atoms on each other" in found[2].said and "To mend it" in found[2].said
    assert contents(data_copy) == before


def test_what_can_be_is_entered_and_the_rest_is_told(folder, capsys):
    assert main(["adopt", "--yes", str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "2 taken, 0 already there, 1 refused"
    assert len(materials.get("CsPbCl3").atoms) == len(materials.get("CsPb_Cl3_hot").atoms) == 5
    assert "CsPbCl₃, 5 atoms, P m -3 m" in said and "dense.cif" in said
    assert main(["adopt", "--yes", str(folder)]) == 0
    assert "0 taken, 2 already there, 1 refused" in capsys.readouterr().out
    assert main(["adopt", "--list", str(folder)]) == 0
    assert capsys.readouterr().out == "CsPb_Cl3_hot CsPbCl3\n"


def test_a_folder_that_nobody_may_write_is_looked_at_all_the_same(folder, monkeypatch, capsys):
    assert main(["adopt", "--yes", str(folder)]) == 0
    opened = os.open

    def read_only(path, flags, *more, **named):
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", read_only)
    capsys.readouterr()
    assert main(["adopt", "--list", str(folder)]) == 0
    assert capsys.readouterr().out == "CsPb_Cl3_hot CsPbCl3\n"
    entered = crystal_folder.adopt(folder, sure=True)[1]
    assert entered.verdict == "refused" and "cannot be written" in entered.said


def test_two_files_of_one_name_are_not_mixed_up(folder):
    (folder / "CsPbCl3.CIF.gz").write_bytes(gzip.compress(GOOD.encode()))
    found = [one for one in crystal_folder.survey(folder) if one.name == "CsPbCl3"]
    assert sorted(one.verdict for one in found) == ["refused", "taken"]
    (refused,) = (one for one in found if one.verdict == "refused")
    assert "called like" in refused.said


def test_a_folder_without_a_usable_crystal_ends_with_two(folder, capsys):
    for file in folder.glob("CsPb*"):
        file.unlink()
    assert main(["adopt", str(folder)]) == 2
    assert "0 taken, 0 already there, 1 refused" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["empty", "gone", "named"])
def test_a_folder_that_cannot_be_taken_is_one_message(folder, kind, capsys):
    if kind == "empty":
        for file in folder.iterdir():
            file.unlink()
    place = folder / "none" if kind == "gone" else folder
    assert main(["adopt", str(place), *(["CsPbCl3"] if kind == "named" else [])]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("To mend it") == 1
    message(lambda: crystal_folder.survey(folder / "none"), "none: the folder cannot be read")


def test_a_full_disk_leaves_what_was_entered_and_says_so(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_write, "write_bytes", full)
    found = crystal_folder.adopt(folder)
    assert {one.verdict for one in found} == {"refused"}
    assert any("cannot be written" in one.said for one in found)
    assert "CsPbCl3" not in materials.names()


def test_a_look_says_what_adopting_would(folder):
    looked = add_material.look(folder / "CsPbCl3.cif", "CsPbCl3")
    assert looked == add_material.adopt(folder / "CsPbCl3.cif", "CsPbCl3")
