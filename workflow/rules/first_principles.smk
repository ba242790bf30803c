# Forces from first principles as the referee of the potentials, run on request:
#   snakemake -s workflow/rules/first_principles.smk --workflow-profile workflow/profiles/default \
#     --config material=CsSnI3
# Several materials as material='A B'; without one: the three phases of the paper. Needs the extra
# electrons (GPAW), and for the forces of the potentials the extra compute, in the other environment
# (compute_python). Each snapshot is a file under build/first_principles, so that an interrupted run
# goes on with those that it was in. More for --config: plan='{pairs: 12}' (any of
# ultralow.compute.thermal_snapshots.Plan), checkpoints=7net-0 (or paths of others; without it the
# shipped ones, and those that are tuned on first principles).

import json
import re
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import requested, thermal_snapshots
from ultralow.compute.potentials import OWN
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
COMPUTE_PYTHON = config.get("compute_python", ".venv-compute/bin/python")
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("first_principles_build", "build/first_principles")
STORE = config.get("first_principles_store", "data/computed")
SCRIPTS = "workflow/scripts/first_principles"
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 GPAW_MPI_BACKEND=serial"
SETTINGS = config.get("settings", {})
REACH = float(SETTINGS.get("reach_A", thermal_snapshots.REACH_A))
# What is moved to see what it does, by the name of its file: settings, and which snapshots.
TRIED = {
    "cutoff": ({"cutoff_eV": 400}, [0]),
    "points": ({"reach_A": round(REACH * 22 / 15, 1)}, [0]),
    "more_points": ({"reach_A": round(REACH * 32 / 15, 1)}, [0]),
    "density": ({"density": 1e-5}, [0]),
    "functional": ({"functional": "PBEsol"}, [0, 1]),
}


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))

try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED) or PAPER
    POTENTIALS = requested.checkpoints(config.get("checkpoints") or requested.every_potential())
    PLAN = thermal_snapshots.planned(config.get("plan"))
except UltralowError as problem:
    raise WorkflowError(str(problem))
PAIRED = 2 * (PLAN.pairs + 3 * PLAN.pairs_doubled)


def forces_of(wildcards):
    """Of each snapshot; how many are still ones, one an ensemble, is known when they are drawn."""
    drawn = Path(checkpoints.snapshots.get(material=wildcards.material).output[0])
    count = drawn.read_text(encoding="utf-8").count("Lattice=")
    return [f"{BUILD}/{wildcards.material}/forces_{index}.json" for index in range(count)]


def tried(wildcards):
    return [
        f"{BUILD}/{wildcards.material}/{name}_{index}.json"
        for name, (_, indices) in TRIED.items()
        for index in indices
        if index < PAIRED
    ]


def with_names(files):
    """Each file behind the part of its name that tells what it is: cutoff=.../cutoff_0.json."""
    return [f"{Path(file).stem.rsplit('_', 1)[0]}={file}" for file in files]


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    index=r"\d+",
    name="|".join(TRIED),
    potential="|".join(map(re.escape, POTENTIALS)),


# What is in data/computed may be older than the build: a fresh clone computes it anew.
rule all:
    input:
        expand(f"{BUILD}/{{material}}/stored", material=MATERIALS),
        f"{BUILD}/described",


# The table of all results says which potential may speak.
rule describe:
    input:
        expand(f"{BUILD}/{{material}}/stored", material=MATERIALS),
    output:
        touch(f"{BUILD}/described"),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"
        " && {PYTHON:q} -m ultralow summary && {PYTHON:q} workflow/scripts/describe_data.py"


checkpoint snapshots:
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
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
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
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
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


rule predictions:
    input:
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
        potential=lambda wildcards: [
            one for one in [POTENTIALS[wildcards.potential]] if Path(one).suffix in OWN
        ],
        script=f"{SCRIPTS}/predictions.py",
        modules="lib/ultralow/compute/potentials.py",
    output:
        f"{BUILD}/{{material}}/predicted_{{potential}}.json",
    params:
        source=lambda wildcards: POTENTIALS[wildcards.potential],
    threads: 1
    message:
        "{wildcards.material}: forces of {wildcards.potential} on the same snapshots"
    shell:
        "{ONE_THREAD} {COMPUTE_PYTHON:q} {input.script} --snapshots {input.snapshots:q}"
        " --checkpoint {params.source:q} --output {output:q}"


rule store:
    input:
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
        forces=forces_of,
        predictions=expand(
            f"{BUILD}/{{{{material}}}}/predicted_{{potential}}.json", potential=POTENTIALS
        ),
        tried=tried,
        script=f"{SCRIPTS}/store.py",
        modules=[
            "lib/ultralow/compute/acceptance.py",
            "lib/ultralow/compute/force_errors.py",
            "lib/ultralow/compute/snapshot_record.py",
            "lib/ultralow/data/force_frames.py",
        ],
    output:
        touch(f"{BUILD}/{{material}}/stored"),
    params:
        plan=json.dumps(PLAN._asdict()),
        folder=f"{STORE}/{{material}}",
        predictions=expand(
            f"{{potential}}={BUILD}/{{{{material}}}}/predicted_{{potential}}.json",
            potential=POTENTIALS,
        ),
        tried=lambda wildcards, input: with_names(input.tried),
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material} --snapshots {input.snapshots:q}"
        " --forces {input.forces:q} --predictions {params.predictions:q}"
        " --convergence {params.tried:q} --plan {params.plan:q} --folder {params.folder:q}"
