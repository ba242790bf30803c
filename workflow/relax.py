"""Bring the atoms of a crystal to rest under its symmetry, at the cell as given.

    python workflow/relax.py --structure data/structures/CsSnI3.cif --checkpoint 7net-0 \\
        --output build/compute/CsSnI3/7net-0/relaxed.json
"""

import argparse
import sys
import time

import numpy as np
from ultralow.compute import potentials, provenance, relaxation
from ultralow.data import atomic_write, crystal_file
from ultralow.errors import UltralowError

SYMPREC = 1e-3


def main(arguments=None):
    """Read, relax, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("structure", "checkpoint", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        calculator = potentials.load_calculator(options.checkpoint)
        atoms, about = provenance.read_structure(options.structure, crystal_file.read)
        started = time.process_time()
        relaxed = relaxation.relax_atoms(atoms, calculator, symprec=SYMPREC)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    phase = relaxation.compare_phases(atoms, relaxed.atoms, SYMPREC)
    found = {
        "structure": about,
        "lattice": relaxed.atoms.cell[:].tolist(),
        "positions": relaxed.atoms.get_scaled_positions(wrap=False).tolist(),
        "numbers": relaxed.atoms.numbers.tolist(),
        "max_force_eV_A": relaxed.max_force,
        "steps": relaxed.steps,
        "max_displacement_A": phase.max_displacement,
        "space_group_numbers": list(phase.space_group),
        "bonds_kept": phase.bonds_kept,
        "centrosymmetric": centrosymmetric(relaxed.atoms),
        "core_seconds": round(time.process_time() - started, 1),
    }
    atomic_write.write_json(options.output, found)
    print(f"at rest after {relaxed.steps} steps, {relaxed.max_force:.1e} eV/A left")
    return 0


def centrosymmetric(atoms):
    """Whether inversion is among the point operations."""
    group = relaxation.point_group(atoms, SYMPREC)
    return bool(np.isclose(group, -np.eye(3), atol=1e-6).all(axis=(1, 2)).any())


if __name__ == "__main__":
    sys.exit(main())
