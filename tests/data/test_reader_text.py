"""Readers' points that cannot be: one message each, and what has one meaning is taken."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import message
from ultralow.__main__ import main
from ultralow.data import plain_file, reader_text, tables, units
from ultralow.errors import UltralowError

HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade"
GOOD = {
    "material": "CsPbBr3", "quantity": "total_thermal_conductivity", "temperature_K": "300",
    "value": "0.42", "uncertainty": "0.04", "unit": "W m-1 K-1", "source": "me", "grade": "X",
}  # fmt: skip


def text(separator=",", **changed):
    """A file of one row, with some cells changed."""
    header = HEADER.replace(",", separator)
    return f"{header}\n{separator.join((GOOD | changed).values())}\n"


def read(folder, content, name="mine.csv"):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tables.read_points(file)


IMPOSSIBLE = {
    "1e300": {"value": "1e300"},
    "1e12": {"value": "1e12"},
    "1e308": {"value": "1e308"},
    "a missed milli": {"value": "655"},
    "an uncertainty of 1e9": {"uncertainty": "1e9"},
    "overflow in the conversion": {"value": "1e308", "unit": "W cm-1 K-1"},
    "overflow of a density": {
        "value": "1e305", "uncertainty": "", "unit": "cm-3", "quantity": "carrier_density",
    },
    "zT of 150": {"value": "150", "uncertainty": "", "unit": "1", "quantity": "figure_of_merit"},
    "79 V/K": {"value": "79", "uncertainty": "", "unit": "V K-1",
               "quantity": "seebeck_coefficient"},
    "394 m2/Vs": {"value": "394", "uncertainty": "", "unit": "m2 V-1 s-1",
                  "quantity": "hole_mobility"},
    "173 W/mK2": {"value": "173", "uncertainty": "", "unit": "W m-1 K-2",
                  "quantity": "power_factor"},
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_value_that_no_crystal_has_is_named(tmp_path, name):
    message(
        lambda: read(tmp_path, text(**IMPOSSIBLE[name])),
        "mine.csv, line 2, column '", "of a crystal", "It is to be from", "against its unit",
    )  # fmt: skip


@pytest.mark.parametrize("quantity", units.QUANTITIES)
def test_both_ends_of_a_range_are_taken_and_beyond_is_not(tmp_path, quantity):
    low, high, _ = units.RANGES[quantity]
    unit = units.QUANTITIES[quantity]
    for number in (low, high):
        found = read(tmp_path, text(quantity=quantity, unit=unit, value=repr(number),
                                    uncertainty=""))  # fmt: skip
        assert list(found["value"]) == [number]
    for number in (1.001 * high, low - 1e-3 * abs(low) - 1e-12):
        with pytest.raises(UltralowError, match="of a crystal|is negative"):
            read(tmp_path, text(quantity=quantity, unit=unit, value=repr(number), uncertainty=""))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1e300", "is above 3000"),
        ("1e9", "is above 3000"),
        ("99999", "is above 3000"),
        ("1e-300", "is below 0.01"),
        ("-5", "is not above 0"),
        ("80 °F", "write the number alone, without a unit"),
    ],
)
def test_a_temperature_that_cannot_be_is_named(tmp_path, cell, said):
    message(lambda: read(tmp_path, text(temperature_K=cell)), "column 'temperature_K'", said)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1e-400", "is too small for a number"),
        ("0.45±0.05", "its uncertainty into a column of its own"),
        ("0.45 +/- 0.05", "its uncertainty into a column of its own"),
        ("0.45(5)", "its uncertainty into a column of its own"),
        ("<0.5", "a bound or an estimate is none"),
        ("~0.5", "a bound or an estimate is none"),
        ("0.5 W", "without a unit"),
        ("1 000", "without marks between thousands"),
        ('"0,42"', "a decimal point in place of the comma"),
        ("0,42", "numbers had decimal commas"),
    ],
)
def test_a_cell_that_is_no_number_is_told_how_to_be_one(tmp_path, cell, said):
    message(lambda: read(tmp_path, text(value=cell)), "mine.csv, line 2", said, "To mend it")


def test_decimal_commas_between_commas_are_named(tmp_path):
    message(
        lambda: read(tmp_path, text(value="0,42", uncertainty="0,04")),
        "10 cells under 8 column names", "decimal commas", "write decimal points",
    )  # fmt: skip


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_other_marks_between_cells_are_taken_and_told(tmp_path, mark, end, bom):
    content = bom + text(mark, value="0,42", uncertainty="4e-2".replace(".", ",")).replace(
        "\n", end
    )
    found = read(tmp_path, content)
    assert (found["value"][0], found["uncertainty"][0]) == (0.42, 0.04)
    assert (
        found.attrs["note"] == f"read with {mark!r} between the cells and ',' as the decimal mark"
    )
    assert read(tmp_path, text(mark)).attrs["note"] == f"read with {mark!r} between the cells"


@pytest.mark.parametrize("header", [str.title, str.upper, lambda name: f" {name} "])
def test_decimal_commas_are_taken_whatever_the_capitals_of_the_header(tmp_path, header):
    head, *rest = text(";", value="0,42", uncertainty="0,04").split("\n")
    head = ";".join(header(name) for name in head.split(";"))
    found = read(tmp_path, "\n".join([head, *rest]))
    assert (found["value"][0], found["uncertainty"][0]) == (0.42, 0.04)


@pytest.mark.parametrize(
    ("changed", "mend"),
    [
        ({"value": ""}, "fill it in, or leave out the line; give this: The measured value"),
        ({"quantity": "seebeck"}, "write seebeck_coefficient"),
        ({"quantity": "thermal_conductivity"}, "write lattice_thermal_conductivity or total_th"),
        ({"quantity": "zT"}, "give this: What was measured"),
    ],
)
def test_a_missing_value_and_half_of_a_name_are_mended_in_words(tmp_path, changed, mend):
    message(lambda: read(tmp_path, text(**changed)), mend)


def test_both_decimal_marks_in_one_file_are_refused(tmp_path):
    message(lambda: read(tmp_path, text(";", value="0,42")), "'0,42' is not a finite number")


TAKEN = {
    "no-break spaces in the unit": text(unit="W\u00a0m-1\u202fK-1"),
    "a no-break space before a number": text(value="\u00a00.42"),
    "empty columns at the end": text().replace("\n", ",,\n"),
    "empty cells at the end of a row": text()[:-1] + ",,\n",
    "a byte-order mark and carriage returns": "\ufeff" + text().replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_has_one_meaning_is_taken(tmp_path, name):
    found = read(tmp_path, TAKEN[name])
    assert found[["value", "uncertainty", "unit"]].values.tolist() == [[0.42, 0.04, "W m-1 K-1"]]


@pytest.mark.parametrize("minus", "-−–‐")
def test_a_minus_sign_that_is_no_hyphen_is_taken(tmp_path, minus):
    row = {"quantity": "seebeck_coefficient", "unit": "uV K-1", "value": f"{minus}85"}
    assert list(read(tmp_path, text(**row))["value"]) == [-85e-6]


@pytest.mark.parametrize(
    ("quantity", "unit", "meant"),
    [
        ("total_thermal_conductivity", "mW m⁻¹ K⁻¹", "mW m-1 K-1"),
        ("electrical_conductivity", "S/cm", "S cm-1"),
        ("seebeck_coefficient", "µV/K", "uV K-1"),
        ("power_factor", "µW/(cm·K²)", "uW cm-1 K-2"),
        ("hole_mobility", "cm2/Vs", "cm2 V-1 s-1"),
        ("carrier_density", "1/cm3", "cm-3"),
        ("figure_of_merit", "percent", "%"),
    ],
)
def test_a_unit_spelled_otherwise_is_taken_and_named(tmp_path, quantity, unit, meant):
    row = {"quantity": quantity, "value": "9", "uncertainty": ""}
    found, plain = (read(tmp_path, text(**row, unit=one)) for one in (unit, meant))
    assert found.equals(plain) and found.attrs["note"] == f"'{unit}' read as '{meant}'"


@pytest.mark.parametrize("unit", ["", "m", "W m-1", "S/cm", "kelvin" * 100, "W m-1 K" + "9" * 9000])
def test_a_unit_of_something_else_gets_no_spelling(tmp_path, unit):
    told = message(lambda: read(tmp_path, text(unit=unit)), "mine.csv, line 2")
    assert "write '" not in told and len(told) < 500


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text()[:60], "a header without rows"),
        (text()[:-20], "cells under 8 column names"),
        (text(source="m\0e"), "holds the control character '\\x00'"),
        (text().encode("utf-16"), "not UTF-8 text"),
        (text().encode("utf-16-le"), "holds the control character '\\x00'"),
        (b"a" * 200_000, "broken CSV"),
        (b"," * 9_000_000, "the file is empty"),
        (b"a" * (plain_file.MOST_BYTES + 1), "at most 10 MB are read"),
    ],
)
@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])  # the csv module's, which others lift
def test_a_broken_file_is_named(tmp_path, content, said, limit):
    before = csv.field_size_limit(limit)
    try:
        message(lambda: read(tmp_path, content), "mine.csv", said, "To mend it")
    finally:
        csv.field_size_limit(before)


def test_too_many_rows_are_refused_and_as_many_as_allowed_are_read(tmp_path):
    row = text().splitlines()[1]
    rows = [row.replace(",300,", f",{100 + n / 1000},") for n in range(reader_text.MOST_ROWS + 1)]
    message(lambda: read(tmp_path, "\n".join([HEADER, *rows])), "more than 20000 rows")
    assert len(read(tmp_path, "\n".join([HEADER, *rows[:-1]]))) == reader_text.MOST_ROWS


@pytest.mark.parametrize("name", ["cspbbr3", "CSPBBR3", "CsPbBr_3"])
def test_a_material_in_other_letters_is_pointed_out(data_copy, name):
    (data_copy / "readers/mine.csv").write_text(text(material=name))
    message(lambda: tables.reader_points("CsSnI3", "hole_mobility"), "Did you mean 'CsPbBr3'?")


def test_files_that_no_figure_reads_are_told(data_copy, capsys):
    assert main(["readers"]) == 0
    assert capsys.readouterr().out == ""
    readers = data_copy / "readers"
    (readers / "more").mkdir()
    for name in ("Points.CSV", "points.txt", "more/points.csv", "sweeps/points.txt"):
        (readers / name).write_text("what")
    for name in (".points.csv.swp", "notes.md", "~$points.csv"):
        (readers / name).write_text("what")
    (readers / "german.csv").write_text(text(";", value="0,42", uncertainty=""))
    assert main(["readers"]) == 0
    out = capsys.readouterr().out
    told = [line.split(":")[0].removeprefix("data/readers/") for line in out.splitlines()]
    assert told == ["Points.CSV", "german.csv", "more/points.csv", "points.txt",
                    "sweeps/points.txt"]  # fmt: skip
    assert out.count("left out") == 4 and out.count("read with ';'") == 1


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(text())),
    gone=st.integers(0, 12),
    put=st.text(max_size=6) | st.sampled_from([",", ";", '"', "\n", "\0", "e9", "−", "9" * 400]),
)
def test_a_changed_file_is_read_in_range_or_refused_in_one_message(tmp_path_factory, at, gone, put):
    folder = tmp_path_factory.mktemp("points")
    content = (text()[:at] + put + text()[at + gone :]).encode("utf-8", "surrogatepass")
    try:
        found = read(folder, content)
    except UltralowError as problem:
        assert "mine.csv" in str(problem)
        return
    for quantity, value in zip(found["quantity"], found["value"], strict=True):
        low, high, _ = units.RANGES[quantity]
        assert low <= value <= high
    assert found["temperature_K"].between(0.01, 3000).all()


UNUSUAL = {
    "no uncertainty at all": ({"uncertainty": "0"}, "an uncertainty of 0 beside 0.42"),
    "a spread above the value": ({"uncertainty": "0.5"}, "an uncertainty of 0.5 beside 0.42"),
    "a melt": ({"temperature_K": "1100"}, "column 'temperature_K': 1100 K; usual are 1 to 900 K"),
    "a metal": ({"value": "300", "uncertainty": ""}, "300 W m-1 K-1; usual are 0.001 to 100 W"),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_point_that_few_crystals_have_is_taken_with_a_caution(data_copy, name, capsys):
    changed, asked = UNUSUAL[name]
    (data_copy / "readers" / "mine.csv").write_text(text(**changed))
    assert main(["readers"]) == 0
    said = capsys.readouterr().out
    assert "caution: data/readers/mine.csv, line 2" in said and asked in said
    assert len(tables.reader_points("CsPbBr3", "total_thermal_conductivity")) == 1


@pytest.mark.parametrize("quantity", units.QUANTITIES)
def test_the_usual_lies_inside_the_possible_and_beyond_it_is_asked_about(quantity):
    usual, (least, most, _) = units.USUAL[quantity], units.RANGES[quantity]
    assert least <= usual.low < usual.high < most
    for value in (usual.low, usual.high):
        assert units.doubts(quantity, value, float("nan"), "here") == []
    [line] = units.doubts(quantity, 1.01 * usual.high, float("nan"), "here")
    assert line.startswith(f"here: {quantity} ")


def test_many_unusual_rows_are_one_caution(tmp_path):
    rows = [text(value="300", uncertainty="", temperature_K=f"{t}") for t in (300, 310, 320)]
    found = read(tmp_path, HEADER + "\n" + "".join(row.split("\n")[1] + "\n" for row in rows))
    [line] = found.attrs["doubts"]
    assert "line 2" in line and line.endswith("(and 2 more like it)")
    assert read(tmp_path, text()).attrs["doubts"] == []
