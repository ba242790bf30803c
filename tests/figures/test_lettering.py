"""Letters of a row stand at one height, and a note says what the picture does not."""

import pytest
from matplotlib.text import Text
from ultralow.figures import lettering, style


def settled(about):
    figure = style.sheet(178, 60)
    axes = figure.subplots(1, 3)
    axes[0].plot([0, 1], [0, 1], label=style.graded("all phonons, 7net-0", "R"))
    axes[0].legend()
    axes[1].set_aspect("equal")
    axes[1].set(xlim=(0, 9), ylim=(0, 1))
    axes[2].axis("off")
    marked = lettering.letters(axes)
    lettering.settle(figure, marked, about)
    figure.draw_without_rendering()
    return figure, marked


def test_letters_of_a_row_stand_at_one_height():
    _, marked = settled([])
    assert [one.get_text() for one in marked] == ["a", "b"]
    one, other = (mark.get_window_extent().y0 for mark in marked)
    assert one == pytest.approx(other, abs=0.5)
    tops = [mark.axes.bbox.y1 for mark in marked]
    assert tops[0] - tops[1] > 20  # of axes of one row, of which one is flat


def test_the_note_begins_with_what_the_figure_is_about_and_is_inside():
    figure, _ = settled(["γ-CsSnI₃.", "Shade: potentials."])
    (told,) = (one for one in figure.findobj(Text) if "Shade" in one.get_text())
    words = told.get_text().replace("\n", " ")
    assert words.startswith("γ-CsSnI₃. Shade: potentials. Potential B (7net-0)")
    assert "[R] recomputed here" in words
    box = told.get_window_extent()
    assert box.x0 > 0 and box.x1 < figure.bbox.x1 and box.y0 > 0
    assert all(box.y1 <= ax.get_tightbbox().y0 for ax in figure.axes if ax.axison)


def test_a_note_of_wide_letters_has_shorter_lines():
    figure, _ = settled(["WWWW MMMM " * 40])
    (told,) = (one for one in figure.findobj(Text) if "WWWW" in one.get_text())
    assert told.get_window_extent().x1 < figure.bbox.x1


def test_points_of_one_series_have_colours_of_their_own():
    ax = style.sheet(80, 60).subplots()
    drawn = ax.errorbar([1, 2], [3, 4], yerr=[0.1, 0.2], capsize=2, linestyle="none")
    lettering.recolor(drawn, ["#E69F00", "#0072B2"])
    shown = [line for line in ax.lines if len(line.get_xdata())]
    assert {line.get_color() for line in shown} == {"#E69F00", "#0072B2"}
    assert all(
        line.get_xdata()[0] == {"#E69F00": 1, "#0072B2": 2}[line.get_color()] for line in shown
    )
    assert len(drawn.lines[2][0].get_color()) == 2
