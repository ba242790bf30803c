"""Tuning, stage by stage: frames stored with their forces, and a short run with a real network.

The readers' environment has no potentials; what needs them is skipped there.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import workflow_scripts
from ase.io import read, write
from ultralow.compute import potentials, tuned_weights
from ultralow.data import force_frames, tables, training_frames

ROOT = Path(__file__).parents[2]
MATERIAL = "CsPbBr3"
needs_potentials = pytest.mark.skipif(
    importlib.util.find_spec("sevenn") is None, reason="the extra compute is not installed"
)
pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Warning. Point group symmetries of supercell:UserWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def stages():
    """The scripts of the workflow, by name."""
    names = ("first_principles/snapshots", "tuning/store_frames", "tuning/tune")
    return workflow_scripts.loaded(*names)


@pytest.fixture
def calculated(stages, tmp_path):
    """Drawn frames, and files of forces as the first-principles stage leaves them."""
    drawn, plan = tmp_path / "snapshots.xyz", '{"frames": 4}'
    words = ["--training", "--material", MATERIAL, "--plan", plan, "--output", str(drawn)]
    assert stages["snapshots"].main(words) == 0
    some, files = np.random.default_rng(4), []
    for index, atoms in enumerate(read(drawn, index=":", format="extxyz")):
        files.append(tmp_path / f"forces_{index}.json")
        forces = some.normal(size=(len(atoms), 3)).round(5).tolist()
        one = {
            "positions_A": atoms.positions.tolist(), "forces_eV_A": forces, "points": 4,
            "seconds": 1.5, "settings": {"functional": "PBE"}, "versions": {"gpaw": "0"},
        }  # fmt: skip
        files[-1].write_text(json.dumps(one))
    return ["--material", MATERIAL, "--plan", plan, "--snapshots", str(drawn), "--forces",
            *map(str, files), "--folder", str(tmp_path / MATERIAL)]  # fmt: skip


def test_frames_are_stored_with_their_forces_and_the_same_bytes_twice(stages, calculated, tmp_path):
    path = tmp_path / MATERIAL / "training_pbe.xyz"
    both = []
    for _ in range(2):
        assert stages["store_frames"].main(calculated) == 0
        both.append(path.read_bytes() + path.with_suffix(".json").read_bytes())
    assert both[0] == both[1]
    frames = training_frames.parse(path, path.name)
    assert [one.info["ensemble"] for one in frames] == ["7net-l3i5", "7net-0"] * 2
    assert [one.info["factor"] for one in frames] == [1.0, 1.0, 0.5, 0.5]
    record = json.loads(path.with_suffix(".json").read_text())
    assert record["cost"] == {"core_seconds": 6.0} and record["frames"] == 4


def test_forces_on_other_frames_are_refused_and_nothing_is_left(
    stages, calculated, tmp_path, capsys
):
    file = tmp_path / "forces_2.json"
    other = json.loads(file.read_text())
    other["positions_A"][3][0] += 0.01
    file.write_text(json.dumps(other))
    assert stages["store_frames"].main(calculated) == 1
    assert "forces were computed on other snapshots" in capsys.readouterr().err
    assert not (tmp_path / MATERIAL).exists()


@pytest.fixture
def taught(tmp_path):
    """Four frames with real forces, at the place where stored ones would be."""
    frames = read(tables.path(force_frames.path(MATERIAL)), index=":4", format="extxyz")
    for atoms in frames:
        atoms.info = {"repeats": "1 1 1", "ensemble": "7net-0", "factor": 1.0}
        for name in [key for key in atoms.arrays if key.startswith("forces_7net")]:
            del atoms.arrays[name]
    path = tmp_path / MATERIAL / "training_pbe.xyz"
    path.parent.mkdir()
    write(path, frames, format="extxyz")
    return path


def tuned(stages, taught, name, **settings):
    output = taught.parent / f"{name}.hdf5"
    words = ["--frames", str(taught), "--base", "7net-0", "--settings", json.dumps(settings)]
    words += ["--build", str(taught.parent / name), "--output", str(output)]
    assert stages["tune"].main(words) == 0
    return output


@needs_potentials
def test_a_run_that_was_cut_off_goes_on_to_the_same_bytes(stages, taught, monkeypatch):
    whole = tuned(stages, taught, "whole", epochs=2)
    run, epoch = stages["tune"].Run, stages["tune"].Run.epoch

    def cut_off(self, number):
        if number == 1:
            raise KeyboardInterrupt
        return epoch(self, number)

    monkeypatch.setattr(run, "epoch", cut_off)
    with pytest.raises(KeyboardInterrupt):
        tuned(stages, taught, "parts", epochs=2)
    assert not (taught.parent / "parts.hdf5").exists()
    monkeypatch.setattr(run, "epoch", epoch)
    parts = tuned(stages, taught, "parts", epochs=2)
    assert parts.read_bytes() == whole.read_bytes()


@needs_potentials
def test_tuning_learns_and_its_file_gives_the_forces_that_it_had_in_memory(
    stages, taught, monkeypatch
):
    seen = []
    monkeypatch.setattr(stages["tune"], "store", _remembering(stages["tune"].store, seen))
    path = tuned(stages, taught, "tuned", epochs=4, learning_rate=2e-3)
    (model,) = seen
    record = json.loads(path.with_suffix(".json").read_text())
    assert record["history"][-1] < 0.85 * record["history"][0]
    frames = training_frames.parse(taught, taught.name)
    atoms = frames[0]
    memory = potentials.load_calculator("7net-0", "single")
    memory.model.load_state_dict(model)
    file = potentials.load_calculator(str(path), "single")
    forces = []
    for calculator in (memory, file):
        atoms.calc = calculator
        forces.append(atoms.get_forces())
    # Of how far each weight moved three digits are kept.
    assert np.allclose(*forces, rtol=0, atol=2e-4) and not np.allclose(forces[0], 0, atol=0.05)
    assert tuned_weights.read(path).base == "7net-0"


def _remembering(store, seen):
    def remember(options, run, files):
        seen.append(run.model.state_dict())
        store(options, run, files)

    return remember


def test_what_cannot_be_asked_for_is_refused(stages, taught, capsys):
    words = ["--frames", str(taught), "--base", "7net-0", "--build", "b", "--output", "o.hdf5"]
    assert stages["tune"].main([*words, "--settings", '{"epochs": 0}']) == 1
    assert "epochs cannot be 0" in capsys.readouterr().err


def dry_run(target, *given):
    words = ["-s", str(ROOT / "workflow/rules/tuning.smk"), target, "-n", "-p", "--cores", "1"]
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *words, "--config", *given],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


def test_both_potentials_are_tuned_on_the_frames_of_all_crystals(tmp_path):
    done = dry_run("potentials", f"tuning_build={tmp_path}", "training={epochs: 3}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("a quarter of an hour") == 2
    for material in ("CsPbI3", "CsPbBr3", "CsSnI3"):
        assert f"data/{training_frames.path(material)}" in done.stdout


@pytest.mark.parametrize(
    "given, message",
    [
        ("frames_store={empty}", "no frames to tune on are stored of CsPbI3, CsPbBr3, CsSnI3"),
        ("material=CsSnI3_yellow", "make training MATERIAL=CsSnI3_yellow"),
        ("training={epochs: none}", "the setting of tuning epochs cannot be"),
        ("plan={frames: 1}", "two frames or more"),
    ],
)
def test_what_cannot_be_tuned_is_said_before_anything_runs(tmp_path, given, message):
    done = dry_run("potentials", given.replace("{empty}", str(tmp_path)))
    assert done.returncode != 0 and message in done.stderr + done.stdout
