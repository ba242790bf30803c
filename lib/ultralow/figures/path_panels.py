"""The panels of the mean free paths: heat by path, crossings of bands, speeds, scattering rates.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
Where no phonons are stored, the stated lengths are drawn alone and the other axes are switched off.
"""

import numpy as np

from ultralow.analysis import lattice_conductivity
from ultralow.analysis.phonon_paths import PhononPaths
from ultralow.data.materials import formula
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.figures.style import CAUSE_COLORS, MATERIAL_COLORS
from ultralow.heat.accumulation import Accumulation
from ultralow.paper.stated import stated

FREQUENCY = ("Frequency", "THz")
SAID = {"crossing": "two bands cross", "with sound": "one of them is sound"}
LOWEST = 107  # the lane of any other crystal
OVERDAMPED = "above: decays within one radian (1/2π) of its swing [G]"
DOT_KEY = {"handletextpad": 0.2, "handlelength": 1.3}
DOTS = {"marker": ".", "markersize": 2, "rasterized": True}
# Where the 95 % marks of each crystal are drawn, above the curves, so that none hides another.
LANES = dict(zip(lattice_conductivity.PATHS, (129, 120, 111), strict=True))
SPLIT, TOP = 104, 136  # between curves and lanes, and the end of both, in per cent
# Below the name of a lane, for the error of a length may reach over the whole axis.
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def accumulation(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the heat carried by shorter mean free paths (%, nm), with the 95 % lengths.

    Other crystals first, then other checkpoints, then the chosen result, by itself and in the
    wire; last the stated lengths. Marks of 95 % stand above the curves, a lane a crystal; the
    legend names the curves of the chosen crystal.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    page.axis(
        ax, ("Mean free path", "nm"), ("Heat carried by shorter paths", "percent"), xscale="log",
        xlim=(0.1, 1000), ylim=(0, TOP), yticks=range(0, 101, 20),
        ylabel="Heat carried by shorter paths (%)",
    )  # fmt: skip
    own = paths.material.name
    names = [heat.checkpoint for heat in paths.heats]
    alike = style.shared_entries(names[0], names[1:]) if names else {}
    for heat, width, dash in _curves(paths):
        one, label, name = paths.along(heat), _label(heat, paths), heat.material.name
        color, look = MATERIAL_COLORS[name], {"linewidth": width, "linestyle": dash}
        drawn = heat in paths.heats[:1]
        said = "computed" if drawn else alike.get(heat.checkpoint, heat.checkpoint)
        said, told = said if name == own else "", "95 %, computed" if drawn else ""
        page.line(ax, label, one.path * 1e9, one.share, "R", color=color, shown=said, **look)
        mark = {"marker": style.marker(heat.result.potential)}
        error = one.error * 1e9 if np.isfinite(one.error) else None
        page.points(ax, f"95 %, {label}", one.most * 1e9, 95, "R", x_uncertainty=error,
                    color=color, lane=LANES.get(name, LOWEST), markersize=3, shown=told,
                    **mark)  # fmt: skip
    if paths.heats:
        one, color = paths.in_wire, MATERIAL_COLORS[own]
        page.computed_with(names[0])
        page.line(ax, "with surface and defects", one.path * 1e9, one.share, "G", color=color)
    _stated_lengths(page, ax, own)
    page.legend_above(ax, 2)


def to_the_edge(accumulated: Accumulation, edge_nm: float) -> tuple[np.ndarray, np.ndarray]:
    """An accumulation that goes on level to the right edge of its axes.

    Parameters
    ----------
    accumulated : Accumulation
    edge_nm : float
        Where the axes end; a curve with longer paths goes on to its own end.

    Returns
    -------
    tuple of numpy.ndarray
        Paths in nm, and what is carried along shorter ones, W m⁻¹ K⁻¹.
    """
    path, carried = accumulated
    last = max(edge_nm, path[-1] * 1e9)
    return np.append(path * 1e9, last), np.append(carried, carried[-1])


def _stated_lengths(page, ax, own):
    """Draw the stated 95 % lengths, each in the lane of its crystal, which is named."""
    ax.axhline(SPLIT, color="black", linewidth=0.6)
    told = own if own in LANES else next(iter(LANES))
    for name, claim in lattice_conductivity.PATHS.items():
        length, color = stated(claim).value * 1e9, MATERIAL_COLORS[name]
        page.points(ax, f"95 %, {formula(name)}, Lee 2017", length, 95, "S", color=color,
                    lane=LANES[name], markersize=3,
                    shown="95 %, Lee 2017" if name == told else "")  # fmt: skip
        page.say(ax, 0.12, LANES[name], f"95 %, {formula(name)}", bbox=GROUND)


def _curves(paths):
    """Whose heat is drawn, with the width and dash of its curve."""
    yield from ((one, 0.8, "-") for one in paths.elsewhere())
    first, *names = [heat.checkpoint for heat in paths.heats] or [""]
    dashes = style.other_dashes(names, style.shared_entries(first, names))
    yield from ((one, 0.8, dash) for one, dash in zip(paths.heats[1:], dashes, strict=True))
    yield from ((one, 2.0, "-") for one in paths.heats[:1])


def _label(heat, paths):
    own = heat.material.name == paths.material.name
    return formula(heat.material.name) + (f", {heat.checkpoint}" if own else "")


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
                    markersize=2.5, markeredgewidth=0.5, shown=SAID[name])  # fmt: skip
    corners = [spot * 1e-9 for spot, _ in heat.bands.labels]
    names = [name for _, name in heat.bands.labels]
    ax.set(xticks=corners, xticklabels=names, xlim=(0, corners[-1]))
    page.legend_above(ax, 3, **DOT_KEY)


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
    speed = heat.speeds.ravel()
    page.points(ax, label, frequency, speed, "R", color=color, shown="modes", **DOTS)
    bound, last = stated("F3", "CsPbI3").value, 1.05 * np.nanmax(frequency)
    page.line(ax, "bound, Lee 2017", [0, np.nanmax(frequency)], [bound] * 2, "S",
              shown="upper bound, Lee 2017")  # fmt: skip
    page.legend_above(ax, 2, **DOT_KEY)
    highest = 1.22 * max(bound, np.nanmax(speed))
    ax.set(xlim=(0, last), ylim=(-0.02 * highest, highest))
    page.say(ax, last / 2, 0.91 * highest, _against(bound, speed), ha="center")


def _against(bound, speed) -> str:
    """What the modes of a mesh say of the bound on their speeds, m/s."""
    faster, every = np.sum(speed > bound), np.sum(np.isfinite(speed))
    if not faster:
        return f"no mode of {every} is faster than {bound:,.0f} m/s"
    return (
        f"disagrees with the bound of {bound:,.0f} m/s:\n"
        f"{faster} of {every} modes are faster, up to {np.nanmax(speed):,.0f} m/s"
    )


def rates(page: Page, ax, paths: PhononPaths) -> None:
    """Draw the scattering rates (ps⁻¹) of every mode by cause, and the line of one a radian.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    paths : PhononPaths
    """
    page.axis(ax, FREQUENCY, ("Scattering rate", "ps-1"), yscale="log", ylim=(1e-6, 1e3))
    if not paths.heats:
        ax.axis("off")
        return
    frequency, own = _frequencies(paths), MATERIAL_COLORS[paths.material.name]
    for cause, values in paths.rates.items():
        label, color = lattice_conductivity.MECHANISMS[cause], CAUSE_COLORS.get(cause, own)
        rate = values.ravel() * 1e-12
        page.points(ax, label, frequency, rate, paths.grade(cause), color=color, **DOTS)
    swing = np.linspace(0.02, np.nanmax(frequency), 60)
    page.line(ax, "one radian", swing, 2 * np.pi * swing, "G", linestyle="-", linewidth=0.7,
              shown="")  # fmt: skip
    page.say(ax, swing[-1], 3 * 2 * np.pi * swing[-1], OVERDAMPED, ha="right")
    page.legend_above(ax, 4, **DOT_KEY)
    ax.set_xlim(0, 1.05 * np.nanmax(frequency))


def _frequencies(paths):
    """Of every mode on the mesh, THz, shape (Q M,)."""
    return paths.heats[0].modes.frequencies.ravel() * 1e-12
