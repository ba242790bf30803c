"""Sliders for the figure of merit of one parabolic band."""

import numpy as np

from ultralow.analysis.hole_transport import MATERIAL
from ultralow.charge import parabolic_band, thermoelectric
from ultralow.data import materials
from ultralow.figures import style
from ultralow.paper.stated import stated
from ultralow.widgets.drawing import set_top
from ultralow.widgets.sliders import panel, slider


class MeritCurve:
    """zT of one parabolic band against its Seebeck coefficient, the stated wire marked.

    Doping moves along the curve: at a fixed mass and relaxation time a band with more carriers has
    a smaller Seebeck coefficient and a larger conductivity.
    """

    seebeck = np.linspace(20e-6, 500e-6, 161)

    def __init__(self):
        self.figure = style.sheet(width_mm=100, height_mm=62)
        style.named(self.figure, materials.get(MATERIAL).label)
        self.axes = self.figure.add_subplot()
        self.axes.set(xlabel="Seebeck coefficient (µV K⁻¹)", ylabel="zT at 300 K", xlim=(0, 500))
        color = style.MATERIAL_COLORS[MATERIAL]
        (self.curve,) = self.axes.plot([], [], color=color, label="this band, other dopings")
        (self.mark,) = self.axes.plot([], [], "o", color=color, label="this wire")
        stays = {"color": "black", "markersize": 8, "markerfacecolor": "none"}
        seebeck, merit = _stated()
        label = "from the stated numbers [D]"
        self.axes.plot([seebeck * 1e6], [merit], style.MARKERS["D"], label=label, **stays)
        self.axes.legend(loc="upper right")

    def draw(self, seebeck, conductivity, lattice, exponent):
        """Move the curve; µV/K, S/cm, W m⁻¹ K⁻¹, and r."""
        here, sigma = seebeck * 1e-6, conductivity * 100
        filled = parabolic_band.chemical_potential(here, exponent)
        along = parabolic_band.chemical_potential(self.seebeck, exponent)
        order = exponent + 0.5  # sigma goes as this Fermi-Dirac integral of the filling
        share = parabolic_band.fermi_dirac_integral(order, along)
        share = share / parabolic_band.fermi_dirac_integral(order, filled)
        merit = self._merit(here, sigma, filled, lattice, exponent)
        self.curve.set_data(
            self.seebeck * 1e6, self._merit(self.seebeck, sigma * share, along, lattice, exponent)
        )
        self.mark.set_data([seebeck], [merit])
        set_top(self.axes, style.round_top(np.append(self.curve.get_ydata(), merit)))
        self.axes.set_title(f"zT = {merit:.3f} at 300 K", loc="right")
        return self.figure

    def panel(self):
        """The widget: four sliders and the curve."""
        return panel(
            self.draw,
            seebeck=slider(
                "Seebeck coefficient", stated("G2").value * 1e6, 20, 500, 1, "uV K-1",
                "S: voltage for a kelvin between the ends",
            ),
            conductivity=slider(
                "conductivity", stated("G1").value / 100, 1, 2000, 1, "S cm-1",
                "σ: electrical conductivity",
            ),
            lattice=slider(
                "lattice part", stated("D3").value, 0.1, 2, 0.01, "W m-1 K-1",
                "heat that phonons conduct",
            ),
            exponent=slider(
                "exponent r of the time", 0, -0.5, 1.5, 0.1, "1",
                "relaxation time ∝ energy^r: 0 constant, -1/2 acoustic phonons",
            ),
        )  # fmt: skip

    @staticmethod
    def _merit(seebeck, sigma, filled, lattice, exponent):
        lorenz = parabolic_band.lorenz(filled, exponent)
        carried = thermoelectric.electronic_thermal_conductivity(sigma, 300.0, lorenz)
        return thermoelectric.figure_of_merit(seebeck, sigma, 300.0, lattice + carried)


def _stated() -> tuple[float, float]:
    """Seebeck coefficient (V/K) and zT at 300 K that follow from what the paper states."""
    seebeck, sigma, total = (stated(claim).value for claim in ("G2", "G1", "D4"))
    return seebeck, thermoelectric.figure_of_merit(seebeck, sigma, 300.0, total)
