"""Solid argon with Lennard-Jones forces: its force constants are known in closed form."""

import displaced_forces
import fit as fitting
from ase import Atoms
from ase.calculators.lj import LennardJones
from ultralow.compute import (
    force_constant_fit,
    phonon_record,
    sampling,
    supercells,
    three_phonon,
)

EPSILON, SIGMA, SIDE = 0.01042, 3.4, 5.25  # eV, angstrom, angstrom: argon at rest
REACH = 5.0  # between the second and the third shell: everything fits into a small supercell


class Pairs:
    """Lennard-Jones cut off smoothly, with what a calculator here must have."""

    def __init__(self):
        self.lj = LennardJones(epsilon=EPSILON, sigma=SIGMA, rc=REACH, ro=4.4, smooth=True)

    def get_forces(self, atoms):
        return self.lj.get_forces(atoms)


def crystal(repeat=(1, 1, 1)):
    """Face-centred cubic argon as a relaxed crystal."""
    places = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    atoms = Atoms("Ar4", scaled_positions=places, cell=[SIDE] * 3, pbc=True).repeat(repeat)
    return {
        "lattice": atoms.cell[:].tolist(),
        "positions": atoms.get_scaled_positions().tolist(),
        "numbers": atoms.numbers.tolist(),
        "centrosymmetric": True,
    }


SMALL = sampling.settings(
    {
        "least_height_second": 10.0,
        "least_height_third": 10.0,
        "cutoff": 4.0,
        "snapshots_second": 4,
        "snapshots_third": 20,
        "snapshots_held_out": 2,
        "snapshots_held_out_second": 2,
        "mesh_length": 27.0,
        "temperatures": [20.0, 40.0],
    }
)


def sampled(relaxed, chosen, folder, part):
    """Displacements and forces of a part of the sample, through the script of the workflow."""
    atoms = supercells.supercell(relaxed, chosen, part)
    displaced = sampling.part(supercells.well_determined(relaxed, chosen), part, len(atoms))
    path = folder / f"{part}.npz"
    displaced_forces.run(atoms, Pairs(), displaced, path, part)
    return fitting.joined([path])


def computed(relaxed, chosen, folder):
    """Force constants, and what their fit misses."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {part: sampled(relaxed, chosen, folder, part) for part in sampling.PARTS}
    second, third, *held_out = (parts[name][:2] for name in sampling.PARTS)
    constants, joint = force_constant_fit.fit_sample(relaxed, chosen, second, third)
    return constants, force_constant_fit.judged(constants, joint, *held_out)


def conducted(constants, chosen):
    """Modes and conductivity on the mesh of the settings."""
    mesh = phonon_record.mesh(constants, chosen.mesh_length)
    return three_phonon.conductivity(constants, mesh, chosen.temperatures)
