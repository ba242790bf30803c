"""Interpolated bands counted over an axis of energy, and what transport makes of them.

Energies are in eV above the valence edge, as the stored tables have them; densities per volume are
in SI. What interpolates is not known here: its energies and velocities are handed in.
"""

from typing import NamedTuple

import numpy as np
from scipy.constants import e, hbar, m_e
from scipy.constants import physical_constants as constants

from ultralow.charge import boltzmann
from ultralow.compute.band_energies import WINDOW_eV, near_the_gap

HARTREE = constants["Hartree energy in eV"][0]
BOHR = constants["Bohr radius"][0]
SPACING_eV = 0.002
# Tables are compared where holes have this Seebeck coefficient, and where they are few.
PROBE = {"seebeck_V_K": 79e-6, "temperature_K": 300.0}


class Table(NamedTuple):
    """Densities over an axis of energy.

    Attributes
    ----------
    energy : numpy.ndarray, shape (n,)
        Middles of the bins, eV above the valence edge.
    dos : numpy.ndarray, shape (n,)
        States of both spins per eV and m^3.
    transport : numpy.ndarray, shape (n, 3)
        xx, yy, zz of the sum of v v over these states, m^2 s^-2 per eV and m^3.
    edge : float
        The conduction edge, eV.
    spacing : float
        eV.
    """

    energy: np.ndarray
    dos: np.ndarray
    transport: np.ndarray
    edge: float
    spacing: float


def tabulated(values, bands, grid, spacing=SPACING_eV):
    """Histograms of states and of v v on an energy axis.

    Parameters
    ----------
    values : iterable
        Of each band, one of a Kramers pair: energies (hartree) and velocities (atomic units, shape
        (3, ...)) at all points of the grid.
    bands : ultralow.compute.band_energies.Bands
    grid : sequence of int, shape (3,)
    spacing : float
        eV.

    Returns
    -------
    Table
    """
    low, high = WINDOW_eV
    count = round((high - low) / spacing)
    edges = low + spacing * np.arange(count + 1)
    dos, square = np.zeros(count), np.zeros((count, 3))
    for energy, velocity in values:
        energy = energy * HARTREE
        speed = velocity * (HARTREE * e) * BOHR / hbar
        dos += np.histogram(energy, edges)[0]
        for axis in range(3):
            square[:, axis] += np.histogram(energy, edges, weights=speed[axis] ** 2)[0]
    per = 2 / np.prod(grid) / bands.volume / spacing
    middles = 0.5 * (edges[1:] + edges[:-1])
    return Table(middles, dos * per, square * per, bands.edge, spacing)


def distribution(table, gap=None):
    """A table as :mod:`ultralow.charge.boltzmann` takes it, in SI.

    Parameters
    ----------
    table : Table
    gap : float, optional
        eV; moves the conduction bands rigidly.

    Returns
    -------
    ultralow.charge.transport_distribution.Distribution
    """
    energy, dos, square, edge = table.energy, table.dos, table.transport, table.edge
    if gap is not None:
        steps = round((gap - edge) / table.spacing)
        middle = np.searchsorted(energy, 0.5 * edge)
        energy = energy[0] + table.spacing * np.arange(len(energy) + steps)
        dos = np.insert(dos, middle, np.zeros(steps))
        square = np.insert(square, middle, np.zeros((steps, 3)), axis=0)
        edge = edge + steps * table.spacing
    return boltzmann.from_table(energy * e, dos / e, square / e, 0.0, edge * e)


def summary(bands):
    """What is compared between tables, with a constant relaxation time.

    Parameters
    ----------
    bands : ultralow.charge.transport_distribution.Distribution

    Returns
    -------
    dict
        Hole density (m^-3), inverse mass (1/m_e) and Lorenz number (W Ohm K^-2) where S = 79 uV/K
        at 300 K, and the inverse mass of few holes; means over the three axes.
    """
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


def off_mesh(found, bands, check):
    """Interpolated against direct energies of the two upper valence bands between the mesh.

    Parameters
    ----------
    found : numpy.ndarray, shape (bands, k)
        Interpolated energies at the points of ``check``, eV.
    bands : ultralow.compute.band_energies.Bands
        What was interpolated.
    check : dict
        What was computed at the points of :func:`ultralow.compute.band_points.stencil`.

    Returns
    -------
    dict
        ``edge_ratio`` compares the drop of the valence band 0.04 per angstrom from the centre.
    """
    direct = near_the_gap(check, bands.coupled)
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
