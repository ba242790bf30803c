"""Compute the stiffness of a crystal at its measured cell with one machine-learned potential.

    python workflow/scripts/phonons/stiffness.py --material CsSnI3 --checkpoint 7net-0 \\
        --structure data/structures/CsSnI3.cif --output data/computed/CsSnI3/stiffness_7net-0.json

The result is stored whether it passes the gates or not: a refused one says why, and has no
sound velocities that anyone could use.
"""

import argparse
import sys

from ultralow.compute import potentials, provenance, stiffness_record
from ultralow.data import atomic_write, crystal_file
from ultralow.errors import UltralowError


def main(arguments=None):
    """Read, compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "checkpoint", "structure", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        calculator = potentials.load_calculator(options.checkpoint)
        atoms, about = provenance.read_structure(options.structure, crystal_file.read)
        name = potentials.checkpoint_name(options.checkpoint)
        result = {"material": options.material, "checkpoint": name}
        result |= stiffness_record.measured(atoms, calculator, about)
        sha256 = potentials.checkpoint_sha256(options.checkpoint)
        packages = potentials.packages(options.checkpoint, stiffness_record.PACKAGES)
        result["provenance"] = provenance.provenance(packages, checkpoint_sha256=sha256)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, result)
    verdict = "accepted" if result["accepted"] else f"refused: {result['refused_because']}"
    print(f"{options.material} with {name}: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
