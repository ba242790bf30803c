"""Readers in JupyterLab: every notebook runs in a real browser, its sliders move its picture."""

import base64
import contextlib
import re

import browser
import jupyter_lab
import pytest
from patience import PATIENCE
from playwright.sync_api import expect
from ultralow.figures import records, showcase
from ultralow.paper import gallery

expect.set_options(timeout=PATIENCE * 1000)

SHOTS = gallery.ROOT / "build" / "screenshots"
OTHER = {"CsSnI3": "CsPbI3", "CsPbBr3": "CsSnI3", "CsPbI3": "CsPbBr3"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return jupyter_lab.copy(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def chromium():
    # Software draws the crystals: a machine for tests has no graphics card.
    drawing = "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"
    with browser.chromium(*drawing) as one:
        yield one


@pytest.fixture(scope="module")
def lab(chromium, folder):
    """A context that opens a notebook on a page of its own."""

    @contextlib.contextmanager
    def opened(name):
        with browser.visit(chromium, size=(1300, 1000)) as page:
            notebook = open_in(page, name)
            yield notebook
            notebook.stop()

    with jupyter_lab.jupyterlab(folder) as open_in:
        yield opened


# Chromium may forget a picture that is replaced while it decodes it: the shot is taken anyway.
DECODED = """() => Promise.race([new Promise(go => setTimeout(go, 20_000)), Promise.all(
    [...document.images].filter(one => one.src).map(one => one.decode().catch(() => null)))])"""
PRESSES = 100


def shoot(page, name):
    """A screenshot for people to look at, its pictures on the screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate(DECODED)
    page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.parametrize("name", gallery.figures())
def test_a_notebook_runs_and_shows_everything_for_two_materials(lab, folder, name):
    first = gallery.figure(name).parameters["material"]
    with lab(name) as notebook:
        the_figure_is_on_the_first_screen(notebook, name)
        run_and_compare(notebook, folder, name, first)
        notebook.set_material(first, OTHER[first])
        run_and_compare(notebook, folder, name, OTHER[first])
        for number in notebook.panels():
            notebook.slide(number)
            shoot(notebook.page, f"{name}_sliders_{number}")


def the_figure_is_on_the_first_screen(notebook, name):
    """Before anything runs: title, claim and the stored picture, on a screen of 1280 × 800."""
    before, page = notebook.page.viewport_size, notebook.page
    page.set_viewport_size({"width": 1280, "height": 800})
    picture = page.locator(f".jp-NotebookPanel:visible img.{showcase.CELL}")
    page.wait_for_function("one => one.complete && one.naturalWidth", arg=picture.element_handle())
    box = picture.bounding_box()
    shoot(page, f"{name}_first")
    assert 0 < box["y"] < box["y"] + box["height"] <= 800, name
    assert box["x"] + box["width"] <= 1280 and max(box["width"], box["height"]) > 400, name
    page.set_viewport_size(before)


def run_and_compare(notebook, folder, name, material):
    """Run all cells; what is shown is what was saved, and equals the committed record."""
    notebook.run_all()
    notebook.draw_all()
    shoot(notebook.page, f"{name}_{material}")
    stem = folder / "figures" / name / material
    shown = [base64.b64decode(image) for image in notebook.images()]
    assert shown == [stem.with_suffix(".png").read_bytes()]
    committed = records.read(gallery.ROOT / "figures" / name / f"{material}.json")
    assert records.compare(committed, records.read(stem.with_suffix(".json"))) == []


ON_THE_SCREEN = "path => jupyterapp.shell.currentWidget.context.path === path"


def test_make_lab_opens_the_first_notebook_and_asks_nothing(chromium, tmp_path):
    # A server of its own: JupyterLab restores what other tests had open.
    with (
        jupyter_lab.jupyterlab(jupyter_lab.copy(tmp_path)) as open_in,
        browser.visit(chromium, size=(1300, 1000)) as page,
    ):
        notebook = open_in(page)
        page.wait_for_function(ON_THE_SCREEN, arg="notebooks/start_here.ipynb")
        code = [number for number, cell in enumerate(notebook.cells()) if cell["type"] == "code"]
        notebook.run_all()
        notebook.draw_all()
        assert notebook.panels()[0] in code[:2]
        notebook.slide(notebook.panels()[0])
        shoot(page, "start_here_slider")
        assert page.get_by_text("Jupyter news").count() == 0
        notebook.stop()


def test_the_first_notebook_runs_and_takes_another_material(lab):
    with lab("start_here") as notebook:
        notebook.run_all()
        notebook.draw_all()
        before = notebook.images()
        notebook.set_material("CsPbBr3", "CsPbI3")
        notebook.run_all()
        notebook.draw_all()
        assert notebook.images() != before
        shoot(notebook.page, "start_here")


def test_the_explorer_moves_saves_and_tells_its_command(lab, folder):
    with lab("explore") as notebook:
        notebook.run_all()
        notebook.draw_all()
        assert len(notebook.panels()) == 1
        use_the_explorer(notebook.page, "explore")
    saved = folder / "build" / "explored" / "explore" / "CsPbI3.json"
    assert records.read(saved)["parameters"]["temperature_K"] > 300


def use_the_explorer(page, name):
    """Choose a crystal, drag a slider, save, ask for the command, and go back."""
    screen = page.locator(".jupyter-widgets.widget-vbox", has=page.locator("img")).first
    screen.get_by_label("material").select_option("CsPbI3")
    page.wait_for_function(NO_LORENZ)  # an insulator has no holes to move
    jupyter_lab.drag(page, screen, knob=0, pixels=30)
    press(screen, "Command", re.compile("papermill notebooks/explore.ipynb.*CsPbI3"))
    shoot(page, name)
    press(screen, "Save", "build/explored/explore/CsPbI3.json")
    screen.get_by_role("button", name="Paper's case").click()
    told = press(screen, "Command", "papermill notebooks/explore.ipynb")
    expect(told).not_to_contain_text("temperature_K")


def press(screen, name, answer):
    """Press a button until its answer stands: the last drawing of a drag may still wipe it off."""
    told = screen.get_by_text(answer)
    for _ in range(PRESSES):
        screen.get_by_role("button", name=name).click()
        with contextlib.suppress(AssertionError):
            expect(told).to_be_visible(timeout=5000)
            return told
    raise AssertionError(f"{name} gives no answer")


NO_LORENZ = """() => document.querySelectorAll('.noUi-target[disabled]').length === 2"""


def test_the_app_shows_the_explorer_without_code(chromium, folder):
    app = jupyter_lab.serve("app", folder, "--Voila.token=let-me-in")
    with app as url, browser.visit(chromium, size=(1300, 1000)) as page:
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{url}/?token=let-me-in")
        page.locator(".noUi-handle").first.wait_for()
        assert page.get_by_text("import ").count() == 0
        use_the_explorer(page, "app")
