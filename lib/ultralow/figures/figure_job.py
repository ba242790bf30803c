"""One job of the workflow: one notebook for one material, from its run to the figure in its place.

``python -m ultralow.figures.figure_job FIGURE MATERIAL`` runs the notebook in build/running, in the
warm process if there is one, moves what it made to build/ when it is whole, and publishes it. A
notebook that fails leaves the figure that stood.
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError
from ultralow.figures import publishing
from ultralow.kernels import fork_server

EVENTS = "ULTRALOW_EVENTS"


@dataclass(frozen=True)
class Job:
    """A figure of a material, with the folders to build it in and to publish it to."""

    figure: str
    material: str
    build: Path
    figures: Path

    @property
    def log(self) -> Path:
        return self.build / "logs" / self.figure / f"{self.material}.txt"

    @property
    def executed(self) -> Path:
        return self.build / "notebooks" / self.figure / f"{self.material}.ipynb"

    @property
    def running(self) -> Path:
        return self.build / "running" / self.figure / self.material

    def run(self) -> list[str]:
        """Run the notebook and publish its figure; what moved.

        Raises
        ------
        UltralowError
            Where the notebook failed, or figures/ cannot be written.
        """
        notebook = self.running / "notebook.ipynb"
        source = Path("notebooks") / f"{self.figure}.ipynb"
        shutil.rmtree(self.running, ignore_errors=True)
        self.running.mkdir(parents=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text(f"{self.figure} for {self.material}: {source}\n", encoding="utf-8")
        words = ["--parameters", "material", self.material]
        words += ["--parameters", "figures_folder", str(self.running), "--no-progress-bar"]
        if self._papermill([str(source), str(notebook), *words]):
            raise self._failed(notebook)
        saved = publishing.files(self.running, self.figure, self.material)
        made = publishing.files(self.build / "figures", self.figure, self.material)
        if not all(path.exists() for path in saved):
            raise self._failed(notebook, "it saved no figure")
        for path, place in zip([*saved, notebook], [*made, self.executed], strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)
        shutil.rmtree(self.running, ignore_errors=True)
        return publishing.publish(made, publishing.files(self.figures, self.figure, self.material))

    def _papermill(self, arguments: list[str]) -> int:
        try:
            return fork_server.run(arguments, str(self.log))
        except Exception:  # whatever papermill raises in this process is in the log by now
            return 1

    def _failed(self, notebook: Path, reason: str = "") -> UltralowError:
        what = f"{self.figure} failed for {self.material}: {reason or _reason(notebook, self.log)}"
        why = f"the figure that stood in {self.figures}/{self.figure}/ is left as it was"
        return UltralowError(what, why, f"read {self.log}, then run `make figures` again")


def _reason(notebook: Path, log: Path) -> str:
    """The error that stopped a notebook in one line: from its cells, or from the end of its log."""
    with contextlib.suppress(OSError, UltralowError, LookupError, TypeError, AttributeError):
        for cell in parse_json(notebook.read_bytes(), notebook.name)["cells"]:
            for output in cell.get("outputs", []):
                if output["output_type"] == "error":
                    return f"{output['ename']}: {output['evalue']}".split("\n")[0]
    return log.read_text(encoding="utf-8", errors="replace").strip().split("\n")[-1]


def tell(**event) -> None:
    """Tell whoever asked for the run, if anybody did, in one line."""
    if EVENTS in os.environ:
        with open(os.environ[EVENTS], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(event) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one job; a notebook that failed is one message and exit status 1."""
    parser = argparse.ArgumentParser(
        prog="python -m ultralow.figures.figure_job", description=__doc__
    )
    parser.add_argument("figure")
    parser.add_argument("material")
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--figures", type=Path, default=Path("figures"))
    job = Job(**vars(parser.parse_args(arguments)))
    name, start = {"figure": job.figure, "material": job.material}, time.monotonic()
    try:
        job.run()
    except (OSError, UltralowError) as problem:
        tell(**name, failed=str(problem))
        print(f"ultralow: {problem}", file=sys.stderr)
        return 1
    tell(**name, seconds=time.monotonic() - start)
    return 0


if __name__ == "__main__":
    sys.exit(main())
