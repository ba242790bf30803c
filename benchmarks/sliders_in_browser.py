"""From a moved slider to the new picture on the screen, in JupyterLab under Chromium.

Each slider of each notebook is dragged to and fro, one move at a time, and timed from the change of
its number to the frame that shows the new picture; then in drags of twenty moves, and timed from
the last, which is what a reader feels at the end of a drag. The explorer computes and draws in the
page; all others have their pictures from the kernel. Milliseconds; the aim is a median below 100
and a 95th percentile below 200, of the explorer 60 and 120. Needs Chromium (`make browser`). The
names of notebooks may be given.
"""

import itertools
import statistics
import sys
import tempfile
from pathlib import Path

from ultralow.paper import gallery

sys.path.insert(0, str(gallery.ROOT / "tests" / "support"))
import browser
import jupyter_lab

NOTEBOOKS = ["fig1_measurement", "fig2_minimum_conductivity", "fig4_thermoelectrics", "explore"]
MOVES = 8
PATIENCE = 3000.0
AIMS = {"median": 100, "95 %": 200}
OF_EXPLORER = {"median": 60, "95 %": 120}


def times(notebook, cell: int, steps: int) -> list[float]:
    """Milliseconds of every move of every slider of a cell that changes the picture.

    A move that changes no pixel brings no picture, and one that comes to nothing no number: neither
    can be timed.
    """
    from playwright.sync_api import TimeoutError

    found = []
    notebook.page.set_default_timeout(PATIENCE)
    for knob, move in itertools.product(range(notebook.knobs(cell)), range(MOVES)):
        try:
            found.append(notebook.slide(cell, knob, pixels=9 if move % 4 < 2 else -9, steps=steps))
        except TimeoutError:
            notebook.page.mouse.up()
    return found


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def main() -> None:
    head = "".join(f"{name:>10}" for name in ("median", "95 %", "slowest"))
    print(f"{'milliseconds':36}{'moves':>6}{head}")
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.chromium() as chromium,
        jupyter_lab.jupyterlab(jupyter_lab.copy(Path(folder))) as lab,
    ):
        for name in sys.argv[1:] or NOTEBOOKS:
            with browser.visit(chromium, size=(1300, 1000)) as page:
                show(lab(page, name), name)
    for whose, aims in {"aims": AIMS, "aims for explore": OF_EXPLORER}.items():
        print(f"{whose}: {', '.join(f'{name} below {limit}' for name, limit in aims.items())}")


def show(notebook, name: str) -> None:
    """Time the panels of one notebook and print a line for each kind of move."""
    notebook.run_all()
    notebook.draw_all()
    for number, cell in enumerate(notebook.panels(), start=1):
        for kind, steps in (("one move", 1), ("end of a drag", 20)):
            found = times(notebook, cell, steps)
            row = statistics.median(found), percentile(found, 0.95), max(found)
            label = f"{name} {number}, {kind}"
            print(f"{label:36}{len(found):6}" + "".join(f"{one:10.0f}" for one in row), flush=True)
    notebook.stop()


if __name__ == "__main__":
    main()
