"""Interpolate computed band energies and store what transport needs of them.

    python workflow/transport_table.py --material CsSnI3 --mesh build/electrons/mesh.npz \\
        --check build/electrons/masses.npz --output data/computed/CsSnI3/electrons_pbe.json

Needs BoltzTraP2 (extra electrons). Readers need neither it nor GPAW: the densities of states and
the transport distributions of the result go through lib/ultralow/electrons.py.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from scipy.constants import angstrom, e, hbar, m_e
from scipy.constants import physical_constants as constants
from ultralow import electrons
from ultralow.errors import UltralowError

FORMAT = "ultralow electrons 1"
HARTREE = constants["Hartree energy in eV"][0]
BOHR = constants["Bohr radius"][0]
WINDOW_eV = (-1.3, 1.3)  # about the valence edge; above, bands begin that are not interpolated
SPACING_eV = 0.002
MULTIPLIER = 20
GRID = (144, 192, 144)
LINE = (("X", (0.5, 0, 0)), ("Γ", (0, 0, 0)), ("Y", (0, 0.5, 0)), ("S", (0.5, 0.5, 0)),
        ("Γ", (0, 0, 0)), ("Z", (0, 0, 0.5)), ("U", (0.5, 0, 0.5)), ("R", (0.5, 0.5, 0.5)),
        ("Γ", (0, 0, 0)))  # fmt: skip
PROBE = {"seebeck_V_K": 79e-6, "temperature_K": 300.0, "dilute_m3": 1e22}


def main(arguments=None):
    """Read, interpolate, store; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--material", required=True)
    for name in ("mesh", "check", "output"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--rung", nargs=2, action="append", default=[], metavar=("NAME", "NPZ"),
                        help="energies near the zone centre from another density")  # fmt: skip
    parser.add_argument("--measured", nargs=2, type=Path, metavar=("MESH", "CHECK"),
                        help="the same two files for the atoms as measured")  # fmt: skip
    parser.add_argument("--grid", type=int, nargs=3, default=GRID)
    options = parser.parse_args(arguments)
    try:
        mesh, check = (dict(np.load(path)) for path in (options.mesh, options.check))
        result = record(options, mesh, check)
    except UltralowError as problem:
        print(problem, file=sys.stderr)
        return 1
    write(options.output, result)
    print(f"{options.material}: {options.output.stat().st_size // 1000} kB")
    return 0


def record(options, mesh, check):
    """Everything that is stored."""
    kinds = {"spin_orbit": bands_of(mesh, True), "scalar": bands_of(mesh, False)}
    checks = dict.fromkeys(kinds, check)
    if options.measured:
        there, checks["measured"] = (dict(np.load(path)) for path in options.measured)
        kinds["measured"] = bands_of(there, True)
    tables = {name: tabulate(one, options.grid) for name, one in kinds.items()}
    return {
        "format": FORMAT,
        "material": options.material,
        "grade": "R",
        "structure": about_structure(options.material),
        "volume_A3": round(kinds["scalar"].volume / angstrom**3, 4),
        "spacing_eV": SPACING_eV,
        "bands": {name: stored_bands(kinds[name], tables[name], checks[name]) for name in kinds},
        "boltztrap2": btp_tensors(kinds["spin_orbit"], options.grid),
        "ledger": ledger(kinds, tables, mesh, checks, options),
        "edges": edges(options, check, checks.get("measured")),
        "not_run": [
            "a cutoff above 350 eV, and a self-consistent mesh other than 4x3x4",
            "a transport mesh beyond 8x6x8",
            "a functional beyond PBE, and quasiparticle energies",
            "the motion of the atoms at 300 K",
        ],
        "settings": settings(mesh, options),
        "units": UNITS,
        "provenance": provenance(),
    }


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


def bands_of(stored, coupled, every=1):
    """Energies (bands, k) in eV above the valence edge, one of a Kramers pair, and the crystal."""
    from ase import Atoms

    occupied = int(stored["occupied"])
    points = stored["points"]
    keep = np.arange(len(points))
    if every > 1:
        shape = tuple(n // 2 + 1 for n in stored["mesh"])
        places = np.stack(np.unravel_index(keep, shape), -1)
        keep = keep[np.all(places % every == 0, axis=1)]
    energy = stored["coupled"][:, ::2] if coupled else stored["plain"]
    energy = energy[keep].T
    top = energy[occupied - 1].max()
    energy = energy - top
    wanted = [
        b for b in range(occupied + int(stored["bands"][1]))
        if energy[b].max() > WINDOW_eV[0] - 0.2
    ]  # fmt: skip
    atoms = Atoms(
        stored["numbers"], cell=stored["cell"], scaled_positions=stored["positions"], pbc=True
    )
    return SimpleNamespace(
        energy=energy[wanted], points=points[keep], atoms=atoms, top=float(top),
        valence=occupied - wanted[0], edge=float(energy[occupied].min()),
        volume=atoms.get_volume() * angstrom**3, coupled=coupled,
    )  # fmt: skip


def interpolate(bands, multiplier=MULTIPLIER):
    """Equivalences, coefficients (Hartree) and lattice (bohr) of BoltzTraP2's interpolation."""
    from BoltzTraP2 import fite, sphere

    lattice = bands.atoms.cell[:].T * angstrom / BOHR
    equivalences = sphere.get_equivalences(bands.atoms, None, len(bands.points) * multiplier)
    data = SimpleNamespace(
        kpoints=bands.points, ebands=bands.energy / HARTREE, mommat=None,
        get_lattvec=lambda: lattice,
    )  # fmt: skip
    return equivalences, fite.fitde3D(data, equivalences), lattice


def tabulate(bands, grid, multiplier=MULTIPLIER, spacing=SPACING_eV):
    """Histograms of states and of v v on an energy axis, over a fine grid of the interpolation."""
    from BoltzTraP2 import fite

    equivalences, coefficients, lattice = interpolate(bands, multiplier)
    vectors = np.vstack(equivalences) @ lattice.T
    low, high = WINDOW_eV
    count = round((high - low) / spacing)
    edges = low + spacing * np.arange(count + 1)
    dos, square = np.zeros(count), np.zeros((count, 3))
    for one in coefficients:
        energy, velocity = fite.FFTev(equivalences, one, vectors, tuple(grid))
        energy = energy * HARTREE
        speed = velocity * (HARTREE * e) * BOHR / hbar
        dos += np.histogram(energy, edges)[0]
        for axis in range(3):
            square[:, axis] += np.histogram(energy, edges, weights=speed[axis] ** 2)[0]
    per = 2 / np.prod(grid) / bands.volume / spacing
    return SimpleNamespace(
        energy=0.5 * (edges[1:] + edges[:-1]), dos=dos * per, transport=square * per,
        edge=bands.edge, spacing=spacing, interpolation=(equivalences, coefficients, lattice),
    )  # fmt: skip


def distribution(table, gap=None):
    """A table for `ultralow.electrons`; ``gap`` in eV moves the conduction bands rigidly."""
    energy, dos, square, edge = table.energy, table.dos, table.transport, table.edge
    if gap is not None:
        steps = round((gap - edge) / table.spacing)
        middle = np.searchsorted(energy, 0.5 * edge)
        energy = energy[0] + table.spacing * np.arange(len(energy) + steps)
        dos = np.insert(dos, middle, np.zeros(steps))
        square = np.insert(square, middle, np.zeros((steps, 3)), axis=0)
        edge = edge + steps * table.spacing
    return electrons.from_table(energy * e, dos / e, square / e, 0.0, edge * e)


def summary(bands):
    """What is compared in the ledger: n, µ and L where S = 79 µV/K, and µ for few holes."""
    temperature = PROBE["temperature_K"]
    mu = electrons.chemical_potential_at_seebeck(bands, PROBE["seebeck_V_K"], temperature)
    density = float(electrons.carrier_density(bands, mu, temperature))
    found = electrons.along(electrons.tensors(bands, mu, temperature), temperature)
    few = electrons.mobility_few_carriers(bands, temperature)
    return {
        "density_m3": float(f"{density:.4e}"),
        "inverse_mass": float(f"{found.sigma / (e * density) * m_e / e:.4g}"),
        "inverse_mass_few": float(f"{np.trace(few) / 3 * m_e / e:.4g}"),
        "lorenz": float(f"{found.lorenz:.4e}"),
    }


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


def joined(bands, check):
    """The valence bands at the points of the mesh and at those near the zone centre together.

    Valence bands only, and to be interpolated with a larger multiplier: where points cluster, a
    fit may ring.
    """
    other = bands_of(check, bands.coupled)
    shared = min(bands.valence, other.valence)
    new = [
        i for i, point in enumerate(other.points)
        if np.abs(bands.points - point).max(axis=1).min() > 1e-9
    ]  # fmt: skip
    energy = [
        one.energy[one.valence - shared : one.valence, chosen]
        for one, chosen in ((bands, slice(None)), (other, new))
    ]
    return SimpleNamespace(
        **vars(bands) | {
            "energy": np.hstack(energy), "valence": shared,
            "points": np.vstack([bands.points, other.points[new]]),
        }
    )  # fmt: skip


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


def stored_bands(bands, table, check):
    """One kind of bands as it is stored."""
    lines, corners = along_lines(bands, table)
    return {
        "gap_eV": round(bands.edge, 4),
        "mass": masses(check, bands.coupled),
        "first_eV": round(float(table.energy[0]), 6),
        "dos": significant(table.dos * 1e-27, 4),
        "transport": [significant(one * 1e-37, 4) for one in table.transport.T],
        "lines": {"corners": corners, "names": [name for name, _ in LINE], **lines},
    }


def along_lines(bands, table, step=0.012):
    """Band energies along the lines, and where the corners are (1/angstrom)."""
    from BoltzTraP2 import fite

    reciprocal = bands.atoms.cell.reciprocal()[:] * 2 * np.pi
    points, place, corners, distance = [], [], [0.0], 0.0
    for (_, start), (_, end) in pairwise(LINE):
        start, end = np.array(start, float), np.array(end, float)
        length = np.linalg.norm((end - start) @ reciprocal)
        for t in np.linspace(0, 1, max(3, round(length / step / 2) + 1)):
            points.append(start + t * (end - start))
            place.append(round(distance + t * length, 4))
        distance += length
        corners.append(round(distance, 4))
    equivalences, coefficients, lattice = table.interpolation
    near = slice(bands.valence - 4, bands.valence + 2)
    energy = fite.getBands(np.array(points), equivalences, lattice, coefficients[near])[0] * HARTREE
    return {"place": place, "energy": np.round(energy, 3).tolist()}, corners


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


def significant(values, digits=5):
    """Plain numbers of a few significant digits, nested as they came."""
    if np.ndim(values):
        return [significant(one, digits) for one in values]
    return float(f"{values:.{digits}g}") + 0.0


def about_structure(material):
    """Which crystals were computed."""
    source = Path(f"data/structures/{material}.cif")
    relaxed = Path(f"data/computed/{material}/relaxed_7net-0.cif")
    return {
        **mark(source),
        "cell": "as measured",
        "atoms": "at rest in the potential 7net-0, as for the stiffness and the phonons; those "
        "of the bands called measured are where the source has them",
        "relaxed": mark(relaxed),
    }


def mark(path):
    """Path and fingerprint of a file."""
    return {"path": path.as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


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


def provenance():
    """Versions of what the numbers hang on."""
    packages = ("ase", "BoltzTraP2", "gpaw", "gpaw-data", "numpy", "scipy")
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in packages},
    }


def write(path, result):
    """Store a result as JSON, whole or not at all; lists of numbers on one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    text = re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), text)
    draft = path.with_name(f".draft-{path.name}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


if __name__ == "__main__":
    sys.exit(main())
