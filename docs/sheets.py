"""Sheets for a class, of all notebooks unless told: ``python docs/sheets.py [notebook ...]``."""

import argparse
import sys

from generate import class_sheets
from ultralow.errors import UltralowError
from ultralow.paper import gallery


def main(arguments: list[str] | None = None) -> int:
    """Write for each notebook a sheet for students and one for the teacher, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", nargs="*")
    folder = gallery.ROOT / "build" / "class"
    try:
        for name in parser.parse_args(arguments).notebook or class_sheets.notebooks():
            made = class_sheets.write(name, folder)
            print(*(one.relative_to(gallery.ROOT) for one in made), sep="\n", flush=True)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
