"""Conductivity at 300 K of a stored result with long-range polar forces.

    python workflow/scripts/electric_field/polar_conductivity.py --material CsPbBr3 \\
        --result 7net-l3i5-300K --polarity data/computed/CsPbBr3/polarity_pbe.json \\
        --folder data/computed/CsPbBr3 --output data/computed/CsPbBr3/polar_7net-l3i5-300K.json
"""

import argparse
import json
import sys
import time
from pathlib import Path

from ultralow.compute import polarity_record, provenance
from ultralow.data import atomic_write, phonon_files, stored_records
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import ForceConstants
from ultralow.phonons.polar_forces import Polarity


def main(arguments=None):
    """Read, compute, store; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        result = computed(options)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, result)
    return 0


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "result"):
        top.add_argument(f"--{name}", required=True)
    for name in ("polarity", "folder", "output"):
        top.add_argument(f"--{name}", required=True, type=Path)
    return top


def computed(options):
    """The record of one result."""
    found = json.loads(options.polarity.read_text(encoding="utf-8"))
    polarity = stored_records.polarity(found, options.material, options.polarity.name)
    if not polarity["accepted"]:
        raise UltralowError(f"{options.material}: its Born charges were refused",
                            polarity["refused_because"],
                            "compute them with better SETTINGS: `make polar`")  # fmt: skip
    began = time.process_time()
    constants_path = options.folder / f"force_constants_{options.result}.hdf5"
    constants = phonon_files.read(constants_path, ForceConstants)
    path = options.folder / f"phonons_{options.result}.json"
    without = json.loads(path.read_text(encoding="utf-8"))
    print(f"{options.material}, {options.result}: ten minutes or twenty", flush=True)
    heat = polarity_record.heat(
        constants,
        without["settings"]["mesh"],
        without["zone_centre"]["powers"],
        Polarity.of_record(polarity),
    )
    record = {
        "format": polarity_record.HEAT_FORMAT,
        "material": options.material,
        "checkpoint": options.result,
        "grade": "R",
        **heat,
        "rests_on": [provenance.fingerprint(one) for one in (constants_path, options.polarity)],
        "cost": {"core_seconds": round(time.process_time() - began, 1)},
        "provenance": provenance.provenance(("numpy", "phono3py", "phonopy", "scipy")),
    }
    shown = options.output.name
    return stored_records.polar_heat(record, options.material, options.result, shown)


if __name__ == "__main__":
    sys.exit(main())
