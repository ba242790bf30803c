"""The convergence ledger: what a rung is held against, and what is stored closes on itself."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from ultralow import lattice, materials, sampling

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))
import lattice_record  # noqa: E402
import ledger as script  # noqa: E402
import store_lattice  # noqa: E402

STORED = sorted(path.parent.name for path in (ROOT / "data/computed").glob("*/ledger.json"))


def rung(changed, settings, values, against=None):
    return {
        "changed": changed,
        "settings": settings,
        "against": against or {},
        "particle_W_m_K": values,
        "coherence_W_m_K": [0.0] * 6,
    }


def test_a_rung_is_held_against_the_one_it_names():
    fine = {"mesh_length": sampling.PRODUCTION.mesh_length}
    coarse, half = {"mesh_length": 30.0}, {"mesh_length": 30.0, "snapshots_third": 100}
    rows = [
        rung("mesh", fine, [1.0, 1.0, 1.0, 0, 0, 0]),
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
    fine = {"mesh_length": sampling.PRODUCTION.mesh_length}
    found = script.compared([rung("mesh", fine, [1.0, 1.0, 1.0, 0, 0, 0])], None)
    assert "change_wire" not in found[0] and found[0]["change_trace"] == 0


@pytest.mark.parametrize("material", STORED)
def test_a_stored_ledger_closes_on_itself(material):
    ledger = lattice.ledger(material)
    record = lattice.summary(material, ledger["checkpoint"])
    assert ledger["checkpoint"] in lattice.accepted(material)
    axis = materials.get(material).wire_axis
    assert ledger["wire_axis"] == (None if axis is None else axis.tolist())
    kinds = {row["changed"] for row in ledger["rungs"]}
    # A ladder may stop after its cheapest rungs, for time; those are in each.
    assert {"mesh", "checkpoint"} <= kinds
    production = next(
        row
        for row in ledger["rungs"]
        if row["settings"] == {"mesh_length": record["settings"]["mesh_length_A"]}
    )
    heat = record["conductivity"]
    at = heat["temperatures_K"].index(300.0)
    for part in ("particle_W_m_K", "coherence_W_m_K"):
        assert production[part] == pytest.approx(heat[part][at], abs=2e-5)
    for row in ledger["rungs"]:
        assert row["core_seconds"] > 0 and row["new_force_calculations"] >= 0
    used = record["cost"]["force_calculations"]
    assert (
        used * 20
        < ledger["finite_displacement_calculations"]
        == (record["cost"]["finite_displacement_calculations"])
    )


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
