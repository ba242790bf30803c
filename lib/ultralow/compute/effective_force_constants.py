"""Effective force constants and mean positions at a temperature, by sampling made self-consistent.

Atoms are displaced as the harmonic crystal of the present force constants would at the
temperature, about the present mean positions. Force constants fitted to the forces on them, and
positions at which the mean force vanishes, are the next crystal, until nothing changes. A crystal
whose potential has its minimum elsewhere can so be what the thermal motion makes of it: the one of
least free energy among harmonic ones.

References
----------
Souvatzis et al., Phys. Rev. Lett. 100, 095901 (2008), doi 10.1103/PhysRevLett.100.095901
Hellman et al., Phys. Rev. B 87, 104111 (2013), doi 10.1103/PhysRevB.87.104111
Errea, Calandra and Mauri, Phys. Rev. B 89, 064302 (2014), doi 10.1103/PhysRevB.89.064302
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute import force_constant_fit, supercells, thermal_motion
from ultralow.compute.acceptance import MEAN_FORCE_EV_A
from ultralow.compute.relaxation import largest
from ultralow.compute.thermal_motion import Crystal
from ultralow.phonons.force_constants import ForceConstants, unit_cell

SNAPSHOTS_ROUND = 40
SNAPSHOTS_LAST = 300
SNAPSHOTS_HELD_OUT = 20
# A fit takes the snapshots of the later half of all rounds, two at least: the poor start is
# forgotten, a soft mode, which the thermal motion of itself holds up, does not swing from round to
# round, and what is chance falls as rounds are added. (Of two rounds alone, chance moves
# frequencies by 0.021 to 0.024 THz for good, in CsSnI3 at 300 K.)
LEAST_POOLED = 2
LEAST_ROUNDS, MOST_ROUNDS = 6, 16
# Holds for a crystal at its temperature before it is sampled at last.
CHANGE_THZ = 0.02
# A last sample is eight rounds large, and sees a mean force that these could not tell from none:
# then it is a round itself.
MOST_LAST = 3


class Round(NamedTuple):
    """What a round of sampling and fitting found.

    Attributes
    ----------
    crystal : Crystal
        For the next round.
    lowest_THz, change_THz : float
        The lowest of the frequencies that the supercell holds exactly, and the root mean square of
        what the round did to these.
    mean_force, mean_force_error : float
        The largest mean force on an atom at the positions that were sampled, and the standard error
        of that force, eV/angstrom.
    """

    crystal: Crystal
    lowest_THz: float
    change_THz: float
    mean_force: float
    mean_force_error: float


def rounds(model, relaxed, chosen, temperature, forces):
    """Rounds of sampling a crystal's thermal motion and fitting it anew, until little changes.

    Parameters
    ----------
    model : phonopy.Phonopy
        With the force constants to begin with, of whatever supercell.
    relaxed : dict
        The crystal at rest, see :mod:`ultralow.compute.supercells`.
    chosen : ultralow.compute.sampling.Settings
    temperature : float
        K.
    forces : callable
        ``forces(displaced, name)`` with displacements from rest of shape (m, S, 3) in angstrom and
        a name for the round gives the forces on them less those at rest, eV/angstrom.

    Yields
    ------
    Round
    """
    model = thermal_motion.folded(model, supercells.repeats(relaxed, chosen, "second"))
    crystal = Crystal(model, np.zeros((len(model.primitive), 3)))
    samples, targets = [], []
    for index in range(MOST_ROUNDS):
        sample = thermal_motion.sampled(
            crystal, temperature, SNAPSHOTS_ROUND, chosen.seed + index, forces, f"round_{index}"
        )
        samples.append(sample)
        found = fitted(relaxed, chosen, later_half(samples))
        force, error = thermal_motion.mean_force(found, sample)
        target = crystal.shift + thermal_motion.to_rest(found, force)
        targets.append(target)
        before, after = thermal_motion.frequencies(crystal.model), thermal_motion.frequencies(found)
        change = float(np.sqrt(np.mean((after - before) ** 2)))
        crystal = Crystal(found, np.mean(later_half(targets), axis=0))
        yield Round(crystal, float(after.min()), change, largest(force), error)
        if index + 1 >= LEAST_ROUNDS and change < CHANGE_THZ and rested(largest(force), error):
            return


def later_half(found):
    """What is pooled of the rounds so far, a list in their order."""
    return found[-max(LEAST_POOLED, len(found) // 2) :]


def rested(force, error):
    """Whether a mean force is as small as asked, or not to be told from that."""
    return force < MEAN_FORCE_EV_A + 2 * error


def harmonic(relaxed, chosen, constants):
    """The crystal with force constants of second order, as :class:`phonopy.Phonopy`."""
    from phonopy import Phonopy

    model = Phonopy(
        supercells.unit_cell(relaxed),
        supercell_matrix=np.diag(supercells.repeats(relaxed, chosen, "second")),
        primitive_matrix=supercells.primitive_matrix(relaxed),
    )
    model.force_constants = constants
    return model


def fitted(relaxed, chosen, samples):
    """:class:`phonopy.Phonopy` with force constants fitted to samples, about the last's mean."""
    return harmonic(
        relaxed,
        chosen,
        force_constant_fit.fit_second(
            supercells.unit_cell(relaxed),
            supercells.repeats(relaxed, chosen, "second"),
            supercells.primitive_matrix(relaxed),
            np.concatenate([sample.moved for sample in samples]),
            np.concatenate([sample.forces for sample in samples]),
        ),
    )


class Last(NamedTuple):
    """Force constants of a last, larger sample, and what that sample says of them.

    Attributes
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
        About the mean positions; both orders in one supercell, fitted together.
    joint : numpy.ndarray, shape (n, S, 3, 3)
        Their second order before rounding, eV/angstrom^2.
    found : dict
        Of the record: mean force, what is missed of held-out forces, lowest frequency.
    crystal : Crystal
        Of these constants, at the positions where the mean force vanishes by them.
    """

    constants: ForceConstants
    joint: np.ndarray
    found: dict
    crystal: Crystal


def last_calculations():
    """Force calculations of a last sample: what is kept, what is held out, and one held still."""
    return SNAPSHOTS_LAST + SNAPSHOTS_HELD_OUT + 1


def last_name(count):
    """What the last of so many last samples is called."""
    return "last" if count == 1 else f"last_{count}"


def last_samples(crystal, relaxed, chosen, temperature, forces):
    """Last samples, each of the crystal that the one before found, until no mean force is seen.

    Parameters
    ----------
    crystal : Crystal
        That the rounds found.
    relaxed, chosen, temperature, forces
        As in `rounds`.

    Yields
    ------
    Last
    """
    for count in range(1, MOST_LAST + 1):
        given, seed = (relaxed, chosen, temperature, forces), MOST_ROUNDS + count - 1
        found = last(crystal, *given, last_name(count), seed)
        yield found
        crystal = found.crystal
        if rested(found.found["mean_force_eV_A"], found.found["mean_force_error_eV_A"]):
            return


def last(crystal, relaxed, chosen, temperature, forces, name="last", seed=MOST_ROUNDS):
    """Both orders of the crystal that the rounds found, from one sample of its thermal motion.

    Parameters
    ----------
    crystal : Crystal
    relaxed, chosen, temperature, forces
        As in `rounds`.
    name : str
        Of the sample, for ``forces``.
    seed : int
        Added to that of ``chosen``.

    Returns
    -------
    Last
    """
    model, shift = crystal
    about = thermal_motion.in_supercell(model, shift)
    still = forces(about[None], f"{name}_still")[0]
    count, held_out = SNAPSHOTS_LAST + SNAPSHOTS_HELD_OUT, slice(SNAPSHOTS_HELD_OUT)
    sample = thermal_motion.sampled(crystal, temperature, count, chosen.seed + seed, forces, name)
    moved = thermal_motion.moved(relaxed, model, shift)
    kept = slice(SNAPSHOTS_HELD_OUT, None)
    joint, cubic = fit_both(moved, chosen, sample.moved[kept], sample.forces[kept] - still)
    constants = effective(moved, chosen, joint, cubic)
    force, error = thermal_motion.mean_force(model, sample)
    refit = harmonic(relaxed, chosen, joint)
    seen = (sample.forces - still)[held_out][:, model.primitive.p2s_map]
    whole, anharmonic = force_constant_fit.missed(joint, cubic, sample.moved[held_out], seen)
    even = force_constant_fit.missed_even(cubic, sample.moved[held_out], seen)
    return Last(
        constants,
        joint,
        {
            "mean_force_eV_A": largest(force),
            "mean_force_error_eV_A": error,
            "lowest_THz": float(thermal_motion.frequencies(harmonic(moved, chosen, joint)).min()),
            "held_out_residual": whole,
            "held_out_anharmonic_residual": anharmonic,
            "held_out_even_residual": even,
        },
        Crystal(refit, shift + thermal_motion.to_rest(refit, force)),
    )


def fit_both(moved, chosen, displaced, forces):
    """Both orders fitted in the supercell of the second, which the cutoff fits into.

    Parameters
    ----------
    moved : dict
        The crystal with its atoms at their mean positions.
    chosen : ultralow.compute.sampling.Settings
    displaced, forces : array_like, shape (m, S, 3)
        From the mean positions, and less the forces there; angstrom and eV/angstrom.

    Returns
    -------
    joint, cubic : numpy.ndarray
        As :func:`ultralow.compute.force_constant_fit.fit_third` returns them.
    """
    return force_constant_fit.fit_third(
        supercells.unit_cell(moved),
        supercells.repeats(moved, chosen, "second"),
        supercells.primitive_matrix(moved),
        displaced,
        forces,
        chosen.cutoff,
    )


def effective(moved, chosen, joint, cubic):
    """:class:`ultralow.phonons.force_constants.ForceConstants` of a fit of `fit_both`."""
    repeats = np.diag(supercells.repeats(moved, chosen, "second"))
    return ForceConstants(
        lattice=np.array(moved["lattice"]),
        positions=np.array(moved["positions"]),
        numbers=np.array(moved["numbers"]),
        primitive_matrix=supercells.primitive_matrix(moved),
        supercell_second=repeats,
        supercell_third=repeats,
        second=joint,
        third=cubic.astype(np.float32),
    )


def record(samples, temperature, found):
    """What is stored beside effective force constants, but for the seconds that they took.

    Parameters
    ----------
    samples : sequence of Last
        The force constants are those of the last one; any before it counts as a round, too.
    temperature : float
        K.
    found : sequence of Round

    Returns
    -------
    dict
        As :func:`ultralow.compute.acceptance.judge` takes it, and what was done.
    """
    *before, last = samples
    constants, rounds = last.constants, len(found)
    reached = before[-1].crystal if before else found[-1].crystal
    return {
        "temperature_K": temperature,
        "snapshots_second": [SNAPSHOTS_ROUND] * rounds,
        "snapshots_third": SNAPSHOTS_LAST,
        "snapshots_held_out": SNAPSHOTS_HELD_OUT,
        "rms_changes_THz": [one.change_THz for one in found],
        "mean_forces_eV_A": [one.mean_force for one in found]
        + [one.found["mean_force_eV_A"] for one in before],
        "last_samples": len(samples),
        "largest_shift_A": largest(reached.shift),
        **last.found,
        "acoustic_sum_rule": force_constant_fit.sum_rule_error(last.joint),
        "atoms_second": int(constants.second.shape[1]),
        "atoms_third": int(constants.third.shape[1]),
        "force_calculations": SNAPSHOTS_ROUND * rounds + last_calculations() * len(samples),
        "finite_displacements": force_constant_fit.finite_displacements(
            unit_cell(constants), np.diag(constants.supercell_third), constants.primitive_matrix
        ),
    }
