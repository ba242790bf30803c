"""Points of the zone: a wedge that makes a whole mesh, steps of stated length, unbroken lines."""

from itertools import product

import numpy as np
import pytest
from ase.cell import Cell
from ultralow.compute import band_points

CELL = Cell.fromcellpar([8.7, 12.4, 8.6, 90, 90, 90])


def test_a_wedge_and_its_mirror_images_are_the_mesh():
    mesh = (8, 6, 4)
    points = band_points.wedge(mesh)
    assert points.shape == (5 * 4 * 3, 3) and points.max() == 0.5 and points.min() == 0
    images = {tuple(np.rint(s * points[i] * mesh).astype(int) % mesh)
              for s in product((1, -1), repeat=3) for i in range(len(points))}  # fmt: skip
    assert len(images) == np.prod(mesh)


def test_steps_of_the_stencil_are_as_long_as_stated():
    points = band_points.stencil(CELL) @ CELL.reciprocal() * 2 * np.pi
    steps = list(band_points.STENCIL_PER_A)
    np.testing.assert_allclose(np.linalg.norm(points[1:7], axis=1), steps * 3, rtol=1e-12)
    assert np.array_equal(points[0], np.zeros(3))
    # Two along each axis, in order.
    along = np.abs(points[1:7]).argmax(axis=1)
    assert along.tolist() == [0, 0, 1, 1, 2, 2]


def test_lines_go_from_corner_to_corner_in_even_steps():
    reciprocal = CELL.reciprocal() * 2 * np.pi
    corners = [(0.5, 0, 0), (0, 0, 0), (0, 0.5, 0.5)]
    points, place, turns = band_points.along_lines(corners, reciprocal, step=0.01)
    lengths = [np.pi / 8.7, np.hypot(np.pi / 12.4, np.pi / 8.6)]
    assert turns == pytest.approx([0, lengths[0], sum(lengths)], abs=1e-4)
    assert points[0].tolist() == [0.5, 0, 0] and points[-1].tolist() == [0, 0.5, 0.5]
    moved = np.linalg.norm(np.diff(points, axis=0) @ reciprocal, axis=1)
    np.testing.assert_allclose(moved, np.diff(place), atol=2e-4)
    # As many even steps as come nearest to twice the step, in digits that rounding cannot move.
    assert len(points) == sum(np.rint(length / 0.02) + 1 for length in lengths)
    assert place == [round(one, 4) for one in place] and turns == [round(one, 4) for one in turns]
    # Twice the step at most but for rounding; the corner in the middle stands there twice.
    assert moved.max() < 0.021 and (moved == 0).sum() == 1


def test_a_short_line_has_three_points():
    points, _, _ = band_points.along_lines([(0, 0, 0), (1e-3, 0, 0)], np.eye(3))
    assert points[:, 0].tolist() == [0, 5e-4, 1e-3]
