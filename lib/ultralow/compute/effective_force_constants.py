"""Effective force constants at a temperature, by sampling that is consistent with itself.

Atoms are displaced as the harmonic crystal of the present force constants would at the
temperature; the forces on them are fitted; the fit is the next crystal. A crystal whose potential
has its minimum elsewhere can so be what the thermal motion makes of it.

References
----------
Souvatzis et al., Phys. Rev. Lett. 100, 095901 (2008), doi 10.1103/PhysRevLett.100.095901
Hellman et al., Phys. Rev. B 87, 104111 (2013), doi 10.1103/PhysRevB.87.104111
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute import force_constant_fit, supercells
from ultralow.phonons.force_constants import unit_cell

# Rounds of as many snapshots; the last, with more, is the result.
ROUNDS = (40, 40, 40, 40, 120)
# Of the third order: thermal motion is no small displacement, and what the fit leaves out is noise
# to it, so that it takes more than at rest.
THIRD = {"snapshots_third": 200, "snapshots_held_out": 10}
# Translations come out as rounding errors of either sign.
_IMAGINARY_THZ = -1e-3


class Round(NamedTuple):
    """What a round of sampling and fitting found.

    ``model`` is a :class:`phonopy.Phonopy` with its force constants; ``lowest_THz`` its lowest
    frequency among those that the supercell holds exactly; ``change_THz`` the root mean square of
    what the round did to these.
    """

    model: object
    lowest_THz: float
    change_THz: float


def displacements(model, temperature, count, seed):
    """Displacements of a harmonic crystal in equilibrium.

    Imaginary frequencies are taken as real ones of a larger size: a first step, of which nothing
    is left after some rounds.

    Parameters
    ----------
    model : phonopy.Phonopy
        With force constants.
    temperature : float
        K; quantum statistics.
    count, seed : int

    Returns
    -------
    numpy.ndarray, shape (count, S, 3)
        Angstrom.
    """
    model.init_random_displacements()
    if frequencies(model).min() < _IMAGINARY_THZ:
        model.random_displacements.treat_imaginary_modes()
        model.force_constants = model.random_displacements.force_constants
        model.init_random_displacements()
    return model.get_random_displacements_at_temperature(
        temperature, number_of_snapshots=count, random_seed=seed
    )


def fitted(cell, repeats, primitive_matrix, displaced, forces):
    """A :class:`phonopy.Phonopy` whose force constants are fitted to forces; see `fit_second`."""
    from phonopy import Phonopy

    model = Phonopy(cell, supercell_matrix=np.diag(repeats), primitive_matrix=primitive_matrix)
    model.force_constants = force_constant_fit.fit_second(
        cell, repeats, primitive_matrix, displaced, forces
    )
    return model


def frequencies(model):
    """Frequencies in THz at the wavevectors that the supercell holds exactly, sorted by point."""
    from phonopy.harmonic.dynmat_to_fc import get_commensurate_points

    matrix = np.linalg.inv(model.primitive_matrix) @ model.supercell_matrix
    model.run_qpoints(get_commensurate_points(np.rint(matrix).astype(int)))
    return np.array(model.qpoints.frequencies)


def folded(model, repeats):
    """The same crystal in another supercell, by its dynamical matrices there.

    Exact where the new supercell fits a whole number of times into the old.

    Parameters
    ----------
    model : phonopy.Phonopy
    repeats : array_like of int, shape (3,)

    Returns
    -------
    phonopy.Phonopy
    """
    from phonopy import Phonopy
    from phonopy.harmonic.dynmat_to_fc import DynmatToForceConstants

    made = Phonopy(
        model.unitcell,
        supercell_matrix=np.diag(repeats),
        primitive_matrix=model.primitive_matrix,
    )
    back = DynmatToForceConstants(made.primitive, made.supercell, is_full_fc=False)
    matrices = []
    for point in back.commensurate_points:
        model.dynamical_matrix.run(point)
        matrices.append(model.dynamical_matrix.dynamical_matrix)
    back.dynamical_matrices = matrices
    back.run()
    made.force_constants = back.force_constants
    return made


def rounds(model, relaxed, chosen, temperature, forces):
    """Rounds of sampling a crystal's thermal motion and fitting it anew; the last is the result.

    Parameters
    ----------
    model : phonopy.Phonopy
        With the force constants to begin with.
    relaxed : dict
        The crystal at rest, see :mod:`ultralow.compute.supercells`.
    chosen : ultralow.compute.sampling.Settings
    temperature : float
        K.
    forces : callable
        ``forces("second", displaced, name)`` with displacements of shape (m, S, 3) in angstrom and
        a name for the round gives those displacements and the forces on them, eV/angstrom.

    Yields
    ------
    Round
    """
    cell, primitive = supercells.unit_cell(relaxed), supercells.primitive_matrix(relaxed)
    repeats = supercells.repeats(relaxed, chosen, "second")
    before = frequencies(model)
    for index, count in enumerate(ROUNDS):
        half = displacements(model, temperature, count // 2, chosen.seed + index)
        # Pairs of opposite sign: what is even in the displacement drops out of the fit.
        displaced = np.stack([half, -half], axis=1).reshape(count, *half.shape[1:])
        sample = forces("second", displaced, f"round_{index}")
        model = fitted(cell, repeats, primitive, *sample)
        found = frequencies(model)
        change = float(np.sqrt(np.mean((found - before) ** 2)))
        yield Round(model, float(found.min()), change)
        before = found


def fit_kept(relaxed, chosen, displaced, forces):
    """Both orders fitted in the small supercell to a sample, those held out of it first.

    Parameters
    ----------
    relaxed, chosen
        As in `rounds`.
    displaced, forces : array_like, shape (m, S, 3)
        Angstrom and eV/angstrom.

    Returns
    -------
    joint, cubic : numpy.ndarray
        As :func:`ultralow.compute.force_constant_fit.fit_third` returns them.
    """
    first = chosen.snapshots_held_out
    kept = slice(first, first + chosen.snapshots_third)
    return force_constant_fit.fit_third(
        supercells.unit_cell(relaxed),
        supercells.repeats(relaxed, chosen, "third"),
        supercells.primitive_matrix(relaxed),
        displaced[kept],
        forces[kept],
        chosen.cutoff,
    )


def third_order(model, relaxed, chosen, temperature, forces):
    """The third order of the crystal that the rounds found.

    Parameters
    ----------
    model : phonopy.Phonopy
        The crystal of the last round.
    relaxed, chosen, temperature, forces
        As in `rounds`; here ``forces("third", displaced, "third")`` is asked.

    Returns
    -------
    joint, cubic : numpy.ndarray
        As :func:`ultralow.compute.force_constant_fit.fit_third` returns them.
    missed : pair of float
        As :func:`ultralow.compute.force_constant_fit.missed` returns it, of the held-out forces.
    """
    small = folded(model, supercells.repeats(relaxed, chosen, "third"))
    count = chosen.snapshots_third + chosen.snapshots_held_out
    displaced = displacements(small, temperature, count, chosen.seed + len(ROUNDS))
    displaced, found = forces("third", displaced, "third")
    joint, cubic = fit_kept(relaxed, chosen, displaced, found)
    held_out = slice(chosen.snapshots_held_out)
    seen = found[held_out][:, small.primitive.p2s_map]
    return joint, cubic, force_constant_fit.missed(joint, cubic, displaced[held_out], seen)


def record(constants, joint, missed, temperature, found):
    """What is stored beside effective force constants, but for the seconds that they took.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    joint, missed
        As `third_order` returns them.
    temperature : float
        K.
    found : sequence of Round

    Returns
    -------
    dict
        As :func:`ultralow.compute.acceptance.judge` takes it, and what was done.
    """
    errors = (force_constant_fit.sum_rule_error(order) for order in (constants.second, joint))
    return {
        "temperature_K": temperature,
        "snapshots_second": list(ROUNDS),
        **THIRD,
        "rms_changes_THz": [one.change_THz for one in found],
        "lowest_THz": [found[-1].lowest_THz],
        "held_out_residual": missed[0],
        "held_out_anharmonic_residual": missed[1],
        "acoustic_sum_rule": max(errors),
        "atoms_second": int(constants.second.shape[1]),
        "atoms_third": int(constants.third.shape[1]),
        "force_calculations": sum(ROUNDS) + sum(THIRD.values()),
        "finite_displacements": force_constant_fit.finite_displacements(
            unit_cell(constants), np.diag(constants.supercell_third), constants.primitive_matrix
        ),
    }
