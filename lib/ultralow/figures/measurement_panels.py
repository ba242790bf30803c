"""The panels of the measurement: two thermometers, what they resolve, and what the error is of.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

import numpy as np

from ultralow.data.materials import formula
from ultralow.figures.page import Page
from ultralow.figures.style import COLORS, MATERIAL_COLORS
from ultralow.measurement import microisland, uncertainty
from ultralow.measurement.reduction import Fit
from ultralow.measurement.simulation import Measurement
from ultralow.paper import wires
from ultralow.paper.stated import stated

# What an input of the conductivity is called in a figure.
INPUT_LABELS = {
    "width": "width (SEM)",
    "height": "height (SEM)",
    "length": "length",
    "contact_share": "contacts",
    "noise": "lock-in noise",
    "background": "background",
    "lead_heat": "leads",
    "heating_current": "heating current",
    "temperature_scale": "cryostat scale",
    "heater_calibration": "heater slope",
    "sensor_calibration": "sensor slope",
}
CONDUCTIVITIES = (5e-5, 6)  # W m⁻¹ K⁻¹, both axes of the panel of resolution


def island_rises(page: Page, ax, fit: Fit, grade: str) -> None:
    """Draw what both thermometers read against the heat (nW), and the fit to it (K).

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    fit : ultralow.measurement.reduction.Fit
        Of one sweep.
    grade : str
        Of the readings.
    """
    page.axis(ax, ("Heat", "nW"), ("Temperature rise", "K"), xscale="log", yscale="log")
    heat = fit.heat[1:]
    rises = microisland.island_rises(
        heat, fit.beam_conductance, fit.beam_slope, fit.conductance, fit.slope
    )
    read = fit.heater_rise[1:], fit.sensor_rise[1:]
    color = MATERIAL_COLORS[page.case.material]
    islands = ("heated island", color, "-"), ("other island", "white", "--")
    for (label, face, dash), curve, points in zip(islands, rises, read, strict=True):
        page.points(ax, label, heat * 1e9, points, grade, color=color, marker="o", markersize=2.5,
                    markerfacecolor=face, markeredgewidth=0.6)  # fmt: skip
        page.line(
            ax, f"{label}, fit", heat * 1e9, curve, grade, color=color, linestyle=dash,
            linewidth=0.7, zorder=1,
        )  # fmt: skip
    ax.set_ylim(top=200)
    page.legend(ax, loc="upper left")


def resolution(page: Page, ax, truth, found: Measurement, material: str) -> None:
    """Draw reduced against true conductivity, and a bound where a wire is not told from none.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    truth : array_like, shape (N,)
        W m⁻¹ K⁻¹.
    found : Measurement
        A batch, one for each.
    material : str
        Whose colour the intervals have.
    """
    held, value = found.interval(), found.conductivity
    sure = held.resolved
    page.axis(
        ax, ("True conductivity", "W m-1 K-1"), ("Reduced conductivity", "W m-1 K-1"),
        xscale="log", yscale="log", xlim=CONDUCTIVITIES, ylim=CONDUCTIVITIES,
    )  # fmt: skip
    ax.plot(CONDUCTIVITIES, CONDUCTIVITIES, color=COLORS["grey"], linewidth=0.6)
    look = {"color": COLORS["grey"], "ha": "right"}
    page.say(ax, CONDUCTIVITIES[1] / 2, 2e-3, "line: reduced = true", **look)
    page.points(
        ax, "95 % interval", truth[sure], value[sure], "G", color=MATERIAL_COLORS[material],
        marker="o", markersize=2.5,
        uncertainty=np.array([value - held.lower, held.upper - value])[:, sure],
    )  # fmt: skip
    if not sure.all():
        bounds = truth[~sure], held.upper[~sure]
        page.points(ax, "not resolved, below", *bounds, "G", color="black", marker="v")
    page.legend_above(ax)


def budget(page: Page, ax, one: Measurement) -> None:
    """Draw what each input adds to the uncertainty of one conductivity, in per cent of it."""
    parts = uncertainty.budget(one.linear())
    page.axis(ax, ("Standard uncertainty", "%"), ("", ""), xscale="log", xlim=(4e-3, 20))
    names = [INPUT_LABELS[name] for name in parts]
    page.categories(ax, names)
    percent = 100 * np.array(list(parts.values())) / one.conductivity
    color = MATERIAL_COLORS[page.case.material]
    # No bars: a logarithmic axis has no zero for them to begin at.
    ax.grid(axis="y", color=COLORS["silver"], linewidth=0.5)
    ax.set_axisbelow(True)
    page.points(ax, "share of k", percent, names, "G", color=color, marker="o",
                shown="added by each input")  # fmt: skip
    page.legend_above(ax, handletextpad=0.4)


def silica(page: Page, ax, table, found: Measurement) -> None:
    """Draw the conductivity of amorphous SiO₂ (W m⁻¹ K⁻¹), as cited and through the device.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    table, found
        From :func:`ultralow.analysis.virtual_measurement.silica`.
    """
    held, seen = found.interval(), found.conductivity
    page.axis(
        ax, ("Temperature", "K"), ("Thermal conductivity", "W m-1 K-1"), xlim=(0, 420),
        ylim=(0, 1.9),
    )  # fmt: skip
    at, literature = table["temperature_K"], table["thermal_conductivity"]
    page.line(ax, "amorphous SiO₂, Cahill 1990", at, literature, "L", linestyle="-")
    page.points(
        ax, "through the rig", at, seen, "G", marker="o", markersize=3, markerfacecolor="white",
        uncertainty=np.maximum([seen - held.lower, held.upper - seen], 0),
        shown="simulated and reduced",
    )  # fmt: skip
    page.legend(ax, loc="upper left", handlelength=1.2)


def contacts(page: Page, ax, share, ignored, corrected) -> None:
    """Draw reduced over true conductivity, contacts ignored and put in, and the stated contacts.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    share : array_like, shape (N,)
        Resistance of the contacts over that of the wire.
    ignored, corrected : array_like, shape (N,)
        From :func:`ultralow.measurement.simulation.contact_bias`.
    """
    page.axis(
        ax, ("Contact resistance over the wire's", "%"), ("Reduced over true conductivity", "1"),
        xlim=(0, 12.5), ylim=(0.88, 1.02), xlabel="Contact resistance over the wire's (%)",
    )  # fmt: skip
    color, limit = MATERIAL_COLORS[page.case.material], stated("C7", "CsSnI3").value
    page.line(ax, "contacts ignored", 100 * share, ignored, "G", color=color, linestyle="-")
    page.line(ax, "contacts put in", 100 * share, corrected, "G", color=color, linestyle="--")
    ax.axvline(limit, color=COLORS["grey"], linewidth=0.6)
    page.say(ax, limit + 0.3, 1.012, f"Lee 2017: about {limit:g} % [S]", color=COLORS["grey"])
    page.legend_above(ax)


def half_widths(page: Page, ax, length, widths: dict, material: str) -> None:
    """Draw the half width of the 95 % interval against the Casimir length, and the stated ones.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    length, widths
        From :func:`ultralow.analysis.virtual_measurement.half_widths`, m and %.
    material : str
        Whose colour the curves have.
    """
    page.axis(
        ax, ("Casimir length", "nm"), ("Half width of the 95 % interval", "%"),
        xscale="log", yscale="log", xlim=(50, 1200), ylim=(2, 200),
        ylabel="Half width of interval (%)",
    )  # fmt: skip
    for (label, percent), dash in zip(widths.items(), ("-", "--"), strict=True):
        color = MATERIAL_COLORS[material]
        page.line(ax, label, length * 1e9, percent, "G", color=color, linestyle=dash,
                  shown=f"sizes read by {label}")  # fmt: skip
    for name in wires.CASIMIR:
        mark, color = wires.casimir_length(name).value * 1e9, MATERIAL_COLORS[name]
        ax.axvline(mark, ymin=0.94, color=color)
        page.say(ax, mark, 140, f"{formula(name)} [S]", rotation=90, ha="center", va="top")
    page.legend_above(ax)
