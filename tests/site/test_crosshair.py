"""The pointer over a chart of the site: values read, copied, looked at closer, and saved."""

import csv
import json
import re

import pytest
import site_static
from barriers import barriers
from browser import PHONE, visit

SCRIPTS = ("chart", "chart_csv", "reading", "crosshair")
CLIPBOARD = ["clipboard-read", "clipboard-write"]
MARGIN = {"left": 62, "right": 16, "top": 14, "bottom": 48}  # of the frame, as chart.js has it
LINE = [[x, 1 + x / 100] for x in range(0, 401, 50)]
OTHER = [[x, 0.5] for x in range(0, 401, 80)]
PICTURE = {
    "text": "two curves and a point",
    "x": {"label": "Temperature (K)", "low": 0, "high": 400},
    "y": {"label": "Lorenz number (10⁻⁸ W Ω K⁻²)", "low": 0, "high": 8},
    "series": [
        {"label": "rising [R]", "style": "first", "line": LINE,
         "band": [[y - 0.25 for _, y in LINE], [y + 0.25 for _, y in LINE]]},
        {"label": 'level, "flat" [D]', "style": "second", "line": OTHER},
        {"label": "wire [S]", "style": "stated", "points": [[300, 7, 0.5, "my rig, in spring"]]},
    ],
}  # fmt: skip
POWERS = {
    "text": "a power of ten",
    "x": {"label": "Mean free path (nm)", "low": 0.01, "high": 1e4, "log": True},
    "y": {"label": "Share (%)", "low": 0, "high": 100},
    "series": [{"style": "first", "line": [[0.01, 1], [0.1, 3], [1, 10], [100, 40], [1e4, 99]]}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page with two charts, one of them along powers of ten."""
    folder = tmp_path_factory.mktemp("charts")
    site_static.write(folder / "_static")
    tags = [f'<script src="_static/panels/{name}.js"></script>' for name in SCRIPTS]
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>charts</title>'
        f"{site_static.head('_static')}{''.join(tags)}"
        '<main><h1>charts</h1><div class="panel" data-panel="trial"><div class="charts">'
        '<div id="plain"></div><div id="powers"></div></div></div></main>'
        "<script>const draw = (id, one) => Ultralow.chart.draw(document.getElementById(id), one);"
        f"const PICTURE = {json.dumps(PICTURE)}; const POWERS = {json.dumps(POWERS)};"
        'draw("plain", PICTURE); draw("powers", POWERS);</script>',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def page(browser, folder):
    with visit(browser, permissions=CLIPBOARD, accept_downloads=True) as one:
        one.goto((folder / "index.html").as_uri())
        yield one


def spot(page, x, y, chart="plain", picture=PICTURE):
    """Where a pair of values lies on the screen."""
    box = page.locator(f"#{chart} > svg").bounding_box()
    across = (x - picture["x"]["low"]) / (picture["x"]["high"] - picture["x"]["low"])
    up = (y - picture["y"]["low"]) / (picture["y"]["high"] - picture["y"]["low"])
    wide = box["width"] - MARGIN["left"] - MARGIN["right"]
    high = box["height"] - MARGIN["top"] - MARGIN["bottom"]
    left, top = box["x"] + MARGIN["left"], box["y"] + MARGIN["top"]
    return left + across * wide, top + (1 - up) * high


def told(page, chart="plain"):
    lines = page.locator(f"#{chart} .reading tspan").all_text_contents()
    return [line.replace("\xa0", " ") for line in lines]


def ticks(page, chart="plain"):
    return page.locator(f"#{chart} .tick").all_text_contents()


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_the_nearest_point_is_told_with_units_and_the_name_of_its_curve(page):
    page.mouse.move(*spot(page, 210, 3.1))
    assert told(page) == ["rising [R]", "Temperature: 200 K", "Lorenz number: 3 × 10⁻⁸ W Ω K⁻²"]
    page.mouse.move(*spot(page, 310, 6.8))
    assert told(page) == ["wire [S]", "Temperature: 300 K",
                          "Lorenz number: 7 ± 0.5 × 10⁻⁸ W Ω K⁻²", "my rig, in spring"]  # fmt: skip
    page.mouse.move(2, 2)
    assert told(page) == []


@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=lambda size: f"{size[0]}px")
def test_the_words_stay_inside_the_chart_and_nothing_moves(browser, folder, size):
    with visit(browser, size) as page:
        page.goto((folder / "index.html").as_uri())
        boxes = "[...document.querySelectorAll('#plain *')].map(one => one.getBoundingClientRect())"
        places = f"JSON.stringify({boxes}.map(({{x, y, width, height}}) => [x, y, width, height]))"
        before = page.evaluate(places)
        chart = page.locator("#plain > svg").bounding_box()
        for x, y in [*LINE, *OTHER, (300, 7)]:
            page.mouse.move(*spot(page, x, y))
            box = page.locator("#plain .reading rect").bounding_box()
            words = page.locator("#plain .reading text").bounding_box()
            for inner, outer in ((words, box), (box, chart)):
                assert inner["x"] >= outer["x"] and inner["y"] >= outer["y"]
                assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
                assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]
        page.mouse.move(2, 2)
        assert page.evaluate(places) == before
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_single_point_comes_before_a_curve_that_runs_through_it(page):
    on = {"label": "on the curve [X]", "style": "yours", "mark": "cross", "points": [[100, 2.02]]}
    page.evaluate("one => draw('plain', { ...PICTURE, series: [...PICTURE.series, one] })", on)
    page.mouse.move(*spot(page, 100, 1.99))
    assert told(page)[0] == "on the curve [X]"
    page.mouse.move(*spot(page, 150, 2.5))
    assert told(page)[0] == "rising [R]"


def test_a_click_copies_the_pair(page):
    page.mouse.click(*spot(page, 150, 2.5))
    page.wait_for_function("/copied/.test(document.querySelector('#plain output').textContent)")
    assert page.evaluate("navigator.clipboard.readText()") == "150, 2.5"
    assert page.inner_text("#plain output") == "copied: 150, 2.5"


def test_a_drag_looks_closer_and_a_double_click_shows_all(page):
    before = ticks(page)
    drag(page, spot(page, 101, 1.9), spot(page, 199, 4.1))
    assert {"120", "180", "2.5", "3.5"} <= set(ticks(page))
    assert page.get_by_role("button", name="whole chart").count() == 1
    assert page.locator("#plain .chosen").count() == 0
    assert page.locator("#plain .point").count() == 1  # the one in the key
    # A point of the part that is seen: 150 K lies in its middle.
    box = page.locator("#plain > svg").bounding_box()
    middle = box["x"] + (MARGIN["left"] + box["width"] - MARGIN["right"]) / 2
    page.mouse.move(middle, box["y"] + box["height"] / 3)
    assert told(page)[1:] == ["Temperature: 150 K", "Lorenz number: 2.5 × 10⁻⁸ W Ω K⁻²"]
    page.mouse.dblclick(middle, box["y"] + box["height"] / 3)
    assert ticks(page) == before
    assert page.get_by_role("button", name="whole chart").count() == 0


def test_a_flat_drag_keeps_the_other_axis_and_a_button_shows_all(page):
    before = ticks(page)
    drag(page, spot(page, 100, 4), spot(page, 200, 4.05))
    assert [one for one in ("0", "2", "4", "6", "8") if one not in ticks(page)] == []
    assert "400" not in ticks(page)
    page.get_by_role("button", name="whole chart").click()
    assert ticks(page) == before
    assert page.evaluate("document.activeElement === document.querySelector('#plain > svg')")


def test_closer_and_closer_comes_to_an_end(page):
    for _ in range(12):
        drag(page, spot(page, 190, 3.6), spot(page, 210, 4.4))
    values = sorted({float(one) for one in ticks(page) if re.fullmatch(r"[0-9.]+", one)})
    assert len(values) > 3
    page.keyboard.press("Escape")
    assert "400" in ticks(page)


def test_a_drag_that_leaves_the_chart_ends_at_its_frame(page):
    start = spot(page, 300, 6)
    drag(page, start, (start[0] + 2000, start[1] + 60))
    assert "400" in ticks(page) and "100" not in ticks(page)


def test_powers_of_ten_are_looked_at_closer(page):
    assert {"0.1", "1", "100", "1000", "10⁴"} <= set(ticks(page, "powers"))
    logs = {"x": {"low": -2, "high": 4}, "y": POWERS["y"]}
    page.mouse.move(*spot(page, 2, 42, "powers", logs))
    assert told(page, "powers") == ["Mean free path: 100 nm", "Share: 40 %"]
    drag(page, spot(page, -0.2, 5, "powers", logs), spot(page, 1.2, 60, "powers", logs))
    assert {"1", "2", "5", "10"} <= set(ticks(page, "powers"))
    drag(page, spot(page, 1.9, 20, "powers", logs), spot(page, 2.1, 50, "powers", logs))
    assert "NaN" not in page.inner_html("#powers > svg") and len(ticks(page, "powers")) > 4


def test_the_keyboard_reads_copies_and_looks_at_the_whole(page):
    page.focus("#plain > svg")
    page.keyboard.press("ArrowRight")
    assert told(page)[1] == "Temperature: 0 K"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert told(page)[:2] == ["rising [R]", "Temperature: 100 K"]
    page.keyboard.press("ArrowDown")
    assert told(page)[:2] == ['level, "flat" [D]', "Temperature: 80 K"]
    page.keyboard.press("ArrowDown")
    assert told(page)[0] == "wire [S]"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert told(page)[:2] == ["rising [R]", "Temperature: 400 K"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    assert told(page)[:2] == ['level, "flat" [D]', "Temperature: 0 K"]
    spoken = page.locator("#plain [aria-live]").inner_text().replace("\xa0", " ")
    assert spoken.startswith('level, "flat" [D], Temperature: 0 K, Lorenz number: 0.5 × 10⁻⁸')
    page.keyboard.press("Enter")
    page.wait_for_function("/copied/.test(document.querySelector('#plain output').textContent)")
    assert page.evaluate("navigator.clipboard.readText()") == "0, 0.5"
    page.keyboard.press("Escape")
    assert told(page) == []


def test_what_is_looked_at_stays_when_the_chart_is_drawn_again(page):
    drag(page, spot(page, 100, 2), spot(page, 200, 4))
    closer = ticks(page)
    page.evaluate("draw('plain', { ...PICTURE, text: 'moved' })")
    assert ticks(page) == closer
    page.evaluate("draw('plain', { ...PICTURE, y: { ...PICTURE.y, label: 'Another (K)' } })")
    assert "400" in ticks(page)
    assert page.locator("#plain .chart-row").count() == 1


def test_the_csv_holds_every_curve_with_units_in_the_names_of_columns(page):
    drag(page, spot(page, 100, 2), spot(page, 200, 4))
    with page.expect_download() as waiting:
        page.locator("#plain").get_by_role("button", name="CSV").click()
    assert waiting.value.suggested_filename == "trial-Lorenz-number.csv"
    with open(waiting.value.path(), encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    unit = "(10⁻⁸ W Ω K⁻²)"
    assert header == ["series", "Temperature (K)", f"Lorenz number {unit}", f"uncertainty {unit}",
                      f"lower {unit}", f"upper {unit}"]  # fmt: skip
    named = {one["label"]: one for one in PICTURE["series"]}
    for label, one in named.items():
        pairs = one.get("line") or [pair[:2] for pair in one["points"]]
        found = [[float(cell) for cell in row[1:3]] for row in rows if row[0] == label]
        assert found == [list(map(float, pair)) for pair in pairs]
    assert rows[0][3:] == ["", "0.75", "1.25"] and rows[-1][3:] == ["0.5", "", ""]


def test_a_finger_reads_with_a_tap_and_copies_with_the_next(browser, folder):
    options = {"has_touch": True, "is_mobile": True, "permissions": CLIPBOARD}
    with visit(browser, PHONE, **options) as page:
        page.goto((folder / "index.html").as_uri())
        page.touchscreen.tap(*spot(page, 150, 2.5))
        assert told(page)[:2] == ["rising [R]", "Temperature: 150 K"]
        before = page.inner_text("#plain output")
        page.touchscreen.tap(*spot(page, 300, 4))
        assert told(page)[1] == "Temperature: 300 K"
        assert page.inner_text("#plain output") == before
        page.touchscreen.tap(*spot(page, 300, 4))
        page.wait_for_function("/copied/.test(document.querySelector('#plain output').textContent)")
        assert page.evaluate("navigator.clipboard.readText()") == "300, 4"
        assert told(page)[1] == "Temperature: 300 K"  # two taps are no double click
        assert "400" in ticks(page)
        assert "pan-y" in page.evaluate(
            "getComputedStyle(document.querySelector('#plain > svg')).touchAction"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_from_a_chart(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.focus("#plain > svg")
    page.keyboard.press("ArrowRight")
    assert told(page)
    assert barriers(page) == []
    label = page.get_attribute("#plain > svg", "aria-label")
    assert label == PICTURE["text"]
    keys = page.get_attribute("#plain > svg", "aria-describedby")
    assert "Arrow keys" in page.locator(f"#{keys}").text_content()
