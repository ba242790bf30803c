# Forces from first principles as the referee of the potentials, run on request:
#   snakemake -s workflow/rules/first_principles.smk --workflow-profile workflow/profiles/default \
#     --config material=CsSnI3
# Several materials as material='A B'; without one: the three phases of the paper. Needs the extra
# electrons (GPAW), and for the forces of the potentials the extra compute, in the other environment
# (compute_python). Each snapshot is a file under build/first_principles, so that an interrupted run
# goes on with those that it was in. More for --config: plan='{pairs: 12}' (any of
# ultralow.compute.thermal_snapshots.Plan), checkpoints=7net-0.

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import requested, thermal_snapshots
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
COMPUTE_PYTHON = config.get("compute_python", ".venv-compute/bin/python")
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("first_principles_build", "build/first_principles")
SCRIPTS = "workflow/scripts/first_principles"
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 GPAW_MPI_BACKEND=serial"
# What is moved to see what it does, by the name of its file: settings, and which snapshots.
TRIED = {
    "cutoff": ({"cutoff_eV": 400}, [0]),
    "points": ({"reach_A": 22}, [0]),
    "density": ({"density": 1e-5}, [0]),
    "functional": ({"functional": "PBEsol"}, [0, 1]),
}
SETTINGS = json.loads(config.get("electrons_settings", "{}"))


workdir: ROOT


def refuse(*message):
    raise WorkflowError(str(UltralowError(*message)))


def chosen_materials():
    allowed = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))
    names = str(config.get("material", "")).split()
    for name in names:
        if name not in allowed:
            refuse(
                f"Unknown material {name!r}.",
                "There is no such file in data/structures.",
                f"choose one of {', '.join(allowed)}.",
            )
    return names or PAPER


MATERIALS = chosen_materials()
try:
    CHECKPOINTS = requested.checkpoints(config.get("checkpoints", ""))
    plan = requested.mapping(config.get("plan", "{}"))
except UltralowError as problem:
    raise WorkflowError(str(problem))
PLAN = thermal_snapshots.Plan(**plan)
COUNT = 2 * (PLAN.pairs + 3 * PLAN.pairs_doubled)


def forces_of(material):
    return [f"{BUILD}/{material}/forces_{index}.json" for index in range(COUNT)]


def tried(material):
    return [
        f"{BUILD}/{material}/{name}_{index}.json"
        for name, (_, indices) in TRIED.items()
        for index in indices
    ]


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    index=r"\d+",
    name="|".join(TRIED),
    checkpoint="|".join(CHECKPOINTS),


rule all:
    input:
        [forces_of(one) for one in MATERIALS],
        [tried(one) for one in MATERIALS],


rule snapshots:
    input:
        script=f"{SCRIPTS}/snapshots.py",
        modules="lib/ultralow/compute/thermal_snapshots.py",
    output:
        f"{BUILD}/{{material}}/snapshots.xyz",
    params:
        plan=json.dumps(PLAN._asdict()),
    message:
        "{wildcards.material}: snapshots of its thermal motion"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --material {wildcards.material}"
        " --plan {params.plan:q} --output {output:q}"


rule forces:
    input:
        snapshots=rules.snapshots.output,
        script=f"{SCRIPTS}/forces.py",
    output:
        f"{BUILD}/{{material}}/forces_{{index}}.json",
    params:
        settings=json.dumps(SETTINGS),
    threads: 1
    priority: 10
    message:
        "{wildcards.material}: forces from first principles on snapshot {wildcards.index}, a minute to four"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --snapshots {input.snapshots:q}"
        " --index {wildcards.index} --settings {params.settings:q} --output {output:q}"


rule convergence:
    input:
        snapshots=rules.snapshots.output,
        script=f"{SCRIPTS}/forces.py",
    output:
        f"{BUILD}/{{material}}/{{name}}_{{index}}.json",
    params:
        settings=lambda wildcards: json.dumps(SETTINGS | TRIED[wildcards.name][0]),
    threads: 1
    message:
        "{wildcards.material}: what another {wildcards.name} does to snapshot {wildcards.index}"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --snapshots {input.snapshots:q}"
        " --index {wildcards.index} --settings {params.settings:q} --output {output:q}"
