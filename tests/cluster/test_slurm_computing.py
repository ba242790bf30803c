"""Force constants computed through a real Slurm have the bytes of a run without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rock_salt
import slurm_runs
from ultralow.analysis import job_resources
from ultralow.compute import requested, sampling
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.long(200),
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
]

pytest.importorskip("torch", reason="needs the environment that `make compute` builds")
pytest.importorskip("sevenn", reason="needs the environment that `make compute` builds")
WORDS = ["-s", "workflow/rules/phonons.smk"]
CONFIG = ["--config", "material=NaCl", "checkpoints=7net-0", f"settings={rock_salt.SMALLEST}"]
FOUND = "build/compute/NaCl/7net-0/force_constants.hdf5"  # from seven jobs before it


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


def planned(structure):
    """Memory (MB) and time (minutes) of the eight jobs, by the plan of the crystal."""
    chosen = sampling.settings(requested.mapping(rock_salt.SMALLEST))
    at = structure, "7net-0", chosen
    parts = {"second": 2, "third": 2, "held_out": 1, "held_out_second": 1}
    shares = [job_resources.share_of(*at, part, n) for part, n in parts.items() for _ in range(n)]
    found = [job_resources.asked("displaced_forces", *at, share=one) for one in shares]
    found += [job_resources.asked("relax", *at), job_resources.asked("fit", *at, threads=2)]
    return [(one["mem_mb"], one["runtime"]) for one in found]


def test_force_constants_come_out_as_they_do_here(tmp_path):
    here, there = (tmp_path / name for name in ("here", "there"))
    for folder in (here, there):
        folder.mkdir()
        project(folder)
    node = slurm_runs.started(tmp_path)
    try:
        run = slurm_runs.snakemake(*WORDS, *CONFIG, "--", FOUND, cwd=there, lib=there / "lib")
        said, _ = run.communicate()
        asked = node.asked_for()
    finally:
        node.stop()
    assert run.returncode == 0, said
    assert said.count("submitted with SLURM jobid") == 8
    assert sorted(asked) == sorted(planned(there / "data" / "structures" / "NaCl.cif"))
    profile = ["--workflow-profile", "workflow/profiles/default", "--cores", "2"]
    plain = [sys.executable, "-m", "snakemake", *WORDS, *profile, *CONFIG, "--", FOUND]
    subprocess.run(plain, cwd=here, env=local(here), check=True, capture_output=True)
    assert (here / FOUND).read_bytes() == (there / FOUND).read_bytes()
