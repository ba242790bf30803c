"""What the reader of dropped points stands on in the browser: the tables and rules of the library.

``docs/static/readers`` is that reader, a twin of `ultralow.data.tables.points_of`. Whatever is a
table in Python (schema, units, ranges, spellings, limits) is written from there, and so are the
regular expressions; only sentences and steps stand in both languages, and the tests compare them.
"""

import json
import re
import sys
from collections.abc import Callable
from functools import cache
from string import ascii_lowercase

from ultralow.data import (
    datapackage,
    plain_file,
    reader_spelling,
    reader_text,
    table_schema,
    tables,
    units,
)
from ultralow.questions import Usual

PLACE = "generated/readers/tables.js"
# Python's own, which mean other characters in JavaScript, or nothing.
ESCAPES = {rf"\{one}" for one in "BbDdNSUWuwZ"}


def script() -> str:
    """The tables as a script, because a page opened from a disk may load no other kind of file."""
    text = json.dumps(found(), separators=(",", ":"), allow_nan=False)
    opening = "((window.Ultralow = window.Ultralow || {}).data = Ultralow.data || {})"
    return f"{opening}.readers = {text};\n"


def found() -> dict:
    """All tables, by the names that they have in the browser."""
    return {
        "schema": schema(),
        "crystals": reader_spelling.crystals_of(tables.read("materials")),
        "quantities": {name: quantity(name) for name in units.QUANTITIES},
        "units": units._UNITS,
        "limits": {
            "mostBytes": plain_file.MOST_BYTES,
            "mostCell": table_schema.MOST_CELL,
            "mostRows": reader_text.MOST_ROWS,
            "partOfAName": table_schema.PART_OF_A_NAME,
        },
        "told": reader_spelling.MOST_TOLD,
        "zeroCelsius": str(reader_spelling.ZERO_CELSIUS),
        "bounds": {name: words for name, (words, _) in table_schema._BOUNDS.items()},
        "noNumber": [[in_javascript(form), mend] for form, mend in table_schema._NO_NUMBER],
        "patterns": patterns(),
        "translations": {
            "blanks": _translation(reader_text._SPACES),
            "minus": _translation(reader_text._MINUS),
            "subscripts": _translation(reader_spelling._SUBSCRIPTS),
            "written": _translation(units._WRITTEN),
        },
        "blanks": "".join(characters(str.isspace)),
        "digits": _class(characters(str.isdigit)),
        "folded": {one: one.casefold() for one in characters(_folds)},
    }  # fmt: skip


def schema() -> dict:
    """The schema of a reader's points, its usual ranges as the library's questions have them."""
    given = datapackage.schema(tables._READER_SCHEMA)
    fields = [dict(field) for field in given["fields"]]
    for field in fields:
        if said := field.get("usual"):
            field["usual"] = usual(Usual(said["minimum"], said["maximum"], said["because"]))
    return {"fields": fields, "primaryKey": given["primaryKey"], "strange": given["strange"]}


def quantity(name: str) -> dict:
    """What the library knows of a quantity: unit, what a crystal can have, what is usual."""
    low, high, because = units.RANGES[name]
    return {
        "si": units.QUANTITIES[name],
        "signed": name in units._SIGNED,
        "range": {"low": low, "high": high, "because": because},
        "usual": usual(units.USUAL[name]),
    }


def usual(one: Usual) -> dict:
    """A usual range, for JSON."""
    return {"low": one.low, "high": one.high, "because": one.because, "apart": list(one.apart)}


def patterns() -> dict[str, str]:
    """The regular expressions of the library's reader, as JavaScript reads them."""
    given = {
        "number": table_schema._NUMBER,
        "control": table_schema._CONTROL,
        "comments": reader_text._COMMENTS,
        "decimalComma": reader_text._DECIMAL_COMMA,
        "spread": reader_spelling._SPREAD,
        "lastDigits": reader_spelling._LAST_DIGITS,
        "temperature": reader_spelling._TEMPERATURE,
        "celsius": reader_spelling._CELSIUS,
        "spelledUnit": units._SPELLED,
    }
    found = {name: in_javascript(pattern.pattern) for name, pattern in given.items()}
    return found | {"anyNumber": in_javascript(reader_spelling._NUMBER)}


def in_javascript(pattern: str) -> str:
    r"""A regular expression of Python that means the same in JavaScript.

    A dot of Python's stops at a line feed alone, and other characters are blanks there.

    Examples
    --------
    >>> in_javascript(r"\A#.*[.]")
    '^#[^\\n]*[.]'
    """
    parts, inside = [], False
    for token in re.findall(r"\\.|.", pattern, re.DOTALL):
        if token == r"\A":
            token = "^"
        elif token == r"\s":
            token = BLANKS if inside else f"[{BLANKS}]"
        elif token == "." and not inside:
            token = r"[^\n]"
        elif token in ESCAPES or (token in "^$" and not inside):
            raise ValueError(f"{token} of {pattern!r} has no twin in JavaScript")
        else:
            inside = token == "[" or (inside and token != "]")
        parts.append(token)
    return "".join(parts)


@cache
def characters(kind: Callable[[str], bool]) -> list[str]:
    """All characters of a kind, in their order."""
    return [one for one in map(chr, range(sys.maxunicode + 1)) if kind(one)]


def _class(single: list[str]) -> str:
    """Single characters as the inside of a class of a regular expression, neighbours as ranges."""
    ends: list[list[int]] = []
    for code in map(ord, single):
        if ends and code == ends[-1][1] + 1:
            ends[-1][1] = code
        else:
            ends.append([code, code])
    pairs = ((rf"\u{{{low:x}}}", rf"\u{{{high:x}}}") for low, high in ends)
    return "".join(low if low == high else f"{low}-{high}" for low, high in pairs)


def _translation(table: dict) -> dict[str, str]:
    """A table of `str.translate` with characters in place of their numbers."""
    return {
        chr(one): chr(other) if isinstance(other, int) else other or ""
        for one, other in table.items()
    }


def _folds(one: str) -> bool:
    """Whether a character becomes plain letters where case does not count, and is none itself."""
    return not one.isascii() and set(one.casefold()) <= set(ascii_lowercase)


BLANKS = _class(characters(str.isspace))
