"""Tolerances of the verdicts: what the table says, in SI, and digits that are what they claim."""

import numpy as np
import pytest
from ultralow.analysis.stated_transport import ParabolicTransport, lorenz_number
from ultralow.charge import parabolic_band
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.paper import tolerances
from ultralow.paper.stated import half_last_digit, stated

CLAIMS = tables.read("claims").set_index("id")


def test_each_number_has_a_name_and_a_unit_and_each_claim_with_one_a_reason():
    for claim in CLAIMS.itertuples():
        columns = [getattr(claim, name) for name in ("limit_of", "limit", "limit_unit")]
        assert len({len(text.split(";")) for text in columns}) == 1, claim.Index
        assert bool(claim.limit_reason) >= bool(claim.limit), claim.Index
        assert claim.limit_reason.endswith(".") or not claim.limit_reason


def test_units_become_those_of_the_stated_numbers():
    assert tolerances.tolerance("F7") == pytest.approx(1.2e-9, rel=1e-12, abs=0)
    assert tolerances.tolerance("G1") == pytest.approx(6000, rel=1e-12)
    assert tolerances.tolerance("G2") == pytest.approx(0.72e-6, rel=1e-12, abs=0)
    assert tolerances.tolerance("C1", "shortest") == pytest.approx(2e-6, rel=1e-12, abs=0)
    assert tolerances.tolerance("F6", "highest") == pytest.approx(1e12, rel=1e-12)
    assert tolerances.in_words("D1") == "0.05 W m-1 K-1"
    assert tolerances.in_words("F14") == "present 0.05, sound 0.05, factor 2"
    assert tolerances.in_words("B1") == ""


@pytest.mark.parametrize("asked", [("F1", "width"), ("J1", "tolerance")])
def test_what_the_table_lacks_is_refused(asked):
    with pytest.raises(UltralowError, match=asked[1] if asked[0] == "F1" else "J1"):
        tolerances.tolerance(*asked)


@pytest.mark.parametrize("claim", ["D1", "D2", "D3"])
def test_a_stated_uncertainty_is_the_tolerance(claim):
    assert tolerances.tolerance(claim) == stated(claim).uncertainty


@pytest.mark.parametrize("claim", ["A1", "B8", "E3"])
def test_where_none_is_stated_half_the_last_digit_is(claim):
    printed = CLAIMS.loc[claim, "value"].lstrip("~")
    assert tolerances.tolerance(claim) == half_last_digit(printed)


def relative(claim: str) -> float:
    one = stated(claim)
    return one.uncertainty / one.value


def test_what_the_printed_digits_leave_open_is_what_the_table_says():
    warm = stated("G6").value * 320 / stated("G7").value
    left = warm * (relative("G6") + relative("G7"))
    assert tolerances.tolerance("D4") == pytest.approx(left, rel=0.03)
    seebeck = ParabolicTransport().seebeck(320.0)
    left = seebeck * (relative("G2") + relative("G6") / 2 + relative("G1") / 2)
    assert tolerances.tolerance("G2") == pytest.approx(left, rel=0.03, abs=0)


def test_what_an_uncertainty_of_heat_hides_of_the_charge_is_what_the_table_says():
    left = stated("D3").uncertainty / (lorenz_number("constant_time") * 300)
    assert tolerances.tolerance("G1") == pytest.approx(left, rel=0.03)
    few = parabolic_band.lorenz(-20.0, 0.0)
    unseen = min(stated(claim).uncertainty for claim in ("D1", "D2")) / (few * 300)
    assert tolerances.tolerance("C13", "unseen") == pytest.approx(unseen, rel=0.03)
    smallest = min(relative(claim) for claim in ("D1", "D2", "D3"))
    for claim, name in (("C1", "beside"), ("C7", "bias")):
        assert tolerances.tolerance(claim, name) == pytest.approx(smallest, rel=0.03)


def test_a_third_of_the_stated_paths_is_the_one_of_the_conductivity():
    share = tolerances.tolerance("F1")
    for claim in ("F7", "F8", "F9"):
        found = tolerances.tolerance(claim) / stated(claim).value
        assert found == pytest.approx(share, rel=0.03)
        assert np.isclose(tolerances.tolerance(claim, "share"), 0.95)
