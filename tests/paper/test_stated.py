"""Numbers that the paper states: in SI, with their uncertainty or their rounding."""

import numpy as np
import pytest
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.paper import stated


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


@pytest.mark.parametrize(
    ("printed", "half"), [("0.4", 0.05), ("282", 0.5), ("0.110", 0.0005), ("1e-06", 5e-7)]
)
def test_rounding_is_half_a_unit_of_the_last_digit(printed, half):
    assert stated.half_last_digit(printed) == pytest.approx(half, rel=1e-12)


# Typed once more from the paper: a slip in the tables shows here.
STATED = {
    ("D1", "CsPbI3"): (0.45, 0.05, "W m-1 K-1"),
    ("D2", "CsPbBr3"): (0.42, 0.04, "W m-1 K-1"),
    ("D3", "CsSnI3"): (0.38, 0.04, "W m-1 K-1"),
    ("D4", "CsSnI3"): (0.57, None, "W m-1 K-1"),
    ("C9", "CsPbI3"): (134, None, "nm"),
    ("C10", "CsPbBr3"): (240, None, "nm"),
    ("C11", "CsSnI3"): (400, None, "nm"),
    ("F7", "CsSnI3"): (3.9, None, "nm"),
    ("F8", "CsPbBr3"): (5.6, None, "nm"),
    ("F9", "CsPbI3"): (14.2, None, "nm"),
    ("G1", "CsSnI3"): (282, None, "S cm-1"),
    ("G2", "CsSnI3"): (79, None, "uV K-1"),
    ("G4", "CsSnI3"): (394, None, "cm2 V-1 s-1"),
    ("G6", "CsSnI3"): (186, None, "uW m-1 K-2"),
    ("G7", "CsSnI3"): (0.11, None, "1"),
    ("B8", "CsSnI3"): (1.3, None, "eV"),
    ("F3", "CsPbBr3"): (2000, None, "m s-1"),
    ("E3", "CsPbI3"): (2, None, "1"),
}


@pytest.mark.parametrize(("claim", "material"), STATED)
def test_the_numbers_are_those_of_the_paper(claim, material):
    values = tables.read("stated_values").set_index(["claim", "material"])
    row, (value, uncertainty, unit) = (
        values.loc[(claim, material)],
        STATED[claim, material],
    )
    assert (row["value"], row["unit"]) == (value, unit)
    np.testing.assert_equal(row["uncertainty"], np.nan if uncertainty is None else uncertainty)


def test_temperatures_are_stated_or_marked():
    values = tables.read("stated_values")
    claims = tables.read("claims").set_index("id")
    for row in values.itertuples():
        condition = claims.loc[row.claim, "condition"]
        if "room temperature" in row.temperature_note:
            assert (condition, row.temperature_K) == ("room temperature", 300)
        elif condition.endswith(" K"):
            assert f"{row.temperature_K:g} K" == condition
        else:
            assert np.isnan(row.temperature_K)


def test_the_wires_on_the_chart_are_the_stated_ones():
    rows = tables.read("low_k_crystals").set_index("material")
    for (claim, material), (value, uncertainty, _) in STATED.items():
        if claim in ("D1", "D2", "D3"):
            assert rows.loc[material, "value"] == value
            assert rows.loc[material, "uncertainty"] == uncertainty
