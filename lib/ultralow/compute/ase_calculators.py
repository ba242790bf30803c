"""Calculators of ASE that another package brings, by the name of its entry point.

A package says in its own ``pyproject.toml``::

    [project.entry-points."ultralow.calculators"]
    my-potential = "my_package:calculator"

and ``calculator()`` returns an ASE calculator with energy, forces and stress. Where the package is
installed, ``my-potential`` is a potential as 7net-0 is one.
"""

import hashlib
import importlib
from importlib.metadata import entry_points
from pathlib import Path

from ultralow.checks import check_known
from ultralow.errors import UltralowError

GROUP = "ultralow.calculators"
WANTED = ("energy", "forces", "stress")


def names():
    """Names of all calculators that are installed, in order."""
    return tuple(sorted({one.name for one in entry_points(group=GROUP)}))


def load(name):
    """The calculator of a name, as its package makes it.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    ase.calculators.calculator.Calculator

    Raises
    ------
    UltralowError
        If there is none of that name or several, its package fails, or it lacks one of `WANTED`.
    """
    entry = _entry(name)
    try:
        made = entry.load()()
    except Exception as problem:  # whatever another package may end in
        raise UltralowError(
            f"The calculator {name} could not be made: {type(problem).__name__}: {problem!s:.200}",
            mend=f"try `{entry.value.replace(':', '.')}()` in Python, in the same environment.",
        ) from None
    lacking = [one for one in WANTED if one not in getattr(made, "implemented_properties", ())]
    if lacking:
        raise UltralowError(
            f"The calculator {name} has no {' and no '.join(lacking)}.",
            "Atoms are brought to rest by forces, and the stiffness is a slope of the stress.",
            "use one that has energy, forces and stress.",
        )
    return made


def packages(name):
    """Name of the distribution that brings a calculator, as a list; empty where it has none."""
    made_by = _entry(name).dist
    return [made_by.name] if made_by else []


def sha256(name):
    """SHA-256 of the file that makes a calculator, as 64 hexadecimal digits."""
    module = importlib.import_module(_entry(name).module)
    return hashlib.sha256(Path(module.__file__).read_bytes()).hexdigest()


def _entry(name):
    check_known(name, names(), "calculator")
    found = [one for one in entry_points(group=GROUP) if one.name == name]
    if len({one.value for one in found}) > 1:
        raise UltralowError(
            f"Several packages bring a calculator {name}: {', '.join(one.value for one in found)}.",
            mend="remove all but one of them.",
        )
    return found[0]
