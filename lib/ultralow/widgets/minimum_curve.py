"""Sliders for Cahill's minimum conductivity."""

import numpy as np

from ultralow.analysis.sound_velocities import Sound
from ultralow.crystal import sound as acoustics
from ultralow.data.materials import Material
from ultralow.figures import style
from ultralow.heat import minimum
from ultralow.paper import wires
from ultralow.widgets.sliders import panel, slider


class MinimumCurve:
    """Cahill's model at a student's fingertips: k_min(T) for any velocities and density.

    Parameters
    ----------
    material : Material
    sound : Sound
        Where the sliders start.
    """

    temperature = np.linspace(5, 400, 120)

    def __init__(self, material: Material, sound: Sound):
        self.material, self.sound = material, sound
        self.figure = style.sheet(width_mm=100, height_mm=62)
        style.named(self.figure, material.label)
        self.axes = self.figure.add_subplot()
        self.axes.set(xlabel="Temperature (K)", xlim=(0, 400), ylim=(0, 0.8))
        self.axes.set_ylabel("Minimum conductivity (W m⁻¹ K⁻¹)")
        color = style.MATERIAL_COLORS[material.name]
        (self.total,) = self.axes.plot([], [], color=color, label="least possible")
        (self.limit,) = self.axes.plot([], [], "--", color=style.COLORS["grey"], label="when hot")
        (self.mark,) = self.axes.plot([], [], "o", color=color, markersize=8, label="here")
        if known := wires.stated_lattice(material.name):
            self.axes.errorbar(
                known.temperature, known.value, known.uncertainty, fmt=style.MARKERS["S"],
                color="black", markersize=3, capsize=2, label="measured wire [S]",
            )  # fmt: skip
        self.axes.legend(loc="upper left", ncols=2)

    def draw(self, longitudinal, transverse, density, temperature):
        """Move the curve; m/s, m/s, atoms per nm³, K. Of no possible solid there is none."""
        acoustics.moduli_from_velocities(longitudinal, transverse, self.material.mass_density)
        solid = density * 1e27, [longitudinal, transverse, transverse]
        here = minimum.cahill(temperature, *solid)
        self.total.set_data(self.temperature, minimum.cahill(self.temperature, *solid))
        self.limit.set_data([0, 400], [minimum.cahill_limit(*solid)] * 2)
        self.mark.set_data([temperature], [here])
        self.axes.set_title(f"{here:.3f} W m⁻¹ K⁻¹ at {temperature:.0f} K", loc="right")
        return self.figure

    def panel(self):
        """The widget: four sliders and the curve."""
        return panel(
            self.draw,
            longitudinal=slider(
                "longitudinal sound", self.sound.longitudinal, 500, 6000, 10, "m s-1",
                "velocity v_L: the atoms swing along the way of the wave",
            ),
            transverse=slider(
                "transverse sound", self.sound.transverse, 300, 4000, 10, "m s-1",
                "velocity v_T: the atoms swing across it, in two ways",
            ),
            density=slider(
                "density of atoms", self.material.number_density * 1e-27, 5, 100, 0.1, "nm-3",
                "n: how many atoms stand in a cubic nanometre",
            ),
            temperature=slider("temperature", 300, 5, 400, 5, "K", "where the mark stands"),
        )  # fmt: skip
