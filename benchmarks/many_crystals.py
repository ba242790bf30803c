"""What the graph of the figures takes with many crystals: seconds of a core, and memory.

Crystals are copies of one, with empty files for their results, and join those that figures are made
for; nothing is run. The aim for a hundred: below 10 s and 500 MB.
"""

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ultralow.paper import gallery

LIKE = "CsPbI3"
PARTS = ("data", "lib", "notebooks", "workflow")
LISTED = "\nmaterials: ["


def with_crystals(root: Path, count: int) -> None:
    """Give a copy of the repository so many crystals more."""
    table = root / "data/structures/materials.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    (like,) = (row for row in rows if row["name"] == LIKE)
    names = [f"X{number}" for number in range(count)]
    for name in names:
        rows.append(like | {"name": name, "structure": f"structures/{name}.cif"})
        shutil.copy(root / f"data/structures/{LIKE}.cif", root / f"data/structures/{name}.cif")
        folder = root / "data/computed" / name
        folder.mkdir()
        for file in (root / "data/computed" / LIKE).iterdir():
            (folder / file.name).touch()
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(like), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    listed = root / "notebooks/gallery.yml"
    text = listed.read_text(encoding="utf-8")
    more = "".join(f"{name}, " for name in names)
    listed.write_text(text.replace(LISTED, LISTED + more, 1), encoding="utf-8")


def main() -> None:
    """Print a row for a few numbers of crystals."""
    print(f"{'crystals':>10}{'jobs':>8}{'CPU s':>8}{'MB':>8}")
    for count in map(int, sys.argv[1:] or ("0", "97")):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name in PARTS:
                shutil.copytree(gallery.ROOT / name, root / name)
            with_crystals(root, count)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            tool = [Path(sys.executable).with_name("snakemake"), "--dry-run", "--quiet", "host"]
            env = os.environ | {"PYTHONPATH": str(root / "lib")}
            done = subprocess.run(tool, cwd=root, env=env, capture_output=True, text=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr
        jobs = next(line.split()[1] for line in done.stdout.splitlines() if line[:6] == "figure")
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{count + 3:10}{jobs:>8}{spent:8.1f}{after.ru_maxrss / 1024:8.0f}", flush=True)


if __name__ == "__main__":
    main()
