"""Snapshots of a crystal's thermal motion, drawn from its stored effective force constants.

    python workflow/scripts/first_principles/snapshots.py --material CsPbBr3 \\
        --plan '{"pairs": 8}' --output snapshots.xyz

With ``--training`` those that a potential is tuned on, which are others than those that judge it.
"""

import argparse
import json
import sys

from ultralow.compute import thermal_snapshots, training_snapshots
from ultralow.data import atomic_write, datapackage, phonon_files, tables
from ultralow.data.materials import SHIPPED
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Draw, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "plan", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--training", action="store_true")
    options = parser.parse_args(arguments)
    kind = training_snapshots if options.training else thermal_snapshots
    draw = kind.frames if options.training else kind.snapshots
    try:
        plan = kind.planned(json.loads(options.plan))
        drawn = draw(ensembles(options.material, plan.temperature), plan)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    frames = [framed(one) for one in drawn]
    atomic_write.replace_atomically(options.output, lambda draft: write(draft, frames))
    return 0


def ensembles(material, temperature):
    """The effective force constants of a temperature, by the name of their potential.

    Of the shipped potentials all that are stored, which are those that passed their own gates: what
    an earlier run of this says of a potential must not decide whose snapshots the next one draws.
    """
    found = {}
    for potential in SHIPPED:
        result = f"{potential}-{temperature:g}K"
        path = f"computed/{material}/force_constants_{result}.hdf5"
        if path in datapackage.paths():
            arrays = phonon_files.read(tables.path(path), ForceConstants, without=("third",))
            found[potential] = arrays
    if not found:
        raise UltralowError(
            f"no effective force constants of {material} at {temperature:g} K",
            mend=f"run `make compute MATERIAL={material} EFFECTIVE={temperature:g}` first",
        )
    return found


def framed(snapshot):
    """The atoms with what tells one snapshot from another."""
    atoms, *rest = snapshot
    atoms = atoms.copy()
    atoms.info = dict(zip(snapshot._fields[1:], rest, strict=True))
    atoms.info["repeats"] = " ".join(map(str, snapshot.repeats))
    return atoms


def write(path, frames):
    """Extended XYZ of frames."""
    from ase.io import write as write_atoms

    write_atoms(path, frames, format="extxyz")


if __name__ == "__main__":
    sys.exit(main())
