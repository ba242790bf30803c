"""The panels of charge transport: bands and states, then S, mobility and L by density of holes.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

import numpy as np
from scipy.constants import e

from ultralow.analysis import hole_curves, hole_transport
from ultralow.analysis.hole_curves import FittedHoles, UnknownCarriers
from ultralow.charge import thermoelectric
from ultralow.figures.page import Page
from ultralow.figures.style import MATERIAL_COLORS
from ultralow.paper.stated import stated

LAYOUT = [["bands", "bands", "states"], ["seebeck", "mobility", "lorenz"]]
OWN = MATERIAL_COLORS[hole_transport.MATERIAL]
BAND_LOOKS = {
    "scalar": {"linestyle": "--", "shown": "without spin–orbit coupling"},
    "spin_orbit": {"color": OWN, "linestyle": "-", "shown": "with spin–orbit coupling"},
}
CURVE_DASHES = ("-", (0, (5, 2)), (0, (1, 1)))
HOLES = ("Density of holes", "cm-3")
ENERGIES = (-1.2, 1.4)  # eV
# Of each panel over the density: quantity, how many of its unit an SI unit is, range.
OVER_DENSITY = {
    "seebeck": (("Seebeck coefficient", "uV K-1"), 1e6, (0, 800)),
    "mobility": (("Mobility", "cm2 V-1 s-1"), 1e4, (0, 1000)),
    "lorenz": (("Lorenz number", "1e-8 W Ohm K-2"), 1e8, (1.1, 2.8)),
}


def bands(page: Page, ax, beside, study: FittedHoles) -> None:
    """Draw bands (eV) along lines of high symmetry (nm⁻¹), and beside them their states.

    With and without spin-orbit coupling, counted from the top of the valence band.

    Parameters
    ----------
    page : Page
    ax, beside : matplotlib.axes.Axes
        Of the lines, and of the states per volume and energy (nm⁻³ eV⁻¹).
    study : FittedHoles
    """
    corners, names = hole_transport.lines(study.record, "scalar")[2:]
    energy = ("Energy", "eV")
    page.axis(
        ax, ("Wave vector", "nm-1"), energy, xlabel="", ylim=ENERGIES,
        xticks=corners * 1e-9, xticklabels=names, xlim=(0, corners[-1] * 1e-9),
    )  # fmt: skip
    states_axis = ("Density of states", "nm-3 eV-1")
    page.axis(beside, states_axis, energy, xlim=(0, 15), ylim=ENERGIES)
    for kind, look in BAND_LOOKS.items():
        label = kind.replace("_", " ")
        place, level = hole_transport.lines(study.record, kind)[:2]
        page.line(ax, label, place * 1e-9, level / e, "R", **look)
        level, states = hole_transport.states(study.record, kind)
        page.line(beside, label, states * e * 1e-27, level / e, "R", **look)
    page.legend(ax, loc=(0.61, 0.42))


def over_density(page: Page, axes, study: FittedHoles) -> None:
    """Draw S (µV/K), mobility (cm² V⁻¹ s⁻¹) and L (10⁻⁸ W Ω K⁻²) against the density of holes.

    Curves in cm⁻³ at 300 K, and on each the point where the stated numbers put the wire.

    Parameters
    ----------
    page : Page
    axes : sequence of three matplotlib.axes.Axes
    study : FittedHoles
    """
    for ax, (name, _, limits) in zip(axes, OVER_DENSITY.values(), strict=True):
        page.axis(ax, HOLES, name, xscale="log", ylim=limits)
    density = hole_curves.DENSITY * 1e-6
    for curve, dash in zip(study.curves, CURVE_DASHES, strict=True):
        for ax, (quantity, (_, scale, _)) in zip(axes, OVER_DENSITY.items(), strict=True):
            values = getattr(curve, quantity) * scale
            page.line(ax, curve.label, density, values, "R", color=OWN, linestyle=dash)
    fits = [one.wire.fit for one in study.curves]
    spots = np.array([one.density for one in fits]) * 1e-6
    seebeck, mobility, lorenz = axes
    level = [stated("G2").value * 1e6] * len(fits)
    page.points(seebeck, "fitted to the wire", spots, level, "R")
    page.points(mobility, "fitted to the wire", spots, [one.mobility * 1e4 for one in fits], "R")
    page.points(lorenz, "fitted to the wire", spots, [one.lorenz * 1e8 for one in fits], "R")


def stated_levels(page: Page, axes) -> None:
    """Draw what is stated into the panels of `over_density`: levels, and what follows from them.

    The Seebeck coefficient and the mobility are stated without a density, so that they are levels;
    the density that σ and the mobility imply is a point, and 0.57 − 0.38 W m⁻¹ K⁻¹ a level of L
    with its rounding for a band.

    Parameters
    ----------
    page : Page
    axes : sequence of three matplotlib.axes.Axes
    """
    holes, lorenz = hole_transport.implied()
    density, spot = hole_curves.DENSITY * 1e-6, holes * 1e-6
    flat = np.ones_like(density)
    for ax, claim, scale in zip(axes, ("G2", "G4"), (1e6, 1e4), strict=False):
        level = stated(claim).value * scale
        page.line(ax, "Lee 2017", density, level * flat, "S")
        page.points(ax, "n = σ/(e·394)", spot, level, "D", shown="density from σ and mobility")
    ax, level = axes[2], lorenz * 1e8
    rounding = 0.01 / (stated("G1").value * hole_transport.ROOM) * 1e8
    band = [(level + sign * rounding) * flat for sign in (-1, 1)]
    page.line(ax, "from 0.57 − 0.38", density, level * flat, "D", band)
    degenerate = thermoelectric.lorenz_sommerfeld() * 1e8
    page.line(ax, "Sommerfeld", density, degenerate * flat, "L", linewidth=0.8)
    page.say(ax, density[0], 1.02 * degenerate, "Sommerfeld [L]", va="bottom")
    page.say(ax, density[0], level + 0.5 * rounding, "from 0.57 − 0.38 [D]")
    page.legend(axes[0], loc="upper right")
    page.remark("Marks and dashes of c are those of d and e.")


def expected_seebeck(page: Page, ax, study: UnknownCarriers, material: str) -> None:
    """Draw the Seebeck coefficient (µV/K) that a parabolic band would show at any density (cm⁻³).

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    study : UnknownCarriers
    material : str
        Whose colour the curve has.
    """
    page.axis(
        ax, ("Density of carriers", "cm-3"), ("Seebeck coefficient", "uV K-1"), xscale="log",
        ylim=(0, 800),
    )  # fmt: skip
    light, middle, heavy = study.seebeck * 1e6
    page.line(
        ax, "parabolic band, 0.1 to 0.4 mₑ", hole_curves.DENSITY * 1e-6, middle, "G",
        (light, heavy), MATERIAL_COLORS[material],
    )  # fmt: skip
    page.legend(ax, loc="upper right")
