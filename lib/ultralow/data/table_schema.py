"""Turn the bytes of a CSV or JSON file into checked values, or say which cell is wrong.

A schema is a Table Schema (the Data Package standard): fields with type and constraints, and a
primary key. Only the types and constraints that ``data/schemas`` uses are known here.
"""

import csv
import io
import itertools
import json
import math
import re

from ultralow.checks import listed
from ultralow.errors import UltralowError

# One way to read each digit: a cell of a hundred thousand of them is refused at once.
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
# Characters of a cell; csv has this limit, too, but other libraries lift it for the whole process.
MOST_CELL = 131_072
PART_OF_A_NAME = 4  # letters, from which on a part is taken for a name cut short
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What stands in a number's cell besides a number, and what to do about it.
_NO_NUMBER = (
    (r".*[0-9]\s*(±|\+/?-)\s*[0-9.].*|.*[0-9]\([0-9.]+\).*",
     "write the value alone, and its uncertainty into a column of its own"),
    (r"[<>≤≥~≈].*", "write a value; a bound or an estimate is none"),
    (r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?", "write a decimal point in place of the comma"),
    (r"[+-]?[0-9][0-9.]*([ '][0-9]{3})+([.,][0-9]*)?", "write it without marks between thousands"),
    (r"[+-]?[0-9.,]+([eE][+-]?[0-9]+)?\s*[^0-9\s.,].*", "write the number alone, without a unit"),
)  # fmt: skip
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
# Brackets within brackets of the deepest JSON that is read: ours has ten.
DEEPEST = 100
_BOUNDS = {
    "exclusiveMinimum": ("is not above", lambda value, bound: value > bound),
    "minimum": ("is below", lambda value, bound: value >= bound),
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
        If the bytes are not UTF-8, not complete JSON, too deeply nested, or hold NaN or an
        infinity.
    """

    def refuse(constant):
        raise UltralowError(
            f"{shown}: {constant:.20} is not a number that JSON allows.", mend="restore the file"
        )

    def finite(digits):
        number = float(digits)
        return number if math.isfinite(number) else refuse(digits)

    def whole(digits):
        # Beyond 18 digits no array holds it as a whole number.
        return int(digits) if len(digits) < 19 else finite(digits)

    try:
        text = raw.decode("utf-8")
        if _depth(text) > DEEPEST:
            raise UltralowError(f"{shown}: too deeply nested.", mend="restore the file")
        return json.loads(text, parse_constant=refuse, parse_int=whole, parse_float=finite)
    except UnicodeDecodeError:
        raise UltralowError(f"{shown}: not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise UltralowError(
            f"{shown}: not complete JSON, it breaks at line {error.lineno} ({error.msg}).",
            mend="restore the file",
        ) from None


def _depth(text):
    """How many brackets of a JSON text stand within each other, at most.

    The parser is not asked: it stops at Python's recursion limit, which libraries raise (symfc
    does, on import), and beyond the processor's stack it ends the whole process.
    """
    left = _STRING.sub("", text)
    steps = [1 if one in "[{" else -1 for one in re.findall(r"[\[\]{}]", left)]
    return max(itertools.accumulate(steps), default=0)


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
    return parse_records(*csv_records(utf8(raw, shown), shown), schema, shown)


def parse_records(header, records, schema, shown):
    """Typed columns and lines, as `parse_table` returns them, of (line, cells) records."""
    import pandas

    fields = schema["fields"]
    _check_header(header, [field["name"] for field in fields], shown, schema.get("strange", ""))
    _check_lengths(records, len(header), shown)
    columns = {}
    for field in fields:
        at = header.index(field["name"])
        cells = [(line, cells[at]) for line, cells in records]
        columns[field["name"]] = _column(cells, field, shown)
    _check_key(columns, schema.get("primaryKey", []), [line for line, _ in records], shown)
    return pandas.DataFrame(columns), [line for line, _ in records]


def utf8(raw, shown):
    """Text of UTF-8 bytes, with or without a byte-order mark and without control characters."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UltralowError(f"{shown}: not UTF-8 text.", mend="save it as UTF-8") from None
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise UltralowError(
            f"{shown}, line {line}: holds the control character {control[0]!r}.",
            mend="save it as UTF-8 text; UTF-16 and spreadsheet files look like this",
        )
    return text


def csv_records(text, shown, separator=",", most=None):
    """Header and (line, cells) records of CSV text; ``most`` bounds the number of rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    records = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((reader.line_num, [cell.strip() for cell in cells]))
            if max(map(len, cells), default=0) > MOST_CELL:
                raise csv.Error(f"field larger than field limit ({MOST_CELL})")
            if most and len(records) > most + 1:
                raise UltralowError(
                    f"{shown}: more than {most} rows.", mend="keep those that a figure can show"
                )
    except csv.Error as error:
        raise UltralowError(
            f"{shown}, line {reader.line_num}: broken CSV ({error}).",
            mend="close its double quotes; one inside a quoted cell is written twice",
        ) from None
    if not records:
        raise UltralowError(f"{shown}: the file is empty.", mend="give a header and rows")
    (_, header), *rows = records
    if not rows:
        raise UltralowError(f"{shown}: a header without rows.", mend="add rows, or remove the file")
    return header, rows


def _check_header(header, expected, shown, strange=""):
    """Refuse missing, repeated and undescribed columns.

    Where no column is known, ``strange`` says what else may be done with such a file.
    """
    if len(header) == 1 and ";" in header[0]:
        raise UltralowError(f"{shown}: separated by ';'.", mend="save it separated by commas")
    known = any(name in expected for name in header)
    mend = f"the columns are {listed(expected)}" + (f"; {strange}" if strange and not known else "")
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
            pairs = itertools.pairwise(cells)
            split = len(cells) > length and any(a.isdigit() and b.isdigit() for a, b in pairs)
            raise UltralowError(
                f"{shown}, line {line}: {len(cells)} cells under {length} column names.",
                "It looks as if numbers had decimal commas" if split else "",
                "write decimal points, and put texts that contain a comma in double quotes",
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
            cell = f"'{text:.60}'" if text else "the cell"
            raise UltralowError(
                f"{shown}, line {line}, column '{field['name']}': {cell} {wrong}.",
                mend=_mend(text, field),
            )
        values.append(value)
    return values


def _mend(text, field):
    """What to write into a cell in place of a text that is wrong there."""
    if field["type"] != "string" and not _NUMBER.fullmatch(text):
        for form, mend in _NO_NUMBER:
            if re.fullmatch(form, text):
                return mend
    names = field.get("constraints", {}).get("enum", [])
    if near := [name for name in names if len(text) >= PART_OF_A_NAME and text in name]:
        return f"write {' or '.join(near)}"
    unit = f", in {field['unit']}" if "unit" in field else ""
    what = f"give this: {field['description']}{unit}" if "description" in field else ""
    return what if text else f"fill it in, or leave out the line; {what}".rstrip("; ")


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
    if float(text) == 0 and re.search(r"[1-9]", re.split("[eE]", text)[0]):
        return math.nan, "is too small for a number"
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
