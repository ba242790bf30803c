"""The convergence ledger and its files, and what is stored of it closes on itself."""

import json
import shutil

import ledger as script
import numpy as np
import pytest
import store_lattice
from argon import SMALL, Pairs, computed, crystal
from ultralow.compute import convergence_ledger, sampling, three_phonon
from ultralow.compute.ledger_settings import Variant
from ultralow.compute.potentials import CHECKPOINTS
from ultralow.data import materials, phonon_files, phonon_store
from ultralow.paper.gallery import ROOT

PAIRS = "coherence_W_m_K"
STORED = sorted(
    (path.parent.name, path.stem.removeprefix("ledger_"))
    for path in (ROOT / "data/computed").glob("*/ledger_*.json")
)


@pytest.mark.parametrize("material, checkpoint", STORED)
def test_a_stored_ledger_closes_on_itself(material, checkpoint):
    (result,) = [one for one in phonon_store.results(material) if one.name == checkpoint]
    ledger, record = result.ledger, result.record
    assert (ledger["material"], ledger["checkpoint"]) == (material, checkpoint)
    axis = materials.get(material).wire_axis
    assert ledger["wire_axis"] == (None if axis is None else axis.tolist())
    kinds = {row["changed"] for row in ledger["rungs"]}
    # A ledger may stop after its cheapest rungs, for time; those are in each.
    assert {"mesh", "checkpoint"} <= kinds
    production = next(row for row in ledger["rungs"] if row["settings"] == {})
    heat = record["conductivity"]
    at = heat["temperatures_K"].index(300.0)
    parts = {part: (production[part], heat[part][at]) for part in ("particle_W_m_K", PAIRS)}
    if ledger["velocity_operator"] != record["settings"]["velocity_operator"]:
        # phono3py's operator, in all rungs of a ledger alike, is larger for every pair of bands.
        theirs, ours = np.array(parts.pop(PAIRS))[:, :3]
        assert "phono3py" in ledger["velocity_operator"]
        assert np.all(theirs >= ours) and np.all(ours > 0.88 * theirs)
    for here, stored in parts.values():
        assert here == pytest.approx(stored, abs=2e-5)
    for row in ledger["rungs"]:
        assert row["core_seconds"] > 0 and row["new_force_calculations"] >= 0
    cost = record["cost"]
    assert ledger["finite_displacement_calculations"] == cost["finite_displacement_calculations"]
    fewer = 15 if checkpoint not in CHECKPOINTS else 39
    assert cost["finite_displacement_calculations"] > fewer * cost["force_calculations"]


MESHES = (Variant("mesh", {}, {}), Variant("mesh", {"mesh_length": 12.0}, {}))
VARIANTS = (
    Variant("snapshots", {"mesh_length": 12.0, "snapshots_third": 10}, {}),
    Variant("seed", {"mesh_length": 12.0, "seed": 2}, {"mesh_length": 12.0}),
    Variant("exact", {"mesh_length": 12.0}, {}, exact=True),
)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A small ledger for the pair potential."""
    monkeypatch.setattr(convergence_ledger.ConvergenceLedger, "variants", VARIANTS)
    monkeypatch.setattr(convergence_ledger.ConvergenceLedger, "meshes", MESHES)
    monkeypatch.setattr(script.StoredRun, "calculator", lambda run, exact: Pairs())


def store(folder, constants, name, mesh_heat):
    """A production run as the workflow leaves it, as far as a ledger reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    phonon_files.write(folder / "force_constants.hdf5", constants)
    (folder / "relaxed.json").write_text(json.dumps(crystal() | {"structure": {}}))
    record = {
        "material": "Ar",
        "checkpoint": name,
        "accepted": True,
        "refused_because": None,
        "settings": {"mesh": [5, 5, 5]},
        "gates": {"lowest_mode_mesh_THz": {"value": 0.0}},
        "conductivity": {
            "temperatures_K": [300.0],
            "particle_W_m_K": mesh_heat.particle[:1].tolist(),
            "coherence_W_m_K": mesh_heat.coherence[:1].tolist(),
        },
        "cost": {
            "core_seconds": {"modes_and_conductivity": 1.0},
            "force_calculations": 26,
            "total_core_seconds": 9.0,
            "finite_displacement_calculations": 99,
        },
    }
    (folder / "phonons.json").write_text(json.dumps(record))


@pytest.fixture(scope="module")
def argon(tmp_path_factory):
    """A build folder with argon at rest and, with other names for the same, warm."""
    build = tmp_path_factory.mktemp("build")
    folder = build / "Ar" / "7net-0"
    constants, _ = computed(crystal(), SMALL, folder)
    for part in sampling.PARTS:
        (folder / f"{part}.npz").rename(folder / f"forces_{part}_0.npz")
    _, found = three_phonon.conductivity(constants, [5, 5, 5], [300.0])
    store(folder, constants, "7net-0", found)
    warm = build / "Ar" / "7net-0-300K"
    store(warm, constants, "7net-0-300K", found)
    for kind, name in (("second", "round_3"), ("second", "round_4"), ("third", "third")):
        shutil.copy(folder / f"forces_{kind}_0.npz", warm / f"{name}.npz")
    return build


def rows(folder, deadline):
    run = script.StoredRun(folder)
    return script.computed(run.ledger(SMALL), run, deadline)


def test_a_ledger_takes_the_forces_there_are_and_computes_the_rest_once(argon, monkeypatch):
    folder = argon / "Ar" / "7net-0"
    found = rows(folder, np.inf)
    by_name = {(row["changed"], row["exact"]): row for row in found}
    news = {key: row["new_force_calculations"] for key, row in by_name.items()}
    assert news["snapshots", False] == 0
    assert news["seed", False] == SMALL.snapshots_second + SMALL.snapshots_third
    assert by_name["mesh", False]["mesh"] == [3, 3, 3]
    assert all(row["core_seconds"] > 0 for row in found)
    monkeypatch.setattr(script.StoredRun, "calculator", None)  # nothing is left to compute
    assert rows(folder, -np.inf) == rows(folder, np.inf) == found
    assert script.accepted(argon / "Ar") == ["7net-0", "7net-0-300K"]


def test_a_ledger_out_of_time_keeps_its_production_run(argon, tmp_path):
    folder = tmp_path / "Ar" / "7net-0"
    shutil.copytree(argon / "Ar" / "7net-0", folder, ignore=shutil.ignore_patterns("ledger"))
    (row,) = rows(folder, -np.inf)
    assert row["settings"] == {}


def test_a_warm_result_has_the_ledger_of_its_kind_and_the_atoms_of_its_checkpoint(argon):
    run = script.StoredRun(argon / "Ar" / "7net-0-300K")
    assert type(run.ledger(SMALL)) is convergence_ledger.EffectiveLedger
    assert run.checkpoint == "7net-0" and run.relaxed["numbers"] == [18] * 4
    assert len(run.sample("round_4")[1]) == SMALL.snapshots_second
    assert len(run.sample("third")[1]) == SMALL.snapshots_third


def test_shares_of_a_run_that_goes_on_are_left_alone(argon, tmp_path):
    folder = tmp_path / "7net-0"
    shutil.copytree(argon / "Ar" / "7net-0", folder)
    shutil.copy(folder / "forces_third_0.npz", folder / "forces_third_1.part.npz")
    run = script.StoredRun(folder)
    assert len(run.sample("third")[1]) == SMALL.snapshots_third


def test_the_script_stores_a_ledger_for_each_accepted_result(argon, tmp_path, monkeypatch):
    axis = materials.get("CsSnI3")
    monkeypatch.setattr(script.materials, "get", lambda name: axis)
    arguments = ["--material=Ar", f"--build={argon}", f"--folder={tmp_path}"]
    settings = {name: getattr(SMALL, name) for name in SMALL._fields}
    arguments += [f"--settings={json.dumps(settings)}", "--checkpoints", "7net-0"]
    assert script.main(arguments) == 0
    stored = json.loads((tmp_path / "ledger_7net-0.json").read_text())
    kinds = [row["changed"] for row in stored["rungs"]]
    assert kinds == ["mesh", "snapshots", "seed", "exact", "mesh", "checkpoint"]
    assert stored["material"] == "Ar" and stored["checkpoint"] == "7net-0"
    real = json.loads((ROOT / "data/computed/CsSnI3/ledger_7net-l3i5-300K.json").read_text())
    assert list(stored) == list(real)
    # Rows of meshes alone tell a length more; some kinds and forces from a device tell theirs.
    only_some = {"without_stress", "volume_ratio", "device"}
    made, known = (
        {tuple(key for key in row if key not in only_some) for row in one["rungs"]}
        for one in (stored, real)
    )
    assert known <= made


RECORD = {"checkpoint": "7net-0", "accepted": True}


def stages(tmp_path, **changes):
    """Files of a finished computation."""
    names = ("record", "constants", "modes", "stiffness")
    paths = {name: tmp_path / "build" / name for name in names}
    paths["record"].parent.mkdir(exist_ok=True)
    for name, path in paths.items():
        path.write_text(name)
    paths["record"].write_text(json.dumps(RECORD | changes))
    folder = tmp_path / "computed"
    return [f"--{name}={path}" for name, path in paths.items()] + [f"--folder={folder}"], folder


def test_an_accepted_result_is_stored_and_a_refused_one_loses_its_arrays(tmp_path):
    arguments, folder = stages(tmp_path)
    assert store_lattice.main(arguments) == 0
    assert {path.name for path in folder.iterdir()} == {
        "force_constants_7net-0.hdf5",
        "modes_7net-0.hdf5",
        "phonons_7net-0.json",
        "stiffness_7net-0.json",
    }
    arguments, _ = stages(tmp_path, accepted=False)
    assert store_lattice.main(arguments) == 0
    assert {path.name for path in folder.iterdir()} == {
        "phonons_7net-0.json",
        "stiffness_7net-0.json",
    }
