"""Cells of a mesh: neighbours by the crystal's symmetry, and slopes from them."""

import numpy as np
import pytest
from spring_models import rattling_perovskite, simple_cubic
from ultralow.data import phonon_store
from ultralow.errors import UltralowError
from ultralow.heat import mesh_cells
from ultralow.heat.mesh_modes import Modes


def on_mesh(model, mesh):
    """Frequencies of a crystal on the irreducible points of a mesh."""
    model.run_mesh(mesh, is_gamma_center=True)
    found = model.mesh
    return Modes(
        tuple(mesh), 1e-28, found.qpoints, found.weights, found.frequencies * 1e12, None, None,
        None, None, None,
    )  # fmt: skip


def everywhere(model, wavevectors):
    model.run_qpoints(wavevectors)
    return model.qpoints.frequencies * 1e12


@pytest.mark.parametrize("model", [simple_cubic, rattling_perovskite])
@pytest.mark.parametrize("mesh", [(5, 5, 5), (4, 4, 4)])
def test_neighbours_are_one_step_away(model, mesh):
    model = model()
    modes = on_mesh(model, mesh)
    found = mesh_cells.neighbours(model, modes)
    assert found.shape == (len(modes.weights), 3, 2)
    for axis in range(3):
        for side, sign in enumerate((1, -1)):
            step = sign * np.eye(3)[axis] / mesh
            there = everywhere(model, modes.wavevectors + step)
            alike = modes.frequencies[found[:, axis, side]]
            assert alike == pytest.approx(there, abs=1e-6 * there.max())


def test_neighbours_of_stored_meshes():
    for material in ("CsPbI3", "CsPbBr3", "CsSnI3"):
        for result in phonon_store.accepted(material):
            modes = result.modes()
            found = mesh_cells.neighbours(result.phonopy(), modes)
            steps = np.eye(3)[1] / modes.mesh
            there = everywhere(result.phonopy(), modes.wavevectors + steps)
            alike = modes.frequencies[found[:, 1, 0]]
            assert alike == pytest.approx(there, abs=1e-5 * there.max())


def test_points_of_another_crystal_are_refused():
    modes = on_mesh(rattling_perovskite(), (5, 5, 5))
    for other in (
        modes._replace(mesh=(7, 7, 7)),
        modes._replace(wavevectors=modes.wavevectors[:3]),
    ):
        with pytest.raises(UltralowError, match="not the irreducible ones"):
            mesh_cells.neighbours(rattling_perovskite(), other)


@pytest.mark.parametrize("step", [0.3, -0.3])
def test_one_point_beside_the_mesh_is_refused(step):
    modes = on_mesh(simple_cubic(), (5, 5, 5))
    modes.wavevectors[3, 1] += step / 5
    with pytest.raises(UltralowError, match="not the irreducible ones"):
        mesh_cells.neighbours(simple_cubic(), modes)


def test_the_spread_of_a_linear_quantity_is_that_within_its_cell():
    """Sampled at random within the cell, away from the edges where a period begins anew."""
    model = simple_cubic()
    modes = on_mesh(model, (9, 9, 9))
    next_points = mesh_cells.neighbours(model, modes)
    # One over |q|² is smooth and has the symmetry of the crystal.
    size = np.linalg.norm(modes.wavevectors, axis=1)
    middle = np.flatnonzero((np.abs(modes.wavevectors) < 0.3).all(axis=1) & (size > 0.3))
    quantity = 1 + np.sum(modes.wavevectors**2, axis=1)
    found = mesh_cells.spread(quantity[:, None], next_points)[:, 0]
    rng = np.random.default_rng(0)
    for point in middle:
        inside = modes.wavevectors[point] + rng.uniform(-0.5, 0.5, (20000, 3)) / 9
        sampled = np.std(1 + np.sum(inside**2, axis=1))
        assert found[point] == pytest.approx(sampled, rel=0.03)


def test_a_gap_takes_the_slope_of_the_other_side_and_a_lonely_mode_has_none():
    line = [[[1, 2], [0, 0], [0, 0]], [[2, 0], [1, 1], [1, 1]], [[0, 1], [2, 2], [2, 2]]]
    found = mesh_cells.spread([[1.0], [3.0], [np.nan]], line)
    assert found[:2, 0] == pytest.approx([2 / 12**0.5] * 2)
    assert mesh_cells.spread([[1.0], [np.nan], [np.nan]], line)[0, 0] == 0
    assert found[2, 0] == 0
