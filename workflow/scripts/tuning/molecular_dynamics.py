"""Let a crystal move for 20 ps in a potential, and store whether anything broke.

    python workflow/scripts/tuning/molecular_dynamics.py --material CsSnI3 --plan '{}' \\
        --checkpoint data/potentials/7net-l3i5-tuned.hdf5 \\
        --constants data/computed/CsSnI3/force_constants_7net-l3i5-tuned-300K.hdf5 \\
        --output data/computed/CsSnI3/dynamics_7net-l3i5-tuned.json

The atoms begin at the mean positions of effective force constants of the same potential, whose
mean squares stand beside those of the run. The record is written whether the run passes or not.
"""

import argparse
import json
import sys
import time

from ultralow.compute import molecular_dynamics, potentials, provenance
from ultralow.compute.stiffness_record import PACKAGES
from ultralow.data import atomic_write, phonon_files
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Read, run, judge, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "checkpoint", "constants", "plan", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        plan = molecular_dynamics.planned(json.loads(options.plan))
        constants = phonon_files.read(options.constants, ForceConstants, without=("third",))
        # The forces that the effective constants were fitted to: one image, in single precision.
        calculator = potentials.load_calculator(options.checkpoint, "single", parity=False)
        found = {
            "material": options.material,
            "checkpoint": potentials.checkpoint_name(options.checkpoint),
            **ran(constants, calculator, plan),
            "rests_on": [provenance.fingerprint(options.constants)],
        }
        sha256 = potentials.checkpoint_sha256(options.checkpoint)
        packages = potentials.packages(options.checkpoint, (*PACKAGES, "phonopy"))
        found["provenance"] = provenance.provenance(packages, checkpoint_sha256=sha256)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, found)
    verdict = "nothing broke" if found["accepted"] else f"refused: {found['refused_because']}"
    print(f"{options.material} with {found['checkpoint']}: {verdict}")
    return 0


def ran(constants, calculator, plan):
    """The record of a run, with what it took."""
    began = time.process_time()
    atoms = molecular_dynamics.cell(constants, plan)
    bath, free = molecular_dynamics.run(atoms, calculator, plan)
    found = molecular_dynamics.record(bath, free, atoms, constants, plan)
    return found | {"cost": {"core_seconds": round(time.process_time() - began, 1)}}


if __name__ == "__main__":
    sys.exit(main())
