"""Store a crystal's Born charges and dielectric tensor, and what they are worth.

    python workflow/scripts/electric_field/store.py --material CsPbBr3 --settings '{}' \\
        --folder build/electric_field/CsPbBr3/answer \\
        --snapshots data/computed/CsPbBr3/snapshots_pbe.xyz \\
        --forces build/electric_field/CsPbBr3/snapshot \\
        --others points=build/electric_field/CsPbBr3/points \\
        --output data/computed/CsPbBr3/polarity_pbe.json
"""

import argparse
import json
import sys
from pathlib import Path

from ase.io import read
from ultralow.compute import (
    espresso_files,
    polarity_record,
    provenance,
    pseudopotential_files,
    requested,
)
from ultralow.data import atomic_write, crystal_file, force_frames, stored_records
from ultralow.errors import UltralowError

PACKAGES = ("ase", "numpy", "phonopy", "scipy", "sparc-x-api", "spglib")


def main(arguments=None):
    """Read, judge, store; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        result = stored_records.polarity(record(options), options.material, options.output.name)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, result)
    along, why = (row[i] for i, row in enumerate(result["dielectric"])), result["refused_because"]
    print(f"{options.material}: permittivity {', '.join(map(str, along))} {why or ''}".rstrip())
    return 0


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "settings"):
        top.add_argument(f"--{name}", required=True)
    for name in ("folder", "snapshots", "forces", "output"):
        top.add_argument(f"--{name}", required=True, type=Path)
    top.add_argument("--others", nargs="*", default=[], help="name=folder, with another setting")
    return top


def record(options):
    """Everything that is stored."""
    structure = Path(f"data/structures/{options.material}.cif")
    atoms = crystal_file.read(structure).atoms
    others = dict(one.split("=", 1) for one in options.others)
    texts = {stage: output(options.folder, stage) for stage in espresso_files.STAGES}
    folders = [options.folder, options.forces, *map(Path, others.values())]
    found = polarity_record.record(
        atoms,
        espresso_files.answer(texts["field"]),
        (
            referee_forces(options.snapshots),
            espresso_files.forces(output(options.forces, "ground")),
        ),
        {name: espresso_files.answer(output(Path(one), "field")) for name, one in others.items()},
    )
    return {
        "format": polarity_record.FORMAT,
        "material": options.material,
        "structure": provenance.fingerprint(structure),
        "grade": "R",
        **found,
        "settings": settings(options, atoms),
        "cost": {"core_seconds": seconds(folders)},
        "provenance": provenance.provenance(
            PACKAGES, espresso=espresso_files.version(texts["field"])
        ),
    }


def referee_forces(path):
    """Forces on the first of some snapshots by the referee's program, eV/Å."""
    return read(path, index=0, format="extxyz").arrays[f"forces_{force_frames.REFERENCE}"]


def output(folder, stage):
    """What a program wrote in a stage."""
    return (Path(folder) / f"{stage}.out").read_text(encoding="utf-8")


def settings(options, atoms):
    """How the electrons were computed."""
    changes = json.loads(options.settings)
    chosen = requested.changed(espresso_files.Settings(), changes, "setting of the electrons")
    files = pseudopotential_files.installed(atoms.symbols)
    return {
        "functional": "PBE",
        **chosen._asdict(),
        "points": espresso_files.divisions(atoms.cell[:], chosen.reach_A).tolist(),
        "shift_steps": espresso_files.shift(atoms.cell[:]),
        "pseudopotentials": {
            symbol: {
                "file": path.name,
                "electrons": pseudopotential_files.read(path).electrons,
                "sha256": provenance.fingerprint(path)["sha256"],
            }
            for symbol, path in files.items()
        },
    }


def seconds(folders):
    """Seconds of the core that all runs took that this rests on."""
    texts = [path.read_text(encoding="utf-8") for one in folders for path in one.glob("*.out")]
    return round(sum(map(espresso_files.seconds, texts)), 1)


if __name__ == "__main__":
    sys.exit(main())
