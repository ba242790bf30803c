"""A result comes into figures/ whole or not at all, and only where something changed."""

import os

import pytest
import small_records
from ultralow.errors import UltralowError
from ultralow.figures import pictures, publishing


def result(folder, value, picture="<svg></svg>"):
    paths = publishing.files(folder, "one", "CsSnI3")
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    paths[0].write_text(picture)
    paths[1].write_bytes(b"\x89PNG" + pictures.PNG_END)
    paths[2].write_text(small_records.text(k=value))
    return paths


@pytest.fixture
def made(tmp_path):
    return result(tmp_path / "build", 0.25)


@pytest.fixture
def standing(tmp_path):
    paths = result(tmp_path / "figures", 0.2)
    for path in paths:
        os.utime(path, (1e9, 1e9))
    return paths


def contents(paths):
    return [path.read_bytes() for path in paths]


def test_what_moved_is_replaced_and_said(made, standing):
    assert publishing.publish(made, standing) == ["numbers.k.value: 0.2 became 0.25"]
    assert contents(standing) == contents(made)
    assert len(list(standing[0].parent.iterdir())) == 3


def test_the_same_within_the_tolerance_is_left_alone(tmp_path, standing):
    made = result(tmp_path / "build", 0.2 * (1 + 1e-9))
    assert publishing.publish(made, standing) == []
    assert {path.stat().st_mtime for path in standing} == {1e9}


def test_another_picture_of_the_same_numbers_is_published(tmp_path, standing):
    made = result(tmp_path / "build", 0.2, "<svg><path/></svg>")
    assert publishing.publish(made, standing) == []
    assert contents(standing) == contents(made)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_an_incomplete_set_is_made_whole(made, standing, lost):
    standing[lost].unlink()
    assert publishing.publish(made, standing) == ["a new figure"]
    assert contents(standing) == contents(made)


def test_a_record_that_was_cut_off_is_replaced(made, standing):
    standing[2].write_text('{"numbers": ')
    assert len(publishing.publish(made, standing)) == 1
    assert contents(standing) == contents(made)


def test_a_disk_that_is_full_is_one_message_and_leaves_what_stood(made, standing, monkeypatch):
    before = contents(standing)

    def full(source, draft):
        draft.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(draft))

    monkeypatch.setattr(publishing.shutil, "copyfile", full)
    with pytest.raises(UltralowError, match="No space left"):
        publishing.publish(made, standing)
    assert contents(standing) == before
    assert len(list(standing[0].parent.iterdir())) == 3


def test_drafts_of_the_dead_are_swept_and_of_the_living_kept(standing, tmp_path):
    folder = standing[0].parent
    living = folder / f".CsSnI3.svg.{os.getpid()}"
    for path in (living, folder / ".CsSnI3.png.part", folder / ".CsSnI3.json.99999999"):
        path.touch()
    publishing.sweep(tmp_path / "figures")
    assert set(folder.iterdir()) == {*standing, living}
