"""The scorecard: every claim has one verdict, none is filled in, and judges can say no."""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow import evidence
from ultralow.analysis import stated_transport, wire_transport
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.evidence import scorecard
from ultralow.paper import claims, gallery, stated


@pytest.fixture(scope="module")
def verdicts():
    return {verdict.id: verdict for verdict in scorecard.verdicts()}


def test_every_claim_has_exactly_one_verdict_in_the_papers_order(verdicts):
    assert list(verdicts) == list(tables.read("claims")["id"])
    assert {v.verdict for v in verdicts.values()} <= set(claims.VERDICTS)


def test_no_claim_has_two_judges(verdicts):
    modules = [
        importlib.import_module(f"ultralow.evidence.{one.name}")
        for one in pkgutil.iter_modules(evidence.__path__)
        if one.name != "scorecard"
    ]
    judged = Counter(claim for module in modules for claim in module.judge)
    assert [claim for claim, count in judged.items() if count > 1] == []
    assert judged.keys() == scorecard.judge.keys() <= verdicts.keys()


def test_what_was_found_is_shown_and_what_was_not_is_explained(verdicts):
    for verdict in verdicts.values():
        assert verdict.reason, verdict.id
        found = verdict.verdict in ("reproduced", "consistent", "disagrees")
        assert not found or verdict.here, verdict.id


def test_stated_numbers_that_close_on_one_another_do_not_disagree(verdicts):
    closed = ["A1", "C12", "D3", "D4", "E1", "E3", "E7", "G1", "G2", "G3", "G6", "G7"]
    assert {verdicts[claim].verdict for claim in closed} <= {"reproduced", "consistent"}


def test_a_class_that_the_caption_does_not_list_is_seen(verdicts):
    assert verdicts["E6"].verdict == "disagrees"


def test_claims_of_notebooks_that_do_not_exist_are_not_yet(verdicts):
    for verdict in verdicts.values():
        if verdict.figure not in gallery.figures() and verdict.id not in scorecard.judge:
            assert verdict.verdict == "not yet", verdict.id


def test_a_stated_number_comes_in_si_units_with_its_uncertainty_or_rounding():
    sigma, lattice, power = (stated.stated(claim) for claim in ("G1", "D3", "G6"))
    assert (sigma.value, sigma.uncertainty, sigma.unit) == (28200, 50, "S m-1")
    assert (lattice.value, lattice.uncertainty) == (0.38, 0.04)
    assert power.value == pytest.approx(186e-6, rel=1e-12, abs=0)
    assert (power.unit, power.temperature) == ("W m-1 K-2", 320)


@pytest.mark.parametrize(("claim", "material"), [("E1", ""), ("E3", ""), ("D3", "CsPbI3")])
def test_a_claim_without_one_number_is_an_error(claim, material):
    with pytest.raises(UltralowError, match=f"claim {claim} gives"):
        stated.stated(claim, material)


@pytest.mark.parametrize(("printed", "half"), [("0.4", 0.05), ("282", 0.5), ("0.110", 0.0005)])
def test_rounding_is_half_a_unit_of_the_last_digit(printed, half):
    assert stated.half_last_digit(printed) == pytest.approx(half, rel=1e-12)


@given(st.floats(min_value=-3, max_value=3))
def test_a_number_agrees_within_the_papers_uncertainty_and_not_beyond(steps):
    paper = stated.Stated(0.38, 0.04, "W m-1 K-1", 300, "CsSnI3")
    finding = claims.compare(0.38 + 0.04 * steps, paper, "test")
    assert finding.verdict == ("reproduced" if abs(steps) <= 1 + 1e-9 else "disagrees")


def test_a_changed_number_of_the_paper_turns_its_verdict(data_copy):
    path = data_copy / "paper" / "stated_values.csv"
    text = path.read_text()
    changed = text.replace(
        "D4,total_thermal_conductivity,CsSnI3,0.57", "D4,total_thermal_conductivity,CsSnI3,0.67"
    )
    assert changed != text
    path.write_text(changed)
    subprocess.run(
        [sys.executable, gallery.ROOT / "workflow" / "describe_data.py", "--data", data_copy],
        check=True,
        capture_output=True,
    )
    found = {verdict.id: verdict.verdict for verdict in scorecard.verdicts()}
    assert [found[claim] for claim in ("C12", "D3", "D4", "G1")] == ["disagrees"] * 4


def test_the_stated_lattice_part_is_met_at_constant_relaxation_time():
    left = {
        name: wire_transport.lattice_at_room(stated_transport.lorenz_number(name))
        for name in stated_transport.LORENZ_MODELS
    }
    expected = {
        "constant_time": 0.3815,
        "acoustic": 0.3985,
        "kim2015": 0.4003,
        "sommerfeld": 0.3633,
    }
    assert left == pytest.approx(expected, abs=5e-4)  # the references give three to four digits


def test_the_band_wire_passes_through_what_is_stated():
    wire = stated_transport.ParabolicTransport()
    assert wire.seebeck(300.0) == pytest.approx(79e-6, rel=1e-9, abs=0)
    assert wire.conductivity(300.0) == pytest.approx(28200, rel=1e-12)
    assert wire.power_factor(320.0) == pytest.approx(186e-6, rel=1e-9, abs=0)
    assert wire.total(300.0) == pytest.approx(0.57, rel=1e-9)
    assert -1.1 < wire.exponent < -0.9


def test_the_command_prints_the_scorecard_and_its_json():
    def run(*more):
        command = [sys.executable, "-m", "ultralow", "claims", *more]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    listed = json.loads(run("--json"))
    assert len(listed) == 88
    assert {"id", "verdict", "paper", "here", "unit", "tolerance", "figure"} <= set(listed[0])
    last = run().splitlines()[-1]
    assert last.startswith("88 claims: ")
    assert sum(int(part.split()[0]) for part in last[11:].split(", ")) == 88
