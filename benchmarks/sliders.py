"""How long the picture of each slider panel takes to follow: ``python benchmarks/sliders.py``.

One slider after the other is moved as a reader would, and each move is timed until the new PNG is
ready for the browser; the explorer draws in the page and is not among them. The processor's time is
printed beside the clock's, which other programs lengthen.
"""

import statistics
import time

import numpy as np
from ultralow.analysis import sound_velocities, virtual_measurement
from ultralow.data import materials
from ultralow.widgets import budget_bars, hole_panel, merit_curve, minimum_curve

MOVES = 6
COLUMNS = {"median": statistics.median, "95 %": lambda one: np.percentile(one, 95), "slowest": max}


def panels():
    """The sliders of the notebooks, by panel."""
    crystal = materials.get("CsPbBr3")
    panels = {
        "fig2_minimum_conductivity": minimum_curve.MinimumCurve(
            crystal, sound_velocities.sound(crystal)
        ),
        "fig1_measurement": budget_bars.BudgetBars(
            virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03)
        ),
        "fig4_thermoelectrics, stated wire": merit_curve.MeritCurve(),
        "fig4_thermoelectrics, computed holes": hole_panel.HolePanel(),
    }
    for name, panel in panels.items():
        knobs = panel.panel().controls.values()
        yield name, knobs


def moved(knobs):
    """Milliseconds of the clock and of the processor, for each move of each slider."""
    found = []
    for knob in knobs:
        start = knob.value
        for i in range(1, MOVES + 1):
            clock, processor = time.perf_counter(), time.process_time()
            knob.value = start + (knob.high - start) * 0.5 * i / MOVES
            found.append((time.perf_counter() - clock, time.process_time() - processor))
        knob.value = start
    return [[1e3 * seconds for seconds in one] for one in zip(*found)]


def main() -> None:
    print(f"{'':40}{'clock, ms':>30}{'processor, ms':>30}")
    print(f"{'panel':40}" + "".join(f"{name:>10}" for name in COLUMNS) * 2)
    for name, knobs in panels():
        columns = moved(knobs)
        cells = [f"{f(one):10.0f}" for one in columns for f in COLUMNS.values()]
        print(f"{name:40}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
