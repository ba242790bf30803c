"""What a computation may be asked for, from the words of a command: crystals, potentials, more."""

import math
import re
from pathlib import Path

import yaml

from ultralow.checks import check_known
from ultralow.compute import ase_calculators
from ultralow.compute.potentials import (
    CHECKPOINTS,
    DEVICES,
    OWN,
    check_file,
    checkpoint_name,
    of_result,
)
from ultralow.errors import UltralowError

# Of results, which are files: a letter or digit first.
_NAME, _LETTERS = r"[A-Za-z0-9][A-Za-z0-9_.-]*", "letters, digits, dots and dashes"
_WANTED = {int: "a whole number", float: "a number", str: "a word",
           tuple: "one number or several, each"}  # fmt: skip
# Of the settings that are numbers; all others are above zero.
MAY_BE_ZERO = ("seed", "pairs_doubled", "frames_doubled", "equations_second", "smearing_eV")
_SAID = {"no": "", "False": "", "yes": "300", "True": "300"}


def materials(said, known):
    """The crystals in a text, by their names; errors are those of an unknown name.

    Parameters
    ----------
    said : str or int
        A number given as a name arrives as a number.
    known : sequence of str

    Examples
    --------
    >>> materials("CsPbI3 CsSnI3", ["CsPbI3", "CsPbBr3", "CsSnI3"])
    ['CsPbI3', 'CsSnI3']
    """
    names = str(said).split()
    for name in names:
        if name not in known:
            raise UltralowError(
                f"Unknown material {name!r}.",
                "There is no such file in data/structures.",
                f"choose one of {', '.join(known)}.",
            )
    return names


def shipped(said):
    """The shipped potentials in a text, all without one; errors are those of an unknown name."""
    names = str(said).split() or list(CHECKPOINTS)
    for name in names:
        check_known(name, CHECKPOINTS, "checkpoint")
    return names


def checkpoints(said, folder="data/potentials"):
    """The potentials in a text: what each is called, and what to load it by.

    Parameters
    ----------
    said : str
        Names of shipped potentials, of files in ``folder`` (less their suffix), or of calculators
        that other packages bring (:mod:`ultralow.compute.ase_calculators`), or paths of such files;
        the shipped ones without any.
    folder : str or os.PathLike

    Returns
    -------
    dict
        Name to what :func:`ultralow.compute.potentials.load_calculator` takes.

    Raises
    ------
    UltralowError
        For a name that there is not, a file that is not there or whose name cannot be one, or two
        of one name.
    """
    found = {}
    for word in str(said).split() or list(CHECKPOINTS):
        source = word if Path(word).suffix in OWN else _stored(word, folder)
        name = checkpoint_name(source)
        if source != word or Path(word).suffix in OWN:
            _check_own(source, name)
        if name in found:
            raise UltralowError(f"Two potentials are called {name!r}.",
                                mend="ask for one of them, or rename its file.")  # fmt: skip
        found[name] = source
    return found


def constants(said, potentials=()):
    """A reader's own force constants in a text: what each result is called, and its folder.

    Parameters
    ----------
    said : str
        Paths of folders as :mod:`ultralow.data.phonopy_files` reads them; each is called as its
        folder, and one called pbe-300K has effective force constants at that temperature.
    potentials : iterable of str
        Names that are taken.

    Raises
    ------
    UltralowError
        For a folder that is not there, a name that cannot be one or is taken, or two of one name.

    Examples
    --------
    >>> constants("")
    {}
    """
    found = {}
    for word in str(said).split():
        name = Path(word).name
        if not Path(word).is_dir():
            raise UltralowError(
                f"No force constants {word!r:.80}.",
                "There is no such folder.",
                "look at its path, which is taken from where the command runs.",
            )
        if not re.fullmatch(_NAME, name):
            raise UltralowError(
                f"Force constants cannot be called {name!r:.60}.",
                "Their results are files of that name.",
                f"rename the folder: {_LETTERS}.",
            )
        if name in found or of_result(name) in potentials:
            raise UltralowError(
                f"Two results are called {name!r}.",
                "A potential, or another folder, has that name.",
                "rename the folder.",
            )
        found[name] = word
    return found


def every_potential(folder="data/potentials"):
    """All potentials that there are, shipped or in a folder, in the words of `checkpoints`."""
    own = sorted(path.stem for path in Path(folder).glob("*") if path.suffix in OWN)
    return " ".join([*CHECKPOINTS, *own])


def _stored(name, folder):
    """A potential by its name, shipped or of another package, or the path of one in the folder."""
    brought = ase_calculators.names()
    if name in CHECKPOINTS:
        return name
    if name in brought:
        _check_name(name)
        return name
    own = {path.stem: path for path in sorted(Path(folder).glob("*")) if path.suffix in OWN}
    check_known(name, [*CHECKPOINTS, *own, *brought], "checkpoint")
    return own[name].as_posix()


def _check_own(source, name):
    check_file(source)
    _check_name(name)


def _check_name(name):
    if not re.fullmatch(_NAME, name) or of_result(name) != name:
        raise UltralowError(
            f"A potential cannot be called {name!r}.",
            "Its results are files of that name, and -300K at the end tells effective ones.",
            f"call it otherwise: {_LETTERS}.",
        )


def device(said):
    """Where forces come from, one of :data:`ultralow.compute.potentials.DEVICES`."""
    check_known(str(said), DEVICES, "device")
    return str(said)


def mapping(said):
    """Settings in a text, as Snakemake reads them behind ``--config settings=``.

    Raises
    ------
    UltralowError
        If the text is no mapping in YAML.

    Examples
    --------
    >>> mapping("{snapshots_third: 40}")
    {'snapshots_third': 40}
    """
    try:
        found = yaml.safe_load(said)
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        raise UltralowError(
            f"No settings {said!r:.60}.", mend="give them as '{snapshots_third: 40, seed: 2}'."
        )
    return found


def changed(usual, changes, called):
    """Settings with some of them changed, each in the type of the usual one.

    Parameters
    ----------
    usual : NamedTuple
    changes : dict or None
        Name to value; what comes through a workflow may be text. Several numbers are a list, or
        stand in a text one behind the other.
    called : str
        What one of them is called in messages.

    Raises
    ------
    UltralowError
        For a name that there is not, or a value that cannot be of that type: of a whole number
        one with a fraction, and of any number one that is not finite, or not above zero; some
        may be zero (:data:`MAY_BE_ZERO`).

    Examples
    --------
    >>> from ultralow.compute.sampling import PRODUCTION
    >>> changed(PRODUCTION, {"cutoff": "5.5"}, "setting").cutoff
    5.5
    >>> changed(PRODUCTION, {"temperatures": "100 300"}, "setting").temperatures
    (100.0, 300.0)
    """
    found = {}
    for name, value in (changes or {}).items():
        if name not in usual._fields:
            raise UltralowError(
                f"there is no {called} {name!r}", mend=f"use {', '.join(usual._fields)}"
            )
        kind, zero = type(getattr(usual, name)), name in MAY_BE_ZERO
        try:
            found[name] = _several(value, zero) if kind is tuple else _one(kind, value, zero)
        except (OverflowError, TypeError, ValueError):
            least = "" if kind is str else " from zero on" if zero else " above zero"
            raise UltralowError(
                f"the {called} {name} cannot be {value!r:.80}", mend=f"give {_WANTED[kind]}{least}"
            ) from None
    return usual._replace(**found)


def _several(said, may_be_zero):
    """Numbers of a list, of a text with spaces or commas between them, or a single one."""
    words = said.replace(",", " ").split() if isinstance(said, str) else said
    words = words if isinstance(words, list | tuple) else [words]
    if not words:
        raise ValueError
    return tuple(_one(float, word, may_be_zero) for word in words)


def _one(kind, said, may_be_zero):
    """A value of one kind; ValueError where that would be another one than was said."""
    if isinstance(said, bool) or (kind is str and not isinstance(said, str)):
        raise ValueError
    value = kind(said)
    if kind is not str:
        enough = value >= 0 if may_be_zero else value > 0
        if not (enough and math.isfinite(value) and value == float(said)):
            raise ValueError
    return value


def temperatures(said):
    """Of effective force constants, whole kelvin as text.

    Parameters
    ----------
    said : str or bool
        ``no`` for none, ``yes`` for 300 K, or numbers.

    Raises
    ------
    UltralowError
        For anything but whole numbers from 1 to 2000.

    Examples
    --------
    >>> temperatures("yes"), temperatures("100 250"), temperatures("no")
    (['300'], ['100', '250'], [])
    """
    found = _SAID.get(str(said), str(said)).split()
    for one in found:
        if not (one.isascii() and one.isdigit() and 1 <= int(one) <= 2000):
            raise UltralowError(
                f"No temperature {one!r}.",
                mend="give effective=yes, or kelvin: effective='100 300'.",
            )
    return found
