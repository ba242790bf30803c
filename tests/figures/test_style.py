"""Styles: grades that are told apart, units as they are printed, and no reader's own settings."""

import pytest
from ultralow.figures import style


def test_a_readers_own_style_does_not_show():
    import matplotlib

    matplotlib.rcParams["font.size"] = 30
    style.sheet(50, 50)
    assert matplotlib.rcParams["font.size"] == style.STYLE["font.size"]


def test_every_grade_has_a_marker_and_a_dash_of_its_own_kind():
    assert set(style.MARKERS) == set(style.DASHES) == set(style.GRADES)
    assert len(set(style.MARKERS.values())) == len(style.MARKERS)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("W m-1 K-1", "W m⁻¹ K⁻¹"),
        ("uV K-1", "µV K⁻¹"),
        ("1e-8 W Ohm K-2", "10⁻⁸ W Ω K⁻²"),
        ("1e18 cm-3", "10¹⁸ cm⁻³"),
        ("um", "µm"),
        ("%", "%"),
        ("", ""),
    ],
)
def test_a_unit_as_it_is_printed(unit, printed):
    assert style.unit_label(unit) == printed


def test_a_quantity_of_dimension_one_has_no_bracket():
    assert style.axis_label("zT", "1") == style.axis_label("zT", "") == "zT"
    assert style.axis_label("Temperature", "K") == "Temperature (K)"
    assert style.graded("lattice", "S") == "lattice [S]"


def test_a_sheet_has_its_size_and_stays_out_of_pyplot():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    assert style.sheet(87, 50).get_size_inches() * 25.4 == pytest.approx([87, 50])
    assert plt.get_fignums() == before


def test_sources_of_sound_stand_side_by_side():
    places = [style.place(source) for source in style.SOURCE_COLORS]
    assert places[:3] == [-1, 0, 1] and len(set(places)) == len(places)


def test_colours_of_one_list_are_told_apart():
    for colors in (style.COLORS, style.MATERIAL_COLORS, style.SOURCE_COLORS, style.FAMILY_COLORS):
        assert len(set(colors.values())) == len(colors)
