"""Sliders: a number is moved, a picture follows within a tenth of a second."""

import io
from collections.abc import Callable

from ultralow.figures import style

DPI = 130


def panel(draw: Callable, **sliders):
    """Sliders above a picture that is drawn anew whenever one of them moves.

    Parameters
    ----------
    draw : callable
        Takes the sliders' values by name and returns a :class:`matplotlib.figure.Figure`: one
        that it keeps and in which it moves what is there, adding and removing nothing.
    **sliders : ipywidgets.ValueWidget

    Returns
    -------
    ipywidgets.VBox
    """
    import ipywidgets

    from ultralow.widgets.live_picture import LivePicture

    drawing = None

    def draw_now() -> bytes:
        nonlocal drawing
        figure = draw(**{name: s.value for name, s in sliders.items()})
        drawing = drawing or Drawing(figure)
        return drawing.png()

    picture = LivePicture(draw_now, sliders.values())
    for slider in sliders.values():
        slider.observe(picture.ask, names="value")
    return ipywidgets.VBox([*sliders.values(), picture])


class Drawing:
    """A figure that is drawn again and again, and of which only a part changes.

    An axis with its numbers takes longest to draw. One that keeps its limits stays in the picture
    of what rests, and what changed is drawn over a copy of it; the pixels are those of a drawing
    of everything. The layout is found once.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    """

    def __init__(self, figure):
        figure.set_dpi(DPI)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.canvas.draw()
        for axes in figure.axes:
            if not axes.axison:  # it holds a key, and its titles without letters stay stale
                for one in axes.get_children():
                    one.stale = False
        self.figure = figure
        self._moving, self._rest = [], None

    def png(self) -> bytes:
        """The figure as it is now."""
        from matplotlib.image import imsave

        canvas = self.figure.canvas
        changed = [one for one in self._changed() if one not in self._moving]
        if changed or self._rest is None:
            self._moving = sorted([*self._moving, *changed], key=lambda one: one.get_zorder())
            for one in self._moving:
                one.set_animated(True)  # which leaves it out of the canvas's own drawing
            self._rest = None  # a drawing that fails leaves no half of one behind
            canvas.draw()
            self._rest = canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._rest)
        for one in self._moving:
            one.draw(canvas.get_renderer())
        stream = io.BytesIO()
        imsave(stream, canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
        return stream.getvalue()

    def _changed(self):
        """What no longer looks as it was drawn: all in an axes with a change but its idle axis."""
        from matplotlib.axis import Axis

        all_axes = self.figure.axes
        found = [one for one in self.figure.get_children() if one.stale and one not in all_axes]
        for axes in all_axes:
            unseen = [] if axes.axison else [axes.xaxis, axes.yaxis, *axes.spines.values()]
            unseen.append(axes.patch)
            parts = [one for one in axes.get_children() if one not in unseen]
            if any(one.stale for one in parts):
                found += [one for one in parts if one.stale or not isinstance(one, Axis)]
        return found


def slider(label: str, value: float, low: float, high: float, step: float, unit: str):
    """A slider with its unit in its label."""
    import ipywidgets

    return ipywidgets.FloatSlider(
        value=min(max(value, low), high),
        min=low,
        max=high,
        step=step,
        description=f"{label} ({style.unit_label(unit)})",
        style={"description_width": "11em"},
        layout={"width": "32em"},
        readout_format=".4g",
    )
