"""A reader's own points: they come back in SI, and what is wrong with them is named."""

import hashlib
import json
import math
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.data import table_schema, tables, units
from ultralow.errors import UltralowError

DATA = Path(__file__).resolve().parents[2] / "data"
HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade"
ROW = "CsSnI3,lattice_thermal_conductivity,300,0.4,0.02,W m-1 K-1,my rig,X"


@pytest.fixture
def data(data_copy):
    """A copy of the data folder that the library reads instead of the real one."""
    return data_copy


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
        ("W m-1 K-1", "W/m/K", ["'W/m/K' is no unit of lattice", "'W m-1 K-1', 'mW m-1 K-1'"]),
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


@pytest.mark.parametrize("column", HEADER.split(","))
def test_each_column_of_points_is_needed(tmp_path, column):
    header = ",".join(name for name in HEADER.split(",") if name != column)
    cells = zip(HEADER.split(","), ROW.split(","), strict=True)
    row = ",".join(cell for name, cell in cells if name != column)
    file = points(tmp_path, row, header=header)
    message(
        lambda: tables.read_points(file),
        "mine.csv",
        f"the column '{column}' is missing",
    )


def test_points_that_are_not_there(tmp_path):
    message(lambda: tables.read_points(tmp_path / "none.csv"), "none.csv: no such file")
    message(lambda: tables.read_points(tmp_path), "no such file, or it cannot be read")
    (tmp_path / "empty.csv").write_bytes(b"")
    message(
        lambda: tables.read_points(tmp_path / "empty.csv"),
        "empty.csv: the file is empty",
    )


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8")))
def test_any_bytes_are_read_or_refused_with_a_message(raw):
    schema = json.loads((DATA / "schemas/reader_points.json").read_text(encoding="utf-8"))
    for content in (raw, f"{HEADER}\n".encode() + raw):
        try:
            frame, lines = table_schema.parse_table(content, schema, "mine.csv")
        except UltralowError as error:
            assert str(error).startswith("mine.csv")
        else:
            assert len(frame) == len(lines) > 0
            assert frame["value"].notna().all()


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
    (data / "readers/mine.csv").write_text(f"{HEADER}\n{ROW.replace('W m-1 K-1', 'W/mK')}\n")
    assert main(["readers"]) == 2
    told = capsys.readouterr().err
    assert "data/readers/mine.csv, line 2" in told and "To mend it" in told


def test_a_notebook_shows_the_message_without_the_code_around_it():
    problem = UltralowError("what is wrong", "why", "do this")
    assert problem._render_traceback_() == ["what is wrong", "  why", "  To mend it: do this"]
