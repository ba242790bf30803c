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
    places = [style.place(source) for source in style.SOURCE_MARKERS]
    assert places[:3] == [-1, 0, 1] and len(set(places)) == len(places)
    assert len(set(style.SOURCE_MARKERS.values())) == len(places)


def test_any_other_material_is_black_and_leaves_no_trace():
    before = dict(style.MATERIAL_COLORS)
    assert style.MATERIAL_COLORS["CsSnI3_yellow"] == "#000000"
    assert before == style.MATERIAL_COLORS and len(before) == 3


def test_a_picture_says_words_where_a_record_has_codes():
    assert style.graded("computed, 7net-l3i5-300K", "R") == "computed, potential A at 300 K [R]"
    assert style.words("7net-0") == "potential B"
    assert style.words("lattice, Lee 2017") == "lattice, Lee 2017"


def test_the_note_explains_what_is_named_and_nothing_else():
    told = style.note(["all phonons, potential B at 300 K [R]", "Lee 2017 [S]"])
    assert "Potential B (7net-0)" in told and "at 300 K:" in told
    assert "[R] recomputed here" in told and "[S] stated in the paper" in told
    assert "l3i5" not in told and "[L]" not in told
    assert style.note(["words"]) == ""
    warm = style.note(["potential A at 200 K [R]", "potential A at 100 K [R]"])
    assert "at 100 K, at 200 K: force constants" in warm and "300" not in warm


def test_ticks_of_a_logarithmic_axis_have_no_small_print():
    ax = style.sheet(80, 60).subplots()
    ax.set(xscale="log", yscale="log", xlim=(0.1, 300), ylim=(1e-6, 10))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(style.Powers())
    assert [ax.xaxis.get_major_formatter()(x) for x in (0.1, 1, 2, 100)] == ["0.1", "1", "", "100"]
    assert [ax.yaxis.get_major_formatter()(y) for y in (1e-6, 1, 10)] == ["10⁻⁶", "10⁰", "10¹"]


@pytest.mark.parametrize("left", ["DejaVuSans.ttf", "nothing"])
def test_a_torn_list_of_fonts_moves_no_sign(monkeypatch, caplog, left):
    """A list of one font, as a killed installation leaves it for all environments of a user."""

    def drawn():
        figure = style.sheet(40, 20)
        figure.text(0.1, 0.5, "◇ [D], κ", fontweight="bold")
        figure.text(0.1, 0.1, "$x_{2}$ ⁻¹ ₃ ↖")
        figure.canvas.draw()
        return bytes(figure.canvas.buffer_rgba())

    whole, manager = drawn(), style.font_manager.fontManager
    torn = [one for one in manager.ttflist if one.fname.endswith(left)]
    monkeypatch.setattr(manager, "ttflist", torn)
    manager._findfont_cached.cache_clear()
    style.own_fonts.cache_clear()
    assert drawn() == whole
    assert "findfont" not in caplog.text
    style.own_fonts.cache_clear()


def test_a_note_names_a_tuned_potential_and_not_the_one_that_it_began_with():
    told = style.note([style.words("7net-0-tuned at 300 K")])
    assert (
        told == "Tuned potential B (7net-0-tuned): machine-learned force fields; at 300 K: force "
        "constants of atoms that move as at that temperature"
    )
    both = style.note([style.words("7net-0-tuned"), style.words("7net-l3i5")])
    assert both.startswith("Tuned potential B (7net-0-tuned), potential A (7net-l3i5)")


def test_an_axis_has_a_top_where_a_curve_has_none():
    for nothing in (0.0, float("nan"), float("inf"), -2.0, [], [0.0, float("nan")]):
        assert style.round_top(nothing) == style.round_top(1.0) == 1.5
    assert style.round_top([0.1, float("nan"), 0.57]) == style.round_top(0.57) == 0.8


def test_results_that_share_an_entry_share_a_dash_and_others_do_not():
    others = ["7net-0-300K", "7net-l3i5-tuned-300K", "7net-0-tuned-300K", "7net-l3i5", "7net-0"]
    shared = style.shared_entries("7net-l3i5-300K", others)
    assert [name for name in others if shared[name]] == ["7net-0-300K", "7net-l3i5"]
    assert shared["7net-0-300K"] == "other potentials"
    assert shared["7net-l3i5"] == "atoms at rest"
    dashes = style.other_dashes(others, shared)
    assert len(set(dashes[:3])) == len(set(dashes[3:])) == 1 and dashes[0] != dashes[3]
    alone = others[1:2] + others[3:4]
    assert style.shared_entries("7net-l3i5-300K", alone) == {}
    assert len(set(style.other_dashes(alone, {}))) == 2
    at_rest = style.shared_entries("7net-l3i5", ["7net-0", "7net-0-300K", "7net-l3i5-300K"])
    assert at_rest == {"7net-0-300K": "moving atoms", "7net-l3i5-300K": ""}
