"""Questions about numbers that are allowed and yet unlikely: what was read, what is usual, and how
to go on.

A number outside what physics allows is refused (:mod:`ultralow.checks`). One inside it that no
instrument sees and no such crystal has is mostly a slip of a unit, and now and then meant: it is
asked about once. A command refuses it until ``--yes`` says that it is meant; a notebook goes on
and prints a caution. Nothing ever waits for a key.
"""

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import dataclass

from ultralow.errors import UltralowError

YES = "--yes"


@dataclass(frozen=True)
class Usual:
    """Usual range of a number, inside the one that is allowed.

    Attributes
    ----------
    low, high : float
        Both ends are usual.
    because : str
        What an instrument sees, or what such crystals have; it ends the question.
    apart : tuple of float
        Values outside the range that are usual too, such as a zero that means "not given".

    Examples
    --------
    >>> sizes = Usual(5, 2000, "wires on such islands are 20 to 1000 nm thick")
    >>> 0.2 in sizes, 177.2 in sizes
    (False, True)
    """

    low: float
    high: float
    because: str
    apart: tuple[float, ...] = ()

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high or value in self.apart


def doubt(name: str, value: float, unit: str, usual: Usual | None) -> list[str]:
    """Question about a number, as a list of one line; empty where the number is usual.

    Parameters
    ----------
    name, unit : str
        As the reader writes them; the unit may be empty.
    value : float
        In ``unit``, as the range is.
    usual : Usual or None
        None where every number that is allowed is as likely.

    Examples
    --------
    >>> sizes = Usual(5, 2000, "wires on such islands are 20 to 1000 nm thick")
    >>> doubt("width", 0.2, "nm", sizes)
    ['width 0.2 nm; usual are 5 to 2000 nm: wires on such islands are 20 to 1000 nm thick']
    """
    if usual is None or value in usual:
        return []
    range_ = f"{usual.low:g} to {usual.high:g} {unit}".rstrip()
    return [f"{name} {f'{value:.6g} {unit}'.rstrip()}; usual are {range_}: {usual.because}"]


def ask(doubts: Iterable[str], sure: bool, command: str) -> list[str]:
    """Cautions for the questions to which the answer is yes.

    Parameters
    ----------
    doubts : iterable of str
        A line each.
    sure : bool
        Whether the reader said that all of it is meant.
    command : str
        The command that takes the answer, for the message.

    Returns
    -------
    list of str
        A line for each question, for those who are sure.

    Raises
    ------
    UltralowError
        With all questions at once, if there is one and the reader is not sure.
    """
    lines = list(doubts)
    if lines and not sure:
        raise UltralowError(
            "is this meant? " + "\n  ".join(lines),
            mend=f"look at names and at units of numbers; if it is meant, add {YES} to `{command}`",
        )
    return cautions(lines)


def first(doubts: list[str]) -> list[str]:
    """The first of many questions, and how many more there are.

    Examples
    --------
    >>> first(["line 2: 900 K", "line 3: 901 K", "line 4: 902 K"])
    ['line 2: 900 K (and 2 more like it)']
    """
    more = f" (and {len(doubts) - 1} more like it)" if len(doubts) > 1 else ""
    return [f"{one}{more}" for one in doubts[:1]]


def cautions(doubts: Iterable[str]) -> list[str]:
    """Lines that a notebook or a report shows for what is unusual."""
    return [f"caution: {line}" for line in doubts]


def add_argument(parser: ArgumentParser, *others: str) -> None:
    """Give an argparse parser the answer to questions, also under other names."""
    parser.add_argument(
        YES, *others, dest="sure", action="store_true",
        help="what is unusual about numbers or names is meant",
    )  # fmt: skip
