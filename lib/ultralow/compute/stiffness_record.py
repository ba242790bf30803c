"""The record of a computed stiffness: the matrix, what follows from it, and who may use it.

A record is written whether the stiffness passes the gates or not: a refused one says why, and has
no sound velocities that anyone could use. Matrices are stored in GPa.
"""

import numpy as np
from scipy.constants import atomic_mass, giga

from ultralow.compute import acceptance, elastic_constants, relaxation
from ultralow.compute.provenance import rounded
from ultralow.crystal import elasticity, sound

PACKAGES = ("ase", "e3nn", "numpy", "scipy", "sevenn", "spglib", "torch")
UNITS = {
    "stiffness_GPa": "GPa; rows and columns xx, yy, zz, yz, xz, xy along a, b, c of the CIF; "
    "shear strain is engineering strain; slope of the Cauchy stress",
    "eigenvalues_GPa": "GPa, of the matrix above, ascending; the crystal is stable if all are > 0",
    "reference_stress_GPa": "GPa, same order, tension positive: the stress at the measured cell",
    "moduli": "GPa",
    "mass_density_kg_m3": "kg m-3",
    "number_density_m3": "atoms per m3",
    "v_longitudinal_m_s": "m s-1, from the Hill moduli, as is v_transverse_m_s",
    "zone_centre_lowest_THz": "THz, lowest optical mode of one cell; negative means imaginary",
    "residuals": "as each name says; relative_nonlinearity compares C at the two strains, "
    "linear_response_GPa with clamped ions plus the hessian, asymmetry_GPa is max |C_ij - C_ji| "
    "before averaging, point_group_GPa what averaging over the point group moved",
}
SETTINGS = {
    "strains": list(elastic_constants.STRAINS),
    "force_tolerance_eV_A": relaxation.MAX_FORCE,
    "symmetry_tolerance_A": relaxation.SYMPREC,
    "cell": "as measured",
    "ions": "relaxed under the space group, then freely in each strained cell",
    "precision": "float64, one thread",
    "parity": "mean of the potential over the crystal and its inverse image",
}


def measured(atoms, calculator, about):
    """Relax, strain, fit and judge; the whole record but for its names and provenance.

    Parameters
    ----------
    atoms : ase.Atoms
        At the measured cell.
    calculator : ase.calculators.calculator.Calculator
        With forces and stress.
    about : dict
        What the record says of the structure.

    Returns
    -------
    dict
        Units under ``units``.
    """
    relaxed = relaxation.relax_atoms(atoms, calculator)
    phase = relaxation.compare_phases(atoms, relaxed.atoms)
    run = elastic_constants.relaxed_ion_stiffness(relaxed.atoms, calculator)
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    stiffness = elasticity.symmetrize(fit.stiffness, relaxation.point_group(relaxed.atoms))
    reasons = acceptance.refusals(relaxed, phase, run, stiffness)
    modes = elastic_constants.zone_centre_modes(run, atoms.get_masses())
    return {
        "grade": "R",
        "accepted": not reasons,
        "refused_because": "; ".join(reasons) or None,
        "cautions": cautions(modes),
        "structure": about,
        **_numbers(atoms, fit, stiffness, usable=not reasons),
        # One atom in the cell has no optical modes.
        "zone_centre_lowest_THz": rounded(min(modes.frequency, default=None), 3),
        "relaxation": _relaxation(phase),
        "residuals": residuals(relaxed, run, fit, stiffness),
        "settings": SETTINGS,
        "voigt_order": " ".join(elasticity.VOIGT_ORDER),
        "units": UNITS,
    }


def _numbers(atoms, fit, stiffness, usable):
    volume = atoms.get_volume() * 1e-30
    density = atoms.get_masses().sum() * atomic_mass / volume
    return {
        "stiffness_GPa": rounded(stiffness / giga, 3),
        "eigenvalues_GPa": rounded(elasticity.stability(stiffness).eigenvalues / giga, 3),
        "reference_stress_GPa": rounded(fit.reference_stress / giga, 3),
        **isotropic_part(stiffness, density, usable),
        "mass_density_kg_m3": rounded(density, 2),
        "number_density_m3": float(f"{len(atoms) / volume:.6e}"),
    }


def _relaxation(phase):
    return {
        "max_displacement_A": rounded(phase.max_displacement, 4),
        "space_group_number": phase.space_group[1],
        "bonds_kept": phase.bonds_kept,
    }


def cautions(modes):
    """What a reader should know of an accepted result, a sentence each."""
    count = int((modes.frequency < 0).sum())
    text = f"imaginary zone-centre modes: {count}; at 0 K the potential lowers the symmetry"
    return [text] if count else []


def isotropic_part(stiffness, density, usable):
    """Moduli and velocities; nothing but the upper bound where the result is refused.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.
    density : float
        kg/m^3.
    usable : bool

    Returns
    -------
    dict
        Moduli in GPa, velocities in m/s.
    """
    averages = {"voigt": elasticity.voigt(stiffness), "reuss": None, "hill": None}
    velocities = (None, None)
    if usable:
        averages["reuss"] = elasticity.reuss(stiffness)
        averages["hill"] = elasticity.hill(stiffness)
        velocities = sound.sound_velocities(*averages["hill"], density)
    moduli = {
        name: pair
        and {f"{kind}_GPa": rounded(value / giga, 3) for kind, value in pair._asdict().items()}
        for name, pair in averages.items()
    }
    longitudinal, transverse = (rounded(speed, 1) for speed in velocities)
    return {
        "moduli": moduli,
        "v_longitudinal_m_s": longitudinal,
        "v_transverse_m_s": transverse,
    }


def residuals(relaxed, run, fit, stiffness):
    """How far each step is from exact.

    Parameters
    ----------
    relaxed : ultralow.compute.relaxation.Relaxed
    run : ultralow.compute.elastic_constants.StrainRun
    fit
        As :func:`ultralow.crystal.elasticity.stiffness_from_stresses` returns it.
    stiffness : numpy.ndarray, shape (6, 6)
        The same, averaged over the point group; Pa.
    """
    half = len(run.strains) // 2
    small, large = (
        elasticity.stiffness_from_stresses(run.strains[part], run.stresses[part]).stiffness
        for part in (slice(None, half), slice(half, None))
    )
    size = np.abs(fit.stiffness).max()
    response = elastic_constants.linear_response_stiffness(run)
    left = max(relaxed.max_force, run.max_forces.max())
    values = {
        "stress_fit_rms_GPa": fit.residual / giga,
        "relative_nonlinearity": np.abs(large - small).max() / size,
        "linear_response_GPa": np.abs(response - fit.stiffness).max() / giga,
        "asymmetry_GPa": fit.asymmetry / giga,
        "point_group_GPa": np.abs(stiffness - fit.stiffness).max() / giga,
    }
    # Below 1e-5 there is only rounding, which no two machines share.
    return {"max_force_eV_A": float(f"{left:.1e}")} | {
        name: rounded(value, 5) for name, value in values.items()
    }
