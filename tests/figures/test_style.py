"""Styles: grades that are told apart, units as they are printed, and no reader's own settings."""

from ultralow.figures import style


def test_a_readers_own_style_does_not_show():
    import matplotlib

    matplotlib.rcParams["font.size"] = 30
    style.sheet(50, 50)
    assert matplotlib.rcParams["font.size"] == style.STYLE["font.size"]


def test_every_grade_has_a_marker_and_a_dash_of_its_own_kind():
    assert set(style.MARKERS) == set(style.DASHES) == set(style.GRADES)
    assert len(set(style.MARKERS.values())) == len(style.MARKERS)
