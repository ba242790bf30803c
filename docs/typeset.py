"""Typeset the article: ``python docs/typeset.py [folder]``, into build/article unless told."""

import argparse
import sys
from pathlib import Path

from generate import article
from ultralow.errors import UltralowError


def main(arguments: list[str] | None = None) -> int:
    """Write the article as one HTML page and one PDF, and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = article.FOLDER.parents[1] / "build" / "article"
    parser.add_argument("folder", nargs="?", type=Path, default=usual)
    folder = parser.parse_args(arguments).folder.resolve()
    try:
        made = article.write(folder)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    print("the article is typeset:", *made, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
