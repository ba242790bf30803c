"""Values rounded once, more coarsely than any processor's noise, to be drawn and to be recorded.

The last bits of a sum or a transcendental function differ between processors. A value that lies
where rounding turns would still fall to either side; so it turns at no place where numbers of few
digits, halves or thirds lie, see :data:`TURN`.
"""

import numpy as np

DIGITS = 6
# Many points show no more than this: a thirtieth of a pixel.
DENSE, DENSE_DIGITS = 1000, 4
# Of the largest of a series on a logarithmic axis, below which a value is nothing.
NOTHING = 1e-12
TINY = 1e-290  # beside the end of what a float holds
# Where between two whole numbers rounding turns, up from 0.618: far from 1/2, 2/3 and 5/8.
TURN = (3 - 5**0.5) / 2


def whole(values):
    """Values as whole numbers, those from 0.618 on upwards, never -0.

    Parameters
    ----------
    values : array_like
    """
    return np.floor(np.asarray(values, float) + TURN) + 0.0


def drawn(values, scale: float | None = None, log: bool = False) -> np.ndarray:
    """A series as it is drawn and recorded; names stay as they are.

    Parameters
    ----------
    values : array_like
        Where whole numbers are given, these are kept.
    scale : float, optional
        What the digits are counted from; the largest magnitude of the series if left out.
    log : bool
        For a logarithmic axis: each value has the digits, not the largest one.

    Returns
    -------
    numpy.ndarray
        Of floats, in the shape of ``values``.
    """
    values = np.asarray(values)
    if values.dtype.kind != "f":
        return values.astype(float) if values.dtype.kind in "biu" else values
    digits = DIGITS if values.size <= DENSE else DENSE_DIGITS
    size = np.abs(values)
    largest = float(np.max(size, initial=0.0, where=np.isfinite(size))) if scale is None else scale
    if log:
        values = np.where(size < NOTHING * largest, 0.0, values)
        largest = np.where((values != 0) & np.isfinite(size), size, 1.0)
    return _to_digits(values, largest, digits)


def number(value: float | None) -> float | None:
    """A single number with as many digits as a series has."""
    return None if value is None else float(drawn(value, log=True))


def _to_digits(values, largest, digits):
    """Values with as many decimals as leave so many digits to the largest."""
    usable = (largest > TINY) & np.isfinite(largest)
    # A power of ten must not hang on the last bit either: 0.9999999 counts as 1.
    power = np.floor(np.log10(np.where(usable, largest, 1.0)) + 1e-7).astype(int)
    decimals = digits - 1 - power
    with np.errstate(invalid="ignore"):
        scaled = whole(values * 10.0 ** np.maximum(decimals, 0) / 10.0 ** np.maximum(-decimals, 0))
    back = scaled / 10.0 ** np.maximum(decimals, 0) * 10.0 ** np.maximum(-decimals, 0)
    short = np.reshape([float(f"{one:.{DIGITS + 2}g}") for one in np.ravel(back)], np.shape(back))
    return np.where(np.isfinite(values), np.where(usable, short, 0.0), values)
