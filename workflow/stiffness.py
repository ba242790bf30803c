"""Compute the stiffness of a crystal at its measured cell with one machine-learned potential.

    python workflow/stiffness.py --material CsSnI3 --checkpoint 7net-0 \\
        --structure data/structures/CsSnI3.cif --output data/computed/CsSnI3/stiffness_7net-0.json

The result is stored whether it passes the gates or not: a refused one says why, and has no
sound velocities that anyone could use.
"""

import argparse
import sys

import numpy as np
from scipy.constants import atomic_mass, giga
from ultralow.compute import acceptance, elastic_constants, potentials, provenance, relaxation
from ultralow.compute.provenance import rounded
from ultralow.crystal import elasticity, sound
from ultralow.data import atomic_write, crystal_file
from ultralow.errors import UltralowError

SYMPREC = 1e-3
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


def main(arguments=None):
    """Read, compute, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("material", "checkpoint", "structure", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    try:
        calculator = potentials.load_calculator(options.checkpoint)
        atoms, about = provenance.read_structure(options.structure, crystal_file.read)
        result = {"material": options.material, "checkpoint": options.checkpoint}
        result |= measure(atoms, calculator, about)
        sha256 = potentials.checkpoint_sha256(options.checkpoint)
        result["provenance"] = provenance.provenance(PACKAGES, checkpoint_sha256=sha256)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    atomic_write.write_json(options.output, result)
    verdict = "accepted" if result["accepted"] else f"refused: {result['refused_because']}"
    print(f"{options.material} with {options.checkpoint}: {verdict}")
    return 0


def measure(atoms, calculator, about):
    """Relax, strain, fit and judge; the whole record but for its names and provenance."""
    relaxed = relaxation.relax_atoms(atoms, calculator, symprec=SYMPREC)
    phase = relaxation.compare_phases(atoms, relaxed.atoms, SYMPREC)
    run = elastic_constants.relaxed_ion_stiffness(relaxed.atoms, calculator)
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    group = relaxation.point_group(relaxed.atoms, SYMPREC)
    stiffness = elasticity.symmetrize(fit.stiffness, group)
    reasons = acceptance.refusals(relaxed, phase, run, stiffness)
    modes = elastic_constants.zone_centre_modes(run, atoms.get_masses())
    volume = atoms.get_volume() * 1e-30
    density = atoms.get_masses().sum() * atomic_mass / volume
    return {
        "grade": "R",
        "accepted": not reasons,
        "refused_because": "; ".join(reasons) or None,
        "cautions": cautions(modes),
        "structure": about,
        "stiffness_GPa": rounded(stiffness / giga, 3),
        "eigenvalues_GPa": rounded(elasticity.stability(stiffness).eigenvalues / giga, 3),
        "reference_stress_GPa": rounded(fit.reference_stress / giga, 3),
        **isotropic_part(stiffness, density, usable=not reasons),
        "mass_density_kg_m3": rounded(density, 2),
        "number_density_m3": float(f"{len(atoms) / volume:.6e}"),
        "zone_centre_lowest_THz": rounded(modes.frequency[0], 3),
        "relaxation": {
            "max_displacement_A": rounded(phase.max_displacement, 4),
            "space_group_number": phase.space_group[1],
            "bonds_kept": phase.bonds_kept,
        },
        "residuals": residuals(relaxed, run, fit, stiffness),
        "settings": {
            "strains": list(elastic_constants.STRAINS),
            "force_tolerance_eV_A": relaxation.MAX_FORCE,
            "symmetry_tolerance_A": SYMPREC,
            "cell": "as measured",
            "ions": "relaxed under the space group, then freely in each strained cell",
            "precision": "float64, one thread",
            "parity": "mean of the potential over the crystal and its inverse image",
        },
        "voigt_order": " ".join(elasticity.VOIGT_ORDER),
        "units": UNITS,
    }


def cautions(modes):
    """What a reader should know of an accepted result."""
    count = int((modes.frequency < 0).sum())
    text = f"imaginary zone-centre modes: {count}; at 0 K the potential lowers the symmetry"
    return [text] if count else []


def isotropic_part(stiffness, density, usable):
    """Moduli and velocities; nothing but the upper bound where the result is refused."""
    averages = {"voigt": elasticity.voigt(stiffness), "reuss": None, "hill": None}
    velocities = (None, None)
    if usable:
        averages["reuss"], averages["hill"] = (
            elasticity.reuss(stiffness),
            elasticity.hill(stiffness),
        )
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
    """How far each step is from exact."""
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


if __name__ == "__main__":
    sys.exit(main())
