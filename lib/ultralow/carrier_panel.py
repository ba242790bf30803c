"""Sliders for the holes of CsSnI3: density and time are moved, S, σ, power factor and zT follow."""

import numpy as np

from ultralow import carriers, electrons, figures, sliders
from ultralow import thermoelectric as te


class HolePanel:
    """zT of the computed bands against temperature, for any density and relaxation time.

    The Lorenz number may be moved as well: left at zero it is that of the bands. The lattice part
    is the stated total less the computed electronic part, and falls as 1/T.
    """

    temperature = np.linspace(100, 400, 31)

    def __init__(self):
        self.record = carriers.read()
        self.wire = carriers.wire(self.record)
        self.figure = figures.sheet(width_mm=120, height_mm=62)
        self.axes = self.figure.subplots(1, 2)
        for ax, name in zip(self.axes, ("Power factor (µW m⁻¹ K⁻²)", "zT"), strict=True):
            ax.set(xlabel="Temperature (K)", ylabel=name, xlim=(100, 400))
        grey = {"color": figures.COLORS["grey"], "linestyle": "--", "label": "fitted wire"}
        styles = {"color": "black", "label": "these holes"}, grey
        self.lines = [[ax.plot([], [], **style)[0] for style in styles] for ax in self.axes]
        self.axes[0].legend(loc="lower right")
        fitted = self.wire.power_factor(self.temperature) * 1e6
        merit = self.wire.figure_of_merit(self.temperature)
        for pair, values in zip(self.lines, (fitted, merit), strict=True):
            pair[1].set_data(self.temperature, values)

    def draw(self, density, time, exponent, lorenz):
        """Move the curves; 1e18 cm⁻³, fs, r in τ ∝ E^r, and 1e-8 W Ω K⁻² (0: computed)."""
        bands, heat = self.wire.bands, self.temperature
        mu = electrons.chemical_potential_at_density(bands, density * 1e24, heat)
        shape = electrons.scattering(bands, "power", exponent)
        room = electrons.chemical_potential_at_density(bands, density * 1e24, 300.0)
        axis = self.wire.axis
        plain, shaped = (
            electrons.along(electrons.tensors(bands, room, 300.0, tau), 300.0, axis).sigma
            for tau in (1.0, shape)
        )
        scale = time * 1e-15 * plain / shaped  # the mean time is the one of the slider
        found = electrons.along(electrons.tensors(bands, mu, heat, scale * shape), heat, axis)
        sigma = found.sigma * (heat / 300.0) ** self.wire.power
        power = te.power_factor(found.seebeck, sigma)
        carried = (found.lorenz if lorenz == 0 else lorenz * 1e-8) * sigma * heat
        merit = power * heat / (self.wire.lattice(heat) + carried)
        for ax, pair, values in zip(self.axes, self.lines, (power * 1e6, merit), strict=True):
            pair[0].set_data(heat, values)
            ax.set_ylim(0, 1.15 * max(values.max(), pair[1].get_ydata().max()))
        here = np.interp(300.0, heat, found.seebeck) * 1e6, np.interp(300.0, heat, sigma) / 100
        self.figure.suptitle(
            f"at 300 K: S = {here[0]:.0f} µV/K, σ = {here[1]:.0f} S/cm", fontsize=8
        )
        return self.figure

    def panel(self):
        """The widget: four sliders and the curves."""
        fit = self.wire.fit
        return sliders.panel(
            self.draw,
            density=sliders.slider("n", round(fit.density * 1e-24, 1), 0.5, 60, 0.1, "1e18 cm-3"),
            time=sliders.slider("τ at 300 K", round(fit.time * 1e15, 1), 1, 100, 0.1, "fs"),
            exponent=sliders.slider("r", 0, -0.5, 1.5, 0.1, "1"),
            lorenz=sliders.slider("L, 0: computed", 0, 0, 3, 0.05, "1e-8 W Ohm K-2"),
        )
