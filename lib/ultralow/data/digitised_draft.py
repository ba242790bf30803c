"""A digitised figure under way: what its clicks read so far, and the next step to a whole one.

A draft is what a file of clicks holds, in which values, points and source may still be missing.
"""

import json

from ultralow.checks import listed
from ultralow.data import digitised_figure
from ultralow.errors import UltralowError

LABELS = ("first label of x", "second label of x", "first label of y", "second label of y")
QUANTITY = "total_thermal_conductivity"  # of the first series
SAVE = "Give the file a name and save it, or click on further points."


def empty(material):
    """A draft without clicks.

    Parameters
    ----------
    material : str
        Of its first series, a total thermal conductivity.

    Returns
    -------
    dict
    """
    series = {"name": "series 1", "material": material, "points": []}
    series |= {"quantity": QUANTITY, "unit": "W m-1 K-1"}
    return {
        "source": {"doi": "", "figure": ""},
        "axes": {"x_log": False, "y_log": False, "clicks": []},
        "further_clicks": [],
        "pixel_error": 1.0,
        "series": [series],
    }


def of(figure):
    """The draft of a whole figure.

    Parameters
    ----------
    figure : DigitisedFigure

    Returns
    -------
    dict
    """
    held = json.loads(digitised_figure.json_text(figure))
    return {name: held[name] for name in empty("")}


def step(draft, picture):
    """What to do next, in a sentence.

    Parameters
    ----------
    draft : dict
    picture : dict or None
        What is known of the picture; None where there is none yet.

    Returns
    -------
    str
        `SAVE` when nothing is missing.
    """
    clicks, source = draft["axes"]["clicks"], draft["source"]
    if picture is None:
        return "Drop a picture of the figure here, or choose its file."
    for number, name in enumerate(LABELS):
        if number >= len(clicks):
            return f"Click on the {name}."
        if clicks[number]["value"] is None:
            return f"Type the value at the {name}{', in kelvins' * (number < 2)}."
    if not any(one["points"] for one in draft["series"]):
        return "Click on the points of the series."
    if not (source["doi"] and source["figure"]):
        return "Give the DOI of the source, and which figure of it this is."
    return SAVE


def placed(draft):
    """Whether anything was clicked."""
    points = any(one["points"] for one in draft["series"])
    return bool(draft["axes"]["clicks"] or draft["further_clicks"] or points)


def calibrated(draft):
    """Whether both axes have their clicks and values."""
    clicks = draft["axes"]["clicks"]
    return len(clicks) == len(LABELS) and all(one["value"] is not None for one in clicks)


def so_far(draft, picture=None):
    """The figure as far as it goes, its source and points perhaps missing.

    Parameters
    ----------
    draft : dict
        One that is `calibrated`.
    picture : dict, optional

    Returns
    -------
    DigitisedFigure

    Raises
    ------
    UltralowError
        As `axis_calibration.calibrate`.
    """
    return digitised_figure.built(draft | {"image": picture})


def fits(draft, picture):
    """Whether all clicks of a draft lie within a picture."""
    clicks = [one["pixel"] for one in draft["axes"]["clicks"] + draft["further_clicks"]]
    points = [point for one in draft["series"] for point in one["points"]]
    clicks += [pixel for one in points for pixel in (one["pixel"], *(one.get("bar") or ()))]
    size = picture["width"], picture["height"]
    return all(0 <= at <= edge for pixel in clicks for at, edge in zip(pixel, size, strict=True))


def whole(draft, picture):
    """The figure that a draft has become, as its file would be read.

    Series without points are left out, and so are further clicks without a value.

    Parameters
    ----------
    draft : dict
    picture : dict or None

    Returns
    -------
    DigitisedFigure

    Raises
    ------
    UltralowError
        If something is missing, with the next `step`; as `digitised_figure.load`.
    """
    due = step(draft, picture)
    if due != SAVE:
        raise UltralowError("the figure is not complete", mend=due[0].lower() + due[1:-1])
    held = draft | {
        "image": picture,
        "series": [one for one in draft["series"] if one["points"]],
        "further_clicks": [
            one for one in draft["further_clicks"] if (one["x"], one["y"]) != (None, None)
        ],
    }
    twice = sorted(_twice([one["name"] for one in held["series"]]))
    if twice:
        raise UltralowError(f"two series are called {listed(twice)}",
                            mend="name them differently: they are told apart by name")  # fmt: skip
    return digitised_figure.parse(json.dumps(held).encode(), "the clicks")


def _twice(names):
    return {name for name in names if names.count(name) > 1}
