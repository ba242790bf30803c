"""One stage of a crystal's answer to an electric field, with Quantum ESPRESSO.

    python workflow/scripts/electric_field/response.py --stage ground --settings '{}' \\
        --structure data/structures/CsPbBr3.cif --folder build/electric_field/CsPbBr3

The stages are ground and field (ultralow.compute.espresso_files), in this order and in one folder;
each leaves an output <stage>.out there, which is whole or not there. Where an extended XYZ takes
the place of the CIF, the forces on one of its snapshots are computed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ase.io import read
from ultralow.compute import espresso_files, pseudopotential_files, requested
from ultralow.data import crystal_file
from ultralow.errors import UltralowError


def main(arguments=None):
    """Run one stage; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        atoms = crystal(options.structure, options.snapshot)
        changes = json.loads(options.settings)
        settings = requested.changed(espresso_files.Settings(), changes, "setting of the electrons")
        command = program(espresso_files.STAGES[options.stage])
        options.folder.mkdir(parents=True, exist_ok=True)
        text = prepared(atoms, settings, options.stage, options.folder)
        run(command, text, options.stage, options.folder)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    top.add_argument("--stage", required=True, choices=tuple(espresso_files.STAGES))
    for name in ("structure", "folder"):
        top.add_argument(f"--{name}", required=True, type=Path)
    top.add_argument("--settings", required=True)
    top.add_argument("--snapshot", type=int, default=0, help="of an extended XYZ, from 0 on")
    return top


def crystal(path, snapshot):
    """The atoms of a CIF, or of one snapshot of an extended XYZ."""
    if path.suffix.lower() == ".cif":
        return crystal_file.read(path).atoms
    return read(path, index=snapshot, format="extxyz")


def program(name):
    """A program of Quantum ESPRESSO on this machine."""
    found = shutil.which(name)
    if found is None:
        packages = "quantum-espresso libopenblas0-serial"
        raise UltralowError(f"{name} of Quantum ESPRESSO is not installed",
                            "no program of that name was found",
                            f"on Debian or Ubuntu: apt-get install {packages}")  # fmt: skip
    return found


def prepared(atoms, settings, stage, folder):
    """The input of a stage; the pseudopotentials of the first one are written beside it."""
    half_done = folder / espresso_files.HALF_DONE
    if stage == "field":
        return espresso_files.field_text(settings, again=half_done.exists())
    shutil.rmtree(half_done, ignore_errors=True)  # of another ground state
    electrons = {}
    for symbol, path in pseudopotential_files.installed(atoms.symbols).items():
        potential = pseudopotential_files.read(path)
        text = pseudopotential_files.text(potential, symbol)
        (folder / f"{symbol}.upf").write_text(text, encoding="utf-8")
        electrons[symbol] = potential.electrons
    return espresso_files.ground_text(atoms, settings, electrons)


def run(command, text, stage, folder):
    """Let a program work in a folder, and keep its output once that is whole."""
    (folder / f"{stage}.in").write_text(text, encoding="utf-8")
    draft, output = folder / f"{stage}.running", folder / f"{stage}.out"
    output.unlink(missing_ok=True)
    with draft.open("w", encoding="utf-8") as log:
        ended = subprocess.run(
            [command, "-in", f"{stage}.in"], cwd=folder, stdout=log, stderr=log, check=False
        ).returncode
    if ended or not espresso_files.whole(draft.read_text(encoding="utf-8", errors="replace")):
        raise UltralowError(f"Quantum ESPRESSO ended early in the stage {stage}",
                            f"what it said last stands in {draft}",
                            "mend that, and run the same command again")  # fmt: skip
    shutil.rmtree(folder / espresso_files.HALF_DONE, ignore_errors=True)
    os.replace(draft, output)


if __name__ == "__main__":
    sys.exit(main())
