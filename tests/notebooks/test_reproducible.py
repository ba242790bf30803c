"""The committed figures are what the notebooks make, byte for byte, anywhere else."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE
from ultralow.figures import records
from ultralow.paper import gallery

pytestmark = pytest.mark.early(800)

BINARIES = Path(sys.executable).parent
FIGURES = gallery.ROOT / "figures"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Every figure made anew: in another folder, with another hash seed, time zone and language."""
    place = tmp_path_factory.mktemp("elsewhere")
    root = place / "repository"
    for name in ("data", "lib", "notebooks", "workflow"):
        shutil.copytree(gallery.ROOT / name, root / name)
    env = os.environ | {
        "PATH": f"{BINARIES}:{os.environ['PATH']}", "PYTHONPATH": str(root / "lib"),
        "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LANG": "C", "LC_ALL": "C",
    }  # fmt: skip
    env.pop("ULTRALOW_FIGURES", None)
    server = [sys.executable, "-m", "ultralow.kernels.fork_server", "serve", "--"]
    workflow = ["snakemake", "--forceall", "--nolock", "--cores", "2"]
    settings = ["--config", f"figures={place}/figures", f"build={place}/build"]
    done = subprocess.run(
        [*server, *workflow, *settings],
        cwd=root, env=env, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "figures"


def test_the_committed_records_are_what_the_notebooks_make(made):
    assert records.compare_folders(FIGURES, made) == []


def test_the_committed_files_are_made_byte_for_byte(made):
    def digests(folder, files):
        return {one: hashlib.sha256((folder / one).read_bytes()).hexdigest() for one in files}

    files = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
    count = sum(len(figure.materials) for figure in gallery.figures().values())
    assert len(files) == 3 * count
    there = digests(made, files)
    assert [str(one) for one, same in digests(FIGURES, files).items() if same != there[one]] == []
