"""Modes and thermal conductivity of a crystal from its force constants.

    python workflow/scripts/phonons/conductivity.py --constants force_constants.hdf5 \\
        --settings '{}' --output modes.hdf5 --record conductivity.json
"""

import argparse
import json
import sys
import time

from ultralow.compute import phonon_record, sampling
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Read, compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("constants", "settings", "output", "record"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    constants = phonon_files.read(options.constants, ForceConstants)
    started = time.process_time()
    mesh = phonon_record.mesh(constants, chosen.mesh_length)
    print(f"mesh {mesh.tolist()}: a minute or two", flush=True)
    modes, record = phonon_record.conducted(constants, mesh, chosen.temperatures)
    phonon_files.write(options.output, modes)
    record["core_seconds"] = round(time.process_time() - started, 1)
    atomic_write.write_json(options.record, record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
