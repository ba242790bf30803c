"""Notebooks run by papermill, each in kernel processes forked from one warm process.

Starting a Python kernel and importing the scientific stack takes longer than drawing a figure.
``python -m ultralow.kernels.fork_server serve -- COMMAND`` starts one process that has the
libraries loaded (the fork server of :mod:`multiprocessing`), tells COMMAND where it is through an
environment variable, and stops it when COMMAND ends. Under it, ``python -m
ultralow.kernels.fork_server papermill IN OUT -p NAME VALUE`` hands the run over; papermill and the
kernel are then forked, so every notebook still has processes of its own. Without a warm process (on
a cluster, by hand) the same command runs papermill in the ordinary way.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path

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
forks = multiprocessing.get_context("forkserver")


def _job(arguments: list[str], cwd: str, env: dict, log: str) -> None:
    """Run papermill in this forked process."""
    _settle(cwd, env | {"JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONER, LOG: log})
    sys.exit(papermill(arguments))


def _kernel(connection_file: str, cwd: str, env: dict) -> None:
    """Become a Jupyter kernel in this forked process; it ends when the warm process does."""
    _settle(cwd, env)
    from ipykernel.kernelapp import launch_new_instance

    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    launch_new_instance(argv=["-f", connection_file, parent])


def _settle(cwd: str, env: dict) -> None:
    """Give a fork the folder, the environment and the log of the job it works for."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    with open(os.environ[LOG], "a", buffering=1) as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)


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
    with connection:
        work, args = connection.recv()
        fork = forks.Process(target=WORK[work], args=args)
        fork.start()
        connection.send(fork.pid)
        wait([connection, fork.sentinel])
        if fork.exitcode is None:
            fork.kill()
            fork.join()
        else:
            connection.send(fork.exitcode)


def serve(command: list[str]) -> int:
    """Run a command beside a warm process and return the command's exit status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are the workflow's to share
    forks.set_forkserver_preload(PRELOAD)
    with (
        tempfile.TemporaryDirectory(prefix="ultralow-") as folder,
        Listener(str(Path(folder) / "socket"), "AF_UNIX") as listener,
    ):
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        return subprocess.call(command, env=os.environ | {ADDRESS: listener.address})


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
    if ADDRESS not in os.environ:
        return papermill(arguments)
    with request("job", arguments, os.getcwd(), dict(os.environ), log) as server:
        server.recv()  # the pid, which a job needs no more
        return server.recv()


def main(arguments: list[str] | None = None) -> int:
    """``serve -- COMMAND`` or ``papermill [--log FILE] ARGUMENTS``; see the module's words."""
    parser = argparse.ArgumentParser(
        prog="python -m ultralow.kernels.fork_server", description=__doc__
    )
    what = parser.add_subparsers(dest="what", required=True)
    server = what.add_parser("serve", help="run a command beside a warm process")
    server.add_argument("command", nargs=argparse.REMAINDER)
    job = what.add_parser("papermill", help="run papermill, in the warm process if there is one")
    job.add_argument("--log", default=os.devnull)
    job.add_argument("arguments", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    if given.what == "serve":
        return serve([word for word in given.command if word != "--"])
    return run(given.arguments, given.log)


if __name__ == "__main__":
    sys.exit(main())
