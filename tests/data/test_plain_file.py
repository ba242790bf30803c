"""A reader's file is read whole, or it is no file with an end and is refused."""

import os

import pytest
from messages import message
from ultralow.data import plain_file
from ultralow.errors import UltralowError


def special(folder, kind):
    """A path that is no file with an end."""
    file = folder / "mine.csv"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to({"device": "/dev/zero", "loop": file, "nowhere": folder / "none"}[kind])
    return file


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "loop", "nowhere"])
def test_what_is_no_file_is_not_read(tmp_path, kind):
    message(
        lambda: plain_file.content(special(tmp_path, kind)),
        "no such file, or it cannot be read", "To mend it",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["a\0b", "a" * 5000])
def test_a_path_that_no_file_has_is_refused(path):
    message(lambda: plain_file.content(path), "To mend it: check the path")


def test_the_bytes_come_back_as_they_are_with_the_name(tmp_path):
    raw = bytes(range(256))
    (tmp_path / "mine.csv").write_bytes(raw)
    found, shown = plain_file.content(tmp_path / "mine.csv")
    assert found == raw and shown.endswith("mine.csv") and str(tmp_path) not in shown


def test_a_file_of_the_largest_size_is_read_and_a_byte_more_is_refused(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(b"a" * plain_file.MOST_BYTES)
    assert len(plain_file.content(file)[0]) == plain_file.MOST_BYTES
    file.write_bytes(b"a" * (plain_file.MOST_BYTES + 1))
    message(lambda: plain_file.content(file), "mine.csv: 10 MB", "at most 10 MB are read")


@pytest.mark.parametrize(("kind", "said"), [("pipe", "a pipe or a device"), ("folder", "a folder")])
def test_what_is_there_in_place_of_a_file_is_told(tmp_path, kind, said):
    with pytest.raises(UltralowError, match=f"What is there is {said}"):
        plain_file.content(special(tmp_path, kind))
