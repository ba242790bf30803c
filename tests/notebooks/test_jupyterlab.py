"""Readers in JupyterLab: every notebook runs in a real browser, its sliders move its picture."""

import base64
import contextlib
import json
import re
import zipfile

import browser
import jupyter_lab
import nbformat
import pytest
from barriers import barriers
from jupyter_lab import PICTURE
from patience import PATIENCE
from playwright.sync_api import expect
from ultralow.figures import records, showcase
from ultralow.paper import exercises, gallery

pytestmark = pytest.mark.long(880)

WIDGETS = ".jp-OutputArea-output .jupyter-widgets"

expect.set_options(timeout=PATIENCE * 1000)

SHOTS = gallery.ROOT / "build" / "screenshots"
# Where another crystal is typed in, as a reader does: curves with sliders, and crystals to turn.
# That each notebook takes each crystal is held byte for byte by test_reproducible.
TYPED = ("fig2_thermal_conductivity", "fig1_structures")
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


def shoot(page, name):
    """A screenshot for people to look at, its pictures on the screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate(DECODED)
    page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.parametrize("name", gallery.figures())
def test_a_notebook_runs_and_shows_everything(lab, folder, name):
    first = gallery.figure(name).parameters["material"]
    with lab(name) as notebook:
        the_figure_is_on_the_first_screen(notebook, name)
        run_and_compare(notebook, folder, name, first)
        if name in TYPED:
            notebook.set_material(first, OTHER[first])
            run_and_compare(notebook, folder, name, OTHER[first])
        for number in notebook.panels():
            notebook.slide(number)
            shoot(notebook.page, f"{name}_sliders_{number}")
        if notebook.panels():
            assert barriers(notebook.page, WIDGETS) == []


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
        notebook.set_material("CsSnI3", "CsPbI3")
        notebook.run_all()
        notebook.draw_all()
        assert notebook.images() != before
        shoot(notebook.page, "start_here")


def test_a_prediction_comes_before_its_answer(lab):
    (halved, *_) = exercises.tries("start_here")
    with lab("start_here") as notebook:
        notebook.run_all()
        panel = notebook.page.locator(".jp-NotebookPanel:visible .jp-OutputArea")
        show = panel.get_by_role("button", name="Show").first
        said = panel.get_by_placeholder("a factor").first
        told = panel.get_by_role("status").filter(has_text=re.compile("^[✓✗]|Say first"))
        show.click()
        told.get_by_text("Say first what you expect").wait_for()
        assert not told.get_by_text(halved.answer).count()
        said.fill("0,25")
        said.press("Tab")
        show.click()
        told.get_by_text("A quarter is what the square would give").wait_for()
        assert halved.answer in told.first.inner_text()
        assert barriers(notebook.page, WIDGETS) == []
        shoot(notebook.page, "start_here_prediction")
        notebook.stop()


def test_the_explorer_moves_saves_and_tells_its_command(lab, folder):
    with lab("explore") as notebook:
        notebook.run_all()
        notebook.draw_all()
        assert len(notebook.panels()) == 1
        before = files(folder)
        use_the_explorer(notebook.page, "explore")
        assert files(folder) == before


def files(folder):
    """Everything there with its time, but for what servers keep to themselves."""
    found = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    own = ("home", "__pycache__", ".ipynb_checkpoints")
    kept = {path for path in found if not set(own) & set(path.relative_to(folder).parts)}
    return {path: found[path] for path in kept if path.suffix != ".log"}


def explorer(page):
    """The explorer on a page."""
    return page.locator(".ultralow-front", has=page.locator(jupyter_lab.EXPLORER)).first


def use_the_explorer(page, name):
    """Choose a crystal, drag a slider, save, ask for the command, and go back."""
    screen = explorer(page)
    wait_for(screen, "shown")
    told = press(screen, "Command", "papermill notebooks/explore.ipynb")
    # Without parameters: it is the paper's case, whatever the steps of its sliders.
    expect(told).to_have_text(re.compile(r"papermill \S+ build/explore\.ipynb\s*$"))
    length = screen.get_by_role("spinbutton", name="Casimir length")
    expect(length).to_have_value("400")
    length.fill("20")
    length.press("Enter")
    press(screen, "Command", re.compile("notebooks/explore.ipynb.*-p casimir_length_nm 20.0"))
    menu = screen.get_by_label("Material")
    yellow = menu.locator("option", has_text="yellow")
    expect(yellow).to_have_text("yellow CsSnI₃: no sound velocities are stored")
    assert yellow.is_disabled()
    menu.select_option("CsPbI3")
    wait_for(screen, "shown")
    expect(screen.locator(f"{jupyter_lab.KNOB}:disabled")).to_have_count(2)  # no holes to move
    jupyter_lab.drag(page, screen, knob=0, pixels=30)
    wait_for(screen, "shown")
    press(screen, "Command", re.compile("papermill notebooks/explore.ipynb.*CsPbI3"))
    shoot(page, name)
    assert barriers(page, ".ultralow-front") == []
    save(page, screen)
    numbers(page, screen)
    screen.get_by_role("button", name="Paper's case").click()
    wait_for(screen, "shown")
    told = press(screen, "Command", "papermill notebooks/explore.ipynb")
    expect(told).not_to_contain_text("temperature_K")


def wait_for(screen, state):
    """Wait until the picture shows what the controls say, or is about to, or tells why not."""
    expect(screen.locator(PICTURE)).to_have_attribute("data-state", state)


def save(page, screen):
    """Press Save: the browser gets image and record, named after what is on the screen."""
    with page.expect_download() as got:
        screen.get_by_role("button", name="Save").click()
    name = got.value.suggested_filename
    (kelvin,) = re.fullmatch(r"explore_CsPbI3_T=(\d+)K\.zip", name).groups()
    with zipfile.ZipFile(got.value.path()) as packed:
        stem = name.removesuffix(".zip")
        assert packed.namelist() == [f"{stem}.svg", f"{stem}.png", f"{stem}.json"]
        record = json.loads(packed.read(f"{stem}.json"))
    assert record["parameters"]["temperature_K"] == int(kelvin) > 300
    expect(screen.get_by_text(name)).to_be_visible()


def numbers(page, screen):
    """Press CSV: the browser gets the curves of what is on the screen."""
    with page.expect_download() as got:
        screen.get_by_role("button", name="CSV", exact=True).click()
    text = got.value.path().read_text()
    assert got.value.suggested_filename.startswith("explore_CsPbI3_T=")
    assert text.startswith("series,x,x_value,y,y_value,uncertainty\n") and len(text) > 10_000


def press(screen, name, answer):
    """Press a button until its answer stands."""
    screen.get_by_role("button", name=name).click()
    told = screen.get_by_text(answer)
    expect(told).to_be_visible()
    return told


@contextlib.contextmanager
def app(chromium, folder, **options):
    """The app's page, and its panel when it shows what its controls say."""
    serving = jupyter_lab.serve("app", folder, "--Voila.token=let-me-in")
    with serving as url, browser.visit(chromium, size=(1300, 1000), **options) as page:
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{url}/?token=let-me-in")
        page.locator(jupyter_lab.KNOB).first.wait_for()
        wait_for(explorer(page), "shown")
        yield page


def test_the_app_shows_the_explorer_without_code_and_writes_nothing(chromium, folder):
    before = files(folder)
    with app(chromium, folder) as page:
        assert page.get_by_text("import ").count() == 0
        use_the_explorer(page, "app")
    assert files(folder) == before


KERNEL = """() => JSON.parse(
    document.getElementById('jupyter-config-data').textContent).kernelId"""


def test_the_app_keeps_a_kernel_ready_and_ends_that_of_a_page_that_is_closed(chromium, folder):
    def logged(line):
        while line not in (folder / "app.log").read_text():
            page.wait_for_timeout(100)

    with app(chromium, folder) as page:
        kernel = page.evaluate(KERNEL)
        logged("Culling kernels even with connected clients")
        logged(f"Using pre-heated kernel: {kernel} for explore.ipynb")
        page.evaluate("() => dispatchEvent(new Event('beforeunload'))")  # as the browser does
        logged(f"Kernel shutdown: {kernel}")


CLOSED = """async () => {
    const config = document.getElementById('jupyter-config-data').textContent;
    const {baseUrl, kernelId} = JSON.parse(config);
    const sent = {method: 'POST', headers: {Authorization: 'token let-me-in'}};
    return (await fetch(`${baseUrl}voila/api/shutdown/${kernelId}`, sent)).status;
}"""


def test_a_page_of_the_app_whose_kernel_was_ended_says_so(chromium, folder):
    """As the server ends idle ones: without a word to the page."""
    with app(chromium, folder, ignore=("404",)) as page:
        assert page.evaluate(CLOSED) == 204
        screen = explorer(page)
        screen.get_by_label("Material").select_option("CsPbI3")
        expect(screen.locator(".absent", has_text="load the page anew").first).to_be_visible()
        screen.get_by_label("Material").select_option("CsSnI3")
        jupyter_lab.drag(page, screen, knob=0, pixels=30)  # which needs no kernel
        expect(screen.locator(".conductivity .said")).to_contain_text("computed")


GATED = """
import time
from pathlib import Path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from ultralow.widgets import sliders

place, figure, waits = Path({place!r}), Figure(), False
FigureCanvasAgg(figure)
(line,) = figure.subplots().plot([0, 1], [0, 1])

def draw(height, width):
    with (place / "drawn").open("a") as stream:
        stream.write(f"{{height:g}}x{{width:g}}\\n")
    while waits and not (place / "open").exists():
        time.sleep(0.01)
    if (place / "broken").exists():
        raise ZeroDivisionError("no picture of this")
    line.set_data([0, width], [0, height])
    return figure

knobs = {{name: sliders.slider(name, 1, 0, 2, 0.01, "m") for name in ("height", "width")}}
shown, waits = sliders.panel(draw, **knobs), True
(place / "drawn").unlink()
shown
"""
PALE = """canvas => +getComputedStyle(canvas).opacity < 0.5
    && getComputedStyle(canvas).filter.includes('grayscale')"""
CLEAR = "canvas => +getComputedStyle(canvas).opacity === 1"


class Gate:
    """A notebook with two sliders, whose drawings wait for a gate, and are listed."""

    def __init__(self, folder, place):
        self.place = place
        place.mkdir()
        cell = nbformat.v4.new_code_cell(GATED.format(place=str(place)))
        cell.metadata["tags"] = ["interactive"]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "notebooks" / "gated.ipynb")

    def open(self):
        (self.place / "open").touch()

    def close(self):
        (self.place / "open").unlink(missing_ok=True)
        (self.place / "drawn").unlink(missing_ok=True)

    def drawn(self):
        return (self.place / "drawn").read_text().split()


@pytest.fixture
def gate(folder, tmp_path):
    return Gate(folder, tmp_path / "gate")


def panel_of(page):
    """The sliders on a page, and their picture."""
    return page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output").first


def type_in(screen, name, number):
    field = screen.get_by_role("textbox", name=name)
    field.fill(number)
    field.press("Enter")


def pixels(screen):
    return screen.locator(f"{PICTURE} canvas").evaluate("canvas => canvas.toDataURL()")


def looks(screen, like):
    canvas = screen.locator(f"{PICTURE} canvas").element_handle()
    screen.page.wait_for_function(like, arg=canvas)


def test_a_panel_is_grey_until_it_shows_what_its_controls_say(lab, gate):
    with lab("gated") as notebook:
        notebook.run_all()
        screen = panel_of(notebook.page)
        wait_for(screen, "shown")
        looks(screen, CLEAR)
        old = pixels(screen)
        twenty_moves(notebook.page, screen)
        assert pixels(screen) == old
        gate.open()
        wait_for(screen, "shown")
        looks(screen, CLEAR)
        assert pixels(screen) != old
        assert 1 <= len(gate.drawn()) <= 2
        another_number(screen, gate)


def twenty_moves(page, screen):
    """A drag of twenty moves while no drawing is finished: the old picture stands, and is grey."""
    with jupyter_lab.grasp(page, screen, knob=0, pixels=40) as (_, x, y):
        page.mouse.move(x, y, steps=20)
        wait_for(screen, "computing")
        expect(screen.get_by_text("computing …")).to_be_visible()
        looks(screen, PALE)


def another_number(screen, gate):
    """A number is typed, and the picture of the old one is grey until it is gone."""
    gate.close()
    old = pixels(screen)
    type_in(screen, "width", "0.5")
    wait_for(screen, "computing")
    looks(screen, PALE)
    assert pixels(screen) == old
    gate.open()
    wait_for(screen, "shown")
    looks(screen, CLEAR)
    assert pixels(screen) != old
    (drawn,) = gate.drawn()
    assert drawn.endswith("x0.5")


def test_a_drawing_that_fails_is_told_and_the_next_move_works(lab, gate):
    gate.open()
    broken = gate.place / "broken"
    with lab("gated") as notebook:
        notebook.run_all()
        screen = panel_of(notebook.page)
        wait_for(screen, "shown")
        old = pixels(screen)
        broken.touch()
        type_in(screen, "height", "1.5")
        wait_for(screen, "refused")
        expect(screen.get_by_text("ZeroDivisionError: no picture of this")).to_be_visible()
        looks(screen, PALE)
        assert pixels(screen) == old
        broken.unlink()
        type_in(screen, "width", "0.5")
        wait_for(screen, "shown")
        looks(screen, CLEAR)
        assert pixels(screen) != old
