"""What a potential says of the same snapshots: energies and forces.

    python workflow/scripts/first_principles/predictions.py --snapshots snapshots.xyz \\
        --checkpoint 7net-0 --output forces_7net-0.json

In single precision, as forces are computed for force constants; with the mean over inversion, since
nothing averages out here what breaks the symmetry.
"""

import argparse
import sys
import time

from ase.io import read
from ultralow.compute import potentials, provenance
from ultralow.data import atomic_write
from ultralow.errors import UltralowError


def main(arguments=None):
    """Compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("snapshots", "checkpoint", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        calculator = potentials.load_calculator(options.checkpoint, "single")
        frames = read(options.snapshots, index=":", format="extxyz")
        result = predicted(frames, calculator)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    result["sha256"] = potentials.checkpoint_sha256(options.checkpoint)
    atomic_write.write_json(options.output, result)
    return 0


def predicted(frames, calculator):
    """Energy and forces of each snapshot, and the seconds of the core that they took."""
    began, energies, forces = time.process_time(), [], []
    for atoms in frames:
        atoms.calc = calculator
        energies.append(round(float(atoms.get_potential_energy()), 6))
        forces.append(provenance.rounded(atoms.get_forces(), 5))
    return {
        "energies_eV": energies,
        "forces_eV_A": forces,
        "seconds": round(time.process_time() - began, 1),
        "versions": provenance.provenance(("ase", "sevenn", "torch", "numpy")),
    }


if __name__ == "__main__":
    sys.exit(main())
