"""The text of a CIF: read once, of bounded size, whatever the path leads to.

A folder, a pipe, a device or a file without end is refused before anything of it is parsed; a
compressed file is opened; what word processors leave in a text (a byte-order mark, spaces that do
not break) means nothing here.
"""

import os
import re
import stat
import zlib
from pathlib import Path

from ultralow.errors import UltralowError

LARGEST = 10_000_000
# The parser compares every tag and every block with all before it.
_MOST_TAGS, _MOST_BLOCKS = 20_000, 1_000
_GZIP = b"\x1f\x8b"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TYPOGRAPHY = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " "),
    **dict.fromkeys(map(ord, "\ufeff\u200b"), None),
    ord("\u2212"): "-",
}


def shown_name(path) -> str:
    """A file's name as messages and tables show it: printable, and short."""
    name = os.fsencode(Path(path).name).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "?" for c in name)[:80]


def content(path) -> bytes:
    """The bytes of a CIF, unpacked where the file is gzipped.

    Parameters
    ----------
    path : str or os.PathLike

    Raises
    ------
    UltralowError
        If no path is given; if there is no regular file at it, or none that may be read; if it
        is larger than 10 MB, before or after unpacking, or a broken gzip file.
    """
    if not os.fspath(path):
        raise UltralowError(
            "no structure is given",
            mend="give a CIF and a name: STRUCTURE=my.cif NAME=CsPbCl3",
        )
    shown = shown_name(path)
    raw = _bounded(path, shown)
    if raw.startswith(_GZIP):
        raw = _unpacked(raw, shown)
    if len(raw) > LARGEST:
        raise UltralowError(
            f"{shown}: larger than {LARGEST / 1e6:.0f} MB",
            "A crystal of which the forces can be computed takes some kilobytes.",
            "keep the data block of the structure alone",
        )
    return raw


def _bounded(path, shown):
    try:
        # Without waiting: a pipe that nobody writes to would never open.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UltralowError(
                    f"{shown}: no regular file",
                    "It is a folder, a pipe or a device.",
                    "give the path of a crystallographic information file",
                )
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(LARGEST + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as problem:
        if isinstance(problem, UltralowError):
            raise
        raise UltralowError(
            f"{shown}: not there, or not readable",
            getattr(problem, "strerror", None) or str(problem),
            "give the path of a crystallographic information file",
        ) from None


def _unpacked(raw, shown):
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(raw, LARGEST + 1)
    except zlib.error as problem:
        raise UltralowError(
            f"{shown}: a broken gzip file", str(problem), "unpack it, and give the CIF in it"
        ) from None
    if len(text) <= LARGEST and (not stream.eof or stream.unused_data):
        raise UltralowError(
            f"{shown}: a gzip file that ends early, or holds more than one file",
            mend="unpack it, and give the CIF in it",
        )
    return text


def structure_block(raw: bytes, shown: str):
    """The one data block that holds a crystal.

    Parameters
    ----------
    raw : bytes
        As `content` gives them.
    shown : str
        The file's name for messages.

    Returns
    -------
    gemmi.cif.Block

    Raises
    ------
    UltralowError
        If it is no CIF, or has no crystal or several.
    """
    import gemmi

    text = _text(raw, shown)
    try:
        document = gemmi.cif.read_string(text)
    except (ValueError, RuntimeError) as problem:
        why = str(problem).splitlines()[0].removeprefix("string:")
        raise _no_cif(shown, f"At line {why[:200]}" if why[:1].isdigit() else why[:200]) from None
    found = [block for block in document if len(block.find_values("_atom_site_fract_x"))]
    if len(found) != 1:
        raise UltralowError(
            f"{shown}: {len(found) or 'no'} crystal structures in the file",
            "A structure is a data block with a loop of _atom_site_fract_x.",
            "keep the one that you mean"
            if found
            else "give a CIF of a crystal, with fractional coordinates",
        )
    return found[0]


def _text(raw, shown):
    if raw.startswith(_WIDE):
        raise _no_cif(shown, "It is written in UTF-16.")
    if _BINARY.search(raw):
        raise _no_cif(shown, "It holds bytes that are no text.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        # Authors' names of old files; every number and symbol is the same in both.
        text = raw.decode("latin-1")
    text = text.translate(_TYPOGRAPHY).replace("\r\n", "\n").replace("\r", "\n")
    tags = sum(1 for _ in re.finditer(r"(?:^|\s)_\S", text))
    blocks = sum(1 for _ in re.finditer(r"(?i)(?:^|\s)(?:data|save)_", text))
    if tags > _MOST_TAGS or blocks > _MOST_BLOCKS:
        raise UltralowError(
            f"{shown}: {tags} tags in {blocks} blocks",
            f"Up to {_MOST_TAGS} tags and {_MOST_BLOCKS} blocks are read.",
            "keep the data block of the structure alone",
        )
    return text


def _no_cif(shown, why):
    return UltralowError(
        f"{shown}: not a CIF", why, "give a crystallographic information file, as UTF-8 text"
    )


def first(block, *tags) -> str:
    """The first value that one of the tags has; empty where all are missing, ? or a point."""
    import gemmi

    for tag in tags:
        for value in block.find_values(tag):
            text = " ".join(gemmi.cif.as_string(value).split())
            if text not in ("", "?", "."):
                return text
    return ""
