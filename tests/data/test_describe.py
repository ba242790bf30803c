"""The descriptor kept in step with the files in data/, by the library and by its script."""

import fcntl
import json
import re
import shutil

import describe_data
import pytest
from ultralow.data import describe
from ultralow.paper import gallery

DATA = gallery.ROOT / "data"


@pytest.fixture
def data(tmp_path):
    """A described copy of the data folder."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    assert describe_data.main(["--data", str(copy)]) == 0
    return copy


def descriptor(folder=DATA):
    """Return the parsed descriptor."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def run(data, *flags):
    """Run the script on a folder and return its exit status."""
    return describe_data.main(["--data", str(data), *flags])


def test_the_descriptor_is_in_step(capsys):
    assert run(DATA, "--check") == 0, capsys.readouterr().out


def test_foreign_keys_are_checked(data):
    file = data / "paper/chart_crystals.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("E5", "E99"), encoding="utf-8")
    assert run(data) == 1


def test_the_script_says_what_is_out_of_step(data, capsys):
    (data / "structures/New.cif").write_text("data_New\n")
    (data / "structures/CsPbI3.cif").unlink()
    (data / "paper/extra.csv").write_text("a\n1\n")
    (data / "literature/elastic_moduli.csv").unlink()
    file = data / "paper/claims.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Results", "Methods"), encoding="utf-8"
    )
    before = (data / "datapackage.json").read_bytes()
    capsys.readouterr()
    assert run(data, "--check") == 1
    assert (data / "datapackage.json").read_bytes() == before
    assert capsys.readouterr().out.splitlines() == [
        "gone: structures/CsPbI3.cif",
        "new: structures/New.cif",
        "changed: paper/claims.csv",
        "not listed, add it by hand: paper/extra.csv",
        "missing: literature/elastic_moduli.csv",
    ]


def test_the_script_lists_new_files_and_keeps_what_people_wrote(data):
    hand = [r for r in descriptor(data)["resources"] if "schema" in r]
    result = data / "computed/CsSnI3/stiffness_a.json"
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text('{"a": 1}\n')
    (data / "structures/CsPbI3.cif").rename(data / "structures/A.cif")
    assert run(data) == 0
    found = descriptor(data)["resources"]
    assert found[: len(hand)] == hand
    paths = [r["path"] for r in found[len(hand) :]]
    structures = [path for path in paths if path.startswith("structures/")]
    assert paths == sorted(structures) + sorted(set(paths) - set(structures))
    assert structures[0] == "structures/A.cif"
    entry = next(r for r in found if r["path"] == "computed/CsSnI3/stiffness_a.json")
    assert entry["name"] == "stiffness_a_CsSnI3"
    assert entry["bytes"] == 9
    assert run(data, "--check") == 0


def test_the_script_is_deterministic_and_writes_only_when_needed(data):
    file = data / "datapackage.json"
    before, stamp = file.read_bytes(), file.stat().st_mtime_ns
    assert run(data) == 0
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, stamp)
    package = descriptor(data)
    package["resources"] = [r for r in package["resources"] if "schema" in r]
    file.write_text(json.dumps(package), encoding="utf-8")
    assert run(data) == 0
    assert file.read_bytes() == before


def test_a_broken_table_does_not_pass_the_script(data, capsys):
    file = data / "paper/stated_values.csv"
    text, count = re.subn("(?<=,CsSnI3,)[0-9]+(?=,,=,,S cm-1)", "NaN", file.read_text("utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")
    assert run(data) == 1
    assert "stated_values.csv" in capsys.readouterr().out


def test_without_frictionless_the_rest_is_still_brought_in_step(data, monkeypatch, capsys):
    file = data / "paper/stated_values.csv"
    text, count = re.subn("(?<=,CsSnI3,)[0-9]+(?=,,=,,S cm-1)", "NaN", file.read_text("utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(describe, "find_spec", lambda name: None)
    assert run(data) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "changed: paper/stated_values.csv"
    assert run(data, "--check") == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        ('{"resources": [{"name": "a", "pa', "JSON"),
        ("[]", "an object is wanted"),
        ('{"resources": [{"name": "a"}]}', "'resources[0].path' is missing"),
        ('{"resources": [{"path": 5}]}', "a text is wanted"),
    ],
)
@pytest.mark.parametrize("flags", [("--check",), ()])
def test_a_broken_descriptor_is_one_message(content, told, flags, tmp_path, capsys):
    (tmp_path / "structures").mkdir()
    if content is not None:
        (tmp_path / "datapackage.json").write_text(content)
    assert run(tmp_path, *flags) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path.name}/datapackage.json" in said and told in said and "To mend it" in said


def test_a_descriptor_that_cannot_be_written_is_one_message(tmp_path, monkeypatch, capsys):
    folder = small(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(describe.atomic_write, "write_text", full)
    assert run(folder) == 2
    assert "cannot be written" in (said := capsys.readouterr().err) and "No space left" in said


def test_nobody_else_changes_the_folder_meanwhile(tmp_path, monkeypatch):
    folder, write = small(tmp_path), describe.atomic_write.write_text

    def alone(path, text):
        with open(folder / describe.LOCK) as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        write(path, text)

    monkeypatch.setattr(describe.atomic_write, "write_text", alone)
    assert describe.bring_in_step(folder).findings == ["new: structures/New.cif"]
    with describe.alone(folder):  # which the caller may have, too
        assert describe.bring_in_step(folder, locked=True).findings == []


def test_a_disk_without_locks_is_no_obstacle(tmp_path, monkeypatch):
    def missing(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(describe.fcntl, "flock", missing)
    assert describe.bring_in_step(small(tmp_path)).findings == ["new: structures/New.cif"]


def small(tmp_path):
    """A data folder with one structure that is not listed."""
    (tmp_path / "structures").mkdir()
    (tmp_path / "structures/New.cif").write_text("data_New\n")
    (tmp_path / "datapackage.json").write_text('{"name": "small", "resources": []}')
    return tmp_path
