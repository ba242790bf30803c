"""A standard device: radiation, gas and sizes from first formulas, and where it is linear."""

from functools import partial

import numpy as np
import pytest
from scipy.constants import Stefan_Boltzmann, atomic_mass, k, torr
from ultralow.measurement import device as island_device

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)


def test_radiation_is_the_derivative_of_stefan_boltzmann():
    area, step = 1e-10, 1e-3
    flux = [0.3 * Stefan_Boltzmann * area * (300 + d) ** 4 for d in (-step, step)]
    assert island_device.radiation_conductance(area, 0.3, 300) == near(
        (flux[1] - flux[0]) / (2 * step), rel=1e-8
    )


def test_gas_is_the_flux_of_molecules_times_what_they_carry():
    area, pressure, mass = 1e-10, 1e-6 * torr, 4.0026 * atomic_mass
    # Molecules that hit a wall carry 2 k_B T and arrive at n v/4 per area.
    flux = pressure / (k * 300) * np.sqrt(8 * k * 300 / (np.pi * mass)) / 4
    assert island_device.gas_conductance(area, pressure, 300) == near(
        area * flux * 2 * k, rel=1e-12
    )


def test_casimir_length_is_the_diameter_of_equal_area():
    length = island_device.casimir_length(50e-9, 80e-9)
    assert np.pi * (length / 2) ** 2 == near(50e-9 * 80e-9, rel=1e-14)
    assert island_device.cross_section(length) == near(50e-9 * 80e-9, rel=1e-14)
    # The areas that the stated lengths imply (nm²), as the reference facts list them.
    areas = [island_device.cross_section(one) for one in (134.0, 240.0, 400.0)]
    assert areas == near([14103, 45239, 125664], abs=0.5)


def test_every_constant_has_a_grade_and_the_paper_gives_none():
    for name, one in island_device.CONSTANTS.items():
        assert one.grade in ("L", "G"), name
        assert one.unit and one.meaning and one.value != 0


@pytest.mark.parametrize("temperature", [40.0, 300.0, 400.0])
def test_the_standard_device_is_linear_where_it_says(temperature):
    device = island_device.standard_device(temperature)
    around = [island_device.beam_conductance(temperature + d) for d in (-1.0, 1.0)]
    assert device.beam_slope == near((around[1] - around[0]) / 2, rel=1e-3)
    assert 1e-8 < device.beam_conductance < 1e-7


def test_a_power_law_of_contacts_and_sizes():
    one = island_device.wire_conductance(0.5, 1e-14, 5e-6)
    assert one == near(0.5 * 1e-14 / 5e-6, rel=1e-14)
    assert island_device.wire_conductance(0.5, 1e-14, 5e-6, 1.0) == near(one / 2, rel=1e-14)


def test_beams_hold_back_less_heat_when_it_is_warm_and_obey_wiedemann_and_franz():
    lead = island_device.lead_resistance()
    film = 2.5e-7 * 420e-6 / (1.8e-6 * 30e-9)
    assert lead == near(film, rel=1e-12)
    # Between 1 K and 2 K the nitride grows by sqrt 2, the electrons of the leads by 2.
    cold = island_device.beam_conductance(np.array([1.0, 2.0]))
    electrons = 4 * 2.44300e-8 / film  # the Lorenz number of a metal, in its published digits
    assert cold[1] - np.sqrt(2) * cold[0] == near((2 - np.sqrt(2)) * electrons, rel=1e-4)


def test_what_goes_beside_the_wire_is_radiation_and_gas():
    area = island_device.constant("exchange_area")
    vacuum = island_device.background_conductance(300.0, 0.0)
    assert vacuum == near(4 * 0.1 * 5.670374419e-8 * area * 300**3, rel=1e-9)
    gas = island_device.background_conductance(300.0, 1e-3) - vacuum
    assert gas == near(island_device.gas_conductance(area, 1e-3, 300.0), rel=1e-9)
