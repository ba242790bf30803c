"""A digitised figure among the readers' points: clicks and table written together, or neither.

What is there is not lost: clicks on another figure, and a table that does not follow from the
clicks beside it, are written over only when the reader says so.
"""

import math
from pathlib import Path

import numpy as np

from ultralow import questions
from ultralow.checks import listed
from ultralow.data import atomic_write, datapackage, digitised_figure, point_table, tables
from ultralow.errors import UltralowError
from ultralow.measurement import reading_error


def save(found, name, *, replace=False):
    """Write ``data/readers/<name>.digitised.json`` and the CSV beside it: both, or nothing.

    Parameters
    ----------
    found : DigitisedFigure
    name : str
        Letters, digits, underscores and hyphens, at most 60.
    replace : bool
        Write over clicks on another figure, or a CSV that is not the clicks' own.

    Returns
    -------
    list of str
        What to tell the reader: what was written, and cautions.

    Raises
    ------
    UltralowError
        As `digitised_figure.load` and `tables.read_points`; for an unknown material; if further
        clicks miss by too much; if what is there is of another source or was changed by hand, and
        is not to be replaced; or if it cannot be written.
    """
    return _store(found, point_table.file(name).with_suffix(tables.DIGITISED), replace)


def _store(found, clicks, replace):
    points = clicks.with_name(clicks.name.removesuffix(tables.DIGITISED) + ".csv")
    raw = _text(found).encode()
    found = digitised_figure.parse(raw, clicks.name)  # made in Python, it meets a file's rules
    told = cautions(found)
    rows = digitised_figure.table(found).encode()
    point_table.check(rows, points)
    if not replace:
        _check_own(found, clicks, points)
    before = clicks.read_bytes() if clicks.exists() else None
    with atomic_write.told(datapackage.shown_file(points)):
        atomic_write.write_bytes(clicks, raw)
        try:
            atomic_write.write_bytes(points, rows)
        except BaseException:
            clicks.unlink() if before is None else atomic_write.write_bytes(clicks, before)
            raise
    count = sum(len(one.points) for one in found.series)
    return [f"{datapackage.shown_file(points)}: {count} points", *questions.cautions(told)]


def _text(found):
    try:
        return digitised_figure.json_text(found)
    except (TypeError, ValueError):
        raise UltralowError(
            "clicks or values are no finite numbers", mend="give column and row of each click"
        ) from None


def stored():
    """Names of the digitised figures among the readers' files, in order."""
    found = sorted(one.name for one in _folder().glob(f"*{tables.DIGITISED}"))
    return [name.removesuffix(tables.DIGITISED) for name in found if not name.startswith(".")]


def load(name):
    """The digitised figure of a name; errors as of `digitised_figure.load`."""
    return digitised_figure.load(_folder() / f"{name}{tables.DIGITISED}")


def _folder():
    return datapackage.data_folder() / "readers"


def cautions(found):
    """Lines on further clicks that the calibration misses.

    Parameters
    ----------
    found : DigitisedFigure

    Returns
    -------
    list of str

    Raises
    ------
    UltralowError
        As `reading_error.check_further`.
    """
    pixels = np.array([pixel for *_, pixel in found.further], float).reshape(-1, 2)
    values = [[math.nan if v is None else v for v in (x, y)] for x, y, _ in found.further]
    known = np.array(values, float).reshape(-1, 2)
    return reading_error.check_further(found.axes, pixels, known, found.pixel_error)


def _check_own(found, clicks, points):
    """Refuse to write over another figure, or a table that does not follow from its clicks."""
    shown = datapackage.shown_file(points)
    mend = "choose another name, or have it written over (replace=True, --yes)"
    if clicks.exists():
        old = digitised_figure.load(clicks)
        if (old.doi, old.figure, old.image) != (found.doi, found.figure, found.image):
            raise UltralowError(
                f"{datapackage.shown_file(clicks)} has clicks on another figure, or on another "
                f"picture of it: {old.figure} of {old.doi}",
                mend=mend,
            )
        names = {one.name for one in found.series}
        lost = [one.name for one in old.series if one.name not in names]
        if lost:
            raise UltralowError(f"{shown} would lose the series {listed(lost)}",
                                mend=f"open it and add to it, {mend}")  # fmt: skip
        if points.exists() and points.read_bytes() != digitised_figure.table(old).encode():
            raise UltralowError(
                f"{shown} is not what its clicks give",
                "It was changed by hand, or its writing was interrupted.",
                f"move it away, {mend}",
            )
    elif points.exists():
        raise UltralowError(f"{shown} is there, and has no file of clicks", mend=mend)


def add_arguments(parser):
    """What ``python -m ultralow digitised`` takes."""
    parser.add_argument("clicks", type=Path, help=f"a file NAME{tables.DIGITISED}")
    questions.add_argument(parser)


def command(given):
    """Run ``python -m ultralow digitised``; exit status."""
    if not given.clicks.name.endswith(tables.DIGITISED):
        raise UltralowError(f"{given.clicks.name}: its name does not end in {tables.DIGITISED}",
                            mend="give the file of clicks that lies beside the table")  # fmt: skip
    print("\n".join(_store(digitised_figure.load(given.clicks), given.clicks, given.sure)))
    return 0
