"""A drawing that a reader looks closer at, and back."""

import numpy as np
from ultralow.figures import style
from ultralow.widgets.drawing import Drawing


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
