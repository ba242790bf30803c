# The pipeline of phonons.smk held against another one: salts of a public benchmark, with the same
# potential, each in the cell in which that leaves no stress. Run on request:
#   snakemake -s workflow/rules/audit.smk --workflow-profile workflow/profiles/default
# It makes data/computed/benchmark_audit.csv; the salts do not join the materials.

import csv
from pathlib import Path

with (Path(workflow.basedir).parents[1] / "data/literature/benchmark_salts.csv").open() as file:
    SALTS = {row["material"]: row for row in csv.DictReader(file)}

config["material"] = " ".join(SALTS)
config["checkpoints"] = "7net-l3i5"
AUDIT = config.get("audit_build", "build/audit")
config["structures"] = f"{AUDIT}/structures"
config["structures_to_come"] = list(SALTS)
config["compute_build"] = f"{AUDIT}/compute"


include: "phonons.smk"


rule audit:
    default_target: True
    input:
        records=expand(f"{BUILD}/{{salt}}/{config['checkpoints']}/phonons.json", salt=SALTS),
        script="workflow/scripts/phonons/audit_table.py",
    output:
        touch(f"{BUILD}/audited"),
    shell:
        "{PYTHON:q} {input.script} --records {input.records:q}"
        " --output data/computed/benchmark_audit.csv"
        " && {PYTHON:q} workflow/scripts/describe_data.py"


rule salt:
    input:
        script="workflow/scripts/phonons/salt.py",
        modules="lib/ultralow/compute/relaxation.py",
    output:
        f"{STRUCTURES}/{{material}}.cif",
    params:
        edge=lambda wildcards: SALTS[wildcards.material]["start_edge"],
        potential=lambda wildcards: SALTS[wildcards.material]["potential"],
    threads: 1
    message:
        "{wildcards.material}: the cell in which the potential leaves no stress"
    shell:
        "{ONE_THREAD} {PYTHON:q} {input.script} --formula {wildcards.material}"
        " --edge {params.edge} --checkpoint {params.potential} --output {output:q}"
