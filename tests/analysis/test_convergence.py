"""The convergence ledger as readers see it: one number for the band, and a table."""

import numpy as np
import pytest
from ultralow.analysis import conductivity_ladder, convergence, lattice_conductivity
from ultralow.data import materials


def test_the_spread_is_that_of_potentials_and_numerics(monkeypatch):
    heats = lattice_conductivity.accepted_results(materials.get("CsPbBr3"))
    warm = np.array([100.0, 300.0])
    rungs = [
        {"changed": kind, "change_wire": change, "change_trace": 9.0, "settings": {},
         "lowest_mode_THz": 0.0}
        for kind, change in (
            ("mesh", -0.03), ("mesh", 0.0), ("seed", 0.04), ("checkpoint", -0.5), ("reference", 0.2)
        )
    ]  # fmt: skip
    monkeypatch.setitem(vars(heats[0].result), "ledger", {"rungs": rungs})
    assert convergence.spread(heats[0]) == pytest.approx(0.05)
    lower, upper = conductivity_ladder.spread_over_results(heats[:1], warm)
    total = heats[0].conductivity(warm).total
    np.testing.assert_allclose([lower, upper], [0.95 * total, 1.05 * total])
    monkeypatch.setitem(vars(heats[0].result), "ledger", None)
    assert np.isnan(convergence.spread(heats[0]))
    assert conductivity_ladder.spread_over_results(heats[:1], warm) is None
    lower, upper = conductivity_ladder.spread_over_results(heats, warm)
    alike = lattice_conductivity.same_kind(heats)
    assert len(alike) >= 2 and not any(heat.effective != heats[0].effective for heat in alike)
    totals = [heat.conductivity(warm).total for heat in alike]
    np.testing.assert_array_equal([lower, upper], [np.min(totals, 0), np.max(totals, 0)])


def test_the_table_says_what_each_rung_changes(monkeypatch):
    (heat, *_) = lattice_conductivity.accepted_results(materials.get("CsPbI3"))
    coarse = {"mesh_length": 36.0}
    shared = {"mesh": [3, 7, 3], "change_wire": -0.021, "new_force_calculations": 60}
    rungs = [
        shared | {"changed": "mesh", "settings": {}, "against": {}},
        shared | {"changed": "reference", "settings": coarse, "against": coarse},
        shared | {"changed": "cutoff", "settings": coarse | {"cutoff": 7.2}, "against": coarse},
        shared | {"changed": "precision", "settings": coarse, "against": coarse, "exact": True},
        shared | {"changed": "checkpoint", "settings": {"checkpoint": "7net-0"}, "against": {}},
    ]
    monkeypatch.setitem(vars(heat.result), "ledger", {"rungs": rungs})
    shown = convergence.table(heat)._repr_html_()
    for word in ("as in the figures", "third order within 7.2 Å", "double precision", "7net-0",
                 "-2.1 %", "3 × 7 × 3"):  # fmt: skip
        assert word in shown
    assert "waves of" not in shown and "reference" not in shown


@pytest.mark.parametrize("name", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_every_setting_of_a_stored_ledger_has_words(name):
    for heat in lattice_conductivity.accepted_results(materials.get(name)):
        for rung in heat.result.rungs:
            assert set(rung["settings"]) <= set(convergence.WORDS)


def test_without_a_ledger_there_is_no_table(monkeypatch):
    heat = lattice_conductivity.chosen_result(materials.get("CsPbI3"))
    monkeypatch.setitem(vars(heat.result), "ledger", None)
    assert convergence.table(heat) is None
