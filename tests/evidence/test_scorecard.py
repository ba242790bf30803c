"""The scorecard: every claim has one verdict, none is filled in, and judges can say no."""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections import Counter

import pytest
from ultralow import evidence
from ultralow.__main__ import main
from ultralow.data import tables
from ultralow.evidence import scorecard
from ultralow.paper import claims, gallery


@pytest.fixture(scope="module")
def verdicts(judged):
    return judged.verdicts


def test_every_claim_has_exactly_one_verdict_in_the_papers_order(verdicts):
    assert list(verdicts) == list(tables.read("claims")["id"])
    assert {v.verdict for v in verdicts.values()} <= set(claims.VERDICTS)


def test_no_claim_has_two_judges(verdicts):
    modules = [
        importlib.import_module(f"ultralow.evidence.{one.name}")
        for one in pkgutil.iter_modules(evidence.__path__)
        if one.name != "scorecard"
    ]
    judged = Counter(claim for module in modules for claim in getattr(module, "judge", ()))
    assert [claim for claim, count in judged.items() if count > 1] == []
    assert judged.keys() == scorecard.judge.keys() <= verdicts.keys()


def test_what_was_found_is_shown_and_what_was_not_is_explained(verdicts):
    for verdict in verdicts.values():
        assert verdict.reason, verdict.id
        found = verdict.verdict in claims.TESTED
        assert not found or verdict.here, verdict.id


def test_stated_numbers_that_close_on_one_another_do_not_disagree(verdicts):
    closed = ["A1", "C12", "D3", "D4", "E7", "G1", "G2", "G3", "G6", "G7"]
    assert {verdicts[claim].verdict for claim in closed} == {"consistent"}


def test_claims_of_notebooks_that_do_not_exist_are_not_yet(verdicts):
    for verdict in verdicts.values():
        if verdict.figure not in gallery.figures() and verdict.id not in scorecard.judge:
            assert verdict.verdict == "not yet", verdict.id


def test_a_changed_number_of_the_paper_turns_its_verdict(data_copy):
    path = data_copy / "paper" / "stated_values.csv"
    text = path.read_text()
    changed = text.replace(
        "D4,total_thermal_conductivity,CsSnI3,0.57", "D4,total_thermal_conductivity,CsSnI3,0.67"
    )
    assert changed != text
    path.write_text(changed)
    subprocess.run(
        [sys.executable, gallery.ROOT / "workflow/scripts/describe_data.py", "--data", data_copy],
        check=True,
        capture_output=True,
    )
    found = [scorecard.judge[claim]().verdict for claim in ("C12", "D3", "D4", "G1")]
    assert found == ["disagrees"] * 4


def test_the_command_prints_the_scorecard_and_its_json(verdicts, monkeypatch, capsys):
    monkeypatch.setattr(scorecard, "verdicts", lambda: list(verdicts.values()))

    def printed(*more):
        assert main(["claims", *more]) == 0
        return capsys.readouterr().out

    listed = json.loads(printed("--json"))
    assert [claims.Verdict(**one) for one in listed] == list(verdicts.values())
    last = next(line for line in printed().splitlines() if line.startswith("88 claims: "))
    assert sum(int(part.split()[0]) for part in last[11:].split(", ")) == len(verdicts) == 88
