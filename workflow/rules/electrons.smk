# Bands of CsSnI3 from first principles, and the tables of its holes, run on request:
#   snakemake -s workflow/rules/electrons.smk --workflow-profile workflow/profiles/default
# Needs the extra electrons (GPAW and BoltzTraP2) and MPI; the README names the packages. Each stage
# is a file under build/electrons, so that an interrupted run goes on with the stage it was in. The
# relaxed atoms are committed: only a changed potential or structure asks for the extra compute.

import os
import shutil
import sys
from pathlib import Path

PYTHON = sys.executable
ROOT = Path(workflow.basedir).parents[1]
BUILD = config.get("electrons_build", "build/electrons")
MATERIAL = "CsSnI3"
TABLE = f"{BUILD}/electrons_pbe.json"
OUTPUT = config.get("electrons_output", f"data/computed/{MATERIAL}/electrons_pbe.json")
# The coarse settings of the test, or those of what is stored.
CUTOFF = config.get("cutoff_eV", 350)
DENSITY_MESH = config.get("density_mesh", "4 3 4")
MESH = config.get("transport_mesh", "8 6 8")
GRID = config.get("grid", "144 192 144")
VARIANTS = str(config.get("variants", "yes")) == "yes"
ATOMS = {
    "relaxed": f"data/computed/{MATERIAL}/relaxed_7net-0.cif",
    "measured": f"data/structures/{MATERIAL}.cif",
}
PROCESSES = min(2, workflow.cores or 1)
# Two processes where there is MPI, else one; a container's root may start them, too.
MPI = (
    "GPAW_MPI_BACKEND=cgpaw OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
    f" mpirun -np {PROCESSES}"
    if shutil.which("mpirun") and PROCESSES > 1
    else "GPAW_MPI_BACKEND=serial"
)
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1"


workdir: ROOT


wildcard_constraints:
    atoms="relaxed|measured",
    cutoff=r"\d+",
    points="mesh|masses",


# The table in BUILD is asked for by name: a fresh clone has the stored one, and computes it anew.
rule electrons:
    input:
        TABLE,
        OUTPUT,


rule density:
    input:
        structure=lambda wildcards: ATOMS[wildcards.atoms],
        script="workflow/scripts/electrons/bands.py",
    output:
        f"{BUILD}/{{atoms}}_{{cutoff}}.gpw",
    threads: PROCESSES
    message:
        "Electron density, {wildcards.atoms} atoms, {wildcards.cutoff} eV: some minutes."
    shell:
        "{ONE_THREAD} {MPI} {PYTHON:q} {input.script} density --structure {input.structure}"
        " --cutoff {wildcards.cutoff} --mesh {DENSITY_MESH} --output {output:q}"


rule energies:
    input:
        density=rules.density.output,
        script="workflow/scripts/electrons/bands.py",
        modules="lib/ultralow/compute/band_points.py",
    output:
        f"{BUILD}/{{atoms}}_{{cutoff}}_{{points}}.npz",
    threads: PROCESSES
    message:
        "Band energies, {wildcards.atoms} atoms, {wildcards.points}: up to a quarter of an hour."
    shell:
        "{ONE_THREAD} {MPI} {PYTHON:q} {input.script} energies --density {input.density:q}"
        " --points {wildcards.points} --mesh {MESH} --output {output:q}"


def variants(wildcards):
    """What the ledger compares with: another cutoff, and the atoms as measured."""
    if not VARIANTS:
        return []
    return [
        f"{BUILD}/relaxed_300_masses.npz",
        f"{BUILD}/measured_{CUTOFF}_mesh.npz",
        f"{BUILD}/measured_{CUTOFF}_masses.npz",
    ]


def variant_options(wildcards, input):
    if not VARIANTS:
        return ""
    cutoff, mesh, masses = input.variants
    return f"--variant 'cutoff 300 eV' {cutoff} --measured {mesh} {masses}"


rule table:
    input:
        mesh=f"{BUILD}/relaxed_{CUTOFF}_mesh.npz",
        masses=f"{BUILD}/relaxed_{CUTOFF}_masses.npz",
        variants=variants,
        script="workflow/scripts/electrons/transport_table.py",
        modules=[
            "workflow/scripts/electrons/band_interpolation.py",
            "workflow/scripts/electrons/band_ledger.py",
            "workflow/scripts/electrons/band_record.py",
            "lib/ultralow/charge/boltzmann.py",
            "lib/ultralow/compute/band_energies.py",
            "lib/ultralow/compute/band_points.py",
            "lib/ultralow/compute/band_tables.py",
            "lib/ultralow/data/atomic_write.py",
        ],
    output:
        TABLE,
    params:
        variants=variant_options,
    threads: 1
    message:
        "Interpolation, tables and ledger: some minutes."
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --material {MATERIAL} --mesh {input.mesh:q}"
        " --check {input.masses:q} {params.variants} --grid {GRID} --output {output:q}"


rule store:
    input:
        TABLE,
    output:
        OUTPUT,
    shell:
        "cp {input:q} {output:q}"
