"""How far apart two potentials are in the heat they give a crystal: records, errors, the table."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from ultralow.analysis import convergence, lattice_conductivity, potentials_apart
from ultralow.analysis.force_referee import KINDS
from ultralow.analysis.potentials_apart import CHANNELS, Pair
from ultralow.data import materials, phonon_store
from ultralow.paper import wires

PAPER = tuple(wires.CASIMIR)
ALL = list(potentials_apart.pairs(PAPER))


def result(particles, between, rungs=()):
    """A stored result of CsPbI3 that conducts the same in all directions, at 300 K alone."""
    record = {
        "conductivity": {
            "temperatures_K": [300.0],
            "particle_W_m_K": [[particles] * 3 + [0.0] * 3],
            "coherence_W_m_K": [[between] * 3 + [0.0] * 3],
        }
    }
    return SimpleNamespace(material="CsPbI3", record=record, rungs=list(rungs))


def rung(change):
    return {"changed": "mesh", "change_wire": change, "change_trace": -9.0}


@pytest.mark.parametrize("pair", ALL, ids=lambda one: f"{one.larger.material}-{one.larger.name}")
def test_channels_are_those_of_the_modes(pair):
    for place, one in enumerate(pair[1:]):
        if one.refused_because:
            continue
        heat = lattice_conductivity.LatticeConductivity(materials.get(one.material), one)
        found = heat.conductivity(wires.ROOM)
        for name, expected in zip(CHANNELS, found[:2], strict=True):
            assert pair.channel(name)[place] == pytest.approx(expected, abs=2e-4)
        assert convergence.spread(heat) == pytest.approx(
            convergence.of_rungs(one.rungs, convergence.along(heat)), nan_ok=True
        )


def test_every_two_of_a_kind_are_compared():
    for name in PAPER:
        stored = {one.name for one in phonon_store.results(name)}
        expected = {
            (kind, f"{larger}{warm}", f"{smaller}{warm}")
            for kind, (larger, smaller) in KINDS.items()
            for warm in ("-300K", "")
            if {f"{larger}{warm}", f"{smaller}{warm}"} <= stored
        }
        found = {(one.kind, one.larger.name, one.smaller.name) for one in ALL
                 if one.larger.material == name}  # fmt: skip
        assert found == expected
        assert ("shipped", "7net-l3i5-300K", "7net-0-300K") in found


def test_results_for_other_temperatures_have_no_pair(monkeypatch):
    one, other = result(0.2, 0.3), result(0.25, 0.3)
    one.name, other.name = KINDS["shipped"]
    monkeypatch.setattr(phonon_store, "results", lambda _name: [one, other])
    assert list(potentials_apart.pairs(["CsPbI3"])) == [Pair("shipped", one, other)]
    other.record["conductivity"]["temperatures_K"] = [200.0]
    assert list(potentials_apart.pairs(["CsPbI3"])) == []


def test_apart_is_the_larger_over_the_smaller_less_one():
    one, other = result(0.2, 0.3), result(0.25, 0.3)
    for pair in (Pair("tuned", one, other), Pair("tuned", other, one)):
        assert pair.apart("particles") == pytest.approx(0.25)
        assert pair.apart("between_bands") == pytest.approx(0.0, abs=1e-12)


def test_its_error_is_that_of_both_numerics():
    pair = Pair("shipped", result(0.2, 0.3, [rung(0.03)]), result(0.25, 0.3, [rung(-0.04)]))
    assert pair.apart_error("particles") == pytest.approx(1.25 * 0.05)
    alone = Pair("shipped", result(0.2, 0.3, [rung(0.03)]), result(0.25, 0.3))
    assert math.isnan(alone.apart_error("particles"))


def test_springs_are_apart_by_their_root_mean_square():
    one, other = (result(0.2, 0.3) for _ in range(2))
    one.springs, other.springs = (lambda k=k: np.full((2, 8, 3, 3), k) for k in (1.0, 2.0))
    assert Pair("tuned", one, other).springs_apart() == pytest.approx(1 / np.sqrt(2.5))
    other.springs = lambda: np.ones((2, 4, 3, 3))
    assert math.isnan(Pair("tuned", one, other).springs_apart())
    other.springs = lambda: None
    assert math.isnan(Pair("tuned", one, other).springs_apart())


def test_stored_springs_are_those_that_are_used():
    for pair in ALL:
        known = not np.isnan(pair.springs_apart())
        assert known or any(one.refused_because for one in pair[1:])
        for one in pair[1:]:
            if not one.refused_because:
                np.testing.assert_array_equal(one.springs(), one.second_order().second)


@pytest.mark.parametrize("name", PAPER)
def test_the_record_has_them_in_per_cent_with_their_error(name):
    crystal = materials.get(name)
    for kind in KINDS:
        found = potentials_apart.numbers(crystal, kind)
        pair = [one for one in ALL if one.larger.material == name and one.kind == kind
                and one.larger.effective]  # fmt: skip
        assert [one[0] for one in found] == [f"{one}_apart" for _ in pair for one in CHANNELS]
        for (_, value, unit, grade, error), channel in zip(found, CHANNELS):
            assert (unit, grade) == ("%", "R")
            assert value == pytest.approx(100 * pair[0].apart(channel))
            expected = 100 * pair[0].apart_error(channel)
            assert error == pytest.approx(expected, nan_ok=True)


def test_the_table_names_what_was_refused():
    table = potentials_apart.table(materials.get("CsSnI3"))
    assert list(table["crystal"].unique()) == list(PAPER)
    shipped = table[(table["potentials"] == "shipped") & (table["crystal"] == "CsSnI3")]
    assert list(shipped["refused"]) == ["7net-0", "7net-l3i5, 7net-0"]
    assert len(table) == len(ALL)
    yellow = potentials_apart.table(materials.get("CsSnI3_yellow"))
    assert list(yellow["crystal"]) == list(table["crystal"])  # of which no pair is stored
