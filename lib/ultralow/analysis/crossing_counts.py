"""Band crossings of a crystal, counted beside those that sound alone would have in its cell."""

import numpy as np
from scipy.constants import angstrom

from ultralow.phonons import band_crossings, group_velocity, harmonic, mode_shares

NEAR_CENTRE = 0.02


def count_crossings(phonon, highest: float, points: int = 60) -> dict[str, int]:
    """Band crossings of a crystal from the zone centre along its three reciprocal axes.

    Parameters
    ----------
    phonon : phonopy.Phonopy
    highest : float
        Hz.
    points : int
        On each line, before refinement.

    Returns
    -------
    dict of str to int
        ``crossed``, ``avoided``, and of the first ``with_sound``: between a mode that is mostly
        sound and one that is not. ``folded`` and ``folded_with_sound``: what sound of the same
        velocities would have in an empty cell of this size.
    """
    cell, solve = phonon.primitive, harmonic.solver(phonon)
    reciprocal = 2 * np.pi * np.linalg.inv(cell.cell).T / angstrom
    total = dict.fromkeys(("crossed", "avoided", "with_sound", "folded", "folded_with_sound"), 0)
    for stop in np.eye(3) / 2:
        here = band_crossings.crossings(
            solve, np.zeros(3), stop, points, highest, masses=cell.masses
        )
        speeds = _sound(phonon, NEAR_CENTRE * stop)
        empty = band_crossings.folded_acoustic_crossings(
            reciprocal, speeds, np.zeros(3), stop, highest
        )
        one, other = (((part.acoustic > 0.5).sum(axis=1) == 1) for part in (here, empty))
        total["crossed"] += int(here.crossed.sum())
        total["avoided"] += int((~here.crossed).sum())
        total["with_sound"] += int((here.crossed & one).sum())
        total["folded"] += len(empty.fraction)
        total["folded_with_sound"] += int(other.sum())
    return total


def _sound(phonon, wavevector):
    """Velocities of the three branches of sound along a short wavevector, in m/s."""
    found = harmonic.vibrations(harmonic.solver(phonon), [wavevector])
    share = mode_shares.acoustic_share(found.eigenvectors, phonon.primitive.masses)[0]
    velocity = group_velocity.group_velocities(phonon, [wavevector])[0]
    return np.linalg.norm(velocity[np.argsort(-share)[:3]], axis=1)
