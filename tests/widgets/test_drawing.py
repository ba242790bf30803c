"""A drawing that a reader looks closer at, and back."""

import numpy as np
import pytest
from pixels import drawn_whole, pixels
from ultralow.figures import style
from ultralow.widgets.drawing import Drawing, set_top


def drawing():
    """A picture with a curve on axes of which one goes down."""
    figure = style.sheet(100, 60)
    axes = figure.add_subplot()
    axes.plot([0, 1, 2], [0, 1, 4])
    axes.set(xlim=(0, 2), ylim=(4, 0))
    return Drawing(figure), axes


def test_a_closer_look_is_what_lies_between_two_places():
    one, axes = drawing()
    whole = one.png()
    corners = axes.transData.transform([(0.5, 1), (1, 3)]) / one.figure.bbox.size
    places = [(x, 1 - y) for x, y in corners]
    one.zoom(*places)
    assert one.png() != whole
    np.testing.assert_allclose([axes.get_xlim(), axes.get_ylim()], [(0.5, 1), (3, 1)], rtol=1e-9)
    one.whole()
    assert one.zoomed == () and one.png() == whole


def test_a_closer_look_beside_the_axes_or_at_nothing_changes_nothing():
    one, axes = drawing()
    one.zoom((0.001, 0.5), (0.5, 0.5))
    one.zoom((0.5, 0.5), (0.5, 0.5))
    assert one.zoomed == () and axes.get_xlim() == (0, 2)


def written():
    """A picture with a key, a title and words at a place of the data, below a curve."""
    figure = style.sheet(100, 60)
    axes = figure.add_subplot()
    (curve,) = axes.plot([0, 1, 2], [0, 1, 4], label="a curve")
    axes.set(xlim=(0, 2), ylim=(0, 4), title="a title")
    words = axes.text(1, 2, "here", rotation=30)
    axes.legend(loc="upper left")
    return Drawing(figure), axes, curve, words


CHANGES = {
    "a curve below words and key": lambda axes, curve, words: curve.set_data([0, 1, 2], [4, 2, 2]),
    "a curve beside them": lambda axes, curve, words: curve.set_data([1.5, 2], [0, 1]),
    "limits, which move words": lambda axes, curve, words: set_top(axes, 8),
    "words that move": lambda axes, curve, words: words.set_position((0.5, 3)),
    "other words": lambda axes, curve, words: words.set_text("there, and longer"),
    "words in another colour": lambda axes, curve, words: words.set_color("red"),
    "no words": lambda axes, curve, words: words.set_text(""),
    "no title": lambda axes, curve, words: axes.set_title(""),
    "another key": lambda axes, curve, words: axes.get_legend().get_texts()[0].set_text("K"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_words_and_keys_are_as_in_a_drawing_of_everything(change):
    one, *parts = written()
    first = one.png()
    change(*parts)
    if change is CHANGES["another key"]:
        parts[0].get_legend().stale = True
    np.testing.assert_array_equal(pixels(one.png()), drawn_whole(one.figure))
    second = one.png()
    parts[1].set_color("red")
    np.testing.assert_array_equal(pixels(one.png()), drawn_whole(one.figure))
    assert len({first, second, one.png()}) == 3


def test_words_over_pixels_as_they_were_are_not_drawn_again(monkeypatch):
    one, axes, curve, words = written()
    one.png()
    drawn = []
    for part in (words, axes.title, axes.get_legend()):
        monkeypatch.setattr(part, "draw", lambda *_: drawn.append(1))
    curve.set_data([1.5, 2], [0, 1])
    one.png()
    assert len(drawn) <= 1  # the words stood on the curve
    drawn.clear()
    curve.set_data([1.6, 2], [0, 1])
    one.png()
    assert not drawn


def test_an_axes_that_has_its_top_is_left_alone():
    figure = style.sheet(100, 60)
    axes = figure.add_subplot()
    set_top(axes, 3)
    figure.canvas.draw()
    set_top(axes, 3)
    assert not axes.yaxis.stale
    set_top(axes, 4)
    assert axes.yaxis.stale and axes.get_ylim() == (0, 4)
