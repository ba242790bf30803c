"""The panels of the mean free paths: heat by path, crossings of bands, speeds, scattering rates.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
Where no phonons are stored, the stated lengths are drawn alone and the other axes are switched off.
"""

import numpy as np

from ultralow.analysis import lattice_conductivity
from ultralow.analysis.phonon_paths import PhononPaths
from ultralow.data.materials import formula
from ultralow.figures.page import Page
from ultralow.figures.style import MATERIAL_COLORS
from ultralow.paper.stated import stated

FREQUENCY = ("Frequency", "THz")
OTHER_DASHES = ("--", "-.", (0, (1, 1)))  # of the other checkpoints
DOTS = {"marker": ".", "markersize": 2, "rasterized": True}
# Of every cause but the phonons themselves, which have the colour of the crystal.
RATE_COLORS = {"isotopes": "purple", "boundary": "black", "defects": "red"}


def accumulation(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the heat carried by shorter mean free paths (%, nm), with the 95 % lengths.

    Other crystals first, then other checkpoints, then the chosen result, by itself and in the
    wire; last the stated lengths. The legend names what belongs to the chosen crystal.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    page.axis(
        ax, ("Mean free path", "nm"), ("Heat carried by shorter paths", "percent"), xscale="log",
        xlim=(0.1, 300), ylim=(0, 103),
    )  # fmt: skip
    for heat, width, dash in _curves(paths):
        one, label = paths.along(heat), _label(heat, paths)
        color, look = MATERIAL_COLORS[heat.material.name], {"linewidth": width, "linestyle": dash}
        page.line(ax, label, one.path * 1e9, one.share, "R", color=color, **look)
        error = one.error * 1e9 if np.isfinite(one.error) else None
        bar = {"x_uncertainty": error, "color": color}
        page.points(ax, f"95 %, {label}", one.most * 1e9, 95, "R", **bar)
    if paths.heats:
        one, color = paths.in_wire, MATERIAL_COLORS[paths.material.name]
        page.line(ax, "with surface and defects", one.path * 1e9, one.share, "G", color=color)
    for name, claim in lattice_conductivity.PATHS.items():
        length, color = stated(claim).value * 1e9, MATERIAL_COLORS[name]
        page.points(ax, f"95 %, {formula(name)}, Lee 2017", length, 95, "S", color=color)
    page.legend(ax, "lower right", handles=_own_handles(ax, paths))


def _curves(paths):
    """Whose heat is drawn, with the width and dash of its curve."""
    yield from ((one, 0.8, "-") for one in paths.elsewhere())
    others = zip(paths.heats[1:], OTHER_DASHES, strict=False)
    yield from ((one, 0.8, dash) for one, dash in others)
    yield from ((one, 2.0, "-") for one in paths.heats[:1])


def _label(heat, paths):
    own = heat.material.name == paths.material.name
    return formula(heat.material.name) + (f", {heat.checkpoint}" if own else "")


def _own_handles(ax, paths):
    """Handles of all curves, and of the marks of the chosen crystal alone."""
    marks = [f"95 %, {formula(paths.material.name)}, Lee 2017 [S]"]
    marks += [f"95 %, {_label(one, paths)} [R]" for one in paths.heats[:1]]
    named = zip(*ax.get_legend_handles_labels(), strict=True)
    return [one for one, label in named if not label.startswith("95 %") or label in marks]


def bands(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the low bands (THz) along lines of high symmetry (nm⁻¹) with their crossings.

    A full mark is a crossing in which sound takes part.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    top = lattice_conductivity.LOW * 1e-12
    page.axis(ax, ("Wave vector", "nm-1"), FREQUENCY, xlabel="", ylim=(0, top))
    if not paths.heats:
        ax.axis("off")
        return
    heat, color = paths.heats[0], MATERIAL_COLORS[paths.material.name]
    place, level = heat.band_lines()
    page.line(ax, "bands", place * 1e-9, level * 1e-12, "R", color="grey", linewidth=0.5)
    crossed = paths.crossings
    for sound, face, name in ((False, "white", "crossing"), (True, color, "with sound")):
        at = crossed.sound == sound
        where = crossed.place[at] * 1e-9, crossed.frequency[at] * 1e-12
        page.points(ax, name, *where, "R", color=color, markerfacecolor=face, marker="o",
                    markersize=2.5, markeredgewidth=0.5)  # fmt: skip
    corners = [spot * 1e-9 for spot, _ in heat.bands.labels]
    names = [name for _, name in heat.bands.labels]
    ax.set(xticks=corners, xticklabels=names, xlim=(0, corners[-1]))
    _legend_above(page, ax, 3)


def speeds(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the group velocity (m/s) of every mode against its frequency, and the stated bound.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    page.axis(ax, FREQUENCY, ("Group velocity", "m s-1"))
    if not paths.heats:
        ax.axis("off")
        return
    heat, frequency = paths.heats[0], _frequencies(paths)
    color = MATERIAL_COLORS[paths.material.name]
    label = f"modes, {heat.checkpoint}"
    page.points(ax, label, frequency, heat.speeds.ravel(), "R", color=color, **DOTS)
    bound = stated("F3", "CsPbI3").value
    page.line(ax, "bound, Lee 2017", [0, np.nanmax(frequency)], [bound] * 2, "S")
    _legend_above(page, ax, 2)
    ax.set_xlim(0, 1.05 * np.nanmax(frequency))


def rates(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the scattering rates (ps⁻¹) of every mode by cause, and the line of one a radian.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    page.axis(ax, FREQUENCY, ("Scattering rate", "ps-1"), yscale="log", ylim=(1e-6, 1e2))
    if not paths.heats:
        ax.axis("off")
        return
    frequency, own = _frequencies(paths), MATERIAL_COLORS[paths.material.name]
    for cause, values in paths.rates.items():
        label, color = lattice_conductivity.MECHANISMS[cause], RATE_COLORS.get(cause, own)
        rate = values.ravel() * 1e-12
        page.points(ax, label, frequency, rate, paths.grade(cause), color=color, **DOTS)
    swing = np.linspace(0.02, np.nanmax(frequency), 60)
    page.line(ax, "one radian", swing, 2 * np.pi * swing, "G", color="grey", linestyle="-")
    _legend_above(page, ax, 3)
    ax.set_xlim(0, 1.05 * np.nanmax(frequency))


def _frequencies(paths):
    """Of every mode on the mesh, THz, shape (Q M,)."""
    return paths.heats[0].modes.frequencies.ravel() * 1e-12


def _legend_above(page, ax, columns):
    page.legend(
        ax, "lower right", bbox_to_anchor=(1.02, 0.99), ncols=columns, columnspacing=1,
        handlelength=1.2,
    )  # fmt: skip
