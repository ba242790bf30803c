"""The explorer's three panels, of which a move draws anew only what moved."""

from ultralow.explorer import screen
from ultralow.figures import style
from ultralow.paper import parameters
from ultralow.widgets.drawing import Drawing, set_top


class MovingScreen:
    """The picture of one case after another; what keeps its shape is moved and not drawn anew."""

    def __init__(self):
        self.shape = self.drawing = None

    @property
    def zoomed(self) -> tuple:
        """The limits that a reader chose."""
        return self.drawing.zoomed if self.drawing else ()

    def png(self, known: screen.ExplorerInputs, case: parameters.Case) -> bytes:
        """The picture of a case."""
        view = screen.show(known, case)
        curves = [(c.panel, c.label) for c in view.curves]
        shape = curves, view.absent, case.material, case.quantity
        if shape != self.shape:
            self.page = screen.draw(case, view)
            self.axes = self.page.axes[: len(screen.AXES)]
            self.keys = dict(zip(self.axes, self.page.axes[len(self.axes) :], strict=True))
            self.lines = self._lines(view)
            self.marks = [
                ax.axvline(case.temperature_K, color=style.COLORS["grey"], linewidth=0.5)
                for ax, panel in zip(self.axes, screen.AXES)
                if screen.AXES[panel][0][0] == "Temperature" and panel not in view.absent
            ]
            self.drawing = None
        self.shape = None  # a drawing that fails leaves no half of one behind
        self._move(view, case)
        self.drawing = self.drawing or Drawing(self.page.figure)
        drawn = self.drawing.png()
        self.shape = shape
        return drawn

    def _lines(self, view: screen.View) -> list:
        """The line of each curve, in their order; points stay where the paper has them."""
        left = {
            panel: [one for one in ax.lines if one.get_label()[:1] != "_"]
            for panel, ax in zip(screen.AXES, self.axes, strict=True)
        }
        return [left[c.panel].pop(0) for c in view.curves if c.uncertainty is None]

    def _move(self, view: screen.View, case: parameters.Case) -> None:
        curves = [curve for curve in view.curves if curve.uncertainty is None]
        for line, curve in zip(self.lines, curves, strict=True):
            line.set_data(curve.x, curve.y)
            label, dashes = style.graded(curve.label, curve.grade), style.DASHES[curve.grade]
            if label != line.get_label():
                _regrade(line, self.keys[line.axes].get_legend(), label, dashes)
        titles = screen.titles(view, case.temperature_K)
        for ax, panel in zip(self.axes, screen.AXES, strict=True):
            top = screen.ceiling([c for c in view.curves if c.panel == panel])
            set_top(ax, top)
            if titles.get(panel, "") != ax.get_title(loc="right"):
                ax.set_title(titles.get(panel, ""), loc="right")
        for mark in self.marks:
            if mark.get_xdata()[0] != case.temperature_K:
                mark.set_xdata([case.temperature_K] * 2)


def _regrade(line, legend, label: str, dashes: str) -> None:
    """Give a line another label and dashes, in its legend too."""
    names = [text.get_text() for text in legend.get_texts()]
    place = names.index(line.get_label())
    legend.get_texts()[place].set_text(label)
    legend.legend_handles[place].set_linestyle(dashes)
    legend.stale = True
    line.set(label=label, linestyle=dashes)
