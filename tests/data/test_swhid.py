"""Identifiers of content: those of Git, for files of every mode, in any order of the names."""

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralow.data import swhid
from ultralow.errors import UltralowError

# A tree sorts "a.b" before the folder "a" and "a0" after it.
NAMES = ["a/x", "a.b", "a0", "a-b/c/d", "ab", "é/ü", "B", "z/z/z"]


def git(folder, *words):
    told = ["git", "-c", "core.autocrlf=false", "-c", "core.fileMode=true", *words]
    return subprocess.run(
        told, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def tree_of_git(folder):
    """What Git says of a folder; its own files are taken away again."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    found = git(folder, "write-tree")
    subprocess.run(["rm", "-rf", folder / ".git"], check=True)
    return f"swh:1:dir:{found}"


def filled(folder, contents):
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=40), min_size=1))
def test_a_folder_is_called_as_git_calls_it(tmp_path_factory, contents):
    folder = filled(tmp_path_factory.mktemp("tree"), contents)
    assert swhid.of_folder(folder) == tree_of_git(folder)


def test_modes_and_links_count_and_empty_folders_do_not(tmp_path):
    filled(tmp_path, {"run": b"#!/bin/sh\n", "deep/file": b"1"})
    plain = swhid.of_folder(tmp_path)
    (tmp_path / "empty/inside").mkdir(parents=True)
    assert swhid.of_folder(tmp_path) == plain
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link").symlink_to("deep/file")
    assert swhid.of_folder(tmp_path) == tree_of_git(tmp_path) != plain


def test_the_empty_file_has_its_known_name(tmp_path):
    (tmp_path / "empty").touch()
    assert swhid.of_file(tmp_path / "empty") == "swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_what_is_left_out_does_not_count(tmp_path):
    filled(tmp_path, {"a/x": b"1", "b": b"2"})
    before = swhid.of_folder(tmp_path)
    filled(tmp_path, {"a/new": b"3", "new": b"4"})
    assert swhid.of_folder(tmp_path) != before
    assert swhid.of_folder(tmp_path, ["a/new", "new"]) == before


def test_a_folder_without_files_and_a_pipe_are_refused(tmp_path):
    with pytest.raises(UltralowError, match="holds no file"):
        swhid.of_folder(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UltralowError, match="pipe is neither a file nor a folder"):
        swhid.of_folder(tmp_path)
