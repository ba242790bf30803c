"""The graph of the figures: what is stale runs again and nothing else; failures lose nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import rock_salt
from patience import PATIENCE
from ultralow.figures import publishing
from ultralow.paper import gallery

ALL = {(figure.name, m) for figure in gallery.figures().values() for m in figure.materials}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository in which every figure is up to date, by time."""
    root = tmp_path_factory.mktemp("copy")
    for name in ("data", "lib", "notebooks", "workflow"):
        shutil.copytree(gallery.ROOT / name, root / name)
    for path in root.rglob("*"):
        os.utime(path, (1e9, 1e9))
    for figure, material in ALL:
        for path in outputs(root, figure, material):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return root


def outputs(root, figure, material):
    images = publishing.files(root / "build" / "figures", figure, material)
    return [*images, root / "build" / "notebooks" / figure / f"{material}.ipynb"]


def snakemake(root, *more):
    binaries = Path(sys.executable).parent
    env = os.environ | {"PYTHONPATH": str(root / "lib"), "PATH": f"{binaries}:{os.environ['PATH']}"}
    env.pop("ULTRALOW_FIGURES", None)
    command = [binaries / "snakemake", *more]
    return subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, timeout=PATIENCE
    )


def stale(root):
    done = snakemake(root, "--dry-run", "--quiet", "host")
    assert done.returncode == 0, done.stdout + done.stderr
    return set(re.findall(r"^Job \d+: (\w+) for (\w+)$", done.stdout + done.stderr, re.MULTILINE))


def of(*figures, materials=()):
    return {pair for pair in ALL if pair[0] in figures and (not materials or pair[1] in materials)}


# The ratio to the minimum, and phonons, are judged for the three wires together.
FIGURE_3 = ["fig3_mean_free_paths", "fig3_cluster_rattling"]
PHONONS = ["fig2_thermal_conductivity", "fig2_minimum_conductivity", *FIGURE_3]
STIFFNESS = ["fig2_comparison", "fig2_minimum_conductivity", "fig2_thermal_conductivity"]
ALL_CRYSTALS = [*STIFFNESS, *FIGURE_3]
CASES = {
    "nothing": ([], set()),
    "one notebook": (
        ["notebooks/fig2_comparison.ipynb"],
        of("fig2_comparison"),
    ),
    "a table that one figure reads": (
        ["data/literature/low_k_crystals.csv"],
        of("fig2_comparison"),
    ),
    "one material's structure": (
        ["data/structures/CsPbI3.cif"],
        {pair for pair in ALL if pair[1] == "CsPbI3"}
        | of("fig1_structures", "s_first_principles", "s_polar_forces", *ALL_CRYSTALS),
    ),
    "one material's stiffness": (
        ["data/computed/CsSnI3/stiffness_7net-0.json"],
        of(*STIFFNESS, "s_polar_forces"),
    ),
    "one material's phonons": (
        ["data/computed/CsPbI3/modes_7net-l3i5-300K.hdf5"],
        of(*PHONONS, "s_polar_forces") | of("s_first_principles", materials=["CsPbI3"]),
    ),
    "one material's forces from first principles": (
        ["data/computed/CsPbI3/snapshots_pbe.json"],
        of(*PHONONS, *STIFFNESS, "s_first_principles", "s_polar_forces"),
    ),
    "one material's Born charges": (
        ["data/computed/CsPbI3/polarity_pbe.json"],
        of("fig3_mean_free_paths", "s_polar_forces")
        | of("fig2_thermal_conductivity", materials=["CsPbI3"]),
    ),
    "a module that some figures import": (
        ["lib/ultralow/widgets/sliders.py"],
        of(
            "fig1_measurement", "fig2_minimum_conductivity", "fig3_mean_free_paths",
            "fig4_thermoelectrics",
        ),
    ),
    "a module that all import": (["lib/ultralow/figures/page.py"], ALL),
    "what no figure imports or reads": (
        ["lib/ultralow/compute/potentials.py", "lib/ultralow/__main__.py", "data/datapackage.json",
         "workflow/rules/phonons.smk"],
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_touching_an_input_runs_again_what_depends_on_it(copy, case):
    touched, expected = CASES[case]
    for name in touched:
        os.utime(copy / name)
    try:
        assert stale(copy) == expected
    finally:
        for name in touched:
            os.utime(copy / name, (1e9, 1e9))


def test_a_reader_s_crystal_runs_nothing_again(copy):
    """A new one, its results, and an edit of its structure are no business of the paper's."""
    (copy / "salt.cif").write_text(rock_salt.CIF)
    own = ["data/structures/NaCl.cif", "data/structures/own_materials.csv"]
    package = copy / "data/datapackage.json"
    before = package.read_bytes()
    words = [sys.executable, "-m", "ultralow", "adopt", "--yes", "salt.cif", "NaCl"]
    env = os.environ | {"PYTHONPATH": str(copy / "lib")}
    subprocess.run(words, cwd=copy, env=env, check=True, capture_output=True)
    (copy / "data/computed/NaCl").mkdir()
    for name in ("phonons_7net-0.json", "stiffness_7net-0.json", "modes_7net-0.hdf5"):
        (copy / "data/computed/NaCl" / name).touch()
    try:
        assert all((copy / name).exists() for name in own)
        assert stale(copy) == set()
    finally:
        shutil.rmtree(copy / "data/computed/NaCl")
        for name in own:
            (copy / name).unlink()
        package.write_bytes(before)
        os.utime(package, (1e9, 1e9))


def test_no_committed_file_is_an_output(copy):
    done = snakemake(copy, "--summary", "--quiet", "host")
    assert done.returncode == 0, done.stderr
    listed = [line.split("\t")[0] for line in done.stdout.splitlines()[1:]]
    assert len(listed) == 4 * len(ALL)
    assert {name.split("/")[0] for name in listed} == {"build"}


def test_a_clone_without_executed_notebooks_runs_everything(copy):
    shutil.rmtree(copy / "build")
    try:
        assert stale(copy) == ALL
    finally:
        for figure, material in ALL:
            path = outputs(copy, figure, material)[-1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


def test_a_failed_notebook_leaves_the_figure_that_stood(copy):
    path = copy / "notebooks" / "fig4_thermoelectrics.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("raise RuntimeError('after the save')"))
    nbformat.write(notebook, path)
    standing = publishing.files(copy / "figures", "fig4_thermoelectrics", "CsPbI3")
    standing[0].parent.mkdir(parents=True)
    for one in standing:
        one.write_text("old")
    wanted = outputs(copy, "fig4_thermoelectrics", "CsPbI3")
    done = snakemake(copy, str(wanted[2].relative_to(copy)))
    assert done.returncode != 0
    assert [one.read_text() for one in standing] == ["old"] * 3
    assert len(list(standing[0].parent.iterdir())) == 3
    said = "fig4_thermoelectrics failed for CsPbI3: RuntimeError: after the save"
    assert said in done.stdout + done.stderr
    log = copy / "build" / "logs" / "fig4_thermoelectrics" / "CsPbI3.txt"
    assert "after the save" in log.read_text()
