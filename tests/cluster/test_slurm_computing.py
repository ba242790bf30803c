"""Force constants computed through a real Slurm have the bytes of a run without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rock_salt
import slurm_runs
from ultralow.paper.gallery import ROOT

pytestmark = pytest.mark.long(60)

pytest.importorskip("torch", reason="needs the environment that `make compute` builds")
pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
WORDS = ["-s", "workflow/rules/phonons.smk"]
CONFIG = ["--config", "material=NaCl", "checkpoints=7net-0", f"settings={rock_salt.SMALLEST}"]
FOUND = "build/compute/NaCl/7net-0/force_constants.hdf5"  # from six jobs before it


def project(folder):
    """A copy of the project with the crystal among its materials."""
    for name in ("data", "lib", "workflow"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "salt.cif").write_text(rock_salt.CIF)
    command = [sys.executable, "-m", "ultralow", "adopt", "salt.cif", "NaCl"]
    subprocess.run(command, cwd=folder, env=local(folder), check=True, capture_output=True)
    return folder


def local(folder):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return os.environ | {"PYTHONPATH": str(folder / "lib"), "PATH": path}


def test_force_constants_come_out_as_they_do_here(tmp_path):
    here, there = (tmp_path / name for name in ("here", "there"))
    for folder in (here, there):
        folder.mkdir()
        project(folder)
    node = slurm_runs.started(tmp_path)
    try:
        run = slurm_runs.snakemake(*WORDS, *CONFIG, "--", FOUND, cwd=there, lib=there / "lib")
        said, _ = run.communicate()
    finally:
        node.stop()
    assert run.returncode == 0, said
    assert said.count("submitted with SLURM jobid") == 7
    profile = ["--workflow-profile", "workflow/profiles/default", "--cores", "2"]
    plain = [sys.executable, "-m", "snakemake", *WORDS, *profile, *CONFIG, "--", FOUND]
    subprocess.run(plain, cwd=here, env=local(here), check=True, capture_output=True)
    assert (here / FOUND).read_bytes() == (there / FOUND).read_bytes()
