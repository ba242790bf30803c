"""The data package: valid, described, in step with its files; and the script that keeps it so."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import describe_data
import pytest
from frictionless import Package
from ultralow.data import describe

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


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


def test_the_package_is_valid():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(descriptor()["resources"]) >= 12


def test_the_descriptor_is_in_step(capsys):
    assert run(DATA, "--check") == 0, capsys.readouterr().out


def test_sizes_and_checksums_are_those_of_the_files():
    for resource in descriptor()["resources"]:
        raw = (DATA / resource["path"]).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_every_file_says_what_it_is_whose_and_under_which_licence():
    package = descriptor()
    assert package["$schema"].startswith("https://datapackage.org/profiles/2")
    assert "contributors" not in package
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    for resource in package["resources"]:
        assert resource["title"] and len(resource["description"]) > 30
        assert resource["mediatype"] and resource["format"]
        assert all(source["title"] for source in resource["sources"])
        paths = [source["path"] for source in resource["sources"] if "path" in source]
        assert all(path.startswith("https://doi.org/10.") for path in paths)
        licences = {licence["name"] for licence in resource["licenses"]}
        computed = resource["path"].startswith("computed/")
        assert licences == {"CC-BY-4.0" if computed else "CC0-1.0"}


def test_every_column_is_described():
    for resource in descriptor()["resources"]:
        if "schema" not in resource:
            continue
        schema = json.loads((DATA / resource["schema"]).read_text(encoding="utf-8"))
        assert schema["missingValues"] == [""]
        assert schema["primaryKey"]
        unit_per_row = any(field["name"] == "unit" for field in schema["fields"])
        for field in schema["fields"]:
            assert field["description"]
            if field["type"] == "number":
                assert "unit" in field or unit_per_row, field["name"]


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


def test_no_file_tells_of_the_machine_it_was_made_on():
    for file in DATA.rglob("*"):
        if file.is_file() and file.suffix not in (".hdf5", ".npz"):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", text), file
            assert "\r" not in text, file
            assert text.endswith("\n"), file
