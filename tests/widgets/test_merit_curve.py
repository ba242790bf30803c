"""zT of one band under sliders: the mark lies on the curve, and doping moves along it."""

import numpy as np
import pytest
from scipy.constants import m_e
from ultralow.charge import parabolic_band, thermoelectric
from ultralow.widgets.merit_curve import MeritCurve


@pytest.fixture(scope="module")
def curve():
    return MeritCurve()


SETTINGS = [(79, 282, 0.38, 0.0), (200, 1000, 1.0, -0.5), (400, 10, 0.2, 1.5)]


@pytest.mark.parametrize("moved", SETTINGS)
def test_the_mark_is_the_definition_of_zt_and_lies_on_the_curve(curve, moved):
    curve.draw(*moved)
    seebeck, sigma, lattice, r = moved[0] * 1e-6, moved[1] * 100, moved[2], moved[3]
    lorenz = parabolic_band.lorenz(parabolic_band.chemical_potential(seebeck, r), r)
    merit = seebeck**2 * sigma * 300 / (lattice + lorenz * sigma * 300)
    (at,), (here,) = curve.mark.get_data()
    assert (at, here) == (moved[0], pytest.approx(merit, rel=1e-9))
    assert f"zT = {merit:.3f}" in curve.axes.get_title(loc="right")
    x, y = curve.curve.get_data()
    # Straight lines 3 µV/K long: off by a thousandth of the largest where the curve bends most.
    assert np.interp(at, x, y) == pytest.approx(merit, abs=1e-3 * y.max())


def test_along_the_curve_mass_and_relaxation_time_stay():
    """With a constant time σ goes as the number of carriers, for which there is a formula."""
    curve = MeritCurve()
    curve.draw(79, 282, 0.38, 0.0)
    x, y = curve.curve.get_data()
    here, along = (parabolic_band.chemical_potential(s * 1e-6, 0.0) for s in (79.0, x))
    carriers = parabolic_band.carrier_density(along, m_e, 300.0)
    sigma = 28200 * carriers / parabolic_band.carrier_density(here, m_e, 300.0)
    carried = thermoelectric.electronic_thermal_conductivity(
        sigma, 300.0, parabolic_band.lorenz(along, 0.0)
    )
    expected = thermoelectric.figure_of_merit(x * 1e-6, sigma, 300.0, 0.38 + carried)
    np.testing.assert_allclose(y, expected, rtol=1e-9)


def test_the_sliders_start_at_the_stated_wire(curve):
    values = [one.value for one in curve.panel().controls.values()]
    assert values == pytest.approx([79, 282, 0.38, 0], rel=1e-9)
