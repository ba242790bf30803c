"""Predictions: a reader says first what a change will do, and then sees what it is worth."""

import html

import ipywidgets

from ultralow.errors import UltralowError
from ultralow.figures import style
from ultralow.paper import exercises
from ultralow.paper.exercises import Try

OPEN = "choose …"
MARKS = {True: "✓", False: "✗"}


def panel(figure: str) -> ipywidgets.VBox:
    """The tries of a notebook, each with its question, a place for the prediction, and a button.

    Parameters
    ----------
    figure : str
        The notebook's name.
    """
    return ipywidgets.VBox([Prediction(*one) for one in enumerate(exercises.tries(figure), 1)])


class Prediction(ipywidgets.VBox):
    """One question; its answer is shown to those who have said what they expect.

    Parameters
    ----------
    number : int
    one : Try
    """

    def __init__(self, number: int, one: Try):
        self.one = one
        what = one.what + (f" ({style.unit_label(one.unit)})" if one.unit else "")
        look = {"description": what, "style": {"description_width": "24em"},
                "layout": {"width": "38em"}}  # fmt: skip
        if one.choices:
            self.said = ipywidgets.Dropdown(options=[OPEN, *one.choices], **look)
        else:
            hint = "a factor, such as 1.5" if one.kind == "times" else "a number"
            self.said = ipywidgets.Text(placeholder=hint, **look)
        self.shown = ipywidgets.HTML()
        self.button = ipywidgets.Button(description="Show", tooltip="what comes of it")
        self.button.on_click(lambda _: self.show())
        asked = ipywidgets.HTMLMath(f"<b>{number}.</b> {_marked_up(one.question)}")
        super().__init__([asked, ipywidgets.HBox([self.said, self.button]), self.shown])

    def show(self) -> None:
        """Say what the prediction is worth, and the answer; where none was made, ask for it."""
        try:
            right, worth = self.one.judge(self.said.value)
        except UltralowError as refused:
            self.shown.value = _told("", refused.mend)
            return
        self.shown.value = _told(MARKS[right], worth, self.one.answer)


def _marked_up(question: str) -> str:
    parts = ((html.escape(text, quote=False), code) for text, code in exercises.pieces(question))
    return "".join(f"<code>{text}</code>" if code else text for text, code in parts)


def _told(mark: str, worth: str, answer: str = "") -> str:
    sentence = html.escape(worth[:1].upper() + worth[1:], quote=False)
    return f'<div role="status" style="line-height: 1.4">{mark} <b>{sentence}</b> {answer}</div>'
