"""Making all figures, as a reader sees it: progress, a clean stop, and what came of it.

:func:`make` starts Snakemake, which decides what is stale, beside a warm process. Both are in a
process group of their own that ends with this process, however it ends. Nothing of a run is in
figures/ before it is whole, so a run is stopped by killing the group.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ultralow.errors import UltralowError
from ultralow.figures import figure_job, publishing, records
from ultralow.figures.standing import Standing, counted
from ultralow.kernels import fork_server, scratch
from ultralow.paper import gallery

ROOM = 1_000_000  # bytes: with less than that no figure could be saved
BUILD, FIGURES = Path("build"), Path("figures")


@dataclass
class Progress:
    """What has become of the figures of a run."""

    total: int | None = None
    made: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    stop: bool = False

    def take(self, event: dict) -> str:
        """Count one event of a job; the line that tells it."""
        name = f"{event['figure']} {event['material']}"
        if "failed" in event:
            self.failed[name] = event["failed"]
        else:
            self.made.append(name)
        count = len(self.made) + len(self.failed)
        of = f"[{count:2d}/{self.total}]" if self.total else f"[{count:2d}]"
        if "failed" in event:
            return f"{of} {event['failed']}"
        return f"{of} {event['figure']:26} {event['material']:14} {event['seconds']:5.0f} s"

    def red(self) -> str:
        """The closing line of a run in which notebooks failed."""
        names = ", ".join(self.failed)
        kept = "what stood in figures/ for them is left as it was"
        return f"{counted(len(self.made))} made, {len(self.failed)} failed: {names}; {kept}"

    def stopped(self) -> str:
        """The one line after a stop."""
        if self.total is None:
            return "stopped before the first figure; `make figures` goes on"
        left = counted(self.total - len(self.made))
        return f"stopped; {left} unfinished, `make figures` goes on"


def make(force: bool = False) -> int:
    """Make every figure that is stale, or all, and say what came of it; the exit status.

    Raises
    ------
    UltralowError
        Where a reader's file, or the surroundings, do not let it begin or end.
    """
    return _guarded(_make, force, BUILD, FIGURES)


def check() -> int:
    """Make all figures elsewhere and say what moved against figures/; 1 if anything did.

    Raises
    ------
    UltralowError
        As :func:`make`.
    """
    return _guarded(_check, BUILD / "check")


def _guarded(work, *arguments) -> int:
    """Do the work alone in this checkout, end it cleanly when asked to stop; its exit status."""
    progress = Progress()
    os.chdir(gallery.ROOT)
    try:
        with _interruptible(progress), _alone():
            _tidy()
            try:
                return work(progress, *arguments)
            finally:
                _tidy()
    except KeyboardInterrupt:
        print(progress.stopped(), file=sys.stderr)
        return 130
    except OSError as problem:
        what = f"the figures cannot be made: {problem.strerror or problem}"
        why = f"at {problem.filename}" if problem.filename else ""
        mend = "see that there is room and leave to write, then run `make figures` again"
        raise UltralowError(what, why, mend) from None


def _make(progress: Progress, force: bool, build: Path, figures: Path) -> int:
    standing = Standing(build, figures)
    if not force and (said := standing.said()):
        print(f"nothing to do: {said}")
        return 0
    print("looking for what is to be made", flush=True)
    gallery.check_notebooks()
    publishing.discard_broken(build)
    print("".join(f"{line}\n" for line in readers()), end="", flush=True)
    standing.begin()
    _run(progress, force, build, figures)
    if progress.failed:
        print(progress.red())
        return 1
    for figure in gallery.figures().values():
        for material in figure.materials:
            sets = (
                publishing.files(f, figure.name, material) for f in (build / "figures", figures)
            )
            publishing.publish(*sets)
    print(records.summary(figures, build / "notebooks"))
    print("\n".join(standing.end()))
    return 0


def _check(progress: Progress, build: Path) -> int:
    print("making all figures anew, beside those that stand", flush=True)
    gallery.check_notebooks()
    for path in records.find(FIGURES):  # what could not be compared is said before it takes long
        records.read(FIGURES / path)
    shutil.rmtree(build, ignore_errors=True)
    _run(progress, True, build, build / "figures")
    if progress.failed:
        print(progress.red())
        return 1
    moved = records.compare_folders(FIGURES, build / "figures")
    print("\n".join(moved) or f"{len(records.find(FIGURES))} records compared, nothing moved")
    return 1 if moved else 0


def readers() -> list[str]:
    """Read every reader's points, so that a file with an error is named before anything runs.

    Returns
    -------
    list of str
        How files were read that needed an interpretation, and which were left out.
    """
    from ultralow.data import materials, tables

    for name in materials.names():
        tables.reader_points(name, "lattice_thermal_conductivity")
    return tables.readers_notes()


def _run(progress: Progress, force: bool, build: Path, figures: Path) -> None:
    """Run Snakemake beside a warm process, and tell what happens."""
    events, log = build / "events.jsonl", build / "logs" / "snakemake.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    events.write_text("")
    command = [sys.executable, "-m", "snakemake", *["--forceall"] * force]
    command += ["--config", f"build={build}", f"figures={figures}"]
    binaries = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": binaries, figure_job.EVENTS: str(events.resolve())}
    with log.open("w") as stream, _group(environment, stream) as group:
        shown = {} if os.environ.get("V") == "1" else {"stdout": stream, "stderr": stream}
        running = subprocess.Popen(
            command, env=environment, process_group=group, stdin=subprocess.DEVNULL, **shown
        )
        with events.open(encoding="utf-8") as news:
            _follow(progress, running, news, log)
    if running.returncode and not progress.failed:
        raise _cut_off(running.returncode, log)


def _follow(progress: Progress, running: subprocess.Popen, news: IO, log: Path) -> None:
    """Tell each event until Snakemake ends."""
    ended, rest = None, ""
    while ended is None:
        time.sleep(0.1)
        if progress.stop:  # had the signal come while Python could not raise
            raise KeyboardInterrupt
        ended = running.poll()
        progress.total = progress.total or _planned(log)
        *lines, rest = (rest + news.read()).split("\n")  # the last may still be written
        for line in lines:
            print(progress.take(json.loads(line)), flush=True)


@contextlib.contextmanager
def _group(environment: dict, log: IO) -> Iterator[int]:
    """A warm process that leads a process group of its own; all of it is killed at the end.

    Its address is entered into the environment. It ends the group, too, when this process dies.
    """
    with scratch.folder() as folder:
        environment["TMPDIR"] = str(folder)
        warm = subprocess.Popen(
            [sys.executable, "-m", "ultralow.kernels.fork_server", "stand-by", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, process_group=0, text=True,
        )  # fmt: skip
        try:
            if address := warm.stdout.readline().strip():
                environment[fork_server.ADDRESS] = address
            yield warm.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(warm.pid, signal.SIGKILL)
            warm.communicate()


def _planned(log: Path) -> int | None:
    """How many figures Snakemake means to make, from the table that it begins with."""
    found = re.search(r"^figure +(\d+)$", log.read_text(errors="replace"), re.MULTILINE)
    return int(found[1]) if found else None


def _cut_off(status: int, log: Path) -> UltralowError:
    """What to say of a run in which Snakemake, not a notebook, failed."""
    how = f"was killed by signal {-status}" if status < 0 else "stopped"
    full = shutil.disk_usage(log.parent).free < ROOM
    why = "there is no room on the disk; " * full + "figures/ is whole, and the next run goes on"
    mend = f"read the end of {log}, then run `make figures` again"
    return UltralowError(f"Snakemake {how} before all figures were made", why, mend)


def _tidy() -> None:
    """Remove what a run that was stopped or killed leaves behind."""
    for build in (BUILD, BUILD / "check"):
        shutil.rmtree(build / "running", ignore_errors=True)
        publishing.sweep(build / "figures")
    publishing.sweep(FIGURES)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One run at a time in one checkout; a second waits."""
    BUILD.mkdir(exist_ok=True)

    def waiting():
        print("another run is at work in this folder: waiting for its end", flush=True)

    with scratch.lock(BUILD / "lock", waiting):
        yield


@contextlib.contextmanager
def _interruptible(progress: Progress) -> Iterator[None]:
    """Ctrl-C, a termination or a closed terminal raise KeyboardInterrupt, once."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(*_):
        for one in asked:
            signal.signal(one, signal.SIG_IGN)
        progress.stop = True
        raise KeyboardInterrupt

    for one in asked:
        signal.signal(one, stop)
    yield
