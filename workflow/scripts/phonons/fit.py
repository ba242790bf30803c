"""Force constants from the forces on displaced supercells, and what the fit misses.

    python workflow/scripts/phonons/fit.py --relaxed relaxed.json --settings '{}' \\
        --second a.npz b.npz --third c.npz d.npz --held-out e.npz f.npz --held-out-second g.npz \\
        --output force_constants.hdf5 --record fit.json
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from ultralow.compute import force_constant_fit, sampling, supercells
from ultralow.data import atomic_write, phonon_files


def main(arguments=None):
    """Read, fit, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("relaxed", "settings", "output", "record"):
        parser.add_argument(f"--{name}", required=True)
    for name in sampling.PARTS:
        parser.add_argument(f"--{name.replace('_', '-')}", required=True, nargs="+")
    parser.add_argument("--device", default="cpu", help="where the forces come from")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
    parts = {name: joined(getattr(options, name)) for name in sampling.PARTS}
    started = time.process_time()
    second, third, *held_out = (parts[name][:2] for name in sampling.PARTS)
    constants, joint = force_constant_fit.fit_sample(relaxed, chosen, second, third)
    record = force_constant_fit.judged(constants, joint, *held_out)
    record["core_seconds"] = round(time.process_time() - started, 1)
    record["finite_displacements"] = force_constant_fit.finite_displacements(
        supercells.unit_cell(relaxed),
        supercells.repeats(relaxed, chosen, "third"),
        constants.primitive_matrix,
    )
    record["force_calculations"] = sum(len(part[1]) for part in parts.values())
    record |= forces_cost(options.device, sum(part[2] for part in parts.values()))
    phonon_files.write(options.output, constants)
    atomic_write.write_json(options.record, record)
    print(f"the fit misses {100 * record['held_out_residual']:.1f} % of forces it has not seen")
    return 0


def forces_cost(device, seconds):
    """What forces took of the cores; of another device the cores tell nothing."""
    if device != "cpu":
        return {"forces_core_seconds": None, "device": device}
    return {"forces_core_seconds": round(seconds, 1)}


def joined(paths):
    """Displacements and forces of all shares, in the order of the sample, and their seconds."""
    shares = [dict(np.load(path)) for path in paths]
    both = (
        sampling.joined([share[key] for share in shares]) for key in ("displacements", "forces")
    )
    return *both, float(sum(share["seconds"] for share in shares))


if __name__ == "__main__":
    sys.exit(main())
