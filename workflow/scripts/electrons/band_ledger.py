"""What the numbers of computed bands are worth: each setting moved, and how far they move.

Also the comparisons with energies computed directly, at points that are not on the mesh.
"""

import numpy as np
from band_interpolation import MULTIPLIER, energies, tabulate
from ultralow.compute import band_energies, band_tables
from ultralow.compute.band_tables import distribution, summary


def ledger(kinds, tables, interpolations, mesh, checks, grid):
    """How much the numbers move with each setting; the first line is what is stored."""
    near = {
        name: moved(band_energies.joined(kinds[name], checks[name]), grid, 60) for name in kinds
    }
    off = {}
    for name, bands in kinds.items():
        found = energies(interpolations[name], checks[name]["points"])
        off[name] = band_tables.off_mesh(found, bands, checks[name])
    return {"rows": rows(kinds, tables, mesh, grid), "near_centre": near, "off_mesh": off}


def rows(kinds, tables, mesh, grid):
    """The numbers of each setting, by what it is."""
    coupled = kinds["spin_orbit"]
    found = {"stored": summary(distribution(tables["spin_orbit"]))}
    found["without spin-orbit coupling"] = summary(distribution(tables["scalar"]))
    for factor in (5, 60):
        name = f"interpolation multiplier {factor} for {MULTIPLIER}"
        found[name] = moved(coupled, grid, factor)
    half = tuple(n * 7 // 16 // 2 * 2 for n in grid)
    found[f"interpolated on {'x'.join(map(str, half))}"] = moved(coupled, half)
    found["energies 1 meV apart for 2"] = moved(coupled, grid, spacing=0.001)
    if min(mesh["mesh"]) >= 4:
        coarse = band_energies.near_the_gap(mesh, True, every=2)
        name = f"transport mesh {'x'.join(str(n // 2) for n in mesh['mesh'])}"
        found[name] = moved(coarse, grid)
    found["gap opened to 1.3 eV"] = summary(distribution(tables["spin_orbit"], gap=1.3))
    if "measured" in tables:
        found["atoms as measured"] = summary(distribution(tables["measured"]))
        opened = distribution(tables["measured"], gap=1.3)
        found["atoms as measured, gap opened to 1.3 eV"] = summary(opened)
    return found


def moved(bands, *settings, **more):
    """The numbers of bands that are tabulated anew."""
    return summary(distribution(tabulate(bands, *settings, **more)))


def edges(options, check, measured):
    """Gap and hole mass at the zone centre of each density that was tried, with spin and orbit."""
    found = {}
    tried = [("stored", check), *((name, dict(np.load(path))) for name, path in options.variant)]
    tried += [("atoms as measured", measured)] if measured else []
    for name, stored in tried:
        bands = band_energies.near_the_gap(stored, True)
        found[name] = {
            "gap_eV": round(bands.edge, 4),
            "hole_mass": band_energies.masses(stored, True)["hole"]["0.02 per A"],
        }
    return found
