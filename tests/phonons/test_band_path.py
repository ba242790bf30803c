"""Bands along a path: corners, distances, and frequencies that are known."""

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.constants import angstrom
from spring_models import cubic_branches
from ultralow.errors import UltralowError
from ultralow.phonons.band_path import band_path

EDGE = 3.0
fractions = st.floats(-0.5, 0.5, allow_subnormal=False)
points = st.tuples(fractions, fractions, fractions)


@pytest.mark.parametrize("path", ["GX", "GXM"])
def test_two_corners_make_a_path_and_one_does_not(cube, path):
    assert len(band_path(cube, path, points=5).distances) == 4 * (len(path) - 1) + 1
    with pytest.raises(UltralowError, match="use at least two of"):
        band_path(cube, path[0])


def test_a_path_through_the_zone(cube):
    path = band_path(cube, "GXMG", points=11)
    assert [name for _, name in path.labels] == ["Γ", "X", "M", "Γ"]
    edge = np.pi / (EDGE * angstrom)
    expected = np.cumsum([0, edge, edge, np.sqrt(2) * edge])
    assert [place for place, _ in path.labels] == pytest.approx(expected)
    assert path.frequencies == pytest.approx(cubic_branches(path.wavevectors), rel=1e-9, abs=3e5)
    assert (np.diff(path.distances) > 0).all()
    assert len(band_path(cube).labels) > 3


def test_a_broken_path_and_a_line_without_its_ends_are_told(cube):
    for path in ("GX,MG", "GX,"):
        with pytest.raises(UltralowError, match="is broken by a comma"):
            band_path(cube, path)
    for points in (1, 0):
        with pytest.raises(UltralowError, match=f"not {points} points"):
            band_path(cube, "GX", points=points)
    assert band_path(cube, "GX", points=2).wavevectors.tolist() == [[0, 0, 0], [0, 0.5, 0]]


def test_an_unknown_corner_is_told(cube):
    with pytest.raises(UltralowError, match="use at least two of"):
        band_path(cube, "GQ")
