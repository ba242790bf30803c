"""Judges of cluster rattling: they find a number, and count crossings."""

import re

import pytest
from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.data import materials, phonon_store
from ultralow.evidence import rattling_claims

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


@pytest.mark.skipif(not STORED, reason="no phonons are stored")
@pytest.mark.parametrize("claim", ["F6", "F11", "F12", "F13", "F14"])
def test_judges_find_a_number(claim):
    finding = rattling_claims.judge[claim]()
    assert finding.verdict in ("consistent", "disagrees")
    assert re.search(r"\d", finding.here)


def test_crossings_of_a_crystal_are_counted():
    found = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=30)
    again = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=60)
    # Cubic, and the same along all three axes.
    assert found["crossed"] % 3 == found["folded"] % 3 == 0
    assert found["crossed"] == again["crossed"] > 0
    assert 0 <= found["with_sound"] <= found["crossed"]
