"""The pointer over a panel in JupyterLab: values, a copy, a closer look, and the dark theme."""

import colorsys
import io
import re

import browser
import jupyter_lab
import numpy as np
import pytest
from jupyter_lab import KNOB, PICTURE
from patience import PATIENCE
from PIL import Image
from playwright.sync_api import expect
from ultralow.figures import style
from ultralow.paper import gallery

pytestmark = pytest.mark.long(120)

expect.set_options(timeout=PATIENCE * 1000)
NAME = "fig2_minimum_conductivity"
SHOTS = gallery.ROOT / "build" / "screenshots"
DARK = "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
COPIED = "() => navigator.clipboard.readText()"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A notebook with a panel that has run, at 1024 pixels."""
    folder = jupyter_lab.copy(tmp_path_factory.mktemp("lab"))
    SHOTS.mkdir(parents=True, exist_ok=True)
    with (
        browser.chromium() as chromium,
        jupyter_lab.jupyterlab(folder) as lab,
        browser.visit(chromium, size=(1024, 768)) as page,
    ):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        notebook = lab(page, NAME)
        notebook.run_all()
        notebook.draw_all()
        notebook.page.wait_for_function(jupyter_lab.DRAWN, arg=notebook.panels()[0])
        yield notebook
        notebook.stop()


@pytest.fixture
def picture(opened):
    """The canvas of the panel, whole and alone."""
    canvas = opened.page.locator(f".jp-NotebookPanel:visible {PICTURE} canvas").first
    canvas.focus()
    opened.page.keyboard.press("Escape")
    opened.page.mouse.move(1, 1)
    expect(opened.page.locator(PICTURE).first).to_have_attribute("data-state", "shown")
    return canvas


def reading(page):
    return page.locator(".ultralow-reading:visible")


def over(canvas, across, down):
    """A place of the picture on the page."""
    box = canvas.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_picture_and_sliders_are_on_one_screen_and_beside_each_other_where_there_is_room(
    opened, picture
):
    page = opened.page
    knobs = page.locator(f".jp-NotebookPanel:visible {KNOB}")
    knobs.first.scroll_into_view_if_needed()
    picture.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "panel_1024.png")
    top, box = knobs.first.bounding_box(), picture.bounding_box()
    assert 0 < top["y"] < box["y"] + box["height"] <= 768
    assert box["x"] + box["width"] <= 1024 and box["width"] > 300
    page.set_viewport_size({"width": 1440, "height": 900})
    picture.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "panel_1440.png")
    box = picture.bounding_box()
    for knob in knobs.all():
        side = knob.bounding_box()
        assert side["x"] + side["width"] <= box["x"] + 1
    page.set_viewport_size({"width": 1024, "height": 768})


def test_the_pointer_reads_values_and_a_click_copies_them(opened, picture):
    page = opened.page
    page.mouse.move(*over(picture, 0.6, 0.4))
    expect(reading(page)).to_contain_text("Temperature")
    expect(reading(page)).to_contain_text("W m⁻¹ K⁻¹")
    page.screenshot(path=SHOTS / "panel_reading.png")
    page.mouse.click(*over(picture, 0.6, 0.4))
    expect(reading(page)).to_contain_text("copied")
    assert re.fullmatch(r"[\d.]+, [\d.]+", page.evaluate(COPIED))
    page.mouse.move(1, 1)
    expect(reading(page)).to_have_count(0)


def test_the_picture_says_its_numbers_to_those_who_do_not_see_it(opened, picture):
    expect(picture).to_have_attribute("aria-label", re.compile(r"0\.\d+ W m⁻¹ K⁻¹ at 300 K"))


def test_the_keyboard_reads_it_too(opened, picture):
    page = opened.page
    page.mouse.move(*over(picture, 0.5, 0.4))  # from where the keys go on
    expect(reading(page)).to_contain_text("Temperature")
    page.mouse.move(1, 1)
    expect(reading(page)).to_have_count(0)
    picture.focus()
    page.keyboard.press("ArrowRight")
    expect(reading(page)).to_contain_text(re.compile("Temperature 18[5-9]"))
    for _ in range(2):
        page.keyboard.press("Shift+ArrowLeft")
    expect(reading(page)).to_contain_text(re.compile("Temperature 9[2-9]"))
    page.keyboard.press("Enter")
    expect(reading(page)).to_contain_text("copied")


def test_a_drag_looks_closer_and_a_double_click_shows_all(opened, picture):
    page = opened.page
    whole = pixels(picture)
    page.mouse.move(*over(picture, 0.3, 0.3))
    page.mouse.down()
    page.mouse.move(*over(picture, 0.6, 0.7), steps=5)
    expect(page.locator(".ultralow-chosen:visible")).to_have_count(1)
    page.mouse.up()
    page.wait_for_function(CHANGED, arg=[picture.element_handle(), whole])
    page.screenshot(path=SHOTS / "panel_closer.png")
    page.mouse.dblclick(*over(picture, 0.5, 0.5))
    page.wait_for_function(SAME, arg=[picture.element_handle(), whole])


def test_dark_pages_have_dark_pictures_whose_hues_stay(opened, picture):
    page = opened.page
    light = shot(picture)
    page.evaluate(DARK)
    expect(page.locator("body[data-jp-theme-light='false']")).to_have_count(1)
    page.wait_for_timeout(500)
    dark = shot(picture)
    page.screenshot(path=SHOTS / "panel_dark.png")
    assert light.mean() > 200 and dark.mean() < 60
    # The curve has the colour of its crystal, lighter on dark.
    wanted = hue(np.array([int(style.MATERIAL_COLORS["CsSnI3"][n : n + 2], 16) for n in (1, 3, 5)]))
    for image in (light, dark):
        assert abs(hue(coloured(image)) - wanted) < 0.06


def pixels(canvas):
    return canvas.evaluate("one => one.toDataURL()")


CHANGED = "([canvas, before]) => canvas.toDataURL() !== before"
SAME = "([canvas, before]) => canvas.toDataURL() === before"


def shot(canvas):
    """The picture as it is seen, shape (rows, columns, 3)."""
    return np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB"), dtype=float)


def coloured(image):
    """The mean of the most colourful pixels."""
    flat = image.reshape(-1, 3)
    spread = flat.max(axis=1) - flat.min(axis=1)
    return flat[spread >= np.quantile(spread, 0.998)].mean(axis=0)


def hue(color):
    return colorsys.rgb_to_hsv(*(np.asarray(color) / 255))[0]
