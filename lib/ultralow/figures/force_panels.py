"""The panels of first principles as the referee: forces, their even part, elements, modes.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

import numpy as np
from scipy.constants import tera

from ultralow.analysis.force_referee import Referee
from ultralow.compute.acceptance import EVEN_FORCE_ERROR, FORCE_ERROR
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.figures.style import COLORS, MATERIAL_COLORS

FORCE = ("Force", "eV angstrom-1")
FORCES = {"whole": "Force", "odd": "Odd part of the force", "even": "Even part of the force"}
PERCENT = 100
DOTS = {"markersize": 2.2, "markeredgewidth": 0, "alpha": 0.6, "rasterized": True}


def layout(referee: Referee | None) -> dict:
    """How a `Page` is divided: four panels, or one for words where nothing is stored."""
    if referee is None:
        return {"height_mm": 30}
    return {"panels": [["forces", "order"], ["elements", "modes"]], "height_mm": 150}


def draw(page: Page, referee: Referee | None, order: str) -> None:
    """Draw all panels of a page with this :func:`layout`; ``order`` is ``"odd"`` or ``"even"``."""
    if referee is None:
        page.axis(page.axes[0], FORCE, FORCE)
        page.say_instead(page.axes[0], "no forces from first principles are stored")
        return
    whole, part, by_element, by_mode = page.axes
    forces(page, whole, referee, "whole")
    forces(page, part, referee, order)
    elements(page, by_element, referee, order)
    modes(page, by_mode, referee)
    page.letters()


def looks(referee: Referee) -> dict[str, dict]:
    """By potential, how it is drawn: the nearest in the colour of the crystal, the others grey."""
    colors = [MATERIAL_COLORS[referee.material], *[COLORS["grey"]] * len(referee.potentials)]
    return {
        name: {"color": color, "marker": style.marker(name)}
        for name, color in zip(referee.potentials, colors, strict=False)
    }


def forces(page: Page, ax, referee: Referee, part: str) -> None:
    """Draw the forces of each potential against those of first principles, in eV/Å.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    referee : Referee
    part : {"whole", "odd", "even"}
        All of the forces, or what is odd or even in the displacement.
    """
    name, unit = FORCES[part], "eV angstrom-1"
    page.axis(ax, (f"{name}, first principles", unit), (f"{name}, potential", unit))
    for potential, look in reversed(looks(referee).items()):
        reference, found = map(np.ravel, referee.forces(potential, part))
        slope, error = referee.agreement(potential, part).slope
        order = np.argsort(reference, kind="stable")
        page.points(ax, potential, reference[order], found[order], "R", **look | DOTS,
                    shown=f"{potential}, slope {slope:.3f} ± {error:.3f}")  # fmt: skip
    ax.axline((0, 0), slope=1, color="black", linewidth=0.7, zorder=5)
    page.remark("Black line: as first principles have it.")
    ax.set_aspect("equal", adjustable="datalim")
    page.legend(ax, loc="upper left", markerscale=1.6)


def elements(page: Page, ax, referee: Referee, order: str) -> None:
    """Draw what each potential misses of the forces, element by element, in per cent.

    Filled: of all of the forces; open: of their odd or even part.
    """
    names = [*referee.by_element(referee.potentials[0]), "all atoms"]
    page.axis(ax, ("Atoms", "1"), ("Missed of the forces", "%"), xlabel="")
    page.categories(ax, names, "x")
    shifts = np.linspace(-0.2, 0.2, 2 * len(referee.potentials))
    kinds = (("whole", "", {}), (order, f", {order} part", {"markerfacecolor": "white"}))
    for index, (potential, look) in enumerate(looks(referee).items()):
        for step, (part, told, face) in enumerate(kinds):
            each = referee.by_element(potential, part)
            missed = [one.missed for one in (*each.values(), referee.agreement(potential, part))]
            value, error = PERCENT * np.array(missed).T
            page.points(ax, potential + told, names, value, "R", uncertainty=error,
                        shift=shifts[2 * index + step], markersize=4, **look | face)  # fmt: skip
    for limit, dash in ((FORCE_ERROR, "-"), (EVEN_FORCE_ERROR, ":")):
        ax.axhline(PERCENT * limit, color="black", linewidth=0.7, linestyle=dash, zorder=0)
    page.remark("Limits for all atoms: solid for the whole force, dotted for its even part.")
    ax.set_ylim(0, 1.1 * PERCENT * EVEN_FORCE_ERROR)
    page.legend_above(ax, columns=2, handlelength=1, handletextpad=0.4, columnspacing=0.8)


def modes(page: Page, ax, referee: Referee) -> None:
    """Draw frequencies of a potential over those of first principles, against the latter (THz)."""
    found = referee.modes()
    ratio = ("Frequency, potential to first principles", "1")
    page.axis(ax, ("Frequency, first principles", "THz"), ratio)
    if found is None:
        ax.text(0.5, 0.5, "no phonons", ha="center", transform=ax.transAxes)
        return
    order = np.argsort(found.frequencies, kind="stable")
    for potential, look in reversed(looks(referee).items()):
        ratio, error = (values[potential][order] for values in (found.ratios, found.errors))
        known = np.isfinite(ratio)
        page.points(ax, potential, found.frequencies[order][known] / tera, ratio[known], "R",
                    uncertainty=error[known], markersize=3, **look)  # fmt: skip
    ax.axhline(1, color="black", linewidth=0.7, zorder=0)
    page.legend_above(ax, columns=2)
