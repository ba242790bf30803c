"""What a wire's thermoelectrics rest on: the stated numbers, or the bound of an insulator."""

import pytest
from scipy.constants import e, k
from ultralow.analysis import thermoelectric_curves
from ultralow.data import materials


@pytest.fixture(scope="module")
def tin():
    return thermoelectric_curves.of_wire(materials.get("CsSnI3"), 0, -1)


@pytest.fixture(scope="module")
def lead():
    return thermoelectric_curves.of_wire(materials.get("CsPbI3"), 0, -1)


def test_each_wire_has_its_numbers_and_words(tin, lead):
    numbers = {one[0]: one[1:] for one in tin.numbers()}
    assert numbers["lorenz_number_300K"][0] == pytest.approx(2.23e-8, rel=2e-3, abs=0)
    assert numbers["power_factor_300K"][0] == pytest.approx(79**2 * 282e-4, rel=1e-6)
    assert len(numbers) == 11
    assert "282 S/cm and 79 µV/K" in tin.summary()
    ((name, value, unit, grade),) = lead.numbers()
    assert (name, unit, grade) == ("conductivity_that_would_show", "S cm-1", "D")
    assert value == pytest.approx(lead.bound / 100)
    assert "electrically insulating" in lead.summary()


@pytest.mark.parametrize(
    ("quantity", "value", "at"),
    [("conductivity", 28200, 300), ("seebeck", 79e-6, 300), ("power_factor", 186e-6, 320),
     ("figure_of_merit", 0.11, 320)],
)  # fmt: skip
def test_each_quantity_has_its_claim(tin, quantity, value, at):
    found = tin.stated(quantity)
    assert (found.value, found.temperature) == (pytest.approx(value, abs=0), at)


def test_what_follows_at_320_kelvin_makes_the_stated_power_factor(tin):
    (warm, sigma), (also, seebeck) = tin.follows("conductivity"), tin.follows("seebeck")
    assert warm == also == 320
    assert sigma * seebeck**2 == pytest.approx(186e-6, rel=1e-9, abs=0)
    # By the definitions at 300 K, where 79 µV/K, 282 S/cm and 0.57 W m⁻¹ K⁻¹ are stated.
    power = 79e-6**2 * 28200
    assert tin.follows("power_factor") == (300, pytest.approx(power, rel=1e-9, abs=0))
    assert tin.follows("figure_of_merit") == (300, pytest.approx(power * 300 / 0.57, rel=1e-9))


@pytest.mark.parametrize("r", [-0.5, 0.0, 1.5])
def test_electrons_at_the_bound_carry_the_error_bar(r):
    wire = thermoelectric_curves.Insulator(materials.get("CsPbI3"), r)
    # Few carriers: L = (r + 5/2)(k_B/e)².
    assert wire.lorenz == pytest.approx((r + 2.5) * (k / e) ** 2, rel=1e-6, abs=0)
    assert wire.carried(wire.bound) == pytest.approx(0.05, rel=1e-9)
    assert wire.carried(2 * wire.bound) == pytest.approx(0.1, rel=1e-9)
