"""A reader digitises a figure in JupyterLab: clicks, saves, and goes on another day."""

import csv

import browser
import jupyter_lab
import numpy as np
import pytest
from barriers import barriers
from patience import PATIENCE
from playwright.sync_api import expect
from ultralow.data import digitised_figure
from ultralow.figures import practice_print
from ultralow.paper import gallery

pytestmark = pytest.mark.long(60)

expect.set_options(timeout=PATIENCE * 1000)
SHOTS = gallery.ROOT / "build" / "screenshots"
FORM = ".ultralow-digitiser"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return jupyter_lab.copy(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def page(folder):
    """The notebook, run, with the picture for practice on the screen."""
    with (
        browser.chromium() as one,
        jupyter_lab.jupyterlab(folder) as open_in,
        browser.visit(one, size=(1280, 1000)) as page,
    ):
        notebook = open_in(page, "digitise")
        notebook.run_all()
        notebook.draw_all()
        page.locator(FORM).scroll_into_view_if_needed()
        page.wait_for_function(f"() => document.querySelector('{FORM} img').naturalWidth > 0")
        yield page
        notebook.stop()


def click(page, pixel):
    """Click on a pixel of the picture, as near as the screen allows."""
    place = page.locator(f"{FORM} .paper svg")
    box = place.bounding_box()
    x, y = (pixel / np.array(practice_print.SIZE)) * (box["width"], box["height"])
    place.click(position={"x": x, "y": y})


def says(page, text):
    expect(page.locator(f"{FORM} .words")).to_contain_text(text)


def test_somebody_clicks_saves_and_goes_on(page, folder):
    scan, form = practice_print.scan(), page.locator(FORM)
    table, clicks = (folder / "data" / "readers" / f"practice{end}" for end in
                     (".csv", ".digitised.json"))  # fmt: skip
    click_all(page, scan)
    tell_the_source(page, form)
    page.screenshot(path=SHOTS / "digitise.png")
    assert barriers(page, FORM) == []
    save(page, form)
    the_table_is_what_was_printed(table)
    kept = table.read_bytes(), clicks.read_bytes()
    come_back(page, form, scan)
    save(page, form)
    assert (table.read_bytes(), clicks.read_bytes()) == kept
    assert digitised_figure.load(clicks).image["width"] == practice_print.SIZE[0]


def click_all(page, scan):
    """Four labels with their values, and every point."""
    labels = ("first label of x", "second label of x", "first label of y", "second label of y")
    for name, pixel, value in zip(labels, scan.labels, ("0", "300", "0", "1,2"), strict=True):
        says(page, f"Click on the {name}.")
        click(page, pixel)
        says(page, f"Type the value at the {name}")
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    says(page, "Click on the points of the series.")
    for pixel in scan.points:
        click(page, pixel)
    says(page, "Give the DOI")


def tell_the_source(page, form):
    form.get_by_label("DOI").fill("10.0000/practice")
    form.get_by_label("Figure", exact=True).fill("Practice figure")
    form.get_by_label("Name of the file").fill("practice")
    says(page, "Give the file a name")


def save(page, form):
    form.get_by_role("button", name="Save").click()
    says(page, "data/readers/practice.csv: 12 points")


def the_table_is_what_was_printed(table):
    with table.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = "temperature_K", "value", "uncertainty"
    x, y, error = np.array([[row[name] for name in names] for row in rows], float).T
    # A click hits a pixel of the screen within a half: three errors are far more than that.
    assert len(rows) == 12 and np.all(np.abs(y - practice_print.conductivity(x)) < 3 * error)
    assert {(row["grade"], row["material"]) for row in rows} == {("X", "example")}


def come_back(page, form, scan):
    """Let everything go, open what was saved, and drop its picture."""
    form.get_by_role("button", name="Start anew").click()
    says(page, "press once more")
    form.get_by_role("button", name="Start anew").click()
    says(page, "Drop a picture")
    form.get_by_label("Digitised before").select_option("practice")
    form.get_by_role("button", name="Open").click()
    says(page, "Drop its picture")
    picture = {"name": "practice.png", "mimeType": "image/png", "buffer": scan.png}
    form.get_by_label("PNG, JPEG or PDF").set_input_files(picture)
    says(page, "Give the file a name")
    expect(form.locator("g.point")).to_have_count(12)


def test_a_file_of_numbers_becomes_points(page, folder):
    form = page.locator(".widget-vbox").filter(has=page.locator(".widget-upload"))
    form.scroll_into_view_if_needed()
    with page.expect_file_chooser() as chosen:
        form.locator(".widget-upload").click()
    numbers = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"100;0,65\n200;0,61\n"}
    chosen.value.set_files(numbers)
    expect(form).to_contain_text("2 points from 100 to 200; the first is 100, 0.65")
    form.get_by_label("source").fill("Fig. 2C, read by me")
    form.get_by_label("file's name").fill("mine")
    page.screenshot(path=SHOTS / "digitise_columns.png")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("data/readers/mine.csv: 2 points")
    assert (folder / "data" / "readers" / "mine.csv").read_text().count("CsSnI3") == 2
