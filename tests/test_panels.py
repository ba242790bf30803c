"""The panels of the site compute what the library computes, in a browser without a network."""

import re

import numpy as np
import pytest
from browser import PHONE, chromium, visit
from generate import panel_data
from ultralow import figures, gallery, materials, minimum, records, single_band, sliders
from ultralow import thermoelectric as te

PANELS = gallery.ROOT / "docs" / "static" / "panels"
MODULES = ("quadrature", "minimum", "band", "table", "chart", "panel")
SCRIPTS = (*MODULES, "minimum_panel", "merit_panel", "accumulation_panel")
SETTINGS = 200


def accumulated(path):
    """A smooth curve from 0 to 0.4 for the panel to read, as phonons of two kinds would give."""
    share = 0.7 / (1 + (3.0 / path) ** 2) + 0.3 / (1 + (40.0 / path) ** 2)
    return 0.4 * share


def record(count=60):
    path = np.geomspace(0.3, 900, count)
    x = {"name": "Mean free path", "unit": "nm", "values": list(path)}
    y = {"name": "Accumulated conductivity", "unit": "W m-1 K-1", "values": accumulated(path)}
    y["values"] = list(y["values"])
    series = [{"label": "along the wire", "grade": "R", "x": x, "y": y}]
    return {"parameters": {"material": "CsSnI3"}, "series": series, "numbers": {}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page with all three panels, the last with a made-up curve."""
    folder = tmp_path_factory.mktemp("panels")
    (folder / "CsSnI3.json").write_text(figures.dumps(record()), encoding="utf-8")
    curves = figures.dumps(panel_data.accumulation(folder))
    tags = [f'<script src="{(PANELS / f"{name}.js").as_uri()}"></script>' for name in SCRIPTS]
    places = [f'<div class="panel" data-panel="{name}"></div>' for name in ("minimum", "merit")]
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>panels</title>'
        f'<link rel="stylesheet" href="{(PANELS.parent / "site.css").as_uri()}">'
        f"<script>{panel_data.script()} Ultralow.data.accumulation = {curves}</script>"
        f'{"".join(tags)}{"".join(places)}<div class="panel" data-panel="accumulation"></div>',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser, folder):
    with visit(browser) as one:
        one.goto((folder / "index.html").as_uri())
        yield one


def drawn(ranges, seed):
    """Random settings within the ranges of the sliders."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.uniform(low, high, SETTINGS) for name, (low, high, _) in ranges.items()}
    return [dict(zip(columns, map(float, row))) for row in zip(*columns.values())]


def asked(page, panel, settings):
    script = "([panel, all]) => all.map((one) => Ultralow.panels[panel].numbers(one))"
    return page.evaluate(script, [panel, settings])


def minimum_numbers(one):
    velocities = [one["longitudinal"], one["transverse"], one["transverse"]]
    solid = one["density"] * 1e27, velocities
    branches = minimum.cahill_branches(one["temperature"], *solid)
    limit, here = minimum.cahill_limit(*solid), branches.sum()
    return {"minimum": here, "limit": limit, "share": here / limit,
            "longitudinal": branches[0] / here}  # fmt: skip


def merit_numbers(one):
    seebeck, sigma, r = one["seebeck"] * 1e-6, one["conductivity"] * 100, one["exponent"]
    lorenz = single_band.lorenz(single_band.chemical_potential(seebeck, r), r)
    electronic = te.electronic_thermal_conductivity(sigma, one["temperature"], lorenz)
    total = one["lattice"] + electronic
    return {
        "lorenz": lorenz,
        "electronic": electronic,
        "total": total,
        "powerFactor": te.power_factor(seebeck, sigma),
        "merit": te.figure_of_merit(seebeck, sigma, one["temperature"], total),
        "kim": te.lorenz_from_seebeck(seebeck),
    }


CASES = {
    "minimum": (panel_data.MINIMUM, minimum_numbers),
    "merit": (panel_data.MERIT, merit_numbers),
}


@pytest.mark.parametrize("panel", CASES)
def test_a_panel_equals_the_library_at_random_settings(page, panel):
    ranges, python = CASES[panel]
    settings = drawn(ranges, seed=6)
    for one, found in zip(settings, asked(page, panel, settings)):
        for name, value in python(one).items():
            # 1e-9 is what is promised; both sides keep eleven digits and more.
            assert found[name] == pytest.approx(value, rel=1e-9), (name, one)


@pytest.mark.parametrize("panel", CASES)
def test_the_ends_of_the_sliders_give_numbers(page, panel):
    ranges, python = CASES[panel]
    for end in (0, 1):
        corner = {name: ends[end] for name, ends in ranges.items()}
        (found,) = asked(page, panel, [corner])
        for name, value in python(corner).items():
            assert found[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("panel", CASES)
def test_every_r_and_temperature_of_the_ends_is_drawn(page, panel):
    ranges, _ = CASES[panel]
    for end in (0, 1):
        page.evaluate(
            "([panel, values]) => Ultralow.panels[panel].set(values)",
            [panel, {name: ends[end] for name, ends in ranges.items()}],
        )
        drawing = page.inner_html(f"[data-panel={panel}] .charts")
        assert "NaN" not in drawing and "Infinity" not in drawing
        assert drawing.count("<polyline") > 2


def test_the_accumulation_curve_is_read_as_numpy_reads_it(page):
    curve = panel_data.curve(record()["series"][0])
    paths = np.random.default_rng(6).uniform(np.log10(0.2), 3.1, SETTINGS)
    found = asked(page, "accumulation", [{"path": float(one)} for one in paths])
    expected = np.interp(paths * np.log(10), np.log(curve["x"]), curve["y"])
    assert [one[0]["value"] for one in found] == pytest.approx(expected, rel=1e-11)
    whole = curve["y"][-1]
    assert [one[0]["share"] for one in found] == pytest.approx(expected / whole, rel=1e-11)


@pytest.mark.parametrize("count", [20, 60, 200])
def test_the_stated_interpolation_error_holds(count):
    curve = panel_data.curve(record(count)["series"][0])
    paths = np.geomspace(0.3, 900, 5000)
    found = np.interp(np.log(paths), np.log(curve["x"]), curve["y"])
    error = np.abs(found - accumulated(paths)).max() / curve["y"][-1]
    # A quarter of what leaving out every second point shows, as for any smooth curve.
    assert 0.1 * curve["error"] < error < curve["error"]


def test_half_of_the_heat_is_where_the_curve_says(page):
    half = asked(page, "accumulation", [{}])[0][0]["half"]
    assert accumulated(half) == pytest.approx(0.5 * accumulated(900.0), rel=2e-3)


def test_without_a_record_there_is_a_sentence(tmp_path, monkeypatch):
    assert panel_data.accumulation(tmp_path) == {"crystals": []}
    monkeypatch.setattr(panel_data, "accumulation", lambda: {"crystals": []})
    assert "no curve to read" in panel_data.accumulation_place()
    monkeypatch.setattr(panel_data, "accumulation", lambda: {"crystals": [{}]})
    assert 'data-panel="accumulation"' in panel_data.accumulation_place()


def test_a_slider_moves_by_keyboard_and_the_words_follow(page):
    before = page.inner_text("[data-panel=minimum] [role=status]")
    page.focus("#minimum-temperature")
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    assert page.input_value("#minimum-temperature") == "293"
    assert page.inner_text("output[for=minimum-temperature]") == "293 K"
    after = page.inner_text("[data-panel=minimum] [role=status]")
    assert after != before and after.startswith("At 293 K")
    picture = page.locator("[data-panel=minimum] svg[role=img]")
    assert picture.get_attribute("aria-label") == after


def test_what_is_written_is_what_is_computed(page):
    shown = page.inner_text("[data-panel=merit] [role=status]")
    start = {name: one["value"] for name, one in panel_data.merit()["ranges"].items()}
    expected = merit_numbers(start)
    lorenz = re.search(r"Lorenz number ([\d.]+) ", shown)[1]
    assert float(lorenz) == pytest.approx(expected["lorenz"] * 1e8, abs=5e-4)
    merit = re.search(r"zT = ([\d.]+) at 300 K", shown)[1]
    assert float(merit) == pytest.approx(expected["merit"], rel=5e-3)


def test_a_crystal_brings_its_numbers_and_reset_brings_them_back(page):
    crystals = panel_data.minimum()["crystals"]
    names = ("longitudinal", "transverse", "density")
    last = crystals[-1]
    page.select_option("#minimum-crystal", last["name"])
    values = [float(page.input_value(f"#minimum-{name}")) for name in names]
    assert values == [last[name] for name in names]
    page.focus("#minimum-density")
    page.keyboard.press("ArrowRight")
    assert page.input_value("#minimum-crystal") == "own"
    page.click("[data-panel=minimum] button")
    page.wait_for_function("document.querySelector('#minimum-crystal').value !== 'own'")
    assert page.input_value("#minimum-crystal") == crystals[0]["name"]
    assert float(page.input_value("#minimum-density")) == crystals[0]["density"]


def test_every_input_has_a_label_and_says_its_unit(page):
    for field in page.query_selector_all(".panel input, .panel select"):
        name = field.get_attribute("id")
        assert page.locator(f"label[for={name}]").count() == 1
        if field.get_attribute("type") == "range":
            shown = page.inner_text(f"output[for={name}]")
            assert field.get_attribute("aria-valuetext") == shown


def test_a_narrow_page_is_not_wider_than_its_screen(browser, folder):
    with visit(browser, PHONE) as page:
        page.goto((folder / "index.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        charts = page.query_selector_all("svg.chart")
        assert len(charts) == 4
        assert all(chart.bounding_box()["width"] > 250 for chart in charts)


def test_sliders_have_the_ends_of_those_in_the_notebooks():
    crystal = materials.get("CsSnI3")
    widgets = sliders.MinimumCurve(crystal, materials.sound(crystal)).panel().children[:-1]
    assert [(w.min, w.max) for w in widgets] == [ends[:2] for ends in panel_data.MINIMUM.values()]
    widgets = sliders.MeritCurve().panel().children[:-1]
    ends = [one[:2] for name, one in panel_data.MERIT.items() if name != "temperature"]
    assert [(w.min, w.max) for w in widgets] == ends


@pytest.mark.parametrize("material", panel_data.MEASURED)
def test_the_starting_values_are_those_of_the_figures(material):
    path = gallery.ROOT / "figures" / "fig2_minimum_conductivity" / f"{material}.json"
    numbers = records.read(path)["numbers"]
    crystals = panel_data.minimum()["crystals"]
    first = next(one for one in crystals if one["name"].startswith(f"{material}-"))
    # The sliders round velocities to 1 m/s and densities to 0.01 per nm³.
    found = minimum_numbers(first | {"temperature": 300.0})["minimum"]
    assert found == pytest.approx(numbers["minimum_conductivity_300K"]["value"], rel=1e-3)


def test_what_the_pages_tell_to_try_happens(page):
    start = {"longitudinal": 2000, "transverse": 1000, "density": 20, "temperature": 300}
    half = start | {"longitudinal": 1000, "transverse": 500}
    cold, slow = (one | {"temperature": 100} for one in (start, half))
    dense, colder = start | {"density": 40}, start | {"temperature": 20}
    tried = asked(page, "minimum", [start, half, cold, slow, dense, colder])
    assert tried[1]["limit"] == pytest.approx(tried[0]["limit"] / 2)
    assert tried[3]["share"] > tried[2]["share"]
    assert tried[4]["limit"] == pytest.approx(1.59 * tried[0]["limit"], rel=2e-3)
    assert tried[5]["longitudinal"] < tried[0]["longitudinal"]
    wire = {name: one["value"] for name, one in panel_data.merit()["ranges"].items()}
    acoustic, light = wire | {"exponent": -0.5}, wire | {"lattice": 0.19}
    metals = [wire | {"seebeck": 20, "exponent": r} for r in (-0.5, 0, 1.5)]
    tried = asked(page, "merit", [wire, acoustic, light, *metals])
    assert tried[1]["lorenz"] == pytest.approx(tried[1]["kim"], rel=0.05)
    assert tried[2]["merit"] / tried[0]["merit"] == pytest.approx(1.5, abs=0.02)
    for metal in tried[3:]:
        assert metal["lorenz"] == pytest.approx(te.lorenz_sommerfeld(), rel=0.04)
