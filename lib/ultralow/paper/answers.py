"""Answers to a yes-or-no question from numbers with a spread: True, False, or None for open.

A number answers only if its whole spread lies on one side of the limit. A spread that nobody knows
is not zero: :data:`UNKNOWN` of the number stands for it, so that such a number answers only with a
wide margin. Results that answer differently leave a question open, however sure each of them is.
"""

from collections.abc import Iterable

import numpy as np

# Share of a number that stands for an unknown spread: of the conductivities that a machine-learned
# potential gives for halides one in four misses that from first principles by more. The ledgers
# that are stored leave half of that or less.
UNKNOWN = 0.3
# Rounding of the machine, relative to the limit.
_ROUNDING = 1e-9

Decided = bool | None


def margin(value: float, relative: float) -> float:
    """The spread of a number in its own unit.

    Parameters
    ----------
    value : float
    relative : float
        Relative spread; NaN where it is not known, then :data:`UNKNOWN` stands for it.
    """
    return abs(value) * (UNKNOWN if np.isnan(relative) else relative)


def below(value: float, spread: float, limit: float) -> Decided:
    """Whether a number is at most a limit: its spread may cover both answers.

    Parameters
    ----------
    value, spread, limit : float
        In one unit; the spread is that of :func:`margin`.
    """
    slack = _ROUNDING * abs(limit)
    if value + spread <= limit + slack:
        return True
    return False if value - spread > limit + slack else None


def above(value: float, spread: float, limit: float) -> Decided:
    """Whether a number is at least a limit; as :func:`below`."""
    return below(-value, spread, -limit)


def within(value: float, spread: float, centre: float, tolerance: float) -> Decided:
    """Whether a number lies no further than a tolerance from another; as :func:`below`."""
    return every(
        [above(value, spread, centre - tolerance), below(value, spread, centre + tolerance)]
    )


def every(answers: Iterable[Decided]) -> Decided:
    """What answers to several conditions make of all of them: one no is enough, one open opens."""
    given = list(answers)
    if any(one is False for one in given):
        return False
    return None if any(one is None for one in given) else True


def agreed(answers: Iterable[Decided]) -> Decided:
    """What several results say of one question: open unless all of them say the same."""
    given = set(answers)
    return given.pop() if len(given) == 1 else None


def verdict(decided: Decided, found: str = "consistent") -> str:
    """The verdict on an answer: ``found`` for yes."""
    return {True: found, False: "disagrees", None: "undecided"}[decided]
