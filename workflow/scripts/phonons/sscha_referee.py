"""Frequencies and mean positions by another program: python-sscha with the same potential.

    python workflow/scripts/phonons/sscha_referee.py --material CsPbI3 --relaxed relaxed.json \\
        --checkpoint data/potentials/7net-l3i5-tuned.hdf5 --temperature 300 --unit-cell \\
        --constants data/computed/CsPbI3/force_constants_7net-l3i5-tuned-300K.hdf5 \\
        --folder build/sscha --output data/computed/CsPbI3/sscha_7net-l3i5-tuned-300K.json

The stochastic self-consistent harmonic approximation minimises the free energy; the rounds of
:mod:`ultralow.compute.effective_force_constants` look for the same crystal as a fixed point. The
minimisation starts from that point, with samples, gradients and symmetry of its own: where it is no
minimum, it is left. (From the crystal at rest, whose modes are softer by far, the program's steps
shrank to nothing within three populations of 200.)

With ``--unit-cell`` both programs find the crystal in its unit cell alone, ours from the given
constants on and with larger samples at last: all modes at the zone centre, at a tenth of the cost.
It asks whether the two ways end at one crystal, and not what a larger supercell does to it.

python-sscha and cellconstructor have to be built (CONTRIBUTING.md tells how); no reader needs them.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import effective
import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ultralow.compute import (
    effective_force_constants,
    potentials,
    provenance,
    sampling,
    supercells,
    thermal_motion,
)
from ultralow.compute.relaxation import largest
from ultralow.data import atomic_write, phonon_files
from ultralow.phonons.force_constants import ForceConstants, as_phonopy

CONFIGURATIONS, LAST = 200, 400  # of each population, and of the last
MOST_POPULATIONS = 8
# In the unit cell, of which a snapshot tells an eighth of what one of the usual supercell does:
# populations, and our own samples after the rounds, each of the crystal that the one before found.
IN_UNIT_CELL = (1200, 2400)
POLISHED, SNAPSHOTS_POLISHED = 3, 1200
# Both programs sample. Ours stops where a round changes frequencies by less than 0.02 THz (root
# mean square), and the other's last population has about the chance of our rounds, 0.02 THz: in
# squares 0.03. Mean positions: 2 meV/angstrom against 0.2 eV/angstrom^2, from either side.
AGREE_THZ, AGREE_A = 0.03, 0.02


def main(arguments=None):
    """Minimise, compare, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "relaxed", "checkpoint", "constants", "folder", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--temperature", type=float, default=300.0)
    parser.add_argument("--unit-cell", action="store_true", help="both programs, in it alone")
    options = parser.parse_args(arguments)
    relaxed = json.loads(Path(options.relaxed).read_text(encoding="utf-8"))
    chosen = sampling.warm(sampling.PRODUCTION)
    if options.unit_cell:
        chosen = chosen._replace(least_height_second=1.0)
    repeats = supercells.repeats(relaxed, chosen, "second")
    calculator = potentials.load_calculator(
        options.checkpoint, "single", parity=not relaxed["centrosymmetric"]
    )
    ours = phonon_files.read(options.constants, ForceConstants)
    began, output = time.process_time(), Path(options.output).resolve()
    rests_on = [provenance.fingerprint(options.constants)]
    os.makedirs(options.folder, exist_ok=True)
    if options.unit_cell:
        forces = effective.StoredForces(relaxed, chosen, calculator, Path(options.folder))
        ours, left = fixed_point(ours, relaxed, chosen, options.temperature, forces)
        print(f"ours: mean force known to {1e3 * left:.1f} meV/angstrom", flush=True)
    os.chdir(options.folder)  # the program leaves its files where it stands
    start = started(relaxed, repeats, ours)
    found = {"material": options.material, "grade": "R", "start": compared(told(start), ours)}
    if options.unit_cell:
        found["our_mean_force_error_eV_A"] = round(left, 5)
    sizes = IN_UNIT_CELL if options.unit_cell else (CONFIGURATIONS, LAST)
    found |= minimised(start, options.temperature, calculator, sizes)
    found["core_seconds"] = round(time.process_time() - began, 1)
    found["checkpoint"] = potentials.checkpoint_name(options.checkpoint)
    found["supercell"] = [int(one) for one in repeats]
    found |= {"against_effective_constants": compared(found, ours), "units": UNITS}
    packages = ("python-sscha", "CellConstructor", "sevenn", "torch", "numpy")
    found |= {"rests_on": rests_on, "provenance": provenance.provenance(packages)}
    atomic_write.write_json(output, found)
    return 0


UNITS = {
    "wavevectors": "reduced",
    "positions": "reduced",
    "against_effective_constants": "frequencies at these wavevectors, in THz; mean positions, a "
    "common drift taken out, in angstrom; agree: root mean square and position within the limits",
}


def fixed_point(start, relaxed, chosen, temperature, forces):
    """The crystal that rounds of sampling and fitting end at, as the settings' supercell has it.

    Parameters
    ----------
    start : ultralow.phonons.force_constants.ForceConstants
        To begin with, of whatever supercell.
    relaxed, chosen, temperature, forces
        As :func:`ultralow.compute.effective_force_constants.rounds` takes them.

    Returns
    -------
    ultralow.phonons.force_constants.ForceConstants
        Without a third order.
    float
        Standard error of the mean force of the last sample, eV/angstrom.
    """
    given = relaxed, chosen, temperature, forces
    *_, last = effective_force_constants.rounds(as_phonopy(start), *given)
    model, shift = last.crystal
    for index in range(POLISHED):
        crystal, seed = thermal_motion.Crystal(model, shift), chosen.seed + 100 + index
        sample = thermal_motion.sampled(
            crystal, temperature, SNAPSHOTS_POLISHED, seed, forces, f"polished_{index}"
        )
        model = effective_force_constants.fitted(relaxed, chosen, [sample])
        force, error = thermal_motion.mean_force(model, sample)
        shift = shift + thermal_motion.to_rest(model, force)
    moved, atoms = thermal_motion.moved(relaxed, model, shift), len(model.primitive)
    none = np.zeros((atoms, *[len(model.supercell)] * 2, 3, 3, 3))
    made = effective_force_constants.effective(moved, chosen, model.force_constants, none)
    return made, error


def compared(found, constants):
    """What is found against force constants of the same crystal, mode by mode.

    Parameters
    ----------
    found : dict
        As from `minimised`.
    constants : ultralow.phonons.force_constants.ForceConstants

    Returns
    -------
    dict
        Root mean square and largest difference of frequencies in THz, the largest of a mean
        position in angstrom, the limits of both, and whether they are kept.
    """
    model = as_phonopy(constants)
    model.run_qpoints(found["wavevectors"])
    ours = np.sort(model.qpoints.frequencies, axis=1)
    apart = np.array(found["frequencies_THz"]) - ours
    away = np.array(found["positions"]) - constants.positions
    away = (away - np.rint(away)) @ constants.lattice
    shift, rms = largest(away - away.mean(axis=0)), float(np.sqrt(np.mean(apart**2)))
    return {
        "rms_THz": round(rms, 4),
        "largest_THz": round(float(np.abs(apart).max()), 4),
        "ours_THz": np.round(ours, 5).tolist(),
        "largest_shift_A": round(shift, 5),
        "limits": {"rms_THz": AGREE_THZ, "largest_shift_A": AGREE_A},
        "agree": rms < AGREE_THZ and shift < AGREE_A,
    }


class Springs(Calculator):
    """The harmonic crystal of given force constants, for a program that asks for forces."""

    implemented_properties = ("energy", "forces")

    def __init__(self, constants):
        from phonopy.harmonic.force_constants import compact_fc_to_full_fc

        super().__init__()
        model = as_phonopy(constants)
        self.springs = compact_fc_to_full_fc(model.primitive, model.force_constants)
        self.places = model.supercell.scaled_positions

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        """Forces on atoms that are near their places, in whatever order they come."""
        super().calculate(atoms, properties, system_changes)
        away = atoms.get_scaled_positions(wrap=False)[:, None] - self.places
        away = (away - np.rint(away)) @ atoms.cell[:]
        order = np.linalg.norm(away, axis=2).argmin(axis=1)
        moved = away[np.arange(len(order)), order]
        springs = self.springs[np.ix_(order, order)]
        forces = -np.einsum("ijab,jb->ia", springs, moved, optimize=True)
        self.results = {"forces": forces, "energy": -0.5 * float(np.sum(forces * moved))}


def started(relaxed, repeats, constants):
    """The crystal of given force constants in the program's terms."""
    import cellconstructor.Phonons

    there = relaxed | {"positions": constants.positions.tolist()}
    dyn = cellconstructor.Phonons.compute_phonons_finite_displacements(
        structure(there), Springs(constants), epsilon=0.02, supercell=tuple(map(int, repeats))
    )
    dyn.Symmetrize()
    return dyn


def minimised(dyn, temperature, calculator, sizes=(CONFIGURATIONS, LAST)):
    """Free energy's minimum of a crystal.

    Parameters
    ----------
    dyn : cellconstructor.Phonons.Phonons
        To begin with.
    temperature : float
        K.
    calculator : ase.calculators.calculator.Calculator
    sizes : tuple of int
        Configurations of a population, and of the last one.

    Returns
    -------
    dict
        Wavevectors in reduced coordinates with frequencies in THz, ascending, of each; reduced
        mean positions; whether the program says that it converged.
    """
    import sscha.Relax

    np.random.seed(1)  # the program draws from NumPy's common generator
    for count, most in ((sizes[0], MOST_POPULATIONS), (sizes[1], 2)):
        relax = sscha.Relax.SSCHA(
            minimizer(dyn, temperature, count), calculator, N_configs=count, max_pop=most
        )
        relax.save_ensemble = False
        converged = relax.relax(get_stress=False)
        dyn = relax.minim.dyn
    return {"temperature_K": temperature, "converged": bool(converged), **told(dyn)}


def structure(relaxed):
    """The crystal as cellconstructor takes it."""
    from ase import Atoms
    from cellconstructor.Structure import Structure

    atoms = Atoms(
        relaxed["numbers"],
        cell=relaxed["lattice"],
        scaled_positions=relaxed["positions"],
        pbc=True,
    )
    found = Structure()
    found.generate_from_ase_atoms(atoms)
    return found


def minimizer(dyn, temperature, count):
    """The program's minimiser as it recommends it, for forces of one population."""
    import sscha.Ensemble
    import sscha.SchaMinimizer

    ensemble = sscha.Ensemble.Ensemble(dyn, temperature, dyn.GetSupercell())
    ensemble.generate(count)
    found = sscha.SchaMinimizer.SSCHA_Minimizer(ensemble)
    found.set_minimization_step(0.05)
    found.kong_liu_ratio = 0.5
    found.meaningful_factor = 0.1
    return found


def told(dyn):
    """Frequencies and mean positions of a dynamical matrix of the program, in common units."""
    rydberg_THz = 3289.8419602508  # Rydberg's frequency
    axes = dyn.structure.unit_cell
    points = np.array(dyn.q_tot) @ axes.T  # the program's are in 1/angstrom, without 2 pi
    frequencies = [np.sort(dyn.DyagDinQ(index)[0]) * rydberg_THz for index in range(len(points))]
    return {
        "wavevectors": np.round(points, 6).tolist(),
        "frequencies_THz": np.round(frequencies, 5).tolist(),
        "positions": np.round(dyn.structure.coords @ np.linalg.inv(axes), 6).tolist(),
    }


if __name__ == "__main__":
    sys.exit(main())
