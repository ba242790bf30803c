"""How long the picture of each slider panel takes to follow: ``python benchmarks/sliders.py``.

One slider after the other is moved as a reader would, and each move is timed until the new PNG is
ready for the browser. The processor's time is printed beside the clock's, which other programs
lengthen.
"""

import statistics
import time

from ultralow import carrier_panel, materials, measurement_panel, rig, sliders

MOVES = 6


def panels():
    """The widgets of the notebooks, by name."""
    crystal = materials.get("CsPbBr3")
    return {
        "fig2_minimum_conductivity": sliders.MinimumCurve(crystal, materials.sound(crystal)),
        "fig1_measurement": measurement_panel.BudgetBars(rig.room_wire("CsSnI3", 5e-6, 0.03)),
        "fig4_thermoelectrics, stated wire": sliders.MeritCurve(),
        "fig4_thermoelectrics, computed holes": carrier_panel.HolePanel(),
    }


def moved(widget):
    """Milliseconds of the clock and of the processor, for each move of each slider."""
    *knobs, _picture = widget.children
    found = []
    for knob in knobs:
        start = knob.value
        for i in range(1, MOVES + 1):
            clock, processor = time.perf_counter(), time.process_time()
            knob.value = start + (knob.max - start) * 0.5 * i / MOVES
            found.append((time.perf_counter() - clock, time.process_time() - processor))
        knob.value = start
    return [[1e3 * seconds for seconds in one] for one in zip(*found)]


def main() -> None:
    print(f"{'':40}{'clock, ms':>20}{'processor, ms':>20}")
    print(f"{'panel':40}{'median':>10}{'slowest':>10}{'median':>10}{'slowest':>10}")
    for name, panel in panels().items():
        columns = moved(panel.panel())
        cells = [f"{f(one):10.0f}" for one in columns for f in (statistics.median, max)]
        print(f"{name:40}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
