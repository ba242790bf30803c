"""Snapshots that a potential is tuned on: single ones, at several sizes of the thermal motion.

They are drawn as those that judge it (:mod:`ultralow.compute.thermal_snapshots`), with other random
numbers, so that no potential is asked for what it has seen.
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute import requested, thermal_snapshots
from ultralow.errors import UltralowError

# Between the numbers of these seeds and those of the snapshots that judge.
_APART = 1_000_000
# Frames of the unit cell are counted from 0 and those of the doubled cells from here.
_DOUBLED = 1000


class Plan(NamedTuple):
    """Which snapshots of a crystal a potential is tuned on.

    Attributes
    ----------
    temperature : float
        K, of the effective force constants.
    frames : int
        Of the unit cell.
    frames_doubled : int
        Of each of the three cells that are doubled along one axis.
    factors : tuple of float
        Before the displacements, in turn: large motion alone teaches little of the springs about
        the mean positions.
    seed : int
    """

    temperature: float = 300.0
    frames: int = 12
    frames_doubled: int = 0
    factors: tuple = (1.0, 0.5)
    seed: int = 1


def planned(changes=None):
    """The plan, with some of it changed; see :func:`ultralow.compute.thermal_snapshots.planned`."""
    found = requested.changed(Plan(), changes, "part of a plan of snapshots")
    if found.frames < 2 or max(found.factors) > 2:
        raise UltralowError(
            f"no plan of snapshots: {found}", mend="give two frames or more, and factors up to 2"
        )
    return found


class Frame(NamedTuple):
    """One cell with displaced atoms.

    Attributes
    ----------
    atoms : ase.Atoms
    repeats : tuple of int
        Of the unit cell, along its three axes.
    ensemble : str
        Whose effective force constants it was drawn from.
    factor : float
        Before the displacements.
    """

    atoms: object
    repeats: tuple
    ensemble: str
    factor: float


def frames(ensembles, plan):
    """Frames of a crystal, from one ensemble after the other, each with every factor in turn.

    Parameters
    ----------
    ensembles : dict
        Name to :class:`ultralow.phonons.force_constants.ForceConstants`, effective ones with
        their mean positions.
    plan : Plan

    Returns
    -------
    list of Frame
        More frames begin with the fewer; those of the doubled cells come last.
    """
    single = [(count, (1, 1, 1)) for count in range(plan.frames)]
    axes = [tuple(row) for row in (np.eye(3, dtype=int) + 1).tolist()]
    doubled = [(_DOUBLED + count, one) for count, one in enumerate(axes * plan.frames_doubled)]
    names = list(ensembles)
    return [
        _frame(ensembles, names[count % len(names)], repeats, count, plan)
        for count, repeats in single + doubled
    ]


def _frame(ensembles, name, repeats, count, plan):
    # Random numbers hang on the count and on nothing else.
    seed = _APART + plan.seed * 2 * _DOUBLED + count
    factor = plan.factors[count // len(ensembles) % len(plan.factors)]
    (atoms,) = thermal_snapshots.displaced(
        ensembles[name], repeats, plan.temperature, seed, (factor,)
    )
    return Frame(atoms, tuple(repeats), name, factor)
