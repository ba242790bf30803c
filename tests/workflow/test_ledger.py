"""The convergence ledger: what a rung is held against, and what is stored closes on itself."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from argon import SMALL, Pairs, computed, crystal
from ultralow.compute import sampling, three_phonon
from ultralow.data import materials, phonon_files, phonon_store
from ultralow.phonons import force_constants

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "workflow"))
import effective  # noqa: E402
import lattice_record  # noqa: E402
import ledger as script  # noqa: E402
import rungs  # noqa: E402
import store_lattice  # noqa: E402
from rungs import Rung  # noqa: E402

STORED = sorted(
    (path.parent.name, path.stem.removeprefix("ledger_"))
    for path in (ROOT / "data/computed").glob("*/ledger_*.json")
)


def rung(changed, settings, values, against=None):
    return {
        "changed": changed,
        "settings": settings,
        "against": against or {},
        "particle_W_m_K": values,
        "coherence_W_m_K": [0.0] * 6,
    }


def test_a_rung_is_held_against_the_one_it_names():
    coarse, half = {"mesh_length": 30.0}, {"mesh_length": 30.0, "snapshots_third": 100}
    rows = [
        rung("mesh", {}, [1.0, 1.0, 1.0, 0, 0, 0]),
        rung("mesh", coarse, [2.0, 1.0, 1.0, 0, 0, 0]),
        rung("snapshots", half, [4.0, 1.0, 1.0, 0, 0, 0], coarse),
        rung("displacement", {**half, "distance": 0.02}, [4.0, 2.0, 1.0, 0, 0, 0], half),
    ]
    found = script.compared(rows, np.array([1.0, 0.0, 0.0]))
    assert [row["change_wire"] for row in found] == [0.0, 1.0, 1.0, 0.0]
    assert [row["change_trace"] for row in found] == pytest.approx([0, 1 / 3, 0.5, 1 / 6], abs=1e-4)


def test_a_direction_takes_the_tensor_apart():
    row = rung("x", {}, [1.0, 2.0, 3.0, 0.0, 0.5, 0.0])
    diagonal = np.array([1, 0, 1]) / 2**0.5
    assert script.along(row, diagonal) == pytest.approx((1 + 3) / 2 + 0.5)
    assert script.along(row, None) == pytest.approx(2.0)


def test_without_a_wire_there_is_the_trace_alone():
    found = script.compared([rung("mesh", {}, [1.0, 1.0, 1.0, 0, 0, 0])], None)
    assert "change_wire" not in found[0] and found[0]["change_trace"] == 0


@pytest.mark.parametrize("material, checkpoint", STORED)
def test_a_stored_ledger_closes_on_itself(material, checkpoint):
    ledger = phonon_store.ledger(material, checkpoint)
    record = phonon_store.summary(material, checkpoint)
    assert (ledger["material"], ledger["checkpoint"]) == (material, checkpoint)
    assert checkpoint in phonon_store.accepted(material)
    axis = materials.get(material).wire_axis
    assert ledger["wire_axis"] == (None if axis is None else axis.tolist())
    kinds = {row["changed"] for row in ledger["rungs"]}
    # A ladder may stop after its cheapest rungs, for time; those are in each.
    assert {"mesh", "checkpoint"} <= kinds
    production = next(row for row in ledger["rungs"] if row["settings"] == {})
    heat = record["conductivity"]
    at = heat["temperatures_K"].index(300.0)
    for part in ("particle_W_m_K", "coherence_W_m_K"):
        assert production[part] == pytest.approx(heat[part][at], abs=2e-5)
    for row in ledger["rungs"]:
        assert row["core_seconds"] > 0 and row["new_force_calculations"] >= 0
    cost = record["cost"]
    assert ledger["finite_displacement_calculations"] == cost["finite_displacement_calculations"]
    fewer = 15 if checkpoint.endswith(rungs.WARM) else 39
    assert cost["finite_displacement_calculations"] > fewer * cost["force_calculations"]


class Argon(rungs.Ladder):
    """A small ladder for the pair potential; counts the forces that it is asked for."""

    rungs = (
        Rung("snapshots", {"mesh_length": 12.0, "snapshots_third": 10}, {}),
        Rung("seed", {"mesh_length": 12.0, "seed": 2}, {"mesh_length": 12.0}),
        Rung("exact", {"mesh_length": 12.0}, {}, exact=True),
    )
    meshes = (Rung("mesh", {}, {}), Rung("mesh", {"mesh_length": 12.0}, {}))

    def calculator(self, exact):
        return Pairs()


class Warm(rungs.EffectiveLadder):
    """The same for effective force constants."""

    rungs = (
        Rung("rounds", {"mesh_length": 12.0, "rounds": 4}, {"mesh_length": 12.0}),
        Rung("seed", {"mesh_length": 12.0, "seed": 7}, {"mesh_length": 12.0}),
    )
    meshes = Argon.meshes
    calculator = Argon.calculator


def store(folder, constants, name, mesh_heat):
    """A production run as the workflow leaves it, as far as a ladder reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    phonon_files.write(folder / "force_constants.hdf5", constants)
    (folder / "relaxed.json").write_text(json.dumps(crystal() | {"structure": {}}))
    record = {
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


def constants_of(ladder):
    return phonon_files.read(ladder.folder / "force_constants.hdf5", force_constants.ForceConstants)


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


def test_a_ladder_takes_the_forces_there_are_and_computes_the_rest_once(argon, monkeypatch):
    ladder = Argon(argon, "Ar", "7net-0", SMALL)
    rows = {(row["changed"], row["exact"]): row for row in ladder.climb(np.inf)}
    news = {key: row["new_force_calculations"] for key, row in rows.items()}
    assert news["snapshots", False] == 0
    assert news["seed", False] == SMALL.snapshots_second + SMALL.snapshots_third
    assert rows["mesh", False]["mesh"] == [3, 3, 3]
    # Argon's pair forces are exact and odd: the same forces give the same crystal again.
    stored = phonon_files.read(
        ladder.folder / "force_constants.hdf5", force_constants.ForceConstants
    )
    again, _ = ladder.constants(Argon.rungs[0]._replace(settings={}))
    np.testing.assert_allclose(again.third, stored.third, atol=1e-7)
    monkeypatch.setattr(Argon, "calculator", None)  # nothing is left to compute
    assert ladder.climb(-np.inf) == ladder.climb(np.inf)
    assert script.accepted(argon / "Ar") == ["7net-0", "7net-0-300K"]
    (other,) = script.other_results(argon / "Ar", "7net-0")
    assert other["changed"] == "checkpoint" and other["core_seconds"] == 9.0


def test_a_ladder_out_of_time_keeps_its_production_rung(argon, tmp_path):
    shutil.copytree(argon / "Ar" / "7net-0", tmp_path / "Ar" / "7net-0",
                    ignore=shutil.ignore_patterns("ledger"))  # fmt: skip
    (row,) = Argon(tmp_path, "Ar", "7net-0", SMALL).climb(-np.inf)
    assert row["settings"] == {}


def test_the_rungs_of_effective_constants_change_one_order_and_keep_the_other(argon, monkeypatch):
    monkeypatch.setattr(effective, "THIRD", {"snapshots_third": 18, "snapshots_held_out": 2})
    ladder = rungs.ladder(argon, "Ar", "7net-0-300K", SMALL)
    assert type(ladder) is rungs.EffectiveLadder and ladder.checkpoint == "7net-0"
    ladder = Warm(argon, "Ar", "7net-0-300K", SMALL)
    stored = phonon_files.read(
        ladder.folder / "force_constants.hdf5", force_constants.ForceConstants
    )
    second, new = ladder.constants(Warm.rungs[0])
    assert new == 0 and np.array_equal(second.third, stored.third)
    np.testing.assert_allclose(second.second, stored.second, atol=1e-9)
    third, new = ladder.constants(Warm.rungs[1])
    assert new == 20 and np.array_equal(third.second, stored.second)
    assert not np.array_equal(third.third, stored.third)


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


RELAXED = {
    "structure": {"path": "x.cif"},
    "lattice": np.diag([8.7, 12.4, 8.6]).tolist(),
    "max_force_eV_A": 1e-7,
    "space_group_numbers": [62, 62],
    "bonds_kept": True,
    "centrosymmetric": True,
    "max_displacement_A": 0.1,
    "core_seconds": 1.0,
}
FIT = {
    "held_out_residual": 0.01,
    "held_out_anharmonic_residual": 0.2,
    "acoustic_sum_rule": 1e-15,
    "force_calculations": 230,
    "finite_displacements": 7475,
    "forces_core_seconds": 2.0,
    "core_seconds": 3.0,
}
HEAT = {
    "mesh": [6, 4, 6],
    "lowest_mode_mesh_THz": -1e-9,
    "lowest_mode_lines_THz": -1e-9,
    "lowest_mode_lines_wavevector": [0, 0, 0],
    "imaginary_modes_mesh": 0,
    "temperatures_K": [300.0],
    "particle_W_m_K": [[0.1] * 6],
    "coherence_W_m_K": [[0.2] * 6],
    "core_seconds": 4.0,
}


def record(fit=FIT, heat=HEAT, elastic=None, temperature=None):
    return lattice_record.record(
        sampling.PRODUCTION, RELAXED, fit, heat, elastic or {}, temperature
    )


def test_the_record_says_what_was_done_and_what_it_took():
    found = record()
    assert found["accepted"] and found["refused_because"] is None and found["cautions"] == []
    assert found["settings"]["supercell_second"] == [2, 2, 2]
    assert found["settings"]["supercell_third"] == [2, 1, 2]
    assert found["cost"]["total_core_seconds"] == 10.0
    # Rounding errors would differ from machine to machine.
    assert found["gates"]["lowest_mode_mesh_THz"]["value"] == 0.0
    assert found["gates"]["acoustic_sum_rule"]["value"] == 0.0


def test_the_record_keeps_every_reason():
    soft = HEAT | {"lowest_mode_mesh_THz": -0.3, "imaginary_modes_mesh": 4}
    found = record(heat=soft, elastic={"refused_because": "elastically unstable"})
    assert not found["accepted"]
    assert "-0.30 THz" in found["refused_because"]
    assert found["refused_because"].endswith("elastically unstable")
    assert found["cautions"] == ["imaginary modes on the mesh: 4, left out"]


def test_effective_constants_are_told_from_those_at_rest():
    found = record(
        fit=FIT | {"snapshots_second": [40, 120], "held_out_residual": 0.3}, temperature=300.0
    )
    assert found["accepted"]
    assert found["cautions"][0].startswith("effective force constants at 300 K")
    assert found["settings"]["force_constants"] == "effective, 300 K, self-consistent sampling"
    assert found["settings"]["snapshots_second"] == [40, 120]
    assert found["settings"]["displacement_A"] is None
