"""JupyterLab as `make lab` starts it, on a copy of the repository, driven through a browser."""

import contextlib
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from patience import PATIENCE
from ultralow.paper import gallery

PARTS = ("data", "figures", "lib", "notebooks")
READY = """() => {
    const panel = globalThis.jupyterapp?.shell?.currentWidget, session = panel?.sessionContext;
    return panel?.content?.model && session?.isReady && session.session?.kernel?.status === 'idle';
}"""
# The cells of the notebook on the screen, as JupyterLab itself knows them.
CELLS = """() => [...jupyterapp.shell.currentWidget.content.model.cells].map(cell => ({
    type: cell.type, source: cell.sharedModel.getSource(), tags: cell.metadata.tags ?? [],
    state: cell.executionState, count: cell.executionCount, outputs: cell.outputs?.toJSON() ?? [],
}))"""
RUN = """() => {
    const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
    const code = cells.filter(cell => cell.type === 'code' && cell.sharedModel.getSource().trim());
    const failed = code.some(cell => cell.outputs.toJSON().some(o => o.output_type === 'error'));
    const done = code.every(cell => cell.executionCount && cell.executionState === 'idle');
    return done || failed;
}"""
# A cell is drawn when each of its widgets is there, each picture in it has been decoded, and each
# panel shows what its controls say.
DRAWN = """async number => {
    const notebook = jupyterapp.shell.currentWidget.content;
    await notebook.scrollToItem(number, 'center');
    const node = notebook.widgets[number].node, outputs = notebook.model.cells.get(number).outputs;
    const asked = [...(outputs?.toJSON() ?? [])].filter(
        one => one.data?.['application/vnd.jupyter.widget-view+json']).length;
    const areas = [...node.querySelectorAll('.jp-OutputArea-output')].filter(
        one => one.querySelector('.jupyter-widgets')).length;
    const images = [...node.querySelectorAll('.jp-OutputArea img')];
    const panels = [...node.querySelectorAll('.ultralow-picture, .panel.explorer')];
    return areas >= asked && images.every(one => one.complete && one.naturalWidth > 0)
        && panels.every(one => one.dataset.state === 'shown');
}"""
BROKEN = ("Error displaying widget", "Loading widget", "could not be displayed", "Traceback")


def command(name: str) -> list[str]:
    """The command that the Makefile's target runs, word by word."""
    make = ["make", "--dry-run", "--no-print-directory", name]
    printed = subprocess.run(make, cwd=gallery.ROOT, capture_output=True, text=True, check=True)
    return shlex.split(printed.stdout.strip().splitlines()[-1])


def copy(folder: Path) -> Path:
    """A copy of what notebooks need, so that running them here changes nothing there."""
    for name in PARTS:
        shutil.copytree(gallery.ROOT / name, folder / name, ignore=_leave_out)
    return folder


@contextlib.contextmanager
def serve(target: str, folder: Path, *options: str, status: str = "/api/status"):
    """Start what ``make TARGET`` starts, below ``folder`` and on a free port; yields its URL.

    Settings, trust and history of the one who runs the tests play no part.
    """
    (folder / "home").mkdir(exist_ok=True)
    binaries = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = {"HOME": str(folder / "home"), "PATH": binaries, "PYTHONPATH": str(folder / "lib")}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ULTRALOW_", "JUPYTER_CONF"))}
    log = folder / f"{target}.log"
    for _ in range(3):  # another program may take the port in the moment before the server does
        url, words = _address(), [*command(target), "--no-browser", *options]
        with log.open("w") as stream:
            server = subprocess.Popen(
                [*words, f"--port={url.rpartition(':')[2]}"],
                cwd=folder, env=kept | own, stdout=stream, stderr=stream,
            )  # fmt: skip
        if _answers(url + status, server):
            break
    else:
        raise AssertionError(log.read_text())
    try:
        yield url
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


@contextlib.contextmanager
def jupyterlab(folder: Path):
    """JupyterLab on a copy of the repository; yields a function that opens a notebook in a page.

    Without a name the page opens what `make lab` does.
    """
    token = secrets.token_hex(16)
    options = f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"
    options = *options, "--ServerApp.port_retries=0"
    with serve("lab", folder, *options, status=f"/api/status?token={token}") as url:
        place = "/lab/tree/notebooks/{}.ipynb?reset&token={}"
        first = f"{url}/?token={token}"
        yield lambda page, name="": Notebook(
            page, url + place.format(name, token) if name else first
        )


class Notebook:
    """One notebook in JupyterLab on a page of the browser, its kernel started."""

    def __init__(self, page, address: str):
        self.page = page
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(address)
        page.wait_for_function(READY)

    def cells(self) -> list[dict]:
        """Every cell: type, source, tags, state, count, outputs."""
        return self.page.evaluate(CELLS)

    def run_all(self) -> None:
        """Choose Run, Run All Cells in the menu, and wait until every cell has run."""
        # The outputs of an earlier run would pass for those of this one.
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        assert not any(cell["count"] for cell in self.cells())
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function(RUN)
        for cell in self.cells():
            for output in cell["outputs"]:
                message = "\n".join(output.get("traceback", []))
                assert output["output_type"] != "error", f"{cell['source']}\n{message}"
                assert output.get("name") != "stderr", f"{cell['source']}\n{output['text']}"

    def draw_all(self) -> None:
        """Scroll to every cell and wait until its widgets and pictures are there."""
        for number in range(len(self.cells())):
            self.page.wait_for_function(DRAWN, arg=number)
        text = self.page.locator(".jp-NotebookPanel:visible").inner_text()
        assert not [one for one in BROKEN if one in text]

    def panels(self) -> list[int]:
        """The cells that hold a picture with sliders, by their places."""
        drawn = "([number, knob]) => !!globalThis.jupyterapp.shell.currentWidget.content" \
                ".widgets[number].node.querySelector(knob)"  # fmt: skip
        places = [n for n, cell in enumerate(self.cells()) if "interactive" in cell["tags"]]
        return [n for n in places if self.page.evaluate(drawn, [n, KNOB])]

    def knobs(self, number: int) -> int:
        """How many sliders a cell has that can be moved."""
        return self._cell(number).locator(f"{KNOB}:enabled").count()

    def slide(self, number: int, knob: int = 0, pixels: int = 40, steps: int = 1) -> float:
        """Drag a slider of a cell and wait for its new picture; returns the milliseconds."""
        self.page.wait_for_function(DRAWN, arg=number)
        return drag(self.page, self._cell(number), knob, pixels, steps)

    def set_material(self, old: str, new: str) -> None:
        """Type another material into the parameters cell, as a reader does."""
        (number,) = [n for n, cell in enumerate(self.cells()) if "parameters" in cell["tags"]]
        self.page.wait_for_function(DRAWN, arg=number)
        self._cell(number).get_by_text(f'"{old}"').first.dblclick()
        self.page.keyboard.type(new)
        assert f'material = "{new}"' in self.cells()[number]["source"]

    def _cell(self, number: int):
        # JupyterLab restores the tabs of an earlier visit, which lie behind this one.
        on_top = self.page.locator(".jp-NotebookPanel:visible")
        return on_top.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')

    def images(self) -> list[str]:
        """The PNG pictures among the stored outputs, in base64."""
        shown = [output.get("data", {}) for cell in self.cells() for output in cell["outputs"]]
        return [data["image/png"] for data in shown if "image/png" in data]

    def stop(self) -> None:
        """Stop the kernel, as closing the page would not."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")


EXPLORER = ".panel.explorer"
PICTURE = f":is(.ultralow-picture, {EXPLORER})"
KNOB = f":is(.ultralow-slider, {EXPLORER}) input[type=range]"
THUMB = 16  # pixels of its width, about
# Tells when a slider's number changed last, before anybody heard of it, and when the picture that
# follows stood on the screen: one of a kernel, or one that the page draws.
STOPWATCH = """(handle, picture) => {
    const watch = globalThis.stopwatch = {moved: 0, drawn: 0};
    const begin = () => Object.assign(watch, {moved: performance.now(), drawn: 0});
    handle.parentNode.addEventListener('input', begin, {capture: true});
    const seen = () => requestAnimationFrame(() => {
        if (picture.dataset.state === 'shown') watch.drawn = performance.now();
    });
    new MutationObserver(seen).observe(picture, {attributeFilter: ['data-state']});
    for (const chart of picture.querySelectorAll('svg.chart'))
        new MutationObserver(seen).observe(chart, {childList: true});
}"""
# Of the many pictures of a drag the last one counts: after it no other comes for a while.
WAITED = """quiet => stopwatch.moved && stopwatch.drawn > stopwatch.moved
    && performance.now() - stopwatch.drawn > quiet && stopwatch.drawn - stopwatch.moved"""
QUIET = 700
SHARE = "(one) => (one.value - one.min) / (one.max - one.min)"  # of the way, where it stands


def drag(page, place, knob: int, pixels: int, steps: int = 1) -> float:
    """Drag a slider below ``place``, to the left where there is no room to the right.

    Returns the milliseconds from the last change of its number to the new picture on the screen.
    """
    picture = place.locator(PICTURE).element_handle()
    with grasp(page, place, knob, pixels) as (handle, x, y):
        handle.evaluate(STOPWATCH, picture)
        page.mouse.move(x, y, steps=steps)
        return page.wait_for_function(WAITED, arg=0 if steps == 1 else QUIET).json_value()


@contextlib.contextmanager
def grasp(page, place, knob: int, pixels: int):
    """Hold a slider with the mouse; yields it and to where it may be moved."""
    handle = place.locator(KNOB).nth(knob)
    handle.scroll_into_view_if_needed()
    box, share = handle.bounding_box(), handle.evaluate(SHARE)
    x = box["x"] + THUMB / 2 + share * (box["width"] - THUMB)
    y = box["y"] + box["height"] / 2
    if x + pixels > box["x"] + box["width"]:
        pixels = -pixels
    page.mouse.move(x, y)
    page.mouse.down()
    try:
        yield handle, x + pixels, y
    finally:
        page.mouse.up()


def _leave_out(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("__pycache__", ".ipynb_checkpoints")]


def _address() -> str:
    """A port of this machine that is free now, as the start of a URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def _answers(address: str, server: subprocess.Popen) -> bool:
    """Wait for an answer, whatever it says; False where the server has ended instead."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return True
        except urllib.error.HTTPError:  # it refuses, so it listens
            return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    return False
