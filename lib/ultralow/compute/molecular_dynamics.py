"""Molecular dynamics in a potential: whether anything breaks, and how far the atoms move.

A potential that was tuned to snapshots of the thermal motion may be anything away from these. In
20 ps a soft crystal goes wherever its temperature takes it, some dozens of periods of its softest
mode: where there is a hole in the energy, it falls in. Their mean squares have nothing to do with
samples and fits, which makes them a test of the effective force constants, as far as a small cell
holds their waves. A bath keeps the temperature, since the modes of a crystal are slow to share
their energy; at last the atoms move by Newton's law alone, and their energy tells of the time step.

Lengths are in angstrom, energies in eV.
"""

from typing import NamedTuple

import numpy as np
from ase import units

from ultralow.compute import requested, sampling, supercells, thermal_motion
from ultralow.compute.acceptance import Gate
from ultralow.compute.provenance import rounded
from ultralow.phonons.force_constants import as_phonopy

# All of these were written down before the first run. Nearer than this share of the shortest bond
# no two ions come by heat: a bond of 3 angstrom whose length has a standard deviation of 0.2 gets
# there at six of them.
NEAREST = 0.6
# Root mean square of an atom's way, over the distance of its next neighbour: crystals melt at 0.1
# to 0.15 (Lindemann), and an atom that rattles in a wide cage may have a little more.
FARTHEST = 0.2
# Of the mean place of an atom from where the effective force constants have it: a third
# of how far it moves. Farther, it is another crystal.
MEAN_PLACE_A = 0.15
# A twenty-fifth of kT, in 5 ps: a step that is too long, or forces that are no gradient, make more.
DRIFT_MEV = 1.0
BLOCKS = 4
FRAMES_APART = 5
SAMPLES = 2000


class Plan(NamedTuple):
    """What a run may be asked for.

    Attributes
    ----------
    temperature_K : float
    step_fs : float
        The fastest mode of a heavy halide has a period of 200 fs.
    settle_ps, run_ps, free_ps : float
        In contact with a bath, which is forgotten, and which counts; and without.
    friction_per_ps : float
        Of the bath.
    least_height_A : float
        Distance that opposite faces of the cell have at least.
    seed : int
    """

    temperature_K: float = 300.0
    step_fs: float = 5.0
    settle_ps: float = 5.0
    run_ps: float = 20.0
    free_ps: float = 5.0
    friction_per_ps: float = 2.0
    least_height_A: float = 8.0
    seed: int = 1


class Trajectory(NamedTuple):
    """Atoms on their way, a frame every step.

    Attributes
    ----------
    positions : numpy.ndarray, shape (n, S, 3)
        Angstrom; no atom jumps across the cell.
    energies : numpy.ndarray, shape (n,)
        Kinetic and potential energy together, eV.
    temperatures : numpy.ndarray, shape (n,)
        Of the kinetic energy, K.
    """

    positions: np.ndarray
    energies: np.ndarray
    temperatures: np.ndarray


def planned(given):
    """A plan with some of its numbers given by name; errors as of a computation's settings."""
    return requested.changed(Plan(), given, "number of the plan")


def run(atoms, calculator, plan):
    """Let atoms move from where they are, in a bath and then by themselves.

    Parameters
    ----------
    atoms : ase.Atoms
        At rest.
    calculator : ase.calculators.calculator.Calculator
    plan : Plan

    Returns
    -------
    bath, free : Trajectory
    """
    from ase.md.langevin import Langevin
    from ase.md.velocitydistribution import Stationary
    from ase.md.verlet import VelocityVerlet

    moving = atoms.copy()
    moving.calc, rng = calculator, np.random.default_rng(plan.seed)
    step, friction = plan.step_fs * units.fs, plan.friction_per_ps / (1000 * units.fs)
    kept = {"temperature_K": plan.temperature_K, "friction": friction, "rng": rng, "fixcm": False}
    Langevin(moving, step, **kept).run(_steps(plan.settle_ps, plan))
    bath = _followed(Langevin(moving, step, **kept), plan.run_ps, plan)
    Stationary(moving, preserve_temperature=False)  # the crystal as a whole rests from here
    return bath, _followed(VelocityVerlet(moving, step), plan.free_ps, plan)


def _steps(ps, plan):
    return round(1000 * ps / plan.step_fs)


def _followed(motion, ps, plan):
    frames = []
    motion.attach(lambda: frames.append(_frame(motion.atoms)))
    motion.run(_steps(ps, plan))
    return Trajectory(*(np.array(one) for one in zip(*frames, strict=True)))


def _frame(moving):
    return moving.get_positions(), moving.get_total_energy(), moving.get_temperature()


def drift(trajectory, step_fs):
    """By how much the energy of an atom rises in the whole time, by a straight line, meV."""
    times = np.arange(len(trajectory.energies)) * step_fs
    slope = np.polyfit(times, trajectory.energies, 1)[0]
    return float(1e3 * slope * times[-1] / trajectory.positions.shape[1])


def steady(trajectory, atoms):
    """Positions about the centre of mass, which drifts in a bath, shape (n, S, 3)."""
    found, weights = trajectory.positions, atoms.get_masses()
    return found - np.average(found, axis=1, weights=weights)[:, None]


def nearest(trajectory, atoms):
    """The shortest distance of two atoms in any frame, over the shortest at rest."""
    moving, shortest = atoms.copy(), []
    for frame in [atoms.get_positions(), *trajectory.positions[::FRAMES_APART]]:
        moving.set_positions(frame)
        apart = moving.get_all_distances(mic=True)
        shortest.append(apart[np.triu_indices(len(moving), 1)].min())
    return float(min(shortest[1:]) / shortest[0])


def farthest(trajectory, atoms):
    """The largest root mean square of an atom's way from its mean place, over the distance of its
    next neighbour at rest."""
    apart = atoms.get_all_distances(mic=True)
    np.fill_diagonal(apart, np.inf)
    return float(
        np.max(np.sqrt(_squares(steady(trajectory, atoms)).mean(axis=0)) / apart.min(axis=1))
    )


def away(trajectory, atoms):
    """How far the mean place of an atom is from where it rested, the largest, angstrom."""
    rest = atoms.get_positions() - atoms.get_center_of_mass()
    moved = steady(trajectory, atoms).mean(axis=0) - rest
    return float(np.linalg.norm(moved, axis=1).max())


def mean_squares(trajectory, atoms):
    """Mean square of an atom's way from its mean place, by element, and its standard error.

    The error is from parts of the run, of which slow modes fill few.

    Returns
    -------
    dict
        Element: (mean, error), square angstrom.
    """
    squares = _squares(steady(trajectory, atoms))
    parts = np.array_split(squares, BLOCKS)
    found = {}
    for element, own in _elements(atoms):
        each = [part[:, own].mean() for part in parts]
        error = np.std(each, ddof=1) / np.sqrt(BLOCKS)
        found[element] = float(squares[:, own].mean()), float(error)
    return found


def harmonic_squares(constants, plan):
    """The same of the harmonic crystal of force constants in the cell of a plan.

    Its statistics are those of quantum mechanics.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    plan : Plan

    Returns
    -------
    dict
        Element: square angstrom.
    """
    model = thermal_motion.folded(as_phonopy(constants), repeats(constants, plan))
    moved = thermal_motion.displacements(model, plan.temperature_K, SAMPLES, plan.seed)
    squares = _squares(moved).mean(axis=0)
    return {element: float(squares[own].mean()) for element, own in _elements(model.supercell)}


def _squares(moved):
    return np.sum((moved - moved.mean(axis=0)) ** 2, axis=2)


def _elements(atoms):
    symbols = np.array(list(atoms.symbols))  # of ASE or phonopy
    return [(element, np.flatnonzero(symbols == element)) for element in sorted(set(symbols))]


def cell(constants, plan):
    """The supercell of a plan at the mean positions of force constants, as :class:`ase.Atoms`."""
    crystal = {
        "lattice": constants.lattice,
        "positions": constants.positions,
        "numbers": constants.numbers,
    }
    return supercells.repeated(crystal, repeats(constants, plan))


def repeats(constants, plan):
    """How often the unit cell of force constants stands along each axis of that supercell."""
    return sampling.repeats(constants.lattice, plan.least_height_A)


def judged(bath, free, atoms, plan):
    """The gates of both parts of a run, see :class:`ultralow.compute.acceptance.Gate`."""
    limits = {
        "energy_drift_meV": (abs(drift(free, plan.step_fs)), DRIFT_MEV,
                             "the energy of an atom drifts by {:.2g} meV"),
        "nearest_over_rest": (nearest(bath, atoms), NEAREST,
                              "two atoms came to {:.2f} of the shortest distance at rest"),
        "way_over_neighbour": (farthest(bath, atoms), FARTHEST,
                               "an atom moves by {:.2f} of the distance of its neighbour"),
        "mean_place_A": (away(bath, atoms), MEAN_PLACE_A,
                         "the mean place of an atom is {:.2f} angstrom from where it rested"),
    }  # fmt: skip
    gates = []
    for name, (value, limit, words) in limits.items():
        passed = value >= limit if name == "nearest_over_rest" else value <= limit
        gates.append(Gate(name, value, limit, bool(passed), "" if passed else words.format(value)))
    return gates


UNITS = {
    "gates": "drift of the energy of an atom without the bath, meV; shares as each name says; "
    "angstrom",
    "temperature_of_run_K": "K, of the kinetic energy",
    "mean_square_A2": "square angstrom, about the mean place, by element: of the run with its "
    "standard error, and of the harmonic crystal of the effective force constants in its cell",
}


def record(bath, free, atoms, constants, plan):
    """What a run says: gates, and mean squares beside those of force constants.

    Parameters
    ----------
    bath, free : Trajectory
        From `run`.
    atoms : ase.Atoms
        At rest, from `cell`.
    constants : ultralow.phonons.force_constants.ForceConstants
        Effective ones, of the temperature of the plan.
    plan : Plan
    """
    gates = judged(bath, free, atoms, plan)
    reasons = [gate.reason for gate in gates if gate.reason]
    expected = harmonic_squares(constants, plan)
    return {
        "grade": "R",
        "accepted": not reasons,
        "refused_because": "; ".join(reasons) or None,
        "plan": plan._asdict(),
        "repeats": repeats(constants, plan).tolist(),
        "gates": {
            gate.name: {"value": rounded(gate.value, 4), "limit": gate.limit, "passed": gate.passed}
            for gate in gates
        },
        "temperature_of_run_K": rounded(float(bath.temperatures.mean()), 2),
        "mean_square_A2": {
            element: {
                "run": rounded(mean, 5),
                "error": rounded(error, 5),
                "harmonic": rounded(expected[element], 5),
            }
            for element, (mean, error) in mean_squares(bath, atoms).items()
        },
        "units": UNITS,
    }
