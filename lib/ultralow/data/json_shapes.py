"""What a JSON file has to hold: keys, kinds and ranges, named by their place where they fail."""

from typing import Any, NamedTuple

import numpy as np

from ultralow.errors import UltralowError


class Rule(NamedTuple):
    """A wish for one value, in words, and a function that tells whether a value grants it."""

    words: str
    holds: Any


TEXT = Rule("a text", lambda value: isinstance(value, str) and value != "")
TRUTH = Rule("true or false", lambda value: isinstance(value, bool))
TEXTS = Rule(
    "a list of texts",
    lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
)
OBJECT = Rule("an object", lambda value: isinstance(value, dict))
REASON = Rule("null or a text", lambda value: value is None or isinstance(value, str))


def number(low, high, unit=""):
    """A finite number from ``low`` to ``high``."""
    return numbers(0, low, high, unit)


def numbers(dimensions, low, high, unit=""):
    """An array of so many dimensions, its numbers from ``low`` to ``high``."""

    def holds(value):
        try:
            found = np.asarray(value)
        except (ValueError, OverflowError):
            return False
        plain = found.dtype.kind in "iuf" and found.ndim == dimensions and found.size > 0
        return bool(plain and np.all((found >= low) & (found <= high)))

    kind = "a number" if dimensions == 0 else f"an array of {dimensions} dimensions, numbers"
    return Rule(f"{kind} from {low:g} to {high:g} {unit}".rstrip(), holds)


def check(found, wanted, shown, place=""):
    """``found`` where it holds what is wanted.

    Parameters
    ----------
    found : object
        What :func:`ultralow.data.table_schema.parse_json` returned, or a part of it.
    wanted : dict, list or Rule
        A dict asks for an object with at least these keys, a list of one for a list whose
        entries all are like it.
    shown : str
        Name of the file for messages.
    place : str
        Where in the file ``found`` stands.

    Raises
    ------
    UltralowError
        For a missing key, or a value of another kind or out of its range.
    """
    if isinstance(wanted, Rule):
        if not wanted.holds(found):
            raise _wrong(found, wanted.words, shown, place)
    elif isinstance(wanted, list):
        if not isinstance(found, list):
            raise _wrong(found, "a list", shown, place)
        for count, one in enumerate(found):
            check(one, wanted[0], shown, f"{place}[{count}]")
    else:
        if not isinstance(found, dict):
            raise _wrong(found, "an object", shown, place)
        for key, rule in wanted.items():
            at = f"{place}.{key}" if place else key
            if key not in found:
                raise UltralowError(f"{shown}: '{at}' is missing", mend=_mend(shown))
            check(found[key], rule, shown, at)
    return found


def _wrong(found, words, shown, place):
    value = repr(found)
    value = value if len(value) < 60 else f"{value[:60]}..."
    where = f"'{place}' is" if place else "its content is"
    return UltralowError(f"{shown}: {where} {value}, and {words} is wanted", mend=_mend(shown))


def _mend(shown):
    return f"restore {shown}, or make it anew as data/README.md tells"
