# Potentials tuned to first principles, run on request:
#   snakemake -s workflow/rules/tuning.smk --workflow-profile workflow/profiles/default \
#     frames --config material=CsSnI3
# computes forces on new snapshots of a crystal (each a file under build/tuning, so that an
# interrupted run goes on) and stores them; plan='{frames: 24}' is any of
# ultralow.compute.training_snapshots.Plan, settings='{reach_A: 22}' of the electrons. And
#   snakemake -s workflow/rules/tuning.smk --workflow-profile workflow/profiles/default potentials
# tunes every shipped potential on all frames that are stored, of the crystals in material or of
# all; training='{epochs: 30}' is any of ultralow.compute.tuning_settings.Settings. The first needs
# the extra electrons (GPAW), the second the extra compute, in the other environment
# (compute_python).

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import requested, training_snapshots, tuning_settings
from ultralow.compute.potentials import CHECKPOINTS
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
COMPUTE_PYTHON = config.get("compute_python", ".venv-compute/bin/python")
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("tuning_build", "build/tuning")
STORE = config.get("tuning_store", "data/potentials")
FRAMES = config.get("frames_store", "data/computed")
FORCES = "workflow/scripts/first_principles"
SCRIPTS = "workflow/scripts/tuning"
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 GPAW_MPI_BACKEND=serial"


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))

try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED)
    SHIPPED = requested.shipped(config.get("checkpoints", ""))
    PLAN = training_snapshots.planned(config.get("plan"))._asdict()
    TRAINING = tuning_settings.settings(config.get("training"))._asdict()
except UltralowError as problem:
    raise WorkflowError(str(problem))
SUFFIX = config.get("suffix", "tuned")


def forces_of(wildcards):
    drawn = Path(checkpoints.training_snapshots.get(material=wildcards.material).output[0])
    count = drawn.read_text(encoding="utf-8").count("Lattice=")
    return [f"{BUILD}/{wildcards.material}/forces_{index}.json" for index in range(count)]


def stored_frames(wildcards):
    """Of the crystals asked for, or of all that have some; files that another call stores."""
    found = [ROOT / FRAMES / one / "training_pbe.xyz" for one in MATERIALS] or sorted(
        (ROOT / FRAMES).glob("*/training_pbe.xyz")
    )
    lacking = [one.parent.name for one in found if not one.is_file()] or [] if found else PAPER
    if lacking:
        raise WorkflowError(
            f"no frames to tune on are stored of {', '.join(lacking)}."
            f" Run `make training MATERIAL={lacking[0]}` first."
        )
    return [one.relative_to(ROOT).as_posix() for one in found]


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    index=r"\d+",
    base="|".join(CHECKPOINTS),


# What is in data/ may be older than the build: a fresh clone computes it anew.
rule frames:
    input:
        expand(f"{BUILD}/{{material}}/stored", material=MATERIALS or PAPER),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"


rule potentials:
    input:
        expand(f"{BUILD}/potentials/{{base}}-{SUFFIX}/stored", base=SHIPPED),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"


checkpoint training_snapshots:
    input:
        script=f"{FORCES}/snapshots.py",
        modules="lib/ultralow/compute/training_snapshots.py",
    output:
        f"{BUILD}/{{material}}/snapshots.xyz",
    params:
        plan=json.dumps(PLAN),
    message:
        "{wildcards.material}: snapshots to tune on"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --training --material {wildcards.material}"
        " --plan {params.plan:q} --output {output:q}"


rule training_forces:
    input:
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
        script=f"{FORCES}/forces.py",
    output:
        f"{BUILD}/{{material}}/forces_{{index}}.json",
    params:
        settings=json.dumps(config.get("settings", {})),
    threads: 1
    message:
        "{wildcards.material}: forces from first principles on snapshot {wildcards.index}, a minute to four"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --snapshots {input.snapshots:q}"
        " --index {wildcards.index} --settings {params.settings:q} --output {output:q}"


rule store_frames:
    input:
        snapshots=f"{BUILD}/{{material}}/snapshots.xyz",
        forces=forces_of,
        script=f"{SCRIPTS}/store_frames.py",
        modules="lib/ultralow/data/training_frames.py",
    output:
        touch(f"{BUILD}/{{material}}/stored"),
    params:
        plan=json.dumps(PLAN),
        folder=f"{FRAMES}/{{material}}",
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material} --snapshots {input.snapshots:q}"
        " --forces {input.forces:q} --plan {params.plan:q} --folder {params.folder:q}"


# An epoch is kept as it ends, so that an interrupted run goes on with the next.
rule tune:
    input:
        frames=stored_frames,
        script=f"{SCRIPTS}/tune.py",
        modules=[
            "lib/ultralow/compute/potentials.py",
            "lib/ultralow/compute/tuned_weights.py",
            "lib/ultralow/compute/tuning_settings.py",
        ],
    output:
        touch(f"{BUILD}/potentials/{{base}}-{SUFFIX}/stored"),
    params:
        settings=json.dumps(TRAINING),
        weights=f"{STORE}/{{base}}-{SUFFIX}.hdf5",
        build=f"{BUILD}/potentials/{{base}}-{SUFFIX}",
    threads: 1
    message:
        "{wildcards.base}: tuned to first principles, a quarter of an hour"
    shell:
        "{ONE_THREAD} {COMPUTE_PYTHON:q} {input.script} --frames {input.frames:q}"
        " --base {wildcards.base} --settings {params.settings:q} --build {params.build:q}"
        " --output {params.weights:q}"
