"""What goes into a formula is checked first: finite numbers, in range, or one clear message.

Values come back as they came (lists as arrays), so that numbers with uncertainties keep theirs.
"""

import math
from difflib import get_close_matches

import numpy as np

from ultralow.errors import UltralowError


def finite(name, unit, values):
    """``values`` if all of them are finite numbers; errors name the quantity and its unit."""
    return _checked(name, unit, values, -math.inf, "a finite number")


def positive(name, unit, values):
    """``values`` if all of them are finite and above zero."""
    return _checked(name, unit, values, 0.0, "finite and above zero")


def above(name, bound, values):
    """``values`` as an array if all of them are finite and above a bound."""
    return np.asarray(_checked(name, "", values, bound, f"a finite number above {bound:g}"))


def _checked(name, unit, values, bound, rule):
    """``values`` as they came (lists as arrays) if all of their nominal values keep the rule."""
    values = np.asarray(values) if isinstance(values, (list, tuple)) else values
    plain = nominal(values)
    if plain.dtype.kind not in "iuf" or not np.all((plain > bound) & np.isfinite(plain)):
        raise UltralowError(
            f"{name} must be {rule}, got {values!r:.80}", mend=unit and f"give {name} in {unit}"
        )
    return values


def nominal(values):
    """Values without their uncertainties, as an array; what are no numbers stay as they are."""
    array = np.asarray(values)
    if array.dtype != object:
        return array
    from uncertainties.unumpy import nominal_values

    try:
        return np.asarray(nominal_values(array), dtype=float)
    except (TypeError, ValueError):
        return array


def check_known(name, known, what):
    """Refuse a name that is not among the known ones, and list those.

    Parameters
    ----------
    name : str
        The name given.
    known : iterable of str
        The names allowed.
    what : str
        What the name stands for, as the message says it.

    Raises
    ------
    UltralowError
        If the name is unknown.
    """
    known = list(known)
    if name not in known:
        folded = {one.casefold(): one for one in known}
        same = folded.get(str(name).casefold())
        close = [same] if same else get_close_matches(str(name), known, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise UltralowError(f"Unknown {what} '{name}'.{hint}", mend=f"use one of {listed(known)}")


def listed(names):
    """Return names in quotation marks, separated by commas."""
    return ", ".join(f"'{name}'" for name in names)
