"""What computed phonons must pass before anybody uses them: limits, and their reasons.

A gate has a value, a limit and a verdict; the reason of a failed one is stored with the refused
result. Frequencies are in THz here, as the records keep them.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from ultralow.compute.elastic_constants import zone_centre_modes
from ultralow.compute.relaxation import MAX_FORCE
from ultralow.crystal.elasticity import stability

# Forces in single precision leave the lowest acoustic frequencies near the zone centre uncertain
# by some GHz; a soft mode of these crystals that is real lies at tenths of a THz.
LOWEST_FREQUENCY_THZ = -0.02
# At a displacement of 0.03 angstrom the third order makes about 5 % of the forces in a soft halide:
# what a fit misses must be well below, or the scattering is made of errors.
HELD_OUT_RESIDUAL = 0.03
HELD_OUT_ANHARMONIC_RESIDUAL = 0.5
# The second order has a supercell and a fit of its own, and what it misses there of forces that are
# odd in the displacement is to be as small.
HELD_OUT_SECOND_RESIDUAL = 0.03
# Of effective constants at their mean positions; a shift by 0.01 angstrom makes as much against a
# spring of 0.2 eV/angstrom^2, the softest of a halide.
MEAN_FORCE_EV_A = 2e-3
# A potential against first principles, on snapshots of the thermal motion. An error of a fifth of
# the forces is one of a tenth in frequencies, as much as functionals of the density differ by; and
# the third order may be off by what a fit to it may miss. Chosen with a prototype's numbers of one
# crystal known (9 to 16 % in CsPbBr3), and none of the others.
FORCE_ERROR = 0.2
EVEN_FORCE_ERROR = 0.5
# Of an answer to an electric field: a hundredth of the formal charge of a lead ion is what the
# charge of an atom may be off by; electrons screen; and two programs may make forces of one
# functional that differ by half of what the better potential missed as it was shipped (9 to 14 %).
# All three were written down before the first number.
BORN_CHARGE_E = 0.02
LEAST_PERMITTIVITY = 1.0
FORCES_OF_ONE_FUNCTIONAL = 0.05
# Exact by construction; anything but rounding means a broken file.
SUM_RULE = 1e-8
POINTS_ON_A_LINE = 41
DIVISIONS = 17  # of the longest reciprocal axis, where the softest point of a crystal is looked for
DOWNHILL = 6  # starts, the lowest points of that mesh


class Gate(NamedTuple):
    """One test: ``limit`` is what ``value`` was held against, ``reason`` is empty if it passed."""

    name: str
    value: float
    limit: float
    passed: bool
    reason: str


def lowest_on_lines(model, points=POINTS_ON_A_LINE):
    """The lowest frequency on the lines that join the corners of half a reciprocal cell.

    From the zone centre to the midpoints of faces, edges and the corner of the cell, and between
    all of these: where a doubled cell would condense.

    Parameters
    ----------
    model : phonopy.Phonopy
        With force constants.

    Returns
    -------
    frequency : float
        THz, negative if imaginary.
    wavevector : list of float
        Reduced coordinates, where it is.
    """
    corners = [np.array(corner) / 2 for corner in product((0, 1), repeat=3)]
    steps = np.linspace(0, 1, points)[:, None]
    lines = [a + steps * (b - a) for i, a in enumerate(corners) for b in corners[i + 1 :]]
    wavevectors = np.unique(np.round(np.concatenate(lines), 9), axis=0)
    model.run_qpoints(wavevectors)
    lowest = np.asarray(model.qpoints.frequencies)[:, 0]
    return float(lowest.min()), wavevectors[lowest.argmin()].tolist()


def lowest_anywhere(model, divisions=DIVISIONS):
    """The lowest frequency at any wavevector: on a dense mesh, and downhill from its lowest points.

    A mesh of thermal conductivity is wide, and a soft pocket may lie between its points.

    Parameters
    ----------
    model : phonopy.Phonopy
        With force constants.
    divisions : int
        Of the longest reciprocal axis; the others in proportion, all odd.

    Returns
    -------
    frequency : float
        THz, negative if imaginary.
    wavevector : list of float
        Reduced coordinates, where it is.
    """
    from scipy.optimize import minimize

    lengths = np.linalg.norm(np.linalg.inv(model.primitive.cell), axis=0)
    mesh = 2 * np.round((divisions * lengths / lengths.max() - 1) / 2).astype(int) + 1
    model.run_mesh(mesh, is_gamma_center=True)
    points, lowest = model.mesh.qpoints, model.mesh.frequencies[:, 0]

    def frequency(wavevector):
        model.run_qpoints([wavevector])
        return model.qpoints.frequencies[0][0]

    found = [(lowest.min(), points[lowest.argmin()])]
    for point in points[np.argsort(lowest, kind="stable")[:DOWNHILL]]:
        simplex = point + np.vstack([np.zeros(3), np.diag(0.5 / mesh)])
        options = {"initial_simplex": simplex, "xatol": 1e-4, "fatol": 1e-6}
        least = minimize(frequency, point, method="Nelder-Mead", options=options)
        found.append((least.fun, least.x))
    value, where = min(found, key=lambda one: one[0])
    return float(value), where.tolist()


def judge(lowest, fit, at_rest, elastic_refusal=None, thermal=False):
    """Hold a computation against every limit.

    Parameters
    ----------
    lowest : dict
        The lowest frequency in THz: ``lowest_mode_mesh_THz`` on the mesh of the conductivity,
        ``lowest_mode_lines_THz`` (`lowest_on_lines`) and ``lowest_mode_anywhere_THz``
        (`lowest_anywhere`).
    fit : dict
        ``held_out_residual``, ``held_out_anharmonic_residual``, ``held_out_second_residual`` and
        ``acoustic_sum_rule``.
    at_rest : dict
        ``max_force_eV_A``, ``space_group_numbers`` (before, after) and ``bonds_kept``.
    elastic_refusal : str, optional
        Why the stiffness of the same checkpoint was refused.
    thermal : bool
        Whether the force constants are effective ones at a temperature. Of second order they stand
        for the fourth and sixth too, so that what they miss of single snapshots is no error of
        theirs; of the forces that are even in the displacement the third order is to give as much
        as at rest (``held_out_even_residual``), and the mean force is to vanish
        (``mean_force_eV_A``, less two of its standard errors, ``mean_force_error_eV_A``, which is
        held to the same limit: a sample that is all noise tells nothing). The stability of the
        crystal at rest is not theirs either.

    Returns
    -------
    list of Gate
    """
    before, after = at_rest["space_group_numbers"]
    force = at_rest["max_force_eV_A"]
    gates = [
        *_of_constants(lowest, fit["acoustic_sum_rule"]),
        _most("max_force_eV_A", force, 1e-6, "force of {:.1e} eV/A left"),
        Gate("space_group", after, before, before == after, f"space group {before} became {after}"),
        Gate("bonds_kept", 1.0 * at_rest["bonds_kept"], 1.0, at_rest["bonds_kept"], "bonds broke"),
    ]
    if thermal:
        gates += _of_the_ensemble(fit)
    else:
        missed = "the fit misses {:.1%} of forces that it has not seen"
        gates.append(
            _most("held_out_residual", fit["held_out_residual"], HELD_OUT_RESIDUAL, missed)
        )
        value, limit = fit["held_out_anharmonic_residual"], HELD_OUT_ANHARMONIC_RESIDUAL
        missed = "the fit misses {:.0%} of the anharmonic forces"
        gates.append(_most("held_out_anharmonic_residual", value, limit, missed))
        value, limit = fit["held_out_second_residual"], HELD_OUT_SECOND_RESIDUAL
        missed = "the second order misses {:.1%} of forces that it has not seen"
        gates.append(_most("held_out_second_residual", value, limit, missed))
        stable = not elastic_refusal
        gates.append(Gate("stiffness", float(stable), 1.0, stable, elastic_refusal or ""))
    return _told(gates)


def judge_constants(lowest, sum_rule):
    """Hold force constants that were not computed here against the limits that they can be held to.

    Parameters
    ----------
    lowest : dict
        As for `judge`.
    sum_rule : float
        As :func:`ultralow.compute.force_constant_fit.sum_rule_error` gives it.

    Returns
    -------
    list of Gate
    """
    return _told(_of_constants(lowest, sum_rule))


def _told(gates):
    """The gates, a reason with those alone that did not let pass."""
    return [gate._replace(reason="" if gate.passed else gate.reason) for gate in gates]


def _of_constants(lowest, sum_rule):
    return [
        _least("lowest_mode_mesh_THz", lowest, "imaginary modes on the mesh, {:.2f} THz"),
        _least("lowest_mode_lines_THz", lowest, "imaginary modes on lines, {:.2f} THz"),
        _least("lowest_mode_anywhere_THz", lowest, "imaginary modes off the mesh, {:.3f} THz"),
        _most("acoustic_sum_rule", sum_rule, SUM_RULE, "sum rule broken by {:.0e}"),
    ]


def _of_the_ensemble(fit):
    error = fit["mean_force_error_eV_A"]
    force = max(fit["mean_force_eV_A"] - 2 * error, 0.0)
    missed, value = "the fit misses {:.0%} of the even forces", fit["held_out_even_residual"]
    return [
        _most("mean_force_eV_A", force, MEAN_FORCE_EV_A, "mean force of {:.1e} eV/A left"),
        _most("mean_force_error_eV_A", error, MEAN_FORCE_EV_A, "mean force known to {:.1e} eV/A"),
        _most("held_out_even_residual", value, HELD_OUT_ANHARMONIC_RESIDUAL, missed),
    ]


def judge_potential(missed, missed_even):
    """Whether a potential may speak for a crystal, by its forces against first principles.

    Parameters
    ----------
    missed, missed_even : float
        Root mean square error of its forces over that of the forces, on snapshots of the thermal
        motion: of all of them, and of the part that is even in the displacement. See
        :mod:`ultralow.compute.force_errors`.

    Returns
    -------
    list of Gate
    """
    words = "the potential misses {:.0%} of first-principles forces"
    even = (
        "the potential misses {:.0%} of first-principles forces that are even in the displacement"
    )
    gates = [
        _most("force_error", missed, FORCE_ERROR, words),
        _most("even_force_error", missed_even, EVEN_FORCE_ERROR, even),
    ]
    return _told(gates)


def judge_polarity(sum_rule, symmetry, permittivity, forces_missed):
    """Whether a crystal's answer to an electric field may be used.

    Parameters
    ----------
    sum_rule : float
        Mean Born charge over the atoms, the largest of its components, elementary charges.
    symmetry : float
        By how much symmetry moves a charge at most, elementary charges.
    permittivity : float
        Least eigenvalue of the dielectric tensor.
    forces_missed : float
        Root mean square of what the program's forces differ by from those that judge the
        potentials, over that of these.

    Returns
    -------
    list of Gate
    """
    screens = permittivity > LEAST_PERMITTIVITY
    words = f"electrons do not screen, permittivity {permittivity:.2f}"
    gates = [
        _most("sum_rule", sum_rule, BORN_CHARGE_E, "Born charges add to {:.3f} e an atom"),
        _most("symmetry", symmetry, BORN_CHARGE_E, "Born charges break the symmetry by {:.3f} e"),
        Gate("permittivity", permittivity, LEAST_PERMITTIVITY, bool(screens), words),
        _most("forces", forces_missed, FORCES_OF_ONE_FUNCTIONAL,
              "forces differ by {:.0%} from those of the same functional"),
    ]  # fmt: skip
    return _told(gates)


def _least(name, values, words):
    value, limit = values[name], LOWEST_FREQUENCY_THZ
    return Gate(name, value, limit, bool(value >= limit), words.format(value))


def _most(name, value, limit, words):
    return Gate(name, value, limit, bool(value <= limit), words.format(value))


def refusals(relaxed, phase, run, stiffness, max_force=MAX_FORCE):
    """Why a computed stiffness may not be used; an empty list where it may.

    Parameters
    ----------
    relaxed : Relaxed
    phase : Phase
    run : StrainRun
    stiffness : array_like, shape (6, 6)
        Pa.
    max_force : float
        The tolerance that was asked for, eV/angstrom.

    Returns
    -------
    list of str
    """
    largest = max(relaxed.max_force, run.max_forces.max())
    modes = zone_centre_modes(run, relaxed.atoms.get_masses())
    # Symmetry-forbidden couplings are rounding, near 1e-7; allowed ones are above 1e-3.
    driven = (modes.frequency < 0) & (modes.strain_coupling > 1e-4)
    before, after = phase.space_group
    frequency = modes.frequency[driven].min(initial=np.inf)
    checks = (
        (
            not largest <= max_force,
            f"force of {largest:.1e} eV/A left, above {max_force:.0e}",
        ),
        (before != after, f"space group {before} became {after} on relaxing"),
        (not phase.bonds_kept, "bonds broke or formed on relaxing"),
        (
            driven.any(),
            f"strain drives an unstable zone-centre mode ({frequency:.2f} THz)",
        ),
    )
    reasons = [reason for failed, reason in checks if failed]
    test = stability(stiffness)
    return reasons if test.stable else [test.reason, *reasons]
