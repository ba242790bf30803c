"""What the numbers of computed bands are worth: each setting moved, and how far they move.

Also the comparisons with energies computed directly, at points that are not on the mesh.
"""

import numpy as np
from band_interpolation import HARTREE, MULTIPLIER, bands_of, distribution, joined, tabulate
from scipy.constants import angstrom, e, hbar, m_e
from ultralow.charge import boltzmann

PROBE = {"seebeck_V_K": 79e-6, "temperature_K": 300.0, "dilute_m3": 1e22}


def ledger(kinds, tables, mesh, checks, options):
    """How much the numbers move with each setting; the first line is what is stored."""
    coupled, grid = kinds["spin_orbit"], options.grid
    rows = {"stored": summary(distribution(tables["spin_orbit"]))}
    rows["without spin-orbit coupling"] = summary(distribution(tables["scalar"]))
    for factor in (5, 60):
        rows[f"interpolation multiplier {factor} for {MULTIPLIER}"] = summary(
            distribution(tabulate(coupled, grid, factor))
        )
    half = tuple(n * 7 // 16 // 2 * 2 for n in grid)
    rows[f"interpolated on {'x'.join(map(str, half))}"] = summary(
        distribution(tabulate(coupled, half))
    )
    rows["energies 1 meV apart for 2"] = summary(
        distribution(tabulate(coupled, grid, spacing=0.001))
    )
    if min(mesh["mesh"]) >= 4:
        coarse = bands_of(mesh, True, every=2)
        rows[f"transport mesh {'x'.join(str(n // 2) for n in mesh['mesh'])}"] = summary(
            distribution(tabulate(coarse, grid))
        )
    rows["gap opened to 1.3 eV"] = summary(distribution(tables["spin_orbit"], gap=1.3))
    if "measured" in tables:
        rows["atoms as measured"] = summary(distribution(tables["measured"]))
        opened = distribution(tables["measured"], gap=1.3)
        rows["atoms as measured, gap opened to 1.3 eV"] = summary(opened)
    near = {
        name: summary(distribution(tabulate(joined(kinds[name], checks[name]), grid, 60)))
        for name in kinds
    }
    off = {name: off_mesh(kinds[name], tables[name], checks[name]) for name in kinds}
    return {"rows": rows, "near_centre": near, "off_mesh": off}


def summary(bands):
    """What is compared in the ledger: n, µ and L where S = 79 µV/K, and µ for few holes."""
    temperature = PROBE["temperature_K"]
    mu = boltzmann.chemical_potential_at_seebeck(bands, PROBE["seebeck_V_K"], temperature)
    density = float(boltzmann.carrier_density(bands, mu, temperature))
    found = boltzmann.along(boltzmann.tensors(bands, mu, temperature), temperature)
    few = boltzmann.mobility_few_carriers(bands, temperature)
    return {
        "density_m3": float(f"{density:.4e}"),
        "inverse_mass": float(f"{found.sigma / (e * density) * m_e / e:.4g}"),
        "inverse_mass_few": float(f"{np.trace(few) / 3 * m_e / e:.4g}"),
        "lorenz": float(f"{found.lorenz:.4e}"),
    }


def off_mesh(bands, table, check):
    """Interpolated against direct energies of the two upper valence bands between the mesh."""
    from BoltzTraP2 import fite

    equivalences, coefficients, lattice = table.interpolation
    found = fite.getBands(check["points"], equivalences, lattice, coefficients)[0] * HARTREE
    direct = bands_of(check, bands.coupled)
    here = found[bands.valence - 2 : bands.valence]
    there = direct.energy[direct.valence - 2 : direct.valence]
    # How far the band has dropped 0.04 per A from the centre, where most holes are.
    drop = [(one[1, 0] - one[1, [2, 4, 6]]).mean() for one in (here, there)]
    return {
        "points": len(check["points"]),
        "rms_eV": float(f"{np.sqrt(np.mean((here - there) ** 2)):.2g}"),
        "largest_eV": float(f"{np.abs(here - there).max():.2g}"),
        "edge_ratio": float(f"{drop[0] / drop[1]:.5g}"),
        "gap_change_eV": float(f"{abs(direct.edge - bands.edge):.2g}"),
    }


def edges(options, check, measured):
    """Gap and hole mass at the zone centre of each density that was tried, with spin and orbit."""
    found = {}
    tried = [("stored", check), *((name, dict(np.load(path))) for name, path in options.rung)]
    tried += [("atoms as measured", measured)] if measured else []
    for name, stored in tried:
        bands = bands_of(stored, True)
        found[name] = {
            "gap_eV": round(bands.edge, 4),
            "hole_mass": masses(stored, True)["hole"]["0.02 per A"],
        }
    return found


def masses(check, coupled):
    """Masses of holes and electrons at the zone centre along the three axes, in units of m_e."""
    centre, steps = 0, (0.02, 0.04)
    found = {}
    direct = bands_of(check, coupled)
    for name, band, sign in (("hole", direct.valence - 1, -1), ("electron", direct.valence, 1)):
        rise = [
            [sign * (direct.energy[band, 1 + 2 * axis + i] - direct.energy[band, centre]) * e
             for i in range(2)] for axis in range(3)
        ]  # fmt: skip
        found[name] = {
            f"{step:g} per A": [
                float(f"{hbar**2 * (step / angstrom) ** 2 / (2 * one[i]) / m_e:.3g}")
                for one in rise
            ]
            for i, step in enumerate(steps)
        }
    return found
