"""The bytes of a reader's file: a regular file of bounded size, or one message.

A pipe never ends and a device has no end; both would hang a notebook that only wanted a table.
"""

import os
import stat
from pathlib import Path

from ultralow.data import datapackage
from ultralow.errors import UltralowError

MOST_BYTES = 10_000_000


def content(path):
    """Bytes of a file and its name for messages.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    raw : bytes
        At most `MOST_BYTES`.
    shown : str
        The path as records and messages show it.

    Raises
    ------
    UltralowError
        If nothing is there or may be read, if it is a folder, a pipe or a device, or if it is
        larger than `MOST_BYTES`.
    """
    name = os.fspath(path)
    if "\0" in name:
        raise UltralowError(f"{name!r}: no file has such a name", mend="check the path")
    shown = Path(name).name
    try:
        mode, size = _about(name)
        shown = datapackage.shown_file(name)
        if stat.S_ISREG(mode) and size <= MOST_BYTES:
            return Path(name).read_bytes(), shown
    except (OSError, RuntimeError):
        raise _unreadable(shown) from None
    if stat.S_ISREG(mode):
        raise UltralowError(
            f"{shown}: {size / 1e6:.0f} MB, and at most {MOST_BYTES / 1e6:.0f} MB are read",
            mend="keep the rows that a figure needs",
        )
    raise _unreadable(shown, "a folder" if stat.S_ISDIR(mode) else "a pipe or a device")


def _about(name):
    found = os.stat(name)
    return found.st_mode, found.st_size


def _unreadable(shown, kind=""):
    return UltralowError(
        f"{shown}: no such file, or it cannot be read",
        kind and f"What is there is {kind}",
        "check the path and its permissions",
    )
