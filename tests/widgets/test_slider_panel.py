"""A panel of sliders: back to the start, one step back, numbers, and the pointer's answers."""

import pytest
from ultralow.figures import style
from ultralow.widgets import sliders


@pytest.fixture
def panel():
    """A straight line under two sliders."""
    figure = style.sheet(80, 50)
    axes = figure.add_subplot(xlabel="x (m)", ylabel="y (s)", xlim=(0, 1), ylim=(0, 10))
    (line,) = axes.plot([], [], label="line")

    def draw(slope, height):
        line.set_data([0, 1], [height, height + slope])
        return figure

    return sliders.panel(
        draw,
        slope=sliders.slider("slope", 1, 0, 5, 0.1, "s m-1"),
        height=sliders.log_slider("height", 1, -1, 1, 0.1, "s"),
    )


def places(panel):
    return {name: one.value for name, one in panel.controls.items()}


def sent(panel, monkeypatch):
    """What goes to the browser from here on."""
    found = []
    monkeypatch.setattr(panel.picture, "send", lambda *parts, **more: found.append((parts, more)))
    return found


def test_back_to_the_start_and_from_there_back(panel):
    first, start = panel.picture.value, places(panel)
    panel.controls["slope"].value, panel.controls["height"].value = 3, 4
    moved = places(panel)
    panel.buttons["Reset"].click()
    assert places(panel) == start and panel.picture.value == first
    panel.buttons["Step back"].click()
    assert places(panel) == moved
    panel.buttons["Step back"].click()
    assert places(panel) == moved | {"height": 1}
    panel.buttons["Step back"].click()
    assert places(panel) == start
    panel.buttons["Step back"].click()
    assert places(panel) == start


def test_a_way_back_is_drawn_once(panel, monkeypatch):
    panel.controls["slope"].value, panel.controls["height"].value = 3, 4
    asked = []
    monkeypatch.setattr(panel.picture, "ask", lambda: asked.append(places(panel)))
    panel.buttons["Reset"].click()
    assert asked == [{"slope": 1, "height": 1}]


def test_numbers_go_to_the_browser(panel, monkeypatch):
    found = sent(panel, monkeypatch)
    panel.buttons["CSV"].click()
    (((head,), more),) = found
    assert (head["kind"], head["type"]) == ("download", "text/csv")
    assert more["buffers"][0].decode().splitlines()[2] == "line,x (m),1,y (s),2"


def test_the_pointer_is_answered(panel, monkeypatch):
    found = sent(panel, monkeypatch)
    axes = panel.drawing.figure.axes[0]
    across, up = axes.transData.transform((1, 2)) / panel.drawing.figure.bbox.size
    panel.picture._pointed({"kind": "point", "at": [across, 1 - up]})
    panel.picture._pointed({"kind": "point", "at": [0, 0]})
    first, second = (parts[0] for parts, _ in found)
    assert first["found"]["words"] == "line\nx 1 m\ny 2 s" and first["found"]["text"] == "1, 2"
    assert second == {"kind": "reading", "found": None}


def test_a_closer_look_is_drawn_and_ends(panel):
    whole = panel.picture.value
    panel.picture._pointed({"kind": "zoom", "corner": [0.3, 0.3], "opposite": [0.6, 0.6]})
    closer = panel.picture.value
    assert closer != whole
    panel.picture._pointed({"kind": "whole"})
    assert panel.picture.value == whole


def test_the_picture_says_its_numbers_in_words():
    figure = style.sheet(80, 50)
    style.named(figure, "γ-CsSnI₃")
    axes = figure.add_subplot()

    def draw(kelvin):
        axes.set_title(f"0.2 at {kelvin:g} K", loc="right")
        return figure

    one = sliders.panel(draw, kelvin=sliders.slider("temperature", 300, 5, 400, 5, "K"))
    assert one.picture.answer["says"] == "γ-CsSnI₃; 0.2 at 300 K"
    one.controls["kelvin"].value = 100
    assert one.picture.answer["says"] == "γ-CsSnI₃; 0.2 at 100 K"
