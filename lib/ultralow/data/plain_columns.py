"""Plain columns of numbers from any program: temperature, value and perhaps its error.

Numbers stand in two or three columns, with commas, semicolons, tabs or blanks between them, and
decimal commas where the mark between them is another. Lines before the first numbers are names;
those that begin with ``#`` are left out. WebPlotDigitizer writes several series side by side, two
columns each below the name of the series; the first two columns of svgdigitizer are a pair.
"""

import re
from typing import NamedTuple

import numpy as np

from ultralow import questions
from ultralow.data import atomic_write, datapackage, plain_file, point_table, reader_text, tables
from ultralow.data.table_schema import utf8
from ultralow.errors import UltralowError

KELVIN = {"K": 0.0, "degC": 273.15}  # what makes a temperature one in kelvins
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*|,[0-9]+)?|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")


class Columns(NamedTuple):
    """Temperatures, values and errors of one series, in the units of the file; None for no errors.

    ``name`` is what stands above them, if anything does.
    """

    name: str
    temperature: np.ndarray
    value: np.ndarray
    uncertainty: np.ndarray | None


class Meaning(NamedTuple):
    """What plain columns are about: units as data/README.md lists them, temperatures K or degC."""

    material: str
    quantity: str
    unit: str
    source: str
    temperature: str = "K"


def load(path):
    """Read the series of a file.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    list of Columns

    Raises
    ------
    UltralowError
        If the file cannot be read or is too large, has no numbers, rows of different lengths, more
        than three columns that are no pairs, or a cell that is no number.
    """
    return parse(*plain_file.content(path))


def parse(raw, shown):
    """Return the series that bytes hold, as `load` does.

    Examples
    --------
    >>> parse(b"T (K);k\\n100;0,65\\n200;0,61", "mine.csv")[0].value.tolist()
    [0.65, 0.61]
    """
    lines = [
        (number, line.strip())
        for number, line in enumerate(
            reader_text.hyphened(reader_text.spaced(utf8(raw, shown))).splitlines(), start=1
        )
        if line.strip() and not line.lstrip().startswith("#")
    ]
    first = next((at for at, (_, line) in enumerate(lines) if _is_number(_cells(line)[0])), None)
    if first is None:
        raise UltralowError(f"{shown}: no line begins with a number",
                            mend="give temperature and value, a point a line")  # fmt: skip
    if len(lines) - first > reader_text.MOST_ROWS:
        raise UltralowError(f"{shown}: more than {reader_text.MOST_ROWS} points",
                            mend="keep the points that a figure needs")  # fmt: skip
    mark = _mark(lines[first][1])
    names = [_cells(line, mark) for _, line in lines[:first]]
    rows = [(number, _cells(line, mark)) for number, line in lines[first:]]
    width = max(len(cells) for _, cells in rows)
    if names and len(names[-1]) % 2 == 0 and _is_pairs(names[-1]):
        above = names[-2] if len(names) > 1 else []
        titles = [*above, *[""] * width][: len(names[-1]) : 2]
        return [_series(title, rows, (2 * n, 2 * n + 1), shown) for n, title in enumerate(titles)]
    if width not in (2, 3):
        raise UltralowError(
            f"{shown}, line {rows[0][0]}: {width} columns, and two or three are taken",
            mend="keep temperature, value and perhaps its error",
        )
    return [_series("", rows, tuple(range(width)), shown)]


def _is_pairs(names):
    """Whether WebPlotDigitizer's X and Y stand above the columns."""
    return [name.lower() for name in names] == ["x", "y"] * (len(names) // 2)


def _series(name, rows, places, shown):
    """The numbers at some places of all rows that have any there."""
    found = []
    for line, cells in rows:
        own = [cells[place] if place < len(cells) else "" for place in places]
        if any(own):
            found.append([_number(cell, f"{shown}, line {line}") for cell in own])
    if not found:
        raise UltralowError(f"{shown}: the series {name!r:.60} has no points",
                            mend="leave its columns out")  # fmt: skip
    columns = np.array(found).T
    return Columns(name, columns[0], columns[1], columns[2] if len(columns) == 3 else None)


def _mark(line):
    """What stands between the cells; None for blanks, as between numbers with decimal commas."""
    found = next((mark for mark in ";\t," if mark in line), None)
    words = line.split()
    blanks = found == "," and len(words) > 1 and all(map(_is_number, words))
    return None if blanks else found


def _cells(line, mark=""):
    mark = _mark(line) if mark == "" else mark
    return [cell.strip().strip('"') for cell in line.split(mark)]


def _is_number(cell):
    return bool(_NUMBER.fullmatch(cell))


def _number(cell, where):
    if not _is_number(cell):
        raise UltralowError(f"{where}: {cell!r:.40} is no number",
                            mend="write 0.65 or 6.5e-1, and leave nothing out")  # fmt: skip
    value = float(cell.replace(",", "."))
    if not np.isfinite(value):
        raise UltralowError(f"{where}: {cell!r:.40} is too large", mend="look at its exponent")
    return value


def rows(columns, meaning):
    """The rows of a reader's table, grade X.

    Parameters
    ----------
    columns : Columns
    meaning : Meaning

    Returns
    -------
    list of tuple
        As `point_table.text` takes them.

    Raises
    ------
    UltralowError
        For a unit of temperature other than K or degC.
    """
    if meaning.temperature not in KELVIN:
        raise UltralowError(f"temperatures in {meaning.temperature!r:.20}", mend="give K or degC")
    kelvin = columns.temperature + KELVIN[meaning.temperature]
    source = ", ".join(part for part in (meaning.source, columns.name) if part)
    errors = [""] * len(kelvin) if columns.uncertainty is None else map(_told, columns.uncertainty)
    same = (meaning.unit, source, "X")
    numbers = zip(map(_told, kelvin), map(_told, columns.value), errors, strict=True)
    return [(meaning.material, meaning.quantity, *point, *same) for point in numbers]


def _told(number):
    """A number with all its digits and none that arithmetic added."""
    return f"{number:.15g}"


def save(columns, meaning, name, *, replace=False):
    """Write ``data/readers/<name>.csv``: whole, or not at all.

    Parameters
    ----------
    columns : list of Columns
        Series of one file, told apart by their names.
    meaning : Meaning
    name : str
        As for `point_table.file`.
    replace : bool
        Write over a file that is there.

    Returns
    -------
    list of str
        What was written, and cautions.

    Raises
    ------
    UltralowError
        As `rows` and `point_table.check`; if a file of this name is there and is not to be
        replaced, or came from clicks; or if it cannot be written.
    """
    path = point_table.file(name)
    shown = datapackage.shown_file(path)
    found = [row for one in columns for row in rows(one, meaning)]
    raw = point_table.text(found).encode()
    doubts = point_table.check(raw, shown)
    mend = "choose another name, or have it written over (replace=True)"
    if path.with_name(f"{name}{tables.DIGITISED}").exists():
        raise UltralowError(f"{shown} comes from clicks, which lie beside it",
                            mend="choose another name")  # fmt: skip
    if path.exists() and not replace:
        raise UltralowError(f"{shown} is there", mend=mend)
    try:
        atomic_write.write_bytes(path, raw)
    except OSError as problem:
        raise UltralowError(f"{shown} cannot be written", problem.strerror or "",
                            "make room, or a folder that you may write to") from None  # fmt: skip
    return [f"{shown}: {len(found)} points", *questions.cautions(doubts)]
