"""A ladder of force constants: each rung at its temperature, and a mean of two between them."""

import numpy as np
import pytest
from conducting import Phonons
from ultralow.analysis import conductivity_ladder, lattice_conductivity
from ultralow.analysis.conductivity_ladder import ConductivityLadder
from ultralow.data import materials, phonon_store

BETWEEN = np.array([20.0, 100.0, 150.0, 250.0, 300.0, 400.0])


class Rung(Phonons):
    """A stored result that conducts as 1/T, with force constants of a temperature."""

    mesh = ""

    def __init__(self, conducted, ensemble):
        super().__init__(conducted, f"potential-{ensemble:g}K", effective=True)
        self.ensemble_K, self.asked = ensemble, []

    def conductivity(self, temperature, length=None, variance=0.0):
        self.asked += np.ravel(temperature).tolist()
        whole = self.conducted * 300 / np.asarray(temperature, float)
        return lattice_conductivity.ConductivityParts(0.75 * whole, 0.25 * whole, whole)


@pytest.fixture
def ladder(monkeypatch):
    rungs = [Rung(0.2, 100.0), Rung(0.6, 300.0)]
    monkeypatch.setattr(conductivity_ladder, "_rungs", lambda _: rungs)
    return ConductivityLadder(rungs[1])


def test_at_a_rung_it_alone_speaks_and_between_two_both(ladder):
    parts = ladder.conductivity(BETWEEN)
    conducted = parts.total * BETWEEN / 300
    assert conducted == pytest.approx([0.2, 0.2, 0.3, 0.5, 0.6, 0.6])
    assert parts.particle + parts.coherence == pytest.approx(parts.total)
    assert ladder.ensembles_K == [100.0, 300.0]
    cold, warm = ladder.rungs
    assert cold.asked == [20, 100, 150, 250] and warm.asked == [150, 250, 300, 400]


def test_one_temperature_gives_one_number(ladder):
    found = ladder.conductivity(200.0)
    assert np.shape(found.total) == () and float(found.total) == pytest.approx(0.6)


def test_shares_add_to_one_and_bend_at_the_rungs_alone():
    at = np.linspace(10, 500, 99)
    found = conductivity_ladder.shares([100.0, 200.0, 300.0, 400.0], at)
    assert found.sum(axis=0) == pytest.approx(1) and found.min() >= 0
    assert (found > 0).sum(axis=0).max() == 2


@pytest.mark.parametrize("name", ["CsPbI3", "CsPbBr3", "CsSnI3"])
def test_stored_results_are_their_own_ladder(name):
    for heat in lattice_conductivity.accepted_results(materials.get(name)):
        ladder = ConductivityLadder(heat)
        stored = (
            phonon_store.ladder(name, heat.result.potential) if heat.effective else [heat.result]
        )
        assert [one.result for one in ladder.rungs] == list(stored)
        at = heat.ensemble_K or 300.0
        assert ladder.conductivity([at]).total == pytest.approx(heat.conductivity([at]).total)


def test_a_mesh_of_ones_own_stays_by_itself():
    heat = lattice_conductivity.chosen_result(materials.get("CsPbBr3"), mesh="1 1 1")
    assert ConductivityLadder(heat).rungs == [heat]
