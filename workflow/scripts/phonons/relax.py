"""Bring the atoms of a crystal to rest under its symmetry, at the cell as given.

    python workflow/scripts/phonons/relax.py --structure data/structures/CsSnI3.cif \\
        --checkpoint 7net-0 --output build/compute/CsSnI3/7net-0/relaxed.json
"""

import argparse
import sys
import time

from ultralow.compute import potentials, provenance, relaxation
from ultralow.data import atomic_write
from ultralow.errors import UltralowError


def main(arguments=None):
    """Read, relax, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("structure", "checkpoint", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        calculator = potentials.load_calculator(options.checkpoint)
        atoms, about = provenance.read_structure(options.structure)
        started = time.process_time()
        found = {"structure": about, **relaxation.at_rest(atoms, calculator)}
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    found["core_seconds"] = round(time.process_time() - started, 1)
    atomic_write.write_json(options.output, found)
    print(f"at rest after {found['steps']} steps, {found['max_force_eV_A']:.1e} eV/A left")
    return 0


if __name__ == "__main__":
    sys.exit(main())
