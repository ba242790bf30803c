"""Sliders for a crystal's phonons: its surface, its defects and the temperature are moved."""

import numpy as np

from ultralow.analysis.lattice_conductivity import PATHS, LatticeConductivity, casimir_length
from ultralow.figures import style
from ultralow.figures.path_panels import to_the_edge
from ultralow.heat import accumulation, wigner
from ultralow.paper import wires
from ultralow.paper.stated import stated
from ultralow.widgets.drawing import set_top
from ultralow.widgets.sliders import log_slider, panel, slider

STEP_K = 5.0  # of the temperature's slider
SMALLEST, LARGEST = 0.1, 1000.0  # nm, the axis


class PathCurve:
    """Accumulation against the mean free path, for any wire of a crystal.

    Parameters
    ----------
    heat : LatticeConductivity
    temperature, length_nm, variance : float
        Where the sliders start; K, nm (0: the stated length), and the mass variance.
    """

    def __init__(self, heat: LatticeConductivity, temperature=300.0, length_nm=0.0, variance=0.0):
        self.heat, self.start = heat, (temperature, variance)
        self.length = casimir_length(heat.material, length_nm) or LARGEST * 1e-9
        self.figure = style.sheet(width_mm=100, height_mm=62)
        style.named(self.figure, heat.material.label)
        self.axes = self.figure.add_subplot()
        self.axes.set(xscale="log", xlim=(SMALLEST, LARGEST))
        self.axes.set_xlabel("Mean free path (nm)")
        self.axes.set_ylabel("Accumulated conductivity (W m⁻¹ K⁻¹)")
        grey, color = style.COLORS["grey"], style.MATERIAL_COLORS[heat.material.name]
        (self.bulk,) = self.axes.plot([], [], "--", color=grey, label="phonons and isotopes alone")
        (self.wire,) = self.axes.plot([], [], color=color, label="this wire")
        (self.mark,) = self.axes.plot([], [], "o", color=color, label="95 %")
        if known := wires.stated_lattice(heat.material.name):
            path = stated(PATHS[heat.material.name]).value * 1e9
            stays = {"color": "black", "markersize": 4, "label": "95 %, from the paper [D]"}
            self.axes.plot([path], [0.95 * known.value], style.MARKERS["D"], **stays)
        self.axes.legend(loc="lower right")

    def draw(self, temperature, casimir, variance):
        """Move the curves; K, Casimir length in nm, variance of the masses."""
        length, strength = casimir * 1e-9, variance
        bulk = self.heat.accumulation(temperature)
        wire = self.heat.accumulation(temperature, length, strength)
        for line, one in ((self.bulk, bulk), (self.wire, wire)):
            line.set_data(*to_the_edge(one, LARGEST))
        reached = accumulation.value_at_share(wire)
        self.mark.set_data([reached * 1e9], [0.95 * wire.conductivity[-1]])
        set_top(self.axes, style.round_top(bulk.conductivity[-1]))
        rates = self.heat.total_rates(temperature, length, strength)[0]
        between = wigner.coherence(self.heat.modes, rates, temperature)
        between = wigner.component_along(between, self.heat.direction)
        self.axes.set_title(
            f"{temperature:.0f} K, {casimir:.3g} nm, Γ = {strength:.2g}: "
            f"{wire.conductivity[-1]:.3f} + {between:.3f} between bands, 95 % by "
            f"{reached * 1e9:.1f} nm",
            loc="right", fontsize=6,
        )  # fmt: skip
        return self.figure

    def panel(self):
        """The widget: three sliders and the curves."""
        low, high = self.heat.temperatures[[0, -1]]
        low = STEP_K * np.ceil(low / STEP_K)  # of round numbers
        temperature, variance = self.start
        return panel(
            self.draw,
            temperature=slider("temperature", temperature, low, high, STEP_K, "K"),
            casimir=log_slider(
                "Casimir length", self.length * 1e9, 0.5, 4, 0.05, "nm",
                "how far a phonon goes between walls of the wire",
            ),
            variance=log_slider(
                "strength of defects Γ", variance, -6, 0, 0.1, "1",
                "variance of the masses that scatters phonons; at the left end hardly any",
            ),
        )  # fmt: skip


def of_chosen(heats: list[LatticeConductivity], temperature, length_nm, variance):
    """The widget of the first of several results, see `PathCurve`; None where there is none."""
    return PathCurve(heats[0], temperature, length_nm, variance).panel() if heats else None
