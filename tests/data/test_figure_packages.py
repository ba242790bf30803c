"""Data packages of svgdigitizer: a CSV, and JSON that says what its columns are."""

import json

import pytest
from messages import message
from ultralow.data import figure_packages, plain_columns, tables
from ultralow.data.plain_columns import Meaning

FIELDS = [{"name": "T", "type": "number", "unit": "K"},
          {"name": "k", "type": "number", "unit": "W / (m K)"}]  # fmt: skip
SOURCE = {"citationKey": "lee_2017", "url": "https://doi.org/10.1073/pnas.1711744114",
          "figure": "2C", "curve": "green"}  # fmt: skip
NUMBERS = "T,k\n100.5,0.655\n200.25,6.1e-1\n"


@pytest.fixture
def package(tmp_path):
    """Write a package; returns the path of its JSON."""

    def written(fields=FIELDS, numbers=NUMBERS, path="curve.csv", **more):
        resource = {"name": "curve", "path": path, "schema": {"fields": fields},
                    "metadata": {"echemdb": {"source": SOURCE}}} | more  # fmt: skip
        (tmp_path / "curve.csv").write_text(numbers, encoding="utf-8")
        file = tmp_path / "curve.json"
        file.write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
        return file

    return written


def test_points_come_with_units_and_source(package):
    found = figure_packages.load(package())
    assert found.columns.temperature.tolist() == [100.5, 200.25]
    assert found.columns.value.tolist() == [0.655, 0.61]
    assert (found.temperature, found.unit) == ("K", "W m-1 K-1")
    assert found.source == "Fig. 2C green of 10.1073/pnas.1711744114"


def test_columns_are_known_by_their_units_and_not_by_their_places(package):
    fields = [{"name": "t", "unit": "s"}, {"name": "zT"}, {"name": "theta", "unit": "°C"}]
    found = figure_packages.load(package(fields, "t,zT,theta\n0,0.11,47\n1,0.12,57\n"))
    assert found.columns.temperature.tolist() == [47, 57] and found.temperature == "degC"
    assert found.columns.value.tolist() == [0.11, 0.12] and found.unit == ""


def test_without_metadata_there_is_no_source(package):
    assert figure_packages.load(package(metadata={})).source == ""
    for lost in ({"echemdb": "lost"}, ["lost"], "lost", None):
        assert figure_packages.load(package(metadata=lost)).source == ""


def test_what_was_read_becomes_a_reader_s_points(package, data_copy):
    found = figure_packages.load(package())
    meaning = Meaning("CsSnI3", "total_thermal_conductivity", found.unit, found.source,
                      found.temperature)  # fmt: skip
    plain_columns.save([found.columns], meaning, "lee")
    points = tables.reader_points("CsSnI3", "total_thermal_conductivity")
    assert points["value"].tolist() == [0.655, 0.61]
    assert set(points["source"]) == {"Fig. 2C green of 10.1073/pnas.1711744114"}


@pytest.mark.parametrize(
    "change, told",
    [
        ({"fields": [{"name": "T"}, {"name": "k"}]}, "T in no unit, k in no unit"),
        ({"fields": [*FIELDS, {"name": "sigma", "unit": "S / m"}]}, "sigma in S / m"),
        ({"numbers": "T,kappa\n1,2\n"}, "no column 'k'"),
        ({"path": "../curve.csv"}, "lies elsewhere"),
        ({"path": "other.csv"}, "other.csv"),
        ({"numbers": "T,k\n"}, "header without rows"),
        ({"numbers": "T,k\n100,none\n"}, "'none' is no number"),
        ({"schema": {}}, "'resources[0].schema.fields' is missing"),
    ],
)
def test_what_is_no_such_package_is_refused_in_words(package, change, told):
    file = package(**change)
    message(lambda: figure_packages.load(file), told, "To mend it")


def test_several_tables_or_no_json_are_refused(package, tmp_path):
    file = package()
    whole = json.loads(file.read_text())
    file.write_text(json.dumps({"resources": whole["resources"] * 2}))
    message(lambda: figure_packages.load(file), "2 tables")
    file.write_text("{")
    message(lambda: figure_packages.load(file), "not complete JSON")
