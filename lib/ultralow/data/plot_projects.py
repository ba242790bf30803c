"""Clicks from a project of WebPlotDigitizer 4, saved as JSON.

``axesColl`` lists the axes: of the kind ``XYAxes`` the first two ``calibrationPoints`` (``px``,
``py``) have x in ``dx``, the last two y in ``dy``, as texts. ``datasetColl`` lists the series by
name, each with the name of its axes and the pixels ``x``, ``y`` of its points. The values that the
program computed are not used.
"""

import math

from ultralow.checks import check_known
from ultralow.data import plain_file
from ultralow.data.digitised_figure import DigitisedFigure, Point, Series
from ultralow.data.json_shapes import TEXT, TRUTH, check, number
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError
from ultralow.measurement import axis_calibration

_PIXEL = number(-1e5, 1e5, "pixels")
_SHAPE = {"axesColl": [{"name": TEXT, "type": TEXT}], "datasetColl": [{"name": TEXT}]}
_AXES = {
    "isLogX": TRUTH,
    "isLogY": TRUTH,
    "calibrationPoints": [{"px": _PIXEL, "py": _PIXEL}],
}
_POINTS = {"axesName": TEXT, "data": [{"x": _PIXEL, "y": _PIXEL}]}


def read(path, series, doi, figure, picture=None):
    """Read series of a project, all on one pair of axes.

    Parameters
    ----------
    path : str or os.PathLike
    series : dict of str to (str, str, str)
        Material, quantity and unit by the name of the series in the project; others are left out.
    doi, figure : str
        The source, and which figure of it.
    picture : dict, optional
        As from :func:`ultralow.data.figure_pictures.image`; a project does not hold it.

    Returns
    -------
    DigitisedFigure

    Raises
    ------
    UltralowError
        If the file cannot be read or is no project of version 4; if a series is not in it, or has
        its points on axes of another kind than XY or on other axes than the first; or if the axes
        have dates, or are refused by `axis_calibration.calibrate`.
    """
    raw, shown = plain_file.content(path)
    held = check(parse_json(raw, shown), _SHAPE, shown)
    if not (isinstance(held.get("version"), list) and held["version"][:1] == [4]):
        raise UltralowError(f"{shown}: no project of WebPlotDigitizer 4",
                            mend="save it as JSON with version 4")  # fmt: skip
    sets = {one["name"]: one for one in held["datasetColl"]}
    for name in series:
        check_known(name, sets, f"series in {shown}:")
        check(sets[name], _POINTS, shown, name)
    used = sorted({sets[name]["axesName"] for name in series})
    if len(used) != 1:
        raise UltralowError(f"{shown}: the series are on {len(used)} pairs of axes",
                            mend="read those of one pair at a time, and one at least")  # fmt: skip
    taken = tuple(
        Series(name, *meant, tuple(Point((p["x"], p["y"])) for p in sets[name]["data"]))
        for name, meant in series.items()
    )
    return DigitisedFigure(doi, figure, _calibration(held, used[0], shown), taken, picture)


def _calibration(held, name, shown):
    """The calibration of a pair of axes."""
    known = {one["name"]: one for one in held["axesColl"]}
    check_known(name, known, f"axes in {shown}:")
    axes = known[name]
    if axes["type"] != "XYAxes":
        raise UltralowError(f"{shown}: the axes '{name}' are {axes['type']:.40}",
                            mend="calibrate them as 2D (X-Y) plot")  # fmt: skip
    clicks = check(axes, _AXES, shown, name)["calibrationPoints"]
    if len(clicks) != 4:
        raise UltralowError(f"{shown}: the axes '{name}' have {len(clicks)} clicks, not four",
                            mend="calibrate each axis by two clicks, without breaks")  # fmt: skip
    values = [_value(one.get(key), shown) for one, key in zip(clicks, ("dx", "dx", "dy", "dy"))]
    pixels = [[one["px"], one["py"]] for one in clicks]
    if axes.get("noRotation"):
        pixels = _straight(pixels)
    return axis_calibration.calibrate(pixels, values, (axes["isLogX"], axes["isLogY"]))


def _straight(pixels):
    """Clicks on axes along columns and rows, as ``noRotation`` says that they are."""
    first, second, third, fourth = pixels
    level = abs(second[0] - first[0]) >= abs(second[1] - first[1])
    across, along = (1, 0) if level else (0, 1)
    second, fourth = list(second), list(fourth)
    second[across], fourth[along] = first[across], third[along]
    return [first, second, third, fourth]


def _value(given, shown):
    try:
        value = float(given)
    except (TypeError, ValueError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise UltralowError(f"{shown}: {given!r:.40} at a click on the axes is no number",
                            mend="give plain numbers there, no dates")  # fmt: skip
    return value
