"""The CSV of a figure holds every plotted number of its record, and nothing is lost on the way."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.figures import record_csv, records
from ultralow.paper import gallery

MADE = [(one.name, name) for one in gallery.figures().values() for name in one.materials]


def read(text):
    """The series of a CSV: what is plotted, and a list of values a column, each with its point."""
    found = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        head = tuple(row[name] for name in ("label", "grade", *NAMES))
        own, points = found.setdefault(int(row["series"]), (head, []))
        assert own == head
        points.append({name: value(row[name]) for name in row if name not in HEAD and row[name]})
    return found


NAMES = ("x_quantity", "x_unit", "y_quantity", "y_unit")
HEAD = {"panel", "series", "label", "grade", *NAMES}


def value(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def points(series):
    """The points of a series of a record in the same form, straight from its lists."""
    columns = {}
    for axis in "xy":
        quantity = series[axis]
        columns[axis] = quantity["values"]
        spread = quantity.get("uncertainty", [])
        pair = spread if spread and isinstance(spread[0], list) else [spread, spread]
        columns |= {f"{axis}_error_minus": pair[0], f"{axis}_error_plus": pair[1]}
    columns |= dict(zip(("y_low", "y_high"), series["y"].get("band", ())))
    columns |= series.get("about", {})
    found = [{} for _ in series["x"]["values"]]
    for name, values in columns.items():
        for point, one in zip(found, values):
            if one not in (None, ""):
                point[name] = one
    return found


def assert_nothing_is_lost(record):
    found = read(record_csv.text(record))
    wanted = {n: one for n, one in enumerate(record["series"], start=1) if one["x"]["values"]}
    assert list(found) == list(wanted)
    for number, one in wanted.items():
        head = (one["label"], one["grade"], one["x"]["name"], one["x"]["unit"], one["y"]["name"],
                one["y"]["unit"])  # fmt: skip
        assert found[number] == (head, points(one))


@pytest.mark.parametrize(("figure", "material"), MADE)
def test_every_number_of_a_record_comes_back(figure, material):
    record = records.read(gallery.ROOT / "figures" / figure / f"{material}.json")
    assert_nothing_is_lost(record)


NUMBERS = (
    st.none() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.sampled_from(["γ-CsSnI₃", 'a, "quoted" one', "two\nlines", "[010]", "ν > 1"])


@st.composite
def recorded(draw):
    """A series as a page records it."""
    count = draw(st.integers(1, 4))

    def many(of):
        return draw(st.lists(of, min_size=count, max_size=count))

    axes = {}
    for axis in "xy":
        values = many(draw(st.sampled_from([NUMBERS, TEXTS])))
        axes[axis] = {"name": draw(TEXTS), "unit": "W m-1 K-1", "values": values}
        if kind := draw(st.sampled_from(["", "one", "pair"])):
            spread = many(NUMBERS) if kind == "one" else [many(NUMBERS), many(NUMBERS)]
            axes[axis]["uncertainty"] = spread
    if draw(st.booleans()):
        axes["y"]["band"] = [many(NUMBERS), many(NUMBERS)]
    about = {"about": {draw(TEXTS): many(TEXTS)}} if draw(st.booleans()) else {}
    return {"label": draw(TEXTS), "grade": "R", **axes, **about}


@given(st.lists(recorded(), max_size=4))
def test_any_record_comes_back(series):
    assert_nothing_is_lost({"series": series})


def test_the_header_has_no_comment_and_panels_are_counted():
    quantity = {"name": "T", "unit": "K", "values": [1]}
    other = {"name": "k", "unit": "1", "values": [2]}
    pairs = [(quantity, other), (other, quantity), (quantity, other)]
    series = [{"label": "a", "grade": "S", "x": x, "y": y} for x, y in pairs]
    header, *rows = list(csv.reader(io.StringIO(record_csv.text({"series": series}))))
    assert header == list(record_csv.COLUMNS)
    assert [row[:2] for row in rows] == [["1", "1"], ["2", "2"], ["1", "3"]]
    assert {"x_unit", "y_unit"} <= set(header)


@pytest.mark.parametrize(("figure", "material"), MADE)
def test_a_table_makes_the_series_that_make_the_same_table(figure, material):
    record = records.read(gallery.ROOT / "figures" / figure / f"{material}.json")
    table = record_csv.text(record)
    back = record_csv.series(table)
    assert record_csv.text({"series": back}) == table
    plotted = [one for one in record["series"] if one["x"]["values"]]
    for one, other in zip(plotted, back, strict=True):
        assert (one["label"], one["grade"]) == (other["label"], other["grade"])
        for axis in "xy":
            for part in ("name", "unit", "values"):
                assert one[axis][part] == other[axis][part]


@given(st.lists(recorded(), max_size=4))
def test_any_table_makes_the_same_table(series):
    table = record_csv.text({"series": series})
    assert record_csv.text({"series": record_csv.series(table)}) == table


@pytest.mark.parametrize(
    "text", ["007", "1e3", "1.10", "-0", "NaN", "-Infinity", "true", "[010]", " 1"]
)
def test_a_text_that_looks_like_a_number_stays_one(text):
    quantity = {"name": "T", "unit": "K", "values": [text]}
    one = {"label": "a", "grade": "S", "x": quantity, "y": quantity}
    assert record_csv.series(record_csv.text({"series": [one]})) == [one]
