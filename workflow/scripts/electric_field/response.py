"""One stage of a crystal's answer to an electric field, with ABINIT: see compute.abinit_files.

    python workflow/scripts/electric_field/response.py --stage ground --settings '{}' \\
        --structure data/structures/CsPbBr3.cif --folder build/electric_field/CsPbBr3

The stages are ground, slope and field, in this order and in one folder; each leaves an output
<stage>.abo there, which is whole or not there. With --snapshot an extended XYZ takes the place of
the CIF, and its forces are computed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ase.io import read
from ultralow.compute import abinit_files, requested
from ultralow.errors import UltralowError


def main(arguments=None):
    """Run one stage; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        atoms = read(options.structure, index=options.snapshot)
        changes = json.loads(options.settings)
        settings = requested.changed(abinit_files.Settings(), changes, "setting of the electrons")
        run(atoms, settings, options.stage, options.folder)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    top.add_argument("--stage", required=True, choices=tuple(abinit_files.STAGES))
    for name in ("structure", "folder"):
        top.add_argument(f"--{name}", required=True, type=Path)
    top.add_argument("--settings", required=True)
    top.add_argument("--snapshot", type=int, default=0, help="of an extended XYZ, from 0 on")
    return top


def run(atoms, settings, stage, folder):
    """Write the input, let ABINIT work beside it, and keep its output once that is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    files = abinit_files.pseudopotentials(atoms.symbols)
    for symbol, path in files.items():
        (folder / f"{symbol}.psp8").write_bytes(path.read_bytes())
    electrons = {symbol: abinit_files.valence(path) for symbol, path in files.items()}
    draft = folder / f"{stage}.running"
    output = draft.with_suffix(".abo")
    for old in folder.glob(f"{stage}*.abo*"):
        old.unlink()
    text = abinit_files.input_text(atoms, settings, stage, electrons)
    draft.write_text(f'output_file "{output.name}.draft"\n{text}', encoding="utf-8")
    with (folder / f"{stage}.log").open("w", encoding="utf-8") as log:
        ended = subprocess.run(
            [program(), draft.name], cwd=folder, stdout=log, stderr=log, check=False
        ).returncode
    told = folder / f"{output.name}.draft"
    whole = told.exists() and "Calculation completed" in told.read_text(encoding="utf-8")
    if ended or not whole:
        raise UltralowError(f"ABINIT ended early in the stage {stage}",
                            f"what it said last stands in {folder / stage}.log",
                            "mend that, and run the same command again")  # fmt: skip
    os.replace(told, output)


def program():
    """ABINIT on this machine."""
    found = shutil.which("abinit")
    if found is None:
        packages = "abinit libopenblas0-serial"
        raise UltralowError("ABINIT is not installed", "no program of that name was found",
                            f"on Debian or Ubuntu: apt-get install {packages}")  # fmt: skip
    return found


if __name__ == "__main__":
    sys.exit(main())
