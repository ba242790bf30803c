"""Judges that hold stated numbers against one another: each can say no."""

from dataclasses import replace

import pytest
from ultralow.analysis import sound_velocities, stated_transport, wire_transport
from ultralow.data import tables
from ultralow.evidence import scorecard, stated_claims
from ultralow.evidence.stated_claims import UNTESTABLE, judge
from ultralow.paper import claims
from ultralow.paper import stated as paper_stated

NUMBERED = ("A1", "A4", "C12", "D3", "D4", "E1", "E3", "E7", "G1", "G2", "G3")


def test_these_judges_are_the_ones_that_count():
    for name in judge:
        assert scorecard.judge[name] is judge[name]
    assert set(UNTESTABLE) | set(NUMBERED) <= set(judge)


@pytest.mark.parametrize("name", sorted(judge))
def test_each_says_what_was_found_or_why_nothing_was(name):
    found = judge[name]()
    assert found.verdict in claims.VERDICTS and found.reason
    assert found.here or found.verdict == "not testable from the text"


def stating(monkeypatch, **factors):
    """Let the paper state other numbers: a factor by claim."""
    true = paper_stated.stated

    def stated(claim, material=""):
        one = true(claim, material)
        return replace(one, value=one.value * factors.get(claim, 1.0))

    for module in (stated_claims, stated_transport, wire_transport):
        monkeypatch.setattr(module, "stated", stated)


# One stated number a third larger or smaller, and the judges that rest on it.
CHANGED = [
    ({"A1": 1.33}, {"A1"}),
    ({"A4": 4.0}, {"A4"}),
    ({"D3": 1.33}, {"C12", "D3", "G1"}),
    ({"D4": 1.33}, {"C12", "D3", "D4", "G1"}),
    ({"G1": 0.67}, {"C12", "D3", "G1"}),
    ({"G7": 1.33}, {"D4"}),
    ({"E3": 2.0}, {"E1", "E3"}),
    ({"E7": 0.5}, {"E7"}),
]


@pytest.mark.parametrize(("factors", "seen"), CHANGED)
def test_a_changed_number_is_seen_by_the_judges_that_rest_on_it(factors, seen, monkeypatch):
    before = {name for name in NUMBERED if judge[name]().verdict == "disagrees"}
    assert not before
    stating(monkeypatch, **factors)
    assert seen <= {name for name in NUMBERED if judge[name]().verdict == "disagrees"}


def test_a_conductivity_that_rises_on_warming_is_seen(monkeypatch):
    stating(monkeypatch, G6=1.2)
    assert judge["G3"]().verdict == "disagrees"


def test_softer_crystals_have_another_ratio(monkeypatch):
    true = sound_velocities.sound
    monkeypatch.setattr(
        sound_velocities, "sound",
        lambda crystal: replace(true(crystal), longitudinal=4000.0, transverse=2000.0),
    )  # fmt: skip
    assert judge["E3"]().verdict == "disagrees"


def test_a_class_that_is_on_the_chart_would_agree(monkeypatch):
    assert judge["E6"]().verdict == "disagrees"
    true = tables.read

    def read(name):
        table = true(name)
        if name == "chart_crystals":
            table = table.assign(family="skutterudite")
            table.loc[:1, "family"] = ["Zintl compound", "clathrate"]
        return table

    monkeypatch.setattr(tables, "read", read)
    assert judge["E6"]().verdict == "consistent"
