"""The convergence ledger of each accepted result: one setting changed at a time, what that does.

    python workflow/scripts/phonons/ledger.py --material CsPbI3 --build build/compute \\
        --settings '{}' --folder data/computed/CsPbI3

Each variant (:mod:`ultralow.compute.ledger_settings`) is a file of its own, so that an interrupted
run goes on. A ledger that runs out of minutes is stored with the variants that it has.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import displaced_forces
import fit as fitting
import numpy as np
from ase import Atoms
from ultralow.compute import convergence_ledger, potentials, relaxation, sampling, supercells
from ultralow.data import atomic_write, materials, phonon_files
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Compute, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "build", "settings", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--checkpoints", nargs="*", help="of which results; all that there are")
    parser.add_argument(
        "--potentials", nargs="*", default=[], help="name=file of those not shipped"
    )
    parser.add_argument("--minutes", type=float, default=60, help="a ledger's; no variant after")
    parser.add_argument("--device", default="cpu", help="cuda: a graphics processor")
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))
    crystal = Path(options.build) / options.material
    sources = dict(one.split("=", 1) for one in options.potentials)
    axis = materials.get(options.material).wire_axis
    for checkpoint in options.checkpoints or accepted(crystal):
        stored = StoredRun(crystal / checkpoint, options.device, sources)
        ledger = stored.ledger(chosen, axis)
        rows = computed(ledger, stored, time.monotonic() + 60 * options.minutes)
        rows += convergence_ledger.other_results(records(crystal), checkpoint)
        result = convergence_ledger.written(ledger, rows)
        atomic_write.write_json(Path(options.folder) / f"ledger_{checkpoint}.json", result)
    return 0


def records(crystal):
    """The records of all results of a crystal in its build folder."""
    return [_json(path) for path in sorted(crystal.glob("*/phonons.json"))]


def accepted(crystal):
    """The results of a crystal that no gate refused."""
    return [record["checkpoint"] for record in records(crystal) if record["accepted"]]


def computed(ledger, stored, deadline):
    """A row for each variant, as far as the time goes."""
    rows = []
    for variant in ledger.order:
        path = stored.folder / "ledger" / f"{variant.stem}.json"
        if variant.settings and not path.exists():
            if time.monotonic() > deadline:
                continue
            print(f"{variant.changed}: {variant.stem}", flush=True)
            began = time.process_time()
            row = ledger.row(variant)
            row["core_seconds"] = round(time.process_time() - began, 1)
            if row["new_force_calculations"] and stored.device != "cpu":
                row["device"] = stored.device
            atomic_write.write_json(path, row)
        found = _json(path) if variant.settings else convergence_ledger.as_row(ledger.record)
        rows.append(convergence_ledger.named(variant, found))
    return rows


class StoredRun:
    """A finished computation in its build folder, and the forces that its ledger adds."""

    def __init__(self, folder, device="cpu", sources=None):
        self.folder, self.device = folder, device
        self.checkpoint = potentials.of_result(folder.name)
        self.source = (sources or {}).get(self.checkpoint, self.checkpoint)
        self.relaxed = _json(folder.with_name(self.checkpoint) / "relaxed.json")

    def ledger(self, chosen, axis=None):
        """The ledger that belongs to the result, along a wire."""
        warm = self.folder.name != self.checkpoint
        chosen = sampling.warm(chosen) if warm else chosen
        kind = convergence_ledger.EffectiveLedger if warm else convergence_ledger.ConvergenceLedger
        return kind(self.production(chosen), self.sample, self.forces, self.cell, axis)

    def production(self, chosen):
        """What was computed, with the settings that did it."""
        constants = phonon_files.read(self.folder / "force_constants.hdf5", ForceConstants)
        record = _json(self.folder / "phonons.json")
        return convergence_ledger.Production(self.relaxed, chosen, constants, record)

    def cell(self):
        """The crystal at rest in a cell without stress, from a file where there is one."""
        path = self.folder.with_name(self.checkpoint) / "without_stress.json"
        if not path.exists():
            unit = supercells.unit_cell(self.relaxed)
            atoms = Atoms(unit.numbers, positions=unit.positions, cell=unit.cell, pbc=True)
            calculator = self.calculator(exact=True)
            inside = relaxation.relax_cell(atoms, calculator).atoms
            inside.calc = None
            atomic_write.write_json(path, relaxation.at_rest(inside, calculator))
        return _json(path)

    def sample(self, name):
        """Displacements and forces: all shares of a part, or a sample that is one file."""
        whole, shares = self.folder / f"{name}.npz", f"forces_{name}_[0-9]*.npz"
        shares = [whole] if whole.exists() else sorted(self.folder.glob(shares))
        return fitting.joined([path for path in shares if ".part" not in path.name])[:2]

    def forces(self, name, part, atoms, displaced, exact):
        """Displacements and forces, from a file where it has them."""
        path = self.folder / "ledger" / f"{name}{'_exact' if exact else ''}.npz"
        if not displaced_forces.holds(path, displaced):
            path.parent.mkdir(exist_ok=True)
            displaced_forces.run(atoms, self.calculator(exact), displaced, path, part)
        with np.load(path) as stored:
            return stored["displacements"], stored["forces"]

    def calculator(self, exact):
        """The potential as production uses it, or at its most exact."""
        parity = exact or not self.relaxed["centrosymmetric"]
        precision = "double" if exact else "single"
        return potentials.load_calculator(self.source, precision, parity, self.device)


def _json(path):
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
