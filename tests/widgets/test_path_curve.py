"""The curve of heat over mean free path: sliders move it as physics says."""

import pytest
from ultralow.analysis import lattice_conductivity
from ultralow.data import materials
from ultralow.widgets import path_curve


def test_sliders_move_the_curve():
    curve = path_curve.PathCurve(
        lattice_conductivity.chosen_result(materials.get("CsPbI3")), 300.0, 0.0, 0.01
    )
    assert curve.length == pytest.approx(134e-9)
    curve.draw(300.0, 10.0, 1e-2)
    thin = curve.mark.get_data()
    assert thin[0][0] < 10  # nm: no path is longer than the surface allows
    curve.draw(300.0, 1e3, 1e-6)
    wide = curve.mark.get_data()
    assert wide[0][0] > thin[0][0] and wide[1][0] > thin[1][0]
    shown = curve.panel()
    assert shown.controls["casimir"].value == pytest.approx(134)
    assert shown.controls["variance"].value == pytest.approx(0.01)
