# Stiffness of the crystals with machine-learned potentials, run on request:
#   snakemake -s workflow/compute.smk --cores 2 --config material=CsSnI3
# Without a material: the three phases of the paper. The figures never start this.

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.errors import UltralowError
from ultralow.forces import CHECKPOINTS

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
ROOT = Path(workflow.basedir).parent


workdir: ROOT


def chosen_materials():
    allowed = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))
    # A number given as a name arrives as a number.
    name = str(config.get("material", ""))
    if name and name not in allowed:
        raise WorkflowError(
            str(
                UltralowError(
                    f"Unknown material {name!r}.",
                    "There is no such file in data/structures.",
                    f"choose one of {', '.join(allowed)}.",
                )
            )
        )
    return [name] if name else PAPER


wildcard_constraints:
    material=r"[A-Za-z0-9_-]+",
    checkpoint="|".join(CHECKPOINTS),


rule all:
    input:
        expand(
            "data/computed/{material}/stiffness_{checkpoint}.json",
            material=chosen_materials(),
            checkpoint=CHECKPOINTS,
        ),


# One thread: sums in one order, so that a rerun gives the same bytes.
rule stiffness:
    input:
        structure="data/structures/{material}.cif",
        script="workflow/stiffness.py",
        modules=[
            "workflow/storing.py",
            *(
                f"lib/ultralow/{name}.py"
                for name in ("elasticity", "forces", "relaxation", "sound", "strains")
            ),
        ],
    output:
        "data/computed/{material}/stiffness_{checkpoint}.json",
    threads: 1
    message:
        "Stiffness of {wildcards.material} with {wildcards.checkpoint}: a few minutes."
    shell:
        "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1"
        " {PYTHON:q} {input.script} --material {wildcards.material}"
        " --checkpoint {wildcards.checkpoint} --structure {input.structure} --output {output:q}"
