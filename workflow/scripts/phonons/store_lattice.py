"""Put a finished computation into data/computed; of a refused one, its records alone.

    python workflow/scripts/phonons/store_lattice.py --record phonons.json \\
        --constants force_constants.hdf5 --modes modes.hdf5 --stiffness stiffness.json \\
        --folder data/computed/CsSnI3
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

from ultralow.data import atomic_write


def main(arguments=None):
    """Copy what may be used, remove what may not; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("record", "constants", "modes", "folder"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--stiffness", type=Path)
    options = parser.parse_args(arguments)
    record = json.loads(options.record.read_text(encoding="utf-8"))
    checkpoint = record["checkpoint"]
    arrays = {"force_constants": options.constants, "modes": options.modes}
    for name, path in arrays.items():
        target = options.folder / f"{name}_{checkpoint}.hdf5"
        if record["accepted"]:
            copy(path, target)
        else:
            target.unlink(missing_ok=True)
    if options.stiffness:
        copy(options.stiffness, options.folder / f"stiffness_{checkpoint}.json")
    # The record last: where it is, the rest is whole.
    copy(options.record, options.folder / f"phonons_{checkpoint}.json")
    return 0


def copy(source, target):
    """Copy a file, whole or not at all."""
    atomic_write.replace_atomically(target, lambda draft: shutil.copyfile(source, draft))


if __name__ == "__main__":
    sys.exit(main())
