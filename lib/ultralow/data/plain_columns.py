"""Plain columns of numbers from any program: temperature, value and perhaps its error.

Numbers stand in two or three columns, with commas, semicolons, tabs or blanks between them, and
decimal commas where the mark between them is another. Lines before the first numbers are names;
those that begin with ``#`` are left out. WebPlotDigitizer writes several series side by side, two
columns each below the name of the series; the first two columns of svgdigitizer are a pair.
"""

import csv
import re
from typing import NamedTuple

import numpy as np

from ultralow import questions
from ultralow.checks import listed
from ultralow.data import atomic_write, datapackage, plain_file, point_table, reader_text, tables
from ultralow.data.table_schema import MOST_CELL, utf8
from ultralow.errors import UltralowError

KELVIN = {"K": 0.0, "degC": 273.15}  # what makes a temperature one in kelvins
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*|,[0-9]+)?|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")


class Columns(NamedTuple):
    """Temperatures, values and errors of one series, in the units of the file; None for no errors.

    ``name`` is what stands above them, if the file has several; ``headings`` what stands above the
    columns of a single one, to be looked at.
    """

    name: str
    temperature: np.ndarray
    value: np.ndarray
    uncertainty: np.ndarray | None
    headings: str = ""


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
    text = reader_text.hyphened(reader_text.spaced(utf8(raw, shown)))
    numbered = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    lines = [(number, line) for number, line in numbered if line and line[0] != "#"]
    first = next((at for at, (_, line) in enumerate(lines) if _is_number(_cells(line)[0])), None)
    if first is None:
        raise UltralowError(f"{shown}: no line begins with a number",
                            mend="give temperature and value, a point a line")  # fmt: skip
    if len(lines) - first > reader_text.MOST_ROWS:
        raise UltralowError(f"{shown}: more than {reader_text.MOST_ROWS} points",
                            mend="keep the points that a figure needs")  # fmt: skip
    mark = _mark(lines[first][1])
    above = [(number, _cells(line, mark)) for number, line in lines[:first]]
    found = [(number, _cells(line, mark)) for number, line in lines[first:]]
    _check_names(above, shown)
    _check_decimals(found, mark, shown)
    return _all_series([cells for _, cells in above], found, shown)


def _all_series(above, found, shown):
    """The series below their headings: pairs of columns, or one of two or three columns."""
    width = max(len(cells) for _, cells in found)
    if above and _is_pairs(above[-1]):
        titles = _titles(above, shown)
        if width > 2 * len(titles):
            raise UltralowError(
                f"{shown}: {width} columns below {2 * len(titles)} headings X and Y",
                mend="leave out what is no pair of them",
            )
        return [_series(title, found, (2 * n, 2 * n + 1), shown) for n, title in enumerate(titles)]
    if width not in (2, 3):
        raise UltralowError(
            f"{shown}, line {found[0][0]}: {width} columns, and two or three are taken",
            mend="keep temperature, value and perhaps its error",
        )
    one = _series("", found, tuple(range(width)), shown)
    return [one._replace(headings=", ".join(above[-1]) if above else "")]


def _is_pairs(names):
    """Whether WebPlotDigitizer's X and Y stand above the columns."""
    return len(names) > 1 and [name.lower() for name in names] == ["x", "y"] * (len(names) // 2)


def _titles(above, shown):
    """Names of the series, which stand above every second column."""
    count = len(above[-1]) // 2
    titles = [*(above[-2] if len(above) > 1 else []), *[""] * 2 * count][: 2 * count : 2]
    if count > 1 and ("" in titles or len(set(titles)) < count):
        raise UltralowError(f"{shown}: {count} series with the names {listed(titles)}",
                            mend="give each a name of its own, above its X")  # fmt: skip
    return titles


def _check_names(above, shown):
    """Refuse lines before the numbers that are points themselves, with a mark or in halves."""
    for number, cells in above:
        if re.match(r"[~<>≈]?\s*[+-]?[.,]?[0-9]", cells[0]) and len(cells) > 1:
            raise UltralowError(f"{shown}, line {number}: {cells[0]!r:.40} is no number",
                                mend="write 0.65 or 6.5e-1, or put # before a comment")  # fmt: skip


def _check_decimals(found, mark, shown):
    """Refuse commas that could be decimal ones or not, in numbers or between them."""
    cells = [cell for _, row in found for cell in row if cell]
    commas = [cell for cell in cells if "," in cell]
    thousands = [cell for cell in commas if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", cell)]
    if commas and (any("." in cell for cell in cells) or len(thousands) == len(commas)):
        raise UltralowError(
            f"{shown}: {commas[0]!r:.40} has a comma for thousands or for decimals",
            mend="write decimal points, and nothing between thousands",
        )
    three = mark == "," and max(len(row) for _, row in found) == 3
    if three and all(cell.lstrip("+-").isdigit() for cell in cells):
        raise UltralowError(
            f"{shown}, line {found[0][0]}: three whole numbers, or two with a decimal comma",
            mend="put semicolons between the columns, or write decimal points",
        )


def _series(name, found, places, shown):
    """The numbers at some places of all rows that have any there."""
    numbers = []
    for line, cells in found:
        own = [cells[place] if place < len(cells) else "" for place in places]
        if any(own):
            numbers.append([_number(cell, f"{shown}, line {line}") for cell in own])
    if not numbers:
        raise UltralowError(f"{shown}: the series {name!r:.60} has no points",
                            mend="leave its columns out")  # fmt: skip
    columns = np.array(numbers).T
    return Columns(name, columns[0], columns[1], columns[2] if len(columns) == 3 else None)


def _mark(line):
    """What stands between the cells; None for blanks, as between numbers with decimal commas."""
    plain = re.sub(r'"[^"]*"', "", line)
    found = next((mark for mark in ";\t," if mark in plain), None)
    words = line.split()
    blanks = found == "," and len(words) > 1 and all(map(_is_number, words))
    return None if blanks else found


def _cells(line, mark=""):
    mark = _mark(line) if mark == "" else mark
    if mark is None:
        return [cell.strip('"') for cell in line.split()] or [""]
    if len(line) > MOST_CELL:  # which is no number either
        return [line[:80]]
    (cells,) = csv.reader([line], delimiter=mark, skipinitialspace=True)
    return [cell.strip() for cell in cells] or [""]


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
    said = re.split(r"[,;]", columns.headings.casefold())[0]
    if meaning.temperature == "K" and re.search(r"°c|℃|deg ?c|celsius", said):
        raise UltralowError(f"the temperatures stand below {said!r:.40}, and are to be in kelvins",
                            mend="say that they are in degC")  # fmt: skip
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
    doubts = point_table.check(raw, path)
    mend = "choose another name, or have it written over (replace=True)"
    if path.with_name(f"{name}{tables.DIGITISED}").exists():
        raise UltralowError(f"{shown} comes from clicks, which lie beside it",
                            mend="choose another name")  # fmt: skip
    if path.exists() and not replace:
        raise UltralowError(f"{shown} is there", mend=mend)
    with atomic_write.told(shown):
        atomic_write.write_bytes(path, raw)
    return [f"{shown}: {len(found)} points", *questions.cautions(doubts)]
