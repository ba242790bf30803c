"""A crystal in an electric field, stage by stage: made-up programs, and the real ones."""

import importlib.util
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import cif_texts
import numpy as np
import pytest
import workflow_scripts
from ase.build import bulk
from ase.io import read
from ultralow.compute import espresso_files, pseudopotential_files
from ultralow.data import stored_records

ROOT = Path(__file__).parents[2]
MATERIAL = "CsPbBr3"
SNAPSHOTS = ROOT / f"data/computed/{MATERIAL}/snapshots_pbe.xyz"
ELECTRONS = {"Cs": 9, "Pb": 14, "Br": 7}
END = "   JOB DONE."
needs_espresso = pytest.mark.skipif(
    shutil.which("ph.x") is None or importlib.util.find_spec("sparc") is None,
    reason="Quantum ESPRESSO or the pseudopotentials of the extra compute are not installed",
)
# What a made-up program prints, whichever it is.
PROGRAM = """#!/bin/sh
cat "$ANSWER"
exit ${ENDS:-0}
"""


@pytest.fixture(scope="module")
def stages():
    names = ("response", "store", "polar_conductivity")
    return workflow_scripts.loaded(*(f"electric_field/{name}" for name in names))


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Programs of those names that answer with a file, and made-up pseudopotentials."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in espresso_files.STAGES.values():
        (folder / name).write_text(PROGRAM)
        (folder / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ANSWER", str(tmp_path / "answer"))
    for symbol in ELECTRONS:
        (folder / f"{symbol}.psp8").write_text(f"made up, {symbol}")
    monkeypatch.setattr(
        pseudopotential_files,
        "installed",
        lambda symbols: {one: folder / f"{one}.psp8" for one in dict.fromkeys(symbols)},
    )
    monkeypatch.setattr(pseudopotential_files, "read", made_up)
    return tmp_path / "answer"


def made_up(path):
    mesh = np.linspace(0, 1, 5)
    projector = pseudopotential_files.Projector(0, 1.0, mesh)
    return pseudopotential_files.Pseudopotential(
        1, ELECTRONS[path.stem], mesh, mesh, [projector], None, mesh
    )


def row(values):
    return "( " + " ".join(f"{value:.9f}" for value in values) + " )"


def output(charges, dielectric, forces):
    """What the two programs tell of a crystal, as far as it is read, in one text."""
    unit = espresso_files.FORCE_EV_A
    lines = ["     Program PHONON v.6.7 starts", f"     number of atoms/cell    =  {len(charges)}",
             "     Forces acting on atoms (cartesian axes, Ry/au):"]  # fmt: skip
    lines += [f" atom {n} type 1   force = " + " ".join(f"{x:.12f}" for x in one / unit)
              for n, one in enumerate(forces, 1)]  # fmt: skip
    lines += ["   Dielectric constant in cartesian axis", *map(row, dielectric)]
    lines += ["   Effective charges (d Force / dE) in cartesian axis"]
    for atom, charge in enumerate(charges, 1):
        lines += [f"  atom  {atom}  X", *(f" E{a}  {row(c)}" for a, c in zip("xyz", charge))]
    return "\n".join([*lines, "     PHONON       :   1m 0.00s CPU   1m 1.00s WALL", END, ""])


def charged(crystal):
    ions = {"Cs": 1.3, "Pb": 4.1, "Br": -1.8}
    return np.array([ions[one] for one in crystal.symbols])[:, None, None] * np.eye(3)


@pytest.fixture
def answers(program, stages, tmp_path):
    """A folder with every stage run by the made-up program."""
    crystal = read(ROOT / f"data/structures/{MATERIAL}.cif")
    forces = stages["store"].referee_forces(SNAPSHOTS)
    program.write_text(output(charged(crystal), np.diag([5.0, 5.1, 5.2]), forces))
    folder = tmp_path / "run"
    for stage in espresso_files.STAGES:
        assert stages["response"].main(words(stage, folder)) == 0
    given = ["--stage", "ground", "--structure", str(SNAPSHOTS), "--snapshot", "0"]
    given += ["--settings", "{}", "--folder", str(folder / "snapshot")]
    assert stages["response"].main(given) == 0
    return folder


def words(stage, folder):
    structure = str(ROOT / f"data/structures/{MATERIAL}.cif")
    return ["--stage", stage, "--structure", structure, "--settings", "{}", "--folder", str(folder)]


def to_store(folder, path, *more):
    return ["--material", MATERIAL, "--settings", "{}", "--folder", str(folder),
            "--snapshots", str(SNAPSHOTS),
            "--forces", str(folder / "snapshot"), "--output", str(path), *more]  # fmt: skip


@pytest.fixture
def versions(stages, monkeypatch):
    monkeypatch.setattr(stages["store"], "PACKAGES", ("ase", "numpy"))


def test_an_answer_is_stored_and_read_back(stages, answers, versions, tmp_path, capsys):
    path = tmp_path / "polarity_pbe.json"
    assert stages["store"].main(to_store(answers, path)) == 0
    assert "CsPbBr3: permittivity 5.0, 5.1, 5.2" in capsys.readouterr().out
    record = json.loads(path.read_text())
    stored_records.polarity(record, MATERIAL, "record.json")
    assert record["accepted"]
    assert record["gates"]["forces"]["value"] == 0
    assert record["settings"]["points"] == [4, 4, 4]
    assert record["settings"]["pseudopotentials"]["Pb"]["electrons"] == 14
    assert record["provenance"]["espresso"] == "6.7"
    assert record["cost"]["core_seconds"] == 3 * 60.0
    crystal = read(ROOT / f"data/structures/{MATERIAL}.cif")
    assert record["charges_e"] == charged(crystal).tolist()


def test_more_points_of_the_zone_stand_beside(stages, answers, versions, tmp_path):
    path = tmp_path / "polarity_pbe.json"
    assert stages["store"].main(to_store(answers, path, "--others", f"points={answers}")) == 0
    record = json.loads(path.read_text())
    assert record["convergence"] == [{"changed": "points", "charges": 0.0, "dielectric": 0.0}]
    assert record["converged"] is True


@pytest.mark.parametrize("ends, cut", [("1", ""), ("0", END)])
def test_a_run_that_ends_early_leaves_no_output(
    stages, program, tmp_path, monkeypatch, capsys, ends, cut
):
    whole = output(np.zeros((20, 3, 3)), np.eye(3), np.zeros((20, 3)))
    program.write_text(whole.partition(cut)[0] if cut else whole)
    monkeypatch.setenv("ENDS", ends)
    assert stages["response"].main(words("ground", tmp_path / "run")) == 1
    told = capsys.readouterr().err
    assert "Quantum ESPRESSO ended early in the stage ground" in told and "ground.running" in told
    assert not (tmp_path / "run/ground.out").exists()
    monkeypatch.setenv("ENDS", "0")
    program.write_text(whole)
    assert stages["response"].main(words("ground", tmp_path / "run")) == 0
    assert (tmp_path / "run/ground.out").read_text() == whole


# Ones that ASE reads as other crystals, or not at all, with the atoms that the cell really has.
@pytest.mark.parametrize(
    "header, cell, sites, count",
    [
        (cif_texts.hm("P 63 m c"), cif_texts.IODIDE,
         ("Cs1 Cs 0.333 0.667 0.1", "Br1 Br 0.333 0.667 0.6"), 4),
        (cif_texts.hm("P b n m", 62), ("8.207", "8.255", "11.759", "90", "90", "90"),
         ("Cs1 Cs -0.0077 0.0299 0.25", "Pb1 Pb 0.5 0 0",
          "Br1 Br 0.049 0.507 0.25", "Br2 Br 0.795 0.206 0.024"), 20),
    ],
)  # fmt: skip
def test_the_crystal_of_a_cif_is_the_one_that_every_other_part_reads(
    stages, program, tmp_path, header, cell, sites, count
):
    (tmp_path / "one.cif").write_text(cif_texts.cif(cell, header, sites))
    program.write_text(output(np.zeros((count, 3, 3)), np.eye(3), np.zeros((count, 3))))
    given = words("ground", tmp_path / "run")
    given[given.index("--structure") + 1] = str(tmp_path / "one.cif")
    assert stages["response"].main(given) == 0
    assert f"nat={count}," in (tmp_path / "run/ground.in").read_text().replace(" ", "")


def test_a_cif_that_contradicts_itself_is_refused(stages, program, tmp_path, capsys):
    text = cif_texts.cif(stated="_chemical_formula_sum 'Cl2 Cs Pb'\n")
    (tmp_path / "one.cif").write_text(text)
    given = words("ground", tmp_path / "run")
    given[given.index("--structure") + 1] = str(tmp_path / "one.cif")
    assert stages["response"].main(given) == 1
    assert "one.cif" in capsys.readouterr().err


def test_an_interrupted_answer_goes_on_and_one_of_another_ground_state_does_not(
    stages, program, tmp_path
):
    program.write_text(output(np.zeros((20, 3, 3)), np.eye(3), np.zeros((20, 3))))
    folder = tmp_path / "run"
    assert stages["response"].main(words("ground", folder)) == 0
    for half_done, said in ((False, ".false."), (True, ".true.")):
        if half_done:
            (folder / espresso_files.HALF_DONE).mkdir()
        assert stages["response"].main(words("field", folder)) == 0
        assert f"recover={said}" in (folder / "field.in").read_text()
        assert not (folder / espresso_files.HALF_DONE).exists()  # it is whole
    (folder / espresso_files.HALF_DONE).mkdir()
    assert stages["response"].main(words("ground", folder)) == 0
    assert not (folder / espresso_files.HALF_DONE).exists()


def test_without_the_program_the_message_says_what_to_install(
    stages, program, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert stages["response"].main(words("ground", tmp_path / "run")) == 1
    assert "apt-get install quantum-espresso" in capsys.readouterr().err


def test_a_setting_that_there_is_not_is_named(stages, program, tmp_path, capsys):
    given = words("ground", tmp_path / "run")
    given[given.index("{}")] = '{"cutoff_eV": 300}'
    assert stages["response"].main(given) == 1
    assert "no setting of the electrons 'cutoff_eV'" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_no_heat_with_refused_charges(stages, answers, versions, tmp_path, capsys):
    assert stages["store"].main(to_store(answers, tmp_path / "polarity.json")) == 0
    record = json.loads((tmp_path / "polarity.json").read_text())
    refused = record | {"accepted": False, "refused_because": "no gap"}
    (tmp_path / "polarity.json").write_text(json.dumps(refused))
    given = ["--material", MATERIAL, "--result", "7net-l3i5-300K", "--polarity",
             str(tmp_path / "polarity.json"), "--folder", str(ROOT / "data/computed" / MATERIAL),
             "--output", str(tmp_path / "polar.json")]  # fmt: skip
    assert stages["polar_conductivity"].main(given) == 1
    assert "its Born charges were refused" in capsys.readouterr().err
    assert not (tmp_path / "polar.json").exists()


def snakemake(*words, **changed):
    """What the rules of the electric field print, and their exit status."""
    command = [sys.executable, "-m", "snakemake", "-s", "workflow/rules/electric_field.smk"]
    command += ["--cores", "1", "--nolock", *words]
    env = os.environ | changed
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=False)


def jobs(run):
    """How many jobs a dry run plans, by the name of the rule."""
    assert run.returncode == 0, run.stderr
    table = run.stdout.partition("Job stats:")[2].partition("total")[0]
    rows = (line.split() for line in table.splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


@pytest.mark.parametrize(
    "given, runs", [(["material=CsPbBr3"], 1), (["material=CsPbBr3", "convergence=yes"], 2)]
)
def test_the_plan_of_a_crystal(given, runs, tmp_path):
    told = snakemake("-n", "--config", *given, f"electric_field_build={tmp_path}")
    expected = {"ground": 1 + runs, "field": runs, "store": 1, "describe": 1, "all": 1}
    assert jobs(told) == expected


@pytest.mark.parametrize(
    "given, told",
    [
        (["material=CsSnI3_yellow"], "run `make referee MATERIAL=CsSnI3_yellow` first"),
        (["material=CsPbBr3", "results=mine-300K"], "no result 'mine-300K' of CsPbBr3"),
    ],
)
def test_what_cannot_be_computed_is_said_before_anything_runs(given, told, tmp_path):
    run = snakemake("-n", "--config", *given, f"electric_field_build={tmp_path}")
    assert run.returncode != 0
    assert told in run.stdout + run.stderr


@pytest.mark.parametrize("off, heats", [(0.0, 2), (0.05, 0)])
def test_a_refused_answer_is_stored_and_no_heat_asks_for_it(
    stages, program, tmp_path, monkeypatch, off, heats
):
    """Snakemake itself, with made-up programs and pseudopotentials."""
    monkeypatch.undo()
    crystal = read(ROOT / f"data/structures/{MATERIAL}.cif")
    told = charged(crystal) + off * np.eye(3)
    forces = stages["store"].referee_forces(SNAPSHOTS)
    program.write_text(output(told, 5 * np.eye(3), forces))
    package(tmp_path / "lib")
    store = tmp_path / "store" / MATERIAL
    store.mkdir(parents=True)
    for file in SNAPSHOTS.parent.glob("[sfp]*"):
        if file.name.startswith(("snapshots_", "force_constants_7net-l3i5", "phonons_7net-l3i5")):
            shutil.copy(file, store)
    build, changed = tmp_path / "build", {
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "ANSWER": str(program),
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "lib"), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    config = ["--config", f"material={MATERIAL}", f"electric_field_build={build}",
              f"electric_field_store={store.parent}"]  # fmt: skip
    run = snakemake(f"{build}/{MATERIAL}/stored", *config, **changed)
    assert run.returncode == 0, run.stderr[-2000:]
    record = json.loads((store / "polarity_pbe.json").read_text())
    assert record["accepted"] == (heats > 0)
    planned = jobs(snakemake("-n", *config, **changed))
    assert planned == {"describe": 1, "all": 1} | ({"heat": heats} if heats else {})


def package(folder):
    """A made-up sparc-x-api: pseudopotentials of one s projector on a mesh of nine points."""
    (folder / "sparc/psp").mkdir(parents=True)
    (folder / "sparc/__init__.py").touch()
    about = folder / "sparc_x_api-0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sparc-x-api\nVersion: 0.0\n")
    rows = [f"{n} {0.1 * n} 0.5" for n in range(9)]
    for symbol, count in ELECTRONS.items():
        head = [symbol, f"1.0 {count}.0 0", "8 11 0 4 9 0", "0.8 0.0 0.0", "1 0 0 0 0", "0"]
        text = "\n".join([*head, "0 1.0", *rows, "4", *rows, *rows, ""])
        (folder / f"sparc/psp/1_{symbol}_{count}_pbe_v1.0.psp8").write_text(text)


@needs_espresso
def test_real_programs_find_what_is_known_of_rock_salt(stages, tmp_path):
    """Charges of 1.09 and a permittivity of 2.5 in PBE, whatever the program; coarse here."""
    structure = tmp_path / "salt.xyz"
    bulk("NaCl", "rocksalt", a=5.69).write(structure, format="extxyz")
    folder = tmp_path / "run"
    for stage in espresso_files.STAGES:
        given = ["--stage", stage, "--structure", str(structure), "--folder", str(folder)]
        given += ["--settings", '{"reach_A": 13, "cutoff_Ha": 18}']
        assert stages["response"].main(given) == 0
    found = espresso_files.answer((folder / "field.out").read_text())
    assert found.charges[0].diagonal() == pytest.approx(1.09, abs=0.04)
    assert found.charges.sum(axis=0) == pytest.approx(np.zeros((3, 3)), abs=0.04)
    assert found.dielectric.diagonal() == pytest.approx(2.5, abs=0.15)
