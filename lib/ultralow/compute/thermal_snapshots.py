"""Small cells of a crystal in thermal motion, as many as a first-principles program can afford.

Forces from first principles on a cell of twenty atoms take a minute where those of the supercell of
a conductivity take hours. Of the vibrations, a cell holds those that fit into it: the unit cell the
ones at the zone centre, a doubled one also those at one face of the zone. Lengths are in angstrom.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from ultralow.compute import requested, sampling, thermal_motion
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import as_phonopy, unit_cell

# An electron sees its own image no nearer than this, by repeated cells or by points of the zone.
REACH_A = 15.0


class Plan(NamedTuple):
    """Which snapshots are drawn of a crystal.

    Attributes
    ----------
    temperature : float
        K.
    pairs : int
        Of opposite displacements in the unit cell.
    pairs_doubled : int
        In each of the three cells that are doubled along one axis; a snapshot of those takes four
        times as long.
    seed : int
    """

    temperature: float = 300.0
    pairs: int = 8
    pairs_doubled: int = 0
    seed: int = 1


def planned(changes=None):
    """The plan, with some of it changed.

    Parameters
    ----------
    changes : dict, optional
        Field of :class:`Plan` to value.

    Raises
    ------
    UltralowError
        For a field that there is not, or a value that is no number or no count of pairs.
    """
    usual = requested.changed(Plan(), changes, "part of a plan of snapshots")
    if usual.pairs < 2:
        raise UltralowError(f"no plan of snapshots: {usual}", mend="give two pairs or more")
    return usual


class Snapshot(NamedTuple):
    """One cell with displaced atoms.

    Attributes
    ----------
    atoms : ase.Atoms
    repeats : tuple of int
        Of the unit cell, along its three axes.
    ensemble : str
        Whose effective force constants it was drawn from.
    pair, sign : int
        Those of one pair have opposite displacements from the same mean positions; sign 0 is the
        unit cell with all atoms there.
    """

    atoms: object
    repeats: tuple
    ensemble: str
    pair: int
    sign: int


def snapshots(ensembles, plan):
    """Snapshots of a crystal: pairs, from one ensemble after the other, and last the still ones.

    Parameters
    ----------
    ensembles : dict
        Name to :class:`ultralow.phonons.force_constants.ForceConstants`, effective ones with
        their mean positions. More than one, so that no potential is asked at its own atoms alone.
    plan : Plan

    Returns
    -------
    list of Snapshot
    """
    doubled = [tuple(row) for row in (np.eye(3, dtype=int) + 1).tolist()]
    wanted = [(1, 1, 1)] * plan.pairs + doubled * plan.pairs_doubled
    names = list(ensembles)
    drawn = [
        one
        for pair, repeats in enumerate(wanted)
        for one in _pair(ensembles, names[pair % len(names)], repeats, pair, plan)
    ]
    still = [
        Snapshot(_still(ensembles[name]), (1, 1, 1), name, len(wanted) + count, 0)
        for count, name in enumerate(names)
    ]
    return drawn + still


def _still(constants):
    cell = unit_cell(constants)
    return _atoms(cell, np.zeros_like(cell.positions))


def _pair(ensembles, name, repeats, pair, plan):
    # Of a temperature's pair the random numbers hang on the pair and on nothing else.
    seed = plan.seed * 1000 + pair
    both = displaced(ensembles[name], repeats, plan.temperature, seed, (1, -1))
    return [
        Snapshot(atoms, tuple(repeats), name, pair, sign)
        for atoms, sign in zip(both, (1, -1), strict=True)
    ]


def displaced(constants, repeats, temperature, seed, factors):
    """Cells with one displacement of the thermal motion, each with another factor before it.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    repeats : sequence of int
        Of the unit cell, along its three axes.
    temperature : float
        K.
    seed : int
    factors : sequence of float

    Returns
    -------
    list of ase.Atoms
    """
    model = thermal_motion.folded(as_phonopy(constants), repeats)
    shift = thermal_motion.displacements(model, temperature, 2, seed)[0]
    return [_atoms(model.supercell, factor * shift) for factor in factors]


def _atoms(cell, shift):
    from ase import Atoms

    return Atoms(cell.numbers, positions=cell.positions + shift, cell=cell.cell, pbc=True)


def points(lattice, reach=REACH_A):
    """Points of the zone that stand for all of it, reduced coordinates.

    Along an axis of height h there are n = ceil(reach / h), at (i + 1/2) / n: a cell that is
    doubled, where n is even, has half as many and the same electrons.

    Parameters
    ----------
    lattice : array_like, shape (3, 3)
        Rows are the axes, angstrom.
    reach : float
        Angstrom.

    Returns
    -------
    numpy.ndarray, shape (m, 3)
        Each from -1/2 up to 1/2, with its opposite.
    """
    divisions = sampling.repeats(lattice, reach)
    axes = [((np.arange(n) + 0.5) / n + 0.5) % 1 - 0.5 for n in divisions]
    return np.array(list(product(*axes)))
