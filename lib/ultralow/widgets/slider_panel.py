"""A panel of sliders beside their picture: back to the start, one step back, and its numbers."""

from collections.abc import Callable

import ipywidgets

from ultralow.widgets import pointer
from ultralow.widgets.drawing import Drawing
from ultralow.widgets.live_picture import LivePicture
from ultralow.widgets.steps import Steps


class SliderPanel(ipywidgets.HBox):
    """Sliders and three buttons, and beside them the picture that follows.

    Parameters
    ----------
    draw, controls
        As of :func:`ultralow.widgets.sliders.panel`.

    Attributes
    ----------
    controls : dict of ipywidgets.ValueWidget
    buttons : dict of ipywidgets.Button
        By their words.
    picture : LivePicture
    """

    def __init__(self, draw: Callable, controls: dict):
        self._draw, self.controls, self.drawing = draw, controls, None
        self._steps, self._going = Steps(), False
        self._start = self._here()
        acts = {
            "Reset": (lambda: self._go(self._start), "all sliders to where they began"),
            "Step back": (self._back, "the sliders as they were before the last move"),
            "CSV": (self._csv, "what is drawn, as numbers, to where your browser saves files"),
        }
        self.buttons = {words: button(words, *act) for words, act in acts.items()}
        for name, one in controls.items():
            one.observe(lambda change, name=name: self._moved(name, change.old), names="value")
        self.picture = LivePicture(self._png, controls.values(), lambda: self.drawing)
        self.picture.layout = {"flex": "1 1 22em", "min_width": "18em"}
        buttons = ipywidgets.HBox([*self.buttons.values()])
        column = ipywidgets.VBox([*controls.values(), buttons])
        super().__init__([column, self.picture], layout={"flex_flow": "row wrap"})

    def _here(self) -> dict:
        return {name: one.value for name, one in self.controls.items()}

    def _png(self) -> bytes:
        figure = self._draw(**self._here())
        self.drawing = self.drawing or Drawing(figure)
        return self.drawing.png()

    def _moved(self, name: str, before) -> None:
        if not self._going:
            self._steps.moved(name, self._here() | {name: before})
            self.picture.ask()

    def _back(self) -> None:
        self._put(self._steps.back(self._here()))

    def _go(self, places: dict) -> None:
        self._steps.moved("", self._here())
        self._put(places)

    def _put(self, places: dict) -> None:
        """Move all sliders, and draw once."""
        self._going = True
        try:
            for name, place in places.items():
                self.controls[name].value = place
        finally:
            self._going = False
        self.picture.ask()

    def _csv(self) -> None:
        if self.drawing:
            content = pointer.as_csv(self.drawing.figure).encode()
            self.picture.download("panel.csv", content, "text/csv")


def button(words: str, act: Callable, tooltip: str):
    """A button that does something; what it does tells its errors itself."""
    made = ipywidgets.Button(description=words, tooltip=tooltip, layout={"width": "7em"})
    made.on_click(lambda _: act())
    return made
