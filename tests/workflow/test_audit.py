"""The pipeline held against another one: the table that `make audit` made, and how it is made."""

import math
import subprocess
import sys

import audit_table
import pytest
from ase.formula import Formula
from ase.spacegroup import crystal
from ultralow.compute import cost, relaxation
from ultralow.data import tables
from ultralow.paper.gallery import ROOT

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
]
# Of the benchmark's conductivity for the same potential; written down before any was computed.
TOLERANCE = 0.10
FOUND = tables.read("benchmark_audit").set_index("material")
SALTS = list(FOUND.index)


def test_every_salt_of_the_benchmark_is_there():
    assert list(tables.read("benchmark_salts")["material"]) == SALTS


@pytest.mark.parametrize("salt", SALTS)
def test_a_salt_conducts_as_the_benchmark_says(salt):
    row = FOUND.loc[salt]
    assert row["accepted"] == "yes"
    assert abs(row["over_benchmark"] - 1) < TOLERANCE
    parts = row["particles"] + row["between_bands"]
    assert row["thermal_conductivity"] == pytest.approx(parts, rel=5e-3)
    benchmark = tables.read("benchmark_salts").set_index("material").loc[salt, "benchmark"]
    assert parts / benchmark == pytest.approx(row["over_benchmark"], rel=1e-2)


@pytest.mark.parametrize("salt", SALTS)
def test_a_salt_took_what_the_plan_says_within_a_factor_of_two(salt):
    edge = FOUND.loc[salt, "edge"]
    atoms = crystal(list(Formula(salt).count()), [(0, 0, 0), (0.5, 0.5, 0.5)], spacegroup=225,
                    cellpar=[edge] * 3 + [90] * 3)  # fmt: skip
    planned = cost.at_rest(relaxation.as_dict(atoms), "7net-l3i5")
    counted = {**planned.core_seconds, "stiffness": 0}  # which the record leaves out
    assert 0.5 < sum(counted.values()) / 60 / FOUND.loc[salt, "core_minutes"] < 2
    assert " ".join(map(str, planned.mesh)) == FOUND.loc[salt, "mesh"]


def test_the_page_tells_the_numbers_of_the_tables():
    text = (ROOT / "docs/theory.md").read_text(encoding="utf-8")
    known = tables.read("benchmark_salts").set_index("material")
    for salt in SALTS:
        there = known.loc[salt]
        heat = [FOUND.loc[salt, "thermal_conductivity"], there["benchmark"]]
        heat += [] if math.isnan(there["first_principles"]) else [there["first_principles"]]
        told = " | ".join([salt, *(f"{value:.2f}" for value in heat)])
        assert f"| {told} |" in text


def record(**more):
    heat = {"temperatures_K": [100.0, 300.0], "particle_W_m_K": [[9.0] * 6, [1.2] * 3 + [0.0] * 3],
            "coherence_W_m_K": [[9.0] * 6, [0.04] * 3 + [0.0] * 3]}  # fmt: skip
    return {
        "material": "KI", "checkpoint": "7net-l3i5", "accepted": True, "grade": "R",
        "refused_because": None, "structure": {"lattice_A": [7.19311, 7.19311, 7.19311]},
        "settings": {"mesh": [11, 11, 11]}, "cost": {"total_core_seconds": 102.6},
        "conductivity": heat,
    } | more  # fmt: skip


def test_a_row_is_taken_at_room_temperature():
    row = audit_table.row(record())
    assert (row["thermal_conductivity"], row["over_benchmark"]) == ("1.24", "1")
    assert (row["edge"], row["mesh"], row["core_minutes"]) == ("7.1931", "11 11 11", "1.71")


def test_a_refused_salt_has_its_reason_and_no_conductivity():
    row = audit_table.row(record(accepted=False, refused_because="imaginary modes"))
    assert row["refused_because"] == "imaginary modes" and "thermal_conductivity" not in row
    assert audit_table.as_csv([row]).splitlines()[1].endswith("imaginary modes")


def test_the_workflow_makes_the_salts_and_nothing_else(tmp_path):
    command = ["snakemake", "-s", "workflow/rules/audit.smk", "--dry-run", "--cores", "1"]
    config = ["--config", f"audit_build={tmp_path}"]
    done = subprocess.run(
        [sys.executable, "-m", *command, *config], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    counts = dict(line.split() for line in done.stdout.splitlines() if len(line.split()) == 2)
    assert counts["salt"] == counts["relax"] == counts["record"] == str(len(SALTS))
    assert "store" not in counts and "audit" in counts
