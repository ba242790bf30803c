"""A digitised figure: the clicks in a JSON file, and the table of points that follows from them.

``data/readers/<name>.digitised.json`` holds where the figure is from, the sha256 and size of the
picture (never the picture), the clicks that calibrate the axes and those on the points;
``data/readers/<name>.csv`` beside it what they read, as grade X. The same clicks give the same
bytes of both. The uncertainty of a point is its reading error, that of the temperature carried
into it by the slope of its series (:mod:`ultralow.measurement.reading_error`), and in square with
it half of its error bar, where one was clicked.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ultralow.data import atomic_write, plain_file, point_table
from ultralow.data.json_shapes import OBJECT, TEXT, TRUTH, Rule, check, number, numbers
from ultralow.data.reader_text import MOST_ROWS
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError
from ultralow.measurement import axis_calibration, reading_error

_DOI = re.compile(r"10\.[0-9]{4,9}/\S{1,200}")
_AXES = ("x", "x", "y", "y")
_PAIR = numbers(1, -1e5, 1e5, "pixels")
_VALUE = number(-1e30, 1e30)
_UNKNOWN = Rule("null or a number", lambda value: value is None or _VALUE.holds(value))
_BAR = Rule(
    "null or the pixels of both ends",
    lambda value: (
        value is None or (numbers(2, -1e5, 1e5).holds(value) and np.shape(value) == (2, 2))
    ),
)
_SHAPE = {
    "source": {"doi": TEXT, "figure": TEXT},
    "axes": {
        "x_log": TRUTH,
        "y_log": TRUTH,
        "clicks": [{"axis": TEXT, "value": _VALUE, "pixel": _PAIR}],
    },
    "further_clicks": [{"x": _UNKNOWN, "y": _UNKNOWN, "pixel": _PAIR}],
    "pixel_error": number(0.01, 100, "pixels"),
    "series": [
        {
            **dict.fromkeys(("name", "material", "quantity", "unit"), TEXT),
            "points": [{"pixel": _PAIR, "bar": _BAR}],
        }
    ],
}
_IMAGE = {
    "sha256": Rule("64 hexadecimal digits",
                   lambda value: bool(re.fullmatch("[0-9a-f]{64}", str(value)))),
    "width": number(1, 1e5, "pixels"),
    "height": number(1, 1e5, "pixels"),
}  # fmt: skip


class Point(NamedTuple):
    """Click on a point, ``(column, row)``, and on both ends of its error bar, if it has one."""

    pixel: tuple
    bar: tuple | None = None


@dataclass(frozen=True)
class Series:
    """Points of one series; ``unit`` is that of the axis of y, as data/README.md lists it."""

    name: str
    material: str
    quantity: str
    unit: str
    points: tuple


@dataclass(frozen=True)
class DigitisedFigure:
    """Clicks on one figure.

    Attributes
    ----------
    doi, figure : str
        The source, and which figure of it, such as "Fig. 2C".
    axes : ultralow.measurement.axis_calibration.AxisCalibration
        Temperatures (K) at the clicks on x, values at those on y.
    series : tuple of Series
    image : dict or None
        Of the picture, as :func:`ultralow.data.figure_pictures.image` gives it.
    further : tuple of tuple
        Clicks beyond the four that test them, each x, y (None where not known) and pixel.
    pixel_error : float
        Standard error of every click in each direction (pixels).
    """

    doi: str
    figure: str
    axes: axis_calibration.AxisCalibration
    series: tuple
    image: dict | None = None
    further: tuple = ()
    pixel_error: float = 1.0


def table(found):
    """The CSV text of a digitised figure, a row a point in the order of the clicks.

    Parameters
    ----------
    found : DigitisedFigure

    Returns
    -------
    str
        Temperatures and values to six digits, uncertainties to two.

    Raises
    ------
    UltralowError
        For pixels that are no numbers; `digitised_files.save` judges the rows.
    """
    return point_table.text(row for series in found.series for row in _rows(found, series))


def _rows(found, series):
    source = f"{found.figure} of {found.doi}, {series.name}, digitised"
    for x, y, error in zip(*readings(found, series), strict=True):
        point = (f"{x:.6g}", f"{y:.6g}", f"{error:.2g}")
        yield (series.material, series.quantity, *point, series.unit, source, "X")


def readings(found, series):
    """What the clicks of a series read.

    Parameters
    ----------
    found : DigitisedFigure
    series : Series

    Returns
    -------
    x, y, error : numpy.ndarray, shape (n,)
        Temperatures (K), values and their standard errors in the series' unit.

    Raises
    ------
    UltralowError
        For pixels that are no numbers, and a ``pixel_error`` that is none or negative.
    """
    pixels = np.array([point.pixel for point in series.points], float).reshape(-1, 2)
    x, y = axis_calibration.to_values(found.axes, pixels).T
    covariance = reading_error.covariance(found.axes, pixels, found.pixel_error)
    read = reading_error.carried(reading_error.slopes(x, y), covariance)
    return x, y, np.hypot(read, [_half(found.axes, point.bar) for point in series.points])


def _half(axes, bar):
    """Half of an error bar in y; zero where none was clicked."""
    if bar is None:
        return 0.0
    ends = axis_calibration.to_values(axes, bar)[:, 1]
    return abs(ends[1] - ends[0]) / 2


def json_text(found):
    """The JSON text of a digitised figure."""
    axes = found.axes
    clicks = zip(_AXES, axes.values, axes.pixels, strict=True)
    return atomic_write.json_text(
        {
            "source": {"doi": found.doi, "figure": found.figure},
            "image": found.image,
            "axes": {
                "x_log": axes.log[0],
                "y_log": axes.log[1],
                "clicks": [
                    {"axis": axis, "value": float(value), "pixel": _plain(pixel)}
                    for axis, value, pixel in clicks
                ],
            },
            "further_clicks": [
                {"x": x, "y": y, "pixel": _plain(pixel)} for x, y, pixel in found.further
            ],
            "pixel_error": found.pixel_error,
            "series": [_held(one) for one in found.series],
        }
    )


def _held(series):
    """A series as its file holds it."""
    points = [{"pixel": _plain(one.pixel), "bar": _plain(one.bar)} for one in series.points]
    names = ("name", "material", "quantity", "unit")
    return {**{name: getattr(series, name) for name in names}, "points": points}


def _plain(pixels):
    return None if pixels is None else np.asarray(pixels, float).tolist()


def load(path):
    """Read a file of clicks.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    DigitisedFigure

    Raises
    ------
    UltralowError
        If the file cannot be read, is too large or no such JSON, has other than two clicks on
        each axis, no point or more than `reader_text.MOST_ROWS`, a click outside the picture, or
        axes that `axis_calibration.calibrate` refuses.
    """
    return parse(*plain_file.content(path))


def parse(raw, shown):
    """Return what the bytes of a file of clicks hold, as `load` does."""
    held = check(parse_json(raw, shown), _SHAPE, shown)
    if held.get("image") is not None:
        image = check(held["image"], OBJECT, shown, "image")
        page = {"page": number(1, 1e5)} if "page" in image else {}
        check(image, _IMAGE | page, shown, "image")
    source = held["source"]
    _wrong_unless(_DOI.fullmatch(source["doi"]), shown, f"{source['doi']!r:.80} is no DOI",
                  "give it as in 10.1073/pnas.1711744114")  # fmt: skip
    _wrong_unless(tuple(one["axis"] for one in held["axes"]["clicks"]) == _AXES, shown,
                  "the axes need two clicks on x, then two on y",
                  "click on two labels of each")  # fmt: skip
    count = sum(len(one["points"]) for one in held["series"])
    _wrong_unless(0 < count <= MOST_ROWS and all(one["points"] for one in held["series"]), shown,
                  f"{count} points in {len(held['series'])} series",
                  f"give each series a point, and all at most {MOST_ROWS}")  # fmt: skip
    _check_inside(held, shown)
    return built(held)


def built(held):
    """The figure that the content of a file of clicks describes, its points perhaps missing.

    Parameters
    ----------
    held : dict
        Of the shape of such a file, with all four clicks on the axes.

    Returns
    -------
    DigitisedFigure

    Raises
    ------
    UltralowError
        As `axis_calibration.calibrate`.
    """
    axes, source = held["axes"], held["source"]
    calibration = axis_calibration.calibrate(
        [one["pixel"] for one in axes["clicks"]],
        [one["value"] for one in axes["clicks"]],
        (axes["x_log"], axes["y_log"]),
    )
    series = tuple(_series(one) for one in held["series"])
    further = tuple((one["x"], one["y"], tuple(one["pixel"])) for one in held["further_clicks"])
    return DigitisedFigure(source["doi"], source["figure"], calibration, series,
                           held.get("image"), further, held["pixel_error"])  # fmt: skip


def _series(held):
    points = tuple(Point(tuple(one["pixel"]), one["bar"]) for one in held["points"])
    return Series(held["name"], held["material"], held["quantity"], held["unit"], points)


def _check_inside(held, shown):
    """Refuse pixels that are no pairs, and clicks outside the picture."""
    clicks = [*held["axes"]["clicks"], *held["further_clicks"]]
    clicks += [point for one in held["series"] for point in one["points"]]
    ends = [{"pixel": end} for one in clicks for end in one.get("bar") or ()]
    size = held.get("image") or {"width": math.inf, "height": math.inf}
    for pixel in (one["pixel"] for one in clicks + ends):
        _wrong_unless(len(pixel) == 2, shown, f"the pixel {pixel!r:.60} is no pair",
                      "give column and row")  # fmt: skip
        outside = held.get("image") and not (
            0 <= pixel[0] <= size["width"] and 0 <= pixel[1] <= size["height"]
        )
        _wrong_unless(not outside, shown, f"the click at {pixel} lies outside the picture",
                      "look whether the clicks are of the picture of this size")  # fmt: skip


def _wrong_unless(holds, shown, what, mend):
    if not holds:
        raise UltralowError(f"{shown}: {what}", mend=mend)
