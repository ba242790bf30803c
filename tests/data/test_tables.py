"""Reading data/: what is right comes through exactly, what is wrong is named and refused."""

import hashlib
import json
import math
import re
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.data import tables, units
from ultralow.errors import UltralowError

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


def test_what_a_reader_does_to_the_sources_the_next_does_not_see():
    first = tables.read("low_k_crystals").attrs["sources"]
    first[0]["title"] = "mine"
    first.append({"title": "mine"})
    assert "mine" not in str(tables.read("low_k_crystals").attrs["sources"])


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


HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade"
ROW = "CsSnI3,lattice_thermal_conductivity,300,0.4,0.02,W m-1 K-1,my rig,X"


def points(tmp_path, *rows, header=HEADER, name="mine.csv"):
    """Write a reader's file."""
    file = tmp_path / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


UNITS = {
    "lattice_thermal_conductivity": {
        "W m-1 K-1": 1,
        "mW m-1 K-1": 1e-3,
        "W cm-1 K-1": 1e2,
    },
    "electrical_conductivity": {"S m-1": 1, "S cm-1": 1e2},
    "seebeck_coefficient": {"V K-1": 1, "mV K-1": 1e-3, "uV K-1": 1e-6},
    "power_factor": {"W m-1 K-2": 1, "uW m-1 K-2": 1e-6, "uW cm-1 K-2": 1e-4},
    "figure_of_merit": {"1": 1, "%": 1e-2},
    "hole_mobility": {"m2 V-1 s-1": 1, "cm2 V-1 s-1": 1e-4},
    "carrier_density": {"m-3": 1, "cm-3": 1e6},
}


@settings(max_examples=60, deadline=None)
@given(
    choice=st.sampled_from([(q, u) for q, units in UNITS.items() for u in units]),
    numbers=st.lists(
        st.tuples(st.floats(1, 2000), st.floats(1e-3, 0.9), st.none() | st.floats(0, 0.9)),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[0],
    ),
    bom=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    order=st.permutations(range(8)),
)
def test_points_come_back_in_si(tmp_path_factory, choice, numbers, bom, end, order):
    quantity, unit = choice
    top = units.RANGES[quantity][1] / UNITS[quantity][unit]
    numbers = [(t, v * top, None if e is None else e * top) for t, v, e in numbers]
    rows = [HEADER.split(",")]
    for temperature, value, error in numbers:
        given_error = "" if error is None else repr(error)
        rows.append(
            ["CsPbI3", quantity, repr(temperature), repr(value), given_error, unit, "rig", ""]
        )
    text = end.join(",".join(row[i] for i in order) for row in rows) + end
    file = tmp_path_factory.mktemp("points") / "mine.csv"
    file.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
    frame = tables.read_points(file)
    factor = UNITS[quantity][unit]
    # The factor itself and the product are rounded, each by half a last digit: 3e-16 covers both.
    near = partial(pytest.approx, rel=3e-16, abs=1e-300)  # numbers below have fewer digits
    assert list(frame["value"]) == near([v * factor for _, v, _ in numbers])
    assert list(frame["temperature_K"]) == [t for t, _, _ in numbers]
    for found, (_, _, error) in zip(frame["uncertainty"], numbers, strict=True):
        assert math.isnan(found) if error is None else found == near(error * factor)
    assert set(frame["unit"]) == {tables.QUANTITIES[quantity]}
    assert set(frame["grade"]) == {"X"}
    assert frame.attrs["inputs"] == [
        {"path": "mine.csv", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    ]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (",300,", ",0,", ["column 'temperature_K'", "'0' is not above 0"]),
        (",300,", ",-5,", ["column 'temperature_K'", "'-5' is not above 0"]),
        (",300,", ",NaN,", ["column 'temperature_K'", "'NaN' is not a finite number"]),
        (",0.4,", ",nan,", ["column 'value'", "'nan' is not a finite number"]),
        (",0.4,", ",inf,", ["column 'value'", "'inf' is not a finite number"]),
        (",0.4,", ",low,", ["column 'value'", "'low' is not a finite number"]),
        (",0.4,", ",,", ["column 'value'", "is empty"]),
        (",0.4,", ",-0.4,", ["lattice_thermal_conductivity is negative (-0.4 W m-1 K-1)"]),
        (",0.02,", ",-0.02,", ["column 'uncertainty'", "is below 0"]),
        ("W m-1 K-1", "S cm-1", ["'S cm-1' is no unit of lattice", "'W m-1 K-1', 'mW m-1 K-1'"]),
        ("W m-1 K-1", "W/m", ["'W/m' is no unit of lattice", "'W m-1 K-1', 'mW m-1 K-1'"]),
        (",X", ",S", ["column 'grade'", "'S' is not one of 'X', 'G'"]),
        (",X", ",Q", ["column 'grade'", "'Q' is not one of 'X', 'G'"]),
        ("my rig", "", ["column 'source'", "is empty"]),
        ("lattice_", "latice_", ["column 'quantity'", "is not one of 'lattice_thermal"]),
        ("CsSnI3", "../CsSnI3", ["column 'material'", "'../CsSnI3' does not have the form"]),
    ],
)
def test_a_bad_point_is_named(tmp_path, old, new, parts):
    assert old in ROW
    file = points(tmp_path, ROW.replace("300", "200"), ROW.replace(old, new, 1))
    message(lambda: tables.read_points(file), "mine.csv, line 3", *parts)


def test_a_negative_seebeck_coefficient_is_right(tmp_path):
    file = points(tmp_path, "CsSnI3,seebeck_coefficient,300,-79,,uV K-1,rig,X")
    assert list(tables.read_points(file)["value"]) == [-79e-6]


def test_a_point_given_twice_is_refused(tmp_path):
    file = points(tmp_path, ROW, ROW.replace(",300,", ",310,"), ROW.replace(",300,", ",300.0,"))
    message(lambda: tables.read_points(file), "line 4", "the same row as line 2")
    other = points(tmp_path, ROW, ROW.replace("my rig", "my rig on cooling"))
    assert len(tables.read_points(other)) == 2


def test_points_that_are_not_there(tmp_path):
    message(lambda: tables.read_points(tmp_path / "none.csv"), "none.csv: no such file")
    message(lambda: tables.read_points(tmp_path), "no such file, or it cannot be read")
    (tmp_path / "empty.csv").write_bytes(b"")
    message(
        lambda: tables.read_points(tmp_path / "empty.csv"),
        "empty.csv: the file is empty",
    )


def test_headings_of_ones_own_lead_to_the_form_that_takes_them(tmp_path):
    (tmp_path / "mine.csv").write_text("T (K),kappa (W/mK)\n300,0.42\n")
    message(lambda: tables.read_points(tmp_path / "mine.csv"), "'material' is missing",
            "by the form of the notebook digitise")  # fmt: skip
    (tmp_path / "less.csv").write_text("temperature_K,value\n300,0.42\n")
    with pytest.raises(UltralowError) as caught:
        tables.read_points(tmp_path / "less.csv")
    assert "digitise" not in str(caught.value)  # a table of ours that is not whole


def test_readers_files_are_gathered(data):
    (data / "readers/b.csv").write_text(f"{HEADER}\n{ROW}\n{ROW.replace('300', '200')}\n")
    (data / "readers/a.csv").write_text(f"{HEADER}\n{ROW.replace('my rig', 'yours')}\n")
    frame = tables.reader_points("CsSnI3", "lattice_thermal_conductivity", "mW m-1 K-1")
    assert list(frame["source"]) == ["yours", "my rig", "my rig"]
    assert list(frame["temperature_K"]) == [300, 300, 200]
    assert list(frame["value"]) == [400, 400, 400]
    assert list(frame["uncertainty"]) == [20, 20, 20]
    assert set(frame["unit"]) == {"mW m-1 K-1"}
    assert list(frame.columns) == HEADER.split(",")
    paths = [one["path"] for one in frame.attrs["inputs"]]
    assert paths == ["data/readers/a.csv", "data/readers/b.csv"]
    assert len(tables.reader_points("CsPbI3", "lattice_thermal_conductivity")) == 0
    assert len(tables.reader_points("CsSnI3", "total_thermal_conductivity")) == 0


def test_nothing_added_is_an_empty_frame_of_the_right_types():
    frame = tables.reader_points("CsSnI3", "hole_mobility")
    assert list(frame.columns) == HEADER.split(",")
    assert len(frame) == 0
    assert frame["value"].dtype == float
    assert frame.attrs["inputs"] == []


def test_the_generated_example_shows_for_its_own_name_only():
    example = tables.reader_points("example", "lattice_thermal_conductivity")
    assert set(example["grade"]) == {"G"}
    for material in tables.read("materials")["name"]:
        found = tables.reader_points(material, "lattice_thermal_conductivity")
        assert "G" not in set(found["grade"])


@pytest.mark.parametrize("material", ["CsPbl3", "../CsPbI3", "/etc/passwd", "", None, 3])
def test_points_of_an_unknown_material_are_refused(material):
    message(
        lambda: tables.reader_points(material, "hole_mobility"),
        f"Unknown material '{material}'",
        "'CsPbI3', 'CsPbBr3', 'CsSnI3'",
    )


def test_points_of_an_unknown_quantity_or_unit_are_refused():
    message(lambda: tables.reader_points("CsPbI3", "colour"), "Unknown quantity 'colour'")
    message(
        lambda: tables.reader_points("CsPbI3", "hole_mobility", "S cm-1"),
        "does not convert",
    )


def test_a_misspelt_material_in_a_readers_file_is_pointed_out(data):
    (data / "readers/mine.csv").write_text(f"{HEADER}\n{ROW.replace('CsSnI3', 'CsSnl3')}\n")
    message(
        lambda: tables.reader_points("CsSnI3", "hole_mobility"),
        "data/readers/mine.csv",
        "'CsSnl3'",
        "Did you mean 'CsSnI3'?",
    )


def test_two_files_with_one_point_are_refused(data):
    for name in ("a.csv", "b.csv"):
        (data / "readers" / name).write_text(f"{HEADER}\n{ROW}\n")
    message(
        lambda: tables.reader_points("CsSnI3", "lattice_thermal_conductivity"),
        "'data/readers/a.csv', 'data/readers/b.csv' give the same point",
        "300 K",
    )


def test_a_wrong_file_stops_everything_before_it_starts(data, capsys):
    from ultralow.__main__ import main

    assert main(["readers"]) == 0
    (data / "readers/mine.csv").write_text(f"{HEADER}\n{ROW.replace('W m-1 K-1', 'W/m')}\n")
    assert main(["readers"]) == 2
    told = capsys.readouterr().err
    assert "data/readers/mine.csv, line 2" in told and "To mend it" in told


ROOT = Path(__file__).resolve().parents[2]


def test_the_example_is_its_formula():
    points = tables.reader_points("example", "lattice_thermal_conductivity")
    x = points["temperature_K"] / 40
    # The file has three decimals.
    np.testing.assert_allclose(points["value"], 0.9 * x**1.5 / (1 + x**2.2), atol=5.1e-4, rtol=0)
    assert set(points["grade"]) == {"G"}


def test_the_worked_example_of_the_readme_works(tmp_path):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```csv\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "my_points.csv").write_text(block, encoding="utf-8")
    points = tables.read_points(tmp_path / "my_points.csv")
    assert list(points["value"]) == [0.655, 0.610]
    assert list(points["grade"]) == ["X", "X"]


def test_the_readme_tells_what_every_kind_of_computed_file_holds():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+?)_[…p]", text, flags=re.MULTILINE)
    assert len(told) > 9
    for path in (DATA / "computed").glob("*/*"):
        assert path.name.startswith(tuple(f"{one}_" for one in told)), path.name
    for path in (DATA / "computed").glob("*.csv"):
        assert f"`{path.name}`" in text


def test_the_readme_and_the_schema_list_the_quantities_and_units_that_are_read():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    schema = json.loads((DATA / "schemas/reader_points.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["quantity"]["constraints"]["enum"] == list(tables.QUANTITIES)
    for quantity, si in tables.QUANTITIES.items():
        short = quantity.removesuffix("thermal_conductivity") + "…"
        lines = [line for line in text.splitlines() if f"`{quantity}`" in line or short in line]
        (line,) = [line for line in lines if line.startswith("|")]
        units = re.findall("`([^`]*)`", line.split("|")[2])
        assert si in units
        for unit in units:
            tables.convert(1.0, unit, si)
