"""The place where readers drop their points: what is drawn and said, by hand and by keyboard."""

import csv
import json
import re
from types import SimpleNamespace

import points_pages
import pytest
from barriers import barriers
from browser import PHONE, visit
from generate import reader_panel
from points_pages import FIGURES, HEADER, NAME, in_python, row, text
from ultralow.analysis import hole_transport
from ultralow.data import materials, plain_file
from ultralow.errors import UltralowError
from ultralow.figures import conductivity_panels, records, style, thermoelectric_panels
from ultralow.paper import gallery


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return points_pages.write(tmp_path_factory.mktemp("site"))


@pytest.fixture
def opened(site, browser):
    """Opens the page of a figure."""
    with visit(browser, accept_downloads=True) as page:

        def go(figure):
            page.goto(points_pages.address(site, figure))
            return page

        yield go


class Asked:
    """In place of a page: keeps which readers' points it is asked for."""

    def __init__(self):
        self.found = []

    def reader_points(self, _ax, _label, material, quantity, unit="W m-1 K-1", **_look):
        self.found.append((material.name, quantity, unit))

    def __getattr__(self, _name):
        return lambda *_args, **_settings: None


def test_each_figure_takes_here_what_it_takes_when_it_is_made():
    ax = SimpleNamespace(lines=[], get_xlim=lambda: (0, 400))
    heat, charge = Asked(), Asked()
    for name in gallery.figure(FIGURES["heat"]).materials:
        conductivity_panels.measured(heat, ax, materials.get(name))
    one = SimpleNamespace(temperature=1.0, value=1.0, uncertainty=1.0)
    wire = SimpleNamespace(stated=lambda _: one, follows=lambda _: (1.0, 1.0))
    for quantity in thermoelectric_panels.QUANTITIES:
        thermoelectric_panels.points(charge, ax, quantity, wire)
    for figure, asked in (("heat", heat), ("charge", charge)):
        here = [
            (name, quantity, one["unit"])
            for name, axes in reader_panel.of_materials(FIGURES[figure]).items()
            for one in axes
            for quantity in one["quantities"]
        ]
        assert sorted(here) == sorted(asked.found) and here
    assert {name for name, *_ in charge.found} == {hole_transport.MATERIAL}


@pytest.mark.parametrize("figure", FIGURES.values())
def test_the_curves_are_those_of_the_record(figure):
    for name, axes in reader_panel.of_materials(figure).items():
        record = records.read(gallery.ROOT / "figures" / figure / f"{name}.json")
        known = [(one["x"]["values"], one["y"]["values"]) for one in record["series"]]
        for curve in (curve for one in axes for curve in one["series"]):
            assert (stretched(curve["x"]), curve["y"]) in known


def stretched(x):
    if isinstance(x, list):
        return x
    return [x["first"] + x["step"] * place for place in range(x["count"])]


def test_other_figures_have_no_place_for_points():
    for figure in gallery.figures():
        assert bool(reader_panel.place(figure)) == (figure in FIGURES.values())


MINE = f"{HEADER}\n" + "".join([
    row(material="γ-CsSnI₃", value="0.61", uncertainty="0.05", unit="W/(m·K)", source="my rig"),
    row(material="CsSnI3", temperature_K="80", value="0.9±0.1", uncertainty="", source="my rig"),
    row(quantity="lattice_thermal_conductivity", value="0.45", uncertainty="0"),
    row(material="CsSnI3", quantity="seebeck_coefficient", value="79", unit="uV K-1"),
    row(material="CsSnI3", quantity="hole_mobility", value="394", unit="cm2 V-1 s-1"),
    row(material="cspbbr3"), row(material="cspbbr3", temperature_K="310"),
])  # fmt: skip


def choose(page, content, name=NAME):
    """Give the page a file, and wait for its answer."""
    before = page.evaluate("document.querySelector('[data-panel=points]').innerText")
    page.set_input_files(
        "#points-file", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.wait_for_function(
        "before => document.querySelector('[data-panel=points]').innerText !== before", arg=before
    )


def words(page, selector):
    return page.locator(f"[data-panel=points] {selector}").all_inner_texts()


def test_points_are_drawn_beside_the_curves_and_all_is_told(opened):
    page = opened("heat")
    choose(page, MINE)
    assert words(page, ".words > p") == ["mine.csv: 7 points read, 3 drawn here."]
    found = in_python(MINE.encode())
    note, doubt, *others = words(page, ".words li")
    assert note == found["note"] and f"caution: {found['doubts'][0]}" == doubt
    title = gallery.figure(FIGURES["charge"]).title
    assert others == [
        f"1 point (seebeck_coefficient of CsSnI3): drawn with {title}.",
        "1 point (hole_mobility of CsSnI3): no figure of this site draws them.",
        "2 points (total_thermal_conductivity of cspbbr3): no crystal of this site has that name. "
        "Did you mean CsPbBr3?",
    ]
    link = page.locator("[data-panel=points] .words a").get_attribute("href")
    assert link == f"{FIGURES['charge']}.html#your-own-points"
    assert words(page, ".chart-of") == ["γ-CsPbBr₃", "γ-CsSnI₃"]
    keys = words(page, ".key")
    assert "yours, lattice [X]" in keys[0] and "yours, total [X]" in keys[1]
    assert "computed, potential A at 300 K [R]" in keys[1] and "Lee 2017 [S]" in keys[1]
    charts = page.locator("[data-panel=points] svg.chart")
    assert [charts.nth(at).locator(".cross").count() for at in (0, 1)] == [1, 2]
    assert [charts.nth(at).locator(".bar[class*=yours]").count() for at in (0, 1)] == [0, 2]
    assert "2 points of yours from 80 to 300 K" in charts.nth(1).get_attribute("aria-label")
    assert not words(page, "[role=alert] p")


def test_a_refused_file_says_what_the_library_says_and_leaves_no_points(opened):
    page = opened("heat")
    choose(page, MINE)
    bad = text(value="655")
    choose(page, bad)
    told = in_python(bad.encode())
    lines = [told["what"], told["why"], f"To mend it: {told['mend']}"]
    assert words(page, "[role=alert] p") == lines
    assert page.locator("[data-panel=points] svg.chart").count() == 0
    assert words(page, ".words") == [""]
    choose(page, text())
    assert not words(page, "[role=alert] p")
    assert page.locator("[data-panel=points] svg.chart").count() == 1


def test_both_signs_fit_the_axes_and_the_unit_is_that_of_the_figure(opened):
    page = opened("charge")
    rows = [row(material="CsSnI3", quantity="seebeck_coefficient", value=value, unit="mV/K",
                uncertainty="0.004", temperature_K=t)
            for value, t in (("-0.08", "300"), ("0.2", "500"))]  # fmt: skip
    choose(page, f"{HEADER}\n{''.join(rows)}")
    [picture] = page.locator("[data-panel=points] svg.chart").all()
    assert picture.locator(".cross").count() == 2
    ticks = picture.locator(".tick").all_text_contents()
    assert "500" in ticks and "-100" in ticks and "300" in ticks


SIZE = "(size) => new File([new Uint8Array(size)], 'big.csv')"


def test_what_is_too_large_is_refused_unread(opened, tmp_path):
    script = f"""async (size) => {{
      try {{ await Ultralow.readers.bytesOf(({SIZE})(size)); return "taken"; }}
      catch (error) {{ return String(error); }}
    }}"""
    page = opened("heat")
    assert page.evaluate(script, plain_file.MOST_BYTES) == "taken"
    for size in (plain_file.MOST_BYTES + 1, 12_500_000, 13_500_000):
        big = tmp_path / "big.csv"
        with big.open("wb") as stream:
            stream.truncate(size)
        with pytest.raises(UltralowError) as caught:
            plain_file.content(big)
        assert page.evaluate(script, size) == str(caught.value)


DROP = """([selector, name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([content], name, { type: "text/csv" }));
  const place = document.querySelector(selector);
  const tell = (kind) => place.dispatchEvent(
    new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  const over = !tell("dragover");
  const lit = document.querySelector(".drop").matches(".over");
  tell("drop");
  return [over, lit, document.querySelector(".drop").matches(".over")];
}"""


def test_a_file_is_dropped_anywhere_on_the_panel(opened):
    page = opened("heat")
    for number, place in enumerate((".drop", "[data-panel=points]"), start=1):
        content = text() + (row(temperature_K="200") if number == 2 else "")
        assert page.evaluate(DROP, [place, NAME, content]) == [True, True, False]
        page.wait_for_function(
            "n => document.querySelectorAll('[data-panel=points] .cross').length === n + 1",
            arg=number,  # one of them in the key
        )
    names = page.evaluate("[...document.querySelector('#points-file').files].map(one => one.name)")
    assert names == [NAME]


def test_the_keyboard_reaches_the_browser_s_own_choice_of_a_file(opened):
    """What Enter opens there is the browser's, which a busy machine may keep waiting."""
    page = opened("heat")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "points-file"
    assert page.get_attribute("#points-file", "type") == "file"
    assert page.get_attribute("#points-file", "accept") == ".csv,text/csv"
    given = {"name": NAME, "mimeType": "text/csv", "buffer": text().encode()}
    page.set_input_files("#points-file", given)
    page.locator("[data-panel=points] svg.chart").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_from_the_panel(opened, scheme):
    page = opened("heat")
    page.emulate_media(color_scheme=scheme)
    assert barriers(page) == []
    choose(page, MINE)
    assert barriers(page) == []
    choose(page, text(value="655"))
    assert barriers(page) == []


def test_long_words_of_a_file_fit_a_phone(site, browser):
    with visit(browser, PHONE) as page:
        page.goto(points_pages.address(site, "heat"))
        for content in (MINE, text(source="x" * 300), text(unit="y" * 300), text(value="z" * 90)):
            choose(page, content, f"{'n' * 60}-{len(content)}.csv")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_what_is_saved_holds_curves_and_own_points(opened):
    page = opened("heat")
    choose(page, MINE)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV of CsSnI3, Thermal conductivity").click()
    assert waiting.value.suggested_filename == "points-CsSnI3-Thermal-conductivity.csv"
    with open(waiting.value.path(), encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    unit = "(W m⁻¹ K⁻¹)"
    assert header == ["series", "Temperature (K)", f"Thermal conductivity {unit}",
                      f"uncertainty {unit}", f"lower {unit}", f"upper {unit}"]  # fmt: skip
    mine = [one[1:4] for one in rows if one[0].startswith("yours")]
    assert mine == [["300", "0.61", "0.05"], ["80", "0.9", "0.1"]]
    record = records.read(gallery.ROOT / "figures" / FIGURES["heat"] / "CsSnI3.json")
    curve = next(one for one in record["series"] if one["label"].startswith("computed"))
    saved = [one for one in rows if one[0].startswith(style.words(curve["label"]))]
    assert [float(one[2]) for one in saved] == curve["y"]["values"]
    low = [float(one[4]) for one in saved]
    assert low == pytest.approx(curve["y"]["band"][0], rel=1e-3)  # a shade keeps four digits


def test_the_scripts_hold_what_json_holds():
    for name, content in reader_panel.files().items():
        start = re.match(r"(.*?) = (?=\{)", content.replace("{}", "()"))
        json.loads(content[start.end() :].rstrip().removesuffix(";"))
        assert name.startswith("generated/readers/") and len(content) < 50_000
