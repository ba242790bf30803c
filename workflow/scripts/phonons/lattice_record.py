"""Judge a computation of phonons and conductivity, and write its record.

    python workflow/scripts/phonons/lattice_record.py --material CsSnI3 --checkpoint 7net-0 \\
        --settings '{}' --relaxed relaxed.json --fit fit.json --conductivity conductivity.json \\
        --stiffness stiffness.json --output phonons.json

The record is written whether the result passes the gates or not: a refused one says why, and the
workflow then stores neither its force constants nor its modes.
"""

import argparse
import json
import sys
from pathlib import Path

from ultralow.compute import phonon_record, potentials, provenance, sampling
from ultralow.data import atomic_write


def main(arguments=None):
    """Read, judge, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = ("material", "checkpoint", "settings", "relaxed", "fit", "conductivity", "output")
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--potential", help="its file, where it is none of the shipped ones")
    parser.add_argument("--stiffness")
    parser.add_argument("--temperature", type=float, help="of effective force constants, K")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    paths = (options.relaxed, options.fit, options.conductivity, options.stiffness)
    stages = (path and json.loads(Path(path).read_text(encoding="utf-8")) for path in paths)
    result = {"material": options.material, "checkpoint": options.checkpoint}
    result |= phonon_record.record(chosen, *stages, options.temperature)
    source = options.potential or potentials.of_result(options.checkpoint)
    sha256 = potentials.checkpoint_sha256(source)
    packages = potentials.packages(source, phonon_record.PACKAGES)
    result["provenance"] = provenance.provenance(packages, checkpoint_sha256=sha256)
    atomic_write.write_json(options.output, result)
    verdict = "accepted" if result["accepted"] else f"refused: {result['refused_because']}"
    print(f"{options.material} with {options.checkpoint}: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
