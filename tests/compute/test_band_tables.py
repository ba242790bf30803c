"""Tables of bands over energy, against parabolic bands counted by hand."""

import model_energies as model
import numpy as np
import pytest
from ase.cell import Cell
from scipy.constants import angstrom, e, hbar, m_e
from scipy.constants import k as k_B
from ultralow.charge import boltzmann, parabolic_band
from ultralow.compute import band_energies, band_points, band_tables
from ultralow.compute.band_tables import BOHR, HARTREE

MASS, SIDE, GRID = 0.1, 15.0, (120, 120, 120)  # of the electron's; angstrom
PROBE = band_tables.PROBE


class Cube:
    """As much of bands as a table asks: a cube with a conduction edge far up."""

    edge, volume = 1.2, (SIDE * angstrom) ** 3


def sphere():
    """A parabolic valence band on the whole zone, in the units of an interpolation."""
    axis = np.fft.fftfreq(GRID[0]) * 2 * np.pi / (SIDE * angstrom)
    wave = np.stack([one.ravel() for one in np.meshgrid(axis, axis, axis, indexing="ij")])
    energy = -(hbar**2) * (wave**2).sum(axis=0) / (2 * MASS * m_e) / e
    velocity = -hbar * wave / (MASS * m_e)
    return energy / HARTREE, velocity * hbar / (HARTREE * e * BOHR)


@pytest.fixture(scope="module")
def table():
    return band_tables.tabulated([sphere()], Cube, GRID, spacing=0.004)


def test_states_are_counted_with_both_spins(table):
    depth = 0.3
    inside = (table.energy > -depth) & (table.energy < 0.01)
    counted = table.dos[inside].sum() * table.spacing
    wave = np.sqrt(2 * MASS * m_e * depth * e) / hbar
    # A sphere in k of 2 wave^3 / 6 pi^2; the grid's cells at its surface leave a per cent.
    assert counted == pytest.approx(wave**3 / (3 * np.pi**2), rel=0.02, abs=0)


def test_velocities_are_those_of_the_parabola(table):
    at = np.argmin(np.abs(table.energy + 0.3))
    near = slice(at - 10, at + 10)
    mean = table.transport[near].sum(axis=0) / table.dos[near].sum()
    # A third of v^2 = 2 E / m along each axis.
    expected = 2 * -table.energy[near].mean() * e / (MASS * m_e) / 3
    assert mean == pytest.approx(expected * np.ones(3), rel=0.02, abs=0)


def test_each_axis_has_velocities_of_its_own():
    energy, speed = np.full(4, -0.1 / HARTREE), np.ones((3, 4))
    found = band_tables.tabulated(
        [(energy, speed * np.array([[1.0], [2.0], [3.0]]))], Cube, (2, 2, 1), spacing=0.004
    )
    xx, yy, zz = found.transport.sum(axis=0)
    assert (yy / xx, zz / xx) == pytest.approx((4.0, 9.0), rel=1e-12)


def test_unless_told_a_table_is_finer_than_a_tenth_of_the_heat_of_a_warm_day():
    energy, speed = np.full(4, -0.1 / HARTREE), np.ones((3, 4))
    found = band_tables.tabulated([(energy, speed)], Cube, (2, 2, 1))
    assert found.spacing * e < 0.1 * k_B * 300
    assert np.diff(found.energy) == pytest.approx(found.spacing, rel=1e-9)


def test_a_finer_axis_holds_the_same_states(table):
    fine = band_tables.tabulated([sphere()], Cube, GRID, spacing=0.002)
    inside = [one.dos[one.energy > -1.0].sum() * one.spacing for one in (table, fine)]
    assert inside[0] == pytest.approx(inside[1], rel=2e-3)


def test_the_summary_finds_the_mass_of_a_parabola(table):
    found = band_tables.summary(band_tables.distribution(table))
    assert found["inverse_mass"] == pytest.approx(1 / MASS, rel=0.03)
    assert found["inverse_mass_few"] == pytest.approx(1 / MASS, rel=0.05)
    eta = float(parabolic_band.chemical_potential(PROBE["seebeck_V_K"], 0.0))
    density = parabolic_band.carrier_density(eta, MASS * m_e, PROBE["temperature_K"])
    assert found["density_m3"] == pytest.approx(density, rel=0.05)
    assert found["lorenz"] == pytest.approx(parabolic_band.lorenz(eta, 0.0), rel=0.02, abs=0)


def two_sided():
    """A table with states on both sides of a gap of 0.6 eV, and one bin that is told apart."""
    energy = -0.999 + 0.002 * np.arange(1000)
    dos = np.where((energy < 0) | (energy > 0.6), 1e27, 0.0)
    return band_tables.Table(energy, dos, dos[:, None] * np.ones(3), 0.6, 0.002)


def test_a_gap_is_opened_rigidly():
    plain, opened = (band_tables.distribution(two_sided(), gap) for gap in (None, 1.3))
    assert plain.conduction_edge == pytest.approx(0.6 * e, rel=1e-12, abs=0)
    assert opened.conduction_edge == pytest.approx(1.3 * e, rel=1e-12, abs=0)
    assert plain.valence_edge == opened.valence_edge == 0.0
    states = [(one.dos * one.weight).sum() for one in (plain, opened)]
    assert states[0] == pytest.approx(states[1], rel=1e-9, abs=0)
    inside = opened.dos[(opened.energy > 0.01 * e) & (opened.energy < 1.29 * e)]
    assert np.all(inside == 0)
    holes = [boltzmann.carrier_density(one, -0.1 * e, 300.0) for one in (plain, opened)]
    assert holes[0] == pytest.approx(holes[1], rel=1e-6, abs=0)


def test_what_lies_off_the_mesh_is_compared_band_by_band():
    check = model.stored(band_points.stencil(Cell(model.CELL)))
    bands = band_energies.near_the_gap(model.stored(band_points.wedge(model.MESH)), True)
    exact = band_energies.near_the_gap(check, True).energy
    found = band_tables.off_mesh(exact, bands, check)
    assert found == {"points": 10, "rms_eV": 0.0, "largest_eV": 0.0, "edge_ratio": 1.0,
                     "gap_change_eV": found["gap_change_eV"]}  # fmt: skip
    assert found["gap_change_eV"] < 1e-12
    wrong = exact.copy()
    wrong[1, [2, 4, 6]] *= 1.5  # the valence band drops half as much again
    wrong[0, 9] += 0.25
    found = band_tables.off_mesh(wrong, bands, check)
    assert found["edge_ratio"] == 1.5 and found["largest_eV"] == 0.25
    one_axis = exact.copy()
    one_axis[1, 2] *= 1.5
    share = (1 / model.MASSES[0]) / (1 / model.MASSES).sum()
    found_there = band_tables.off_mesh(one_axis, bands, check)
    assert found_there["edge_ratio"] == pytest.approx(1 + share / 2, rel=1e-4)
    drops = 0.5 * exact[1, [2, 4, 6]]
    rms = np.sqrt(((drops**2).sum() + 0.25**2) / 20)
    assert found["rms_eV"] == pytest.approx(rms, rel=0.05)
