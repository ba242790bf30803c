"""The way back of a panel: one move at a time, and a drag as one."""

from ultralow.widgets.steps import MOST, Steps


def steps(times):
    """Steps at some times (s)."""
    return Steps(iter(times).__next__)


def test_moves_come_back_in_turn():
    one = steps([0, 10, 20])
    for name, before in (("a", 1), ("b", 2), ("a", 3)):
        one.moved(name, before)
    assert [one.back(0) for _ in range(4)] == [3, 2, 1, 0]


def test_a_drag_is_one_step_and_a_pause_ends_it():
    one = steps([0, 0.2, 0.9, 5])
    for before in (1, 2, 3, 4):
        one.moved("a", before)
    assert [one.back(0) for _ in range(3)] == [4, 1, 0]


def test_another_control_is_another_step_however_quick():
    one = steps([0, 0.1])
    one.moved("a", 1)
    one.moved("b", 2)
    assert one.back(0) == 2


def test_after_a_step_back_a_move_is_a_step_of_its_own():
    one = steps([0, 0.1, 0.2])
    one.moved("a", 1)
    one.moved("b", 2)
    one.back(0)
    one.moved("b", 9)
    assert [one.back(0), one.back(0)] == [9, 1]


def test_not_all_steps_are_kept():
    one = steps(range(0, 10 * MOST, 2))
    for before in range(2 * MOST):
        one.moved("a", before)
    assert len(one.before) == MOST and one.back(0) == 2 * MOST - 1
