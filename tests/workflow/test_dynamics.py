"""Molecular dynamics as the workflow runs it, with springs in place of a learned potential."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import workflow_scripts
from argon import SMALL, Pairs, computed, crystal
from ase.calculators.calculator import Calculator, all_changes
from ultralow.compute import potentials
from ultralow.data import phonon_files

ROOT = Path(__file__).parents[2]
PLAN = {"temperature_K": 40, "settle_ps": 1, "run_ps": 2, "free_ps": 1, "least_height_A": 10.0}
pytestmark = pytest.mark.filterwarnings("ignore:primitive_matrix defaulted")


class Argon(Calculator):
    """Lennard-Jones forces and energies, as a potential of the workflow gives them."""

    implemented_properties = ("energy", "forces")

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        lj = Pairs().lj
        self.results = {"forces": lj.get_forces(atoms), "energy": lj.get_potential_energy(atoms)}


@pytest.fixture
def script(monkeypatch):
    """The script, with argon for whatever potential it loads."""
    found = workflow_scripts.loaded("tuning/molecular_dynamics")["molecular_dynamics"]
    monkeypatch.setattr(potentials, "load_calculator", lambda *_, **__: Argon())
    monkeypatch.setattr(potentials, "checkpoint_sha256", lambda _: 64 * "0")
    monkeypatch.setattr(potentials, "packages", lambda *_: ("ase", "numpy"))
    return found


@pytest.fixture(scope="module")
def constants(tmp_path_factory):
    folder = tmp_path_factory.mktemp("argon")
    phonon_files.write(folder / "constants.hdf5", computed(crystal(), SMALL, folder)[0])
    return folder / "constants.hdf5"


def words(constants, output, **plan):
    return ["--material", "Ar", "--checkpoint", "argon", "--constants", str(constants),
            "--plan", json.dumps(PLAN | plan), "--output", str(output)]  # fmt: skip


def test_argon_lives_and_two_runs_give_the_same_record(script, constants, tmp_path, capsys):
    both = []
    for name in ("first", "again"):
        assert script.main(words(constants, tmp_path / name)) == 0
        record = json.loads((tmp_path / name).read_text())
        assert record.pop("cost")["core_seconds"] > 0
        both.append(record)
    assert both[0] == both[1]
    assert "nothing broke" in capsys.readouterr().out
    record = both[0]
    assert record["accepted"] and record["repeats"] == [2, 2, 2]
    squares = record["mean_square_A2"]["Ar"]
    # 2 ps are few periods, and 40 K half quantum: the right size, no more.
    assert 0.4 < squares["run"] / squares["harmonic"] < 1.6
    assert record["rests_on"][0]["path"] == constants.as_posix()


def test_a_step_that_is_too_long_is_stored_with_its_reason(script, constants, tmp_path, capsys):
    assert script.main(words(constants, tmp_path / "wild", step_fs=100.0)) == 0
    record = json.loads((tmp_path / "wild").read_text())
    assert not record["accepted"] and record["refused_because"]
    assert f"refused: {record['refused_because']}" in capsys.readouterr().out


def test_a_plan_that_cannot_be_leaves_no_file(script, constants, tmp_path, capsys):
    assert script.main(words(constants, tmp_path / "none", run_ps=-1)) == 1
    assert "run_ps" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def dry_run(*given):
    command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "workflow/rules/dynamics.smk")]
    command += ["-n", "-p", "--nolock", "--cores", "1", "--config", *given]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.returncode, done.stdout + done.stderr


def test_each_crystal_of_the_paper_runs_at_the_temperature_of_its_constants(tmp_path):
    status, said = dry_run(f"dynamics_store={tmp_path}")
    assert status == 0, said
    for material in ("CsPbI3", "CsPbBr3", "CsSnI3"):
        constants = f"data/computed/{material}/force_constants_7net-l3i5-tuned-300K.hdf5"
        assert f"--material {material} " in said and f"--constants {constants} " in said


@pytest.mark.parametrize(
    "given, message",
    [
        (["plan={temperature_K: 250}"], "EFFECTIVE=250` first"),
        (["plan={steps: 2}"], "steps"),
        (["material=Nobody"], "Unknown material 'Nobody'"),
        (["checkpoints=nobody"], "nobody"),
    ],
)
def test_what_cannot_run_is_said_before_anything_does(given, message):
    status, said = dry_run(*given)
    assert status != 0 and message in said
