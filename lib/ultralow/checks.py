"""Guards and types of what goes into a formula: finite numbers, in range, or one clear message.

Values come back as they came (lists as arrays), so that numbers with uncertainties keep theirs.
"""

import math
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ultralow.errors import UltralowError

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.integer[Any]]
BoolArray: TypeAlias = NDArray[np.bool_]
ComplexArray: TypeAlias = NDArray[np.complex128]
# A float, an array, or either with uncertainties: the package uncertainties has no types, and
# arithmetic takes all three alike.
Quantity: TypeAlias = Any


def finite(name: str, unit: str, values: Quantity) -> Quantity:
    """Guard for finite numbers.

    Parameters
    ----------
    name, unit : str
        The quantity as the message names it, and its unit; "1" if it has none.
    values : float or array_like, with or without uncertainties

    Returns
    -------
    float or array
        ``values`` as they came, lists as arrays.

    Raises
    ------
    UltralowError
        If a nominal value is not a finite number.

    Examples
    --------
    >>> finite("seebeck", "V/K", 79e-6)
    7.9e-05
    """
    return _checked(name, unit, values, -math.inf, "a finite number")


def positive(name: str, unit: str, values: Quantity) -> Quantity:
    """Guard for finite numbers above zero; parameters and return value as for `finite`.

    Examples
    --------
    >>> positive("temperature", "K", 300.0)
    300.0
    """
    return _checked(name, unit, values, 0.0, "a finite number above zero")


def not_negative(name: str, unit: str, values: Quantity) -> Quantity:
    """Guard for finite numbers from zero on; parameters and return value as for `finite`.

    Examples
    --------
    >>> not_negative("mass variance", "1", 0.0)
    0.0
    """
    rule = "a finite number not below zero"
    return _checked(name, unit, values, 0.0, rule, np.greater_equal)


def positive_array(name: str, unit: str, values: ArrayLike) -> FloatArray:
    """Guard for finite numbers above zero where a formula takes no uncertainties.

    Parameters
    ----------
    name, unit : str
        As for `finite`.
    values : array_like

    Returns
    -------
    numpy.ndarray of float
        ``values`` as an array.

    Raises
    ------
    UltralowError
        If a value is not a finite number above zero, or has an uncertainty.

    Examples
    --------
    >>> positive_array("temperature", "K", [77, 300])
    array([ 77., 300.])
    """
    checked = positive(name, unit, values)
    try:
        return np.asarray(checked, float)
    except TypeError:
        raise UltralowError(
            f"{name} must be plain numbers, got {values!r:.80}",
            mend=f"give {name} without its uncertainty",
        ) from None


def above(name: str, bound: float, values: Quantity) -> NDArray[Any]:
    """Guard for finite numbers above a bound.

    Parameters
    ----------
    name : str
        The quantity as the message names it.
    bound : float
        The largest number that is refused.
    values : float or array_like, with or without uncertainties

    Returns
    -------
    numpy.ndarray
        ``values`` as an array.

    Raises
    ------
    UltralowError
        If a nominal value is not a finite number above ``bound``.

    Examples
    --------
    >>> float(above("r", -1.5, -0.5))
    -0.5
    """
    return np.asarray(_checked(name, "1", values, bound, f"a finite number above {bound:g}"))


def _checked(
    name: str, unit: str, values: Quantity, bound: float, rule: str, keeps: np.ufunc = np.greater
) -> Quantity:
    """``values`` as they came (lists as arrays) if all of their nominal values keep the rule."""
    values = np.asarray(values) if isinstance(values, (list, tuple)) else values
    plain = nominal(values)
    numeric = plain.dtype.kind in "iuf"
    kept = keeps(plain, bound) & np.isfinite(plain) if numeric else np.zeros(plain.shape, bool)
    if not kept.all():
        many = numeric and kept.size > 1
        count = f" ({(~kept).sum()} of {kept.size} values are not)" if many else ""
        mend = f"give {name} as {rule}" if unit == "1" else f"give {name} in {unit}"
        raise UltralowError(f"{name} must be {rule}{count}, got {values!r:.80}", mend=mend)
    return values


def unit_vectors(directions: ArrayLike) -> FloatArray:
    """Directions made unit vectors.

    Parameters
    ----------
    directions : array_like, shape (..., 3)
        Cartesian, of any length but zero.

    Returns
    -------
    numpy.ndarray, shape (..., 3)

    Raises
    ------
    UltralowError
        If a direction is not three finite numbers, or of no length.

    Examples
    --------
    >>> unit_vectors([0, 3, 4])
    array([0. , 0.6, 0.8])
    """
    vectors = np.asarray(directions, float)
    length = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.ndim else np.zeros(1)
    if vectors.shape[-1:] != (3,) or not np.all((length > 0) & (length < np.inf)):
        raise UltralowError(
            f"a direction is three numbers, not all zero, got {directions!r:.80}",
            mend="give Cartesian components, such as [0, 0, 1]",
        )
    return vectors / length


def nominal(values: Quantity) -> NDArray[Any]:
    """Nominal values, without uncertainties.

    Parameters
    ----------
    values : float or array_like, with or without uncertainties

    Returns
    -------
    numpy.ndarray
        What are no numbers stay as they are.

    Examples
    --------
    >>> from uncertainties import ufloat
    >>> float(nominal(ufloat(0.45, 0.05)))
    0.45
    """
    array = np.asarray(values)
    if array.dtype != object:
        return array
    from uncertainties.unumpy import nominal_values

    try:
        return np.asarray(nominal_values(array), dtype=float)
    except (TypeError, ValueError):
        return array


def check_known(name: str, known: Iterable[str], what: str) -> None:
    """Guard for names: one that is not among the known ones is refused, and those are listed.

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

    Examples
    --------
    >>> check_known("CsSnI3", ["CsPbBr3", "CsSnI3"], "material")
    """
    known = list(known)
    if name not in known:
        folded = {one.casefold(): one for one in known}
        same = folded.get(str(name).casefold())
        close = [same] if same else get_close_matches(str(name), known, n=1)
        hint = f". Did you mean '{close[0]}'?" if close else ""
        raise UltralowError(f"Unknown {what} '{name}'{hint}", mend=f"use one of {listed(known)}")


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks, separated by commas.

    Examples
    --------
    >>> listed(["CsPbI3", "CsSnI3"])
    "'CsPbI3', 'CsSnI3'"
    """
    return ", ".join(f"'{name}'" for name in names)
