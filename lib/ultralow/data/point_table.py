"""Points of a reader as the CSV that ``data/readers`` takes: its text, its checks, its name."""

import csv
import io
import re

from ultralow.checks import check_known
from ultralow.data import datapackage, tables, units
from ultralow.errors import UltralowError

COLUMNS = ("material", "quantity", "temperature_K", "value", "uncertainty", "unit", "source",
           "grade")  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def text(rows):
    """The CSV text of rows.

    Parameters
    ----------
    rows : iterable of sequence
        Cells in the order of `COLUMNS`.

    Returns
    -------
    str

    Examples
    --------
    >>> text([("CsSnI3", "figure_of_merit", "300", "0.1", "", "1", "me", "X")]).splitlines()[1]
    'CsSnI3,figure_of_merit,300,0.1,,1,me,X'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return stream.getvalue()


def file(name):
    """The file of a name among the readers'.

    Parameters
    ----------
    name : str
        Letters, digits, underscores and hyphens, at most 60.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UltralowError
        If no file can have this name.
    """
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise UltralowError(
            f"{name!r:.80} cannot be the name of a file of points",
            mend="use letters, digits, underscores and hyphens, a letter or digit first, up to 60",
        )
    return datapackage.data_folder() / "readers" / f"{name}.csv"


def offered():
    """What a form lists: ``materials``, and ``quantities`` with the units of each."""
    quantities = {name: units.of_quantity(name) for name in units.QUANTITIES}
    return {"materials": _materials(), "quantities": quantities}


def _materials():
    """Names that a row may have; asking for them makes the table no input of a figure."""
    with datapackage.unrecorded():
        return [*tables.materials()["name"], "example"]


def check(raw, path):
    """Cautions about points to be written; refuses what `tables.reader_points` would.

    Parameters
    ----------
    raw : bytes
    path : pathlib.Path
        Where they are to be written.

    Returns
    -------
    list of str
        What is allowed and unusual.

    Raises
    ------
    UltralowError
        As `tables.read_points`; for an unknown material; and for a point that another file gives.
    """
    shown = datapackage.shown_file(path)
    points = tables.points_of(raw, shown)
    for name in points["material"].unique():
        check_known(name, _materials(), f"material in {shown}:")
    tables.check_given_once(points, path)
    return points.attrs["doubts"]
