"""Locks and scratch folders that come back to the system however their holder ends.

A lock is the kernel's: it is released when the process that holds it ends, even by SIGKILL. A
scratch folder is private and short, whatever TMPDIR says, so that sockets fit below it; it carries
such a lock, and one whose holder is dead is removed by whoever makes the next.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

PREFIX = "ultralow-"
# A socket's path may have 103 bytes (macOS), and sockets lie up to 40 below such a folder.
LONGEST = 60


def lock(path: Path, waiting: Callable[[], None] | None = None) -> IO | None:
    """A lock on a file, held until the stream is closed or its process ends.

    Parameters
    ----------
    path : Path
        Made where it is missing.
    waiting : callable, optional
        Called once where another process holds the lock, which is then waited for.

    Returns
    -------
    stream or None
        None where another process holds the lock and ``waiting`` is not given.
    """
    stream = path.open("a")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting is None:
            stream.close()
            return None
        waiting()
        fcntl.flock(stream, fcntl.LOCK_EX)
    return stream


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A scratch folder of this process, removed at the end; what dead processes left goes first.

    Raises
    ------
    OSError
        Where no folder with a short path can be written.
    """
    sweep()
    draft = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=_place()))
    with lock(draft / "lock"):
        made = draft.rename(draft.with_name(draft.name[1:]))  # seen by others when it is locked
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def sweep() -> None:
    """Remove the scratch folders of this user whose holders are dead."""
    for place in _places():
        for left in Path(place).glob(f"{PREFIX}*/lock"):
            with contextlib.suppress(OSError):
                if left.lstat().st_uid == os.getuid() and (free := lock(left)):
                    shutil.rmtree(left.parent, ignore_errors=True)
                    free.close()


def _places() -> list[str]:
    """Folders for temporary files that exist: TMPDIR and those that are always short."""
    named = [os.environ.get("TMPDIR"), "/tmp", "/var/tmp", os.environ.get("XDG_RUNTIME_DIR")]
    return [place for place in dict.fromkeys(named) if place and os.path.isdir(place)]


def _place() -> str:
    for place in _places():
        short = len(os.fsencode(os.path.abspath(place))) <= LONGEST
        if short and os.access(place, os.W_OK | os.X_OK):
            return os.path.abspath(place)
    raise OSError(
        f"no folder for sockets: neither TMPDIR (of at most {LONGEST} characters), /tmp, /var/tmp "
        "nor XDG_RUNTIME_DIR can be written"
    )
