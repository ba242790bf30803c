"""The convergence ledger of each accepted result: one setting changed at a time, what that does.

    python workflow/ledger.py --material CsPbI3 --build build/compute --settings '{}' \\
        --folder data/computed/CsPbI3

Each rung (:mod:`rungs`) is a file of its own, so that an interrupted run goes on. A ladder that
runs out of minutes is stored with the rungs that it has.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import rungs
from ultralow.compute import provenance, sampling
from ultralow.data import atomic_write, materials

UNITS = {
    "conductivity": "W m-1 K-1 at 300 K, columns xx yy zz yz xz xy",
    "change": "relative, of particle and coherence part together, against the rung whose settings "
    "stand under against, along the wire and in the trace",
    "settings": "what differs from production; exact: double precision, mean over inversion",
    "core_seconds": "of the rung alone, its new forces included",
}


def main(arguments=None):
    """Climb, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "build", "settings", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--checkpoints", nargs="*", help="of which results; all that there are")
    parser.add_argument("--minutes", type=float, default=60, help="a ladder's; no rung after that")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    for checkpoint in options.checkpoints or accepted(Path(options.build) / options.material):
        ladder = rungs.ladder(options.build, options.material, checkpoint, chosen)
        rows = ladder.climb(time.monotonic() + 60 * options.minutes)
        ledger = written(options.material, checkpoint, ladder, rows)
        atomic_write.write_json(Path(options.folder) / f"ledger_{checkpoint}.json", ledger)
    return 0


def accepted(folder):
    """The results of a crystal that no gate refused."""
    records = (json.loads(path.read_text()) for path in sorted(folder.glob("*/phonons.json")))
    return [record["checkpoint"] for record in records if record["accepted"]]


def written(material, checkpoint, ladder, rows):
    """The ledger as it is stored."""
    rows = rows + other_results(ladder.folder.parent, checkpoint)
    axis = materials.get(material).wire_axis
    cost = ladder.production["cost"]
    return {
        "material": material,
        "checkpoint": checkpoint,
        "grade": "R",
        "structure": ladder.relaxed["structure"],
        "temperature_K": 300.0,
        "wire_axis": None if axis is None else axis.tolist(),
        "reference_mesh_length_A": rungs.COARSE,
        "rungs": compared(rows, wire(axis, ladder.relaxed)),
        "finite_displacement_calculations": cost["finite_displacement_calculations"],
        "units": UNITS,
    }


def other_results(folder, checkpoint):
    """The other results of a crystal, accepted or not, as rungs."""
    rows = []
    for path in sorted(folder.glob("*/phonons.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["checkpoint"] == checkpoint:
            continue
        row = {
            "changed": "checkpoint",
            "settings": {"checkpoint": record["checkpoint"]},
            "against": {},
            **rungs.as_row(record),
            "new_force_calculations": record["cost"]["force_calculations"],
            "core_seconds": record["cost"]["total_core_seconds"],
            "refused_because": record["refused_because"],
        }
        rows.append(row)
    return rows


def wire(axis, relaxed):
    """Unit vector along the wire, or None."""
    if axis is None:
        return None
    vector = axis @ np.array(relaxed["lattice"])
    return vector / np.linalg.norm(vector)


def compared(rows, direction):
    """Add to each rung its change along the wire and in the trace."""
    plain = [row for row in rows if not row.get("exact")]
    by_settings = {json.dumps(row["settings"], sort_keys=True): row for row in reversed(plain)}
    for row in rows:
        against = by_settings[json.dumps(row["against"], sort_keys=True)]
        for name, vector in (("wire", direction), ("trace", None)):
            if name == "wire" and direction is None:
                continue
            before, after = (along(one, vector) for one in (against, row))
            row[f"{name}_W_m_K"] = provenance.rounded(after, 5)
            row[f"change_{name}"] = provenance.rounded(after / before - 1, 4)
    return rows


def along(row, direction):
    """Conductivity along a direction, or a third of the trace."""
    values = np.add(row["particle_W_m_K"], row["coherence_W_m_K"])
    xx, yy, zz, yz, xz, xy = values
    tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    return np.trace(tensor) / 3 if direction is None else direction @ tensor @ direction


if __name__ == "__main__":
    sys.exit(main())
