"""Reading data/: what is right comes through exactly, what is wrong is named and refused."""

import hashlib
import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from messages import message
from ultralow.data import tables

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = [
    r["name"]
    for r in json.loads((DATA / "datapackage.json").read_text())["resources"]
    if "schema" in r
]


@pytest.fixture
def data(data_copy):
    """A copy of the data folder that the library reads instead of the real one."""
    return data_copy


def edit(data, path, old, new):
    """Replace a text that is there in a file of the copy."""
    text = (data / path).read_text(encoding="utf-8")
    assert old in text
    (data / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def add_json(data, raw):
    """Describe and write a JSON resource 'result_CsSnI3' in the copy."""
    file = data / "computed/CsSnI3/result.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(raw).hexdigest()
    package["resources"].append(
        {
            "name": "result_CsSnI3",
            "path": "computed/CsSnI3/result.json",
            "format": "json",
            "hash": f"sha256:{digest}",
        }
    )
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", TABLES)
def test_a_table_reads_as_pandas_alone_reads_it(name):
    frame = tables.read(name)
    expected = pd.read_csv(DATA.parent / frame.attrs["path"], keep_default_na=False, na_values=[""])
    assert list(frame.columns) == list(expected.columns)
    for column in frame:
        if frame[column].dtype == float:
            pd.testing.assert_series_equal(frame[column], expected[column].astype(float))
        elif frame[column].dtype in (bool, int):
            assert list(frame[column]) == list(expected[column])
        else:
            plain = pd.read_csv(
                DATA.parent / frame.attrs["path"], dtype=str, keep_default_na=False
            )[column]
            assert list(frame[column]) == list(plain)


def test_attrs_are_enough_for_a_record():
    frame = tables.read("low_k_crystals")
    raw = (DATA / "literature/low_k_crystals.csv").read_bytes()
    mark = {
        "path": "data/literature/low_k_crystals.csv",
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    assert {key: frame.attrs[key] for key in mark} == mark == tables.fingerprint("low_k_crystals")
    assert frame.attrs["units"]["value"] == "W m-1 K-1"
    assert frame.attrs["units"]["temperature_K"] == "K"
    assert frame.attrs["title"]
    assert any("10.1073/pnas.1711744114" in s.get("path", "") for s in frame.attrs["sources"])


def test_empty_cells_are_nan_or_empty_text():
    claims = tables.read("claims").set_index("id")
    assert math.isnan(claims.loc["G1", "uncertainty"])
    assert claims.loc["D5", "value"] == ""


def test_a_resource_is_found_by_name_and_by_path():
    assert tables.path("CsPbI3") == tables.path("structures/CsPbI3.cif")
    assert tables.path("CsPbI3").read_text(encoding="utf-8").startswith("data_")
    assert tables.names()[0] == "claims"


def test_inputs_are_what_was_read(data):
    assert tables.inputs() == []
    tables.read("claims")
    tables.path("CsPbI3")
    tables.fingerprint("stated_values")
    tables.reader_points("CsSnI3", "seebeck_coefficient")
    assert [one["path"] for one in tables.inputs()] == [
        "data/paper/claims.csv",
        "data/structures/CsPbI3.cif",
        "data/structures/materials.csv",
    ]
    tables.reader_points("example", "lattice_thermal_conductivity")
    assert "data/readers/example_generated.csv" in [one["path"] for one in tables.inputs()]


def test_a_failed_read_is_no_input(data):
    edit(data, "paper/claims.csv", "Results", "Methods")
    message(lambda: tables.read("claims"))
    assert tables.inputs() == []


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "",
        "../lib/ultralow/tables.py",
        "/etc/passwd",
        "paper/../paper/claims.csv",
        "data/paper/claims.csv",
        "structures/../../pyproject.toml",
        "Claims",
        None,
    ],
)
@pytest.mark.parametrize("how", ["read", "read_json", "path", "fingerprint"])
def test_only_described_names_are_resources(how, name):
    message(
        lambda: getattr(tables, how)(name),
        "Unknown resource",
        str(name),
        "'stated_values'",
    )


def test_a_slip_in_a_name_is_pointed_out():
    message(lambda: tables.read("stated_value"), "Did you mean 'stated_values'?")


def test_a_descriptor_that_points_outside_is_refused(data):
    (data.parent / "secret.csv").write_text("id\n1\n")
    edit(data, "datapackage.json", '"paper/claims.csv"', '"../secret.csv"')
    message(lambda: tables.read("claims"), "outside the data folder")


@pytest.mark.parametrize(
    ("path", "number", "name"),
    [
        (
            "paper/stated_values.csv",
            r"(?<=electrical_conductivity,CsSnI3,)[0-9.]+",
            "stated_values",
        ),
        ("structures/CsPbI3.cif", r"(?<=_cell_length_a)\s+[0-9.]+", "CsPbI3"),
        ("literature/low_k_crystals.csv", r"(?<=,=,)[0-9.]+", "low_k_crystals"),
    ],
)
def test_one_changed_number_is_noticed(data, path, number, name):
    text = (data / path).read_text(encoding="utf-8")
    changed, count = re.subn(number, r"\g<0>1", text, count=1)
    assert count == 1
    (data / path).write_text(changed, encoding="utf-8")
    how = tables.path if name == "CsPbI3" else tables.read
    message(lambda: how(name), f"data/{path}", "sha256", "python workflow/scripts/describe_data.py")
    message(lambda: tables.fingerprint(name), "sha256")


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("NaN", "is not a finite number"),
        ("nan", "is not a finite number"),
        ("inf", "is not a finite number"),
        ("-Infinity", "is not a finite number"),
        ("1e999", "is not a finite number"),
        ("high", "is not a finite number"),
        ("4 5", "is not a finite number"),
        ("1_000", "is not a finite number"),
        ("٣", "is not a finite number"),
        ("-0.45", "is not above 0"),
        ("0", "is not above 0"),
        ("", "is empty"),
    ],
)
def test_a_bad_number_is_named_by_line_and_column(data, cell, what):
    old = "D1,lattice_thermal_conductivity,CsPbI3,"
    text = (DATA / "paper/stated_values.csv").read_text(encoding="utf-8").splitlines()
    line = next(n for n, row in enumerate(text, 1) if row.startswith(old))
    value = text[line - 1].removeprefix(old).split(",")[0]
    edit(data, "paper/stated_values.csv", old + value, old + cell)
    message(
        lambda: tables.read("stated_values"),
        f"data/paper/stated_values.csv, line {line}",
        "column 'value'",
        repr(cell) if cell else "the cell",
        what,
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "parts"),
    [
        ("paper/claims.csv", "id,group", "group", ["'id' is missing", "the columns are"]),
        ("paper/claims.csv", "id,group", "number,group", ["'id' is missing"]),
        ("paper/claims.csv", ",place,grade", ",place,group", ["'grade' is missing"]),
        ("paper/claims.csv", "A1,framing", "A2,framing", ["line 3", "'A2' is also on line 2"]),
        ("paper/claims.csv", "A1,framing", "I1,framing", ["line 2", "'I1' does not have the form"]),
        (
            "paper/claims.csv",
            "A1,framing",
            "A1,music",
            ["line 2", "'music' is not one of 'framing'"],
        ),
        ("paper/claims.csv", "framing,Compounds", "framing," + 99 * "x", ["longer than 130"]),
        ("paper/claims.csv", "A1,framing", "A1", ["line 2", "11 cells under 12 column names"]),
        ("paper/claims.csv", "H19,synthesis,", 'H19,synthesis,"', ["broken CSV"]),
        (
            "paper/stated_values.csv",
            "A1,lattice_thermal_conductivity,CsPbBr3",
            "A1,lattice_thermal_conductivity,CsPbI3",
            ["line 3", "the same row as line 2"],
        ),
        (
            "paper/chart_crystals.csv",
            ",36,",
            ",36.5,",
            ["column 'reference'", "not a whole number"],
        ),
        ("structures/materials.csv", ",true,", ",yes,", ["'yes' is neither true nor false"]),
        (
            "structures/materials.csv",
            "structures/CsPbI3.cif",
            "../CsPbI3.cif",
            ["column 'structure'"],
        ),
        ("structures/materials.csv", "CsPbI3,CsPbI3", "a/CsPbI3,CsPbI3", ["column 'name'"]),
    ],
)
def test_a_table_that_breaks_its_schema_is_refused(data, path, old, new, parts):
    edit(data, path, old, new)
    message(lambda: tables.read(path), f"data/{path}", *parts)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"temperature_K,thermal_conductivity,grade\n", "header without rows"),
        (b"temperature_K;thermal_conductivity;grade\n1;2;L\n", "separated by ';'"),
        (b"temperature_K,thermal_conductivity,grade,note\n1,2,L,\n", "'note' is not in the schema"),
        (b"grade,temperature_K,thermal_conductivity,grade\nL,1,2,L\n", "'grade' appears twice"),
    ],
)
def test_a_broken_file_is_refused(data, raw, what):
    (data / "literature/amorphous_silica.csv").write_bytes(raw)
    message(
        lambda: tables.read("amorphous_silica"),
        "data/literature/amorphous_silica.csv",
        what,
    )


def test_a_missing_file_is_named(data):
    (data / "paper/claims.csv").unlink()
    message(lambda: tables.read("claims"), "data/paper/claims.csv: no such file")
    (data / "schemas/stated_values.json").unlink()
    message(lambda: tables.read("stated_values"), "data/schemas/stated_values.json")


def test_a_folder_without_descriptor_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ULTRALOW_DATA", str(tmp_path))
    message(lambda: tables.read("claims"), "No datapackage.json", "ULTRALOW_DATA")


def test_json_is_read_and_counted(data):
    add_json(data, b'{"stiffness": [1.5, 2]}')
    assert tables.read_json("result_CsSnI3") == {"stiffness": [1.5, 2]}
    assert tables.inputs()[0]["path"] == "data/computed/CsSnI3/result.json"


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b'{"stiffness": [1.5,', "not complete JSON"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b"\xff", "not UTF-8"),
        (b"", "is empty"),
    ],
)
def test_broken_json_is_refused(data, raw, what):
    add_json(data, raw)
    message(lambda: tables.read_json("result_CsSnI3"), "computed/CsSnI3/result.json", what)


def test_changed_json_is_refused(data):
    add_json(data, b'{"a": 1}').write_bytes(b'{"a": 2}')
    message(lambda: tables.read_json("result_CsSnI3"), "sha256")


def test_a_truncated_descriptor_is_refused(data):
    text = (data / "datapackage.json").read_text(encoding="utf-8")
    (data / "datapackage.json").write_text(text[: len(text) // 2], encoding="utf-8")
    message(lambda: tables.read("claims"), "data/datapackage.json: not complete JSON")


def test_a_kind_of_file_has_its_own_function():
    message(lambda: tables.read("CsPbI3"), "is not a table", "tables.path")
    message(lambda: tables.read_json("claims"), "is not JSON", "tables.read")
