"""Salts of the benchmark as computed here, a row each, beside what the benchmark has.

    python workflow/scripts/phonons/audit_table.py --records build/audit/compute/*/*/phonons.json \\
        --output data/computed/benchmark_audit.csv
"""

import argparse
import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
from ultralow.data import atomic_write, datapackage, tables

ROOM_K = 300.0


def main(arguments=None):
    """Read, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", required=True, nargs="+", type=Path)
    parser.add_argument("--output", required=True)
    options = parser.parse_args(arguments)
    records = [json.loads(path.read_text(encoding="utf-8")) for path in options.records]
    atomic_write.write_text(options.output, as_csv(list(map(row, records))))
    return 0


def row(record):
    """What the table says of a result; of a refused one no conductivity."""
    found = {
        "material": record["material"],
        "potential": record["checkpoint"],
        "accepted": "yes" if record["accepted"] else "no",
        "edge": f"{record['structure']['lattice_A'][0]:.4f}",
        "mesh": " ".join(map(str, record["settings"]["mesh"])),
        "core_minutes": f"{record['cost']['total_core_seconds'] / 60:.3g}",
        "grade": record["grade"],
        "refused_because": record["refused_because"] or "",
    }
    return found | (conductivities(record) if record["accepted"] else {})


def conductivities(record):
    """Both parts and their sum at 300 K, a third of the trace, and the sum over the benchmark's."""
    heat = record["conductivity"]
    at = heat["temperatures_K"].index(ROOM_K)
    particle, between = (
        np.mean(heat[f"{part}_W_m_K"][at][:3]) for part in ("particle", "coherence")
    )
    salts = tables.read("benchmark_salts").set_index("material")
    benchmark = salts.loc[record["material"], "benchmark"]
    return {
        "particles": f"{particle:.3g}",
        "between_bands": f"{between:.3g}",
        "thermal_conductivity": f"{particle + between:.3g}",
        "over_benchmark": f"{(particle + between) / benchmark:.3g}",
    }


def as_csv(rows):
    """The rows as text, columns as in the schema."""
    file = io.StringIO()
    fields = datapackage.schema("schemas/benchmark_audit.json")["fields"]
    names = [field["name"] for field in fields]
    writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
