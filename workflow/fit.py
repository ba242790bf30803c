"""Force constants from the forces on displaced supercells, and what the fit misses.

    python workflow/fit.py --relaxed relaxed.json --settings '{}' --second a.npz b.npz \\
        --third c.npz d.npz --held-out e.npz f.npz --output force_constants.hdf5 --record fit.json
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from ultralow.compute import force_constant_fit, sampling, supercells
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons import force_constants
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Read, fit, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("relaxed", "settings", "output", "record"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("second", "third", "held-out"):
        parser.add_argument(f"--{name}", required=True, nargs="+")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
    parts = {name: joined(getattr(options, name)) for name in sampling.PARTS}
    started = time.process_time()
    constants, joint = fit(relaxed, chosen, parts["second"], parts["third"])
    record = judged(constants, joint, *parts["held_out"][:2])
    record["core_seconds"] = round(time.process_time() - started, 1)
    record["finite_displacements"] = force_constant_fit.finite_displacements(
        supercells.unit_cell(relaxed),
        supercells.repeats(relaxed, chosen, "third"),
        constants.primitive_matrix,
    )
    record["force_calculations"] = sum(len(part[1]) for part in parts.values())
    record["forces_core_seconds"] = round(sum(part[2] for part in parts.values()), 1)
    phonon_files.write(options.output, constants)
    atomic_write.write_json(options.record, record)
    print(f"the fit misses {100 * record['held_out_residual']:.1f} % of forces it has not seen")
    return 0


def joined(paths):
    """Displacements and forces of all shares, in the order of the sample, and their seconds."""
    shares = [dict(np.load(path)) for path in paths]
    count = sum(len(share["forces"]) for share in shares)
    both = [np.empty((count, *shares[0]["forces"].shape[1:])) for _ in range(2)]
    for first, share in enumerate(shares):
        both[0][first :: len(shares)] = share["displacements"]
        both[1][first :: len(shares)] = share["forces"]
    return *both, float(sum(share["seconds"] for share in shares))


def fit(relaxed, chosen, second, third):
    """Force constants of both orders, and the second order fitted along with the third."""
    cell = supercells.unit_cell(relaxed)
    primitive = supercells.primitive_matrix(relaxed)
    large, small = (supercells.repeats(relaxed, chosen, part) for part in ("second", "third"))
    harmonic = force_constant_fit.fit_second(cell, large, primitive, *second[:2])
    joint, cubic = force_constant_fit.fit_third(cell, small, primitive, *third[:2], chosen.cutoff)
    constants = ForceConstants(
        lattice=np.array(relaxed["lattice"]),
        positions=np.array(relaxed["positions"]),
        numbers=np.array(relaxed["numbers"]),
        primitive_matrix=primitive,
        supercell_second=np.diag(large),
        supercell_third=np.diag(small),
        second=harmonic,
        third=cubic.astype(np.float32),
    )
    return constants, joint


def judged(constants, joint, displacements, forces):
    """What the fit misses of forces that it has not seen, with and without the third order."""
    atoms = force_constants.as_phono3py(constants).primitive.p2s_map
    seen = forces[:, atoms]
    cubic = constants.third.astype(float)
    full = force_constant_fit.predicted_forces(joint, cubic, displacements)
    harmonic = force_constant_fit.predicted_forces(joint, 0 * cubic, displacements)
    anharmonic = np.sqrt(np.mean((seen - harmonic) ** 2))
    return {
        "held_out_residual": force_constant_fit.relative_residual(seen, full),
        "held_out_anharmonic_residual": float(np.sqrt(np.mean((seen - full) ** 2)) / anharmonic),
        "acoustic_sum_rule": max(
            force_constant_fit.sum_rule_error(constants.second),
            force_constant_fit.sum_rule_error(joint),
        ),
        "atoms_second": int(constants.second.shape[1]),
        "atoms_third": int(constants.third.shape[1]),
    }


if __name__ == "__main__":
    sys.exit(main())
