"""Tables and JSON against their schemas: what breaks one is named by line and column."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.data import table_schema, tables
from ultralow.errors import UltralowError

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', '["]", '])
def test_the_depth_of_json_is_bounded_before_python_parses_it(opening):
    """A library that raises Python's recursion limit would end the process in the parser."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)
    try:
        message(lambda: table_schema.parse_json(opening.encode() * 10**6, "a"), "deeply nested")
    finally:
        sys.setrecursionlimit(usual)


@pytest.mark.parametrize("depth", [table_schema.DEEPEST, table_schema.DEEPEST + 1])
def test_brackets_in_strings_and_side_by_side_do_not_count_as_depth(depth):
    inside = json.dumps(["[{" * 200, '"[' * 200, "\\[" * 200, *([{}] * 200)])
    around = depth - 2  # the list itself and its empty objects
    raw = ("[" * around + inside + "]" * around).encode()
    if depth > table_schema.DEEPEST:
        message(lambda: table_schema.parse_json(raw, "a"), "deeply nested")
    else:
        table_schema.parse_json(raw, "a")


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
        ("paper/claims.csv", "A1,framing", "A1", ["line 2", "16 cells under 17 column names"]),
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


HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade"
ROW = "CsSnI3,lattice_thermal_conductivity,300,0.4,0.02,W m-1 K-1,my rig,X"


def points(tmp_path, *rows, header=HEADER, name="mine.csv"):
    """Write a reader's file."""
    file = tmp_path / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


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


def test_a_cell_of_very_many_digits_is_refused_at_once():
    """A pattern with two ways to read a digit tries all splits of a hundred thousand."""
    cell = "1" * table_schema.MOST_CELL + "x"
    assert table_schema._NUMBER.fullmatch(cell) is None
    for number in ("1", "1.", "1.5", ".5", "-1.5e-3", "+.5E10"):
        assert table_schema._NUMBER.fullmatch(number)
    for word in ("", ".", "1e", "e5", "1..5", "--1"):
        assert table_schema._NUMBER.fullmatch(word) is None
