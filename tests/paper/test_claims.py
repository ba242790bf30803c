"""The scorecard: every claim has one verdict, none is filled in, and judges can say no."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from ultralow.data import tables
from ultralow.paper import claims


@given(st.floats(min_value=-3, max_value=3), st.floats(min_value=0, max_value=2))
def test_a_number_agrees_within_the_tolerance_and_not_beyond(steps, spread):
    finding = claims.compare(0.38 + 0.04 * steps, "D3", "test", 0.04 * spread)
    inside, outside = abs(steps) + spread <= 1, abs(steps) - spread > 1
    expected = "consistent" if inside else "disagrees" if outside else "undecided"
    edge = min(abs(abs(steps) + spread - 1), abs(abs(steps) - spread - 1)) < 1e-6
    assert edge or finding.verdict == expected


def test_all_88_claims_are_there():
    claims = tables.read("claims")
    sizes = {"A": 8, "B": 10, "C": 13, "D": 7, "E": 7, "F": 15, "G": 9, "H": 19}
    expected = [f"{group}{n}" for group, size in sizes.items() for n in range(1, size + 1)]
    assert list(claims["id"]) == expected
    assert len(expected) == 88
    assert set(claims["grade"]) == {"S"}
    assert claims.groupby(claims["id"].str[0])["group"].nunique().eq(1).all()


def test_claims_and_numbers_say_the_same():
    claims = tables.read("claims").set_index("id")
    values = tables.read("stated_values")
    assert set(values["claim"]) <= set(claims.index)
    number = r"[0-9.]+(?:e-?[0-9]+)?"
    for claim in claims.itertuples():
        rows = values[values["claim"] == claim.Index]
        stated = re.fullmatch(rf"(~|<|>=)?({number})(?:-({number}))?", claim.value)
        assert bool(stated) == bool(len(rows)), claim.Index
        if not stated:
            continue
        sign, *ends = stated.groups()
        ends = sorted(float(end) for end in ends if end)
        assert set(rows["material"]) <= set(claim.material.split(";"))
        assert set(rows["unit"]) == {claim.unit}
        assert set(rows["relation"]) == {"range" if len(ends) == 2 else sign or "="}
        for row in rows.itertuples():
            assert [row.value, row.value_max][: len(ends)] == ends
            assert np.isnan(row.value_max) == (len(ends) == 1)
            np.testing.assert_equal(row.uncertainty, claim.uncertainty)
