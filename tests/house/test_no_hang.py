"""A test that ends its process, or never ends, stops the run and is named: nothing waits for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long(40)

TESTS = Path(__file__).resolve().parents[1]
SETTINGS = TESTS.parent / "pyproject.toml"
FATAL = {
    "crash": ("import os", "os._exit(1)"),
    "hang": ("import time", "time.sleep(1000)"),
}


@pytest.mark.parametrize("kind", FATAL)
def test_a_crash_and_a_hang_end_the_run_and_are_named(tmp_path, kind):
    """With the settings of this project, a second file of tests beside the fatal one."""
    load, last = FATAL[kind]
    plain = "def test_plain(): pass\n"
    (tmp_path / "test_one.py").write_text(f"{load}\n{plain}def test_fatal(): {last}\n")
    for name in ("two", "three"):
        (tmp_path / f"test_{name}.py").write_text(plain)
    (tmp_path / "pyproject.toml").write_bytes(SETTINGS.read_bytes())
    call = [sys.executable, "-m", "pytest", "-o", "testpaths=.", "-o", "pythonpath="]
    call += ["-o", "faulthandler_timeout=2"]
    ended = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "crashed while running 'test_one.py::test_fatal'" in ended.stdout


@pytest.mark.parametrize("sign", ["CI", "BUILD_NUMBER"])
def test_two_pictures_that_differ_are_told_apart_at_once(tmp_path, sign):
    """Where continuous integration is seen, pytest tells two pictures apart line by line."""
    (tmp_path / "test_one.py").write_text(
        "from random import Random\n"
        "def test_one(): assert [Random(1).randbytes(200000)] == [Random(2).randbytes(200000)]\n"
    )
    call = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", "."]
    there = os.environ | {"PYTHONPATH": f"{TESTS}:{TESTS / 'support'}", sign: "1"}
    ended = subprocess.run(
        call, cwd=tmp_path, env=there, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 1 and "1 failed" in ended.stdout
