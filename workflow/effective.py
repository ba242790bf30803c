"""Effective force constants at a temperature, for a crystal that is unstable at rest.

    python workflow/effective.py --relaxed relaxed.json --constants force_constants.hdf5 \\
        --checkpoint 7net-0 --settings '{}' --temperature 300 --folder build/effective

Second order by rounds of sampling and fitting in the large supercell, third order from the forces
of the last crystal in the small one. Each round is a file, so that an interrupted run goes on.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import displaced_forces
import numpy as np
from ultralow.compute import effective_force_constants, force_constant_fit, sampling, supercells
from ultralow.compute import potentials as forces
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons import force_constants
from ultralow.phonons.force_constants import ForceConstants

# Rounds of as many snapshots; the last, with more, is the result.
ROUNDS = (40, 40, 40, 40, 120)
# Of the third order: thermal motion is no small displacement, and what the fit leaves out is noise
# to it, so that it takes more than at rest.
THIRD = {"snapshots_third": 200, "snapshots_held_out": 10}


def main(arguments=None):
    """Sample, fit, repeat, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("relaxed", "constants", "checkpoint", "settings", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--temperature", type=float, default=300.0)
    options = parser.parse_args(arguments)
    chosen = sampling.settings(json.loads(options.settings))._replace(**THIRD)
    relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
    start = phonon_files.read(options.constants, ForceConstants)
    calculator = forces.load_calculator(
        options.checkpoint, "single", parity=not relaxed["centrosymmetric"]
    )
    began = time.process_time()
    run = Run(relaxed, chosen, calculator, options.temperature, Path(options.folder))
    model, changes = run.second(force_constants.as_phonopy(start))
    joint, cubic, missed = run.third(model)
    constants = start._replace(second=model.force_constants, third=cubic.astype(np.float32))
    phonon_files.write(run.folder / "force_constants.hdf5", constants)
    record = {
        "temperature_K": options.temperature,
        "snapshots_second": list(ROUNDS),
        **THIRD,
        "rms_changes_THz": changes,
        "lowest_THz": [float(effective_force_constants.frequencies(model).min())],
        "held_out_residual": missed[0],
        "held_out_anharmonic_residual": missed[1],
        "acoustic_sum_rule": max(
            force_constant_fit.sum_rule_error(constants.second),
            force_constant_fit.sum_rule_error(joint),
        ),
        "atoms_second": int(constants.second.shape[1]),
        "atoms_third": int(constants.third.shape[1]),
        "force_calculations": sum(ROUNDS) + chosen.snapshots_third + chosen.snapshots_held_out,
        "finite_displacements": force_constant_fit.finite_displacements(
            run.cell, np.diag(start.supercell_third), start.primitive_matrix
        ),
        "forces_core_seconds": round(run.forces_seconds, 1),
        "core_seconds": round(time.process_time() - began - run.forces_now, 1),
    }
    atomic_write.write_json(run.folder / "fit.json", record)
    return 0


class Run:
    """The stages, each of which reads what it finds and computes the rest."""

    def __init__(self, relaxed, chosen, calculator, temperature, folder):
        self.relaxed, self.chosen, self.calculator = relaxed, chosen, calculator
        self.temperature, self.folder = temperature, folder
        # All seconds that the forces took, and those of them in this process.
        self.forces_seconds = self.forces_now = 0.0
        self.cell = supercells.unit_cell(relaxed)
        self.primitive = supercells.primitive_matrix(relaxed)

    def forces(self, part, displaced, name):
        """Forces on displaced supercells, from a file where it has them."""
        path = self.folder / f"{name}.npz"
        if not path.exists():
            atoms = supercells.supercell(self.relaxed, self.chosen, part)
            began = time.process_time()
            displaced_forces.run(atoms, self.calculator, displaced, path, name)
            self.forces_now += time.process_time() - began
        with np.load(path) as stored:
            self.forces_seconds += float(stored["seconds"])
            return stored["displacements"], stored["forces"]

    def second(self, model):
        """Rounds of sampling and fitting; the last crystal, and what each round changed."""
        repeats = supercells.repeats(self.relaxed, self.chosen, "second")
        before, changes = effective_force_constants.frequencies(model), []
        for index, count in enumerate(ROUNDS):
            half = effective_force_constants.displacements(
                model, self.temperature, count // 2, self.chosen.seed + index
            )
            # Pairs of opposite sign: what is even in the displacement drops out of the fit.
            displaced = np.stack([half, -half], axis=1).reshape(count, *half.shape[1:])
            sample = self.forces("second", displaced, f"round_{index}")
            model = effective_force_constants.fitted(self.cell, repeats, self.primitive, *sample)
            found = effective_force_constants.frequencies(model)
            changes.append(float(np.sqrt(np.mean((found - before) ** 2))))
            print(f"round {index}: lowest {found.min():.3f} THz, changed by {changes[-1]:.3f}")
            before = found
        return model, changes

    def third(self, model):
        """Both orders fitted in the small supercell to the motion of the crystal found."""
        repeats = supercells.repeats(self.relaxed, self.chosen, "third")
        small = effective_force_constants.folded(model, repeats)
        held_out = self.chosen.snapshots_held_out
        displaced = effective_force_constants.displacements(
            small,
            self.temperature,
            self.chosen.snapshots_third + held_out,
            self.chosen.seed + len(ROUNDS),
        )
        displaced, found = self.forces("third", displaced, "third")
        joint, cubic = force_constant_fit.fit_third(
            self.cell,
            repeats,
            self.primitive,
            displaced[held_out:],
            found[held_out:],
            self.chosen.cutoff,
        )
        seen = found[:held_out][:, small.primitive.p2s_map]
        full = force_constant_fit.predicted_forces(joint, cubic, displaced[:held_out])
        harmonic = force_constant_fit.predicted_forces(joint, 0 * cubic, displaced[:held_out])
        error, anharmonic = (np.sqrt(np.mean((seen - one) ** 2)) for one in (full, harmonic))
        residual = force_constant_fit.relative_residual(seen, full)
        return joint, cubic, (residual, float(error / anharmonic))


if __name__ == "__main__":
    sys.exit(main())
