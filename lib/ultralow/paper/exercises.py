"""The tries of a notebook: what is asked, what is changed, and what a prediction is worth.

Questions and answers are the words under "Try it" in the notebook; what is changed, what a reader
may predict, and which wrong predictions stand for a known mistake, stands in
``notebooks/exercises.yml``, whose effects are tested.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

from ultralow.errors import UltralowError
from ultralow.paper import gallery

FILE = "exercises.yml"
WAYS = {"up": "up", "down": "down", "unchanged": "hardly changes"}
HEADING = "## Try it"
NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
FOLDED = re.compile(r"\s*<details><summary>Answer</summary>(.*?)</details>\s*", re.DOTALL)
CODE = re.compile(r"`([^`]+)`|<code>(.+?)</code>")
UNIT = re.compile(r"\s*\(([^()]+)\)$")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")

THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True)
class Try:
    """One change, with its question and answer.

    Attributes
    ----------
    question, answer : str
        In the words of the notebook, as Markdown and as HTML.
    changes : dict
        Parameters.
    what, unit : str
        That a reader predicts, and in which unit; empty of what has none.
    kind : {"choices", "times", "is"}
        One of some words, a factor of new over old, or a number.
    choices : tuple of str
        Empty where a number is asked for.
    right : str or tuple of float
        The choice, or the range of what counts as right.
    mistakes : tuple
        Pairs of a wrong choice or range, and what is said of it.
    """

    question: str
    answer: str
    changes: dict[str, Any]
    what: str
    unit: str
    kind: str
    choices: tuple[str, ...]
    right: str | tuple[float, float]
    mistakes: tuple[tuple[str | tuple[float, float], str], ...]

    def judge(self, said: str) -> tuple[bool, str]:
        """Whether a prediction is right, and in a sentence what it is worth.

        Parameters
        ----------
        said : str
            One of the choices, or a number, with a point or a comma.

        Raises
        ------
        UltralowError
            If nothing is said, or it is no number, or one thousand or one to three decimals.
        """
        guess = self._read(said)
        if _meets(guess, self.right):
            return True, "So it is."
        for wrong, remark in self.mistakes:
            if _meets(guess, wrong):
                return False, remark
        if self.choices:
            return False, f"It is another: {self.right}."
        low, high = self.right
        much, factor = "less" if guess > high else "more", "times" if self.kind == "times" else ""
        return False, f"It is {much}: about {(low + high) / 2:.2g} {factor}".rstrip() + "."

    def _read(self, said: str) -> str | float:
        said = said.strip()
        mend = f"say first what you expect of {self.what}"
        if self.choices:
            if said not in self.choices:
                raise UltralowError(f"{said!r} is none of the choices", mend=mend)
            return said
        if not NUMBER.fullmatch(said):
            raise UltralowError(f"{said!r} is not a number", mend=mend)
        if THOUSANDS.fullmatch(said):
            raise UltralowError(
                f"{said!r} has a comma for thousands or for decimals",
                mend="write a decimal point, and nothing between thousands",
            )
        return float(said.replace(",", "."))


def tries(figure: str) -> tuple[Try, ...]:
    """The tries of a notebook, in the order of its words.

    Raises
    ------
    UltralowError
        If the words of the notebook and the entries of the file are not as many.
    """
    told, entries = _words(figure), _entries().get(figure, [])
    if len(told) != len(entries):
        raise UltralowError(
            f"{figure} has {len(told)} tries in words and {len(entries)} in notebooks/{FILE}",
            mend="give each its entry",
        )
    return tuple(_try(*both) for both in zip(told, entries, strict=True))


def pieces(text: str) -> list[tuple[str, bool]]:
    """Words of a question or an answer as pairs of text and whether it is code.

    Examples
    --------
    >>> pieces("`a = 1`: more?")
    [('a = 1', True), (': more?', False)]
    """
    found, place = [], 0
    for code in CODE.finditer(text):
        found += [(text[place : code.start()], False), (code[1] or code[2], True)]
        place = code.end()
    found.append((text[place:], False))
    return [(html.unescape(words), is_code) for words, is_code in found if words]


def _entries() -> dict[str, list[dict]]:
    import yaml

    return yaml.safe_load((gallery.NOTEBOOKS / FILE).read_text(encoding="utf-8"))


def _words(figure: str) -> list[tuple[str, str]]:
    """Question and answer of each try."""
    import json

    text = gallery.figure(figure).notebook.read_text(encoding="utf-8")
    sources = ("".join(cell["source"]) for cell in json.loads(text)["cells"])
    (section,) = (one for one in sources if one.startswith(HEADING))
    items = NUMBERED.split(section.split("\n## ")[0])[1:]
    return [(FOLDED.split(item)[0].strip(), FOLDED.search(item)[1].strip()) for item in items]


def _try(words: tuple[str, str], entry: dict) -> Try:
    asked, wrong = entry["predict"], entry.get("mistakes", [])
    if "goes" in asked or "choices" in asked:
        choices = tuple(asked.get("choices", WAYS.values()))
        right = asked["right"] if "choices" in asked else WAYS[asked["goes"]]
        known = [(one["right"] if "right" in one else WAYS[one["goes"]], one["says"])
                 for one in wrong]  # fmt: skip
        kind = "choices"
    else:
        kind = "times" if "times" in asked else "is"
        choices, right = (), tuple(map(float, asked[kind]))
        known = [(tuple(map(float, one[kind])), one["says"]) for one in wrong]
    unit = UNIT.search(asked["what"])
    what = UNIT.sub("", asked["what"]), unit[1] if unit else ""
    return Try(*words, entry["set"], *what, kind, choices, right, tuple(known))


def _meets(guess, wanted) -> bool:
    """Whether a guess is the choice, or in the range but for rounding."""
    if isinstance(wanted, str):
        return guess == wanted
    low, high = wanted
    slack = 1e-9 * max(abs(low), abs(high), 1.0)
    return low - slack <= guess <= high + slack
