"""Units: the rounded product and nothing else; different things do not convert."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import message
from ultralow.data import tables, units


@pytest.mark.parametrize(
    ("unit", "si", "power"),
    [
        ("mW m-1 K-1", "W m-1 K-1", -3),
        ("W cm-1 K-1", "W m-1 K-1", 2),
        ("S cm-1", "S m-1", 2),
        ("mV K-1", "V K-1", -3),
        ("uV K-1", "V K-1", -6),
        ("mW m-1 K-2", "W m-1 K-2", -3),
        ("uW m-1 K-2", "W m-1 K-2", -6),
        ("uW cm-1 K-2", "W m-1 K-2", -4),
        ("cm2 V-1 s-1", "m2 V-1 s-1", -4),
        ("cm-3", "m-3", 6),
        ("%", "1", -2),
        ("nm", "m", -9),
        ("GPa", "Pa", 9),
        ("S m-1", "S m-1", 0),
    ],
)
@given(value=st.floats(-1e30, 1e30).filter(lambda v: v == 0 or abs(v) > 1e-30))
def test_conversion_is_the_correctly_rounded_product(unit, si, power, value):
    with localcontext() as context:
        context.prec = 400
        exact = float(Decimal(value).scaleb(power))
        back = float(Decimal(value).scaleb(-power))
    assert tables.convert(value, unit, si) == exact
    assert tables.convert(value, si, unit) == back
    assert list(tables.convert([value, 1.0], unit, si)) == [exact, float(f"1e{power}")]


def test_conversion_between_different_things_is_refused():
    message(lambda: tables.convert(1.0, "S m-1", "V K-1"), "does not convert")
    message(lambda: tables.convert(1.0, "furlong", "m"), "Unknown unit 'furlong'")


@pytest.mark.parametrize("quantity", units.QUANTITIES)
def test_every_quantity_has_units_that_convert_to_its_own_the_si_one_first(quantity):
    found = units.of_quantity(quantity)
    assert found[0] == units.QUANTITIES[quantity]
    assert all(units.convert(1.0, one, found[0]) > 0 for one in found)


def test_an_unknown_quantity_has_no_units():
    message(lambda: units.of_quantity("beauty"), "quantity", "beauty")


@pytest.mark.parametrize(
    "text",
    ["×10²⁰ cm⁻³", "10^18 cm-3", "10³ S/m", "100 S/cm", "1 W/mK", "10^-3 W/mK", "W/(m·K)²", "W/m?K",
     "W m-1 K-1 or so", "", "1", "/", "S/cm" + " " * 50, "a" * 39 + "?"],
)  # fmt: skip
def test_what_holds_more_than_a_unit_means_none(text):
    assert units.meant(text) == ""


@pytest.mark.parametrize("unit", ["W m-1 K-1", "S cm-1", "uW cm-1 K-2", "cm-3", "%"])
def test_a_unit_means_itself(unit):
    assert units.meant(unit) == unit
