"""The name under which a reader's crystal is entered: safe in paths, and true to its formula."""

import re
import unicodedata

from ultralow.data import stated_facts
from ultralow.errors import UltralowError

LONGEST = 40
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# The material of the generated points, and words that a parameter file does not take as text.
_RESERVED = {"example", "true", "false", "yes", "no", "on", "off", "null", "none"}
_RESERVED |= {"nan", "inf", "infinity"}


def check(name: str):
    """Refuse what cannot be a name.

    Raises
    ------
    UltralowError
        If it is empty, longer than 40, not of letters, digits and underscores, or reserved.
    """
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        plain = unicodedata.normalize("NFKC", name)
        better = plain if _NAME.fullmatch(plain) and len(plain) <= LONGEST else "CsPbCl3"
        raise UltralowError(
            f"{name[:60]!r} cannot be a material's name",
            "It becomes part of paths and parameters.",
            f"use letters, digits and underscores, a letter first, at most {LONGEST}: "
            f"NAME={better}",
        )
    if name.lower() in _RESERVED:
        raise UltralowError(
            f"the name {name} is reserved",
            "It stands for the generated example, or is no text in a list of parameters.",
            "choose another name",
        )


def doubts(name: str, atoms, shown: str) -> list[str]:
    """Question about a name that has the formula of another crystal between its underscores.

    One element alone (``S1``, ``I``) is no formula.

    Parameters
    ----------
    name : str
    atoms : ase.Atoms
    shown : str
        The file's name for messages.

    Returns
    -------
    list of str
        One line if formulas are in the name, and none of them is the crystal's.
    """
    said = [stated_facts.composition(part) for part in name.split("_")]
    said = [_shares(one) for one in said if one and len(one) > 1]
    if not said or _shares(atoms.symbols.formula.count()) in said:
        return []
    crystal = atoms.symbols.formula.reduce()[0].format("metal")
    return [
        f"{shown}: the crystal is {crystal}, the name {name} says another formula; usual are names "
        f"that say no other: figures and tables would show {crystal} as {name}"
    ]


def _shares(counts):
    total = sum(counts.values())
    return {symbol: round(count / total, 3) for symbol, count in counts.items()}
