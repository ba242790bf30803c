"""Transport from the stated numbers alone: they close on one another."""

import numpy as np
import pytest
from ultralow.analysis import stated_transport, wire_transport


def test_the_stated_lattice_part_is_met_at_constant_relaxation_time():
    left = {
        name: wire_transport.lattice_at_room(stated_transport.lorenz_number(name))
        for name in stated_transport.LORENZ_MODELS
    }
    expected = {
        "constant_time": 0.3815,
        "acoustic": 0.3985,
        "kim2015": 0.4003,
        "sommerfeld": 0.3633,
    }
    assert left == pytest.approx(expected, abs=5e-4)  # the references give three to four digits


def test_the_band_wire_passes_through_what_is_stated():
    wire = stated_transport.ParabolicTransport()
    assert wire.seebeck(300.0) == pytest.approx(79e-6, rel=1e-9, abs=0)
    assert wire.conductivity(300.0) == pytest.approx(28200, rel=1e-12)
    assert wire.power_factor(320.0) == pytest.approx(186e-6, rel=1e-9, abs=0)
    assert wire.total(300.0) == pytest.approx(0.57, rel=1e-9)
    assert -1.1 < wire.exponent < -0.9


@pytest.mark.parametrize("r", [-0.5, 0.0, 1.5])
def test_one_band_of_any_scattering_is_fixed_by_what_is_stated(r):
    band = stated_transport.ParabolicTransport(r)
    assert band.seebeck(300.0) == pytest.approx(79e-6, rel=1e-9, abs=0)
    assert band.power_factor(320.0) == pytest.approx(186e-6, rel=1e-9, abs=0)
    assert band.total(300.0) == pytest.approx(0.57, rel=1e-9)
    # At a fixed number of carriers a warmer band is emptier: S grows, and L goes from that of a
    # metal towards the r + 5/2 of few carriers, above it for r = 3/2.
    warm = np.linspace(280.0, 340.0, 7)
    assert np.all(np.diff(band.seebeck(warm)) > 0)
    assert np.all(np.sign(np.diff(band.lorenz(warm))) == (1 if r + 2.5 > np.pi**2 / 3 else -1))
    electronic = band.lorenz(warm) * band.conductivity(warm) * warm
    assert band.electronic(warm) == pytest.approx(electronic, rel=1e-12)
    lattice = band.total(warm) - electronic
    assert lattice * warm == pytest.approx(lattice[0] * warm[0], rel=1e-9)


def test_a_larger_lorenz_number_leaves_less_to_the_lattice():
    few, many = wire_transport.lattice_at_room(1.5e-8), wire_transport.lattice_at_room(2.5e-8)
    assert few - many == pytest.approx(1e-8 * 28200 * 300, rel=1e-9)
    models = [stated_transport.lorenz_number(name) for name in stated_transport.LORENZ_MODELS]
    assert max(models) == stated_transport.lorenz_number("sommerfeld")
