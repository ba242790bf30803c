"""The panels of polar forces record both kinds of springs, every site and every step."""

import numpy as np
import pytest
from recorded import grades, page_of, series, x, y
from ultralow.analysis import polar_phonons
from ultralow.data import materials
from ultralow.figures import polar_panels as panels
from ultralow.figures.style import MATERIAL_COLORS


@pytest.fixture(scope="module")
def study():
    return polar_phonons.polar_phonons_or_none(materials.get("CsPbBr3"))


def page():
    return page_of("s_polar_forces", (1, 1), material="CsPbBr3")


def test_bands_meet_where_the_supercell_holds_the_wave(study):
    drawn = page()
    panels.bands(drawn, drawn.axes[0], study)
    without, polar = (np.array(y(drawn, label), float) for label in grades(drawn))
    place = np.array(x(drawn, "with polar forces"), float)
    face = np.isclose(place % 1, 0) & (place > 0)
    np.testing.assert_allclose(polar[face], without[face], atol=1e-3)
    assert np.nanmax(np.abs(polar - without)) > 0.1
    assert set(grades(drawn).values()) == {"R"}


def test_each_site_stands_with_its_three_charges_and_an_ion(study):
    drawn = page()
    panels.charges(drawn, drawn.axes[0], study)
    names = [one.name for one in study.sites]
    assert x(drawn, "largest") == names
    for place, label in enumerate(("largest", "middle", "smallest")):
        told = [one.principal[place] for one in study.sites]
        assert y(drawn, label) == pytest.approx(told, abs=1e-4)
    assert y(drawn, "an ion's") == [one.formal for one in study.sites]
    assert grades(drawn)["an ion's"] == "L"


def test_stairs_lead_from_all_modes_to_the_electrons_alone(study):
    drawn = page()
    panels.modes(drawn, drawn.axes[0], study)
    for axis, name in enumerate(polar_phonons.AXES):
        values = y(drawn, f"along {name}")
        assert values[0] == pytest.approx(study.static_permittivity()[axis, axis], rel=1e-4)
        assert values[-1] == pytest.approx(study.polarity.dielectric[axis, axis], rel=1e-4)
        assert np.all(np.diff(values) <= 1e-9)
        bottom, top = drawn.axes[0].get_ylim()
        assert bottom == 0 and values[0] < top < 2 * values[0] + 5


def test_heat_with_and_without(study):
    drawn = page()
    panels.heat(drawn, drawn.axes[0], study)
    assert list(series(drawn)) == ["short-range springs", "with polar forces"]
    assert drawn.axes[0].lines[1].get_color() == MATERIAL_COLORS["CsPbBr3"]
    highest = max(y(drawn, "short-range springs"))
    assert highest <= drawn.axes[0].get_ylim()[1] < 2 * highest


def test_heat_that_was_not_computed_is_said(study):
    drawn = page()
    other = polar_phonons.PolarPhonons(study.heat, 0.8)
    panels.heat(drawn, drawn.axes[0], other)
    assert "not computed" in drawn.axes[0].texts[0].get_text()


def test_a_crystal_without_charges_has_a_figure_that_says_so():
    drawn = page_of("s_polar_forces")
    panels.draw(drawn, None)
    assert drawn.record["series"] == []
    assert "no Born charges are stored" in drawn.axes[0].texts[0].get_text()
