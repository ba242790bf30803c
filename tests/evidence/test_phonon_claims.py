"""Judges of the claims about phonons: they follow what is stored, and say what is lacking."""

import numpy as np
import pytest
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data import phonon_store, tables
from ultralow.evidence import phonon_claims, scorecard
from ultralow.evidence.phonon_claims import judge
from ultralow.paper import claims

CLAIMS = {"D1", "D2", "D5", "D6", "E2", *(f"F{n}" for n in range(1, 11) if n != 6)}


@pytest.fixture(autouse=True)
def forget():
    yield
    tables.forget_inputs()


def test_every_claim_has_its_judge_and_it_stands():
    assert set(judge) == CLAIMS
    for name in CLAIMS:
        assert scorecard.judge[name] is judge[name]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_each_says_what_was_found(name):
    found = judge[name]()
    assert found.verdict in claims.VERDICTS and found.verdict != "not yet"
    assert found.here and found.reason


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_without_phonons_nothing_is_claimed(name, monkeypatch):
    monkeypatch.setattr(phonon_store, "results", lambda _material: ())
    found = judge[name]()
    assert found.verdict == "not yet" and found.here == ""
    assert "no phonons are stored" in found.reason


def conducting(monkeypatch, values):
    """Let phonons conduct what a test wants, by checkpoint."""

    def conductivity(self, temperature, *_more):
        ones = np.ones_like(temperature, float)
        total = values[self.checkpoint] * ones
        return ConductivityParts(total / 2, total / 2, total)

    monkeypatch.setattr(LatticeConductivity, "conductivity", conductivity)


@pytest.mark.parametrize(
    "both, verdict",
    [((0.44, 0.48), "reproduced"), ((0.44, 0.3), "consistent"), ((0.2, 0.6), "disagrees")],
)
def test_one_potential_that_agrees_is_not_enough(both, verdict, monkeypatch):
    names = [one.name for one in phonon_store.accepted("CsPbI3")]
    values = dict(zip(names, both, strict=True))
    conducting(monkeypatch, values)
    assert judge["D1"]().verdict == verdict


def test_a_glass_does_not_rise_and_fall(monkeypatch):
    def glass(_self, temperature, *_more):
        total = 0.4 * np.asarray(temperature) / (100 + np.asarray(temperature))
        return ConductivityParts(total / 2, total / 2, total)

    monkeypatch.setattr(LatticeConductivity, "conductivity", glass)
    assert judge["D5"]().verdict == "disagrees"
    assert judge["E2"]().verdict == "disagrees"


def test_a_length_is_reproduced_to_its_last_digit(monkeypatch):
    for nanometres, verdict in ((3.94, "reproduced"), (3.96, "disagrees")):
        monkeypatch.setattr(
            LatticeConductivity, "mean_free_path_at", lambda *_, length=nanometres: length * 1e-9
        )
        assert judge["F7"]().verdict == verdict


def test_words_of_the_length():
    class Cooling:
        temperatures = np.array([100.0, 200.0, 300.0])

        def mean_free_path_at(self, temperature):
            return 1e-6 / temperature

    words = phonon_claims._temperature_of
    assert words(Cooling(), 1e-3) == "it stays shorter down to 100 K"
    assert words(Cooling(), 1e-12) == "it stays longer up to 300 K"
    assert words(Cooling(), 5e-9) == "the stated length is passed near 200 K"
