"""The explorer's front end in a real browser, where a test stands for the kernel."""

import re

import pytest
import widget_page
from barriers import barriers
from explorer_views import case
from ultralow.data import phonon_store
from ultralow.explorer import controls, facts, panel, phonon_tables, screen
from ultralow.explorer.front_end import FrontEnd

pytestmark = pytest.mark.long(150)

START = {name: case().values[name] for name in facts.CONTROLS}
CRYSTALS = ("CsSnI3", "CsPbI3", "CsPbBr3")
NEAR = {"conductivity": 1e-4, "path": 1e-3}


def table(key):
    return {key: phonon_tables.of_result(*key.split("/"))}


def best(material):
    return f"{material}/{phonon_store.accepted(material)[0].name}"


@pytest.fixture(scope="module")
def every_table():
    keys = [f"{one}/{result.name}" for one in CRYSTALS for result in phonon_store.accepted(one)]
    return {key: phonon_tables.of_result(*key.split("/")) for key in keys}


@pytest.fixture
def page(browser):
    with widget_page.opened(browser, FrontEnd) as one:
        yield one


def traits(tables=None, **values):
    given = table(best("CsSnI3")) if tables is None else tables
    return {"facts": facts.facts(), "tables": given, "values": START | values}


def show(page, tables=None, **values):
    widget_page.show(page, FrontEnd, traits(tables, **values))
    return page.locator(".explorer")


def choose(page, name, value, place="main"):
    page.select_option(f"{place} select[name={name}]", value)


def type_in(page, name, value):
    field = page.locator(f"input[type=number][name={name}]")
    field.fill(str(value))
    field.press("Enter")


def asked(page):
    """The questions to the kernel so far."""
    return page.evaluate("kernel.sent")


def answer(page, number, content, data=()):
    """Answer a question by its place among them."""
    where = asked(page)[number]["id"]
    page.evaluate("([told, bytes]) => kernel.answer(told, bytes)", [{"id": where} | content, data])


def said(page, panel):
    return page.inner_text(f".{panel} .said")


def above(page):
    """The numbers above the charts, as they are read there."""
    found = {}
    for name, place, words in [
        ("computed_conductivity", "conductivity", r"computed ([\d.]+)"),
        ("computed_conductivity_in_wire", "conductivity", r"in the wire ([\d.]+)"),
        ("minimum_conductivity", "conductivity", r"minimum ([\d.]+)"),
        ("path_95", "accumulation", r"95 % by ([\d.]+) nm"),
        ("path_95_in_wire", "accumulation", r"nm by ([\d.]+) nm"),
        ("merit", "merit", r"zT = ([\d.]+)"),
    ]:
        match = re.search(words, said(page, place))
        if match:
            found[name] = match[1]
    return found


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"temperature_K": 150, "casimir_length_nm": 20, "minimum_model": "clarke"},
        {"defect_strength": 0.3, "transverse_velocity_m_s": 900, "carrier_density_per_cm3": 4e18},
        {"lorenz_number_W_Ohm_per_K2": 1.7e-8, "minimum_model": "diffuson"},
    ],
    ids=str,
)
def test_numbers_above_the_charts_are_the_library_s(page, values):
    show(page, **values)
    seen = screen.show(screen.ExplorerInputs("CsSnI3"), case(**values)).numbers
    found = above(page)
    assert {"computed_conductivity", "minimum_conductivity", "path_95", "merit"} <= found.keys()
    for name, text in found.items():
        rounded = 0.5 * 10.0 ** -len(text.partition(".")[2])
        near = NEAR["path"] if name.startswith("path") else NEAR["conductivity"]
        assert abs(float(text) - seen[name].value) <= rounded * 1.001 + near * seen[name].value, (
            name
        )


# Every control, moved as by hand: of a menu the next choice, of a slider a place farther on.
MOVE = """(name) => {
  const root = document.querySelector("main .explorer");
  const tell = (one, ...kinds) => kinds.forEach((kind) => one.dispatchEvent(new Event(kind)));
  const buttons = [...root.querySelectorAll(".acts button")];
  const button = buttons.find((one) => one.textContent === name);
  if (button) return button.click();
  const select = root.querySelector(`select[name=${name}]`);
  const range = root.querySelector(`input[type=range][name=${name}]`);
  if (select) {
    const free = [...select.options].filter((one) => !one.disabled);
    const at = free.findIndex((one) => one.value === select.value);
    select.value = free[(at + 1) % free.length].value;
    tell(select, "change");
  } else if (!range.disabled) {
    const [low, high] = [Number(range.min), Number(range.max)];
    range.value = Number(range.value) < (low + high) / 2 ? high : low;
    tell(range, "input", "change");
  }
}"""
# What a view shows, but for the names that are its own.
SHOWN = """(place) => [...document.querySelectorAll(`${place} .chart-place, ${place} .refused`)]
  .map((one) => one.innerHTML.replace(/chart-\\w+-\\d+/g, "")).join("\\n")"""
BUTTONS = ("Paper's case", "Step back", "Save", "CSV", "Command")
ANOTHER = """([script, traits]) => {
  globalThis.other = fakeKernel(traits);
  const place = document.createElement("aside");
  document.body.append(place);
  return addView(script, globalThis.other, place);
}"""


def test_after_every_control_every_other_one_shows_what_a_fresh_one_shows(page, every_table):
    """Whatever is pressed, moved or chosen: the picture is that of where the controls stand."""
    show(page, every_table)
    page.evaluate(ANOTHER, [FrontEnd._esm, traits(every_table)])
    every = [*controls.MENUS, *controls.KNOBS, *BUTTONS]
    for first in every:
        for second in every:
            page.evaluate(MOVE, first)
            page.evaluate(MOVE, second)
            values = page.evaluate("kernel.traits.values")
            page.evaluate("values => other.tell('values', values)", values)
            shown, fresh = (page.evaluate(SHOWN, place) for place in ("main", "aside"))
            assert shown == fresh and "NaN" not in shown, f"{first}, then {second}"
        choose(page, "material", "CsSnI3")
        page.evaluate(MOVE, "Paper's case")
    assert not [one for one in asked(page) if one["kind"] == "table"]


def test_the_kernel_is_told_where_the_controls_stand_when_a_move_has_ended(page):
    show(page)
    slider = page.locator("input[type=range][name=temperature_K]")
    for place in (310, 320, 330):
        slider.evaluate(
            "(one, at) => { one.value = at; one.dispatchEvent(new Event('input')); }", place
        )
    assert page.evaluate("kernel.saved.length") == 0
    assert "at 330 K" in said(page, "merit")
    slider.dispatch_event("change")
    assert page.evaluate("kernel.saved.map((one) => one.values)") == [
        START | {"temperature_K": 330}
    ]
    page.get_by_role("button", name="Step back").click()
    assert page.evaluate("kernel.traits.values") == START


def test_a_crystal_is_never_shown_with_the_phonons_of_another(page):
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # however long a table takes here
    root = show(page)
    wanted = []
    for material in ("CsPbI3", "CsPbBr3"):
        choose(page, "material", material)
        wanted.append(best(material))
        nothing_of_another_crystal(page, root, material)
    assert [one["key"] for one in asked(page)] == wanted
    answer(page, 0, {"table": table(wanted[0])[wanted[0]]})  # of the one that was left
    nothing_of_another_crystal(page, root, "CsPbBr3")
    answer(page, 1, {"table": table(wanted[1])[wanted[1]]})
    assert root.get_attribute("data-state") == "shown"
    seen = screen.show(screen.ExplorerInputs("CsPbBr3"), case(material="CsPbBr3")).numbers
    assert f"computed {seen['computed_conductivity'].value:.3f}" in said(page, "conductivity")
    choose(page, "material", "CsPbI3")  # whose table has come meanwhile
    assert root.get_attribute("data-state") == "shown" and len(asked(page)) == 2


def nothing_of_another_crystal(page, root, material):
    assert root.get_attribute("data-state") == "computing"
    assert root.get_attribute("data-crystal") == material
    assert "computed" not in page.inner_text(".charts")
    for panel_name in ("conductivity", "accumulation"):
        assert page.inner_text(f".{panel_name} .absent") == "reading the phonons …"
        chart = page.locator(f".{panel_name} svg.chart")
        assert float(chart.evaluate("one => getComputedStyle(one).opacity")) < 0.5
        assert page.locator(f".{panel_name}").get_attribute("aria-busy") == "true"


def test_what_the_kernel_refuses_is_told_and_asked_for_again(page):
    show(page)
    choose(page, "material", "CsPbI3")
    answer(page, 0, {"words": "modes are cut short"})
    assert page.inner_text(".accumulation .absent") == "modes are cut short"
    type_in(page, "temperature_K", 200)
    assert len(asked(page)) == 1  # not at every move
    choose(page, "material", "CsSnI3")
    choose(page, "material", "CsPbI3")
    key = best("CsPbI3")
    answer(page, 1, {"table": table(key)[key]})
    assert page.inner_text(".accumulation .absent") == ""
    assert "computed" in said(page, "conductivity")


def test_a_kernel_that_does_not_answer_is_told_and_its_answer_still_counts(page):
    page.clock.install()
    show(page)
    choose(page, "material", "CsPbI3")
    page.get_by_role("button", name="Command").click()
    page.clock.run_for(3_000)
    silent = "The kernel has not answered yet: it is busy, or has ended."
    assert page.inner_text(".accumulation .absent") == silent
    assert page.inner_text(".acts output") == silent
    answer(page, 1, {"told": [["Line:", "papermill"]]})
    assert page.text_content(".acts output") == "Line:papermill"
    key = best("CsPbI3")
    answer(page, 0, {"table": table(key)[key]})
    page.clock.run_for(100)
    assert page.inner_text(".accumulation .absent") == ""


def test_without_its_kernel_it_says_so_and_goes_on(page):
    show(page)
    page.evaluate("kernel.traits.layout = { comm_live: false }")
    for name in ("Save", "CSV", "Command"):
        page.locator(".acts").get_by_role("button", name=name).click()
        ended = page.inner_text(".acts output")
        assert ended.startswith("What computes this has ended: load the page anew")
        page.locator(".acts").get_by_role("button", name="Paper's case").click()
        assert page.inner_text(".acts output") == "" and asked(page) == []
    type_in(page, "temperature_K", 200)
    assert "at 200 K" in said(page, "merit")
    choose(page, "material", "CsPbI3")
    assert "has ended" in page.inner_text(".accumulation .absent")
    choose(page, "material", "CsSnI3")
    assert "computed" in said(page, "conductivity")


def test_a_kernel_that_ended_unheard_is_looked_for(browser):
    with widget_page.opened(browser, FrontEnd, ignore=("404",)) as page:
        kernel_that_ended(page)


def kernel_that_ended(page):
    page.clock.install()
    page.route("**/api/kernels/gone", lambda route: route.fulfill(status=404))
    show(page)
    server = {"id": "gone", "serverSettings": {"baseUrl": "http://localhost/", "token": "secret"}}
    page.evaluate("one => { kernel.widget_manager = { kernel: one } }", server)
    with page.expect_response("**/api/kernels/gone"):
        page.locator(".acts").get_by_role("button", name="Save").click()
        page.clock.run_for(2_500)
    page.get_by_text("What computes this has ended").wait_for()


@pytest.mark.parametrize("name", ["Save", "CSV"])
def test_a_file_of_the_kernel_is_handed_to_the_browser(page, name):
    show(page)
    type_in(page, "temperature_K", 250)
    page.locator(".acts").get_by_role("button", name=name).click()
    (question,) = asked(page)
    assert (question["kind"], question["values"]) == (name.lower(), START | {"temperature_K": 250})
    assert page.inner_text(".acts output") == "computing …"
    with page.expect_download() as got:
        answer(page, 0, {"name": "screen.zip", "type": "application/zip"}, ["UEsFBg=="])
    assert got.value.suggested_filename == "screen.zip"
    assert got.value.path().read_bytes() == b"PK\x05\x06"
    assert page.text_content(".acts output") == "Your browser saves screen.zip"


def test_what_a_button_is_answered_is_shown(page):
    show(page)
    one = panel.Explorer(case())
    button = page.locator(".acts").get_by_role("button", name="Command")
    button.click()
    answer(page, 0, {"told": one.commands()})
    assert "papermill notebooks/explore.ipynb" in page.inner_text(".acts output")
    button.click()
    answer(page, 1, {"words": "there is <b>no</b> such line"})
    assert page.inner_text(".acts output") == "there is <b>no</b> such line"


def test_two_views_of_one_explorer_follow_each_other(page):
    show(page)
    page.evaluate(
        """async (script) => {
          const place = document.createElement("aside");
          document.body.append(place);
          globalThis.end = await addView(script, kernel, place);
        }""",
        FrontEnd._esm,
    )
    choose(page, "minimum_model", "clarke")
    assert page.input_value("aside select[name=minimum_model]") == "clarke"
    page.locator("aside").get_by_role("button", name="Step back").click()
    assert page.input_value("main select[name=minimum_model]") == "cahill"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids)) > 40
    assert page.locator("main .chart-row").count() == page.locator("aside .chart-row").count() == 3
    page.locator("aside .acts").get_by_role("button", name="Command").click()
    answer(page, 0, {"told": [["Line:", "papermill"]]})
    assert page.inner_text("main .acts output") == ""
    page.evaluate("end()")
    choose(page, "minimum_model", "diffuson")
    assert page.input_value("aside select[name=minimum_model]") == "cahill"


def test_two_explorers_in_one_page_do_not_know_each_other(page):
    show(page)
    page.evaluate(ANOTHER, [FrontEnd._esm, traits(table(best("CsPbI3")), material="CsPbI3")])
    type_in_other = page.locator("aside input[type=number][name=temperature_K]")
    type_in_other.fill("120")
    type_in_other.press("Enter")
    assert page.evaluate("kernel.traits.values") == START
    assert page.evaluate("other.traits.values.temperature_K") == 120
    assert "at 300 K" in page.inner_text("main .accumulation .said")
    assert "at 120 K" in page.inner_text("aside .accumulation .said")


STYLE = """() => ["body", "#beside", "#beside p", "#beside button", "#beside ul", "#beside .panel"]
  .map((one) => {
    const found = getComputedStyle(document.querySelector(one));
    return [...found].map((name) => found.getPropertyValue(name)).join(" ");
  })"""


def test_the_rest_of_the_page_stays_as_it_is(browser):
    with widget_page.opened(browser, FrontEnd) as page:
        parts = "<p>words</p><button>press</button><ul class='key'><li>x</li></ul>"
        beside = f"<div id='beside'>{parts}<div class='panel'><table></table></div></div>"
        page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", beside)
        page.evaluate("document.querySelectorAll('style').forEach((one) => (one.disabled = true))")
        page.evaluate("document.querySelectorAll('style').forEach((one) => (one.media = 'print'))")
        plain = page.evaluate(STYLE)
        page.evaluate("document.querySelectorAll('style').forEach((one) => (one.media = ''))")
        page.evaluate("document.querySelectorAll('style').forEach((one) => (one.disabled = false))")
        assert page.evaluate(STYLE) == plain
        where = "[location.href, history.length, typeof Ultralow]"
        before = page.evaluate(where)
        page.evaluate(ANOTHER, [FrontEnd._esm, traits()])
        page.locator("aside select[name=minimum_model]").select_option("clarke")
        assert page.evaluate(STYLE)[1:] == plain[1:]
        assert page.evaluate(where) == before and before[2] == "undefined"


@pytest.mark.parametrize("light", ["true", "false"])
def test_it_follows_the_theme_and_keeps_nobody_out(page, light):
    page.evaluate("light => (document.body.dataset.jpThemeLight = light)", light)
    page.evaluate("() => { document.title = 'a notebook'; document.documentElement.lang = 'en' }")
    root = show(page)
    page.click("text=All numbers")
    choose(page, "material", "CsPbI3")  # which waits for its phonons
    ground = page.locator("main").evaluate("one => getComputedStyle(one).backgroundColor")
    words = page.locator(".explorer .said").first.evaluate("one => getComputedStyle(one).color")
    channel = [int(re.findall(r"\d+", one)[0]) for one in (ground, words)]
    assert (
        (channel[0] > 200 > 100 > channel[1])
        if light == "true"
        else (channel[0] < 60 < 200 < channel[1])
    )
    assert barriers(page, ".explorer") == []
    choose(page, "material", "CsSnI3")
    assert barriers(page, ".explorer") == []
    later = {"true": "false", "false": "true"}[light]
    page.evaluate("light => (document.body.dataset.jpThemeLight = light)", later)
    other = root.locator("xpath=..").evaluate("one => getComputedStyle(one).backgroundColor")
    assert other != ground  # it follows a theme that is chosen later, too


def test_every_control_has_a_name_and_says_what_it_is(page):
    show(page)
    for name in facts.CONTROLS:
        one = facts.facts()["controls"][name]
        label = f"{one['words']} ({one['unit']})" if one["unit"] else one["words"]
        assert page.get_by_label(label, exact=True).count() == (2 if "size" in one else 1), name
        if "size" in one:
            knob = page.locator(".knob", has=page.locator(f"[name={name}]"))
            assert knob.get_attribute("title") == one["about"]
    for button in page.locator(".acts button").all():
        assert button.get_attribute("title")
    words = page.locator(".conductivity svg.chart").get_attribute("aria-label")
    assert re.search(r"computed 0\.\d{3}, in the wire", words)


def test_every_property_changes_what_one_sees(page):
    show(page)
    seen = set()
    for name, where in screen.PANEL_OF.items():
        choose(page, "quantity", name)
        assert page.locator(".looked-at").count() == 1
        assert page.locator(f".{where}.looked-at").count() == 1
        seen.add(page.inner_html(".charts"))
    assert len(seen) == len(screen.PANEL_OF)
    choose(page, "quantity", "minimum")
    assert "both transverse branches" in page.inner_text(".conductivity .key")
    assert page.evaluate("kernel.traits.values.quantity") == "minimum"


def test_what_cannot_be_is_said_beside_the_charts(page):
    show(page)
    type_in(page, "longitudinal_velocity_m_s", 1000)
    assert page.inner_text(".explorer .refused").startswith("Not drawn: no solid carries")
    assert "computed" in said(page, "conductivity")
    type_in(page, "temperature_K", 5000)
    assert "Not taken: Temperature is a number from 1 to 2000 K" in page.inner_text(".refused")
    yellow = page.locator("select[name=material] option", has_text="yellow")
    assert yellow.is_disabled() and "no sound velocities are stored" in yellow.inner_text()


def test_a_chart_is_read_with_the_keyboard_and_the_notebook_does_not_hear_it(page):
    show(page)
    page.evaluate("() => { globalThis.keys = []; }")
    page.evaluate("() => document.body.addEventListener('keydown', (one) => keys.push(one.key))")
    chart = page.locator(".merit svg.chart")
    chart.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "Escape"):
        page.keyboard.press(key)
        if key == "Enter":
            handed = page.locator(".merit output span")  # this page has no right to the clipboard
            handed.wait_for()
            assert re.fullmatch(r"120, 0\.\d+", handed.inner_text())
            assert page.locator(".merit .reading").count() == 1
    assert page.locator(".merit .reading").count() == 0
    assert page.evaluate("keys") == []


def test_a_closer_look_stays_while_a_slider_moves(page):
    show(page)
    chart = page.locator(".merit svg.chart")
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 90, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 100, steps=3)
    page.mouse.up()
    ticks = "all => all.map((one) => one.textContent).join()"
    closer = page.locator(".merit .tick").evaluate_all(ticks)
    type_in(page, "temperature_K", 250)
    assert page.locator(".merit .tick").evaluate_all(ticks) == closer
    page.get_by_role("button", name="whole chart").click()
    assert page.locator(".merit .tick").evaluate_all(ticks) != closer


@pytest.mark.parametrize(("width", "beside"), [(1216, 3), (850, 3), (360, 1)])
def test_it_fits_where_it_is_shown(browser, width, beside):
    with widget_page.opened(browser, FrontEnd, size=(width + 16, 800)) as page:
        show(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 16
        tops = {round(one.bounding_box()["y"]) for one in page.locator(".chart-place").all()}
        assert len(tops) == 1  # on a phone the others stand beside the first, too
        first, *_, last = [one.bounding_box() for one in page.locator(".chart-place").all()]
        seen = [first["x"], last["x"] + last["width"]]
        assert (seen[1] <= width + 16) == (beside == 3)
        charts, form = (page.locator(one).bounding_box() for one in (".charts", ".controls"))
        if beside == 3:  # sliders are in sight of all charts, also below the bars of JupyterLab
            assert form["y"] + form["height"] - charts["y"] <= 680
