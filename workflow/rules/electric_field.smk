# A crystal's answer to an electric field, and its heat with the polar forces that follow, run on
# request:
#   snakemake -s workflow/rules/electric_field.smk --workflow-profile workflow/profiles/default \
#     --config material=CsSnI3
# Several materials as material='A B'; without one: the three phases of the paper. Needs Quantum
# ESPRESSO, and the extra compute, which has the pseudopotentials. Each stage leaves an output under
# build/electric_field, and the long one what it has at each of its steps, so that an interrupted
# run goes on where it was. More for --config: settings='{reach_A: 19}' (any of
# ultralow.compute.espresso_files.Settings), convergence=yes for more points of the zone beside,
# results='7net-l3i5-300K' (stored ones; without it the accepted effective ones of potential A, as
# it is shipped and tuned).

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import espresso_files, requested, thermal_snapshots
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("electric_field_build", "build/electric_field")
STORE = config.get("electric_field_store", "data/computed")
SCRIPTS = "workflow/scripts/electric_field"
SETTINGS = config.get("settings", {})
REACH = float(SETTINGS.get("reach_A", espresso_files.Settings().reach_A))
# By the name of its folder, what each run of the programs changes: the answer itself, the same with
# more points of the zone, and forces on the first snapshot that judges the potentials, with no fewer
# points than there: the same functional, from two programs.
RUNS = {
    "answer": {},
    "points": {"reach_A": round(1.3 * REACH, 1)},
    "snapshot": {"reach_A": thermal_snapshots.REACH_A},
}
TRIED = ["points"] if config.get("convergence") else []
USUAL = ["7net-l3i5-300K", "7net-l3i5-tuned-300K"]


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))


def stored(material, name):
    return ROOT / STORE / material / name


def accepted(path):
    return path.exists() and json.loads(path.read_text(encoding="utf-8"))["accepted"]


try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED) or PAPER
    for material in MATERIALS:
        if not stored(material, "snapshots_pbe.xyz").exists():
            raise UltralowError(
                f"no forces of the referee are stored of {material}",
                "Born charges are held against them",
                f"run `make referee MATERIAL={material}` first",
            )
    ASKED = str(config.get("results", "")).split()
    for name in ASKED:
        if not any(accepted(stored(one, f"phonons_{name}.json")) for one in MATERIALS):
            raise UltralowError(
                f"no result {name!r} of {', '.join(MATERIALS)} is stored and accepted",
                mend=f"ask for others, such as {', '.join(USUAL)}",
            )
except UltralowError as problem:
    raise WorkflowError(str(problem))


def heats(wildcards):
    """Of each crystal whose Born charges were accepted, the accepted results."""
    found = []
    for material in MATERIALS:
        checkpoints.store.get(material=material)
        if accepted(stored(material, "polarity_pbe.json")):
            names = [
                name
                for name in ASKED or USUAL
                if accepted(stored(material, f"phonons_{name}.json"))
            ]
            found += [f"{BUILD}/{material}/heat_{name}" for name in names]
    return found


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    run="|".join(RUNS),
    result=r"[A-Za-z0-9_.-]+",


# What is in data/computed may be older than the build: a fresh clone computes it anew.
rule all:
    input:
        f"{BUILD}/described",


rule describe:
    input:
        expand(f"{BUILD}/{{material}}/stored", material=MATERIALS),
        heats=heats,
    output:
        touch(f"{BUILD}/described"),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"
        " && {PYTHON:q} -m ultralow summary && {PYTHON:q} workflow/scripts/describe_data.py"


rule ground:
    input:
        structure=lambda wildcards: (
            f"{STORE}/{wildcards.material}/snapshots_pbe.xyz"
            if wildcards.run == "snapshot"
            else f"data/structures/{wildcards.material}.cif"
        ),
        script=f"{SCRIPTS}/response.py",
        modules=[
            "lib/ultralow/compute/espresso_files.py",
            "lib/ultralow/compute/pseudopotential_files.py",
        ],
    output:
        f"{BUILD}/{{material}}/{{run}}/ground.out",
    params:
        settings=lambda wildcards: json.dumps(SETTINGS | RUNS[wildcards.run]),
    threads: 1
    message:
        "{wildcards.material}: electrons of the ground state ({wildcards.run}), some minutes"
    shell:
        "OMP_NUM_THREADS=1 {PYTHON:q} {input.script} --stage ground --structure {input.structure:q}"
        " --settings {params.settings:q} --folder {BUILD}/{wildcards.material}/{wildcards.run}"


rule field:
    input:
        structure="data/structures/{material}.cif",
        ground=f"{BUILD}/{{material}}/{{run}}/ground.out",
        script=f"{SCRIPTS}/response.py",
    output:
        f"{BUILD}/{{material}}/{{run}}/field.out",
    params:
        settings=lambda wildcards: json.dumps(SETTINGS | RUNS[wildcards.run]),
    threads: 1
    message:
        "{wildcards.material}: the answer to the field ({wildcards.run}), an hour of one core or more"
    shell:
        "OMP_NUM_THREADS=1 {PYTHON:q} {input.script} --stage field --structure {input.structure:q}"
        " --settings {params.settings:q} --folder {BUILD}/{wildcards.material}/{wildcards.run}"


# A refused answer is stored, too, with its reason; nothing is computed with it.
checkpoint store:
    input:
        field=f"{BUILD}/{{material}}/answer/field.out",
        snapshot=f"{BUILD}/{{material}}/snapshot/ground.out",
        snapshots=f"{STORE}/{{material}}/snapshots_pbe.xyz",
        others=[f"{BUILD}/{{material}}/{name}/field.out" for name in TRIED],
        script=f"{SCRIPTS}/store.py",
        modules=["lib/ultralow/compute/acceptance.py", "lib/ultralow/compute/polarity_record.py"],
    output:
        touch(f"{BUILD}/{{material}}/stored"),
    params:
        settings=json.dumps(SETTINGS),
        folder=f"{BUILD}/{{material}}",
        others=[f"{name}={BUILD}/{{material}}/{name}" for name in TRIED],
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material} --settings {params.settings:q}"
        " --folder {params.folder:q}/answer --forces {params.folder:q}/snapshot"
        " --snapshots {input.snapshots:q}"
        " --others {params.others:q} --output {STORE}/{wildcards.material}/polarity_pbe.json"


rule heat:
    input:
        polarity=f"{BUILD}/{{material}}/stored",
        constants=f"{STORE}/{{material}}/force_constants_{{result}}.hdf5",
        record=f"{STORE}/{{material}}/phonons_{{result}}.json",
        script=f"{SCRIPTS}/polar_conductivity.py",
    output:
        touch(f"{BUILD}/{{material}}/heat_{{result}}"),
    params:
        folder=f"{STORE}/{{material}}",
    threads: 1
    message:
        "{wildcards.material}: conductivity of {wildcards.result} with polar forces, a quarter of an hour"
    shell:
        "OMP_NUM_THREADS=1 {PYTHON:q} {input.script} --material {wildcards.material}"
        " --result {wildcards.result} --polarity {params.folder:q}/polarity_pbe.json"
        " --folder {params.folder:q} --output {params.folder:q}/polar_{wildcards.result}.json"
