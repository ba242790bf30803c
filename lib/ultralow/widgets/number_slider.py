"""Slider with its number beside it: what is typed is taken with all its digits.

Those of ipywidgets put a typed number onto the nearest step, and one that the kernel sets, too,
and send it back as if somebody had moved it.
"""

from pathlib import Path

import anywidget
import traitlets

FRONT = Path(__file__).with_suffix("")


class NumberSlider(anywidget.AnyWidget):
    """A number within bounds.

    Parameters
    ----------
    value, low, high : float
        At the start, and the bounds, within which it is put.
    step : float
        By which a drag or an arrow key moves; a power of ten if ``log``.
    log : bool
        Whether the slider goes along the decimal logarithm; the bounds are positive then.
    description, tooltip : str
        Label, and what the pointer is told.

    Attributes
    ----------
    home : float
        A number that the nearest step stands for exactly, such as a measured one: at first that of
        the start.
    """

    _esm = FRONT.with_suffix(".js").read_text(encoding="utf-8")
    _css = FRONT.with_suffix(".css").read_text(encoding="utf-8")
    value = traitlets.Float().tag(sync=True)
    home = traitlets.Float().tag(sync=True)
    low = traitlets.Float().tag(sync=True)
    high = traitlets.Float().tag(sync=True)
    step = traitlets.Float().tag(sync=True)
    log = traitlets.Bool().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)

    def __init__(self, value: float, low: float, high: float, step: float, **about):
        start = min(max(value, low), high)
        super().__init__(
            value=start, home=start, low=low, high=high, step=step,
            **({"layout": {"width": "38em"}} | about),
        )  # fmt: skip

    @traitlets.validate("value")
    def _within(self, proposal):
        return min(max(proposal["value"], self.low), self.high)
