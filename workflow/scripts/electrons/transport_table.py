"""Interpolate computed band energies and store what transport needs of them.

    python workflow/scripts/electrons/transport_table.py --material CsSnI3 \\
        --mesh build/electrons/mesh.npz --check build/electrons/masses.npz \\
        --output data/computed/CsSnI3/electrons_pbe.json

Needs BoltzTraP2 (extra electrons). Readers need neither it nor GPAW: the densities of states and
the transport distributions of the result go through lib/ultralow/charge/boltzmann.py.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import band_record
import numpy as np
from ultralow.data import atomic_write
from ultralow.errors import UltralowError

GRID = (144, 192, 144)


def main(arguments=None):
    """Read, interpolate, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--material", required=True)
    for name in ("mesh", "check", "output"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--variant", nargs=2, action="append", default=[], metavar=("NAME", "NPZ"),
                        help="energies near the zone centre from another density")  # fmt: skip
    parser.add_argument("--measured", nargs=2, type=Path, metavar=("MESH", "CHECK"),
                        help="the same two files for the atoms as measured")  # fmt: skip
    parser.add_argument("--grid", type=int, nargs=3, default=GRID)
    options = parser.parse_args(arguments)
    try:
        mesh, check = (dict(np.load(path)) for path in (options.mesh, options.check))
        result = band_record.record(options, mesh, check)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_text(options.output, layout(result))
    print(f"{options.material}: {options.output.stat().st_size // 1000} kB")
    return 0


def layout(result):
    """JSON with every list of numbers, or of short texts, on one line."""
    text = json.dumps(result, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), text)


if __name__ == "__main__":
    sys.exit(main())
