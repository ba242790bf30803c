"""Take force constants that a reader brought: read, held against the crystal, and stored as ours.

    python workflow/scripts/phonons/own_constants.py --folder path/to/pbe \\
        --structure data/structures/CsPbCl3.cif --output force_constants.hdf5 --record own.json
"""

import argparse
import sys

from ultralow.compute import provenance
from ultralow.data import atomic_write, crystal_file, phonon_files, phonopy_files
from ultralow.errors import UltralowError


def main(arguments=None):
    """Read, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("folder", "structure", "output", "record"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        atoms, about = provenance.read_structure(options.structure, crystal_file.read)
        found = phonopy_files.read(options.folder)
        phonopy_files.check_cell(found.constants, atoms, options.folder)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    phonon_files.write(options.output, found.constants)
    told = {"structure": about, "files": found.files, "polar": found.polar}
    atomic_write.write_json(options.record, told)
    print(f"force constants from {', '.join(found.files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
