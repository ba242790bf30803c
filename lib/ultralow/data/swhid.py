"""Identifiers of Software Heritage: what a file or a folder holds, told from its bytes alone.

They are computed offline, and are the same wherever the same content lies. Those of files and
folders are the hashes that Git gives blobs and trees.
"""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from ultralow.errors import UltralowError

FILE, RUNNABLE, LINK, FOLDER = b"100644", b"100755", b"120000", b"40000"


def of_file(path: Path) -> str:
    """The identifier of a file's content.

    References
    ----------
    SWHID specification 1.2 (ISO/IEC 18670:2025), section 5.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as empty:
    ...     of_file(Path(empty.name))
    'swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return f"swh:1:cnt:{_content(path.read_bytes()).hex()}"


def of_folder(folder: Path, leave_out: Collection[str] = ()) -> str:
    """The identifier of everything that a folder holds.

    Parameters
    ----------
    folder : Path
    leave_out : collection of str
        Files that do not count, by their place in the folder. Folders without a file never count.

    Raises
    ------
    UltralowError
        Where it holds what is neither file, folder nor link, or no file at all.
    """
    digest = _tree(folder, "", frozenset(leave_out))
    if digest is None:
        raise UltralowError(f"{folder.name} holds no file", mend="name the folder of a release")
    return f"swh:1:dir:{digest.hex()}"


def _tree(folder: Path, place: str, leave_out: frozenset[str]) -> bytes | None:
    """The hash of a folder; None without a file."""
    entries = []
    for entry in list(os.scandir(folder)):  # to its end, so that it is closed
        inside = f"{place}{entry.name}"
        if inside in leave_out:
            continue
        mode, digest = _entry(entry, inside, leave_out)
        if digest is not None:
            # Folders stand among the names as if theirs ended with a slash.
            name = os.fsencode(entry.name)
            entries.append((name + b"/" * (mode == FOLDER), mode + b" " + name + b"\0" + digest))
    return _hash(b"tree", b"".join(text for _, text in sorted(entries))) if entries else None


def _entry(
    entry: os.DirEntry, inside: str, leave_out: frozenset[str]
) -> tuple[bytes, bytes | None]:
    path = Path(entry.path)
    if entry.is_symlink():
        return LINK, _content(os.fsencode(path.readlink()))
    if entry.is_dir():
        return FOLDER, _tree(path, f"{inside}/", leave_out)
    if entry.is_file():
        return (RUNNABLE if os.access(path, os.X_OK) else FILE), _content(path.read_bytes())
    raise UltralowError(
        f"{inside} is neither a file nor a folder", mend="take it out of the folder"
    )


def _content(content: bytes) -> bytes:
    return _hash(b"blob", content)


def _hash(kind: bytes, content: bytes) -> bytes:
    head = kind + b" " + str(len(content)).encode() + b"\0"
    return hashlib.sha1(head + content, usedforsecurity=False).digest()
