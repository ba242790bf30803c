"""The record of computed phonons and conductivity: what was done, what came of it, who may use it.

A record is written whether the result passes the gates or not: a refused one says why.
"""

import numpy as np

from ultralow.compute import acceptance, sampling, supercells, three_phonon
from ultralow.compute.force_constant_fit import sum_rule_error
from ultralow.compute.provenance import rounded, significant
from ultralow.heat import heat_by_path, mesh_cells, scattering, zone_centre
from ultralow.phonons.force_constants import as_phonopy

PACKAGES = (
    *("ase", "e3nn", "numpy", "phono3py", "phonopy", "scipy", "sevenn", "spglib", "symfc"),
    "torch",
)
SNAPSHOTS = [f"snapshots_{part}" for part in sampling.PARTS]
ROOM_K = 300.0
POWERS = (1.0, 2.5)  # of the frequency, between which rates go to the zone centre
COARSER = 0.75  # divisions of the mesh beside, over those of the mesh itself
TRANSPORT = "SMM19 RTA + isotopes"
VELOCITY_OPERATOR = "slope of the root of the dynamical matrix"
UNITS = {
    "conductivity": "W m-1 K-1; rows are temperatures, columns xx yy zz yz xz xy along the "
    "Cartesian axes of the cell: a along x, b in the plane of x and y",
    "gates": "value and limit as each name says; residuals are shares of the forces; "
    "limit 1 of bonds_kept and stiffness means yes",
    "coarser_mesh": "W m-1 K-1 carried by paths up to path_m, columns as in conductivity; the same "
    "constants on a coarser mesh, particles with phonons and isotopes alone",
    "zone_centre": "powers of the frequency with which rates between phonons go to the centre, by "
    "branch, the mean of those along the axes (null: no rate); particle_W_m_K of the cell around "
    "it, which is part of that under conductivity",
    "direct_solution": "W m-1 K-1, columns as in conductivity; particles, on the coarser mesh",
    "settings": "angstrom where a name ends in _A, K in _K; heights are distances of the "
    "opposite faces of a supercell",
    "cost": "core_seconds are seconds of one core, summed over processes and threads; they and "
    "they alone differ from run to run; where a device is told, the forces came from it, and what "
    "they took is not counted",
}


def mesh(constants, length):
    """Divisions of the mesh of a crystal's phonons, shape (3,).

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    length : float
        Angstrom, as :func:`ultralow.compute.sampling.mesh` takes it.
    """
    return sampling.mesh(as_phonopy(constants).primitive.cell, length)


def conducted(constants, divisions, temperatures):
    """Modes on a mesh, and the part of the record that hangs on it, but for its seconds.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    divisions : numpy.ndarray of int, shape (3,)
        As from `mesh`.
    temperatures : sequence of float
        K.

    Returns
    -------
    modes : ultralow.heat.mesh_modes.Modes
    found : dict
        Conductivities in W/m/K, shape (T, 6); frequencies in THz.
    """
    model = as_phonopy(constants)
    lines, where = acceptance.lowest_on_lines(model)
    softest, soft_at = acceptance.lowest_anywhere(model)
    modes, heat = three_phonon.on_mesh(constants, divisions, temperatures)
    by_axis = three_phonon.inward_powers(constants, modes, ROOM_K)
    # A reader computes with the powers that are told, and so does the record itself.
    powers = rounded(inward(by_axis), 3)
    centre = three_phonon.around_centre(constants, modes, powers)
    return modes, {
        "mesh": divisions.tolist(),
        "irreducible_points": len(modes.weights),
        "lowest_mode_mesh_THz": float(modes.frequencies.min() / 1e12),
        "imaginary_modes_mesh": int((modes.weights @ (modes.frequencies < -1e7)).sum()),
        "lowest_mode_lines_THz": lines,
        "lowest_mode_lines_wavevector": where,
        "lowest_mode_anywhere_THz": softest,
        "lowest_mode_anywhere_wavevector": soft_at,
        "temperatures_K": list(temperatures),
        "particle_W_m_K": (heat.particle + centre).tolist(),
        "coherence_W_m_K": heat.coherence.tolist(),
        "zone_centre": {
            "powers": powers,
            "powers_by_axis": np.where(np.isfinite(by_axis), rounded(by_axis, 3), None).tolist(),
            "particle_W_m_K": rounded(centre, 5),
        },
        "coarser_mesh": coarser(constants, divisions, powers),
        "direct_solution": direct_solution(constants, divisions),
    }


def inward(powers):
    """Powers of the frequency to the zone centre, by branch, shape (3,): the mean over the axes.

    Parameters
    ----------
    powers : array_like, shape (3, 3)
        By axis and branch; NaN where it is not known.

    Returns
    -------
    numpy.ndarray, shape (3,)
        Between 1, that of Landau and Rumer, and 2.5: from 3 on the sum has no end. Herring's 2
        where nothing is known.
    """
    known = np.isfinite(powers)
    sums = np.where(known, powers, 0).sum(axis=0)
    mean = sums / np.maximum(known.sum(axis=0), 1)
    return np.where(known.any(axis=0), np.clip(mean, *POWERS), zone_centre.BETWEEN_PHONONS)


def coarser(constants, divisions, powers=zone_centre.BETWEEN_PHONONS):
    """Heat by mean free path on a coarser mesh: what a length owes to the mesh shows beside it.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    divisions : numpy.ndarray of int, shape (3,)
        Of the mesh itself; the coarser one has three quarters of them, odd numbers.
    powers : float or array_like, shape (3,)
        As of `inward`.

    Returns
    -------
    dict
        Units under ``units``.
    """
    mesh = coarser_divisions(divisions)
    modes, _ = three_phonon.on_mesh(constants, mesh, [ROOM_K])
    found = by_path(constants, modes, powers)
    return {
        "mesh": mesh.tolist(),
        "temperature_K": ROOM_K,
        "path_m": significant(found.value, 6),
        "carried_W_m_K": rounded(found.conductivity, 5),
    }


def by_path(constants, modes, powers=zone_centre.BETWEEN_PHONONS, polarity=None):
    """Heat of particles by mean free path at 300 K, scattered by phonons and isotopes alone.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    modes : ultralow.heat.mesh_modes.Modes
        On a mesh, with rates at 300 K alone.
    powers : float or array_like, shape (3,)
        As of `inward`.
    polarity : ultralow.phonons.polar_forces.Polarity, optional
        Those that the modes were computed with.

    Returns
    -------
    ultralow.heat.accumulation.Accumulation
        As :func:`ultralow.heat.heat_by_path.heat_by_path`.
    """
    domains = modes, three_phonon.centre(constants, modes, powers, polarity).modes
    rates = [scattering.matthiessen(one.scattering_rates[0], one.isotope_rates) for one in domains]
    neighbours = mesh_cells.neighbours(as_phonopy(constants), modes)
    return heat_by_path.heat_by_path(domains, rates, ROOM_K, neighbours)


def coarser_divisions(divisions):
    """Three quarters of the divisions of a mesh, odd numbers: shape (3,)."""
    return 2 * np.round((COARSER * np.asarray(divisions) - 1) / 2).astype(int) + 1


def direct_solution(constants, divisions):
    """What relaxation times leave out, on the coarser mesh, where the whole matrix fits in memory.

    Parameters as of `coarser`.

    Returns
    -------
    dict
        Units under ``units``.
    """
    mesh = coarser_divisions(divisions)
    full, approximate = three_phonon.direct(constants, mesh, ROOM_K)
    return {
        "mesh": mesh.tolist(),
        "temperature_K": ROOM_K,
        "direct_W_m_K": rounded(full, 5),
        "relaxation_time_W_m_K": rounded(approximate, 5),
    }


def record(chosen, relaxed, fit, heat, elastic=None, temperature=None):
    """The whole record but for its names and provenance.

    Parameters
    ----------
    chosen : ultralow.compute.sampling.Settings
    relaxed : dict
        As from :func:`ultralow.compute.relaxation.at_rest`, with ``structure`` and
        ``core_seconds``.
    fit : dict
        As from :func:`ultralow.compute.force_constant_fit.judged` or
        :func:`ultralow.compute.effective_force_constants.record`, with what it took.
    heat : dict
        As from `conducted`, with ``core_seconds``.
    elastic : dict, optional
        The record of the stiffness of the same checkpoint.
    temperature : float, optional
        Of effective force constants, K.

    Returns
    -------
    dict
        Units under ``units``.
    """
    refusal = (elastic or {}).get("refused_because")
    thermal = temperature is not None
    judged = acceptance.judge(heat, fit, relaxed, refusal, thermal=thermal)
    return {
        **_verdict(judged, cautions(heat, temperature)),
        "structure": relaxed["structure"],
        "relaxation": _relaxation(relaxed),
        **({"ensemble": _ensemble(fit)} if thermal else {}),
        **_found(judged, heat),
        "settings": settings(chosen, relaxed, fit, heat, temperature),
        "cost": cost(relaxed, fit, heat),
        "units": UNITS,
    }


def of_constants(constants, chosen, heat, structure, temperature=None, polar=False):
    """The record of force constants that a reader brought, but for its names and provenance.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    chosen : ultralow.compute.sampling.Settings
    heat : dict
        As from `conducted`, with ``core_seconds``.
    structure : dict
        What is told of the crystal, see :func:`ultralow.compute.provenance.read_structure`.
    temperature : float, optional
        Of effective force constants, K.
    polar : bool
        Whether Born charges came along, which are not used.

    Returns
    -------
    dict
        Units under ``units``.
    """
    judged = acceptance.judge_constants(heat, sum_rule_error(constants.second))
    at = "at rest" if temperature is None else f"effective, {temperature:g} K"
    told = ["force constants of a reader's own: what they miss of forces is not known here"]
    told += ["the Born charges beside them are not used"] * polar
    return {
        **_verdict(judged, [*told, *cautions(heat, temperature)]),
        "structure": structure,
        **({} if temperature is None else {"ensemble": {"temperature_K": temperature}}),
        **_found(judged, heat),
        "settings": {
            "cell": "as the force constants have it",
            "force_constants": f"{at}, a reader's own",
            "supercell_second": np.asarray(constants.supercell_second).tolist(),
            "supercell_third": np.asarray(constants.supercell_third).tolist(),
            "mesh_length_A": chosen.mesh_length,
            "mesh": heat["mesh"],
            "temperatures_K": heat["temperatures_K"],
            "transport": TRANSPORT,
            "velocity_operator": VELOCITY_OPERATOR,
        },
        "cost": _summed({"modes_and_conductivity": heat["core_seconds"]}),
        "units": UNITS,
    }


def _verdict(judged, told):
    """Whether the gates let pass, and what a reader should know."""
    reasons = [gate.reason for gate in judged if not gate.passed]
    return {
        "grade": "R",
        "accepted": not reasons,
        "refused_because": "; ".join(reasons) or None,
        "cautions": told,
    }


def _found(judged, heat):
    """Gates and conductivities."""
    return {
        "gates": {gate.name: _stored(gate) for gate in judged},
        "imaginary_modes_mesh": heat["imaginary_modes_mesh"],
        "lowest_mode_lines_wavevector": heat["lowest_mode_lines_wavevector"],
        "lowest_mode_anywhere_wavevector": rounded(heat["lowest_mode_anywhere_wavevector"], 3),
        "conductivity": {
            "temperatures_K": heat["temperatures_K"],
            "particle_W_m_K": rounded(heat["particle_W_m_K"], 5),
            "coherence_W_m_K": rounded(heat["coherence_W_m_K"], 5),
        },
        "zone_centre": heat["zone_centre"],
        "coarser_mesh": heat["coarser_mesh"],
        "direct_solution": heat["direct_solution"],
    }


def _relaxation(relaxed):
    return {
        "max_displacement_A": rounded(relaxed["max_displacement_A"], 4),
        "space_group_number": relaxed["space_group_numbers"][1],
        "bonds_kept": relaxed["bonds_kept"],
    }


def _ensemble(fit):
    """How effective constants came about, and what their last sample says of them."""
    return {
        "temperature_K": fit["temperature_K"],
        "rounds": len(fit["rms_changes_THz"]),
        "rms_changes_THz": rounded(fit["rms_changes_THz"], 4),
        "mean_forces_eV_A": rounded(fit["mean_forces_eV_A"], 5),
        "last_samples": fit.get("last_samples", 1),  # a build of before has one
        "largest_shift_A": rounded(fit["largest_shift_A"], 4),
        **{
            name: rounded(fit[name], 5)
            for name in (
                *("mean_force_eV_A", "mean_force_error_eV_A", "held_out_residual"),
                *("held_out_anharmonic_residual", "held_out_even_residual"),
            )
        },
    }


def _stored(gate):
    # Below the sixth decimal there is only rounding, which no two machines share.
    digits = 4 if gate.name.endswith("THz") else 7
    return {
        "value": rounded(gate.value, digits),
        "limit": gate.limit,
        "passed": gate.passed,
    }


def cautions(heat, temperature=None):
    """What a reader should know of an accepted result, a sentence each."""
    found = []
    if temperature is not None:
        found.append(
            f"effective force constants at {temperature:g} K: frequencies and conductivity hold "
            "near that temperature only"
        )
    if heat["imaginary_modes_mesh"]:
        found.append(f"imaginary modes on the mesh: {heat['imaginary_modes_mesh']}, left out")
    return found


def settings(chosen, relaxed, fit, heat, temperature=None):
    """Everything that was chosen, and what the rules made of it for this crystal."""
    parity = "as trained" if relaxed["centrosymmetric"] else "mean over inversion"
    warm = temperature is not None
    chosen = sampling.warm(chosen) if warm else supercells.well_determined(relaxed, chosen)
    counts = fit if warm else chosen._asdict()
    third = "second" if warm else "third"
    kind = f"effective, {temperature:g} K, self-consistent sampling" if warm else "at rest"
    return {
        "cell": "as given; ions relaxed under the space group",
        "force_constants": kind,
        "supercell_second": supercells.repeats(relaxed, chosen, "second").tolist(),
        "supercell_third": supercells.repeats(relaxed, chosen, third).tolist(),
        "least_height_second_A": chosen.least_height_second,
        "least_height_third_A": getattr(chosen, f"least_height_{third}"),
        "cutoff_third_A": chosen.cutoff,
        "displacement_A": None if warm else chosen.distance,
        **{name: counts[name] for name in SNAPSHOTS if name in counts},
        "equations_second": None if warm else chosen.equations_second,
        "seed": chosen.seed,
        "mesh_length_A": chosen.mesh_length,
        "mesh": heat["mesh"],
        "temperatures_K": heat["temperatures_K"],
        "precision": f"single, one thread, {parity}; relaxation in double, mean over inversion",
        "transport": TRANSPORT,
        "velocity_operator": VELOCITY_OPERATOR,
    }


def cost(relaxed, fit, heat):
    """Force calculations and seconds, beside what finite displacements would need."""
    seconds = {
        "relaxation": relaxed["core_seconds"],
        "forces": fit["forces_core_seconds"],
        "fit": fit["core_seconds"],
        "modes_and_conductivity": heat["core_seconds"],
    }
    return {
        "force_calculations": fit["force_calculations"],
        "finite_displacement_calculations": fit["finite_displacements"],
        **_summed(seconds),
        **({"device": fit["device"]} if "device" in fit else {}),
    }


def _summed(seconds):
    """Core seconds by stage, and their sum; a stage that was not counted has None."""
    total = float(np.round(sum(filter(None, seconds.values())), 1))
    return {"core_seconds": seconds, "total_core_seconds": total}
