"""Judges of measurement and synthesis: methods are tested, the one device and its bottles not."""

from dataclasses import replace

import pytest
from ultralow.analysis import synthesis, virtual_measurement
from ultralow.evidence import measurement_claims, scorecard
from ultralow.evidence.measurement_claims import UNTESTABLE, judge
from ultralow.measurement import simulation
from ultralow.paper import claims

CLAIMS = {f"C{n}" for n in range(1, 12)} | {f"H{n}" for n in range(1, 20)}
TESTED = ("C4", "C5", "C7", "H13", "H14")


def test_every_claim_has_its_judge_and_it_stands():
    assert set(judge) == CLAIMS
    for name in CLAIMS:
        assert scorecard.judge[name] is judge[name]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_each_says_what_was_found_or_why_nothing_was(name):
    found = judge[name]()
    assert found.verdict in claims.VERDICTS and found.reason
    if name in UNTESTABLE:
        assert (found.verdict, found.here) == ("not testable from the text", "")
        assert found.reason == UNTESTABLE[name]
    else:
        assert any(letter.isdigit() for letter in found.here)


@pytest.mark.parametrize("name", TESTED)
def test_a_simulated_rig_reproduces_nothing_about_the_one_device(name):
    assert judge[name]().verdict == "consistent"


def wires(monkeypatch, **changes):
    true = virtual_measurement.room_wire
    monkeypatch.setattr(
        virtual_measurement, "room_wire", lambda *given: replace(true(*given), **changes)
    )


def test_wires_that_hardly_conduct_fail_the_method(monkeypatch):
    assert judge["C1"]().verdict == "undecided"  # short wires pass, long ones do not
    wires(monkeypatch, conductivity=0.02)
    assert (judge["C1"]().verdict, judge["C4"]().verdict) == ("disagrees", "consistent")
    wires(monkeypatch, conductivity=20.0)
    assert judge["C1"]().verdict == "consistent"
    wires(monkeypatch, conductivity=1e-3)
    assert judge["C4"]().verdict == "disagrees"


def test_a_reduction_off_by_a_millionth_is_seen(monkeypatch):
    true = simulation.Measurement.conductivity.fget
    monkeypatch.setattr(
        simulation.Measurement, "conductivity", property(lambda self: true(self) * (1 + 1e-6))
    )
    assert judge["C5"]().verdict == "disagrees"


def test_contacts_that_take_more_than_the_stated_uncertainty_are_seen(monkeypatch):
    true = measurement_claims.stated

    def large(claim, material=""):
        found = true(claim, material)
        return replace(found, value=30.0) if claim == "C7" else found

    monkeypatch.setattr(measurement_claims, "stated", large)
    found = judge["C7"]()
    assert found.verdict == "disagrees"
    assert found.here == "23.1% too low if ignored"  # 1 - 1/1.3


def test_no_dilution_reaches_a_concentration_above_the_stock(monkeypatch):
    monkeypatch.setattr(
        synthesis, "stated_amount", lambda claim: (1.0, 1.0) if claim == "H13" else (0.5, 2.0)
    )
    found = judge["H14"]()
    assert (found.verdict, found.here) == ("disagrees", "not a dilution")
