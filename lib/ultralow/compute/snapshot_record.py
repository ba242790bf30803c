"""The record of forces from first principles: settings, what they converge to, who may speak."""

import numpy as np

from ultralow.compute import acceptance, force_errors, provenance

FORMAT = "ultralow snapshots 1"
REFERENCE = "pbe"
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


def record(frames, calculated, tried, potentials):
    """What is stored of forces from first principles and of potentials on the same snapshots.

    Parameters
    ----------
    frames : dict
        ``potentials`` and ``doubled``: :class:`ultralow.data.force_frames.ForceFrames` of the unit
        cell and of the doubled cells, or None where there are none.
    calculated : sequence of dict
        Of each snapshot, as the stage of first principles leaves it.
    tried : dict
        By what was changed: index of a snapshot, and the same with the other settings.
    potentials : dict
        By name, as the stage of the potentials leaves it.

    Returns
    -------
    dict
    """
    first = calculated[0]
    lines = [_line(name, runs, calculated) for name, runs in tried.items()]
    left_open = numerics(lines)
    judgements = {
        size: {name: _of(one, name, left_open["rms_error"]) for name in potentials} if one else {}
        for size, one in frames.items()
    }
    return {
        "settings": first["settings"] | {"points": first["points"]},
        # Not that of the crystal: its edges may lie elsewhere, at the centre of the zone here.
        "smallest_gap_at_points_eV": min(one["gap_eV"] for one in calculated),
        "convergence": lines,
        "numerics": left_open,
        **judgements,
        "cost": {
            "first_principles_core_seconds": round(sum(one["seconds"] for one in calculated), 1),
            "potentials_core_seconds": {name: one["seconds"] for name, one in potentials.items()},
        },
        "checkpoint_sha256": {name: one["sha256"] for name, one in potentials.items()},
        "units": UNITS,
        "provenance": {
            "first_principles": first["versions"],
            "potentials": next(iter(potentials.values()))["versions"],
        },
    }


def _line(name, runs, calculated):
    """What one other setting does."""
    usual, other = calculated[0]["settings"], runs[0][1]["settings"]
    return {
        "changed": name,
        "settings": {key: value for key, value in other.items() if value != usual[key]},
        "snapshots": [index for index, _ in runs],
        **moved(
            [calculated[index]["forces_eV_A"] for index, _ in runs],
            [run["forces_eV_A"] for _, run in runs],
        ),
    }


def _of(frames, name, left_open):
    forces, still = frames.forces, frames.still
    return judged(forces[REFERENCE], forces[name], still[REFERENCE], still[name], left_open)


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
