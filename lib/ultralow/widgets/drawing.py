"""A figure that is drawn again and again: what rests stays, and a reader may look closer."""

import numpy as np

from ultralow.figures import rendering
from ultralow.widgets import pointer

DPI = 130
QUICK = 1  # of the packing of a picture that the next move replaces
SLACK = 3  # pixels that a letter may reach beyond its box


class Drawing:
    """A figure that is drawn again and again, and of which only a part changes.

    An axis with its numbers takes longest to draw, and a key. What keeps its look stays in the
    picture of what rests, and what changed is drawn over a copy of it; the pixels are those of a
    drawing of everything. What has changed once can be lifted from that picture again and laid
    back into it without a drawing of everything. The layout is found once.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    """

    def __init__(self, figure):
        figure.set_dpi(DPI)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.canvas.draw()
        self.figure = figure
        # What has ever changed; the picture of all else; of that, what rests now, and the picture
        # of all that rests.
        self._moving, self._bare = [], None
        self._resting, self._rest = [], None
        self._written = {}  # by words or key: its place, the pixels below it, and those with it
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
        for axes, limits in self._zoomed.items():
            if (*axes.get_xlim(), *axes.get_ylim()) != limits:
                axes.set(xlim=limits[:2], ylim=limits[2:])
        canvas, changed = self.figure.canvas, self._changed()
        if self._bare is None:
            self._lift(self._parts())
        if not all(one in self._moving for one in changed):
            self._lift(changed)
        resting = [one for one in self._moving if one not in changed]
        if resting != self._resting or self._rest is None:
            self._lay(resting)
        canvas.restore_region(self._rest)
        self._draw(one for one in self._moving if one not in resting)
        return rendering.encoded(canvas.buffer_rgba(), DPI, QUICK)

    def _lift(self, changed):
        """Take what never changed before out of the picture of what rests."""
        new = [one for one in changed if one not in self._moving]
        self._moving = sorted([*self._moving, *new], key=lambda one: one.get_zorder())
        for one in self._moving:
            one.set_animated(True)  # which leaves it out of the canvas's own drawing
        self._bare = self._rest = None  # a drawing that fails leaves no half of one behind
        self.figure.canvas.draw()
        self._bare = self.figure.canvas.copy_from_bbox(self.figure.bbox)

    def _lay(self, resting):
        """Make the picture of what rests, some of which has changed before."""
        self._rest = None
        self.figure.canvas.restore_region(self._bare)
        self._draw(resting)
        self._rest = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        self._resting = resting

    def _draw(self, artists):
        from matplotlib.legend import Legend
        from matplotlib.text import Text

        renderer = self.figure.canvas.get_renderer()
        for one in artists:
            if isinstance(one, (Legend, Text)):
                self._write(one, renderer)
            else:
                one.draw(renderer)

    def _write(self, words, renderer):
        """Draw words or a key, which take longest of all, unless pixels tell what would come out.

        Of words that stand as they stood, over pixels as they were, the picture is as it was.
        """
        from matplotlib.legend import Legend

        if _empty(words):
            self._written.pop(words, None)
            return
        pixels = np.asarray(renderer.buffer_rgba())
        box, under, over = self._written.get(words, (None, None, None))
        stands = isinstance(words, Legend) and not words.stale  # in its axes, whatever their limits
        here = box if box and stands else _box(words, renderer)
        if here == box and not words.stale and np.array_equal(pixels[here], under):
            pixels[here] = over
            return
        under = pixels[here].copy()
        words.draw(renderer)
        self._written[words] = here, under, pixels[here].copy()

    def _parts(self):
        """What a move may change: words of the figure, and all in an axes but its axis itself."""
        from matplotlib.axis import Axis
        from matplotlib.text import Text

        seen = (one for axes in self.figure.axes for one in _seen(axes))
        words = (one for one in self.figure.get_children() if isinstance(one, Text))
        return [*words, *(one for one in seen if not isinstance(one, Axis))]

    def _changed(self):
        """What no longer looks as it was drawn: all in an axes with a change but its idle axis."""
        from matplotlib.axis import Axis

        all_axes = self.figure.axes
        found = [one for one in self.figure.get_children() if one.stale and one not in all_axes]
        for axes in all_axes:
            parts = _seen(axes)
            if any(self._differs(one) for one in parts):
                found += [one for one in parts if one.stale or not isinstance(one, Axis)]
        return found

    def _differs(self, part) -> bool:
        """Whether a part no longer looks as it was drawn."""
        return part.stale and (not _empty(part) or part in self._written)


def _seen(axes) -> list:
    """The parts of an axes that can be seen."""
    unseen = [] if axes.axison else [axes.xaxis, axes.yaxis, *axes.spines.values()]
    return [one for one in axes.get_children() if one not in [*unseen, axes.patch]]


def _box(words, renderer) -> tuple:
    """Rows and columns of the pixels that words or a key may touch."""
    low, high = np.round(words.get_window_extent(renderer).get_points()).astype(int)
    bottom = int(renderer.height)
    rows = slice(max(bottom - high[1] - SLACK, 0), max(bottom - low[1] + SLACK, 0))
    return rows, slice(max(low[0] - SLACK, 0), max(high[0] + SLACK, 0))


def set_top(axes, top: float) -> None:
    """Let an axes go from zero to this; one that does so already is not drawn anew for it."""
    if axes.get_ylim() != (0, top):
        axes.set_ylim(0, top)


def _empty(part) -> bool:
    """Whether a part is words without a letter, which Matplotlib never draws and never forgets."""
    return getattr(part, "get_text", lambda: part)() == ""
