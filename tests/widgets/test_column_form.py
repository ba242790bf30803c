"""The form for plain columns: a file, what it means, and it is among the readers'."""

import json
from datetime import UTC, datetime

import pytest
from ultralow.data import tables
from ultralow.widgets.column_form import ColumnForm


@pytest.fixture
def form(data_copy):
    one = ColumnForm("CsPbI3")
    one.panel()
    return one


def choose(form, raw, name="mine.csv"):
    about = {
        "type": "text/csv",
        "size": len(raw),
        "last_modified": datetime(2020, 1, 1, tzinfo=UTC),
    }
    form.fields["file"].value = ({"name": name, "content": memoryview(raw), **about},)


def fill(form, **given):
    for name, value in given.items():
        form.fields[name].value = value


def test_a_file_is_told_and_saved_with_its_meaning(form):
    assert form.fields["material"].value == "CsPbI3"
    choose(form, b"100;0,65\n200;0,61\n")
    assert "2 points from 100 to 200" in form.words.value
    fill(form, source="Fig. 2, read by me", name="mine")
    form.button.click()
    assert "data/readers/mine.csv: 2 points" in form.words.value
    assert len(tables.reader_points("CsPbI3", "total_thermal_conductivity")) == 2
    form.button.click()
    assert "✗" in form.words.value and "written over" in form.words.value
    fill(form, replace=True)
    form.button.click()
    assert "✗" not in form.words.value


def test_units_follow_the_quantity(form):
    fill(form, quantity="seebeck_coefficient")
    assert form.fields["unit"].options == ("V K-1", "mV K-1", "uV K-1")


def test_what_is_missing_or_wrong_is_told_as_it_is(form, data_copy):
    form.button.click()
    assert "choose a file" in form.words.value
    choose(form, b"<b>100</b>;1\n")
    assert "no line begins with a number" in form.words.value
    choose(form, b"100;<b>\n")
    assert "&lt;b&gt;" in form.words.value
    choose(form, b"100 0.65\n")
    form.button.click()
    assert "no source" in form.words.value
    fill(form, source="me")
    form.button.click()
    assert "cannot be the name" in form.words.value
    assert [one.name for one in (data_copy / "readers").glob("*.csv")] == ["example_generated.csv"]


def test_series_side_by_side_are_all_told_and_all_saved(form):
    choose(form, b"first,,second,\nX,Y,X,Y\n10,1,30,3\n20,2,,\n", "wpd.csv")
    assert "first: 2 points" in form.words.value and "second: 1 points" in form.words.value
    fill(form, source="me", name="both")
    form.button.click()
    found = tables.reader_points("CsPbI3", "total_thermal_conductivity")
    assert sorted(set(found["source"])) == ["me, first", "me, second"]


def test_a_package_of_svgdigitizer_fills_in_what_it_says(form):
    fields = [{"name": "T", "unit": "°C"}, {"name": "k", "unit": "mW / (m K)"}]
    about = {"echemdb": {"source": {"figure": "2C", "url": "https://doi.org/10.1/x"}}}
    described = {"path": "a.csv", "schema": {"fields": fields}, "metadata": about}
    files = {"a.json": json.dumps({"resources": [described]}).encode(), "a.csv": b"T,k\n27,450\n"}
    choose(form, files["a.json"], "a.json")
    assert "choose both files at once" in form.words.value
    chosen = []
    for name, raw in files.items():
        choose(form, raw, name)
        chosen += form.fields["file"].value
    form.fields["file"].value = tuple(chosen)
    assert "1 points from 27 to 27" in form.words.value
    given = {name: form.fields[name].value for name in ("temperature", "unit", "source")}
    assert given == {"temperature": "degC", "unit": "mW m-1 K-1", "source": "Fig. 2C of 10.1/x"}
