"""What a computation may be asked for, from the words of a command: potentials, device, kelvin."""

from ultralow.compute.potentials import CHECKPOINTS, DEVICES
from ultralow.errors import UltralowError

_SAID = {"no": "", "False": "", "yes": "300", "True": "300"}


def checkpoints(said):
    """The potentials in a text, by their names; errors are those of an unknown name."""
    names = str(said).split() or list(CHECKPOINTS)
    return [_known(name, CHECKPOINTS, "checkpoint") for name in names]


def device(said):
    """Where forces come from, one of :data:`ultralow.compute.potentials.DEVICES`."""
    return _known(str(said), DEVICES, "device")


def _known(name, allowed, kind):
    if name not in allowed:
        raise UltralowError(f"Unknown {kind} {name!r}.", "", f"choose from {', '.join(allowed)}.")
    return name


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
