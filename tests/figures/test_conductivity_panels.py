"""The panels of thermal conductivity record each part, and leave out what a crystal lacks."""

import numpy as np
import pytest
from recorded import axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import conductivity_curves, lattice_conductivity, sound_velocities
from ultralow.analysis.left_out import Effect
from ultralow.data import materials
from ultralow.figures import conductivity_panels as panels
from ultralow.figures import style, table

TEMPERATURE = np.linspace(20, 400, 39)


@pytest.fixture(scope="module")
def tin():
    return materials.get("CsSnI3")


@pytest.fixture(scope="module")
def lead():
    """The crystal of which all four results are accepted."""
    return materials.get("CsPbBr3")


@pytest.fixture
def page():
    return page_of("fig2_thermal_conductivity")


@pytest.fixture(scope="module")
def heats(lead):
    return lattice_conductivity.accepted_results(lead)


def test_the_whole_is_the_sum_of_its_parts(page, lead, heats):
    curves = conductivity_curves.lattice_curves(heats, 100, 400, 134e-9, 0.01)
    panels.computed(page, page.axes[0], lead, curves, 400)
    whole = f"computed, {heats[0].checkpoint}"
    assert grades(page) == {
        **{f"computed, {heat.checkpoint}": "R" for heat in heats},
        "as particles": "R",
        "between bands": "R",
        "with surface and defects": "G",
    }
    assert axes_of(page, whole) == (("Temperature", "K"), ("Thermal conductivity", "W m-1 K-1"))
    total, particles, between, wire = (
        np.array(y(page, name))
        for name in (whole, "as particles", "between bands", "with surface and defects")
    )
    assert particles + between == recorded_as(total)
    assert np.all(wire < total)
    low, high = np.array(series(page)[whole]["y"]["band"])
    assert np.all((low <= total) & (total <= high))


def test_the_note_says_what_the_shade_spans(lead, heats):
    """Potentials where more than one has force constants of the kind that is drawn."""
    for count, words in ((2, "potentials and numerics"), (1, "numerics of this potential")):
        page = page_of("fig2_thermal_conductivity")
        curves = conductivity_curves.lattice_curves(heats[:count], 100, 400, 134e-9, 0.01)
        assert curves.spanned == count
        panels.computed(page, page.axes[0], lead, curves, 400)
        assert f"Shade of the computed curve: {words}." in page._remarks
        # The legend says "computed" alone; below stands with what.
        assert f"Computed: {style.words(heats[0].checkpoint)}." in page._remarks
        told = [one.get_label() for one in page.axes[0].lines]
        assert told[0] == "computed [R]" and not any(
            "Force constants" in one for one in page._remarks
        )


def test_a_ladder_of_force_constants_is_named_in_the_note(lead, heats):
    curves = conductivity_curves.lattice_curves(heats, 100, 400, 134e-9, 0.01)
    page = page_of("fig2_thermal_conductivity")
    panels.computed(
        page, page.axes[0], lead, curves._replace(ensembles_K=(100.0, 200.0, 300.0)), 400
    )
    (told,) = (one for one in page._remarks if "Force constants" in one)
    assert told.startswith("Force constants of 100, 200 and 300 K,")


def test_an_unknown_error_has_no_shade_and_many_others_are_all_drawn(page, lead, heats):
    curves = conductivity_curves.lattice_curves(heats, 20, 400, 134e-9, 0.01)
    others = {f"other {i}": curves.bulk.total / (i + 2) for i in range(5)}
    panels.computed(page, page.axes[0], lead, curves._replace(band=None, others=others), 400)
    assert {f"computed, {name}" for name in others} <= set(series(page))
    assert "band" not in series(page)[f"computed, {heats[0].checkpoint}"]["y"]
    assert "Shade" not in " ".join(page._remarks)


def test_without_phonons_the_axes_stand_empty(page, lead):
    assert conductivity_curves.lattice_curves([], 100, 400, None, 0.0) is None
    panels.computed(page, page.axes[0], lead, None, 400)
    assert page.record["series"] == []
    assert page.axes[0].get_ylim() == (0, 2.0)
    assert conductivity_curves.ledger([]) is None
    assert table.table_or(None, "nothing is stored") == "nothing is stored"


def test_the_amorphous_limit_lies_within_its_spread(page, lead):
    sound = sound_velocities.sound(lead)
    limits = conductivity_curves.amorphous_limits(lead, TEMPERATURE)
    panels.computed(page, page.axes[0], lead, None, 400)
    panels.amorphous_limit(page, page.axes[0], sound, TEMPERATURE, limits)
    (label,) = series(page)
    assert label == f"amorphous limit, {sound.source}"
    assert f"Sound of the amorphous limit: {style.words(sound.source)}." in page._remarks
    # 0.403 k_B n^(2/3) (v_L + 2 v_T) is the classical value.
    classical = 0.403 * 1.380649e-23 * lead.number_density ** (2 / 3) * sound.branches.sum()
    assert 0.9 * classical < y(page, label)[-1] < classical
    low, high = np.array(series(page)[label]["y"]["band"])
    assert np.all((low <= y(page, label)) & (y(page, label) <= high))


def test_no_sound_no_limit(page, lead):
    panels.computed(page, page.axes[0], lead, None, 400)
    panels.amorphous_limit(page, page.axes[0], None, TEMPERATURE, {})
    assert page.record["series"] == []


def test_the_stated_point_is_drawn_where_there_is_one(page, lead):
    panels.computed(page, page.axes[0], lead, None, 400)
    panels.measured(page, page.axes[0], materials.get("CsSnI3_yellow"))
    assert page.record["series"] == []
    panels.measured(page, page.axes[0], lead)
    assert grades(page) == {"lattice, Lee 2017": "S"}
    assert y(page, "lattice, Lee 2017") == [0.42]
    assert series(page)["lattice, Lee 2017"]["y"]["uncertainty"] == [0.04]


def test_heat_of_the_holes_and_of_the_lattice_make_the_stated_total(page, tin):
    panels.computed(page, page.axes[0], tin, None, 400)
    panels.electronic(page, page.axes[0], TEMPERATURE, "constant_time")
    assert grades(page) == {
        "total, Lee 2017": "S",
        "electronic": "D",
        "electronic, computed bands": "R",
    }
    assert y(page, "total, Lee 2017") == [0.57]
    # L σ T with 2.23e-8 W Ω K⁻² and 282 S/cm.
    assert y(page, "electronic")[0] == pytest.approx(2.23e-8 * 28200 * 300, rel=0.01)
    assert min(x(page, "electronic, computed bands")) == 100


def test_the_lattice_part_falls_along_the_lorenz_number(page):
    panels.lorenz_numbers(page, page.axes[0])
    along, part = x(page, "total less electronic"), y(page, "total less electronic")
    assert np.polyfit(along, part, 1)[0] == pytest.approx(-28200 * 300 * 1e-8, rel=1e-4)
    sommerfeld = np.pi**2 / 3 * (1.380649e-23 / 1.602176634e-19) ** 2
    assert x(page, "Sommerfeld")[0] == recorded_as(sommerfeld * 1e8)
    assert y(page, "lattice, Lee 2017")[0] == 0.38
    assert len(series(page)) == 6


def test_a_second_panel_for_the_crystal_that_conducts(tin, lead):
    assert panels.layout(tin)["panels"] == [["heat", "lorenz"], ["left", "left"]]
    assert panels.layout(lead)["panels"] == [["heat"], ["left"]]


def test_the_strip_tells_known_sizes_and_says_what_is_not_known(page):
    known = Effect("known", -0.1, 0.15, 0.43, "L")
    sharp = Effect("sharp", 0.2, 0.2, 0.2, "R")
    panels.left_out(page, page.axes[0], [known, sharp, Effect("dark", *[np.nan] * 3, "")])
    assert grades(page) == {"known": "L", "known, quartiles": "L", "sharp": "R"}
    assert x(page, "known") == [15] and x(page, "known, quartiles") == [-10, 43]
    assert x(page, "sharp") == [20] and y(page, "sharp") == ["sharp"]
    told = {text.get_text(): text.get_position()[1] for text in page.axes[0].texts}
    assert told == {"known [L]": 0, "sharp [R]": 1, "dark": 2, "not known": 2}


def test_without_phonons_there_is_no_strip(page):
    panels.left_out(page, page.axes[0], [])
    assert not page.axes[0].axison and page.record["series"] == []


@pytest.mark.parametrize("change", [-0.05, -0.24, -0.6])
def test_names_of_what_is_left_out_stand_left_of_all_marks(page, change):
    ax = page.axes[0]
    panels.left_out(page, ax, [Effect("stress in the measured cell", *[change] * 3, "R")])
    renderer = page.figure.canvas.get_renderer()
    (name,) = [one for one in ax.texts if one.get_text().startswith("stress")]
    mark = ax.transData.transform((100 * change, 0))[0]
    assert ax.bbox.x0 < name.get_window_extent(renderer).x0
    assert name.get_window_extent(renderer).x1 < mark - 3


def test_curves_at_rest_that_share_an_entry_have_their_letter(page, lead, heats):
    curves = conductivity_curves.lattice_curves(heats, 100, 400, 134e-9, 0.01)
    panels.computed(page, page.axes[0], lead, curves, 400)
    letters = {one.get_text(): one.xy for one in page.axes[0].texts if len(one.get_text()) == 1}
    at = curves.temperature
    expected = {"A": "7net-l3i5", "B": "7net-0"}
    assert letters == {
        letter: (panels.APART_K, pytest.approx(np.interp(panels.APART_K, at, curves.others[name])))
        for letter, name in expected.items()
    }
