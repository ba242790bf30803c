"""A reader's own force constants, and own calculator, through the workflow of `make compute`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import plugin
import pytest
from argon import SMALL, computed, conducted, crystal
from brought_constants import phono3py_folder
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]
SETTINGS = "settings={mesh_length: 27, mesh_length_effective: 20, temperatures: [20, 40, 300]}"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project beside which the force constants of argon lie."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "lib", "notebooks", "workflow"):
        shutil.copytree(ROOT / name, folder / name)
    constants, _ = computed(crystal(), SMALL, folder / "argon")
    for name in ("pair", "pair-20K"):
        phono3py_folder(constants, folder / name)
    (folder / "site").mkdir()
    plugin.install(folder / "site", **{"argon-pairs": "calculator"})
    said = run(folder, "ultralow", "adopt", "--yes", "--constants", "pair", "argon")
    assert said.returncode == 0, said.stderr
    return folder, constants


def run(folder, *words):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    modules = f"{folder / 'lib'}:{folder / 'site'}"
    env = os.environ | {"PYTHONPATH": modules, "PATH": path}
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=env, capture_output=True, text=True
    )


def workflow(folder, *config, settings=SETTINGS):
    profile = ["--workflow-profile", "workflow/profiles/default", "--cores", "1"]
    words = ["snakemake", "-s", "workflow/rules/phonons.smk", *profile]
    return run(folder, *words, "--config", *config, settings)


def test_they_become_results_beside_the_others(project):
    folder, constants = project
    done = workflow(folder, "material=argon", "constants=pair pair-20K")
    assert done.returncode == 0, done.stderr
    record = json.loads((folder / "data/computed/argon/phonons_pair.json").read_text())
    assert record["accepted"] and set(record["provenance"]["files"]) >= {"fc3.hdf5"}
    _, heat = conducted(constants, SMALL)
    cold = record["conductivity"]["particle_W_m_K"][0]
    np.testing.assert_allclose(cold[:3], heat.particle[0][:3], rtol=0.2)  # the zone centre is more
    table = (folder / "data/computed/summary.csv").read_text()
    assert "argon,pair,pair,,yes" in table and "argon,pair-20K,pair,20,yes" in table
    again = workflow(folder, "material=argon", "constants=pair pair-20K")
    assert "Nothing to be done" in again.stderr + again.stdout


@pytest.mark.parametrize(
    "config, told",
    [
        (("material=CsSnI3", "constants=pair"), "another cell"),
        (("material=CsSnI3 CsPbI3", "constants=pair"), "of one crystal"),
        (("material=CsSnI3", "constants=nowhere"), "No force constants"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(project, config, told):
    folder, _ = project
    done = workflow(folder, *config)
    assert done.returncode and told in done.stderr
    assert not list((folder / "data/computed/CsSnI3").glob("*pair*"))


def test_a_calculator_of_another_package_goes_the_whole_way(project):
    """From atoms to rest to the stored result, by the name of its entry point."""
    folder, _ = project
    chosen = {name: one for name, one in SMALL._asdict().items() if name != "temperatures"}
    told = json.dumps(chosen | {"mesh_length": 20, "temperatures": [20, 300]})
    done = workflow(
        folder, "material=argon", "checkpoints=argon-pairs", settings=f"settings={told}"
    )
    assert done.returncode == 0, done.stderr
    record = json.loads((folder / "data/computed/argon/phonons_argon-pairs.json").read_text())
    assert record["provenance"]["argon-pairs"] == "1.2" and "sevenn" not in record["provenance"]
    assert record["gates"]["held_out_residual"]["passed"]
    assert (folder / "data/computed/argon/stiffness_argon-pairs.json").exists()
    assert "argon,argon-pairs,argon-pairs," in (folder / "data/computed/summary.csv").read_text()
