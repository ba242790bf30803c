"""Forces on randomly displaced supercells, a share of them, saved as they come.

    python workflow/scripts/phonons/displaced_forces.py --relaxed relaxed.json \\
        --checkpoint 7net-0 --part third --share 0/2 --settings '{}' --output forces_third_0.npz

An interrupted run goes on where it was. Single precision, and in a centrosymmetric crystal the
potential as it was trained, without the mean over inversion: what breaks the symmetry is odd under
it, so that a fit under the space group averages it out like noise, at a quarter of the time. The
forces on the undisplaced supercell are subtracted.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from ultralow.compute import potentials, sampling, supercells
from ultralow.data import atomic_write
from ultralow.errors import UltralowError

SAVE_EVERY_S = 10.0
# Below what moves a force by its rounding: a fit made anew is the same but for its last bits.
SAME_A = 1e-6


def main(arguments=None):
    """Displace, compute, save; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("relaxed", "checkpoint", "part", "share", "settings", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--device", default="cpu", help="cuda: a graphics processor")
    options = parser.parse_args(arguments)
    try:
        relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
        chosen = sampling.settings(json.loads(options.settings))
        chosen = supercells.well_determined(relaxed, chosen)
        atoms = supercells.supercell(relaxed, chosen, options.part)
        parity = not relaxed["centrosymmetric"]
        calculator = potentials.load_calculator(
            options.checkpoint, "single", parity, options.device
        )
        first, step = map(int, options.share.split("/"))
        displaced = sampling.part(chosen, options.part, len(atoms))[first::step]
        run(atoms, calculator, displaced, Path(options.output), options.part)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def run(atoms, calculator, displaced, output, part):
    """Compute what is not yet computed."""
    partial = output.with_suffix(".part.npz")
    done, before = resume(partial, displaced)
    begun = len(done)
    forces = supercells.displaced_forces(atoms, calculator, displaced[begun:])
    core, started = time.process_time() - before, time.monotonic()
    saved = started
    for index, found in enumerate(forces, begun):
        done.append(found)
        now = time.monotonic()
        if now - saved > SAVE_EVERY_S:
            save(partial, displaced, done, time.process_time() - core)
            saved = now
            left = (now - started) / (index + 1 - begun) * (len(displaced) - index - 1)
            print(f"{part}: {index + 1} of {len(displaced)}, {left:.0f} s left", flush=True)
    save(partial, displaced, done, time.process_time() - core)
    os.replace(partial, output)


def resume(partial, displaced):
    """Forces saved by an interrupted run of the same displacements, and its seconds."""
    if not holds(partial, displaced):
        return [], 0.0
    with np.load(partial) as stored:
        return list(stored["forces"]), float(stored["seconds"])


def holds(path, displaced):
    """Whether there is a file of forces, and on these displacements."""
    if not path.exists():
        return False
    with np.load(path) as stored:
        found = stored["displacements"]
    return found.shape == np.shape(displaced) and np.allclose(found, displaced, rtol=0, atol=SAME_A)


def save(path, displaced, done, seconds):
    """Write what there is, whole or not at all, and the seconds of the core that it took."""
    arrays = {"displacements": displaced, "forces": np.array(done), "seconds": seconds}
    atomic_write.replace_atomically(path, lambda draft: np.savez(draft, **arrays))


if __name__ == "__main__":
    sys.exit(main())
