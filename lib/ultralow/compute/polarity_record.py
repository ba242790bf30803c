"""The record of a crystal's answer to an electric field, and of its heat with polar forces.

The answer is asked for charges that leave the crystal neutral and have its symmetry, for electrons
that screen, and for the functional of the forces that judge the potentials: the two programs have
cores of their own, and their forces on one snapshot are compared.
"""

import numpy as np

from ultralow.compute import (
    acceptance,
    espresso_files,
    force_constant_fit,
    phonon_record,
    three_phonon,
)
from ultralow.compute.provenance import rounded, significant
from ultralow.phonons import polar_forces
from ultralow.phonons.force_constants import as_phonopy

FORMAT = "ultralow polarity 1"
HEAT_FORMAT = "ultralow polar conductivity 1"
# Relative: what another setting may make of the charges and of the permittivity. Polar forces go as
# the square of the one over the other, and are a correction themselves.
CONVERGED = 0.05
SAME_A = 1e-4  # atoms nearer than this to where symmetry puts them are there
ROOM_K = 300.0
UNITS = {
    "charges_e": "elementary charges: by atom, axis of the polarisation, axis of the displacement",
    "dielectric": "1: relative permittivity of the electrons, the atoms at rest, Cartesian",
    "gates": "elementary charges an atom for sum_rule and symmetry; the least eigenvalue of the "
    "permittivity; root mean square of the difference of the forces over that of the forces",
    "convergence": "1: largest change of a charge over the largest charge, and of the permittivity "
    "over its own",
    "cost": "core_seconds of all runs; of an interrupted one its last part alone",
}
HEAT_UNITS = {
    "conductivity": "W m-1 K-1; columns xx yy zz yz xz xy along the Cartesian axes of the cell",
    "carried_W_m_K": "by paths up to path_m, columns as in conductivity; particles with phonons "
    "and isotopes alone",
}


def symmetrised(answer, atoms):
    """The answer with the crystal's symmetry, and with charges that add to nothing.

    Parameters
    ----------
    answer : ultralow.compute.espresso_files.Answer
    atoms : ase.Atoms

    Returns
    -------
    ultralow.compute.espresso_files.Answer
    moved : float
        By how much symmetry moved a charge at most, elementary charges.
    """
    from phonopy.structure.atoms import PhonopyAtoms
    from phonopy.structure.symmetry import symmetrize_borns_and_epsilon

    cell = PhonopyAtoms(
        atoms.symbols, cell=atoms.cell[:], scaled_positions=espresso_files.places(atoms)
    )
    neutral = answer.charges - polar_forces.acoustic_sum(answer.charges)
    charges, dielectric = symmetrize_borns_and_epsilon(
        neutral, answer.dielectric, cell, symprec=SAME_A
    )
    charges = charges - polar_forces.acoustic_sum(charges)
    moved = float(np.abs(charges - neutral).max())
    return espresso_files.Answer(np.asarray(dielectric), charges), moved


def record(atoms, answer, forces, others):
    """What is stored of a crystal's answer, but for names, settings and provenance.

    Parameters
    ----------
    atoms : ase.Atoms
    answer : ultralow.compute.espresso_files.Answer
        As the program told it.
    forces : tuple of numpy.ndarray, shape (n, 3)
        On one snapshot by the program of the referee and by this one, eV/Å.
    others : dict
        By what was changed: the answer with another setting.

    Returns
    -------
    dict
    """
    kept, moved = symmetrised(answer, atoms)
    gates = judged(answer, kept, moved, force_constant_fit.relative_residual(*forces))
    reasons = "; ".join(gate.reason for gate in gates if gate.reason)
    lines = [{"changed": name, **changed(answer, other)} for name, other in others.items()]
    return {
        "accepted": not reasons,
        "refused_because": reasons or None,
        "gates": {one.name: {"value": round(one.value, 4), "limit": one.limit} for one in gates},
        "lattice_A": rounded(atoms.cell[:], 5),
        "numbers": atoms.numbers.tolist(),
        "positions": rounded(espresso_files.places(atoms), 6),
        "dielectric": rounded(kept.dielectric, 4),
        "charges_e": rounded(kept.charges, 4),
        "convergence": lines,
        "converged": convergence_of(lines),
        "units": UNITS,
    }


def judged(answer, kept, moved, forces_missed):
    """The gates of an answer: as it was told, as it is kept, and what symmetry moved."""
    return acceptance.judge_polarity(
        float(np.abs(polar_forces.acoustic_sum(answer.charges)).max()),
        moved,
        float(np.linalg.eigvalsh(kept.dielectric)[0]),
        forces_missed,
    )


def changed(answer, other):
    """What another setting does to an answer, relative."""
    charge = np.abs(other.charges - answer.charges).max() / np.abs(answer.charges).max()
    permittivity = np.abs(other.dielectric - answer.dielectric).max() / answer.dielectric.max()
    return {"charges": round(float(charge), 4), "dielectric": round(float(permittivity), 4)}


def convergence_of(lines):
    """Whether charges and permittivity hold with every other setting; None where none was tried."""
    if not lines:
        return None
    return all(max(line["charges"], line["dielectric"]) <= CONVERGED for line in lines)


def heat(constants, divisions, powers, polar):
    """Conductivity at 300 K with polar forces, on the mesh of a result without them.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    divisions : array_like of int, shape (3,)
    powers : array_like, shape (3,)
        Of the frequency to the zone centre, as of the result without.
    polar : ultralow.phonons.polar_forces.Polarity

    Returns
    -------
    dict
        Units under ``units``.
    """
    model = polar_forces.with_polar_forces(as_phonopy(constants), polar)
    softest, where = acceptance.lowest_anywhere(model)
    modes, found = three_phonon.on_mesh(constants, divisions, [ROOM_K], polar)
    centre = three_phonon.around_centre(constants, modes, powers, polar)
    paths = phonon_record.by_path(constants, modes, powers, polar)
    return {
        "mesh": list(map(int, divisions)),
        "temperature_K": ROOM_K,
        "lowest_mode_anywhere_THz": round(float(softest), 4),
        "lowest_mode_anywhere_wavevector": rounded(where, 4),
        "conductivity": {
            "particle_W_m_K": rounded((found.particle + centre)[0], 5),
            "coherence_W_m_K": rounded(found.coherence[0], 5),
        },
        "path_m": significant(paths.value, 6),
        "carried_W_m_K": rounded(paths.conductivity, 5),
        "units": HEAT_UNITS,
    }
