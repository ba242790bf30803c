"""Judges of the computed conductivity: they ask every stored result, and say what is lacking."""

import numpy as np
import pytest
from ultralow.analysis import convergence
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data import phonon_store
from ultralow.evidence import phonon_claims, scorecard
from ultralow.evidence.phonon_claims import judge
from ultralow.paper import claims

CLAIMS = {"D1", "D2", "D5", "D6", "E2", "F1", "F2"}


def test_every_claim_has_its_judge_and_it_stands():
    assert set(judge) == CLAIMS
    for name in CLAIMS:
        assert scorecard.judge[name] is judge[name]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_each_says_what_was_found_and_how_far_it_may_be_off(name, judged):
    found = judged.verdicts[name]
    assert found.verdict in claims.VERDICTS and found.verdict != "not yet"
    assert found.here and found.reason
    assert found.spread or name in ("D6", "F2")


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_without_phonons_nothing_is_claimed(name, monkeypatch):
    monkeypatch.setattr(phonon_store, "results", lambda _material: ())
    found = judge[name]()
    assert found.verdict == "not yet" and found.here == ""
    assert "no phonons are stored" in found.reason


def conducting(monkeypatch, values, spread=0.0):
    """Let phonons conduct what a test wants, by checkpoint, with one spread for all."""

    def conductivity(self, temperature, *_more):
        ones = np.ones_like(temperature, float)
        total = values[self.checkpoint] * ones
        return ConductivityParts(total / 2, total / 2, total)

    monkeypatch.setattr(LatticeConductivity, "conductivity", conductivity)
    monkeypatch.setattr(convergence, "spread", lambda _heat: spread)


@pytest.mark.parametrize(
    ("both", "spread", "verdict"),
    [
        ((0.44, 0.48), 0.01, "reproduced"),
        ((0.44, 0.48), 0.1, "undecided"),  # the spread of the second reaches beyond the tolerance
        ((0.44, 0.48), np.nan, "undecided"),
        ((0.44, 0.3), 0.01, "undecided"),
        ((0.2, 0.6), 0.01, "disagrees"),
        ((0.2, 0.9), np.nan, "disagrees"),
    ],
)
def test_every_result_is_asked_with_its_spread(both, spread, verdict, monkeypatch):
    names = [one.name for one in phonon_store.accepted("CsPbI3")]
    values = dict.fromkeys(names, both[1]) | {names[0]: both[0]}
    conducting(monkeypatch, values, spread)
    assert judge["D1"]().verdict == verdict


def curves(monkeypatch, of_temperature):
    def conductivity(_self, temperature, *_more):
        total = of_temperature(np.asarray(temperature, float))
        return ConductivityParts(total / 2, total / 2, total)

    monkeypatch.setattr(LatticeConductivity, "conductivity", conductivity)
    monkeypatch.setattr(convergence, "spread", lambda _heat: 0.01)


@pytest.mark.parametrize(
    ("curve", "verdict"),
    [
        (lambda t: 0.4 * t / (100 + t), "disagrees"),  # a glass
        (lambda t: 40 / t, "undecided"),  # largest where the computation begins
        (lambda t: t / (1600 + t**2), "consistent"),
        (lambda t: t / (1.6e5 + t**2), "disagrees"),  # it does not fall by a quarter
    ],
)
def test_rise_and_fall_must_both_be_seen(curve, verdict, monkeypatch):
    curves(monkeypatch, curve)
    assert judge["D5"]().verdict == verdict


def test_a_glass_does_not_come_closer_to_its_limit(monkeypatch):
    curves(monkeypatch, lambda t: 0.4 * t**2 / (100 + t) ** 2)
    assert judge["E2"]().verdict == "disagrees"


@pytest.mark.parametrize(("factor", "verdict"), [(1.1, "consistent"), (1.6, "disagrees")])
def test_fair_agreement_is_what_the_table_says(factor, verdict, monkeypatch):
    def conductivity(self, temperature, *_more):
        stated = phonon_claims.stated(phonon_claims.LATTICE[self.material.name]).value
        total = factor * stated * np.ones_like(temperature, float)
        return ConductivityParts(total / 2, total / 2, total)

    monkeypatch.setattr(LatticeConductivity, "conductivity", conductivity)
    monkeypatch.setattr(convergence, "spread", lambda _heat: 0.1)
    assert judge["F1"]().verdict == verdict
