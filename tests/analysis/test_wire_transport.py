"""What follows from σ, S, L and the lattice: closed forms of a wire where these are constant."""

import numpy as np
import pytest
from ultralow.analysis import wire_transport
from ultralow.analysis.wire_transport import WireTransport
from ultralow.errors import UltralowError

SIGMA, SEEBECK, LORENZ = 2e4, 1e-4, 2e-8
TEMPERATURE = np.array([150.0, 300.0, 600.0])


class ConstantWire(WireTransport):
    """σ, S and L are the same at any temperature; the lattice conducts 0.4 W m⁻¹ K⁻¹ at 300 K."""

    lattice_room = 0.4

    def conductivity(self, temperature):
        return SIGMA

    def seebeck(self, temperature):
        return SEEBECK

    def lorenz(self, temperature):
        return LORENZ


def near(expected):
    return pytest.approx(expected, rel=1e-12, abs=0)


@pytest.fixture
def wire():
    return ConstantWire()


def test_the_power_factor_is_the_square_of_s_times_sigma(wire):
    assert wire.power_factor(TEMPERATURE) == near(2e-4)


def test_carriers_conduct_in_proportion_to_temperature_and_the_lattice_to_its_inverse(wire):
    # LσT = 4e-4 T, and 0.4 · 300/T.
    assert wire.electronic(TEMPERATURE) == near([0.06, 0.12, 0.24])
    assert wire.lattice(TEMPERATURE) == near([0.8, 0.4, 0.2])
    assert wire.total(TEMPERATURE) == near([0.86, 0.52, 0.44])


def test_the_figure_of_merit_compares_the_power_factor_with_the_total(wire):
    expected = 2e-4 * TEMPERATURE / [0.86, 0.52, 0.44]
    assert wire.figure_of_merit(TEMPERATURE) == near(expected)
    # A lattice that conducts nothing leaves S²/L, at any temperature.
    wire.lattice_room = 0.0
    assert wire.figure_of_merit(TEMPERATURE) == near(np.full(3, SEEBECK**2 / LORENZ))


@pytest.mark.parametrize("lorenz", [1e-8, 1.5e-8, 2.44e-8])
def test_lattice_and_holes_make_the_stated_total_at_room_temperature(lorenz):
    # 0.57 W m⁻¹ K⁻¹ and 282 S/cm.
    assert wire_transport.lattice_at_room(lorenz) + lorenz * 28200 * 300 == near(0.57)


def test_another_conductivity_takes_the_place_of_the_stated_one():
    assert wire_transport.lattice_at_room(LORENZ, 1e4) == near(0.57 - LORENZ * 1e4 * 300)


@pytest.mark.parametrize("lorenz", [0.0, -2e-8, np.nan])
def test_a_lorenz_number_that_none_has_is_refused(lorenz):
    with pytest.raises(UltralowError, match="lorenz_number must be a finite number above zero"):
        wire_transport.lattice_at_room(lorenz)


def test_whole_degrees_give_no_whole_numbers():
    assert wire_transport.lattice_at([200, 400], 1) == near([1.5, 0.75])


@pytest.mark.parametrize("lacking", ["conductivity", "seebeck", "lorenz"])
def test_a_wire_without_one_of_the_three_is_refused(lacking):
    given = {name: lambda self, temperature: 1.0 for name in ("conductivity", "seebeck", "lorenz")}
    whole = type("Whole", (WireTransport,), given)
    assert whole().conductivity(300.0) == 1.0
    del given[lacking]
    with pytest.raises(TypeError, match=lacking):
        type("Part", (WireTransport,), given)()
    with pytest.raises(TypeError, match="abstract"):
        WireTransport()
