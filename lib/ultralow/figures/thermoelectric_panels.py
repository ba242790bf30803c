"""The panels of the thermoelectric figure: σ, S, power factor and zT, or the bound of an insulator.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

from typing import NamedTuple

import numpy as np

from ultralow.analysis import hole_transport
from ultralow.analysis.thermoelectric_curves import Insulator, StatedConductor
from ultralow.data import materials
from ultralow.figures.page import Page
from ultralow.figures.style import MATERIAL_COLORS


class Quantity(NamedTuple):
    """How a quantity is drawn: name, unit, end of the axis, units in an SI unit, readers' name."""

    name: str
    unit: str
    top: float
    scale: float
    reader: str


QUANTITIES = {
    "conductivity": Quantity(
        "Electrical conductivity", "S cm-1", 1000, 1e-2, "electrical_conductivity"
    ),
    "seebeck": Quantity("Seebeck coefficient", "uV K-1", 125, 1e6, "seebeck_coefficient"),
    "power_factor": Quantity("Power factor", "uW m-1 K-2", 290, 1e6, "power_factor"),
    "figure_of_merit": Quantity("Figure of merit zT", "1", 0.2, 1, "figure_of_merit"),
}


def curves(page: Page, ax, quantity: str, wire: StatedConductor, temperature) -> None:
    """Draw a quantity against temperature (K): of computed bands, and of one parabolic band.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    quantity : str
        One of :data:`QUANTITIES`, drawn in its unit.
    wire : StatedConductor
    temperature : array_like, shape (T,)
        K.
    """
    look = QUANTITIES[quantity]
    page.axis(ax, ("Temperature", "K"), (look.name, look.unit), ylim=(0, look.top))
    color = MATERIAL_COLORS[hole_transport.MATERIAL]
    found = getattr(wire.computed, quantity)(temperature)
    page.line(ax, "computed bands", temperature, found * look.scale, "R", color=color)
    found = getattr(wire.one_band, quantity)(temperature)
    page.line(ax, "one band", temperature, found * look.scale, "D", linewidth=0.8)
    page.remark("Marks and dashes of a are those of every panel.")


def points(page: Page, ax, quantity: str, wire: StatedConductor) -> None:
    """Draw a quantity as it is stated, what follows from other stated numbers, and readers' points.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    quantity : str
        One of :data:`QUANTITIES`, drawn in its unit.
    wire : StatedConductor
    """
    look, known = QUANTITIES[quantity], wire.stated(quantity)
    at, value = wire.follows(quantity)
    page.points(ax, "follows from stated", at, value * look.scale, "D",
                shown="follows from stated numbers")  # fmt: skip
    spread = known.uncertainty * look.scale
    page.points(ax, "Lee 2017", known.temperature, known.value * look.scale, "S", spread)
    tin = materials.get(hole_transport.MATERIAL)
    page.reader_points(ax, "reader", tin, look.reader, look.unit)


def insulator(page: Page, ax, wire: Insulator) -> None:
    """Draw the heat of electrons (W m⁻¹ K⁻¹) against conductivity (S/cm), and where it would show.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    wire : Insulator
    """
    lattice, conductivity = wire.lattice, np.geomspace(1e-1, 1e5, 121)
    page.axis(
        ax, ("Electrical conductivity", "S cm-1"), ("Thermal conductivity", "W m-1 K-1"),
        xscale="log", yscale="log", ylim=(1e-6, max(2, 3 * lattice.value)),
    )  # fmt: skip
    color, x = MATERIAL_COLORS[wire.material.name], conductivity / 100
    page.line(ax, "carried by electrons", x, wire.carried(conductivity), "D", color=color)
    level = np.full_like(conductivity, lattice.value)
    band = level - lattice.uncertainty, level + lattice.uncertainty
    page.line(ax, f"lattice, {lattice.source}", x, level, lattice.grade, band)
    spot = wire.bound / 100, lattice.uncertainty
    page.points(ax, "electrons match its error bar", *spot, "D", color=color,
                shown="electrons carry as much as its error")  # fmt: skip
    page.legend(ax, loc="lower right")
