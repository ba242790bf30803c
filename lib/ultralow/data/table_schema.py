"""Turn the bytes of a CSV or JSON file into checked values, or say which cell is wrong.

A schema is a Table Schema (the Data Package standard): fields with type and constraints, and a
primary key. Only the types and constraints that ``data/schemas`` uses are known here.
"""

import csv
import io
import json
import math
import re

from ultralow.checks import listed
from ultralow.errors import UltralowError

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BOUNDS = {
    "minimum": ("is below", lambda value, bound: value >= bound),
    "exclusiveMinimum": ("is not above", lambda value, bound: value > bound),
    "maximum": ("is above", lambda value, bound: value <= bound),
    "exclusiveMaximum": ("is not below", lambda value, bound: value < bound),
}


def parse_json(raw, shown):
    """Return what JSON bytes hold.

    Parameters
    ----------
    raw : bytes
        Content of the file.
    shown : str
        Name of the file for messages.

    Returns
    -------
    object

    Raises
    ------
    UltralowError
        If the bytes are not UTF-8, not complete JSON, or hold NaN or an infinity.
    """

    def refuse(constant):
        raise UltralowError(f"{shown}: {constant} is not a number that JSON allows.")

    try:
        return json.loads(raw.decode("utf-8"), parse_constant=refuse)
    except UnicodeDecodeError:
        raise UltralowError(f"{shown}: not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise UltralowError(
            f"{shown}: not complete JSON, it breaks at line {error.lineno} ({error.msg}).",
            mend="restore the file",
        ) from None


def parse_table(raw, schema, shown):
    """Return the typed columns of a CSV and the line of each row.

    Parameters
    ----------
    raw : bytes
        Content of the file, UTF-8 with or without a byte-order mark.
    schema : dict
        Table Schema with ``fields`` and, if rows are to differ, ``primaryKey``.
    shown : str
        Name of the file for messages.

    Returns
    -------
    frame : pandas.DataFrame
        One column per field; an empty number is NaN, an empty text the empty string.
    lines : list of int
        Line of the file on which each row ends, for messages.

    Raises
    ------
    UltralowError
        If the file is empty or broken, a column missing or undescribed, a cell not of its type
        or outside its constraints, or a row given twice.
    """
    import pandas

    fields = schema["fields"]
    header, records = _records(raw, shown)
    _check_header(header, [field["name"] for field in fields], shown)
    _check_lengths(records, len(header), shown)
    columns = {}
    for field in fields:
        at = header.index(field["name"])
        cells = [(line, cells[at]) for line, cells in records]
        columns[field["name"]] = _column(cells, field, shown)
    _check_key(columns, schema.get("primaryKey", []), [line for line, _ in records], shown)
    return pandas.DataFrame(columns), [line for line, _ in records]


def _records(raw, shown):
    """Return header and (line, cells) records of CSV bytes, with or without a byte-order mark."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UltralowError(f"{shown}: not UTF-8 text.", mend="save it as UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise UltralowError(f"{shown}, line {reader.line_num}: broken CSV ({error}).") from None
    if not records:
        raise UltralowError(f"{shown}: the file is empty.", mend="give a header and rows")
    (_, header), *rows = records
    if not rows:
        raise UltralowError(f"{shown}: a header without rows.", mend="add rows, or remove the file")
    return header, rows


def _check_header(header, expected, shown):
    """Refuse missing, repeated and undescribed columns."""
    if len(header) == 1 and ";" in header[0]:
        raise UltralowError(f"{shown}: separated by ';'.", mend="save it separated by commas")
    mend = f"the columns are {listed(expected)}"
    for name in expected:
        if name not in header:
            raise UltralowError(f"{shown}: the column '{name}' is missing.", mend=mend)
    for name in header:
        if name not in expected or header.count(name) > 1:
            how = "appears twice" if name in expected else "is not in the schema"
            raise UltralowError(f"{shown}: the column '{name}' {how}.", mend=mend)


def _check_lengths(records, length, shown):
    """Refuse a row with more or fewer cells than the header."""
    for line, cells in records:
        if len(cells) != length:
            raise UltralowError(
                f"{shown}, line {line}: {len(cells)} cells under {length} column names.",
                mend="put cells that contain a comma in double quotes",
            )


def _column(cells, field, shown):
    """Return the typed values of a column of (line, text) cells."""
    values, seen = [], {}
    constraints = field.get("constraints", {})
    for line, text in cells:
        wrong = ""
        if text == "":
            wrong = "is empty" if constraints.get("required") else ""
            value = math.nan if field["type"] == "number" else ""
        else:
            value, wrong = _value(text, field["type"])
            wrong = wrong or _broken(value, text, constraints)
            if constraints.get("unique") and not wrong and seen.setdefault(value, line) != line:
                wrong = f"is also on line {seen[value]}"
        if wrong:
            cell = f"'{text}'" if text else "the cell"
            raise UltralowError(f"{shown}, line {line}, column '{field['name']}': {cell} {wrong}.")
        values.append(value)
    return values


def _value(text, kind):
    """Return the typed value of a cell and what is wrong with it, if anything."""
    if kind == "string":
        return text, ""
    if kind == "boolean":
        return text == "true", "" if text in (
            "true",
            "false",
        ) else "is neither true nor false"
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        return math.nan, "is not a finite number"
    if kind == "integer" and not text.lstrip("+-").isdigit():
        return math.nan, "is not a whole number"
    return (int if kind == "integer" else float)(text), ""


def _broken(value, text, constraints):
    """Return which constraint a value breaks, in words, or an empty text."""
    if "enum" in constraints and text not in constraints["enum"]:
        return f"is not one of {listed(constraints['enum'])}"
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
        return f"does not have the form {constraints['pattern']}"
    if len(text) > constraints.get("maxLength", len(text)):
        return f"is longer than {constraints['maxLength']} characters"
    for name, (words, holds) in _BOUNDS.items():
        if name in constraints and not holds(value, constraints[name]):
            return f"{words} {constraints[name]}"
    return ""


def _check_key(columns, key, lines, shown):
    """Refuse two rows with the same primary key."""
    seen = {}
    for line, *values in zip(lines, *(columns[name] for name in key), strict=True):
        first = seen.setdefault(tuple(values), line)
        if key and first != line:
            same = ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
            raise UltralowError(
                f"{shown}, line {line}: the same row as line {first} ({same}).",
                mend="remove one of them, or tell them apart",
            )
