"""The record of computed bands: densities of states, transport distributions, lines, settings."""

from pathlib import Path

import numpy as np
from band_interpolation import MULTIPLIER, energies, interpolate, on_grid, tabulate
from band_ledger import edges, ledger
from scipy.constants import angstrom, e, hbar
from ultralow.compute.band_energies import masses, near_the_gap
from ultralow.compute.band_points import along_lines
from ultralow.compute.band_tables import BOHR, HARTREE, SPACING_eV
from ultralow.compute.provenance import fingerprint, provenance, significant

FORMAT = "ultralow electrons 1"
LINE = (("X", (0.5, 0, 0)), ("Γ", (0, 0, 0)), ("Y", (0, 0.5, 0)), ("S", (0.5, 0.5, 0)),
        ("Γ", (0, 0, 0)), ("Z", (0, 0, 0.5)), ("U", (0.5, 0, 0.5)), ("R", (0.5, 0.5, 0.5)),
        ("Γ", (0, 0, 0)))  # fmt: skip
PACKAGES = ("ase", "BoltzTraP2", "gpaw", "gpaw-data", "numpy", "scipy")
UNITS = {
    "energies": "eV above the valence edge of the same kind of bands",
    "dos": "1e27 states per eV and m3, both spins, at first_eV + i * spacing_eV",
    "transport": "xx, yy, zz of the sum of v v over these states, 1e37 m2 s-2 per eV and m3; "
    "off the diagonal it vanishes by symmetry",
    "mass": "electron masses, along a, b, c of the structure, from second differences",
    "boltztrap2": "S m-1 s-1, V K-1, W m-1 K-1 s-1, carriers per cell; chemical potentials in eV "
    "above the valence edge",
    "near_centre": "the ledger's quantities with the points of off_mesh taken into the fit",
    "off_mesh": "interpolated against direct energies at points between those of the mesh; "
    "edge_ratio compares the drop of the valence band 0.04 per A from the centre; gap_change_eV is "
    "what a tighter residual and six more bands do to the gap",
    "ledger": "hole density in m-3 where S = 79 uV/K at 300 K, mobility there and for few holes "
    "relative to the constant relaxation time (1/m_e masses), Lorenz number in W Ohm K-2; means "
    "over the three axes",
}


def record(options, mesh, check):
    """Everything that is stored."""
    kinds = {"spin_orbit": near_the_gap(mesh, True), "scalar": near_the_gap(mesh, False)}
    checks = dict.fromkeys(kinds, check)
    if options.measured:
        there, checks["measured"] = (dict(np.load(path)) for path in options.measured)
        kinds["measured"] = near_the_gap(there, True)
    fits = {name: interpolate(one) for name, one in kinds.items()}
    tables = {name: on_grid(fits[name], one, options.grid) for name, one in kinds.items()}
    bands = {
        name: stored_bands(one, tables[name], fits[name], checks[name])
        for name, one in kinds.items()
    }
    return {
        "format": FORMAT,
        "material": options.material,
        "grade": "R",
        "structure": about_structure(options.material),
        "volume_A3": round(kinds["scalar"].volume / angstrom**3, 4),
        "spacing_eV": SPACING_eV,
        "bands": bands,
        "boltztrap2": btp_tensors(kinds["spin_orbit"], options.grid),
        "ledger": ledger(kinds, tables, fits, mesh, checks, options.grid),
        "edges": edges(options, check, checks.get("measured")),
        "not_run": [
            "a cutoff above 350 eV, and a self-consistent mesh other than 4x3x4",
            "a transport mesh beyond 8x6x8",
            "a functional beyond PBE, and quasiparticle energies",
            "the motion of the atoms at 300 K",
        ],
        "settings": settings(mesh, options),
        "units": UNITS,
        "provenance": provenance(PACKAGES),
    }


def stored_bands(bands, table, interpolation, check):
    """One kind of bands as it is stored."""
    return {
        "gap_eV": round(bands.edge, 4),
        "mass": masses(check, bands.coupled),
        "first_eV": round(float(table.energy[0]), 6),
        "dos": significant(table.dos * 1e-27, 4),
        "transport": [significant(one * 1e-37, 4) for one in table.transport.T],
        "lines": lines(bands, interpolation),
    }


def lines(bands, interpolation):
    """Band energies along the lines, and where the corners are (1/angstrom)."""
    reciprocal = bands.atoms.cell.reciprocal()[:] * 2 * np.pi
    points, place, corners = along_lines([corner for _, corner in LINE], reciprocal)
    near = slice(bands.valence - 4, bands.valence + 2)
    energy = energies(interpolation, points, near)
    return {
        "corners": corners,
        "names": [name for name, _ in LINE],
        "place": place,
        "energy": np.round(energy, 3).tolist(),
    }


def btp_tensors(bands, grid):
    """BoltzTraP2's own tensors at a few chemical potentials and temperatures, 1 meV apart."""
    from BoltzTraP2 import bandlib

    table = tabulate(bands, grid, spacing=0.001)
    energy = table.energy / HARTREE
    # Back to its own units: states per Hartree and cell, for one of each Kramers pair.
    dos = table.dos * bands.volume * HARTREE / 2
    speed = hbar / (HARTREE * e * BOHR)
    tensor = np.einsum(
        "ni,ij->ijn", table.transport * bands.volume * HARTREE / 2 * speed**2, np.eye(3)
    )
    mu, temperature = np.array([-0.25, -0.125, 0.0, 0.15]), np.array([150.0, 300.0, 400.0])
    count, *moments, _ = bandlib.fermiintegrals(
        energy, dos, tensor, mu / HARTREE, temperature, dosweight=2.0
    )
    sigma, seebeck, kappa, _ = bandlib.calc_Onsager_coefficients(
        *moments, mu / HARTREE, temperature, bands.volume / BOHR**3
    )
    full = 2 * dos[table.energy < 0.5 * bands.edge].sum() * (energy[1] - energy[0])
    return {
        "chemical_potential_eV": mu.tolist(),
        "temperature_K": temperature.tolist(),
        "holes_per_cell": significant(count + full, 7),
        **{
            name: significant(np.einsum("tmii->tmi", one), 7)
            for name, one in (("sigma", sigma), ("seebeck", seebeck), ("kappa", kappa))
        },
    }


def about_structure(material):
    """Which crystals were computed."""
    source = Path(f"data/structures/{material}.cif")
    relaxed = Path(f"data/computed/{material}/relaxed_7net-0.cif")
    return {
        **fingerprint(source),
        "cell": "as measured",
        "atoms": "at rest in the potential 7net-0, as for the stiffness and the phonons; those "
        "of the bands called measured are where the source has them",
        "relaxed": fingerprint(relaxed),
    }


def settings(mesh, options):
    """How the energies were computed."""
    return {
        "functional": "PBE",
        "method": "projector-augmented waves in plane waves; spin-orbit coupling afterwards",
        "cutoff_eV": round(float(mesh["cutoff"]), 3),
        "density_mesh": [4, 3, 4],
        "transport_mesh": mesh["mesh"].tolist(),
        "points": len(mesh["points"]),
        "empty_bands": int(mesh["bands"][0]),
        "empty_bands_converged": int(mesh["bands"][1]),
        "residual_eV2": float(mesh["residual"]),
        "interpolation": f"BoltzTraP2, multiplier {MULTIPLIER}",
        "grid": list(options.grid),
    }
