"""The panels of the minimum thermal conductivity: branches, all phonons, and other estimates.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws;
what a crystal lacks, such as phonons or a measured wire, is left out.
"""

import numpy as np

from ultralow.analysis.minimum_estimates import UnifiedMinimum
from ultralow.analysis.sound_velocities import Sound
from ultralow.data.materials import Material
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.figures.style import MATERIAL_COLORS, graded
from ultralow.paper import wires
from ultralow.paper.wires import KnownValue

TEMPERATURE = ("Temperature", "K")
CONDUCTIVITY = ("Thermal conductivity", "W m-1 K-1")
TOP = 0.52  # W m⁻¹ K⁻¹, of all panels: what was measured is just below it
# Of each branch: label, dash, opacity of its share.
BRANCHES = (
    ("first transverse branch", ":", 0.45),
    ("both transverse branches", "--", 0.28),
    ("amorphous limit, Cahill", "-", 0.12),
)
# Of the chosen potential and the next ones: dash of the whole, and of its particles.
DASHES = ("-", ":"), ((0, (6, 2)), (0, (1, 3)))  # of the chosen result, and of the others
# Estimates, with what stands on the axis.
ESTIMATES = {
    "Cahill": "Cahill",
    "Clarke": "Clarke",
    "diffuson": "diffusons",
    "particles": "all phonons,\nas particles",
    "unified": "all phonons,\nunified",
}


def branches(page: Page, ax, temperature, sums, sound: Sound, limit: float, material: Material):
    """Draw the amorphous limit branch upon branch, its classical value, and the measured wire.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    temperature : numpy.ndarray, shape (T,)
        K.
    sums : array_like, shape (3, T)
        W m⁻¹ K⁻¹; of `ultralow.analysis.minimum_estimates.branch_sums`.
    sound : Sound
        Whose velocities they have.
    limit : float
        W m⁻¹ K⁻¹ at high temperature.
    material : Material
    """
    color = MATERIAL_COLORS[material.name]
    page.axis(ax, TEMPERATURE, CONDUCTIVITY, xlim=(0, temperature[-1]), ylim=(0, TOP))
    edges = [0 * sums[0], *sums[:-1]]
    for edge, upper, (label, dash, share) in zip(edges, sums, BRANCHES, strict=True):
        page.line(ax, label, temperature, upper, sound.grade, color=color, linestyle=dash)
        ax.fill_between(temperature, edge, upper, color=color, alpha=share, linewidth=0)
    page.line(
        ax, "its classical value", temperature, np.full(len(temperature), limit), sound.grade,
        color="grey", linestyle=(0, (1, 2)), shown="the same at high temperature",
    )  # fmt: skip
    _measured(page, ax, material)
    page.legend_above(ax)


def unified(page: Page, ax, temperature, found: list[UnifiedMinimum], limit, sound: Sound,
            material: Material) -> None:  # fmt: skip
    """Draw the measured wire, the minimum of all phonons, its particles, and the amorphous limit.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    temperature : numpy.ndarray, shape (T,)
        K.
    found : list of UnifiedMinimum
        The chosen one first; its parts are shaded. Those of its kind are drawn, be it at rest or
        at a temperature; the others stand among the estimates.
    limit : array_like, shape (T,)
        Cahill's, W m⁻¹ K⁻¹.
    sound : Sound
        Whose velocities that has.
    material : Material
    """
    color = MATERIAL_COLORS[material.name]
    page.axis(ax, TEMPERATURE, CONDUCTIVITY, xlim=(0, temperature[-1]), ylim=(0, TOP))
    _measured(page, ax, material)
    alike = [one for one in found if one.heat.ensemble_K == found[0].heat.ensemble_K]
    dashes = [DASHES[min(place, 1)] for place in range(len(alike))]
    for one, said, (whole, part) in list(zip(alike, _said(alike), dashes, strict=True))[::-1]:
        name = one.heat.checkpoint
        page.line(ax, f"unified, {name}", temperature, one.total, "R", color=color,
                  linestyle=whole, shown=said.format("all phonons"))  # fmt: skip
        page.line(ax, f"particles, {name}", temperature, one.particles, "R", color=color,
                  linestyle=part, shown=said.format("as particles"))  # fmt: skip
    others = [one.heat.checkpoint for one in alike[1:]]
    if found:
        page.computed_with(found[0].heat.checkpoint, "All phonons")
    if others:
        page.remark(f"Others: {', '.join(map(style.words, others))}.")
    page.line(ax, "amorphous limit, Cahill", temperature, limit, sound.grade, linestyle="-.")
    for one in found[:1]:
        shade = {"color": color, "linewidth": 0}
        ax.fill_between(temperature, one.particles, one.total, alpha=0.12, **shade)
        ax.fill_between(temperature, one.particles, alpha=0.35, **shade)
    page.legend_above(ax)


def _said(alike):
    """What a legend says of a curve of each minimum: all but the first share an entry."""
    return ["{}", "{}, others", *[""] * len(alike)][: len(alike)]


def estimates(page: Page, ax, found: dict, sounds: list[Sound], material: Material) -> None:
    """Draw five estimates of the minimum at high temperature by source, and the measured wire.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    found : dict
        W m⁻¹ K⁻¹, of `ultralow.analysis.minimum_estimates.at_high_temperature`.
    sounds : list of Sound
        Whose grades their estimates have; all others are recomputed.
    material : Material
    """
    color, rest = MATERIAL_COLORS[material.name], {"ylabel": "", "xlim": (0, TOP)}
    page.axis(ax, CONDUCTIVITY, ("Estimate at high temperature", ""), **rest)
    page.categories(ax, ESTIMATES)
    ax.set_yticks(range(len(ESTIMATES)), list(ESTIMATES.values()))
    known, grades = wires.stated_lattice(material.name), {one.source: one.grade for one in sounds}
    if known:
        low, high = (known.value + sign * known.uncertainty for sign in (-1, 1))
        label = graded("measured, Lee 2017", "S")
        ax.axvspan(low, high, color=color, alpha=0.25, linewidth=0, label=label)
    for source, values in found.items():
        plain = source.removesuffix("-300K")
        page.points(
            ax, source, list(values.values()), list(values), grades.get(source, "R"),
            color=color, marker=style.marker(plain), shift=0.18 * style.place(plain),
            markerfacecolor=color if source == plain else "white",
            shown="" if source != plain and plain in found else None,
        )  # fmt: skip
        if source != plain:
            page.remark("Hollow marks: atoms that move as at 300 K.")
    page.legend_above(ax, handletextpad=0.4)


def least_possible(page: Page, ax, temperature, yours, theirs, crystal: tuple[Material, Sound],
                   measured: KnownValue) -> None:  # fmt: skip
    """Draw the amorphous limit of a reader's own sound, that of a crystal, and the measured wire.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    temperature : array_like, shape (T,)
        K.
    yours, theirs : array_like, shape (T,)
        W m⁻¹ K⁻¹.
    crystal : tuple of Material and Sound
    measured : KnownValue
    """
    top = max(0.65, 1.2 * measured.value)
    page.axis(ax, TEMPERATURE, CONDUCTIVITY, xlim=(0, 400), ylim=(0, top))
    page.line(ax, "least possible, your sound", temperature, yours, "G", color="black")
    material, sound = crystal
    color = MATERIAL_COLORS[material.name]
    label, shown = (f"the same, sound of {name}" for name in (material.name, material.label))
    page.line(ax, label, temperature, theirs, sound.grade, color=color, linestyle="--", shown=shown)
    source = "measured, Lee 2017" if measured.grade == "S" else measured.source
    page.points(
        ax, source, measured.temperature, measured.value, measured.grade,
        uncertainty=measured.uncertainty, color=color,
    )  # fmt: skip
    page.legend(ax, loc="upper left")


def _measured(page, ax, material) -> None:
    """The stated lattice conductivity, where one was measured."""
    known = wires.stated_lattice(material.name)
    if known:
        page.points(
            ax, "measured, Lee 2017", known.temperature, known.value, "S",
            uncertainty=known.uncertainty, color=MATERIAL_COLORS[material.name],
        )  # fmt: skip
