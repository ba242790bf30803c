"""What stood before a run: counted from its beginning, and nothing to do where all is in place."""

import pytest
import small_records
from ultralow.figures.standing import SHOWN, Standing


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder of inputs and of two published figures, in which this process stands."""
    for name in ("data", "build/figures", "figures/quick"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data" / "table.csv").write_text("1")
    (tmp_path / "figures/quick/CsPbI3.json").write_text(small_records.text("CsPbI3"))
    monkeypatch.chdir(tmp_path)
    record(tmp_path, 0.2)
    return tmp_path


def record(root, *values):
    text = small_records.text(**{f"k{n}": value for n, value in enumerate(values)})
    (root / "figures" / "quick" / "CsSnI3.json").write_text(text)


def state(root):
    return Standing(root / "build", root / "figures")


def test_where_nothing_was_completed_nothing_is_said(checkout):
    assert state(checkout).said() == ""
    state(checkout).begin()
    assert state(checkout).said() == ""


def test_a_complete_run_is_remembered_until_a_file_differs(checkout):
    run = state(checkout)
    run.begin()
    assert run.end() == ["2 figures, all numbers as published"]
    assert state(checkout).said() == "2 figures, all numbers as published"
    (checkout / "data" / "table.csv").write_text("12")
    assert state(checkout).said() == ""
    (checkout / "data" / "table.csv").unlink()
    assert state(checkout).said() == ""


def test_a_picture_that_is_lost_is_noticed_and_a_hidden_file_is_not(checkout):
    run = state(checkout)
    run.begin()
    run.end()
    (checkout / "data" / ".hidden").touch()
    assert state(checkout).said() != ""
    (checkout / "figures" / "quick" / "CsSnI3.json").unlink()
    assert state(checkout).said() == ""


def test_what_moved_counts_from_the_beginning_of_a_run_that_was_stopped(checkout):
    state(checkout).begin()
    record(checkout, 0.21)
    again = state(checkout)
    again.begin()
    record(checkout, 0.25)
    moved, said = again.end()
    assert "0.2 became 0.25" in moved
    assert said.startswith("2 figures; what moved (1) is in ")
    assert (checkout / "build" / "moved.txt").read_text() == f"{moved}\n"
    state(checkout).begin()  # a new run counts from here
    record(checkout, 0.26)
    assert "0.25 became 0.26" in state(checkout).end()[0]


def test_of_much_that_moved_the_first_lines_are_shown(checkout):
    record(checkout, *range(1, 31))
    run = state(checkout)
    run.begin()
    record(checkout, *range(101, 131))
    shown = run.end()
    assert (len(shown), shown[SHOWN]) == (SHOWN + 2, "…")
    assert len((checkout / "build" / "moved.txt").read_text().splitlines()) == 30


def test_first_figures_are_new(checkout):
    for path in (checkout / "figures" / "quick").iterdir():
        path.unlink()
    run = state(checkout)
    run.begin()
    record(checkout, 0.2)
    assert run.end()[0] == "all figures are new: none stood before"


def test_an_input_that_was_edited_under_way_leaves_the_run_to_be_done_again(checkout):
    run = state(checkout)
    run.begin()
    (checkout / "data" / "table.csv").write_text("edited")
    run.end()
    assert state(checkout).said() == ""


def test_a_run_killed_after_its_last_word_is_no_run_to_take_up(checkout):
    run = state(checkout)
    run.begin()
    record(checkout, 0.3)
    run.end()
    kept = checkout / "build" / "before" / "quick"
    kept.mkdir(parents=True)
    (kept / "CsSnI3.json").write_text(small_records.text())
    last = state(checkout)
    last.begin()
    assert last.end() == ["2 figures, all numbers as published"]


def test_one_figure_is_no_figures(checkout):
    (checkout / "figures" / "quick" / "CsPbI3.json").unlink()
    run = state(checkout)
    run.begin()
    assert run.end() == ["1 figure, all numbers as published"]
