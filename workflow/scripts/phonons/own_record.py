"""Judge the phonons and the conductivity of a reader's force constants, and write their record.

    python workflow/scripts/phonons/own_record.py --material CsPbCl3 --result pbe \\
        --settings '{}' --constants force_constants.hdf5 --own own.json \\
        --conductivity conductivity.json --output phonons.json

The record is written whether the result passes the gates or not, as `lattice_record.py` does it.
"""

import argparse
import json
import sys
from pathlib import Path

from ultralow.compute import phonon_record, potentials, provenance, sampling
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons.force_constants import ForceConstants

PACKAGES = ("numpy", "phono3py", "phonopy", "scipy", "spglib")


def main(arguments=None):
    """Read, judge, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "result", "settings", "constants", "own", "conductivity", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    own, heat = (
        json.loads(Path(path).read_text(encoding="utf-8"))
        for path in (options.own, options.conductivity)
    )
    constants = phonon_files.read(options.constants, ForceConstants)
    chosen = sampling.settings(json.loads(options.settings))
    kelvin = potentials.temperature_of_result(options.result)
    # By the name of what it came from, as all results are called; see `make compute`.
    result = {"material": options.material, "checkpoint": options.result}
    result |= phonon_record.of_constants(
        constants, chosen, heat, own["structure"], kelvin, own["polar"]
    )
    result["provenance"] = provenance.provenance(PACKAGES, files=own["files"])
    atomic_write.write_json(options.output, result)
    verdict = "accepted" if result["accepted"] else f"refused: {result['refused_because']}"
    print(f"{options.material} with {options.result}: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
