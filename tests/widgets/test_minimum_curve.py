"""Cahill's model under sliders: the curve, its limit and its mark are those of the formula."""

import numpy as np
import pytest
from ultralow.analysis import sound_velocities
from ultralow.data import materials
from ultralow.heat import minimum
from ultralow.widgets.minimum_curve import MinimumCurve


@pytest.fixture(scope="module")
def curve():
    crystal = materials.get("CsPbBr3")
    return MinimumCurve(crystal, sound_velocities.sound(crystal))


@pytest.mark.parametrize("moved", [(2200, 1100, 25, 300), (6000, 300, 100, 5), (500, 300, 5, 400)])
def test_what_is_drawn_is_the_model_in_the_units_of_the_sliders(curve, moved):
    longitudinal, transverse, density, temperature = moved
    curve.draw(*moved)
    solid = density * 1e27, [longitudinal, transverse, transverse]
    grid, drawn = curve.total.get_data()
    np.testing.assert_allclose(drawn, minimum.cahill(grid, *solid), rtol=1e-12)
    np.testing.assert_allclose(curve.limit.get_ydata(), minimum.cahill_limit(*solid), rtol=1e-12)
    (at,), (here,) = curve.mark.get_data()
    assert at == temperature
    assert here == pytest.approx(minimum.cahill(temperature, *solid), rel=1e-12)
    assert curve.axes.get_title(loc="right").startswith(f"{here:.3f} W")
    assert np.all(np.diff(drawn) > 0) and drawn[-1] < curve.limit.get_ydata()[0]


def test_the_sliders_start_at_the_crystal(curve):
    longitudinal, transverse, density, _ = curve.panel().controls.values()
    sound, crystal = curve.sound, curve.material
    assert longitudinal.value == pytest.approx(sound.longitudinal)
    assert transverse.value == pytest.approx(sound.transverse)
    assert density.value == pytest.approx(crystal.number_density * 1e-27)
