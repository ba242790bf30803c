"""Band energies on a mesh, interpolated by BoltzTraP2 and counted over an axis of energy.

Energies are in eV above the valence edge here, as the tables store them.
"""

from types import SimpleNamespace

import numpy as np
from scipy.constants import angstrom
from ultralow.compute.band_tables import BOHR, HARTREE, SPACING_eV, tabulated

MULTIPLIER = 20


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
    """The table of bands over a fine grid of their interpolation."""
    return on_grid(interpolate(bands, multiplier), bands, grid, spacing)


def on_grid(interpolation, bands, grid, spacing=SPACING_eV):
    """The table of bands whose interpolation is at hand."""
    from BoltzTraP2 import fite

    equivalences, coefficients, lattice = interpolation
    vectors = np.vstack(equivalences) @ lattice.T
    values = (fite.FFTev(equivalences, one, vectors, tuple(grid)) for one in coefficients)
    return tabulated(values, bands, grid, spacing)


def energies(interpolation, points, chosen=slice(None)):
    """Interpolated energies at points, shape (bands, k), eV; of some bands or all."""
    from BoltzTraP2 import fite

    equivalences, coefficients, lattice = interpolation
    return fite.getBands(points, equivalences, lattice, coefficients[chosen])[0] * HARTREE
