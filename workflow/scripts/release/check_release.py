"""Look whether a release is whole: each file there with its digest, none that is not described.

    python workflow/scripts/release/check_release.py FOLDER

Whether the description is a Workflow Run RO-Crate, ``validate_crate.py`` beside this file says.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from ultralow.data import swhid

METADATA = "ro-crate-metadata.json"
ARTICLE = "article"
# What a release adds to what its commit holds.
ADDED = (METADATA, ".zenodo.json", f"{ARTICLE}/article.html", f"{ARTICLE}/article.pdf")
SHOWN = 20  # problems


def main(arguments: list[str] | None = None) -> int:
    """Print what is wrong with a release, or that it is whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    wrong = problems(folder)
    if wrong:
        print(*wrong[:SHOWN], *["…"] * (len(wrong) > SHOWN), sep="\n", file=sys.stderr)
        return 1
    print(f"{folder.name} is whole")
    return 0


def problems(folder: Path) -> list[str]:
    """What is not as the release describes it, a line each."""
    try:
        graph = json.loads((folder / METADATA).read_text(encoding="utf-8"))["@graph"]
        described = {one["@id"]: one for one in graph}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        return [f"{METADATA} cannot be read ({problem}): unpack the release anew"]
    files = {name: one for name, one in described.items() if "File" in one["@type"]}
    there = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()} - {
        METADATA
    }
    lines = [f"{name} is missing" for name in sorted(files.keys() - there)]
    lines += [f"{name} is not described" for name in sorted(there - files.keys())]
    lines += [
        f"{name} is not what was released: its sha256 is another"
        for name in sorted(files.keys() & there)
        if digest(folder / name) != files[name]["sha256"]
    ]
    named = described["./"]["identifier"]
    if not lines and swhid.of_folder(folder, ADDED) not in named:
        lines.append("the files together have another SWHID: look at their modes and links")
    return lines


def digest(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
