"""Letters of a row stand at one height, and a note says what the picture does not."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib.text import Text
from ultralow.figures import lettering, showcase, style

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 6.5  # points, width and height of a bold letter of 8


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


def _at(element):
    """Where a drawn thing begins: of a path its first point, else its own place."""
    if element.tag == SVG + "path":
        return tuple(map(float, re.match(r"M(-?[\d.]+)[ ,](-?[\d.]+)", element.get("d")).groups()))
    moved = re.match(r"translate\((-?[\d.]+)[ ,](-?[\d.]+)\)", element.get("transform", ""))
    place = moved.groups() if moved else (element.get("x", 0), element.get("y", 0))
    return tuple(map(float, place))


def _hidden(drawing):
    """Letters of panels that a legend begins left of and ends right of, at their height."""
    root = ElementTree.fromstring(drawing)
    letters = [one for one in root.iter(SVG + "text") if re.fullmatch("[a-l]", one.text or "")]
    legends = [one for one in root.iter(SVG + "g") if one.get("class") == "legend"]
    found = []
    for letter in letters:
        left, low = _at(letter)
        for legend in legends:
            beside = [_at(one)[0] for one in legend if low - 7 < _at(one)[1] < low + 2]
            right = max((_at(one)[0] for one in legend), default=0.0)
            found += [letter.text] * any(x < left + LETTER and right > left for x in beside)
    return found


DRAWINGS = sorted(showcase.FIGURES.glob("*/*.svg"))


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_no_legend_hides_the_letter_of_a_panel(path):
    assert _hidden(path.read_text("utf-8")) == []


def test_a_legend_on_a_letter_is_found():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><text x="20" y="30">a</text>'
        '<g class="legend"><path d="M{} 27l10 0"/><text x="40" y="29">computed</text></g></svg>'
    )
    assert _hidden(drawing.format(17)) == ["a"]
    assert _hidden(drawing.format(31)) == []
