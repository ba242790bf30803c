"""The panels of the digitiser's notebook: where a robot clicked, and what it read."""

import io

import numpy as np

from ultralow.data import digitised_figure
from ultralow.data.digitised_figure import DigitisedFigure
from ultralow.figures import practice_print
from ultralow.figures.page import Page
from ultralow.figures.practice_print import Scan

TEMPERATURE = ("Temperature", "K")
INSIDE = 1.96  # standard errors on either side, of 95 in 100


def clicks(page: Page, ax, scan: Scan, found: DigitisedFigure) -> None:
    """Draw the print, and the clicks on its labels and points.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    scan : Scan
    found : DigitisedFigure
        The clicks on it.
    """
    from PIL import Image

    ax.imshow(np.asarray(Image.open(io.BytesIO(scan.png)).convert("L")), cmap="gray")
    page.axis(ax, ("Column", "px"), ("Row", "px"))
    points = np.array([point.pixel for point in found.series[0].points])
    look = {"markersize": 5, "markeredgewidth": 0.8, "marker": "x"}  # as in the digitiser itself
    page.points(ax, "clicks on labels", *found.axes.pixels.T, "G", color="red", **look)
    page.points(ax, "clicks on points", *points.T, "G", color="black", **look | {"marker": "+"})
    page.legend_above(ax, columns=2)
    page.remark("What is printed is of no crystal: it is made up to practise on.")


def readings(page: Page, ax, found: DigitisedFigure) -> np.ndarray:
    """Draw what the clicks read, with its error, and what was printed.

    Returns
    -------
    numpy.ndarray, shape (n,)
        The errors, W m⁻¹ K⁻¹.
    """
    x, y, error = digitised_figure.readings(found, found.series[0])
    fine = np.linspace(0, practice_print.LIMITS[0], 151)
    limits = dict(zip(("xlim", "ylim"), ((0, one) for one in practice_print.LIMITS)))
    page.axis(ax, TEMPERATURE, ("Thermal conductivity", "W m-1 K-1"), **limits)
    printed = practice_print.conductivity(fine)
    page.line(ax, "printed", fine, printed, "G", color="grey", linestyle="-")
    page.points(ax, "read", x, y, "G", error, color="red", marker="o", markersize=2.5)
    page.legend_above(ax, columns=2)
    return error


def misses(page: Page, ax, found: DigitisedFigure) -> np.ndarray:
    """Draw how far each reading lies from the print at its temperature, in its standard error.

    Returns
    -------
    numpy.ndarray, shape (n,)
        These distances.
    """
    x, y, error = digitised_figure.readings(found, found.series[0])
    off = (y - practice_print.conductivity(x)) / error
    top = max(3.5, 1.1 * np.abs(off).max())
    frame = {"xlim": (0, practice_print.LIMITS[0]), "ylim": (-top, top)}
    page.axis(ax, TEMPERATURE, ("Read minus printed, over its error", "1"), **frame)
    ax.axhspan(-INSIDE, INSIDE, color="0.88", linewidth=0, label="95 in 100")
    page.points(ax, "read", x, off, "G", color="red", marker="o", markersize=3)
    page.legend_above(ax, columns=2)
    return off
