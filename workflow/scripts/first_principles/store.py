"""Store the snapshots of a crystal with all their forces, and the record of how they agree.

    python workflow/scripts/first_principles/store.py --material CsPbBr3 --plan '{}' \\
        --snapshots snapshots.xyz --forces forces_0.json forces_1.json \\
        --predictions 7net-0=predicted_7net-0.json --convergence cutoff=cutoff_0.json \\
        --folder data/computed/CsPbBr3
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np
from ase.io import read, write
from ultralow.compute import provenance, snapshot_record
from ultralow.data import atomic_write, force_frames
from ultralow.errors import UltralowError

REFERENCE = force_frames.REFERENCE


def main(arguments=None):
    """Join, judge, store; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        frames = read(options.snapshots, index=":", format="extxyz")
        calculated = [load(path) for path in options.forces]
        potentials = {name: load(path) for name, path in map(named, options.predictions)}
        joined = [
            with_forces(atoms, one, {name: at(index, all_) for name, all_ in potentials.items()})
            for index, (atoms, one) in enumerate(zip(frames, calculated, strict=True))
        ]
        stored(options, joined, calculated, potentials)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "plan"):
        top.add_argument(f"--{name}", required=True)
    for name in ("snapshots", "folder"):
        top.add_argument(f"--{name}", required=True, type=Path)
    top.add_argument("--forces", required=True, nargs="+", type=Path)
    for name in ("predictions", "convergence"):
        top.add_argument(f"--{name}", required=True, nargs="+", help="name=file")
    return top


def named(said):
    """A name and its file."""
    name, file = said.split("=", 1)
    return name, Path(file)


def load(path):
    """What a stage wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def at(index, predictions):
    """Energy and forces of one snapshot among those of a potential."""
    return {
        "energy_eV": predictions["energies_eV"][index],
        "forces_eV_A": predictions["forces_eV_A"][index],
    }


def with_forces(atoms, calculated, potentials):
    """A snapshot with its energies and forces from first principles and of each potential."""
    if not np.allclose(calculated["positions_A"], atoms.positions, rtol=0, atol=1e-7):
        raise UltralowError(
            "forces were computed on other snapshots than these",
            mend="remove them from build/first_principles, and run `make referee` again",
        )
    made = atoms.copy()
    for name, one in {REFERENCE: calculated, **potentials}.items():
        made.arrays[f"forces_{name}"] = np.array(one["forces_eV_A"])
        made.info[f"energy_{name}_eV"] = one["energy_eV"]
    made.info["repeats"] = " ".join(map(str, np.ravel(atoms.info["repeats"])))
    return made


def stored(options, joined, calculated, potentials):
    """Write the snapshots and, once they read back as they should, their record."""
    path = options.folder / f"snapshots_{REFERENCE}.xyz"
    found = []

    def write_and_read(draft):
        write(draft, joined, format="extxyz")
        found.extend(force_frames.parse(draft, path.name))

    atomic_write.replace_atomically(path, write_and_read)
    result = record(options, found, calculated, potentials)
    atomic_write.write_json(path.with_suffix(".json"), result)
    error, limit = (1e3 * result["numerics"][key] for key in ("rms_error", "limit"))
    if not result["numerics"]["converged"]:
        print(f"{options.material}: first principles are unsure of {error:.1f} meV/angstrom, and "
              f"{limit:g} were asked for: a larger cutoff_eV or reach_A in SETTINGS")  # fmt: skip
    for name, one in result["potentials"].items():
        (missed, error), why = one["whole"]["missed"], one["refused_because"]
        print(f"{options.material}, {name}: misses {missed:.1%} ± {error:.1%} {why or ''}".rstrip())


def record(options, found, calculated, potentials):
    """Everything but the forces themselves."""
    unit, *doubled = found
    return {
        "format": snapshot_record.FORMAT,
        "material": options.material,
        "structure": provenance.fingerprint(f"data/structures/{options.material}.cif"),
        "grade": "R",
        "plan": json.loads(options.plan),
        "snapshots": {" ".join(map(str, one.repeats)): 2 * len(one.moved) for one in found},
        **snapshot_record.record(
            {"potentials": unit, "doubled": force_frames.joined(doubled) if doubled else None},
            calculated,
            tried(options.convergence),
            potentials,
        ),
    }


def tried(given):
    """By what was changed: the snapshots that were computed again, and what came out."""
    found = {}
    for name, path in map(named, given):
        found.setdefault(name, []).append((snapshot_index(path), load(path)))
    return found


def snapshot_index(path):
    """The snapshot of which a file is, by its name."""
    return int(re.search(r"_(\d+)$", path.stem)[1])


if __name__ == "__main__":
    sys.exit(main())
