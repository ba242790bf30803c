"""Sliders for the holes of CsSnI3: density and time are moved, S, σ, power factor and zT follow."""

from dataclasses import replace

import numpy as np

from ultralow.analysis import hole_transport
from ultralow.charge import boltzmann
from ultralow.charge import thermoelectric as te
from ultralow.data import materials
from ultralow.data.materials import Material
from ultralow.figures import style as figures
from ultralow.paper.stated import stated
from ultralow.widgets import drawing, sliders

TEMPERATURE = np.linspace(100, 400, 31)
ROOM = int(np.flatnonzero(TEMPERATURE == 300.0)[0])


class HolePanel:
    """zT of the computed bands against temperature, for any density and relaxation time.

    The Lorenz number may be moved as well: left at zero it is that of the bands. The lattice part
    is the stated total less the computed electronic part, and falls as 1/T.
    """

    temperature = TEMPERATURE

    def __init__(self):
        self.record = hole_transport.read()
        self.wire = hole_transport.wire(self.record)
        self.holes = _valence(self.wire.bands)
        self.density, self.label = None, materials.get(hole_transport.MATERIAL).label
        self.figure = figures.sheet(width_mm=120, height_mm=62)
        self.axes = self.figure.subplots(1, 2)
        for ax, name in zip(self.axes, ("Power factor (µW m⁻¹ K⁻²)", "zT"), strict=True):
            ax.set(xlabel="Temperature (K)", ylabel=name, xlim=(100, 400))
        color = figures.MATERIAL_COLORS[hole_transport.MATERIAL]
        grey = {"color": figures.COLORS["grey"], "linestyle": "--", "label": "fitted wire"}
        styles = {"color": color, "label": "these holes"}, grey
        self.lines = [[ax.plot([], [], **style)[0] for style in styles] for ax in self.axes]
        for ax, claim, scale in zip(self.axes, ("G6", "G7"), (1e6, 1), strict=True):
            known = stated(claim)
            stays = {"color": "black", "markersize": 4, "label": "measured wire [S]"}
            ax.plot([known.temperature], [known.value * scale], figures.MARKERS["S"], **stays)
        self.axes[0].legend(loc="lower right")
        fitted = self.wire.power_factor(self.temperature) * 1e6
        merit = self.wire.figure_of_merit(self.temperature)
        for pair, values in zip(self.lines, (fitted, merit), strict=True):
            pair[1].set_data(self.temperature, values)

    def _occupy(self, density):
        """Where this density of holes puts the chemical potential, and σ/τ at 300 K."""
        if density != self.density:
            self.density = density
            self.potential = boltzmann.chemical_potential_at_density(
                self.holes, density * 1e24, self.temperature
            )
            self.plain = self._along(self.potential[ROOM], 300.0).sigma
        return self.potential

    def _along(self, potential, temperature, tau=1.0):
        found = boltzmann.tensors(self.holes, potential, temperature, tau)
        return boltzmann.along(found, temperature, self.wire.axis)

    def draw(self, density, time, exponent, lorenz):
        """Move the curves; 1e18 cm⁻³, fs, r in τ ∝ E^r, and 1e-8 W Ω K⁻² (0: computed)."""
        heat, mu = self.temperature, self._occupy(density)
        shape = boltzmann.scattering(self.holes, "power", exponent)
        found = self._along(mu, heat, shape)
        # The mean time is the one of the slider.
        scale = time * 1e-15 * self.plain / found.sigma[ROOM]
        sigma = scale * found.sigma * (heat / 300.0) ** self.wire.power
        power = te.power_factor(found.seebeck, sigma)
        carried = (found.lorenz if lorenz == 0 else lorenz * 1e-8) * sigma * heat
        merit = power * heat / (self.wire.lattice(heat) + carried)
        for ax, pair, values in zip(self.axes, self.lines, (power * 1e6, merit), strict=True):
            pair[0].set_data(heat, values)
            drawing.set_top(ax, figures.round_top(np.append(values, pair[1].get_ydata())))
        here = found.seebeck[ROOM] * 1e6, sigma[ROOM] / 100
        self.figure.suptitle(
            f"{self.label} at 300 K: S = {here[0]:.0f} µV/K, σ = {here[1]:.0f} S/cm", fontsize=8
        )
        return self.figure

    def panel(self):
        """The widget: four sliders and the curves."""
        fit = self.wire.fit
        return sliders.panel(
            self.draw,
            density=sliders.slider(
                "density of holes", round(fit.density * 1e-24, 1), 0.5, 60, 0.1, "1e18 cm-3",
                "the doping",
            ),
            time=sliders.slider(
                "relaxation time", round(fit.time * 1e15, 1), 1, 100, 0.1, "fs",
                "mean time between collisions at 300 K",
            ),
            exponent=sliders.slider(
                "exponent r of the time", 0, -0.5, 1.5, 0.1, "1",
                "relaxation time ∝ energy^r: 0 constant, -1/2 acoustic phonons",
            ),
            lorenz=sliders.slider(
                "Lorenz number", 0, 0, 3, 0.05, "1e-8 W Ohm K-2",
                "heat that holes carry, over their charge; 0: that of the bands",
            ),
        )  # fmt: skip


def of_crystal(material: Material):
    """The widget for the crystal whose bands are stored; None for any other."""
    return HolePanel().panel() if hole_transport.conducts(material) else None


def _valence(bands):
    """The valence bands alone: the others are 38 k_B T away at 400 K, and hold a share of e^-38."""
    kept = bands.energy <= bands.midgap
    parts = {name: getattr(bands, name)[kept] for name in ("energy", "weight", "dos", "transport")}
    return replace(bands, **parts)
