"""Commands: ``figures`` (makes them), ``check`` (makes them elsewhere and compares), ``table``
(what was made), ``compare`` (what moved), ``claims`` (the scorecard), ``gallery`` (what README
and notebooks show of the figures), ``reduce`` (a reader's current sweep to its conductivity),
``adopt`` (a reader's crystal among the materials), ``plan`` (what computing it would take),
``digitised`` (the points of a figure again, from its clicks), ``readers`` (whether all of
data/readers can be read)."""

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ultralow import terminal
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
    """Bring README.md and the notebooks in step with notebooks/gallery.yml and the records."""
    from ultralow.figures import showcase

    written = showcase.update()
    print("\n".join(f"{path.name} brought up to date" for path in written) or "all up to date")
    return 0


def figures(given) -> int:
    """Make every figure that is stale, or all."""
    from ultralow.figures import making

    return making.make(given.all)


def check(given) -> int:
    """Make all figures elsewhere and list what moved against figures/; 1 if anything did."""
    from ultralow.figures import making

    return making.check()


def readers(given) -> int:
    """Read every reader's points, so that a file with an error is named before anything runs."""
    from ultralow.figures import making

    print("\n".join(making.readers()), end="")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a problem the reader can mend is one message and exit status 2."""
    terminal.replace_closed()
    arguments = sys.argv[1:] if arguments is None else arguments
    given = _parser(arguments).parse_args(arguments)
    try:
        return terminal.run(given.run, given)
    except UltralowError as problem:
        print(f"ultralow: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


# Commands whose modules load slowly.
LATER = {
    "reduce": ("analysis.sweep_reduction", "a current sweep of your own to a conductivity"),
    "adopt": (
        "data.crystal_folder",
        "enter a crystal of your own among the materials, or a folder of them",
    ),
    "plan": (
        "analysis.computing_plan",
        "what computing a crystal, or a folder of them, would take",
    ),
    "summary": (
        "analysis.results_summary",
        "write data/computed/summary.csv, all computed results in one table",
    ),
    "digitised": (
        "data.digitised_files",
        "write the points of a digitised figure again, from its clicks",
    ),
}


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """The commands, and what the one asked for takes."""
    parser = argparse.ArgumentParser(prog="python -m ultralow", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("claims", help="the verdict on each of the paper's claims")
    one.add_argument("--json", action="store_true", help="a list of objects instead of a table")
    one.set_defaults(run=scorecard)
    one = commands.add_parser("figures", help="make every figure that is stale")
    one.add_argument("--all", action="store_true", help="all figures, stale or not")
    one.set_defaults(run=figures)
    one = commands.add_parser("check", help="make all figures elsewhere and list what moved")
    one.set_defaults(run=check)
    one = commands.add_parser("table", help="what the last `make figures` made")
    one.set_defaults(run=table)
    one = commands.add_parser("compare", help="what moved between two folders of records")
    one.add_argument("committed", type=Path)
    one.add_argument("regenerated", type=Path)
    one.set_defaults(run=compare)
    one = commands.add_parser("gallery", help="bring README and notebooks in step with the figures")
    one.set_defaults(run=gallery)
    for name, (module, about) in LATER.items():
        _later(commands, arguments, name, f"ultralow.{module}", about)
    one = commands.add_parser("readers", help="whether the points in data/readers can be read")
    one.set_defaults(run=readers)
    return parser


def _later(commands, arguments: list[str], name: str, module: str, about: str) -> None:
    """Add a command whose module is loaded when it is the one asked for: it loads slowly."""
    one = commands.add_parser(name, help=about)
    if name in arguments[:1]:
        loaded = importlib.import_module(module)
        loaded.add_arguments(one)
        one.set_defaults(run=loaded.command)


if __name__ == "__main__":
    sys.exit(main())
