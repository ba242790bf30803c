"""The committed figures are what the notebooks make, and any two runs make the same bytes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE
from ultralow.figures import records
from ultralow.paper import gallery

BINARIES = Path(sys.executable).parent


def regenerate(root, into, cores, **more):
    """Make every figure anew from the repository at ``root``; returns the folder of figures."""
    env = os.environ | {"PATH": f"{BINARIES}:{os.environ['PATH']}"} | more
    env.pop("ULTRALOW_FIGURES", None)
    command = [
        sys.executable,
        "-m",
        "ultralow.kernels.fork_server",
        "serve",
        "--",
        "snakemake",
        "--forceall",
    ]
    settings = ["--config", f"figures={into}/figures", f"build={into}/build"]
    done = subprocess.run(
        [*command, "--nolock", "--cores", str(cores), *settings],
        cwd=root, env=env, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return into / "figures"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return regenerate(gallery.ROOT, tmp_path_factory.mktemp("here"), cores=2)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A run from another folder, with another hash seed, time zone and language, on one core."""
    root = tmp_path_factory.mktemp("elsewhere")
    for name in ("data", "lib", "notebooks", "workflow"):
        shutil.copytree(gallery.ROOT / name, root / "repository" / name)
    return regenerate(
        root / "repository", root, cores=1, PYTHONPATH=str(root / "repository" / "lib"),
        PYTHONHASHSEED="7", TZ="Pacific/Auckland", LANG="C", LC_ALL="C",
    )  # fmt: skip


def test_the_committed_records_are_what_the_notebooks_make(here):
    assert records.compare_folders(gallery.ROOT / "figures", here) == []


def test_two_runs_make_the_same_bytes(here, elsewhere):
    def contents(folder):
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    first, second = contents(here), contents(elsewhere)
    count = sum(len(figure.materials) for figure in gallery.figures().values())
    assert len(first) == 3 * count
    assert first.keys() == second.keys()
    assert [str(path) for path in first if first[path] != second[path]] == []
