# From a crystal to its thermal conductivity with machine-learned potentials, run on request:
#   snakemake -s workflow/rules/phonons.smk --workflow-profile workflow/profiles/default \
#     --config material=CsSnI3
# Several materials as material='A B'; without one: the three phases of the paper. The figures never start this. Each stage is a
# file under build/compute, so that an interrupted run goes on with the stage it was in, and the
# forces, which take longest, within it. More for --config: checkpoints=7net-0 (or the name of a file
# in data/potentials, or a path of one: my.pth of SevenNet; or a calculator of ASE by the name of
# its entry point, see ultralow.compute.ase_calculators), ledger=yes,
# constants=path (a folder of a reader's own force constants, in place of potentials),
# effective=yes (or kelvin, '100 300'), device=cuda (forces from a graphics processor, where PyTorch
# for one is installed), and settings='{snapshots_third: 40}' (any of
# ultralow.compute.sampling.Settings).

import json
import re
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from ultralow.analysis import job_resources
from ultralow.compute import requested, sampling
from ultralow.compute.potentials import CHECKPOINTS, of_result
from ultralow.compute.potentials import OWN as OWN_FILES
from ultralow.errors import UltralowError

PAPER = ["CsPbI3", "CsPbBr3", "CsSnI3"]
PYTHON = sys.executable
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("compute_build", "build/compute")
STRUCTURES = config.get("structures", "data/structures")
STAGE = f"{BUILD}/{{material}}/{{checkpoint}}"
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 RAYON_NUM_THREADS=1"
# Of the forces of each part: as many processes as shares it with good use of two cores.
SHARES = {"second": 2, "third": 2, "held_out": 1, "held_out_second": 1}


workdir: ROOT


ALLOWED = sorted(path.stem for path in (ROOT / STRUCTURES).glob("*.cif"))
ALLOWED += config.get("structures_to_come", [])

try:
    MATERIALS = requested.materials(config.get("material", ""), ALLOWED) or PAPER
    CONSTANTS = requested.constants(config.get("constants", ""), requested.every_potential().split())
    none_asked = CONSTANTS and not config.get("checkpoints")
    CHOSEN = {} if none_asked else requested.checkpoints(config.get("checkpoints", ""))
    TEMPERATURES = requested.temperatures(config.get("effective", "no"))
    DEVICE = requested.device(config.get("device", "cpu"))
    SETTINGS = sampling.settings(config.get("settings"))
    chosen = SETTINGS._asdict()
except UltralowError as problem:
    raise WorkflowError(str(problem))
if CONSTANTS and len(MATERIALS) != 1:
    raise WorkflowError("Force constants are those of one crystal: give its name, material=CsPbCl3.")


def settings(*leave_out):
    """What a stage hangs on, as JSON: a stage runs again when one of these has changed."""
    return json.dumps({name: chosen[name] for name in chosen if name not in leave_out})


MESHES = ("mesh_length", "mesh_length_effective")
# The cutoff sets the supercell of the third order, too.
FORCES = FIT = settings("temperatures", *MESHES)


def forces_of(part):
    return [f"{STAGE}/forces_{part}_{share}.npz" for share in range(SHARES[part])]


PLAIN = "|".join(re.escape(name) for name in {**dict.fromkeys(CHECKPOINTS), **CHOSEN})
# Force constants that a reader brought, by their folders; a name that no path has, without any.
OWN = "|".join(re.escape(name) for name in CONSTANTS) or "(?!)"
# A result of effective force constants has the name of its checkpoint and temperature.
WARM = "-{temperature}K"


def source(wildcards):
    """What the potential of a result is loaded by: its name, or its file."""
    return CHOSEN[of_result(wildcards.checkpoint)]


def own_file(wildcards):
    """The file of a potential that was not shipped: another one is another potential."""
    return [source(wildcards)] if Path(source(wildcards)).suffix in OWN_FILES else []


def transport(wildcards):
    mesh = MESHES[of_result(wildcards.checkpoint) != wildcards.checkpoint]
    return json.dumps({"mesh_length": chosen[mesh], "temperatures": chosen["temperatures"]})


def planned(rule, results=lambda wildcards: [wildcards.checkpoint]):
    """Memory and time that a job asks a cluster for, from the plan of its results."""

    def each(wildcards, threads, attempt):
        structure = f"{STRUCTURES}/{wildcards.material}.cif"
        if not Path(structure).exists():  # one to come asks for what a crystal of the paper takes
            structure = f"data/structures/{PAPER[0]}.cif"
        share = 1.0
        if "share" in wildcards.keys():
            here = structure, wildcards.checkpoint, SETTINGS, wildcards.part
            share = job_resources.share_of(*here, SHARES[wildcards.part])
        return [
            job_resources.asked(rule, structure, one, SETTINGS, threads, attempt, share)
            for one in results(wildcards)
        ]

    return {
        "mem_mb": lambda wildcards, threads, attempt: max(
            one["mem_mb"] for one in each(wildcards, threads, attempt)
        ),
        "runtime": lambda wildcards, threads, attempt: sum(
            one["runtime"] for one in each(wildcards, threads, attempt)
        ),
    }


wildcard_constraints:
    material=r"[A-Za-z0-9_]+",
    checkpoint=rf"({PLAIN})(-\d+K)?|{OWN}",
    temperature=r"\d+",
    part="|".join(sampling.PARTS),
    share=r"\d+",


def wanted_results():
    """Names of results: the checkpoints, and effective ones where they are asked for."""
    warm = [name + WARM.format(temperature=one) for name in CHOSEN for one in TEMPERATURES]
    return [*CHOSEN, *warm, *CONSTANTS]


def wanted_ledgers():
    if CONSTANTS or str(config.get("ledger", "no")) not in ("yes", "True"):
        return []
    return expand(f"{BUILD}/{{material}}/ledgers", material=MATERIALS)


# What is in data/computed may be older than the build: a fresh clone computes it anew.
rule all:
    input:
        expand(
            f"{BUILD}/{{material}}/{{checkpoint}}/phonons.json",
            material=MATERIALS,
            checkpoint=wanted_results(),
        ),
        f"{BUILD}/described",


rule describe:
    input:
        expand(
            "data/computed/{material}/phonons_{checkpoint}.json",
            material=MATERIALS,
            checkpoint=wanted_results(),
        ),
        wanted_ledgers(),
    output:
        touch(f"{BUILD}/described"),
    shell:
        "{PYTHON:q} workflow/scripts/describe_data.py"
        " && {PYTHON:q} -m ultralow summary && {PYTHON:q} workflow/scripts/describe_data.py"


rule relax:
    input:
        structure=f"{STRUCTURES}/{{material}}.cif",
        potential=own_file,
        script="workflow/scripts/phonons/relax.py",
        modules=["lib/ultralow/compute/potentials.py", "lib/ultralow/compute/relaxation.py"],
    output:
        f"{STAGE}/relaxed.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        source=source,
    threads: 1
    resources:
        **planned("relax"),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: atoms to rest, about a minute"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --structure {input.structure}"
        " --checkpoint {params.source:q} --output {output:q}"


rule displaced_forces:
    input:
        relaxed=rules.relax.output,
        script="workflow/scripts/phonons/displaced_forces.py",
        modules="lib/ultralow/compute/supercells.py",
    output:
        f"{STAGE}/forces_{{part}}_{{share}}.npz",
    params:
        settings=FORCES,
        source=source,
        shares=lambda wildcards: SHARES[wildcards.part],
    threads: 1
    resources:
        **planned("displaced_forces"),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: forces, {wildcards.part}"
        " {wildcards.share}, a minute or two"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --relaxed {input.relaxed:q}"
        " --checkpoint {params.source:q} --part {wildcards.part} --device {DEVICE}"
        " --share {wildcards.share}/{params.shares} --settings {params.settings:q}"
        " --output {output:q}"


rule fit:
    input:
        relaxed=rules.relax.output,
        second=forces_of("second"),
        third=forces_of("third"),
        held_out=forces_of("held_out"),
        held_out_second=forces_of("held_out_second"),
        script="workflow/scripts/phonons/fit.py",
        modules="lib/ultralow/compute/force_constant_fit.py",
    output:
        constants=f"{STAGE}/force_constants.hdf5",
        record=f"{STAGE}/fit.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        settings=FIT,
    threads: 2
    resources:
        **planned("fit"),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: force constants, half a minute"
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads} RAYON_NUM_THREADS={threads}"
        " {PYTHON:q} {input.script} --relaxed {input.relaxed:q}"
        " --settings {params.settings:q} --second {input.second:q} --third {input.third:q}"
        " --held-out {input.held_out:q} --held-out-second {input.held_out_second:q}"
        " --output {output.constants:q} --record {output.record:q} --device {DEVICE}"


rule conductivity:
    input:
        constants=rules.fit.output.constants,
        script="workflow/scripts/phonons/conductivity.py",
        modules=[
            "lib/ultralow/compute/phonon_record.py",
            "lib/ultralow/compute/three_phonon.py",
            "lib/ultralow/data/phonon_files.py",
        ],
    output:
        modes=f"{STAGE}/modes.hdf5",
        record=f"{STAGE}/conductivity.json",
    params:
        settings=transport,
    threads: 2
    resources:
        **planned("conductivity"),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: modes and conductivity, minutes to half an hour"
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads} RAYON_NUM_THREADS={threads}"
        " {PYTHON:q} {input.script} --constants {input.constants:q}"
        " --settings {params.settings:q} --output {output.modes:q} --record {output.record:q}"


# One thread: sums in one order, so that a rerun gives the same bytes.
rule stiffness:
    input:
        structure=f"{STRUCTURES}/{{material}}.cif",
        potential=own_file,
        script="workflow/scripts/phonons/stiffness.py",
        modules=[
            "lib/ultralow/compute/elastic_constants.py",
            "lib/ultralow/compute/potentials.py",
            "lib/ultralow/compute/relaxation.py",
            "lib/ultralow/compute/stiffness_record.py",
            "lib/ultralow/crystal/elasticity.py",
            "lib/ultralow/crystal/sound.py",
        ],
    output:
        f"{STAGE}/stiffness.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        source=source,
    threads: 1
    resources:
        **planned("stiffness"),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: stiffness, a few minutes"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --material {wildcards.material}"
        " --checkpoint {params.source:q} --structure {input.structure} --output {output:q}"


rule record:
    input:
        relaxed=rules.relax.output,
        fit=rules.fit.output.record,
        conductivity=rules.conductivity.output.record,
        stiffness=rules.stiffness.output,
        script="workflow/scripts/phonons/lattice_record.py",
        modules=["lib/ultralow/compute/acceptance.py", "lib/ultralow/compute/phonon_record.py"],
    output:
        f"{STAGE}/phonons.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        settings=settings(),
        source=source,
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material}"
        " --checkpoint {wildcards.checkpoint} --potential {params.source:q}"
        " --settings {params.settings:q}"
        " --relaxed {input.relaxed:q} --fit {input.fit:q} --conductivity {input.conductivity:q}"
        " --stiffness {input.stiffness:q} --output {output:q}"


# Of a refused result the records alone: nobody shall find its force constants.
rule store:
    input:
        record=rules.record.output,
        constants=rules.fit.output.constants,
        modes=rules.conductivity.output.modes,
        stiffness=rules.stiffness.output,
        script="workflow/scripts/phonons/store_lattice.py",
    output:
        record="data/computed/{material}/phonons_{checkpoint}.json",
        stiffness="data/computed/{material}/stiffness_{checkpoint}.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    shell:
        "{PYTHON:q} {input.script} --record {input.record:q} --constants {input.constants:q}"
        " --modes {input.modes:q} --stiffness {input.stiffness:q} --folder"
        " data/computed/{wildcards.material}"


# On request: what the thermal motion makes of a crystal, be it stable at rest or not.
rule effective:
    input:
        relaxed=rules.relax.output,
        constants=rules.fit.output.constants,
        script="workflow/scripts/phonons/effective.py",
        modules=[
            "lib/ultralow/compute/effective_force_constants.py",
            "lib/ultralow/compute/force_constant_fit.py",
        ],
    output:
        constants=f"{STAGE}-{{temperature}}K/force_constants.hdf5",
        record=f"{STAGE}-{{temperature}}K/fit.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        settings=FIT,
        source=source,
        folder=f"{STAGE}-{{temperature}}K",
    threads: 1
    resources:
        **planned("effective", lambda wildcards: ["{checkpoint}-{temperature}K".format(**wildcards)]),
    message:
        "{wildcards.material}, {wildcards.checkpoint}: effective force constants at"
        " {wildcards.temperature} K, ten minutes"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --relaxed {input.relaxed:q}"
        " --constants {input.constants:q} --checkpoint {params.source:q}"
        " --settings {params.settings:q} --folder {params.folder:q}"
        " --temperature {wildcards.temperature} --device {DEVICE}"


rule record_effective:
    input:
        relaxed=rules.relax.output,
        fit=rules.effective.output.record,
        conductivity=f"{STAGE}-{{temperature}}K/conductivity.json",
        script="workflow/scripts/phonons/lattice_record.py",
        modules=["lib/ultralow/compute/acceptance.py", "lib/ultralow/compute/phonon_record.py"],
    output:
        f"{STAGE}-{{temperature}}K/phonons.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    params:
        settings=json.dumps(chosen | {"mesh_length": chosen["mesh_length_effective"]}),
        source=source,
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material}"
        " --checkpoint {wildcards.checkpoint}-{wildcards.temperature}K"
        " --potential {params.source:q} --settings {params.settings:q}"
        " --relaxed {input.relaxed:q} --fit {input.fit:q} --conductivity {input.conductivity:q}"
        " --temperature {wildcards.temperature} --output {output:q}"


rule store_effective:
    input:
        record=rules.record_effective.output,
        constants=rules.effective.output.constants,
        modes=f"{STAGE}-{{temperature}}K/modes.hdf5",
        script="workflow/scripts/phonons/store_lattice.py",
    output:
        record=f"data/computed/{{material}}/phonons_{{checkpoint}}-{{temperature}}K.json",
    wildcard_constraints:
        checkpoint=PLAIN,
    shell:
        "{PYTHON:q} {input.script} --record {input.record:q} --constants {input.constants:q}"
        " --modes {input.modes:q} --folder data/computed/{wildcards.material}"


# What a reader brought, in place of all stages up to the force constants.
rule own_constants:
    input:
        folder=lambda wildcards: CONSTANTS[wildcards.checkpoint],
        structure=f"{STRUCTURES}/{{material}}.cif",
        script="workflow/scripts/phonons/own_constants.py",
        modules="lib/ultralow/data/phonopy_files.py",
    output:
        constants=f"{STAGE}/force_constants.hdf5",
        record=f"{STAGE}/own.json",
    wildcard_constraints:
        checkpoint=OWN,
    threads: 1
    message:
        "{wildcards.material}: force constants from {input.folder}"
    shell:
        "{PYTHON:q} {input.script} --folder {input.folder:q} --structure {input.structure}"
        " --output {output.constants:q} --record {output.record:q}"


rule own_record:
    input:
        constants=rules.own_constants.output.constants,
        own=rules.own_constants.output.record,
        conductivity=rules.conductivity.output.record,
        script="workflow/scripts/phonons/own_record.py",
        modules=["lib/ultralow/compute/acceptance.py", "lib/ultralow/compute/phonon_record.py"],
    output:
        f"{STAGE}/phonons.json",
    wildcard_constraints:
        checkpoint=OWN,
    params:
        settings=transport,
    shell:
        "{PYTHON:q} {input.script} --material {wildcards.material} --result {wildcards.checkpoint}"
        " --settings {params.settings:q} --constants {input.constants:q} --own {input.own:q}"
        " --conductivity {input.conductivity:q} --output {output:q}"


rule own_store:
    input:
        record=rules.own_record.output,
        constants=rules.own_constants.output.constants,
        modes=rules.conductivity.output.modes,
        script="workflow/scripts/phonons/store_lattice.py",
    output:
        record="data/computed/{material}/phonons_{checkpoint}.json",
    wildcard_constraints:
        checkpoint=OWN,
    shell:
        "{PYTHON:q} {input.script} --record {input.record:q} --constants {input.constants:q}"
        " --modes {input.modes:q} --folder data/computed/{wildcards.material}"


# Of each accepted result: which those are, is known when the records are.
rule ledger:
    input:
        records=expand(
            f"{BUILD}/{{{{material}}}}/{{checkpoint}}/phonons.json", checkpoint=wanted_results()
        ),
        script="workflow/scripts/phonons/ledger.py",
        modules=[
            "lib/ultralow/compute/convergence_ledger.py",
            "lib/ultralow/compute/ledger_settings.py",
        ],
    output:
        touch(f"{BUILD}/{{material}}/ledgers"),
    params:
        settings=settings(),
        sources=[f"{name}={file}" for name, file in CHOSEN.items()],
    threads: 1
    resources:
        **planned("ledger", lambda wildcards: wanted_results()),
    message:
        "{wildcards.material}: convergence ledgers, an hour a result"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --material {wildcards.material}"
        " --build {BUILD:q} --settings {params.settings:q} --potentials {params.sources:q}"
        " --folder data/computed/{wildcards.material} --device {DEVICE}"
