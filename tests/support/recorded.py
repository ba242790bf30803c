"""A page of a figure's own case, and what panels recorded on it."""

import numpy as np
import pytest
from ultralow.figures.page import Page
from ultralow.paper import parameters

# What rounding leaves open in a record: one in the sixth digit, of a series in that of its largest
# value; of a series of more than a thousand points in the fifth.
DIGIT = 1e-5
DIGIT_OF_MANY = 1e-4


def recorded_as(values, digit: float = DIGIT):
    """What a recorded series must be, up to the digits that a record keeps."""
    values = np.asarray(values, float)
    return pytest.approx(values, rel=0, abs=digit * np.nanmax(np.abs(values)))


def page_of(figure: str, panels=(1, 1), **given) -> Page:
    """A page that nothing has been drawn on."""
    return Page(parameters.check(figure, given), panels)


def series(page: Page) -> dict:
    """What was recorded, by label."""
    found = {one["label"]: one for one in page.record["series"]}
    assert len(found) == len(page.record["series"]), "a label twice: look at the list"
    return found


def grades(page: Page) -> dict:
    """The grade of every series, by label, in the order of drawing."""
    return {label: one["grade"] for label, one in series(page).items()}


def y(page: Page, label: str) -> list:
    """The values of a series along y."""
    return series(page)[label]["y"]["values"]


def x(page: Page, label: str) -> list:
    """The values of a series along x."""
    return series(page)[label]["x"]["values"]


def axes_of(page: Page, label: str) -> tuple:
    """Names and units of both axes of a series."""
    one = series(page)[label]
    return tuple((one[axis]["name"], one[axis]["unit"]) for axis in "xy")
