"""Judges of cluster rattling: they find a number, count crossings, and can say no."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.constants import tera
from spring_models import rattling_perovskite
from ultralow.analysis import rattling_tests, soft_modes
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.evidence import rattling_claims, scorecard

STORED = [name for name in materials.names() if phonon_store.accepted(name)]


@pytest.mark.skipif(not STORED, reason="no phonons are stored")
@pytest.mark.parametrize("claim", ["F6", "F11", "F12", "F13", "F14"])
def test_judges_find_a_number(claim):
    finding = rattling_claims.judge[claim]()
    assert finding.verdict in ("consistent", "disagrees")
    assert re.search(r"\d", finding.here)


def test_crossings_of_a_crystal_are_counted():
    found = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=30)
    again = rattling_claims.count_crossings(rattling_perovskite(), 2 * tera, points=60)
    # Cubic, and the same along all three axes.
    assert found["crossed"] % 3 == found["folded"] % 3 == 0
    assert found["crossed"] == again["crossed"] > 0
    assert 0 <= found["with_sound"] <= found["crossed"]


CLAIMS = ("F6", "F11", "F12", "F13", "F14")


def test_these_judges_are_the_ones_that_count():
    assert set(rattling_claims.judge) == {*CLAIMS, "F15"}
    for name in rattling_claims.judge:
        assert scorecard.judge[name] is rattling_claims.judge[name]


@pytest.mark.parametrize("claim", CLAIMS)
def test_without_phonons_nothing_is_claimed(claim, monkeypatch):
    def missing(name):
        raise UltralowError(f"no phonons of {name}", mend="make compute")

    monkeypatch.setattr(soft_modes, "soft_modes", missing)
    found = rattling_claims.judge[claim]()
    assert (found.verdict, found.here) == ("not yet", "")
    assert "make compute" in found.reason


def study(name="CsPbI3", **changes):
    """What the judges ask of a crystal, each answer as the paper would have it."""
    answers = {
        "material": SimpleNamespace(name=name), "longest": 4.6, "highest": 1 * tera,
        "enrichment": lambda _name: 2.0, "contrasts": {"caged ions": (1.5, 0.1)},
        "dimensionality_shares": lambda _factor=1.0: np.array([0.2, 0.2, 0.2, 0.4]),
        "sound_dimensionality_shares": np.array([0.0, 0.0, 0.0, 1.0]), "clusters": [],
    }  # fmt: skip
    return SimpleNamespace(**answers | changes)


@pytest.mark.parametrize(
    ("claim", "changes", "verdict"),
    [
        ("F11", {}, "consistent"),
        ("F11", {"enrichment": lambda _name: 1.05}, "disagrees"),
        ("F12", {}, "disagrees"),  # a framework has no clusters
        ("F14", {}, "consistent"),
        ("F14", {"sound_dimensionality_shares": np.array([0.3, 0, 0, 0.7])}, "disagrees"),
        (
            "F14",
            {"dimensionality_shares": lambda _factor=1.0: np.array([0.01, 0.2, 0.2, 0.59])},
            "disagrees",
        ),
    ],
)
def test_another_crystal_would_get_another_verdict(claim, changes, verdict, monkeypatch):
    monkeypatch.setattr(soft_modes, "soft_modes", lambda name: study(name, **changes))
    monkeypatch.setattr(rattling_tests, "unequal", lambda _study: (0.2, 0.01))
    assert rattling_claims.judge[claim]().verdict == verdict


def test_even_contacts_are_no_rattlers_cage(monkeypatch):
    monkeypatch.setattr(soft_modes, "soft_modes", study)
    monkeypatch.setattr(rattling_tests, "unequal", lambda _study: (0.01, 0.02))
    assert rattling_claims.judge["F11"]().verdict == "disagrees"


@pytest.mark.parametrize(("crossed", "verdict"), [(7, "consistent"), (5, "disagrees")])
def test_crossings_count_beyond_those_of_folding(crossed, verdict, monkeypatch):
    counted = dict.fromkeys(("avoided", "with_sound", "folded", "folded_with_sound"), 5)
    monkeypatch.setattr(soft_modes, "soft_modes", lambda name: study(name, phonon=None))
    monkeypatch.setattr(
        rattling_claims, "count_crossings", lambda _phonon: counted | {"crossed": crossed}
    )
    assert rattling_claims.judge["F6"]().verdict == verdict
