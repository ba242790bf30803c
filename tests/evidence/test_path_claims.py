"""Judges of speeds, rates and mean free paths: every result is asked, each with its spread."""

import numpy as np
import pytest
from ultralow.analysis import convergence
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data import phonon_store
from ultralow.evidence import path_claims, scorecard
from ultralow.evidence.path_claims import judge
from ultralow.paper import claims

CLAIMS = {"F3", "F4", "F5", "F7", "F8", "F9", "F10"}


def test_every_claim_has_its_judge_and_it_stands():
    assert set(judge) == CLAIMS
    for name in CLAIMS:
        assert scorecard.judge[name] is judge[name]


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_each_says_what_was_found_and_how_far_it_may_be_off(name, judged):
    found = judged.verdicts[name]
    assert found.verdict in claims.VERDICTS and found.verdict != "not yet"
    assert found.here and found.reason and found.spread


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_without_phonons_nothing_is_claimed(name, monkeypatch):
    monkeypatch.setattr(phonon_store, "results", lambda _material: ())
    found = judge[name]()
    assert found.verdict == "not yet" and found.here == ""


def lengths(monkeypatch, nanometres, slope=0.0, spread=0.01, mesh=np.nan):
    """Let 95 % be carried below a length, and the last percent below a longer one."""
    monkeypatch.setattr(
        LatticeConductivity,
        "mean_free_path_at",
        lambda _self, _temperature, share=0.95: (nanometres + slope * (share - 0.95)) * 1e-9,
    )
    monkeypatch.setattr(LatticeConductivity, "mean_free_path_error", lambda *_: mesh * 1e-9)
    monkeypatch.setattr(convergence, "spread", lambda _heat: spread)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ((3.9,), "consistent"),
        ((5.0,), "consistent"),
        ((5.2,), "disagrees"),
        ((5.0, 100.0), "undecided"),  # half a hundredth of the share is 0.5 nm here
        ((5.0, 0.0, np.nan), "undecided"),
        ((6.0, 0.0, 0.01, 1.0), "undecided"),  # on a coarser mesh it is a nanometre shorter
        ((9.0, 0.0, 0.01, 1.0), "disagrees"),
        ((20.0, 0.0, np.nan), "disagrees"),
    ],
)
def test_a_length_is_judged_with_the_steps_of_its_curve(given, verdict, monkeypatch):
    lengths(monkeypatch, *given)
    assert judge["F7"]().verdict == verdict


def carried(monkeypatch, cold, warm):
    """Let the surface take a share of what particles carry, coldest and warm."""

    def conductivity(_self, temperature, length=None, _variance=0.0):
        temperature = np.asarray(temperature, float)
        left = 1.0 if length is None else 1 - np.where(temperature < 100, cold, warm)
        particle = np.ones_like(temperature) * left
        return ConductivityParts(particle, 0 * particle, particle)

    monkeypatch.setattr(LatticeConductivity, "conductivity", conductivity)
    monkeypatch.setattr(convergence, "spread", lambda _heat: 0.01)


@pytest.mark.parametrize(
    ("taken", "verdict"),
    [((0.8, 0.1), "consistent"), ((0.2, 0.1), "undecided"), ((0.8, 0.7), "disagrees")],
)
def test_unstated_defects_may_take_what_the_surface_leaves(taken, verdict, monkeypatch):
    carried(monkeypatch, *taken)
    assert judge["F5"]().verdict == verdict


@pytest.mark.parametrize(
    ("delta", "verdict"),
    [
        ((50.0, 0.5, 0.4), "consistent"),
        ((50.0, 2.0, 0.4), "disagrees"),
        ((20.0, 0.5, 0.4), "disagrees"),
        ((50.0, 0.5, 0.9), "disagrees"),
        ((30.1, 0.5, 0.4), "undecided"),
    ],
)
def test_delta_must_be_wider_weaker_and_alike(delta, verdict, monkeypatch):
    gamma = (30.0, 1.0, 0.4)
    monkeypatch.setattr(
        path_claims,
        "_measures",
        lambda heat: delta if heat.material.name == path_claims.DELTA else gamma,
    )
    monkeypatch.setattr(convergence, "spread", lambda _heat: 0.01)
    assert judge["F10"]().verdict == verdict


@pytest.mark.parametrize(
    ("speed", "verdict"),
    [(1500.0, "reproduced"), (2010.0, "undecided"), (3000.0, "disagrees")],
)
def test_a_speed_near_its_bound_says_nothing(speed, verdict, monkeypatch):
    _run_at(speed, monkeypatch)
    monkeypatch.setattr(path_claims, "_with_polar_forces", lambda heat: [])
    assert judge["F3"]().verdict == verdict


@pytest.mark.parametrize(("polar", "verdict"), [(1400.0, "reproduced"), (3000.0, "undecided")])
def test_the_bound_of_speeds_is_asked_with_polar_forces_too(polar, verdict, monkeypatch):
    _run_at(1500.0, monkeypatch)
    monkeypatch.setattr(path_claims, "_with_polar_forces", lambda heat: [np.array([polar])])
    found = judge["F3"]()
    assert found.verdict == verdict
    assert f"with them it is CsPbI3 {polar:.0f}" in found.reason


def _run_at(speed, monkeypatch):
    """Let the fastest mode of every result have this speed."""
    true = LatticeConductivity.speeds.fget
    monkeypatch.setattr(
        LatticeConductivity,
        "speeds",
        property(lambda self: true(self) * speed / np.nanmax(true(self))),
    )
    monkeypatch.setattr(convergence, "spread", lambda _heat: 0.02)


def test_words_of_the_length():
    class Cooling:
        temperatures = np.array([100.0, 200.0, 300.0])

        def mean_free_path_at(self, temperature):
            return 1e-6 / temperature

    words = path_claims._temperature_of
    assert words(Cooling(), 1e-3) == "it stays shorter down to 100 K"
    assert words(Cooling(), 1e-12) == "it stays longer up to 300 K"
    assert words(Cooling(), 5e-9) == "the stated length is passed near 200 K"
