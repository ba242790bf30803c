"""What stood in figures/ before a run, what moved since, and whether anything is to be made.

A run that is stopped and taken up again is one run: what moved counts from its beginning.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ultralow.figures import records

INPUTS = ("data", "lib", "notebooks", "workflow")
SHOWN = 20  # lines of what moved, of those in build/moved.txt


class Standing:
    """The state around a run in one checkout.

    Parameters
    ----------
    build, figures : Path
        Where the run works, and where it publishes.
    """

    def __init__(self, build: Path, figures: Path):
        self.build, self.figures = build, figures
        self._before, self._stamp = build / "before", build / "complete.txt"
        self._inputs = _fingerprint(INPUTS)

    def said(self) -> str:
        """What the last complete run said, where every file is as it left them; else empty."""
        if not self._stamp.exists():
            return ""
        state, _, said = self._stamp.read_text("utf-8", "replace").partition("\n")
        return said.strip() if state == self._state() else ""

    def begin(self) -> None:
        """Keep the records that stand, unless a run that was not completed kept them already."""
        draft = self._before.with_name("before.part")
        shutil.rmtree(draft, ignore_errors=True)
        if self._stamp.exists() and self._before.exists():  # killed after the last word
            self._before.rename(draft)
            shutil.rmtree(draft)
        self._stamp.unlink(missing_ok=True)
        if self._before.exists():
            return
        draft.mkdir(parents=True)
        for path in records.readable(self.figures):
            place = draft / path.relative_to(self.figures)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, place)
        draft.rename(self._before)

    def end(self) -> list[str]:
        """Close a complete run; the lines that say what came of it."""
        made = counted(len(records.find(self.figures)))
        moved = self._moved()
        if moved:
            (self.build / "moved.txt").write_text("\n".join(moved) + "\n", encoding="utf-8")
            said = f"{made}; what moved ({len(moved)}) is in {self.build}/moved.txt"
        else:
            said = f"{made}, all numbers as published"
        if _fingerprint(INPUTS) == self._inputs:  # else something was edited under way
            self._stamp.write_text(f"{self._state()}\n{said}\n", encoding="utf-8")
        shutil.rmtree(self._before)
        return [*moved[:SHOWN], *["…"] * (len(moved) > SHOWN), said]

    def _moved(self) -> list[str]:
        if not (before := records.readable(self._before)):
            return ["all figures are new: none stood before"]
        for path in set(self._before.glob("*/*.json")) - set(before):  # a copy, broken since
            path.unlink()
        return records.compare_folders(self._before, self.figures)

    def _state(self) -> str:
        made = [self.figures, self.build / "figures", self.build / "notebooks"]
        return f"{self._inputs} {_fingerprint(made)}"


def counted(figures: int) -> str:
    """How many figures, in words."""
    return f"{figures} figure" + "s" * (figures != 1)


def _fingerprint(folders) -> str:
    """A digest of which files there are, how large, and when they were written."""
    digest = hashlib.sha256()
    for folder in folders:
        for name, size, written in sorted(_stats(str(folder))):
            digest.update(f"{name}\0{size}\0{written}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _stats(folder: str) -> Iterator[tuple]:
    """Name, size and time of every file that a run could read or make below a folder."""
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith((".", "__pycache__"))]
        for name in names:
            if not name.startswith("."):
                path = os.path.join(place, name)
                with contextlib.suppress(FileNotFoundError):
                    stat = os.stat(path)
                    yield path, stat.st_size, stat.st_mtime_ns
