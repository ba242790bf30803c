"""Store what was computed: whole or not at all, and the same bytes for the same result.

Everything is written to a draft in the same folder, which takes the file's name at the end, so
that an interruption leaves nothing behind that looks like a result. Every writer has a draft of its
own: of several that store one file at once, the last to end stands there whole.
"""

import contextlib
import json
import os
import re
import threading
from pathlib import Path

from ultralow.errors import UltralowError

DRAFTS = ".draft-*"  # what a killed writer may leave behind


def replace_atomically(path, write, last=None):
    """Let ``write`` fill a draft, then give it the name ``path``.

    Parameters
    ----------
    path : str or Path
        The file; its folder is made where it is missing.
    write : callable
        Called with the draft's path, which has the suffix of ``path``.
    last : callable, optional
        Asked once the draft is written: whether it is this process that renames it. Where several
        processes write one file together, only one may, and with it all of them see one draft.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = "" if last else f"{os.getpid()}-{threading.get_ident()}-"
    draft = path.with_name(f".draft-{writer}{path.name}")
    try:
        write(draft)
        if last is None or last():
            os.replace(draft, path)
    except BaseException:
        # What cannot be removed, as from a read-only disk, must not hide why.
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


@contextlib.contextmanager
def told(shown):
    """What cannot be written within is one message, of a file as ``shown``."""
    try:
        yield
    except OSError as problem:
        raise UltralowError(f"{shown} cannot be written", problem.strerror or str(problem),
                            "make room, or a folder that you may write to") from None  # fmt: skip


def write_text(path, text):
    """Store a text."""
    replace_atomically(path, lambda draft: draft.write_text(text, encoding="utf-8"))


def write_bytes(path, content):
    """Store bytes."""
    replace_atomically(path, lambda draft: draft.write_bytes(content))


def write_json(path, result, indent=2):
    """Store a result as JSON, keys in their order and each list of numbers on one line."""
    write_text(path, json_text(result, indent))


def json_text(result, indent=2):
    """The text that `write_json` stores; NaN and infinity are refused with a ValueError."""
    text = json.dumps(result, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
    # A line ends within no text, so that brackets in one are left as they are.
    return re.sub(r"\[\n\s*(-?\d[^\]\[\"{}]*?)\s+\]", _one_line, text)


def _one_line(numbers):
    return f"[{' '.join(numbers[1].split())}]"


def write_hdf5(path, fill):
    """Store an HDF5 file: ``fill`` is called with the open `h5py.File`.

    h5py keeps no times in it, so that the same datasets give the same bytes.
    """
    import h5py

    def write(draft):
        with h5py.File(draft, "w") as file:
            fill(file)

    replace_atomically(path, write)
