"""No judge has a number of its own: what decides stands in data/paper/claims.csv."""

import ast
import inspect

import pytest
from judged_once import MODULES, ask_another_table
from ultralow.data import tables
from ultralow.evidence import scorecard
from ultralow.paper import claims, tolerances

ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
ASKED = ("below", "above", "within")
TABLE = tables.read("claims").set_index("id")


def numbers(node) -> list[float]:
    found = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__.split(".")[-1])
def test_no_judge_compares_with_a_number_of_its_own(module):
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Compare) and any(isinstance(one, ORDER) for one in node.ops):
            # Sizes and places: nothing, one, the three dimensions of space.
            assert set(numbers(node)) <= {0, 1, 3}, ast.unparse(node)
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if called and node.func.attr in ASKED:
            limits = node.args[2:]
            assert all(set(numbers(one)) <= {1, 2} for one in limits), ast.unparse(node)


def test_each_tolerance_of_the_table_is_asked_for_by_the_judge_of_its_claim(judged):
    listed = {(claim, name) for claim in TABLE.index for name in tolerances.of_claim(claim)}
    # C12 and D3 are one judge, which asks for the second.
    assert listed - judged.asked == {("C12", "tolerance")}
    assert tolerances.tolerance("C12") == tolerances.tolerance("D3")
    assert judged.asked <= listed


def test_each_claim_that_is_tested_has_a_reason_for_what_it_allows(judged):
    for claim in judged.verdicts.values():
        if claim.verdict in claims.TESTED:
            assert TABLE.loc[claim.id, "limit_reason"], claim.id
            assert claim.tolerance == tolerances.in_words(claim.id)
            exact = claim.id == "C5"  # a reduction without noise
            assert bool(claim.tolerance) <= bool(claim.spread) or exact, claim.id


# Judges that ask a narrower tolerance find another verdict: it is the table that decides.
NARROW = [("A1", 0.001), ("C7", 0.01), ("D3", 1e-4), ("D4", 1e-4), ("E7", -0.01), ("G1", 10.0),
          ("G2", 1e-8), ("G6", 1e-9), ("G7", 1e-6), ("C4", 1e-6), ("C1", 1e-3)]  # fmt: skip


@pytest.mark.parametrize(("claim", "value"), NARROW)
def test_a_narrower_tolerance_turns_a_verdict(claim, value, monkeypatch):
    true, before = tolerances.tolerance, scorecard.judge[claim]().verdict

    def narrower(one, name="tolerance"):
        setting = name in ("shortest", "longest")
        return value if one == claim and not setting else true(one, name)

    ask_another_table(monkeypatch, narrower)
    assert scorecard.judge[claim]().verdict != before


def test_nothing_is_reproduced_that_its_own_number_went_into(judged):
    for claim in ("A1", "C12", "D3", "E1", "E3", "E7", "G1", "G2", "D4", "G6", "G7"):
        assert judged.verdicts[claim].verdict != "reproduced"


def test_sets_of_claims_rest_on_one_another(judged):
    sets = TABLE[TABLE["set"] != ""].groupby("set").groups
    assert {name: list(ids) for name, ids in sets.items()} == {
        "stated wires": ["A1", "E7"],
        "subtraction": ["C12", "D3", "G1"],
        "320 K": ["D4", "G2", "G3", "G6", "G7"],
        "amorphous limit": ["E1", "E3"],
        "hole fits": ["G4", "G5"],
        "dilution": ["H13", "H14"],
    }
    lines = claims.degrees(list(judged.verdicts.values()))
    assert "D4, G2, G3, G6, G7 rest on one another (320 K): one degree of freedom" in lines
