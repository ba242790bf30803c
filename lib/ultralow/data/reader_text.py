"""A reader's CSV as spreadsheets and instruments write it, turned into the strict form.

What has one meaning is taken: no-break spaces, a minus sign that is no hyphen, empty columns at
the end, comments above the header, semicolons or tabs between the cells with decimal commas inside
them. What has two is refused by :mod:`ultralow.data.table_schema`, whose checks come after.
"""

import math
import re

from ultralow import questions
from ultralow.data.table_schema import csv_records, parse_records, utf8

MOST_ROWS = 20_000
_SPACES = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), **dict.fromkeys("\u200b\u2060\ufeff", "")}
)
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"))
_COMMENTS = re.compile(r"\A(?:[ \t]*#[^\n]*\n|\s*\n)+")  # above the header
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?")


def parse(raw, schema, shown, understood=None):
    """Typed columns of a reader's CSV, the line of each row, and how it was read.

    Parameters
    ----------
    raw : bytes
        UTF-8, with or without a byte-order mark.
    schema : dict
        Table Schema, as `table_schema.parse_table` takes it.
    shown : str
        Name of the file for messages.
    understood : callable, optional
        Such as :func:`ultralow.data.reader_spelling.understood`: other spellings of the cells.

    Returns
    -------
    frame : pandas.DataFrame
        ``attrs['doubts']`` is a list with a question for each column that has numbers outside
        what its field calls ``usual``.
    lines : list of int
    note : str
        Which marks between cells and in numbers were taken, and which spellings; empty for commas
        and points and the schema's own.

    Raises
    ------
    UltralowError
        As `table_schema.parse_table` does, and for more than `MOST_ROWS` rows.
    """
    text = _COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), spaced(utf8(raw, shown)))
    mark = _separator(text)
    header, rows = csv_records(text, shown, mark, MOST_ROWS)
    header, rows = _without_empty_end(header, rows)
    numbers = {_folded(one["name"]) for one in schema["fields"] if one["type"] != "string"}
    at = [place for place, name in enumerate(header) if _folded(name) in numbers]
    comma = mark != "," and _has_decimal_commas(rows, at)
    rows, said = [(line, _plain(cells, at, comma)) for line, cells in rows], ""
    if understood:
        header, rows, said = understood(header, rows, comma)
    frame, lines = parse_records(header, rows, schema, shown)
    frame.attrs["doubts"] = _doubts(frame, lines, schema["fields"], shown)
    note = "" if mark == "," else f"read with {mark!r} between the cells"
    note += " and ',' as the decimal mark" * comma
    return frame, lines, "; ".join(filter(None, [note, said]))


def _folded(name):
    """The name of a column without regard to capitals, which may be a spreadsheet's."""
    return name.strip().casefold()


def spaced(text):
    """The text with plain blanks, and nothing invisible."""
    return text.translate(_SPACES)


def hyphened(cell):
    """The cell with a hyphen for every minus sign."""
    return cell.translate(_MINUS)


def _doubts(frame, lines, fields, shown):
    """Questions about columns with unusual numbers, each with the first of them."""
    found = []
    for field in (one for one in fields if "usual" in one):
        name, unit, said = field["name"], field.get("unit", ""), field["usual"]
        usual = questions.Usual(said["minimum"], said["maximum"], said["because"])
        asked = [
            questions.doubt(f"{shown}, line {line}, column '{name}':", value, unit, usual)
            for line, value in zip(lines, frame[name], strict=True)
            if not math.isnan(value)
        ]
        found += questions.first([text for texts in asked for text in texts])
    return found


def _separator(text):
    """The mark between the names of the header: a comma unless it has none."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return next((mark for mark in ",;\t" if mark in header), ",")


def _without_empty_end(header, rows):
    """Header and rows without the columns that a spreadsheet leaves empty at their end."""
    size = len(header)
    while size > 1 and not header[size - 1]:
        size -= 1
    return header[:size], [(line, _cut(cells, size)) for line, cells in rows]


def _cut(cells, size):
    return cells if any(cells[size:]) else cells[:size]


def _has_decimal_commas(rows, at):
    """Whether numbers have decimal commas, and none has a point beside them."""
    found = [cells[place] for _, cells in rows for place in at if place < len(cells)]
    return any("," in cell for cell in found) and not any("." in cell for cell in found)


def _plain(cells, at, comma):
    """Cells whose numbers have hyphens for minus signs, and points for decimal commas."""
    cells = list(cells)
    for place in at:
        if place < len(cells):
            cell = hyphened(cells[place])
            decimal = comma and _DECIMAL_COMMA.fullmatch(cell)
            cells[place] = cell.replace(",", ".") if decimal else cell
    return cells
