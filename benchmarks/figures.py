"""How long a reader waits for all figures, against the same code in one warm process.

Prints one small table. With ``--cold`` also papermill one notebook after another, each in a fresh
Python, which is what the workflow would cost without its warm process.
"""

import contextlib
import importlib
import io
import subprocess
import sys
import tempfile
import time

import nbformat
from ultralow.kernels import fork_server
from ultralow.paper import gallery

PAIRS = [(figure, m) for figure in gallery.figures().values() for m in figure.materials]


def timed(function, *args) -> float:
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def run_here(folder: str) -> None:
    """Run the code cells of every notebook for every material in this process."""
    for figure, material in PAIRS:
        namespace = {}
        for cell in nbformat.read(figure.notebook, as_version=4).cells:
            if cell.cell_type == "code":
                exec(cell.source, namespace)
            if "parameters" in cell.metadata.get("tags", []):
                namespace.update(material=material, figures_folder=folder)


def run_workflow(folder: str) -> None:
    settings = [f"figures={folder}/figures", f"build={folder}/build"]
    command = [
        sys.executable,
        "-m",
        "ultralow.kernels.fork_server",
        "serve",
        "--",
        "snakemake",
        "--forceall",
    ]
    subprocess.run(
        [*command, "--nolock", "--config", *settings],
        check=True, capture_output=True, cwd=gallery.ROOT,
    )  # fmt: skip


def run_cold(folder: str) -> None:
    for figure, material in PAIRS:
        values = ["-p", "material", material, "-p", "figures_folder", folder]
        subprocess.run(
            [sys.executable, "-m", "papermill", figure.notebook, f"{folder}/out.ipynb", *values],
            check=True, capture_output=True, cwd=gallery.ROOT,
        )  # fmt: skip


def main() -> None:
    for name in fork_server.PRELOAD:
        importlib.import_module(name)
    ways = {"one warm process": run_here, "make figures": run_workflow}
    if "--cold" in sys.argv:
        ways["papermill, one by one"] = run_cold
    print(f"{len(PAIRS)} figures{'':14}seconds    ratio")
    base = None
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            seconds = timed(way, folder)
        base = base or seconds
        print(f"{name:24}{seconds:8.1f}{seconds / base:9.1f}", flush=True)


if __name__ == "__main__":
    main()
