"""Sliders for a crystal's phonons: its surface, its defects and the temperature are moved."""

import numpy as np

from ultralow.analysis.lattice_conductivity import LatticeConductivity, casimir_length
from ultralow.figures import style
from ultralow.heat import accumulation, wigner
from ultralow.widgets.sliders import panel, slider

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
        grey = style.COLORS["grey"]
        (self.bulk,) = self.axes.plot([], [], "--", color=grey, label="phonons and isotopes alone")
        (self.wire,) = self.axes.plot([], [], color="black", label="this wire")
        (self.mark,) = self.axes.plot([], [], "o", color=style.COLORS["red"], label="95 %")
        self.axes.legend(loc="upper left")

    def draw(self, temperature, casimir, variance):
        """Move the curves; K, log₁₀ of the Casimir length in nm, log₁₀ of the mass variance."""
        length, strength = 10**casimir * 1e-9, 10**variance
        bulk = self.heat.accumulation(temperature)
        wire = self.heat.accumulation(temperature, length, strength)
        for line, one in ((self.bulk, bulk), (self.wire, wire)):
            line.set_data(*_to_the_edge(one))
        reached = accumulation.value_at_share(wire)
        self.mark.set_data([reached * 1e9], [0.95 * wire.conductivity[-1]])
        self.axes.set_ylim(0, 1.15 * bulk.conductivity[-1])
        rates = self.heat.total_rates(temperature, length, strength)[0]
        between = wigner.coherence(self.heat.modes, rates, temperature)
        between = wigner.component_along(between, self.heat.direction)
        self.axes.set_title(
            f"{temperature:.0f} K, {10**casimir:.0f} nm, Γ = {strength:.2g}: "
            f"{wire.conductivity[-1]:.3f} + {between:.3f} between bands, 95 % by "
            f"{reached * 1e9:.1f} nm",
            loc="right", fontsize=6,
        )  # fmt: skip
        return self.figure

    def panel(self):
        """The widget: three sliders and the curves."""
        low, high = self.heat.temperatures[[0, -1]]
        temperature, variance = self.start
        length, strength = np.log10(self.length * 1e9), np.log10(max(variance, 1e-6))
        return panel(
            self.draw,
            temperature=slider("T", temperature, low, high, 5, "K"),
            casimir=slider("log₁₀ Casimir length", round(length, 2), 0.5, 4, 0.05, "nm"),
            variance=slider("log₁₀ Γ of defects", round(strength, 2), -6, 0, 0.1, "1"),
        )


def of_chosen(heats: list[LatticeConductivity], temperature, length_nm, variance):
    """The widget of the first of several results, see `PathCurve`; None where there is none."""
    return PathCurve(heats[0], temperature, length_nm, variance).panel() if heats else None


def _to_the_edge(accumulated):
    """A curve in nm and W m⁻¹ K⁻¹ that goes on level to the right edge of the axes."""
    value, carried = accumulated
    return np.append(value * 1e9, LARGEST), np.append(carried, carried[-1])
