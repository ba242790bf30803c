"""Store the frames that potentials are tuned on, with their forces, and the record of their making.

    python workflow/scripts/tuning/store_frames.py --material CsPbBr3 --plan '{}' \\
        --snapshots snapshots.xyz --forces forces_0.json forces_1.json \\
        --folder data/computed/CsPbBr3
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from ase.io import read, write
from ultralow.compute import provenance
from ultralow.data import atomic_write, force_frames, training_frames
from ultralow.errors import UltralowError


def main(arguments=None):
    """Join and store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "plan"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("snapshots", "folder"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--forces", required=True, nargs="+", type=Path)
    options = parser.parse_args(arguments)
    try:
        drawn = read(options.snapshots, index=":", format="extxyz")
        calculated = [json.loads(one.read_text(encoding="utf-8")) for one in options.forces]
        frames = [with_forces(*one) for one in zip(drawn, calculated, strict=True)]
        stored(options, frames, calculated)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def with_forces(atoms, calculated):
    """A frame with its forces."""
    if not np.allclose(calculated["positions_A"], atoms.positions, rtol=0, atol=1e-7):
        raise UltralowError(
            "forces were computed on other snapshots than these",
            mend="remove them from build/tuning, and run `make training` again",
        )
    made = atoms.copy()
    made.arrays[training_frames.FORCES] = np.array(calculated["forces_eV_A"])
    made.info["repeats"] = " ".join(map(str, np.ravel(atoms.info["repeats"])))
    return made


def stored(options, frames, calculated):
    """Write the frames, if they read back as they should, and their record."""
    path = options.folder / f"training_{force_frames.REFERENCE}.xyz"

    def write_and_read(draft):
        write(draft, frames, format="extxyz")
        training_frames.parse(draft, path.name)

    atomic_write.replace_atomically(path, write_and_read)
    record = {
        "format": "ultralow training frames 1",
        "material": options.material,
        "structure": provenance.fingerprint(f"data/structures/{options.material}.cif"),
        "grade": "R",
        "plan": json.loads(options.plan),
        "settings": calculated[0]["settings"] | {"points": calculated[0]["points"]},
        "frames": len(frames),
        "cost": {"core_seconds": round(sum(one["seconds"] for one in calculated), 1)},
        "units": {"forces_pbe": "eV/angstrom", "positions, lattice": "angstrom"},
        "provenance": calculated[0]["versions"],
    }
    atomic_write.write_json(path.with_suffix(".json"), record)
    print(f"{options.material}: {len(frames)} frames to tune on")


if __name__ == "__main__":
    sys.exit(main())
