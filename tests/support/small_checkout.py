"""A checkout with one small figure of two materials, whose notebook a test can hold or break."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
from patience import PATIENCE
from ultralow.paper import gallery

MATERIALS = ("CsPbI3", "CsSnI3")
LISTED = """
materials: [CsPbI3, CsSnI3]
data: [structures/materials.csv]
figures:
  quick:
    title: A quick one
    caption: It saves what it is told.
    parameters: {material: CsPbI3, figures_folder: ""}
    data: []
companions: {}
"""
# It says that it is there, waits while it is held, and saves an image and a record.
SAVES = """
import json, os, time
from pathlib import Path

Path("at", material).write_text(str(os.getpid()))
while Path("hold").exists():
    time.sleep(0.02)
if Path("break").exists():
    raise RuntimeError("seven")
value = float(Path("value").read_text())
place = Path(figures_folder, "quick")
place.mkdir(parents=True, exist_ok=True)
(place / f"{material}.svg").write_text(f"<svg>{material} {value}</svg>")
(place / f"{material}.png").write_bytes(bytes.fromhex("89504e4749454e44ae426082"))
number = {"value": value, "unit": "1", "uncertainty": None, "grade": "R"}
record = {"parameters": {"material": material}, "series": [], "numbers": {"k": number}}
record |= {"checks": [], "inputs": []}
(place / f"{material}.json").write_text(json.dumps(record))
"""


class Checkout:
    """The repository's own code and data around the small figure.

    Parameters
    ----------
    root : Path
        Where it is made.
    scratch : Path
        An empty folder with a short path: the runs' TMPDIR.
    code : str
        What the notebook does.
    """

    def __init__(self, root: Path, scratch: Path, code: str = SAVES):
        self.root, self.scratch = root, scratch
        self.before = []  # words in front of each command
        for name in ("lib", "workflow"):
            shutil.copytree(gallery.ROOT / name, root / name)
        server = root / "lib" / "ultralow" / "kernels" / "fork_server.py"
        head, _, tail = server.read_text().partition('    "ipywidgets",\n')
        # What follows in the list of modules to preload, this notebook has no use for.
        server.write_text(head + "]\n" + tail.partition("]\n")[2])
        (root / "data").symlink_to(gallery.ROOT / "data")
        (root / "notebooks").mkdir()
        (root / "at").mkdir()
        (root / "notebooks" / "gallery.yml").write_text(LISTED)
        given = nbformat.v4.new_code_cell("material = ''\nfigures_folder = ''")
        given.metadata["tags"] = ["parameters"]
        notebook = nbformat.v4.new_notebook(cells=[given, nbformat.v4.new_code_cell(code)])
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["kernelspec"] = kernel
        nbformat.write(notebook, root / "notebooks" / "quick.ipynb")
        self.value(0.25)

    def value(self, value: float) -> None:
        """The number that the notebook will save; its figures are stale then."""
        (self.root / "value").write_text(str(value))
        (self.root / "notebooks" / "quick.ipynb").touch()

    def mark(self, name: str) -> Path:
        """The file that holds the notebook, or breaks it."""
        (self.root / name).touch()
        return self.root / name

    def start(self, *command: str, **surroundings: str | None) -> subprocess.Popen:
        """Start ``python -m ultralow``; a variable of the surroundings that is None is unset."""
        for path in (self.root / "at").iterdir():
            path.unlink()
        env = os.environ | {"PYTHONPATH": str(self.root / "lib"), "TMPDIR": str(self.scratch)}
        for name in ("ULTRALOW_FIGURES", "JUPYTER_DEFAULT_PROVISIONER_NAME"):
            env.pop(name, None)
        env = {k: v for k, v in (env | surroundings).items() if v is not None}
        words = [*self.before, sys.executable, "-m", "ultralow", *(command or ("figures",))]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(words, cwd=self.root, env=env, start_new_session=True, **pipes)

    def run(self, *command: str, **surroundings) -> tuple[int, str]:
        """Exit status and what was said."""
        running = self.start(*command, **surroundings)
        said, _ = running.communicate(timeout=PATIENCE)
        return running.returncode, said

    def kernels(self, running: subprocess.Popen) -> list[int]:
        """The processes of the notebooks, as soon as both are at work or one core runs one."""
        wanted = min(len(MATERIALS), os.cpu_count())

        def at_work():
            assert running.poll() is None, running.communicate()
            return sum(bool(path.read_text()) for path in (self.root / "at").iterdir()) >= wanted

        until(at_work)
        return [int(path.read_text()) for path in (self.root / "at").iterdir()]

    def standing(self) -> dict[str, bytes]:
        """What lies in figures/, drafts too."""
        found = (self.root / "figures").rglob("*")
        return {str(p.relative_to(self.root)): p.read_bytes() for p in found if p.is_file()}

    def left(self) -> list[str]:
        """What is left of runs beside their results."""
        scratch = [path.name for path in self.scratch.iterdir()]
        return scratch + [name for name in ("running",) if (self.root / "build" / name).exists()]


def until(true) -> None:
    """Wait for a state."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether a process ended; one that nobody waits for has ended, too."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def child(running: subprocess.Popen, name: str) -> int:
    """A process that a run started itself, by a word of its command."""
    children = psutil.Process(running.pid).children()
    (pid,) = [process.pid for process in children if name in " ".join(process.cmdline())]
    return pid


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
