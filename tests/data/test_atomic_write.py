"""Stored results: whole or not at all, the same bytes each time."""

import errno
import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from ultralow.data import atomic_write

ROOT = Path(__file__).parents[2]


def failing(draft):
    draft.write_text("half of a")
    raise KeyboardInterrupt


def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "deep" / "result.json"
    atomic_write.write_json(path, {"a": 1})
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        atomic_write.replace_atomically(path, failing)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["result.json"]


@pytest.mark.parametrize("broken", [{"x": float("nan")}, {"x": object()}])
def test_what_cannot_be_json_leaves_the_file_as_it_was(tmp_path, broken):
    target = tmp_path / "record.json"
    target.write_text("as before")
    with pytest.raises((ValueError, TypeError)):
        atomic_write.write_json(target, broken)
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]
    assert target.read_text() == "as before"


def test_a_failed_replace_leaves_no_draft(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no space")

    monkeypatch.setattr(atomic_write.os, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        atomic_write.write_json(tmp_path / "record.json", {})
    assert list(tmp_path.iterdir()) == []


def test_only_the_last_of_several_processes_renames(tmp_path):
    path = tmp_path / "x.txt"
    atomic_write.replace_atomically(path, lambda draft: draft.write_text("a"), last=lambda: False)
    assert not path.exists()
    atomic_write.replace_atomically(path, lambda draft: draft.write_text("b"), last=lambda: True)
    assert path.read_text() == "b" and [one.name for one in tmp_path.iterdir()] == ["x.txt"]


def test_two_that_write_one_file_at_once_both_write_it_whole(tmp_path):
    path = tmp_path / "x.txt"

    def disturbed(draft):
        draft.write_text("first")
        other = [sys.executable, "-c", OTHER, path]
        subprocess.run(other, check=True)
        thread = threading.Thread(target=atomic_write.write_text, args=(path, "of a thread"))
        thread.start()
        thread.join()
        assert draft.read_text() == "first" and path.read_text() == "of a thread"

    atomic_write.replace_atomically(path, disturbed)
    assert path.read_text() == "first" and [one.name for one in tmp_path.iterdir()] == ["x.txt"]


OTHER = """
import sys
from ultralow.data import atomic_write
atomic_write.write_text(sys.argv[1], "of a process")
"""


def test_why_a_file_cannot_be_written_is_not_hidden_by_its_draft(tmp_path, monkeypatch):
    def read_only(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(ZeroDivisionError):
        atomic_write.replace_atomically(tmp_path / "x.txt", lambda draft: 1 / 0)


@pytest.mark.parametrize("text", ["ref [ 12,   13 ] of", "[\n 1,\n 2\n]", '"[ 1 ]', "a [ 1 ]"])
@pytest.mark.parametrize("indent", [None, 0, 2])
def test_what_a_text_says_of_numbers_in_brackets_stays(text, indent):
    result = {text: [text, 1], "one": [text], "numbers": [1, 2]}
    assert json.loads(atomic_write.json_text(result, indent)) == result


def test_numbers_stand_on_one_line_and_come_back():
    result = {"b": [[1.5, -2.0], [3e-30, 4]], "a": ["of", "words"], "empty": [], "none": None}
    text = atomic_write.json_text(result)
    assert "[1.5, -2.0]" in text and "[3e-30, 4]" in text and text.endswith("}\n")
    assert json.loads(text) == result and list(json.loads(text)) == list(result)


def test_hdf5_has_the_same_bytes_twice(tmp_path):
    h5py = pytest.importorskip("h5py")

    def fill(file):
        file.create_dataset("x", data=np.arange(1000.0), compression="gzip", shuffle=True)
        file["x"].attrs["unit"] = "eV/angstrom^2"

    paths = [tmp_path / f"{name}.hdf5" for name in "ab"]
    for path in paths:
        atomic_write.write_hdf5(path, fill)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with h5py.File(paths[0]) as file:
        assert file["x"].attrs["unit"] == "eV/angstrom^2"


@pytest.mark.parametrize("path", sorted((ROOT / "data/computed").glob("*/stiffness_*.json")))
def test_the_stored_stiffness_is_what_the_writer_makes_of_it(path):
    text = path.read_text(encoding="utf-8")
    assert atomic_write.json_text(json.loads(text)) == text
