"""Digitised points among the readers': written whole, written again, and nothing lost."""

from dataclasses import replace

import pytest
from clicked import figure
from messages import message
from ultralow.__main__ import main
from ultralow.data import atomic_write, digitised_figure, digitised_files, tables


@pytest.fixture
def readers(data_copy):
    return data_copy / "readers"


def moved(found, n, pixel):
    """The figure with one point of its first series moved."""
    first, *others = found.series
    points = list(first.points)
    points[n] = points[n]._replace(pixel=pixel)
    return replace(found, series=(replace(first, points=tuple(points)), *others))


def test_points_are_saved_reach_the_figures_and_come_again_from_their_clicks(readers, capsys):
    told = digitised_files.save(figure(), "my_wire")
    assert told == ["data/readers/my_wire.csv: 7 points"]
    assert len(tables.reader_points("CsSnI3", "total_thermal_conductivity")) == 6
    clicks, table = readers / "my_wire.digitised.json", readers / "my_wire.csv"
    before = clicks.read_bytes(), table.read_bytes()
    assert main(["readers"]) == 0
    assert capsys.readouterr().out == ""  # the clicks are no broken table
    digitised_files.save(digitised_figure.load(clicks), "my_wire")
    table.unlink()
    assert main(["digitised", str(clicks)]) == 0
    assert (clicks.read_bytes(), table.read_bytes()) == before
    assert sorted(one.name for one in readers.glob(".draft*")) == []


def test_a_point_that_is_moved_changes_its_row_and_the_errors_of_its_neighbours_alone(readers):
    digitised_files.save(figure(), "my_wire")
    before = (readers / "my_wire.csv").read_text().splitlines()
    digitised_files.save(moved(figure(), 0, (200.0, 340.0)), "my_wire")
    after = (readers / "my_wire.csv").read_text().splitlines()
    changed = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert 1 in changed and set(changed) <= {1, 2, 3}
    for n in (2, 3):  # where the slope has moved
        one, other = before[n].split(","), after[n].split(",")
        assert one[:4] + one[5:] == other[:4] + other[5:]
    # A click that stays on the line of its series moves no slope.
    digitised_files.save(moved(figure(), 0, (195.0, 302.0)), "my_wire")
    after = (readers / "my_wire.csv").read_text().splitlines()
    assert [n for n in range(len(before)) if before[n] != after[n]] == [1]


def refused_and_kept(readers, call, *said):
    before = {one: one.read_bytes() for one in readers.iterdir() if one.is_file()}
    message(call, *said)
    assert {one: one.read_bytes() for one in readers.iterdir() if one.is_file()} == before


@pytest.mark.parametrize("changed", [{"doi": "10.1000/other"}, {"figure": "Fig. 3"},
                                     {"image": None}])  # fmt: skip
def test_clicks_on_another_figure_are_not_written_over_unasked(readers, changed):
    digitised_files.save(figure(), "mine")
    other = figure(**changed)
    refused_and_kept(readers, lambda: digitised_files.save(other, "mine"),
                     "mine.digitised.json has clicks on another", "another name")  # fmt: skip
    digitised_files.save(other, "mine", replace=True)
    assert digitised_figure.table(other) == (readers / "mine.csv").read_text()


def test_a_table_changed_by_hand_is_kept_until_the_reader_says_so(readers, capsys):
    refused_and_kept(readers, lambda: digitised_files.save(figure(), "example_generated"),
                     "is there, and has no file of clicks")  # fmt: skip
    digitised_files.save(figure(), "mine")
    clicks, table = readers / "mine.digitised.json", readers / "mine.csv"
    right = table.read_bytes()
    table.write_bytes(right.replace(b"0.6,", b"0.7,"))
    refused_and_kept(readers, lambda: digitised_files.save(figure(), "mine"), "by hand")
    assert main(["digitised", str(clicks)]) == 2
    assert "is not what its clicks give" in capsys.readouterr().err
    assert main(["digitised", str(clicks), "--yes"]) == 0
    assert table.read_bytes() == right


def test_what_no_figure_would_take_is_not_written(readers):
    first, second = figure().series
    for change, said in (
        ({"material": "CsSnl3"}, "Did you mean 'CsSnI3'?"),
        ({"unit": "W/m"}, "is no unit of"),
        ({"quantity": "seebeck_coefficient", "unit": "V K-1"}, "of a crystal"),
        ({"points": first.points * 2}, "the same row"),
    ):
        wrong = figure(series=(replace(first, **change), second))
        refused_and_kept(readers, lambda wrong=wrong: digitised_files.save(wrong, "mine"), said)
    nan = moved(figure(), 0, (float("nan"), 1.0))
    refused_and_kept(readers, lambda: digitised_files.save(nan, "mine"), "no finite numbers")
    for name in ("", "../mine", ".mine", "a" * 61, "my wire"):
        refused_and_kept(readers, lambda name=name: digitised_files.save(figure(), name),
                         "cannot be the name")  # fmt: skip
    assert main(["digitised", "x.json"]) == 2


def test_a_table_that_cannot_be_written_leaves_the_clicks_as_they_were(readers, monkeypatch):
    digitised_files.save(figure(), "mine")
    write = atomic_write.write_bytes

    def full(path, content):
        if path.suffix == ".csv":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(atomic_write, "write_bytes", full)
    other = moved(figure(), 0, (210.0, 300.0))
    for one, name in ((other, "mine"), (replace(other, doi="10.1000/other"), "new")):
        refused_and_kept(readers, lambda one=one, name=name: digitised_files.save(one, name),
                         "cannot be written", "No space")  # fmt: skip


def test_further_clicks_are_told_and_a_wrong_label_stops_the_saving(readers):
    off = figure(further=((150.0, None, (406.0, 500.0)),))
    assert "caution: further click 1 misses its x" in digitised_files.save(off, "mine")[1]
    wrong = figure(further=((100.0, 0.0, (400.0, 500.0)),))
    refused_and_kept(readers, lambda: digitised_files.save(wrong, "mine"), "A wrong label")


def test_a_series_is_not_lost_to_one_of_the_same_figure(readers):
    digitised_files.save(figure(), "mine")
    alone = replace(figure(), series=figure().series[1:])
    message(lambda: digitised_files.save(alone, "mine"), "would lose the series 'wire'", "open it")
    digitised_files.save(alone, "mine", replace=True)
    digitised_files.save(figure(), "mine")  # one more is none less


def test_one_figure_under_two_names_is_refused_at_once(readers):
    digitised_files.save(figure(), "one")
    message(lambda: digitised_files.save(figure(), "two"), "one.csv", "give the same point")
    assert not (readers / "two.csv").exists() and not (readers / "two.digitised.json").exists()


def test_what_is_stored_is_listed_and_loaded_by_name(readers):
    assert digitised_files.stored() == []
    for name in ("b", "a"):
        digitised_files.save(figure(doi=f"10.1000/{name}"), name)
    (readers / ".draft.digitised.json").write_text("{}")
    assert digitised_files.stored() == ["a", "b"]
    assert digitised_files.load("a").doi == "10.1000/a"
