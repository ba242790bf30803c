"""Transport from the stated numbers alone: they close on one another."""

import pytest
from ultralow.analysis import stated_transport


def test_the_stated_lattice_part_is_met_at_constant_relaxation_time():
    left = {
        name: stated_transport.lattice_part(stated_transport.lorenz_number(name))
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
