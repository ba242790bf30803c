"""Judges of bands and charge: they say what the stored bands give, and can say no."""

import pytest
from ultralow.analysis import hole_transport
from ultralow.evidence import charge_claims, scorecard
from ultralow.paper import claims
from ultralow.paper import stated as paper_stated

JUDGED = ("B8", "G4", "G5", "G6", "G7")


@pytest.fixture(scope="module")
def found(judged):
    return {claim: judged.verdicts[claim] for claim in JUDGED}


def test_these_judges_are_the_ones_that_count(found):
    for claim in JUDGED:
        assert scorecard.judge[claim].__module__ == charge_claims.__name__
        assert found[claim].verdict in claims.VERDICTS
        assert found[claim].here and found[claim].reason
        assert len(found[claim].here) <= 40


def test_nothing_is_called_reproduced_that_rests_on_an_assumed_law(found):
    assert all(one.verdict != "reproduced" for one in found.values())


def test_warm_numbers_follow_from_the_cold_ones_and_not_from_another_law(found, monkeypatch):
    assert found["G6"].verdict == found["G7"].verdict == "consistent"
    true = hole_transport.wire
    for power in (0.0, -3.0):
        monkeypatch.setattr(
            hole_transport, "wire", lambda *a, p=power, **k: true(*a, **{"power": p} | k)
        )
        assert charge_claims.power_factor_predicted().verdict == "disagrees"


def test_crystals_and_laws_that_differ_leave_mobility_and_density_open(found):
    assert found["G4"].verdict == found["G5"].verdict == "undecided"


def test_fits_that_all_agree_are_consistent(monkeypatch):
    one = hole_transport.uncertain(hole_transport.read())
    stated = one["mobility"] * 0 + 394e-4
    fit = one | {"mobility": stated, "mobility_few": stated}
    fit |= {"density": one["density"] * 0 + hole_transport.implied()[0]}
    monkeypatch.setattr(hole_transport, "uncertain", lambda *_more, **_settings: fit)
    assert charge_claims.mobility_of_the_fits().verdict == "consistent"
    assert charge_claims.density_and_time_of_the_fits().verdict == "consistent"
    fit["mobility_few"] = 2 * stated  # the other reading of the paper's words
    assert charge_claims.mobility_of_the_fits().verdict == "undecided"


def test_a_gap_that_is_a_lower_bound_confirms_no_size(found):
    assert found["B8"].verdict == "undecided"


def test_a_mobility_far_off_is_seen(monkeypatch):
    true = paper_stated.stated

    def other(factor):
        def stated(claim, material=""):
            one = true(claim, material)
            changed = one.value * factor if claim == "G4" else one.value
            return paper_stated.Stated(
                changed, one.uncertainty, one.unit, one.temperature, one.material
            )

        return stated

    for factor in (0.1, 10.0):
        for module in (hole_transport, charge_claims):
            monkeypatch.setattr(module, "stated", other(factor))
        assert charge_claims.mobility_of_the_fits().verdict == "disagrees"
        assert charge_claims.density_and_time_of_the_fits().verdict == "disagrees"


def test_a_gap_above_the_stated_one_would_disagree(monkeypatch):
    record = hole_transport.read()
    wide = {kind: one | {"gap_eV": 1.6} for kind, one in record["bands"].items()}
    monkeypatch.setattr(hole_transport, "read", lambda: record | {"bands": wide})
    assert charge_claims.direct_gap().verdict == "disagrees"


def test_an_indirect_gap_is_seen():
    record = hole_transport.read()
    assert hole_transport.is_direct(record, "spin_orbit")
    lines = record["bands"]["spin_orbit"]["lines"]
    energy = [list(band) for band in lines["energy"]]
    corner = lines["place"].index(lines["corners"][5])  # Z, far from the centre
    energy[-2][corner] = 0.05
    moved = record["bands"]["spin_orbit"] | {"lines": lines | {"energy": energy}}
    assert not hole_transport.is_direct({"bands": {"spin_orbit": moved}}, "spin_orbit")
