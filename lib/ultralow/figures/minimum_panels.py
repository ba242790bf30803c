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
from ultralow.figures.style import COLORS, SOURCE_COLORS
from ultralow.paper import wires
from ultralow.paper.wires import KnownValue

TEMPERATURE = ("Temperature", "K")
CONDUCTIVITY = ("Thermal conductivity", "W m-1 K-1")
BRANCHES = (
    ("first transverse branch", "sky"),
    ("both transverse branches", "blue"),
    ("amorphous limit, Cahill", "black"),
)
EFFECTIVE = "green"  # colour of force constants that hold at one temperature
ESTIMATES = ("Cahill", "Clarke", "diffuson", "particles", "unified")


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
    page.axis(ax, TEMPERATURE, CONDUCTIVITY, xlim=(0, temperature[-1]), ylim=(0, 1))
    for edge, upper, (label, color) in zip([0 * sums[0], *sums[:-1]], sums, BRANCHES, strict=True):
        page.line(ax, label, temperature, upper, sound.grade, color=color)
        ax.fill_between(temperature, edge, upper, color=COLORS[color], alpha=0.15, linewidth=0)
    page.line(
        ax, "its classical value", temperature, np.full(len(temperature), limit), sound.grade,
        color="grey", linestyle=":",
    )  # fmt: skip
    _measured(page, ax, material)
    page.legend(ax, loc="upper left")


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
        The chosen one first; its parts are shaded.
    limit : array_like, shape (T,)
        Cahill's, W m⁻¹ K⁻¹.
    sound : Sound
        Whose velocities that has.
    material : Material
    """
    page.axis(ax, TEMPERATURE, CONDUCTIVITY, xlim=(0, temperature[-1]), ylim=(0, 1))
    _measured(page, ax, material)
    for one in found[::-1]:
        name, color = one.heat.checkpoint, _color(one)
        page.line(ax, f"unified, {name}", temperature, one.total, "R", color=color)
        page.line(ax, f"particles, {name}", temperature, one.particles, "R", color=color,
                  linestyle=":")  # fmt: skip
    page.line(ax, "amorphous limit, Cahill", temperature, limit, sound.grade, color="black")
    for one in found[:1]:
        shade = {"color": _color(one), "linewidth": 0}
        ax.fill_between(temperature, one.particles, one.total, alpha=0.15, **shade)
        ax.fill_between(temperature, one.particles, alpha=0.35, **shade)
    page.legend(ax, loc="upper left")


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
    page.axis(ax, CONDUCTIVITY, ("Estimate at high temperature", ""), xlim=(0, 1.25))
    page.categories(ax, ESTIMATES)
    grades = {one.source: one.grade for one in sounds}
    for source, values in found.items():
        place = style.place(source.removesuffix("-300K"))
        page.points(
            ax, source, list(values.values()), list(values), grades.get(source, "R"),
            color=SOURCE_COLORS.get(source, EFFECTIVE), shift=0.15 * place,
        )  # fmt: skip
    known, red = wires.stated_lattice(material.name), COLORS["red"]
    if known:
        low, high = (known.value + sign * known.uncertainty for sign in (-1, 1))
        ax.axvspan(low, high, color=red, alpha=0.2, linewidth=0)
        ax.text(known.value, 4.45, "measured", ha="center", color=red)
    page.legend(ax, loc="upper right", handletextpad=0, handlelength=1.4)


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
    page.line(ax, "least possible, your sound", temperature, yours, "G", color="blue")
    material, sound = crystal
    label = f"the same, sound of {material.name}"
    page.line(ax, label, temperature, theirs, sound.grade, color="grey")
    source = "measured, Lee 2017" if measured.grade == "S" else measured.source
    page.points(
        ax, source, measured.temperature, measured.value, measured.grade,
        uncertainty=measured.uncertainty, color="red",
    )  # fmt: skip
    page.legend(ax, loc="upper left")


def _measured(page, ax, material) -> None:
    """The stated lattice conductivity, where one was measured."""
    known = wires.stated_lattice(material.name)
    if known:
        page.points(
            ax, "measured, Lee 2017", known.temperature, known.value, "S",
            uncertainty=known.uncertainty, color="red",
        )  # fmt: skip


def _color(one: UnifiedMinimum) -> str:
    name = one.heat.checkpoint
    return EFFECTIVE if one.heat.effective else SOURCE_COLORS.get(name, "black")
