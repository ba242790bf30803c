"""Judges of cluster rattling: they find a number, count crossings, and can say no."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.constants import tera
from ultralow.analysis import rattling_tests, soft_modes
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.evidence import rattling_claims, scorecard
from ultralow.paper.tolerances import tolerance

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


@pytest.mark.skipif(not STORED, reason="no phonons are stored")
@pytest.mark.parametrize("claim", ["F6", "F11", "F12", "F13", "F14"])
def test_judges_find_a_number(claim, judged):
    finding = judged.verdicts[claim]
    assert finding.verdict in ("consistent", "undecided", "disagrees")
    assert re.search(r"\d", finding.here) and finding.spread


CLAIMS = ("F6", "F11", "F12", "F13", "F14")


def test_these_judges_are_the_ones_that_count():
    assert set(rattling_claims.judge) == {*CLAIMS, "F15"}
    for name in rattling_claims.judge:
        assert scorecard.judge[name] is rattling_claims.judge[name]


@pytest.mark.parametrize("claim", CLAIMS)
def test_without_phonons_nothing_is_claimed(claim, monkeypatch):
    def missing(name, _checkpoint="best"):
        raise UltralowError(f"no phonons of {name}", mend="make compute")

    monkeypatch.setattr(soft_modes, "soft_modes", missing)
    found = rattling_claims.judge[claim]()
    assert (found.verdict, found.here) == ("not yet", "")
    assert "make compute" in found.reason


def study(name="CsPbI3", **changes):
    """What the judges ask of a crystal, each answer as the paper would have it."""
    answers = {
        "material": SimpleNamespace(name=name), "longest": 4.6, "highest": 1 * tera,
        "result": SimpleNamespace(name="one"),
        "enrichment": lambda _name: 2.0, "contrasts": {"caged ions": (1.5, 0.1)},
        "dimensionality_shares": lambda _factor=1.0: np.array([0.2, 0.2, 0.2, 0.4]),
        "sound_dimensionality_shares": np.array([0.0, 0.0, 0.0, 1.0]), "clusters": [],
    }  # fmt: skip
    return SimpleNamespace(**answers | changes)


def studied(monkeypatch, spread=0.02, **changes):
    """Let every accepted result of a crystal say the same, with one spread for all."""
    monkeypatch.setattr(soft_modes, "soft_modes", lambda name, _one: study(name, **changes))
    monkeypatch.setattr(rattling_claims, "_spread", lambda _study: spread)
    monkeypatch.setattr(rattling_tests, "unequal", lambda _study: (0.2, 0.01))


def kinds(rarest, rarest_elsewhere=None):
    """Shares of the kinds of motion, with the threshold as it is and with another one."""
    other = rarest if rarest_elsewhere is None else rarest_elsewhere
    return lambda factor=1.0: np.array([rarest if factor == 1 else other, 0.2, 0.2, 0.4])


@pytest.mark.parametrize(
    ("claim", "changes", "verdict"),
    [
        ("F11", {}, "consistent"),
        ("F11", {"enrichment": lambda _name: 1.05}, "disagrees"),
        ("F11", {"enrichment": lambda _name: 1.11}, "undecided"),
        ("F12", {}, "disagrees"),  # a framework has no clusters
        ("F14", {}, "consistent"),
        ("F14", {"sound_dimensionality_shares": np.array([0.3, 0, 0, 0.7])}, "disagrees"),
        ("F14", {"dimensionality_shares": kinds(0.01)}, "disagrees"),
        ("F14", {"dimensionality_shares": kinds(0.2, 0.01)}, "undecided"),
    ],
)
def test_another_crystal_would_get_another_verdict(claim, changes, verdict, monkeypatch):
    studied(monkeypatch, **changes)
    assert rattling_claims.judge[claim]().verdict == verdict


def test_even_contacts_are_no_rattlers_cage(monkeypatch):
    studied(monkeypatch)
    monkeypatch.setattr(rattling_tests, "unequal", lambda _study: (0.01, 0.02))
    assert rattling_claims.judge["F11"]().verdict == "disagrees"


def test_results_that_differ_leave_the_rattler_open(monkeypatch):
    studied(monkeypatch)
    both = [study(enrichment=lambda _name, one=one: one) for one in (1.05, 2.0)]
    monkeypatch.setattr(rattling_claims, "_studies", lambda _name: both)
    assert rattling_claims.judge["F11"]().verdict == "undecided"


@pytest.mark.parametrize(
    ("share", "rates", "verdict"),
    [
        (0.95, (1.0, 2.0), "consistent"),
        (0.79, (1.0, 2.0), "disagrees"),  # four atoms in five are of the framework
        (0.89, (1.0, 2.0), "undecided"),
        (0.95, (2.0, 1.0), "disagrees"),
        (0.95, (1.0, 1.01), "undecided"),
    ],
)
def test_a_framework_rules_with_more_than_its_number(share, rates, verdict, monkeypatch):
    part = np.array([0, 1, 2, 2, 2])
    studied(monkeypatch)
    monkeypatch.setattr(rattling_claims, "_framework", lambda _study: share)
    monkeypatch.setattr(
        soft_modes,
        "soft_modes",
        lambda name, _one: study(name, part=part, mean_rate=rates[name != "CsPbI3"]),
    )
    assert rattling_claims.judge["F13"]().verdict == verdict


@pytest.mark.parametrize(
    ("sound", "verdict"), [(7, "consistent"), (5, "undecided"), (3, "disagrees")]
)
def test_crossings_with_sound_count_beyond_those_of_folding(sound, verdict, monkeypatch):
    counted = dict.fromkeys(("avoided", "crossed", "folded", "folded_with_sound"), 5)
    studied(monkeypatch)
    monkeypatch.setattr(rattling_claims, "_counted", lambda *_one: counted | {"with_sound": sound})
    assert rattling_claims.judge["F6"]().verdict == verdict


def test_what_counts_as_more_and_present_is_one_level_in_tests_and_verdicts():
    for claim in ("F11", "F13"):
        assert tolerance(claim, "more") == rattling_tests.MORE
    assert tolerance("F14", "present") == rattling_tests.PRESENT
