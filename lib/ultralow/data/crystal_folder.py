"""A folder of crystals: every CIF is looked at before any is entered, and the rest is told."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

from ultralow import questions
from ultralow.data import add_material
from ultralow.errors import UltralowError

ENDINGS = (".cif", ".cif.gz")
MOST_FILES = 1000
TAKEN, THERE, REFUSED = "taken", "already there", "refused"


class Entry(NamedTuple):
    """One file: the name of its crystal, what became of it, and the words for it."""

    file: str
    name: str
    verdict: str
    said: str


def survey(folder, *, sure=False):
    """Look at every CIF of a folder; enters nothing.

    Parameters
    ----------
    folder : str or os.PathLike
        Files of other kinds and folders within it are left alone.
    sure : bool
        As for `add_material.adopt`.

    Returns
    -------
    list of Entry
        By the name of the file.

    Raises
    ------
    UltralowError
        If the folder cannot be read, or has no CIF or more than `MOST_FILES`.
    """
    return _one_of_a_name([_tried(file, sure, add_material.look) for file in files(folder)])


def adopt(folder, *, sure=False):
    """Enter every crystal of a folder that can be entered, after a look at all of them.

    Parameters, errors and what comes back are those of `survey`.
    """
    place = Path(folder)
    return [
        one if one.verdict == REFUSED else _tried(place / one.file, sure, add_material.adopt)
        for one in survey(folder, sure=sure)
    ]


def files(folder):
    """Every CIF of a folder, by name; errors as of `survey`."""
    place = Path(folder)
    try:
        found = sorted(one for one in place.iterdir() if one.name.lower().endswith(ENDINGS))
    except OSError as problem:
        raise UltralowError(f"{place.name}: the folder cannot be read: {problem.strerror}",
                            mend="check its path and its permissions") from None  # fmt: skip
    if not found or len(found) > MOST_FILES:
        raise UltralowError(f"{place.name}: {len(found)} CIFs in this folder",
                            mend=f"give one with 1 to {MOST_FILES} files *.cif")  # fmt: skip
    return found


def named(file):
    """The name of a file's crystal: its stem, an underscore for whatever a name cannot have.

    Examples
    --------
    >>> named("CsPb-Br3 (300 K).cif.gz")
    'CsPb_Br3_300_K'
    """
    stem = re.sub(r"\.cif(\.gz)?$", "", Path(file).name, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_")


def _tried(file, sure, act):
    """The entry of one file."""
    name = named(file)
    try:
        first, *more = act(file, name, sure=sure)
    except UltralowError as refused:
        return Entry(file.name, name, REFUSED, str(refused))
    verdict = THERE if first.endswith("from the same file") else TAKEN
    return Entry(file.name, name, verdict, "\n".join([first.removeprefix(f"{name}: "), *more]))


def _one_of_a_name(entries):
    """The entries, where several files have one name all but the first refused."""
    first = {}
    for one in entries:
        if one.verdict != REFUSED:
            first.setdefault(one.name.lower(), one.file)
    return [
        one._replace(verdict=REFUSED, said=f"called like {first[one.name.lower()]}\n"
                     "  To mend it: give one of the files another name")
        if one.verdict != REFUSED and first[one.name.lower()] != one.file else one
        for one in entries
    ]  # fmt: skip


def as_text(entries):
    """The entries as a table: file, name, what became of it, and why.

    Parameters
    ----------
    entries : list of Entry

    Returns
    -------
    str
    """
    heads = ("file", "name", "")
    cells = [(one.file, one.name, one.verdict) for one in entries]
    widths = [max(len(row[n]) for row in [heads, *cells]) for n in range(3)]
    indent = " " * (sum(widths) + 6)
    lines = []
    for row, said in zip([heads, *cells], ["", *(one.said for one in entries)], strict=True):
        start = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"{start}  " + f"\n{indent}".join(said.splitlines()))
    counts = (f"{sum(one.verdict == kind for one in entries)} {kind}"
              for kind in (TAKEN, THERE, REFUSED))  # fmt: skip
    return "\n".join([*map(str.rstrip, lines), ", ".join(counts)])


def add_arguments(parser):
    """What ``python -m ultralow adopt`` takes."""
    parser.add_argument("structure", help="a CIF, or a folder of them")
    parser.add_argument("name", nargs="?", default="", help="the material's name, as in CsPbCl3; "
                        "in a folder every crystal is called after its file")  # fmt: skip
    parser.add_argument("--list", action="store_true", dest="names",
                        help="names of a folder's crystals that are there")  # fmt: skip
    parser.add_argument("--constants", action="store_true",
                        help="a folder of force constants, whose crystal it is")  # fmt: skip
    questions.add_argument(parser, "--not-a-formula")


def command(given):
    """Run ``python -m ultralow adopt``; 0 if there is a crystal that notebooks take now."""
    if given.constants or not given.structure or not Path(given.structure).is_dir():
        return add_material.command(given)
    if given.name:
        raise UltralowError(
            f"a folder of crystals, and the one name {given.name!r:.60}",
            mend="leave the name out: each crystal is called after its file",
        )
    if given.names:
        there = [one for one in survey(given.structure, sure=True) if one.verdict == THERE]
        print(*(one.name for one in there))
        return 0
    entries = adopt(given.structure, sure=given.sure)
    print(add_material.printable(as_text(entries), sys.stdout.encoding or "ascii"))
    return 0 if any(one.verdict != REFUSED for one in entries) else 2
