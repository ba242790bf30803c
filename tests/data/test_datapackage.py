"""The data package: valid, described, and what its tables hold."""

import contextlib
import hashlib
import json
import re
from pathlib import Path

import pytest
from frictionless import Package
from ultralow.data import datapackage, tables
from ultralow.errors import UltralowError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


def descriptor(folder=DATA):
    """Return the parsed descriptor."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_is_valid():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(descriptor()["resources"]) >= 12


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
        folder = resource["path"].split("/")[0]
        # Tuned weights have the licence of those that they began with.
        wanted = {"computed": "CC-BY-4.0", "potentials": "MIT"}.get(folder, "CC0-1.0")
        assert licences == {wanted}


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


def test_no_file_tells_of_the_machine_it_was_made_on():
    for file in DATA.rglob("*"):
        # Hidden files are nobody's data: the lock that a reader's `adopt` leaves is empty.
        if file.is_file() and file.suffix not in (".hdf5", ".npz") and file.name[0] != ".":
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", text), file
            assert "\r" not in text, file
            assert text.endswith("\n"), file


GRADES = {"S", "D", "R", "L", "X", "G"}


def test_nothing_is_quoted():
    for name in ("claims", "stated_values", "low_k_crystals", "chart_crystals"):
        frame = tables.read(name)
        for column in frame.select_dtypes("str"):
            text = " ".join(frame[column])
            assert not re.search('[“”‘’«»"]', text), (name, column)
            longest = 400 if column == "limit_reason" else 130  # the project's own argument
            assert frame[column].str.len().max() <= longest, (name, column)


def test_ranges_and_bounds_are_marked():
    for name in ("low_k_crystals", "stated_values"):
        rows = tables.read(name)
        assert ((rows["relation"] == "range") == rows["value_max"].notna()).all()
        ranges = rows[rows["relation"] == "range"]
        assert (ranges["value_max"] > ranges["value"]).all()


def test_moduli_are_possible_and_silica_is_what_the_chart_says():
    moduli = tables.read("elastic_moduli").iloc[0]
    assert (moduli["material"], moduli["youngs_modulus"], moduli["bulk_modulus"]) == (
        "CsPbBr3",
        15.8,
        15.5,
    )
    poisson = 0.5 - moduli["youngs_modulus"] / (6 * moduli["bulk_modulus"])
    assert 0 < poisson < 0.5
    silica = tables.read("amorphous_silica")
    assert silica["thermal_conductivity"].is_monotonic_increasing
    assert silica["temperature_K"].is_monotonic_increasing
    at_300 = silica.set_index("temperature_K").loc[300, "thermal_conductivity"]
    chart = tables.read("low_k_crystals").set_index("id")
    assert at_300 == chart.loc["amorphous-sio2", "value"] == 1.291


def test_grades_are_known():
    for name in tables.names():
        if name in (
            "claims",
            "stated_values",
            "chart_crystals",
            "low_k_crystals",
            "elastic_moduli",
            "amorphous_silica",
            "example_generated",
        ):
            assert set(tables.read(name)["grade"]) <= GRADES


ENTRY = {"name": "claims", "path": "paper/claims.csv", "format": "csv", "hash": "sha256:0"}


PACKAGES = {
    "null": None, "a number": 3, "a list": [], "an empty object": {},
    "resources null": {"resources": None}, "resources an object": {"resources": {}},
    "resources texts": {"resources": ["a", "b"]}, "resources lists": {"resources": [[]]},
    **{f"entry without {key}": {"resources": [{k: v for k, v in ENTRY.items() if k != key}]}
       for key in ENTRY},
    **{f"{key} {value!r}": {"resources": [ENTRY | {key: value}]}
       for key in (*ENTRY, "schema", "title") for value in (None, 3, [], {})},
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_descriptor_of_another_shape_is_named(data_copy, name):
    (data_copy / "datapackage.json").write_text(json.dumps(PACKAGES[name]), encoding="utf-8")
    with pytest.raises(UltralowError, match="(?s)^data/datapackage.json: .*To mend it: "):
        tables.read("claims")


@pytest.mark.parametrize("schema", [None, [], {}, {"fields": [{}]}, {"fields": ["a"]}])
def test_a_schema_of_another_shape_is_named(data_copy, schema):
    (data_copy / "schemas/claims.json").write_text(json.dumps(schema), encoding="utf-8")
    with pytest.raises(UltralowError, match="^data/schemas/claims.json: "):
        tables.read("claims")


def test_what_a_kept_value_was_read_from_is_an_input_of_whoever_asks():
    @datapackage.cached_until_forgotten
    def crystals():
        return list(tables.read("materials")["name"])

    @datapackage.cached_until_forgotten
    def claims(fails):
        tables.read("claims")
        if fails:
            raise UltralowError("no such claim")
        return crystals()

    def asked(fails=False):
        with contextlib.suppress(UltralowError):
            claims(fails)
        return [one["path"] for one in tables.inputs()]

    both = ["data/paper/claims.csv", "data/structures/materials.csv"]
    tables.forget_inputs()
    with datapackage.unrecorded() as read:
        crystals()
        claims(False)
    assert sorted(read) == both and tables.inputs() == []
    assert asked() == asked() == both
    tables.forget_inputs()
    assert asked(fails=True) == both[:1]
    tables.forget_inputs()
