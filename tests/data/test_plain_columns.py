"""Plain columns from any program: taken where they have one meaning, refused where not."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from clicked import figure
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import atomic_write, digitised_files, plain_columns, tables
from ultralow.data.plain_columns import Meaning

WIRE = Meaning("CsSnI3", "total_thermal_conductivity", "W m-1 K-1", "Fig. 2C, read by me")
TAKEN = {
    "commas": b"100,0.65\n200,0.61\n",
    "commas and blanks": b"100, 0.65\n200, 0.61\n",
    "semicolons": b"T (K);k\n100;0.65\n200;0.61\n",
    "decimal commas": b"T (K);k\r\n100,0;0,65\r\n200,0;0,61\r\n",
    "tabs": b"100\t6.5e-1\n200\t6.1e-1\n",
    "blanks": b"# from a program\n\n  100   .65\n  200   .61\n",
    "blanks and decimal commas": b"100 0,65\n200 0,61\n",
    "a byte-order mark, quotes": b'\xef\xbb\xbf"T","k"\n"100","0.65"\n"200","0.61"\n',
    "no-break spaces": "100;\u00a00.65\n200;0.61".encode(),
}


@pytest.mark.parametrize("raw", TAKEN.values(), ids=TAKEN)
def test_what_programs_write_is_taken(raw):
    (found,) = plain_columns.parse(raw, "mine.csv")
    assert found.temperature.tolist() == [100, 200] and found.value.tolist() == [0.65, 0.61]
    assert found.uncertainty is None and found.name == ""


def test_a_third_column_is_the_error():
    (found,) = plain_columns.parse(b"100,0.65,0.02\n200,0.61,0.03\n", "mine.csv")
    assert found.uncertainty.tolist() == [0.02, 0.03]


def test_series_side_by_side_are_told_apart():
    raw = b"first,,second,\nX,Y,X,Y\n10,1,30,3\n20,2,,\n"
    first, second = plain_columns.parse(raw, "wpd.csv")
    assert (first.name, first.temperature.tolist(), first.value.tolist()) == (
        "first",
        [10, 20],
        [1, 2],
    )
    assert (second.name, second.temperature.tolist(), second.value.tolist()) == (
        "second",
        [30],
        [3],
    )
    assert [row[6] for row in plain_columns.rows(second, WIRE)] == ["Fig. 2C, read by me, second"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no line begins with a number"),
        (b"T,k\n", "no line begins with a number"),
        (b"100\n", "1 columns"),
        (b"1,2,3,4\n", "4 columns"),
        (b"100,5,0,65\n", "4 columns"),  # decimal commas between commas
        (b"100;0.65\n200\n", "line 2: '' is no number"),
        (b"100;0.65\n200;nan\n", "line 2: 'nan' is no number"),
        (b"100;0.65\n200;1.234,5\n", "'1.234,5' has a comma"),
        (b"100;1e999\n", "'1e999' is too large"),
        (b"100;0x10\n", "'0x10' is no number"),
        (b"first,,second,\nX,Y,X,Y\n10,1,,\n", "series 'second' has no points"),
        (b"\xff\xfe1;2\n", "mine.csv"),
        (b"300\t30,000\n310\t28,500\n", "a comma for thousands or for decimals"),
        (b"300\t1,234\n310\t999.5\n", "a comma for thousands or for decimals"),
        (b"T;k\n1.000;0,65\n", "a comma for thousands or for decimals"),
        (b'T,sigma\n"300","1,234"\n', "a comma for thousands or for decimals"),
        (b"300,82,5\n310,84,7\n", "two with a decimal comma"),
        (b"1 100;0,5\n900;0,65\n", "line 1: '1 100' is no number"),
        (b"~100,0.5\n300,0.65\n", "line 1: '~100' is no number"),
        (b"X,Y\n100,0.5,0.02\n", "3 columns below 2 headings"),
        (b"A,,A,\nX,Y,X,Y\n1,2,3,4\n", "2 series with the names 'A', 'A'"),
        (b"X,Y,X,Y\n1,2,3,4\n", "2 series with the names"),
        (b"1 2\n" * 20_001, "more than 20000 points"),
    ],
)
def test_what_has_no_meaning_or_two_is_refused(raw, said):
    message(lambda: plain_columns.parse(raw, "mine.csv"), "mine.csv", said, "To mend it")


@given(st.binary(max_size=60) | st.text("0123456789.,;\t -+eXY\n#", max_size=60).map(str.encode))
def test_any_bytes_are_taken_or_refused_in_one_message(raw):
    try:
        for one in plain_columns.parse(raw, "mine.csv"):
            assert one.temperature.shape == one.value.shape and np.isfinite(one.value).all()
    except plain_columns.UltralowError as refused:
        assert str(refused).startswith("mine.csv")


@given(st.lists(st.tuples(st.floats(1, 2000), st.floats(1e-3, 400)), min_size=1, max_size=9),
       st.sampled_from([",", ";", "\t", " "]))  # fmt: skip
def test_numbers_come_back_with_all_their_digits(points, mark):
    raw = "\n".join(f"{x!r}{mark}{y!r}" for x, y in points).encode()
    (found,) = plain_columns.parse(raw, "mine.csv")
    assert list(zip(found.temperature, found.value)) == points


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])  # the csv module's, which others lift
def test_a_cell_without_end_is_no_number(limit):
    before = csv.field_size_limit(limit)
    try:
        raw = b"1;" + b"9" * 200_000 + b"\n"
        message(
            lambda: plain_columns.parse(raw, "mine.csv"), "mine.csv: no line begins with a number"
        )
    finally:
        csv.field_size_limit(before)


def test_headings_are_kept_and_celsius_is_not_taken_for_kelvins(data_copy):
    (found,) = plain_columns.parse("T (°C);k\n27;0,655\n".encode(), "mine.csv")
    assert found.headings == "T (°C), k"
    message(lambda: plain_columns.save([found], WIRE, "mine"), "kelvins", "degC")
    plain_columns.save([found], WIRE._replace(temperature="degC"), "mine")
    quoted = b'"Lee, 2017",,Kim,\nX,Y,X,Y\n1,2,3,4\n'
    assert [one.name for one in plain_columns.parse(quoted, "wpd.csv")] == ["Lee, 2017", "Kim"]


def test_points_are_saved_in_kelvins_and_reach_the_figures(data_copy):
    (found,) = plain_columns.parse(b"26.85;0.38;0.04\n", "mine.csv")
    told = plain_columns.save([found], WIRE._replace(temperature="degC"), "mine")
    assert told == ["data/readers/mine.csv: 1 points"]
    (point,) = tables.reader_points("CsSnI3", WIRE.quantity).itertuples()
    assert (point.temperature_K, point.value, point.uncertainty, point.grade) == (
        300,
        0.38,
        0.04,
        "X",
    )
    assert point.source == WIRE.source


def test_nothing_that_is_there_is_lost_and_nothing_half_written_stays(data_copy, monkeypatch):
    (found,) = plain_columns.parse(b"300 0.38\n", "mine.csv")
    plain_columns.save([found], WIRE, "mine")
    file = data_copy / "readers" / "mine.csv"
    before = file.read_bytes()
    other = WIRE._replace(source="another")
    message(lambda: plain_columns.save([found], other, "mine"), "mine.csv is there", "written over")
    assert file.read_bytes() == before
    plain_columns.save([found], other, "mine", replace=True)
    assert b"another" in file.read_bytes()
    digitised_files.save(replace(figure(), doi="10.1000/x"), "clicked")
    message(lambda: plain_columns.save([found], WIRE, "clicked", replace=True), "comes from clicks")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_write, "write_bytes", full)
    message(
        lambda: plain_columns.save([found], WIRE, "new"), "new.csv cannot be written", "make room"
    )
    assert not (data_copy / "readers" / "new.csv").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"temperature": "degF"}, "give K or degC"),
        ({"unit": "S m-1"}, "S m-1"),
        ({"material": "Nobodyium"}, "Nobodyium"),
        ({"source": ""}, "source"),
    ],
)
def test_a_meaning_that_cannot_be_is_refused(data_copy, changed, said):
    (found,) = plain_columns.parse(b"300 0.38\n", "mine.csv")
    message(lambda: plain_columns.save([found], WIRE._replace(**changed), "mine"), said)
    assert not (data_copy / "readers" / "mine.csv").exists()
