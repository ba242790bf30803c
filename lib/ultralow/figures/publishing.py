"""Results on their way into figures/: whole, at the end, and only where something changed.

Notebooks run by the workflow save under build/. From there image and record are moved into place
by renaming, so that figures/ is complete at every moment, whatever is killed.
"""

import contextlib
import os
import re
import shutil
from pathlib import Path

from ultralow.errors import UltralowError
from ultralow.figures import pictures, records
from ultralow.paper import gallery

SUFFIXES = (".svg", ".png", ".json")  # the record last: a set that was cut off is seen by it


def files(folder: Path, figure: str, material: str) -> list[Path]:
    """Image, image and record of a figure of a material below a folder."""
    return [folder / figure / f"{material}{suffix}" for suffix in SUFFIXES]


def publish(made: list[Path], standing: list[Path]) -> list[str]:
    """Put what was made where a reader looks, unless the same stands there.

    Parameters
    ----------
    made, standing : list of Path
        As :func:`files` lists them.

    Returns
    -------
    list of str
        What moved, as :func:`ultralow.figures.records.compare` says it.

    Raises
    ------
    UltralowError
        Where the folder cannot be written, or what was made is not whole; what stood there stands
        as before.
    """
    _check_whole(made)
    moved = _moved(made, standing)
    if moved or not all(map(pictures.same, made[:-1], standing[:-1])):
        try:
            _replace(made, standing)
        except OSError as problem:
            why = f"{problem.strerror}; what stands there is whole, and the new is in {made[0]}"
            mend = "give the folder room and leave to be written, then run `make figures`"
            raise UltralowError(f"{standing[0]} cannot be written", why, mend) from None
    return moved


def _moved(made: list[Path], standing: list[Path]) -> list[str]:
    if not all(path.exists() for path in standing):
        return ["a new figure"]
    try:
        old = records.read(standing[-1])
    except UltralowError:
        return ["what stood there was no record of it"]
    return records.compare(old, records.read(made[-1]))


def _check_whole(made: list[Path]) -> None:
    for path in made[:-1]:
        if not pictures.whole(path):
            raise UltralowError(
                f"{path}: cut off, and so not published",
                f"what stands in {made[0].parent.name}/ is left as it was",
                "run `make figures`, which makes it anew",
            )


def discard_broken(build: Path) -> None:
    """Remove what is not whole among what was made, so that the next run makes it anew.

    Parameters
    ----------
    build : Path
        Its ``figures`` hold images and records, its ``notebooks`` what was executed.
    """
    for path in build.glob("figures/*/*"):
        if path.suffix in SUFFIXES and not path.name.startswith(".") and not _whole(path):
            _remove(path)
    for path in build.glob("notebooks/*/*.ipynb"):
        if not _whole(path):
            _remove(path)


def _whole(path: Path) -> bool:
    if path.suffix in (".svg", ".png"):
        return pictures.whole(path)
    try:
        gallery.cells(path) if path.suffix == ".ipynb" else records.read(path)
    except UltralowError:
        return False
    return True


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _replace(made: list[Path], standing: list[Path]) -> None:
    """Copy beside the place of each, then rename them all at once."""
    standing[0].parent.mkdir(parents=True, exist_ok=True)
    drafts = [path.with_name(f".{path.name}.part") for path in standing]
    try:
        for source, draft in zip(made, drafts, strict=True):
            shutil.copyfile(source, draft)
        for draft, path in zip(drafts, standing, strict=True):
            os.replace(draft, path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the drafts that a run, or a dead process that saved a page, left among figures."""
    for path in folder.glob("*/.*"):
        draft = re.fullmatch(r"\..+\.(?:svg|png|json)\.(part|\d+)", path.name)
        if draft and (draft[1] == "part" or not _lives(int(draft[1]))):
            with contextlib.suppress(OSError):
                path.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
