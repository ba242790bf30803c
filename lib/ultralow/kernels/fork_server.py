"""Notebooks run by papermill, each in kernel processes forked from one warm process.

Starting a Python kernel and importing the scientific stack takes longer than drawing a figure.
``python -m ultralow.kernels.fork_server serve -- COMMAND`` starts one process that has the
libraries loaded (the fork server of :mod:`multiprocessing`), tells COMMAND where it is through an
environment variable, and stops it when COMMAND ends. Under it, ``python -m
ultralow.kernels.fork_server papermill IN OUT -p NAME VALUE`` hands the run over; papermill and the
kernel are then forked, so every notebook still has processes of its own. Without a warm process (on
a cluster, by hand, or where it died under way) the same command runs papermill in the ordinary way.

``stand-by FOLDER`` is the same for a process that starts its commands itself: it serves until its
standard input ends, as it does when that process dies, and then ends with its process group.
"""

import argparse
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path

from ultralow.kernels import scratch

ADDRESS = "ULTRALOW_WARM"
LOG = "ULTRALOW_LOG"
PROVISIONER = "ultralow-warm"
PRELOAD = [
    "papermill",
    "papermill.iorw",
    "papermill.clientwrap",
    "nbclient",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "ipywidgets",
    "numpy",
    "pandas",
    "scipy.integrate",
    "scipy.optimize",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "uncertainties",
    "ase.io.cif",
    "gemmi",
    "scipy.spatial",
    "spglib",
]
LOST = 255  # what multiprocessing reports of a fork whose fork server died
forks = multiprocessing.get_context("forkserver")


def _job(arguments: list[str], cwd: str, env: dict, log: str) -> None:
    """Run papermill in this forked process."""
    _settle(cwd, env | {"JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONER, LOG: log})
    sys.exit(papermill(arguments))


def _kernel(connection_file: str, cwd: str, env: dict) -> None:
    """Become a Jupyter kernel in this forked process."""
    _settle(cwd, env)
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(argv=["-f", connection_file])


def _settle(cwd: str, env: dict) -> None:
    """Give a fork the folder, the environment and the log of the job it works for."""
    threading.Thread(target=_end_with_server, daemon=True).start()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None  # the environment's, from now on
    with open(os.environ[LOG], "a", buffering=1) as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)


def _end_with_server() -> None:
    """End this fork when the process that serves ends, in whatever way."""
    wait([multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


WORK = {"job": _job, "kernel": _kernel}


def papermill(arguments: list[str]) -> int:
    """Run papermill's own command line in this process and return its exit status."""
    from papermill.cli import papermill as command

    return command(arguments, standalone_mode=False) or 0


def request(work: str, *args) -> Connection:
    """Ask the warm process for a fork; its pid comes back, and its exit status when it ends.

    Closing the connection, or dying, stops the fork.
    """
    server = Client(os.environ[ADDRESS], "AF_UNIX")
    server.send((work, args))
    return server


def _answer(connection: Connection) -> None:
    """Serve one request for as long as its fork or its client lives."""
    with connection, contextlib.suppress(OSError, EOFError):
        work, args = connection.recv()
        fork = forks.Process(target=WORK[work], args=args)
        fork.start()
        try:
            connection.send(fork.pid)
            wait([connection, fork.sentinel])
        finally:
            if fork.exitcode in (None, LOST):  # its client, or its fork server, is no more
                with contextlib.suppress(ProcessLookupError):
                    os.kill(fork.pid, signal.SIGKILL)
            fork.join()
        connection.send(fork.exitcode)


@contextlib.contextmanager
def _listening(folder: Path) -> Iterator[str]:
    """Answer requests at a socket in a scratch folder; its address."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are the workflow's to share
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    # Where multiprocessing puts its own socket; else it makes a folder, and misses it at the end.
    multiprocessing.current_process()._config["tempdir"] = str(folder)
    forks.set_forkserver_preload(PRELOAD)
    with Listener(str(folder / "socket"), "AF_UNIX", backlog=64) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        yield listener.address


def serve(command: list[str]) -> int:
    """Run a command beside a warm process and return the command's exit status."""
    with scratch.folder() as folder, _listening(folder) as address:
        running = subprocess.Popen(command, env=os.environ | {ADDRESS: address})
        # A terminal interrupts the command too, and its end is the end.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: running.terminate())
        status = running.wait()
    return status if status >= 0 else 128 - status


def stand_by(folder: Path) -> int:
    """Print the address and serve until the standard input ends, then end with the group."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # jobs do without it, so it may go silently
    with _listening(folder) as address:
        forkserver.ensure_running()
        print(address, flush=True)
        sys.stdin.buffer.read()
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
    return 0


def _accept(listener: Listener) -> None:
    """Answer every client in a thread of its own until the listener is closed."""
    while True:
        try:
            connection = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def run(arguments: list[str], log: str) -> int:
    """Run papermill with these arguments: in the warm process if there is one, else here."""
    if ADDRESS in os.environ:
        with (
            contextlib.suppress(OSError, EOFError),
            request("job", arguments, os.getcwd(), dict(os.environ), log) as server,
        ):
            server.recv()  # the pid, which a job needs no more
            if (status := server.recv()) != LOST:
                return status
    os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "ultralow-private")
    with _printing_to(log):
        return papermill(arguments)


@contextlib.contextmanager
def _printing_to(log: str) -> Iterator[None]:
    """Append what this process prints to a log, unless that is no file."""
    if log == os.devnull:
        yield
        return
    kept = os.dup(1), os.dup(2)
    with open(log, "a", buffering=1) as stream:
        for number in (1, 2):
            os.dup2(stream.fileno(), number)
    try:
        yield
    except Exception:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        for number, before in enumerate(kept, start=1):
            os.dup2(before, number)
            os.close(before)


def main(arguments: list[str] | None = None) -> int:
    """``serve``, ``stand-by`` or ``papermill``; see the module's words."""
    parser = argparse.ArgumentParser(
        prog="python -m ultralow.kernels.fork_server", description=__doc__
    )
    what = parser.add_subparsers(dest="what", required=True)
    server = what.add_parser("serve", help="run a command beside a warm process")
    server.add_argument("command", nargs=argparse.REMAINDER)
    waiter = what.add_parser("stand-by", help="serve until the standard input ends")
    waiter.add_argument("folder", type=Path)
    job = what.add_parser("papermill", help="run papermill, in the warm process if there is one")
    job.add_argument("--log", default=os.devnull)
    job.add_argument("arguments", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    try:
        if given.what == "serve":
            return serve([word for word in given.command if word != "--"])
        if given.what == "stand-by":
            return stand_by(given.folder)
    except OSError as problem:
        print(f"ultralow: {problem}", file=sys.stderr)
        return 2
    return run(given.arguments, given.log)


if __name__ == "__main__":
    sys.exit(main())
