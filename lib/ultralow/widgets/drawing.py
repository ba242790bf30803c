"""A figure that is drawn again and again: what rests stays, and a reader may look closer."""

import io

import numpy as np

from ultralow.widgets import pointer

DPI = 130


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
        # By axes: the limits that a reader chose, and those that it had.
        self._zoomed, self._whole = {}, {}

    @property
    def zoomed(self) -> tuple:
        """The limits that a reader chose, of every axes with some."""
        return tuple(self._zoomed.values())

    def zoom(self, corner: tuple, opposite: tuple) -> None:
        """Show of the axes at two places of the picture what lies between these.

        Parameters
        ----------
        corner, opposite : tuple of float
            As of :mod:`ultralow.widgets.pointer`.
        """
        axes = pointer.axes_at(self.figure, *corner)
        if axes is None:
            return
        places = np.array([corner, opposite])
        pixels = np.column_stack([places[:, 0], 1 - places[:, 1]]) * self.figure.bbox.size
        inside = np.clip(pixels, axes.bbox.min, axes.bbox.max)
        limits = np.sort(axes.transData.inverted().transform(inside), axis=0)
        if np.all(limits[0] < limits[1]) and np.isfinite(limits).all():
            turned = axes.yaxis_inverted()
            up, down = limits[:, 1][::-1] if turned else limits[:, 1]
            self._whole.setdefault(axes, (axes.get_xlim(), axes.get_ylim()))
            self._zoomed[axes] = (*limits[:, 0], up, down)

    def whole(self) -> None:
        """Show everything again."""
        for axes, (across, up) in self._whole.items():
            axes.set(xlim=across, ylim=up)
        self._zoomed, self._whole = {}, {}

    def png(self) -> bytes:
        """The figure as it is now."""
        from matplotlib.image import imsave

        for axes, (left, right, low, high) in self._zoomed.items():
            axes.set(xlim=(left, right), ylim=(low, high))
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
