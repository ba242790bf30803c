"""Tables small enough for a page, which hold what the library sums."""

import numpy as np
import pytest
from ultralow.analysis import lattice_conductivity
from ultralow.data import materials
from ultralow.explorer import phonon_tables
from ultralow.explorer.heat_curves import CachedConductivity


def test_packed_numbers_come_back():
    rows = np.array([[1.0, 2.0, np.nan, 1e-4], [3e11, 0.0, 5e11, 4e11]])
    found = phonon_tables.unpacked(phonon_tables.packed(rows), np.nan)
    assert np.array_equal(np.isnan(found), ~(rows > 0))
    np.testing.assert_allclose(found[rows > 0], rows[rows > 0], rtol=1e-4)
    nothing = phonon_tables.packed(np.zeros((1, 3)))
    assert phonon_tables.unpacked(nothing).tolist() == [[0.0, 0.0, 0.0]]


def test_a_crystal_without_modes_near_the_zone_centre_has_a_table(monkeypatch):
    heat = lattice_conductivity.chosen_result(materials.get("CsPbI3"))
    monkeypatch.setattr(type(heat), "centre", None)
    found = phonon_tables.table(heat)
    assert found["centre"] is None
    ours, theirs = (
        CachedConductivity(one).at(300.0, 1e-7, 0.01).conductivity.total
        for one in (phonon_tables.Tabulated(found), heat)
    )
    assert ours == pytest.approx(theirs, rel=phonon_tables.STATED["conductivity"])
