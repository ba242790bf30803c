"""Forces from first principles, stage by stage: made-up ones stored, real ones of a coarse cell.

The readers' environment has neither GPAW nor the potentials; what needs them is skipped there.
"""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import workflow_scripts
from ase.io import read
from ultralow.compute import requested
from ultralow.data import force_frames, phonon_store, stored_records

ROOT = Path(__file__).parents[2]
MATERIAL = "CsPbBr3"
needs_gpaw = pytest.mark.skipif(
    importlib.util.find_spec("gpaw") is None, reason="the extra electrons is not installed"
)
pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Warning. Point group symmetries of supercell:UserWarning"),
]


@pytest.fixture(scope="module")
def stages():
    """The scripts of the workflow, by name."""
    names = ("snapshots", "forces", "store")
    return workflow_scripts.loaded(*(f"first_principles/{name}" for name in names))


@pytest.fixture(scope="module")
def drawn(stages, tmp_path_factory):
    """Snapshots of a crystal of the paper: two pairs, and one of each doubled cell."""
    path = tmp_path_factory.mktemp("snapshots") / "snapshots.xyz"
    plan = '{"pairs": 2, "pairs_doubled": 1}'
    words = ["--material", MATERIAL, "--plan", plan, "--output", str(path)]
    assert stages["snapshots"].main(words) == 0
    return path


def test_snapshots_come_from_both_potentials_in_turn(drawn):
    frames = read(drawn, index=":", format="extxyz")
    assert [one.info["ensemble"] for one in frames[::2]][:3] == ["7net-l3i5", "7net-0", "7net-l3i5"]
    assert len(frames) == 2 * (2 + 3) + 2
    assert [one.info["sign"] for one in frames[-2:]] == [0, 0]


def test_what_the_referee_said_before_does_not_decide_whose_snapshots_are_drawn(stages):
    """Of tin one potential may not speak: its ensemble is asked all the same."""
    judged = phonon_store.referee("CsSnI3")["potentials"]
    assert not all(one["accepted"] for one in judged.values())
    assert list(stages["snapshots"].ensembles("CsSnI3", 300.0)) == ["7net-l3i5", "7net-0"]


def test_a_temperature_without_effective_constants_is_refused(stages, tmp_path, capsys):
    words = ["--material", MATERIAL, "--plan", '{"temperature": 137}']
    assert stages["snapshots"].main([*words, "--output", str(tmp_path / "none.xyz")]) == 1
    assert "no effective force constants of CsPbBr3 at 137 K" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def made_up(drawn, tmp_path):
    """Files as the stages leave them, with springs to the still positions for forces."""
    frames = read(drawn, index=":", format="extxyz")
    some = np.random.default_rng(4)
    reference = [some.normal(size=(len(one), 3)).round(5).tolist() for one in frames]
    soft = [(0.9 * np.array(one)).round(5).tolist() for one in reference]
    files = []
    for index, (atoms, forces) in enumerate(zip(frames, reference, strict=True)):
        files.append(tmp_path / f"forces_{index}.json")
        calculated = {"positions_A": atoms.positions.tolist(), "energy_eV": -60.0, "gap_eV": 2.0,
                      "forces_eV_A": forces, "points": 4, "seconds": 1.5,
                      "settings": {"functional": "PBE", "cutoff_eV": 250.0},
                      "versions": {"gpaw": "0"}}  # fmt: skip
        files[-1].write_text(json.dumps(calculated))
    predicted = {"energies_eV": [-59.0] * len(frames), "forces_eV_A": soft, "seconds": 2.0,
                 "sha256": "0" * 64, "versions": {"torch": "0"}}  # fmt: skip
    (tmp_path / "predicted.json").write_text(json.dumps(predicted))
    other = json.loads(files[0].read_text())
    other["settings"]["cutoff_eV"] = 400.0
    other["forces_eV_A"][0][0] += 0.003
    (tmp_path / "cutoff_0.json").write_text(json.dumps(other))
    return [
        "--material", MATERIAL, "--plan", '{"pairs": 2, "temperature": 300.0}',
        "--snapshots", str(drawn), "--forces", *map(str, files),
        "--predictions", f"7net-0={tmp_path / 'predicted.json'}",
        "--convergence", f"cutoff={tmp_path / 'cutoff_0.json'}", "--folder", str(tmp_path / "data"),
    ]  # fmt: skip


def test_snapshots_and_their_record_are_stored_and_read_back(stages, made_up, tmp_path, capsys):
    assert stages["store"].main(made_up) == 0
    assert "CsPbBr3, 7net-0: misses 10.0% ± 0.0%" in capsys.readouterr().out
    path = tmp_path / "data/snapshots_pbe.xyz"
    unit, *doubled = force_frames.parse(path, path.name)
    assert unit.forces["pbe"].shape == (2, 2, 20, 3) and len(doubled) == 3
    assert unit.forces["7net-0"] == pytest.approx(0.9 * unit.forces["pbe"], abs=1e-5)
    record = json.loads(path.with_suffix(".json").read_text())
    stored_records.snapshots(record, MATERIAL, ("7net-0",), "record.json")
    (line,) = record["convergence"]
    assert line["settings"] == {"cutoff_eV": 400.0} and line["largest_change"] == 0.003
    assert record["cost"]["first_principles_core_seconds"] == 1.5 * 12
    assert record["snapshots"] == {"1 1 1": 4, "2 1 1": 2, "1 2 1": 2, "1 1 2": 2}


def test_the_same_files_are_stored_as_the_same_bytes(stages, made_up, tmp_path):
    both = []
    for _ in range(2):
        stages["store"].main(made_up)
        both.append([one.read_bytes() for one in sorted((tmp_path / "data").iterdir())])
    assert both[0] == both[1]


def test_forces_on_other_snapshots_are_refused_and_nothing_is_left(
    stages, made_up, tmp_path, capsys
):
    file = tmp_path / "forces_3.json"
    other = json.loads(file.read_text())
    other["positions_A"][2][1] += 0.01
    file.write_text(json.dumps(other))
    assert stages["store"].main(made_up) == 1
    assert "forces were computed on other snapshots" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_settings_of_the_electrons_may_come_as_text_and_no_others_are_taken(
    stages, drawn, tmp_path, capsys
):
    """A word of the command line arrives as text: reach_A: 22 once ended every job."""
    usual = stages["forces"].Settings()
    found = requested.changed(usual, {"reach_A": "22", "cutoff_eV": 300}, "setting")
    assert found == usual._replace(reach_A=22.0, cutoff_eV=300.0)
    words = ["--snapshots", str(drawn), "--index", "0", "--output", str(tmp_path / "one.json")]
    assert stages["forces"].main([*words, "--settings", '{"reach": 22}']) == 1
    assert "there is no setting of the electrons 'reach'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@needs_gpaw
def test_gpaw_gives_forces_that_add_up_to_nothing(stages, drawn, tmp_path):
    """On a still snapshot with few plane waves: no net force, and the symmetry of the crystal."""
    output, settings = tmp_path / "forces_11.json", '{"cutoff_eV": 150, "reach_A": 5}'
    words = ["--snapshots", str(drawn), "--index", "11", "--settings", settings]
    assert stages["forces"].main([*words, "--output", str(output)]) == 0
    found = json.loads(output.read_text())
    forces = np.array(found["forces_eV_A"])
    # Plane waves and the grid for the density break the translation by as much.
    assert forces.sum(axis=0) == pytest.approx([0, 0, 0], abs=0.02)
    # Lead stands on a centre of inversion, caesium on a mirror plane normal to c.
    assert abs(forces[4:8]).max() < 0.02 and abs(forces[:4, 2]).max() < 0.02
    assert 1 < found["gap_eV"] < 4
