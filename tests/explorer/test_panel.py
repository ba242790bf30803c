"""The explorer's widgets: a moved slider is a parameter, and reset brings everything back."""

import itertools

import numpy as np
import pytest
import traitlets
from explorer_views import START, case, curve, view
from pixels import drawn_whole, pixels
from ultralow.data import materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import choices, panel, screen
from ultralow.paper import wires
from ultralow.paper.stated import stated

pytestmark = pytest.mark.long(146)


@pytest.fixture
def opened():
    """The explorer with its widgets, at the paper's case."""
    one = panel.Explorer(case())
    one.panel()
    return one


def test_a_solid_that_cannot_be_is_refused_and_the_screen_says_so(opened):
    with pytest.raises(UltralowError, match="keep the longitudinal velocity above 1155 m/s"):
        view(longitudinal_velocity_m_s=900, transverse_velocity_m_s=1000)
    picture = opened.picture.value
    opened.knobs["transverse_velocity_m_s"].value = 3000
    assert "no solid carries" in opened.picture.words
    assert opened.picture.value == picture
    opened.reset()
    assert opened.picture.words == ""


def test_a_crystal_without_usable_phonons_keeps_its_words(monkeypatch):
    monkeypatch.setattr(phonon_store, "accepted", lambda name: ())
    seen = view(material="CsPbI3", casimir_length_nm=50)
    assert seen.absent["accumulation"] == "no stored phonons\npassed the checks"
    monkeypatch.setattr(phonon_store, "results", lambda name: ())
    seen = view(material="CsPbI3", casimir_length_nm=50)
    assert seen.absent["accumulation"] == "no phonons are stored"
    assert set(seen.numbers) == {"minimum_conductivity", "stated_lattice_over_minimum"}
    curve(seen, "95 %, from Lee 2017")
    one = panel.Explorer(case(material="CsPbI3"))
    one.panel()
    assert one.knobs["casimir_length_nm"].disabled and one.knobs["defect_strength"].disabled
    assert one.menus["checkpoint"].options == ("best",)
    assert len(one.picture.value) > 0 and one.picture.words == ""


def test_where_no_length_is_stated_there_is_no_wire_until_one_is_set(monkeypatch):
    monkeypatch.delitem(wires.CASIMIR, "CsPbI3")
    one = panel.Explorer(case(material="CsPbI3"))
    one.panel()
    length, defects = one.knobs["casimir_length_nm"], one.knobs["defect_strength"]
    assert "computed_conductivity_in_wire" not in screen.show(one.known, one.case).numbers
    assert (length.value, length.disabled, defects.disabled) == (1e4, False, True)
    before = one.picture.value
    length.value = 100.0
    assert one.case.values["casimir_length_nm"] == 100.0 and not defects.disabled
    assert screen.show(one.known, one.case).numbers["path_95_in_wire"].value < 100
    length.value = 1e4
    assert one.case.values["casimir_length_nm"] == 0.0 and defects.disabled
    np.testing.assert_array_equal(pixels(one.picture.value), pixels(before))


def farther(knob):
    """A place a good way from where a slider stands."""
    low, high = knob.low, knob.high
    return 0.7 * knob.value + 0.3 * (high if knob.value < 0.7 * high else low)


def test_a_moved_slider_redraws_and_reset_brings_everything_back(opened):
    before = opened.picture.value
    for name, knob in opened.knobs.items():
        seen = opened.picture.value
        knob.value = farther(knob)
        assert opened.picture.value != seen, name
        assert opened.case.values[name] != START[name]
    opened.reset()
    assert opened.case.values == case().values
    np.testing.assert_array_equal(pixels(opened.picture.value), pixels(before))


def press(one, label):
    {"reset": one.reset, "back": one.back, "save": one.save, "tell": one.tell}[label]()


def move(one, name):
    knob = one.knobs[name]
    if not knob.disabled:
        low, high = knob.low, knob.high
        knob.value = high if knob.value < (low + high) / 2 else low


def choose(one, name):
    menu = one.menus[name]
    menu.value = next((value for value in menu.options if value != menu.value), menu.value)


CONTROLS = [
    *((press, label) for label in ("reset", "back", "tell")),
    *((move, name) for name in panel.KNOBS),
    *((choose, name) for name in panel.MENUS),
]


def test_after_every_control_every_other_one_works():
    """Whatever is pressed, moved or chosen first: what comes second gives a picture or a reason."""
    drawn = {}

    def shown(known, here):  # in place of a drawing, and once for each state of the controls
        state = str(here.values)
        if state not in drawn:
            drawn[state] = str(screen.show(known, here)).encode()
        return drawn[state]

    one = panel.Explorer(case())
    one.panel()
    one.screen.png, one.drawn = shown, None
    for (first, name), (second, other) in itertools.product(CONTROLS, repeat=2):
        first(one, name)
        second(one, other)
        try:
            expected = shown(one.known, one.case)
        except UltralowError as refused:
            assert "no solid carries" in str(refused)
        else:
            assert one.picture.value == expected, f"{name}, then {other}"
        one.menus["material"].value = "CsSnI3"
        one.menus["quantity"].value = "conductivity"
        one.reset()


def test_the_case_that_is_come_back_to_has_the_types_of_the_first(opened):
    """A whole number from the list of figures would make an array of whole numbers."""
    opened.reset()
    opened.knobs["lorenz_number_W_Ohm_per_K2"].value = 1.5
    assert opened.picture.words == ""
    found = screen.show(opened.known, opened.case).numbers["lorenz"].value
    assert found == pytest.approx(1.5e-8)
    numbers = [value for value in opened.case.values.values() if not isinstance(value, str)]
    assert all(isinstance(value, float) for value in numbers)


def test_a_slider_back_in_its_place_is_the_stored_number_again(opened):
    knob = opened.knobs["carrier_density_per_cm3"]
    start = knob.value
    knob.value = 20.0
    assert opened.case.values["carrier_density_per_cm3"] == pytest.approx(2e19)
    knob.value = start
    assert opened.case.values == case().values


def test_sliders_along_a_logarithm(opened):
    length, defects = opened.knobs["casimir_length_nm"], opened.knobs["defect_strength"]
    start = length.value
    assert start == pytest.approx(stated("C11").value * 1e9)
    length.value, defects.value = 20, 0.03  # typed, and between two steps
    assert opened.case.values["casimir_length_nm"] == 20.0
    assert opened.case.values["defect_strength"] == 0.03
    length.value, defects.value = start, defects.low
    assert opened.case.values == case(defect_strength=0).values
    defects.value = 0.01
    assert opened.case.values == case().values


def test_a_set_value_puts_the_sliders_in_its_place():
    one = panel.Explorer(case(casimir_length_nm=31.62, defect_strength=0))
    one.panel()
    assert one.knobs["casimir_length_nm"].value == 31.62
    assert one.knobs["defect_strength"].value == one.knobs["defect_strength"].low
    one.knobs["temperature_K"].value = 250
    assert one.case.values["casimir_length_nm"] == 31.62
    one.reset()
    assert one.case.values == case().values


def test_the_menu_lists_the_phonons_that_were_accepted(opened):
    opened.menus["material"].value = "CsPbI3"
    names = [one.name for one in phonon_store.accepted("CsPbI3")]
    assert names
    assert opened.menus["checkpoint"].options == ("best", *names)
    opened.menus["checkpoint"].value = names[-1]
    assert opened.case.values["checkpoint"] == names[-1]
    curve(screen.show(opened.known, opened.case), f"computed, {names[-1]}")
    opened.menus["material"].value = "CsSnI3"
    assert opened.case.values == case().values


def test_another_material_starts_from_its_own_numbers(opened):
    opened.knobs["transverse_velocity_m_s"].value = 1500
    opened.menus["material"].value = "CsPbI3"
    assert opened.case.values == case(material="CsPbI3").values
    sound = screen.ExplorerInputs("CsPbI3").sound
    assert opened.knobs["transverse_velocity_m_s"].value == pytest.approx(sound.transverse)
    assert opened.knobs["carrier_density_per_cm3"].disabled


def test_what_cannot_be_shown_is_not_to_be_chosen_and_says_why(opened, monkeypatch):
    materials, sources = opened.menus["material"], opened.menus["velocity_source"]
    assert materials.offered["CsSnI3_yellow"] == "no sound velocities are stored"
    assert materials.options == ("CsPbI3", "CsPbBr3", "CsSnI3")
    assert sources.offered["literature"] == "none is stored"
    assert sources.offered["7net-l3i5"] == "refused, elastically unstable"
    assert opened.menus["checkpoint"].offered["7net-l3i5"].startswith("refused, imaginary modes")
    for menu, name in ((materials, "CsSnI3_yellow"), (sources, "literature")):
        before = menu.value, opened.picture.value
        with pytest.raises(traitlets.TraitError, match=menu.offered[name]):
            menu.value = name
        assert (menu.value, opened.picture.value) == before
    materials.value = "CsPbBr3"
    assert sources.offered["literature"] == ""
    sources.value = "literature"
    assert opened.case.values["velocity_source"] == "literature"


def test_a_crystal_that_cannot_be_read_is_refused_in_words_and_the_menu_goes_back(
    opened, monkeypatch
):
    def broken(*_):
        raise UltralowError("modes are cut short", mend="make them again")

    before = opened.picture.value
    with monkeypatch.context() as patched:
        patched.setattr(screen, "ExplorerInputs", broken)
        opened.menus["material"].value = "CsPbI3"
    assert "modes are cut short" in opened.message.value
    assert opened.menus["material"].value == "CsSnI3"
    np.testing.assert_array_equal(pixels(opened.picture.value), pixels(before))
    opened.menus["material"].value = "CsPbI3"
    assert opened.case.values["material"] == "CsPbI3" and opened.message.value == ""


def test_an_error_that_nobody_foresaw_becomes_words_and_no_move_is_lost(opened, monkeypatch):
    before = opened.picture.value
    with monkeypatch.context() as patched:
        patched.setattr(screen, "ExplorerInputs", lambda *_: 1 / 0)
        opened.menus["material"].value = "CsPbI3"
        assert "ZeroDivisionError" in opened.picture.words
        assert opened.picture.value == before
        assert opened.menus["material"].value == "CsPbI3"  # what was asked for
    opened.knobs["temperature_K"].value = 200
    assert opened.picture.words == ""
    assert opened.case.values == case(material="CsPbI3", temperature_K=200).values
    shown = pixels(opened.picture.value)
    np.testing.assert_array_equal(shown, drawn_whole(opened.screen.page.figure))


def test_moves_that_wait_are_drawn_once_each_in_its_turn(opened, monkeypatch):
    """Several controls, a menu twice, and the button among them: one picture of where they end."""
    drawn, read = [], []
    png, inputs = opened.screen.png, screen.ExplorerInputs
    monkeypatch.setattr(opened.screen, "png", lambda *a: drawn.append(a) or png(*a))
    monkeypatch.setattr(screen, "ExplorerInputs", lambda *a: read.append(a) or inputs(*a))
    monkeypatch.setattr(opened.picture, "ask", lambda: None)  # messages wait
    opened.knobs["temperature_K"].value = 350
    opened.menus["material"].value = "CsPbBr3"
    opened.menus["quantity"].value = "merit"
    opened.reset()
    opened.knobs["transverse_velocity_m_s"].value = 900
    opened.menus["material"].value = "CsPbI3"
    opened.knobs["temperature_K"].value = 200
    assert drawn == read == []
    opened.picture.paint()
    assert (len(drawn), len(read)) == (1, 1)
    expected = case(material="CsPbI3", quantity="merit", temperature_K=200)
    assert opened.case.values == expected.values
    assert opened.knobs["transverse_velocity_m_s"].value == pytest.approx(
        opened.known.sound.transverse
    )


def test_a_button_that_fails_says_so(opened, monkeypatch):
    monkeypatch.setattr(screen, "page", lambda case: 1 / 0)
    opened.buttons["Save"].click()
    assert "Save: division by zero" in opened.message.value


def test_the_picture_says_which_crystal_it_shows(opened):
    def named():
        return opened.screen.page.figure.get_suptitle()

    assert named() == materials.get("CsSnI3").label
    opened.menus["material"].value = "CsPbI3"
    assert named() == materials.get("CsPbI3").label


@pytest.mark.parametrize(
    "name, given",
    [
        ("casimir_length_nm", 20.0),
        ("casimir_length_nm", 5.0),
        ("transverse_velocity_m_s", 1003.0),
        ("lorenz_number_W_Ohm_per_K2", 1.7e-8),
        ("defect_strength", 0.0123),
    ],
)
def test_a_given_parameter_stays_until_its_slider_moves(name, given):
    one = panel.Explorer(case(**{name: given}))
    one.panel()
    knob, slider = panel.KNOBS[name], one.knobs[name]
    place, shown = slider.value, one.picture.value
    one.knobs["temperature_K"].value = 250
    assert one.case.values[name] == given
    one.back()
    assert one.picture.value == shown
    away = 10 * knob.step
    slider.value = place * 10**away if knob.log else place - away
    assert one.case.values[name] not in (given, 0.0)
    slider.value = place
    assert one.case.values[name] == given
    one.reset()
    assert one.case.values[name] == START[name] and slider.home == slider.value


SHOWN = [one for one in materials.names() if not choices.missing(one)]


@pytest.mark.parametrize("material", SHOWN)
def test_the_step_next_to_a_stored_number_stands_for_it(material):
    """As it does in the browser, where `home` takes the place of that step."""
    one = panel.Explorer(case(material=material))
    one.panel()
    for name, slider in one.knobs.items():
        if panel.KNOBS[name].resets and not slider.disabled:
            assert slider.home == slider.value
            slider.value = slider.high
            assert one.case.values[name] != 0
            slider.value = slider.home
            assert one.case.values[name] == 0


def test_a_step_back_undoes_the_last_move_and_the_one_before(opened):
    states = [opened.case.values]
    opened.knobs["temperature_K"].value = 200
    states.append(opened.case.values)
    opened.menus["material"].value = "CsPbI3"
    states.append(opened.case.values)
    opened.knobs["casimir_length_nm"].value = 20
    for before in reversed(states):
        opened.buttons["Step back"].click()
        assert opened.case.values == before
        assert opened.menus["material"].value == before["material"]
    opened.buttons["Step back"].click()
    assert opened.case.values == states[0]


def test_a_drag_is_one_step_and_the_paper_s_case_another(opened):
    start = opened.case.values
    for kelvin in range(300, 200, -10):
        opened.knobs["temperature_K"].value = kelvin
    dragged = opened.case.values
    opened.reset()
    opened.back()
    assert opened.case.values == dragged
    opened.back()
    assert opened.case.values == start


def test_what_is_drawn_is_handed_over_as_numbers(opened):
    name, content = opened.csv()
    assert name == "explore_CsSnI3.csv"
    head, *rows = content.decode().splitlines()
    assert head == "series,x,x_value,y,y_value"
    assert any(row.startswith('"lattice, Lee 2017 [S]",Temperature (K),300,') for row in rows)
    assert len(rows) > 200


def test_a_closer_look_stays_while_a_slider_moves_and_ends_with_the_crystal(opened):
    closer = {"kind": "zoom", "corner": (0.1, 0.2), "opposite": (0.2, 0.4)}
    seen = opened.picture.value
    opened.picture._pointed(closer)
    assert opened.picture.value != seen and opened.screen.zoomed
    limits = opened.screen.zoomed
    opened.knobs["temperature_K"].value = 250
    assert opened.screen.zoomed == limits
    opened.picture._pointed({"kind": "whole"})
    opened.knobs["temperature_K"].value = 300
    np.testing.assert_array_equal(pixels(opened.picture.value), pixels(seen))
    opened.picture._pointed(closer)
    opened.menus["material"].value = "CsPbI3"
    assert not opened.screen.zoomed


def test_every_control_has_a_name_in_words_and_says_what_it_is(opened):
    for name, one in opened.knobs.items():
        knob = panel.KNOBS[name]
        assert one.description.startswith(f"{knob.label} (") and one.tooltip == knob.about
        assert not one.description.startswith("log")


def test_every_property_changes_the_picture(opened):
    seen = set()
    for name in opened.menus["quantity"].options:
        opened.menus["quantity"].value = name
        seen.add(opened.picture.value)
    assert len(seen) == len(opened.menus["quantity"].options) == len(screen.PANEL_OF)
