"""Broken records and notebooks as the commands meet them: one message, or made anew."""

import shutil
import tempfile
from pathlib import Path

import pytest
import small_records
from small_checkout import MATERIALS, Checkout

RECORD = Path("quick", "CsSnI3.json")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small checkout whose figures were made."""
    scratch = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    checkout = Checkout(tmp_path_factory.mktemp("made") / "checkout", scratch)
    status, said = checkout.run()
    assert status == 0, said
    yield checkout
    shutil.rmtree(scratch)


@pytest.fixture
def whole(made):
    """The same; what a test breaks is put back."""
    places = [made.root / name for name in ("build", "figures", "notebooks")]
    kept = {path: path.read_bytes() for place in places for path in place.rglob("*.*")}
    yield made
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def broken(path, how):
    """One file, broken in one of the ways of a killed process or a hand."""
    content = path.read_bytes()
    half = content[: len(content) // 2]
    path.write_bytes({"cut": half, "empty": b"", "null": b"null", "bytes": b"\xff\x00"}[how])


@pytest.mark.parametrize("how", ["cut", "empty", "null", "bytes"])
def test_commands_that_read_records_name_the_broken_one(whole, how):
    figures = whole.root / "figures"
    shutil.copytree(figures, whole.root / "other", dirs_exist_ok=True)
    broken(figures / RECORD, how)
    pairs = ("compare figures other", "compare other figures")
    for command in ("table", *pairs, "check"):
        status, said = whole.run(*command.split())
        assert status == 2, said
        assert f"figures/{RECORD}: not a record" in said
        assert "To mend it: run `make figures`" in said
        assert "Traceback" not in said


def test_make_figures_mends_a_broken_record_picture_and_executed_notebook(whole):
    before = whole.standing()
    for folder in ("figures", "build/figures"):
        for suffix, how in ((".json", "cut"), (".svg", "bytes"), (".png", "empty")):
            broken((whole.root / folder / RECORD).with_suffix(suffix), how)
    broken(whole.root / "build/notebooks/quick/CsPbI3.ipynb", "cut")
    (whole.root / "build/complete.txt").write_bytes(b"\xff\xfe")
    status, said = whole.run()
    assert status == 0, said
    assert "[ 2/2] quick" in said
    assert whole.standing() == before
    assert whole.run("table")[0] == 0


def test_a_copy_of_what_stood_that_broke_since_stops_no_run(whole):
    before = whole.root / "build" / "before" / "quick"
    before.mkdir(parents=True)
    (before / "CsPbI3.json").write_text(small_records.text("CsPbI3", k=0.25))
    (before / "CsSnI3.json").write_text("{")
    (whole.root / "build" / "complete.txt").unlink()
    status, said = whole.run()
    assert status == 0, said
    assert f"{RECORD}: only in figures" in said


@pytest.mark.parametrize("how", ["cut", "empty", "null", "bytes", "magic", "gone"])
def test_a_broken_notebook_is_named_before_anything_runs(whole, how):
    notebook, before = whole.root / "notebooks" / "quick.ipynb", whole.standing()
    if how == "gone":
        notebook.unlink()
    elif how == "magic":
        notebook.write_text(notebook.read_text().replace("import json", "%matplotlib inline"))
    else:
        broken(notebook, how)
    for command in ("figures", "check"):
        status, said = whole.run(command)
        assert status == 2, said
        assert "notebooks/quick.ipynb: " in said
        assert "To mend it: " in said
        assert "Traceback" not in said
    assert whole.standing() == before
    assert whole.run("table")[0] == 0


def test_an_executed_notebook_that_was_cut_off_leaves_a_dash(whole):
    for material, how in zip(MATERIALS, ("cut", "null"), strict=True):
        broken(whole.root / "build/notebooks/quick" / f"{material}.ipynb", how)
    status, said = whole.run("table")
    assert status == 0
    assert [line.split()[2] for line in said.splitlines()[1:]] == ["-", "-"]
