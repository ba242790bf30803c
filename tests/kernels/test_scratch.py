"""Scratch folders are short and private, and those of dead holders are swept; locks die as well."""

import os
import stat
import subprocess
import sys

import pytest
from patience import PATIENCE
from ultralow.kernels import scratch


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The only folder for temporary files, with a short path."""
    monkeypatch.setattr(scratch, "_places", lambda: [str(tmp_path)])
    monkeypatch.setattr(scratch, "LONGEST", 1000)
    return tmp_path


def test_a_folder_is_private_and_is_gone_at_the_end(place):
    with scratch.folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "kernel-x").mkdir()
        scratch.sweep()
        assert (folder / "kernel-x").exists()
        assert list(place.iterdir()) == [folder]
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(place):
    others = place / "ultralow-notes"
    others.mkdir()
    with scratch.folder() as mine:
        left = place / "ultralow-dead"
        left.mkdir()
        (left / "lock").touch()
        scratch.sweep()
        assert set(place.iterdir()) == {others, mine}


def test_a_long_tmpdir_is_passed_over(tmp_path, monkeypatch):
    long = tmp_path / ("t" * 120)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    with scratch.folder() as folder:
        assert len(os.fsencode(folder)) < 103 - 40
    assert list(long.iterdir()) == []


def test_no_place_at_all_is_said(monkeypatch):
    monkeypatch.setattr(scratch, "_places", list)
    with pytest.raises(OSError, match="neither TMPDIR"), scratch.folder():
        pass


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path):
    script = f"""
import sys
from pathlib import Path
from ultralow.kernels import scratch
held = scratch.lock(Path({str(tmp_path / "lock")!r}))
print("held", flush=True)
sys.stdin.read()
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    holder = subprocess.Popen([sys.executable, "-c", script], **pipes)
    assert holder.stdout.readline() == "held\n"
    assert scratch.lock(tmp_path / "lock") is None
    holder.kill()
    holder.communicate(timeout=PATIENCE)
    with scratch.lock(tmp_path / "lock") as free:
        assert free is not None


def test_a_lock_that_is_held_is_waited_for_with_a_word(tmp_path):
    said = []
    first = scratch.lock(tmp_path / "lock")

    def waiting():
        said.append("waiting")
        first.close()

    with scratch.lock(tmp_path / "lock", waiting):
        assert said == ["waiting"]
