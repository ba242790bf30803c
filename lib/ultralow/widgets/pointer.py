"""What is drawn under the pointer: the nearest point of a curve with its numbers, or the place.

Places are shares of a picture's width and height, counted from its top left corner, as a browser
knows them, whatever size it shows the picture at.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

REACH = 0.04  # of the picture's width: what lies farther from the pointer is not meant
_NAMED = re.compile(r"(.*?) *\(([^()]*(?:\([^()]*\))?[^()]*)\)", re.DOTALL)  # Temperature (K)


class Series(NamedTuple):
    """Points that are drawn as one: name, axes, and x and y in the units of the axes.

    ``bar`` tells a horizontal bar, whose y is its row and no number.
    """

    name: str
    axes: object
    x: np.ndarray
    y: np.ndarray
    bar: bool = False


class Reading(NamedTuple):
    """What stands at a place: words for a reader, text to copy, and where it is."""

    words: str
    text: str
    at: tuple[float, float]


def reading(figure, across: float, down: float) -> Reading | None:
    """What is drawn nearest to a place; without a curve near, the place in the units of its axes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As it was drawn last.
    across, down : float

    Returns
    -------
    Reading or None
        None beside all axes.
    """
    here = np.array([across, 1 - down]) * figure.bbox.size
    axes = axes_at(figure, across, down)
    if axes is None:
        return None
    found = [_nearest(one, here) for one in series(figure) if one.axes is axes]
    near, one, x, y = min(found, key=lambda one: one[0], default=(np.inf, None, 0.0, 0.0))
    if near > REACH * figure.bbox.width:
        one, (x, y) = None, axes.transData.inverted().transform(here)
    at = axes.transData.transform((x, y)) / figure.bbox.size
    at = float(np.clip(at[0], 0, 1)), float(np.clip(1 - at[1], 0, 1))
    name, value = one.name if one else "", _told(axes.get_xlabel(), x)
    if one and one.bar:
        return Reading(f"{name}\n{value}", f"{x:.6g}", at)
    words = "\n".join(filter(None, [name, value, _told(axes.get_ylabel(), y)]))
    return Reading(words, f"{x:.6g}, {y:.6g}", at)


def axes_at(figure, across: float, down: float):
    """The axes around a place; None where there are none."""
    here = np.array([across, 1 - down]) * figure.bbox.size
    seen = (axes for axes in figure.axes if axes.axison and axes.get_visible())
    return next((axes for axes in seen if axes.bbox.contains(*here)), None)


def series(figure) -> Iterator[Series]:
    """Everything in a figure that has points or bars with a meaning."""
    for axes in figure.axes:
        bars = [one for one in axes.containers if hasattr(one, "patches")]
        held = {
            line: box.get_label() for box in axes.containers for line in [_data_line(box)] if line
        }
        for line in axes.lines:
            name, data = held.get(line, line.get_label()), line.get_transform() == axes.transData
            # Bars of errors have no name, and a line across the axes no data on one of them.
            if data and name[:1] != "_":
                yield Series(_plain(name), axes, *_numbers(line))
        for box in bars:
            names = [text.get_text() for text in axes.get_yticklabels()]
            for name, bar in zip(names, box.patches, strict=False):
                middle = bar.get_y() + bar.get_height() / 2
                yield Series(_plain(name), axes, *np.array([[bar.get_width()], [middle]]), True)


def titles(figure) -> str:
    """What stands above a figure and its panels: its crystal and its numbers, in one line."""
    parts = [figure.get_suptitle()]
    for axes in figure.axes:
        if axes.axison:
            parts += [axes.get_title(loc=side) for side in ("left", "center", "right")]
    return "; ".join(_one_line(part) for part in parts if part)


def as_csv(figure) -> str:
    """Everything drawn, a row a point: its series and the names of both axes, with units."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["series", "x", "x_value", "y", "y_value"])
    for one in series(figure):
        names = _one_line(one.axes.get_xlabel()), _one_line(one.axes.get_ylabel())
        for x, y in zip(one.x, one.y, strict=True):
            told = "" if one.bar else f"{y:.6g}"
            writer.writerow([one.name, names[0], f"{x:.6g}", names[1], told])
    return file.getvalue()


def _data_line(container):
    """The points of an errorbar, without its bars; None of anything else."""
    lines = getattr(container, "lines", None)
    return lines[0] if isinstance(lines, tuple) and hasattr(container, "has_yerr") else None


def _numbers(line) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of a line that are finite on both axes."""
    x, y = (np.asarray(one, dtype=float) for one in line.get_data())
    kept = np.isfinite(x) & np.isfinite(y)
    return x[kept], y[kept]


def _nearest(one: Series, here: np.ndarray) -> tuple[float, Series, float, float]:
    """How far the nearest point of a series is, in pixels, the series, and the point.

    A bar is met anywhere in its row.
    """
    if not one.x.size:
        return np.inf, one, 0.0, 0.0
    with np.errstate(divide="ignore", invalid="ignore"):  # a zero on a logarithmic axis
        apart = one.axes.transData.transform(np.column_stack([one.x, one.y])) - here
    apart = apart * [not one.bar, 1]
    distance = np.nan_to_num(np.hypot(*apart.T), nan=np.inf)
    place = int(distance.argmin())
    return float(distance[place]), one, float(one.x[place]), float(one.y[place])


def _told(label: str, value: float) -> str:
    """``Temperature 300 K`` of a label and a number."""
    found = _NAMED.fullmatch(_one_line(label))
    name, unit = found.groups() if found else (_one_line(label), "")
    return " ".join(filter(None, [name, f"{value:.4g}", unit])).strip()


def _plain(name: str) -> str:
    """A name without the marks of formulas."""
    return _one_line(re.sub(r"[${}\\]", "", name))


def _one_line(text: str) -> str:
    return " ".join(text.split())
