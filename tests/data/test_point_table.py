"""A reader's points as CSV: its text, its name, and what is refused before it is written."""

from pathlib import Path

import pytest
from messages import message
from ultralow.data import point_table, tables

MINE = Path("mine.csv")
ROW = ("CsSnI3", "total_thermal_conductivity", "100", "0.6", "0.02", "W m-1 K-1", "me, today", "X")


def test_rows_come_back_as_they_were():
    raw = point_table.text([ROW]).encode()
    assert point_table.check(raw, MINE) == []
    (found,) = tables.points_of(raw, "mine.csv").itertuples(index=False)
    assert (found.material, found.value, found.source) == ("CsSnI3", 0.6, "me, today")


def test_columns_are_those_of_the_schema(data_copy):
    fields = tables.read_points(data_copy / "readers" / "example_generated.csv").columns
    assert set(point_table.COLUMNS) == set(fields)


@pytest.mark.parametrize("name", ["", "a/b", "../up", ".hidden", "x" * 61, "ü", None])
def test_a_name_that_no_file_can_have_is_refused(name):
    message(lambda: point_table.file(name), "cannot be the name", "use letters")


def test_what_the_figures_would_refuse_is_refused():
    unknown = point_table.text([("Unobtainium", *ROW[1:])]).encode()
    message(lambda: point_table.check(unknown, MINE), "material in mine.csv", "Unobtainium")
    huge = point_table.text([(*ROW[:3], "655", *ROW[4:])]).encode()
    message(lambda: point_table.check(huge, MINE), "mine.csv, line 2")
    odd = point_table.text([(*ROW[:3], "300", *ROW[4:])]).encode()
    assert len(point_table.check(odd, MINE)) == 1


def test_a_point_that_another_file_gives_is_refused_before_it_is_written(data_copy):
    raw = point_table.text([ROW]).encode()
    one, two = (point_table.file(name) for name in ("one", "two"))
    one.write_bytes(raw)
    assert point_table.check(raw, one) == []
    message(lambda: point_table.check(raw, two), "one.csv", "two.csv", "give the same point")
    other = point_table.text([(*ROW[:6], "somebody else", "X")]).encode()
    assert point_table.check(other, two) == []
