"""Effective force constants and mean positions of a crystal at a temperature.

    python workflow/scripts/phonons/effective.py --relaxed relaxed.json \\
        --constants force_constants.hdf5 --checkpoint 7net-0 --settings '{}' --temperature 300 \\
        --folder build/effective

Rounds of sampling and fitting until little changes, then a larger sample for both orders, and
another one where it sees a mean force. Each sample is a file, so that an interrupted run goes on.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import displaced_forces
import numpy as np
from fit import forces_cost
from ultralow.compute import effective_force_constants, potentials, sampling, supercells
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons import force_constants
from ultralow.phonons.force_constants import ForceConstants


def main(arguments=None):
    """Sample, fit, repeat, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("relaxed", "constants", "checkpoint", "settings", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--temperature", type=float, default=300.0)
    parser.add_argument("--device", default="cpu", help="cuda: a graphics processor")
    options = parser.parse_args(arguments)
    chosen = sampling.warm(sampling.settings(json.loads(options.settings)))
    relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
    start = phonon_files.read(options.constants, ForceConstants)
    parity = not relaxed["centrosymmetric"]
    calculator = potentials.load_calculator(options.checkpoint, "single", parity, options.device)
    began = time.process_time()
    forces = StoredForces(relaxed, chosen, calculator, Path(options.folder))
    constants, record = found(start, relaxed, chosen, options.temperature, forces)
    phonon_files.write(forces.folder / "force_constants.hdf5", constants)
    record |= forces_cost(options.device, forces.seconds)
    record["core_seconds"] = round(time.process_time() - began - forces.now, 1)
    atomic_write.write_json(forces.folder / "fit.json", record)
    return 0


def found(start, relaxed, chosen, temperature, forces):
    """Effective force constants and their record, with a line for each round as it comes."""
    rounds, given = [], (relaxed, chosen, temperature, forces)
    for one in effective_force_constants.rounds(force_constants.as_phonopy(start), *given):
        print(
            f"round {len(rounds)}: lowest {one.lowest_THz:.3f} THz, changed by "
            f"{one.change_THz:.3f}, mean force {1e3 * one.mean_force:.1f} meV/angstrom",
            flush=True,
        )
        rounds.append(one)
    samples = list(effective_force_constants.last_samples(rounds[-1].crystal, *given))
    record = effective_force_constants.record(samples, temperature, rounds)
    return samples[-1].constants, record


class StoredForces:
    """Forces on displaced supercells, from a file where it has them, and what they took.

    ``seconds`` are all of them, ``now`` those in this process.
    """

    def __init__(self, relaxed, chosen, calculator, folder):
        self.atoms = supercells.supercell(relaxed, chosen, "second")
        self.calculator, self.folder = calculator, folder
        self.seconds = self.now = 0.0

    def __call__(self, displaced, name):
        path = self.folder / f"{name}.npz"
        if not displaced_forces.holds(path, displaced):
            began = time.process_time()
            displaced_forces.run(self.atoms, self.calculator, displaced, path, name)
            self.now += time.process_time() - began
        with np.load(path) as stored:
            self.seconds += float(stored["seconds"])
            return stored["forces"]


if __name__ == "__main__":
    sys.exit(main())
