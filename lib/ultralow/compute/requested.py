"""What a computation may be asked for, from the words of a command: crystals, potentials, more."""

import yaml

from ultralow.checks import check_known
from ultralow.compute.potentials import CHECKPOINTS, DEVICES
from ultralow.errors import UltralowError

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


def checkpoints(said):
    """The potentials in a text, by their names; errors are those of an unknown name."""
    names = str(said).split() or list(CHECKPOINTS)
    for name in names:
        check_known(name, CHECKPOINTS, "checkpoint")
    return names


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
