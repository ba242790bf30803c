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
OPEN = {"E1", "E3"}


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

    for module in (stated_claims, stated_transport, wire_transport, claims):
        monkeypatch.setattr(module, "stated", stated)


# One stated number a third larger or smaller, and the judges that rest on it.
CHANGED = [
    ({"A1": 1.33}, {"A1"}),
    ({"A4": 4.0}, {"A4"}),
    ({"D3": 1.33}, {"C12", "D3", "G1"}),
    ({"D4": 1.33}, {"C12", "D3", "D4", "G1"}),
    ({"G1": 0.67}, {"C12", "D3", "G1"}),
    ({"G7": 1.33}, {"D4"}),
    ({"E3": 4.0}, {"E1", "E3"}),
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


def sounding(monkeypatch, longitudinal, transverse):
    """Let every source of sound give other velocities, in m/s."""
    true = sound_velocities.usable_sounds

    def usable(crystal):
        return [
            replace(one, longitudinal=longitudinal, transverse=transverse) for one in true(crystal)
        ]

    monkeypatch.setattr(sound_velocities, "usable_sounds", usable)


def test_softer_crystals_have_another_ratio(monkeypatch):
    assert {judge[name]().verdict for name in OPEN} == {"undecided"}  # sound has no error bar
    sounding(monkeypatch, 8000.0, 4000.0)
    assert {judge[name]().verdict for name in OPEN} == {"disagrees"}


def others(monkeypatch, **changes):
    """Let others have measured something else: a factor by material, or none of it."""
    true = tables.read

    def read(name):
        table = true(name)
        if name != "other_crystals":
            return table
        for material, factor in changes.items():
            rows = table["material"] == material
            table = table[~rows] if factor is None else table
            table.loc[rows[rows.index.isin(table.index)], "value"] *= factor or 1.0
        return table

    monkeypatch.setattr(tables, "read", read)


@pytest.mark.parametrize(
    ("factor", "verdict"), [(1.0, "undecided"), (0.7, "consistent"), (3.0, "disagrees")]
)
def test_each_oxide_must_lie_in_the_stated_range(factor, verdict, monkeypatch):
    others(monkeypatch, LaAlO3=factor)
    assert judge["A8"]().verdict == verdict


def test_a_wire_whose_conductivity_nobody_tells_leaves_the_insulators_open(monkeypatch):
    assert judge["C13"]().verdict == "undecided"
    others(monkeypatch, CsPbBr3=1e-13)
    assert judge["C13"]().verdict == "disagrees"


def test_classes_without_values_are_not_judged():
    for name in ("E4", "E5", "E6"):
        assert judge[name]().verdict == "not testable from the text"
