"""Bands kept from a computation, against parabolas whose masses and edges are known."""

import model_energies as model
import numpy as np
import pytest
from ase.cell import Cell
from ultralow.compute import band_energies, band_points

MESH = model.stored(band_points.wedge(model.MESH))
CHECK = model.stored(band_points.stencil(Cell(model.CELL)))


@pytest.mark.parametrize("coupled", [False, True])
def test_edges_and_volume_are_those_of_the_model(coupled):
    found = band_energies.near_the_gap(MESH, coupled)
    assert found.edge == pytest.approx(model.GAP, abs=1e-12)
    assert found.top == pytest.approx(4.0 - coupled * model.SPLIT, abs=1e-12)
    assert found.volume == pytest.approx(8.0 * 6.0 * 7.0 * 1e-30, rel=1e-12, abs=0)
    # The deep band reaches nowhere near the window, and two of the conduction bands are good.
    assert found.energy.shape == (4, 5 * 4 * 5) and found.valence == 2
    assert found.energy[found.valence - 1].max() == 0.0
    assert found.coupled is coupled


def test_masses_are_those_of_the_parabolas():
    found = band_energies.masses(CHECK, True)
    for step in ("0.02 per A", "0.04 per A"):
        assert found["hole"][step] == pytest.approx(model.MASSES, rel=5e-3)
        assert found["electron"][step] == pytest.approx(2 * model.MASSES, rel=5e-3)


def test_the_mass_of_holes_is_that_of_the_upper_band():
    flat = dict(CHECK, coupled=CHECK["coupled"].copy())
    flat["coupled"][:, 2:4] = flat["coupled"][:, 2:4].max()  # the valence band below
    assert band_energies.masses(flat, True) == band_energies.masses(CHECK, True)


def test_a_coarser_mesh_is_every_other_point():
    found = band_energies.near_the_gap(MESH, True, every=2)
    assert np.all(np.rint(found.points * model.MESH) % 2 == 0)
    assert len(found.points) == 3 * 2 * 3
    whole = band_energies.near_the_gap(MESH, True)
    places = [np.flatnonzero((whole.points == one).all(axis=1))[0] for one in found.points]
    assert np.array_equal(found.energy, whole.energy[:, places])


def test_joined_bands_hold_both_sets_of_points_once_and_valence_alone():
    bands = band_energies.near_the_gap(MESH, True)
    found = band_energies.joined(bands, CHECK)
    # The zone centre and, on this mesh, two of the points far out are there already.
    shared = {tuple(point) for point in MESH["points"]} & {tuple(p) for p in CHECK["points"]}
    assert len(shared) == 3
    assert len(found.points) == len(MESH["points"]) + len(CHECK["points"]) - len(shared)
    assert found.energy.shape == (2, len(found.points)) and found.valence == 2
    again = band_energies.near_the_gap(model.stored(found.points), True)
    np.testing.assert_allclose(found.energy, again.energy[:2], atol=1e-12)
    assert bands.energy.shape[0] == 4  # the bands that came are as they were
