"""From a moved control to the new charts on the explorer's page, in Chromium: milliseconds a move.

Drawing and layout are in it, painting is not. The aim is a median below 50.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from ultralow.paper import gallery

sys.path.insert(0, str(gallery.ROOT / "docs"))
sys.path.insert(0, str(gallery.ROOT / "tests" / "support"))
import browser
import explorer_page

AIM = 50


def main() -> None:
    """Print a row for each control."""
    print(f"{'milliseconds':28}{'moves':>6}{'median':>8}{'95 %':>8}")
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium:
        address = explorer_page.write(Path(folder))
        with browser.visit(chromium) as page:
            explorer_page.opened(page, address)
            for name, places in explorer_page.DRAGS.items():
                moves = page.evaluate(explorer_page.MOVES, [name, places])
                took = sorted(one for one, _ in moves)
                most = took[round(0.95 * (len(took) - 1))]
                print(f"{name:28}{len(took):6}{statistics.median(took):8.1f}{most:8.1f}")
    print(f"aim: median below {AIM}")


if __name__ == "__main__":
    main()
