"""Keep data/datapackage.json in step with the files in data/.

    python workflow/scripts/describe_data.py
    python workflow/scripts/describe_data.py --check

The first refreshes sizes and sha256, lists new structure and computed files and drops those that
are gone; the second changes nothing, lists what is out of step, and exits with 1 if that is
anything. Both exit with 2 where the descriptor cannot be read or written. See
:mod:`ultralow.data.describe`.
"""

import argparse
import sys
from pathlib import Path

from ultralow.data import describe
from ultralow.errors import UltralowError

DATA = Path(__file__).resolve().parents[2] / "data"


def main(arguments=None):
    """Refresh or check the descriptor; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 on a finding")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    try:
        outcome = describe.bring_in_step(options.data, change=not options.check)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 2
    findings, problems, resources = outcome
    for line in findings + problems:
        print(line)
    if not findings + problems:
        print(f"datapackage.json: {resources} resources, in step")
    return 1 if problems or (options.check and findings) else 0


if __name__ == "__main__":
    sys.exit(main())
