"""Band energies on a mesh, interpolated by BoltzTraP2 and counted over an axis of energy.

Energies are in eV above the valence edge here, as the tables store them.
"""

from types import SimpleNamespace

import numpy as np
from scipy.constants import angstrom, e, hbar
from scipy.constants import physical_constants as constants
from ultralow.charge import boltzmann

HARTREE = constants["Hartree energy in eV"][0]
BOHR = constants["Bohr radius"][0]
WINDOW_eV = (-1.3, 1.3)  # about the valence edge; above, bands begin that are not interpolated
SPACING_eV = 0.002
MULTIPLIER = 20


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
    """A table for `ultralow.charge.boltzmann`; ``gap`` in eV moves the conduction bands rigidly."""
    energy, dos, square, edge = table.energy, table.dos, table.transport, table.edge
    if gap is not None:
        steps = round((gap - edge) / table.spacing)
        middle = np.searchsorted(energy, 0.5 * edge)
        energy = energy[0] + table.spacing * np.arange(len(energy) + steps)
        dos = np.insert(dos, middle, np.zeros(steps))
        square = np.insert(square, middle, np.zeros((steps, 3)), axis=0)
        edge = edge + steps * table.spacing
    return boltzmann.from_table(energy * e, dos / e, square / e, 0.0, edge * e)
