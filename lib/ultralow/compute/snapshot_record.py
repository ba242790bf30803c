"""The record of forces from first principles: settings, what they converge to, who may speak."""

import numpy as np

from ultralow.compute import acceptance, force_errors, provenance

FORMAT = "ultralow snapshots 1"
UNITS = {
    "mean_error, rms_error": "eV/angstrom, each with its standard error over the pairs",
    "missed, slope": "1, each with its standard error: root mean square error over that of the "
    "forces, and the potential's forces over those of first principles",
    "odd, even": "in the displacement: half the difference of the forces on a pair, and half their "
    "sum less the forces at the mean positions",
    "convergence": "eV/angstrom: root mean square and largest change of a component of a force",
}
# Of first principles themselves, root mean square: a fifth of what the better potential missed in a
# prototype (26 meV/angstrom), so that it adds a fiftieth to that.
CONVERGED_EV_A = 5e-3
# Settings of the electrons, by what they stand for; another functional is no numerics.
NUMERICS = {"cutoff": ("cutoff",), "points": ("points", "more_points"), "density": ("density",)}
_DIGITS = {"mean_error": 5, "rms_error": 5, "missed": 4, "slope": 4}


def judged(reference, potential, still_reference, still_potential, numerics=0.0):
    """What a potential makes of the forces on the pairs of a crystal, and whether it may speak.

    Parameters
    ----------
    reference, potential : array_like, shape (m, 2, n, 3)
        Forces on pairs of snapshots, eV/angstrom.
    still_reference, still_potential : array_like, shape (m, n, 3)
        Those at the positions that each pair is displaced from.
    numerics : float
        What first principles leave open themselves, eV/angstrom: it is taken off what the
        potential misses, in squares, before that is held to its limit. (A rule that came after the
        first numbers, in favour of the potentials; no verdict hangs on it.)

    Returns
    -------
    dict
        Numbers of ``whole``, ``odd`` and ``even`` forces, ``gates``, ``accepted`` and
        ``refused_because``.
    """
    whole = force_errors.agreement(reference, potential)
    odd = force_errors.agreement(*map(force_errors.odd, (reference, potential)))
    even = force_errors.agreement(
        force_errors.even(reference, still_reference),
        force_errors.even(potential, still_potential),
    )
    beyond = np.sqrt(max(1 - (numerics / whole.rms_error[0]) ** 2, 0.0))
    gates = acceptance.judge_potential(beyond * whole.missed[0], even.missed[0])
    reasons = "; ".join(gate.reason for gate in gates if gate.reason)
    return {
        "whole": numbers(whole),
        "odd": numbers(odd),
        "even": numbers(even),
        "gates": {
            gate.name: {"value": round(gate.value, 4), "limit": gate.limit} for gate in gates
        },
        "accepted": not reasons,
        "refused_because": reasons or None,
    }


def numbers(found):
    """An agreement as a record keeps it: value and standard error by name."""
    return {
        name: provenance.rounded(value, _DIGITS[name]) for name, value in found._asdict().items()
    }


def moved(forces, changed):
    """What another setting does to the forces on some snapshots.

    Parameters
    ----------
    forces, changed : array_like, shape (m, n, 3)
        eV/angstrom.

    Returns
    -------
    dict
    """
    off = np.asarray(changed) - np.asarray(forces)
    return {
        "rms_change": round(float(np.sqrt(np.mean(off**2))), 5),
        "largest_change": round(float(abs(off).max()), 5),
    }


def numerics(lines):
    """What the settings of the electrons leave open in a component of a force, root mean square.

    Parameters
    ----------
    lines : sequence of dict
        ``changed`` and ``rms_change`` of each other setting, as `moved` gives it.

    Returns
    -------
    dict
        ``rms_error`` in eV/angstrom (of each kind of setting the largest change, all in squares),
        ``limit``, and whether the forces are ``converged`` to that.
    """
    moved_by = {line["changed"]: line["rms_change"] for line in lines}
    largest = [max(moved_by.get(name, 0.0) for name in kind) for kind in NUMERICS.values()]
    error = round(float(np.linalg.norm(largest)), 5)
    return {"rms_error": error, "limit": CONVERGED_EV_A, "converged": error <= CONVERGED_EV_A}
