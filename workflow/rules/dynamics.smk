# Crystals that move for 20 ps in a potential, at the temperature of its effective force constants,
# run on request:
#   snakemake -s workflow/rules/dynamics.smk --workflow-profile workflow/profiles/default \
#     --config material=CsSnI3
# Several as material='A B'; without one: the three phases of the paper. checkpoints=7net-0 takes
# another potential than the tuned one that figures begin with, and plan='{seed: 2}' any of
# ultralow.compute.molecular_dynamics.Plan. It makes data/computed/<crystal>/dynamics_<potential>.json.

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import molecular_dynamics, requested
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
ROOT = Path(workflow.basedir).parents[1]
STORE = config.get("dynamics_store", "data/computed")
CONSTANTS = "data/computed/{material}/force_constants_{checkpoint}"
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1"


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))

try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED) or PAPER
    CHOSEN = requested.checkpoints(config.get("checkpoints", "7net-l3i5-tuned"))
    PLAN = molecular_dynamics.planned(config.get("plan"))
except UltralowError as problem:
    raise WorkflowError(str(problem))

WARM = f"-{PLAN.temperature_K:g}K.hdf5"
for one in MATERIALS:
    for name in CHOSEN:
        if not Path(CONSTANTS.format(material=one, checkpoint=name) + WARM).is_file():
            raise WorkflowError(
                f"no effective force constants of {one} with {name} are stored at"
                f" {PLAN.temperature_K:g} K. Run `make compute MATERIAL={one}"
                f" CHECKPOINTS={name} EFFECTIVE={PLAN.temperature_K:g}` first."
            )


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    checkpoint="|".join(CHOSEN),


rule all:
    input:
        expand(
            f"{STORE}/{{material}}/dynamics_{{checkpoint}}.json",
            material=MATERIALS,
            checkpoint=CHOSEN,
        ),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"


rule dynamics:
    input:
        constants=CONSTANTS + WARM,
        script="workflow/scripts/tuning/molecular_dynamics.py",
        modules="lib/ultralow/compute/molecular_dynamics.py",
    output:
        f"{STORE}/{{material}}/dynamics_{{checkpoint}}.json",
    params:
        plan=json.dumps(PLAN._asdict()),
        source=lambda wildcards: CHOSEN[wildcards.checkpoint],
    threads: 1
    message:
        "{wildcards.material}, {wildcards.checkpoint}: 20 ps of molecular dynamics, half an hour"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --material {wildcards.material}"
        " --checkpoint {params.source:q} --constants {input.constants:q} --plan {params.plan:q}"
        " --output {output:q}"
