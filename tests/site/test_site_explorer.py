"""The explorer's page: its controls and their address, what it refuses, and what it draws."""

import json
import re
from itertools import pairwise

import explorer_page
import numpy as np
import pytest
from barriers import barriers
from browser import PHONE, visit
from explorer_page import EXPLORER, START
from ultralow.data import phonon_store
from ultralow.explorer import facts

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return explorer_page.write(tmp_path_factory.mktemp("explorer"))


@pytest.fixture
def page(browser, address):
    with visit(browser) as one:
        yield explorer_page.opened(one, address)


def test_the_ends_of_the_sliders_and_beyond_give_numbers_or_a_reason(page):
    ends = {
        "temperature_K": [1, 2, 20, 400, 2000],
        "casimir_length_nm": [1e-3, 1e6],
        "defect_strength": [0, 1e-6, 1],
        "longitudinal_velocity_m_s": [1, 20000],
        "transverse_velocity_m_s": [1, 15000],
        "carrier_density_per_cm3": [1e10, 1e21],
        "lorenz_number_W_Ohm_per_K2": [1e-9, 1e-7],
    }
    for name, values in ends.items():
        for value in values:
            page.evaluate(f"values => {EXPLORER}.set(values)", {name: value})
            drawing = page.inner_html(".explorer .charts")
            assert "NaN" not in drawing and "Infinity" not in drawing, (name, value)
            assert page.locator(".chart-place .point").count() >= 4
        page.click("text=Paper's case")


def test_an_address_brings_every_control_back(page):
    tried = list(explorer_page.settings(100, seed=3))
    written = page.evaluate(
        """all => all.map((one) => {
          const fragment = Ultralow.address.write(Ultralow.data.explorer, one);
          const { values, refused } = Ultralow.address.read(Ultralow.data.explorer, fragment);
          return [fragment, refused, Object.keys(one).filter((key) => one[key] !== values[key])];
        })""",
        tried,
    )
    for fragment, *lost in written:
        assert lost == [[], []], fragment
        assert re.fullmatch(r"#material=\w+(&\w+=[\w.-]+)*", fragment), fragment


def test_the_address_follows_and_a_link_opens_the_same_screen(page, address):
    assert "#" not in page.url
    page.fill("#explorer-casimir_length_nm", "20")
    page.press("#explorer-casimir_length_nm", "Enter")
    page.fill("#explorer-temperature_K", "320")
    page.press("#explorer-temperature_K", "Enter")
    page.wait_for_function("location.hash === '#material=CsSnI3&T=320&casimir=20'")
    numbers = page.evaluate(f"{EXPLORER}.view().numbers")
    explorer_page.opened(page, address, "#casimir=20&T=320")
    assert page.evaluate(f"{EXPLORER}.view().numbers") == numbers
    assert page.input_value("#explorer-casimir_length_nm") == "20"
    assert refused(page) == ""


def refused(page):
    return page.inner_text(".explorer .refused") if page.locator(".refused:visible").count() else ""


REFUSED = [
    ("T=abc&casimir=20", ["T=abc (no number)"], {"casimir_length_nm": 20}),
    ("T=5000", ["T=5000 (not from 1 to 2000)"], {}),
    ("T=-5", ["T=-5 (not from 1 to 2000)"], {}),
    ("T=1e999&defects=2", ["T=1e999 (not from 1 to 2000)", "defects=2 (not from 0 to 1)"], {}),
    ("T=", ["T= (no number)"], {}),
    ("foo=1&T=100", ["foo=1 (there is no such control)"], {"temperature_K": 100}),
    ("toString=1", ["toString=1 (there is no such control)"], {}),
    ("material=NaCl", ["material=NaCl (there is no such choice)"], {}),
    ("material=CsSnI3_yellow", ["CsSnI3_yellow (no sound velocities are stored)"], {}),
    ("sound=literature", ["sound=literature (none is stored)"], {}),
    ("phonons=7net-0", ["phonons=7net-0 (refused, "], {}),
    ("material=CsPbI3&holes=4e18", ["holes=4e18 (called insulating: "], {"material": "CsPbI3"}),
    ("vL=1000&vT=1500&T=200", ["vL=1000&vT=1500 (no solid carries sound so)"],
     {"temperature_K": 200}),
    ("minimum=%zz", ["minimum=%zz (there is no such choice)"], {}),
    ("T=<b>x</b>", ["(no number)"], {}),
]  # fmt: skip


def test_what_cannot_be_is_left_out_in_one_sentence(page, address):
    for fragment, reasons, taken in REFUSED:
        page.evaluate("fragment => (location.hash = fragment)", fragment)
        page.wait_for_function("document.querySelector('.refused').textContent")
        said = refused(page)
        assert said.startswith("Not taken from the address: ") and said.endswith(").")
        assert all(reason in said for reason in reasons), said
        assert page.evaluate(f"{EXPLORER}.values()") == START | taken
        page.click("text=Paper's case")
        assert refused(page) == ""
        page.evaluate("location.hash = '#material=CsSnI3&T=299'")
        page.wait_for_function(f"{EXPLORER}.values().temperature_K === 299")
    explorer_page.opened(page, address, "#T=abc&casimir=20")
    assert "T=abc (no number)" in refused(page)
    assert page.evaluate(f"{EXPLORER}.values()") == START | {"casimir_length_nm": 20}


def test_a_place_on_the_page_asks_for_nothing(page, address):
    explorer_page.opened(page, address, "#try-it")
    assert refused(page) == ""
    assert page.evaluate(f"{EXPLORER}.values()") == START
    page.click("text=Copy link")
    assert page.url.endswith("#try-it")


def test_a_link_on_the_page_moves_the_controls(page):
    page.click("text=Fewer holes")
    page.wait_for_function(f"{EXPLORER}.values().carrier_density_per_cm3 === 4e18")
    assert page.input_value("#explorer-carrier_density_per_cm3") == "4"
    assert page.locator("#explorer-carrier_density_per_cm3-why").inner_text() == "yours"


def test_steps_are_taken_back_one_by_one(page):
    back = page.get_by_role("button", name="Step back")
    assert back.is_disabled()
    page.select_option("#explorer-minimum_model", "clarke")
    page.focus("input[type=range][name=temperature_K]")
    page.keyboard.press("ArrowRight")
    page.select_option("#explorer-material", "CsPbI3")
    kept = {"material": "CsPbI3", "minimum_model": "clarke", "temperature_K": 305}
    assert page.evaluate(f"{EXPLORER}.values()") == START | kept
    for wanted in (
        {"minimum_model": "clarke", "temperature_K": 305},
        {"minimum_model": "clarke"},
        {},
    ):
        back.click()
        assert page.evaluate(f"{EXPLORER}.values()") == START | wanted
    assert back.is_disabled()


def test_the_paper_s_case_keeps_the_crystal(page):
    page.evaluate(f"values => {EXPLORER}.set(values)", {"material": "CsPbBr3", "temperature_K": 50})
    page.click("text=Paper's case")
    assert page.evaluate(f"{EXPLORER}.values()") == START | {"material": "CsPbBr3"}
    page.click("text=Step back")
    assert page.evaluate(f"{EXPLORER}.values()")["temperature_K"] == 50


def test_the_link_is_copied(browser, address):
    with visit(browser, **CLIPBOARD) as page:
        explorer_page.opened(page, address, "#T=123")
        page.click("text=Copy link")
        page.locator(".acts output span").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}#material=CsSnI3&T=123"


def test_what_cannot_be_chosen_is_grey_with_its_reason(page):
    def grey(name):
        options = page.locator(f"#explorer-{name} option:disabled")
        return options.evaluate_all("all => all.map((one) => one.textContent)")

    assert grey("material") == ["yellow CsSnI₃: no sound velocities are stored"]
    assert "7net-l3i5: refused, elastically unstable" in grey("velocity_source")
    stored, free = phonon_store.results("CsSnI3"), phonon_store.accepted("CsSnI3")
    assert free and len(grey("checkpoint")) == len(stored) - len(free)
    assert any("refused" in one for one in grey("checkpoint"))
    page.select_option("#explorer-material", "CsPbI3")
    for name in ("carrier_density_per_cm3", "lorenz_number_W_Ohm_per_K2"):
        assert page.locator(f"#explorer-{name}").is_disabled()
        assert page.locator(f"input[type=range][name={name}]").is_disabled()
        why = "called insulating: no conductivity is stated"
        assert page.inner_text(f"#explorer-{name}-why") == why
    assert "called insulating" in page.inner_text(".merit .absent")


BARE = """(changes) => {
  const facts = structuredClone(Ultralow.data.explorer);
  const known = facts.known.CsPbI3;
  Object.assign(known, changes);
  const values = { ...facts.start, material: "CsPbI3" };
  const { choices, screen } = Ultralow;
  const { absent, numbers } = screen.show(facts, values, "no phonons are stored", null);
  return { shut: choices.shut(facts, values), stored: choices.stored(facts, values),
           absent, numbers, menu: choices.offered(facts, values, "checkpoint") };
}"""


def test_a_crystal_that_lacks_something_says_so(page):
    best = {"velocity_source": "7net-0", "checkpoint": None}
    bare = page.evaluate(BARE, {"phonons": [], "best": best, "absent": {"merit": "an insulator"}})
    assert bare["shut"].pop("lorenz_number_W_Ohm_per_K2") == "an insulator"
    reasons = {bare["shut"][name] for name in ("casimir_length_nm", "defect_strength")}
    assert reasons == {"no phonons are stored"} == {bare["absent"]["accumulation"]}
    assert bare["menu"][0] == ["best", "best", "none is stored"]
    assert "casimir_length_nm" not in bare["stored"]
    assert bare["numbers"].keys() == {"minimum_conductivity", "stated_lattice_over_minimum"}
    free = page.evaluate(BARE, {"stated": {}})
    assert free["shut"]["defect_strength"].startswith("there is no wire until")
    assert free["stored"]["casimir_length_nm"] == 1e4
    assert free["numbers"].keys() == {"minimum_conductivity"}


def test_a_slider_moves_by_keyboard_and_shows_the_quantity_itself(page):
    knob = page.locator("input[type=range][name=casimir_length_nm]")
    assert knob.get_attribute("aria-valuetext") == "400 nm"
    knob.focus()
    page.keyboard.press("Home")
    assert page.input_value("#explorer-casimir_length_nm") == "3.16"
    for _ in range(14):
        page.keyboard.press("ArrowRight")
    assert page.input_value("#explorer-casimir_length_nm") == "15.8"
    assert knob.get_attribute("aria-valuetext") == "15.8 nm"
    assert page.evaluate(f"{EXPLORER}.values()")["casimir_length_nm"] == 15.8
    assert "in a wire of 15.8 nm by" in page.inner_text(".accumulation .said")
    defects = page.locator("input[type=range][name=defect_strength]")
    defects.focus()
    page.keyboard.press("Home")
    assert page.input_value("#explorer-defect_strength") == "0"


def test_a_slider_at_rest_stands_for_the_stored_number(page):
    knob = page.locator("input[type=range][name=longitudinal_velocity_m_s]")
    knob.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{EXPLORER}.values()")["longitudinal_velocity_m_s"] == 2150
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(f"{EXPLORER}.values()")["longitudinal_velocity_m_s"] == 0
    assert page.input_value("#explorer-longitudinal_velocity_m_s") == "2139"


def test_a_number_can_be_typed(page):
    field = page.locator("#explorer-carrier_density_per_cm3")
    no = "Not taken: Density of holes is a number from 0 to 1000 10¹⁸ cm⁻³."
    for typed, taken, said in (("4", 4e18, ""), ("2000", 4e18, no), ("-1", 4e18, no), ("", 0, "")):
        field.fill(typed)
        field.press("Enter")
        assert page.evaluate(f"{EXPLORER}.values()")["carrier_density_per_cm3"] == taken
        assert refused(page) == said
        assert field.input_value() == ("4" if taken else "10.9")


def test_sound_that_no_solid_carries_is_not_drawn(page):
    page.evaluate(f"values => {EXPLORER}.set(values)", {"longitudinal_velocity_m_s": 1000})
    assert refused(page) == (
        "Not drawn: no solid carries longitudinal sound at 1000 m/s and transverse at 1108 m/s: "
        "keep the first above 1279 m/s."
    )
    assert "minimum" not in page.inner_text(".conductivity")


def test_axes_stand_still_while_a_slider_moves(page):
    def tops(values):
        page.evaluate(f"values => {EXPLORER}.set(values)", values)
        ticks = page.locator(".chart-place svg.chart").evaluate_all(
            "all => all.map((one) => [...one.querySelectorAll('.tick')].map((t) => t.textContent))"
        )
        return json.dumps(ticks)

    for name, drag in {
        "temperature_K": range(295, 320, 5),
        "casimir_length_nm": np.linspace(300, 500, 6),
        "lorenz_number_W_Ohm_per_K2": np.linspace(2.1e-8, 2.3e-8, 6),
    }.items():
        seen = [tops({name: float(value)}) for value in drag]
        assert all(one == other for one, other in pairwise(seen)), name


def test_the_screen_says_what_it_shows(page):
    numbers = page.evaluate(f"{EXPLORER}.view().numbers")
    said = page.inner_text(".conductivity .said")
    assert f"computed {numbers['computed_conductivity']['value']:.3f}, in the wire" in said
    assert said.endswith(" W m⁻¹ K⁻¹ at 300 K")
    assert page.inner_text(".merit .said") == f"zT = {numbers['merit']['value']:.3f} at 300 K"
    picture = page.locator(".merit svg.chart").get_attribute("aria-label")
    assert picture.startswith("Figure of merit zT: zT = 0.")
    assert page.text_content(".explorer [role=status]").startswith("γ-CsSnI₃: computed 0.")
    page.click("text=All numbers")
    rows = page.locator(".explorer .numbers tr").evaluate_all(
        "all => all.map((one) => one.dataset.number)"
    )
    assert set(rows) == numbers.keys()
    assert "is within 0.01 % of the library's" in page.inner_text(".explorer .precision")


def test_every_move_of_a_drag_is_drawn_within_it(page):
    """Nothing waits behind a move; how long one takes, benchmarks/explorer_in_browser.py tells."""
    page.evaluate(f"values => {EXPLORER}.set(values)", {"casimir_length_nm": 30})
    for name, places in explorer_page.DRAGS.items():
        found = page.evaluate(explorer_page.MOVES, [name, places])
        pictures = [picture for _, picture in found]
        assert all(one != other for one, other in pairwise(pictures)), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_from_the_explorer(page, scheme):
    page.evaluate("scheme => (document.documentElement.dataset.theme = scheme)", scheme)
    colour = {"light": "white", "dark": "#121212"}[scheme]
    page.add_style_tag(
        content=f":root {{ --pst-color-background: {colour} }} body {{ background: {colour} }}"
    )
    page.click("text=All numbers")
    assert barriers(page, ".explorer") == []


def test_every_control_has_a_name_in_words_and_its_unit(page):
    for name, one in facts.facts()["controls"].items():
        label = page.inner_text(f"label[for=explorer-{name}]")
        words, unit = one["words"], one["unit"]
        assert label == (f"{words} ({unit})" if unit else words)
        assert page.get_by_label(label, exact=True).count() == (2 if "size" in one else 1)


def test_a_phone_shows_all_of_it(browser, address):
    with visit(browser, PHONE) as page:
        explorer_page.opened(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        page.locator("input[type=range][name=defect_strength]").scroll_into_view_if_needed()
        box = page.locator(".conductivity svg.chart").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] < PHONE[1]  # still in sight


def test_tables_that_cannot_be_read_are_named(browser, address):
    with visit(browser, ignore=["ERR_FAILED"]) as page:
        page.route("**/explorer_CsPbI3_7net-l3i5.js", lambda route: route.abort())
        explorer_page.opened(page, address, "#material=CsPbI3&phonons=7net-l3i5")
        page.wait_for_function("/could not be read/.test(document.body.textContent)")
        assert "explorer_CsPbI3_7net-l3i5.js" in page.inner_text(".accumulation .absent")
        page.select_option("#explorer-checkpoint", "best")
        page.wait_for_function(f"{EXPLORER}.view().numbers.path_95")
        assert page.inner_text(".accumulation .absent") == ""
