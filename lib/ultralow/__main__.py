"""Commands: ``claims`` (the scorecard), ``table`` (what was made), ``compare`` (what moved),
``gallery`` (the README's list), ``reduce`` (a reader's current sweep to its conductivity),
``adopt`` (a reader's crystal among the materials), ``readers`` (whether all of data/readers can be
read)."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ultralow import terminal
from ultralow.analysis import sweep_reduction
from ultralow.data import add_material
from ultralow.errors import UltralowError


def scorecard(given) -> int:
    """Print every claim's verdict, as a table or as JSON."""
    from ultralow.evidence import scorecard as all_claims
    from ultralow.paper import claims

    verdicts = all_claims.verdicts()
    if given.json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False, indent=1))
    else:
        print(claims.as_text(verdicts))
    return 0


def table(given) -> int:
    """Print the closing table: figure, material, seconds, checks passed."""
    from ultralow.figures import records

    print(records.summary(Path("figures"), Path("build/notebooks")))
    return 0


def compare(given) -> int:
    """List what moved between two folders of records; 1 if anything did."""
    from ultralow.figures import records

    moved = records.compare_folders(given.committed, given.regenerated)
    count = len(records.find(given.committed))
    print("\n".join(moved) or f"{count} records compared, nothing moved")
    return 1 if moved else 0


def gallery(given) -> int:
    """Bring the gallery in README.md in step with notebooks/gallery.yml."""
    from ultralow.paper import gallery

    readme = gallery.ROOT / "README.md"
    readme.write_text(gallery.in_readme(readme.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def readers(given) -> int:
    """Read every reader's points, so that a file with an error is named before anything runs."""
    from ultralow.data import materials, tables

    for name in materials.names():
        tables.reader_points(name, "lattice_thermal_conductivity")
    print("\n".join(tables.readers_notes()), end="")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a problem the reader can mend is one message and exit status 2."""
    parser = argparse.ArgumentParser(prog="python -m ultralow", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("claims", help="the verdict on each of the paper's claims")
    one.add_argument("--json", action="store_true", help="a list of objects instead of a table")
    one.set_defaults(run=scorecard)
    one = commands.add_parser("table", help="what the last `make figures` made")
    one.set_defaults(run=table)
    one = commands.add_parser("compare", help="what moved between two folders of records")
    one.add_argument("committed", type=Path)
    one.add_argument("regenerated", type=Path)
    one.set_defaults(run=compare)
    one = commands.add_parser("gallery", help="bring the README's gallery in step with the list")
    one.set_defaults(run=gallery)
    one = commands.add_parser("reduce", help="a current sweep of your own to a conductivity")
    sweep_reduction.add_arguments(one)
    one.set_defaults(run=sweep_reduction.command)
    one = commands.add_parser("adopt", help="enter a crystal of your own among the materials")
    add_material.add_arguments(one)
    one.set_defaults(run=add_material.command)
    one = commands.add_parser("readers", help="whether the points in data/readers can be read")
    one.set_defaults(run=readers)
    given = parser.parse_args(arguments)
    try:
        return terminal.run(given.run, given)
    except UltralowError as problem:
        print(f"ultralow: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
