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
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.compute import espresso_files, requested, thermal_snapshots
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("electric_field_build", "build/electric_field")
STORE = config.get("electric_field_store", "data/computed")
SCRIPTS = "workflow/scripts/electric_field"
SETTINGS = config.get("settings", {})
REACH = float(SETTINGS.get("reach_A", espresso_files.Settings().reach_A))
# By the name of its folder: what is moved to see what it does.
TRIED = {"points": {"reach_A": round(1.3 * REACH, 1)}} if config.get("convergence") else {}
USUAL = ["7net-l3i5-300K", "7net-l3i5-tuned-300K"]
MODULES = [
    "lib/ultralow/compute/espresso_files.py",
    "lib/ultralow/compute/pseudopotential_files.py",
]


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / "data" / "structures").glob("*.cif"))

try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED) or PAPER
except UltralowError as problem:
    raise WorkflowError(str(problem))


def heats(wildcards):
    """Of each crystal, the results that are stored and were accepted."""
    wanted = str(config.get("results", "")).split() or USUAL
    return [
        f"{BUILD}/{material}/polar_{name}.json"
        for material in MATERIALS
        for name in wanted
        if accepted(material, name)
    ]


def accepted(material, name):
    record = ROOT / STORE / material / f"phonons_{name}.json"
    return record.exists() and json.loads(record.read_text(encoding="utf-8"))["accepted"]


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    other=r"points|snapshot",
    result=r"[A-Za-z0-9_.-]+",


# What is in data/computed may be older than the build: a fresh clone computes it anew.
rule all:
    input:
        f"{BUILD}/described",


rule describe:
    input:
        expand(f"{BUILD}/{{material}}/polarity_pbe.json", material=MATERIALS),
        heats=heats,
    output:
        touch(f"{BUILD}/described"),
    params:
        pairs=lambda wildcards, input: [f"{one} {STORE}/{Path(one).parent.name}" for one in input],
    shell:
        "printf '%s\\n' {params.pairs:q} | while read -r file folder; do cp \"$file\" \"$folder\"; done"
        " && python workflow/scripts/describe_data.py"
        " && python -m ultralow summary && python workflow/scripts/describe_data.py"


rule ground:
    input:
        structure="data/structures/{material}.cif",
        script=f"{SCRIPTS}/response.py",
        modules=MODULES,
    output:
        f"{BUILD}/{{material}}/ground.out",
    params:
        settings=json.dumps(SETTINGS),
    threads: 1
    message:
        "{wildcards.material}: electrons of the ground state, some minutes"
    shell:
        "OMP_NUM_THREADS=1 python {input.script} --stage ground --structure {input.structure:q}"
        " --settings {params.settings:q} --folder {BUILD}/{wildcards.material}"


rule field:
    input:
        structure="data/structures/{material}.cif",
        ground=f"{BUILD}/{{material}}/ground.out",
        script=f"{SCRIPTS}/response.py",
    output:
        f"{BUILD}/{{material}}/field.out",
    params:
        settings=json.dumps(SETTINGS),
    threads: 1
    message:
        "{wildcards.material}: the answer to the field, an hour of one core"
    shell:
        "OMP_NUM_THREADS=1 python {input.script} --stage field --structure {input.structure:q}"
        " --settings {params.settings:q} --folder {BUILD}/{wildcards.material}"


# Forces on the first snapshot that judges the potentials: the same functional and points of the
# zone, from two programs.
rule snapshot:
    input:
        snapshots=f"{STORE}/{{material}}/snapshots_pbe.xyz",
        script=f"{SCRIPTS}/response.py",
        modules=MODULES,
    output:
        f"{BUILD}/{{material}}/snapshot/ground.out",
    params:
        settings=json.dumps(SETTINGS | {"reach_A": thermal_snapshots.REACH_A}),
    threads: 1
    message:
        "{wildcards.material}: forces on a snapshot, some minutes"
    shell:
        "OMP_NUM_THREADS=1 python {input.script} --stage ground --structure {input.snapshots:q}"
        " --snapshot 0 --settings {params.settings:q} --folder {BUILD}/{wildcards.material}/snapshot"


rule other:
    input:
        structure="data/structures/{material}.cif",
        script=f"{SCRIPTS}/response.py",
        modules=MODULES,
    output:
        f"{BUILD}/{{material}}/points/field.out",
    params:
        settings=json.dumps(SETTINGS | TRIED.get("points", {})),
    threads: 1
    message:
        "{wildcards.material}: the same with more points of the zone, some hours"
    shell:
        "for stage in ground field; do"
        " [ -e {BUILD}/{wildcards.material}/points/$stage.out ] ||"
        " OMP_NUM_THREADS=1 python {input.script} --stage $stage --structure {input.structure:q}"
        " --settings {params.settings:q} --folder {BUILD}/{wildcards.material}/points || exit 1; done"


rule store:
    input:
        field=f"{BUILD}/{{material}}/field.out",
        snapshot=f"{BUILD}/{{material}}/snapshot/ground.out",
        others=[f"{BUILD}/{{material}}/{name}/field.out" for name in TRIED],
        script=f"{SCRIPTS}/store.py",
        modules=[*MODULES, "lib/ultralow/compute/polarity_record.py"],
    output:
        f"{BUILD}/{{material}}/polarity_pbe.json",
    params:
        settings=json.dumps(SETTINGS),
        others=[f"{name}={BUILD}/{{material}}/{name}" for name in TRIED],
    shell:
        "python {input.script} --material {wildcards.material} --settings {params.settings:q}"
        " --folder {BUILD}/{wildcards.material} --forces {BUILD}/{wildcards.material}/snapshot"
        " --others {params.others:q} --output {output:q}"


rule heat:
    input:
        polarity=f"{BUILD}/{{material}}/polarity_pbe.json",
        constants=f"{STORE}/{{material}}/force_constants_{{result}}.hdf5",
        record=f"{STORE}/{{material}}/phonons_{{result}}.json",
        script=f"{SCRIPTS}/polar_conductivity.py",
    output:
        f"{BUILD}/{{material}}/polar_{{result}}.json",
    threads: 1
    message:
        "{wildcards.material}: conductivity of {wildcards.result} with polar forces, a quarter of an hour"
    shell:
        "OMP_NUM_THREADS=1 python {input.script} --material {wildcards.material}"
        " --result {wildcards.result} --polarity {input.polarity:q} --folder {STORE}/{wildcards.material}"
        " --output {output:q}"
