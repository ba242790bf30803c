"""Crossings are counted alike whatever the points of a line, and alike along like axes."""

from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.analysis import crossing_counts


def test_crossings_of_a_crystal_are_counted():
    found = crossing_counts.count_crossings(rattling_perovskite(), 2 * tera, points=30)
    again = crossing_counts.count_crossings(rattling_perovskite(), 2 * tera, points=60)
    # Cubic, and the same along all three axes.
    assert found["crossed"] % 3 == found["folded"] % 3 == 0
    assert found["crossed"] == again["crossed"] > 0
    assert 0 <= found["with_sound"] <= found["crossed"]
