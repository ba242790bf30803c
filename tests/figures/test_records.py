"""A record is read back, summed up and compared, and every kind of change is seen."""

import copy
import json

import pytest
import small_records
from hypothesis import given
from hypothesis import strategies as st
from ultralow.errors import UltralowError
from ultralow.figures import records

RECORD = {
    "parameters": {"material": "CsSnI3", "temperature_max_K": 400.0},
    "series": [
        {
            "label": "k_min",
            "grade": "R",
            "x": {"name": "T", "unit": "K", "values": [1.0, 2.0, 3.0]},
            "y": {"name": "k", "unit": "W m-1 K-1", "values": [0.0, 1e-9, 0.2]},
        }
    ],
    "numbers": {"k": {"value": 0.2085, "unit": "W m-1 K-1", "uncertainty": None, "grade": "L"}},
    "checks": [{"claim": "E3", "verdict": "reproduced", "paper": "~2", "here": "2.0"}],
    "inputs": [{"path": "data/a.csv", "sha256": "00"}],
}


def moved(change):
    new = copy.deepcopy(RECORD)
    change(new)
    return records.compare(RECORD, new)


def test_a_record_equals_itself():
    assert records.compare(RECORD, copy.deepcopy(RECORD)) == []


@given(st.floats(min_value=-0.99, max_value=0.99))
def test_noise_below_the_tolerance_does_not_count_and_more_does(share):
    def nudge(record, by):
        record["numbers"]["k"]["value"] *= 1 + by * records.TOLERANCE

    assert moved(lambda record: nudge(record, share)) == []
    assert len(moved(lambda record: nudge(record, 1.01 if share > 0 else -1.01))) == 1


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda r: r["numbers"]["k"].update(value=0.2086), "numbers.k.value: 0.2085 became 0.2086"),
        (lambda r: r["numbers"]["k"].update(uncertainty=0.1), "uncertainty: None became 0.1"),
        (lambda r: r["numbers"].pop("k"), "numbers.k"),
        (lambda r: r["numbers"].update(new={}), "numbers.new"),
        (lambda r: r["series"][0].update(grade="L"), "series[k_min].grade: 'R' became 'L'"),
        (lambda r: r["series"][0]["y"].update(unit="mW"), "series[k_min].y.unit"),
        (lambda r: r["series"][0]["y"]["values"].pop(), "3 entries became 2"),
        (lambda r: r["series"].append({}), "1 entries became 2"),
        (lambda r: r["checks"][0].update(verdict="disagrees"), "checks[E3].verdict"),
        (lambda r: r["inputs"][0].update(sha256="01"), "inputs[data/a.csv].sha256"),
        (lambda r: r["parameters"].update(temperature_max_K=None), "400 became None"),
        (lambda r: r["parameters"].update(new=None), "parameters.new: absent became None"),
        (lambda r: r["numbers"]["k"].pop("uncertainty"), "uncertainty: None became absent"),
    ],
)
def test_every_kind_of_change_is_named(change, line):
    found = moved(change)
    assert len(found) == 1
    assert line in found[0]


def test_a_list_says_where_it_moved():
    (line,) = moved(lambda record: record["series"][0]["y"]["values"].__setitem__(2, 0.3))
    assert "1 of 3 values moved, the first, number 2, from 0.2 to 0.3" in line


def test_a_value_near_zero_is_held_to_the_digits_of_its_curve():
    assert moved(lambda record: record["series"][0]["y"]["values"].__setitem__(0, 1e-10)) == []


def test_folders_are_compared_by_name_too(tmp_path):
    for folder, names in {"old": ["a", "b"], "new": ["b", "c"]}.items():
        for name in names:
            path = tmp_path / folder / "figure" / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(small_records.text(name, k=0.2))
    lines = records.compare_folders(tmp_path / "old", tmp_path / "new")
    assert [line.split(":")[0] for line in lines] == ["figure/a.json", "figure/c.json"]


def test_a_record_that_was_cut_off_is_named(tmp_path):
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(RECORD)[:-30])
    with pytest.raises(UltralowError, match="cut.json: not a record"):
        records.read(path)


def test_an_empty_folder_says_what_to_run(tmp_path):
    with pytest.raises(UltralowError, match="make figures"):
        records.find(tmp_path)


def summarised(tmp_path, checks, notebook):
    record = tmp_path / "figures" / "one" / "CsSnI3.json"
    executed = tmp_path / "notebooks" / "one" / "CsSnI3.ipynb"
    for path, text in ((record, small_records.text(checks=checks)), (executed, notebook)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return records.summary(tmp_path / "figures", tmp_path / "notebooks").splitlines()


def verdicts(**given):
    return [{"claim": claim, "verdict": verdict} for claim, verdict in given.items()]


RUN = '{"metadata": {"papermill": {"duration": 3.21}}}'


def test_the_closing_table_names_the_check_that_failed_and_says_what_open_is(tmp_path):
    checks = verdicts(E1="reproduced", E2="disagrees", E3="not testable from the text")
    _, row, *note = summarised(tmp_path, checks, RUN)
    assert row.split(maxsplit=3) == ["one", "CsSnI3", "3.2", "1 of 2, 1 open; disagrees: E2"]
    assert note[0].startswith("open: neither confirmed nor contradicted")


def test_the_closing_table_explains_nothing_that_is_not_in_it(tmp_path):
    _, row = summarised(tmp_path, verdicts(E1="consistent"), RUN)
    assert row.endswith("1 of 1")


@pytest.mark.parametrize("cut", ["", RUN[:20], "{}", "[]", RUN.replace("3.21", "null")])
def test_a_notebook_that_was_cut_off_leaves_a_dash(tmp_path, cut):
    assert summarised(tmp_path, [], cut)[1].split()[2] == "-"
