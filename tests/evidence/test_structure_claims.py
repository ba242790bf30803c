"""Judges of the structures: they find what others published, and see another crystal at once."""

from dataclasses import replace

import pytest
from ultralow.data import materials
from ultralow.evidence import scorecard, structure_claims
from ultralow.evidence.structure_claims import judge
from ultralow.paper import claims

CLAIMS = {"A2", *(f"B{n}" for n in range(1, 11) if n != 8)}  # B8 is for the judges of bands


def test_every_claim_of_the_first_figure_has_its_judge_and_it_stands():
    assert set(judge) == CLAIMS
    for name in CLAIMS:
        assert scorecard.judge[name] is judge[name]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_each_says_what_was_found_or_why_nothing_was(name):
    found = judge[name]()
    assert found.verdict in claims.VERDICTS and found.reason
    assert bool(found.here) == (found.verdict != "not testable from the text")


def test_nothing_seen_in_the_microscope_is_claimed():
    for name in ("B7", "B9"):
        assert judge[name]().verdict == "not testable from the text"


# Which other stored crystal stands in the place of which, and the judges that must see it.
EXCHANGED = [
    ({"CsPbI3": "CsPbBr3"}, {"B1", "B3", "B4"}),
    ({"CsPbBr3": "CsPbI3"}, {"B2", "B3", "B5"}),
    ({"CsSnI3": "CsSnI3_yellow"}, {"B2"}),
    ({"CsSnI3_yellow": "CsSnI3"}, {"B10"}),
]


@pytest.mark.parametrize(("other", "seen"), EXCHANGED)
def test_another_crystal_in_its_place_is_seen(other, seen, monkeypatch):
    true = materials.get
    monkeypatch.setattr(materials, "get", lambda name: true(other.get(name, name)))
    asked = CLAIMS - {"B6"}  # the yellow phase has no wire along whose rows one could look
    said = {name for name in asked if judge[name]().verdict == "disagrees"}
    assert said == seen


@pytest.mark.parametrize(("name", "judge_of"), [("CsPbBr3", "B5"), ("CsSnI3", "B6")])
def test_a_wire_along_no_row_is_seen(name, judge_of, monkeypatch):
    crystal = replace(materials.get(name), wire_axis=[1, 1, 1])
    monkeypatch.setattr(structure_claims.materials, "get", lambda _name: crystal)
    found = judge[judge_of]()
    assert found.verdict == "disagrees"
    assert "share nothing" in found.here
