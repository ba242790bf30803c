"""The panels of Figure 1: a crystal seen along a direction, its powder pattern, its zone pattern.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from ultralow.analysis import structures
from ultralow.crystal import diffraction, geometry
from ultralow.crystal.fragment import is_polyhedron
from ultralow.data.materials import Material, formula
from ultralow.figures import crystal_drawing, crystal_look
from ultralow.figures.page import Page
from ultralow.figures.rounding import drawn
from ultralow.figures.style import COLORS

PER_NM = 10.0  # 1/angstrom in 1/nm
LABELLED = 14
FAINTEST_LINE = 0.5
NARROW = 0.7
BACKING = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.6}


def structure(page: Page, ax, material: Material, along: bool, tilt: float = 0.0) -> None:
    """Draw a block of a crystal with its cell and the direction of its wire.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    material : Material
    along : bool
        True for the view along the wire, False for the view from its side, the wire upright.
    tilt : float
        Degrees by which the crystal is turned out of that view, so that rows behind show.
    """
    atoms, (axis, name) = material.atoms, structures.wire_axis(material)
    across = crystal_look.drawing_axes(material)[0] if along else structures.zone_axis(material)
    # Along the wire the axis of depth of the side view points down, so that b follows from a.
    screen = geometry.screen(atoms, *((axis, structures.zone_axis(material)) if along
                                        else (across, axis)))  # fmt: skip
    screen = crystal_drawing.tilted(screen, tilt, -0.6 * tilt)
    page.axis(ax, ("Across", "angstrom"), ("Up", "angstrom"))
    sketch = crystal_drawing.crystal(
        ax, atoms, structures.bonds(material), screen, crystal_look.crystal_look(material),
        **crystal_look.drawing_block(material),
    )  # fmt: skip
    crystal_drawing.cell_outline(ax, atoms, screen, crystal_look.cell_origin(material))
    _direction(ax, sketch, screen, axis @ atoms.cell[:], f"{name} {geometry.indices(axis)}")
    toward = axis if along else across
    slant = "" if along else structures.slant(material, toward)
    ax.set_title(f"seen along {geometry.indices(toward)}{slant}", fontsize=6.5, y=-0.05, va="top")
    for symbol in sorted(set(sketch.symbol)):
        mine = sketch.symbol == symbol
        page.points(
            ax, f"{symbol}, seen along {geometry.indices(toward)}", *sketch.position[mine].T,
            "L", marker="None", about=pd.DataFrame({"depth_angstrom": sketch.depth[mine]}),
        )  # fmt: skip


def elements(ax, material: Material, **settings) -> None:
    """A legend of the elements: polyhedra, ligands, and the ions in the cages."""
    look, found = crystal_look.crystal_look(material), structures.bonds(material)
    symbols = np.array(material.atoms.get_chemical_symbols())
    ligands = sorted(set(symbols[found.ligand]))
    faces = {"facecolor": look.polyhedra, "edgecolor": crystal_drawing.EDGE, "linewidth": 0.4}
    kinds = _kinds(symbols, found)
    handles = [Patch(**faces, label=", ".join(kinds))] if kinds else []
    framework = set(symbols[found.centre]) | set(ligands)
    for symbol in [*ligands, *sorted(set(symbols) - framework)]:
        ball = ax.plot([], [], "o", color=look.colors[symbol], markeredgecolor=crystal_drawing.EDGE,
                       markeredgewidth=0.4, label=symbol)  # fmt: skip
        handles += ball
    ax.legend(handles=handles, **settings)


def _kinds(symbols, found) -> list[str]:
    """The polyhedra that are drawn, as formulas: ``PbI₆``, or ``PbBr₂I₄`` with two ligands."""
    kinds = set()
    for centre in np.unique(found.centre):
        mine = found.centre == centre
        if is_polyhedron(found.vector[mine]):
            around = np.unique(symbols[found.ligand[mine]], return_counts=True)
            counted = "".join(f"{s}{n if n > 1 else ''}" for s, n in zip(*around, strict=True))
            kinds.add(formula(f"{symbols[centre]}{counted}"))
    return sorted(kinds)


def powder(page: Page, ax, material: Material, lines, two_theta, width: float, telling=()):
    """Draw a powder pattern, its lines as ticks, the strongest labelled.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    material : Material
        For its label and colour.
    lines : ultralow.crystal.diffraction.Lines
    two_theta : array_like
        Degrees.
    width : float
        Full width at half maximum of a peak in degrees.
    telling : array_like of int
        Lines to be marked, see :func:`ultralow.crystal.diffraction.distinguishing_lines`.
    """
    pattern = diffraction.powder_profile(two_theta, lines, width)
    pattern = drawn(100 * pattern / pattern.max())
    page.axis(
        ax, ("2θ", "deg"), ("Intensity", "%"), xlim=(two_theta[0], two_theta[-1]),
        ylim=(-9, 138), yticks=(0, 50, 100),
    )  # fmt: skip
    color = crystal_look.crystal_look(material).polyhedra
    page.line(ax, material.label, two_theta, pattern, "R", color="black", linewidth=0.8)
    ax.fill_between(two_theta, 0, pattern, color=color, alpha=0.6, linewidth=0)
    seen = np.flatnonzero(lines.intensity[:, 0] >= FAINTEST_LINE)
    page.points(
        ax, "lines", lines.two_theta[seen, 0], np.full(len(seen), -5.0), "R", marker="|",
        markersize=3, markeredgewidth=0.5, color="grey", about=_line_data(lines, seen),
        shown="Bragg lines",
    )  # fmt: skip
    near = np.abs(np.asarray(two_theta) - lines.two_theta[:, :1]) < width
    height = np.max(np.where(near, pattern, 0), axis=1)
    for n in _apart(lines, height):
        ax.text(lines.two_theta[n, 0], height[n] + (14 if n in telling else 6),
                "".join(map(str, lines.hkl[n])), rotation=90, ha="center", va="bottom",
                fontsize=5.5)  # fmt: skip
    if len(telling):
        telling = np.sort(telling)
        page.points(
            ax, "tells it from the other phase", lines.two_theta[telling, 0], height[telling] + 7,
            "R", marker="v", markersize=3, color="red", about=_line_data(lines, telling),
        )  # fmt: skip
    ax.legend(loc="upper right", ncols=3)


def zone(page: Page, ax, material: Material, spots, zone_axis, largest: float) -> None:
    """Draw a zone pattern with the direction of the wire upwards.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    material : Material
    spots : ultralow.crystal.diffraction.Spots
    zone_axis : array_like of int, shape (3,)
    largest : float
        Half the width of the panel in 1/angstrom.
    """
    edge = largest * PER_NM
    page.axis(
        ax, ("Across the beam", "nm-1"), ("Along the projected axis", "nm-1"), aspect="equal",
        xlim=(-edge, edge), ylim=(-edge, edge),
    )  # fmt: skip
    place = spots.position * PER_NM
    crystal_drawing.spots(ax, place, spots.intensity, 0.045 * edge)
    ax.plot(0, 0, "o", markersize=5, markerfacecolor="white", color="black", zorder=4)
    page.points(
        ax, f"zone {geometry.indices(zone_axis)}", *place.T, "R", marker="None",
        about=pd.DataFrame({"hkl": _names(spots.hkl), "intensity": spots.intensity}),
    )  # fmt: skip
    for n in _basis(spots):
        ax.annotate(_printed(spots.hkl[n]), place[n], (4, 2), textcoords="offset points",
                    fontsize=6, bbox=BACKING, zorder=6)  # fmt: skip
    axis, name = structures.wire_axis(material)
    crystal_drawing.arrow(ax, (0, 0), (0, 0.62 * edge), "", COLORS["red"])
    ax.text(0.06 * edge, 0.55 * edge, f"{name} {geometry.indices(axis)}", color=COLORS["red"],
            bbox=BACKING, zorder=6)  # fmt: skip
    slant = structures.slant(material, zone_axis)
    ax.set_title(f"zone {geometry.indices(zone_axis)}{slant}", fontsize=6.5)


def _direction(ax, sketch, screen, axis, label: str) -> None:
    """Mark the wire's direction at the left of the block: an arrow, or a dotted circle."""
    low, high = sketch.position.min(axis=0) - 1, sketch.position.max(axis=0) + 1
    step = (screen @ axis)[:2] / np.linalg.norm(axis)
    upright = np.linalg.norm(step) > 0.3
    ax.set(xlim=(low[0] - 4.5 * upright, high[0]), ylim=(low[1], high[1] + 3 * (not upright)))
    if not upright:
        crystal_drawing.towards_reader(ax, (low[0] + 1, high[1] + 1.2), label, COLORS["red"])
    else:
        start = np.array([low[0] - 1.5, low[1] + 1])
        crystal_drawing.arrow(ax, start, 12 * step, "", COLORS["red"])
        ax.text(start[0] - 0.7, start[1] + 6, label, color=COLORS["red"], rotation=90,
                ha="right", va="center")  # fmt: skip


def _apart(lines, height) -> list[int]:
    """The strongest lines that leave room for one another's labels."""
    kept: list[int] = []
    for n in np.argsort(-drawn(height), kind="stable"):
        free = all(abs(lines.two_theta[n, 0] - lines.two_theta[k, 0]) > NARROW for k in kept)
        strongest = np.abs(lines.two_theta[:, 0] - lines.two_theta[n, 0]) < 0.05
        if free and lines.intensity[n, 0] == lines.intensity[strongest, 0].max():
            kept.append(int(n))
        if len(kept) == LABELLED:
            break
    return kept


def _line_data(lines, chosen) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "hkl": _names(lines.hkl[chosen]),
            "multiplicity": lines.multiplicity[chosen],
            "relative_intensity_percent": lines.intensity[chosen, 0],
        }
    )


def _names(hkl) -> list[str]:
    return [" ".join(map(str, one)) for one in hkl]


def _printed(hkl) -> str:
    """Indices as they are printed, negative ones with a bar."""
    return "$" + "".join(rf"\bar{{{-i}}}" if i < 0 else str(i) for i in map(int, hkl)) + "$"


def _basis(spots) -> list[int]:
    """The two shortest spots that span the pattern, at the right, where the wire's arrow is not."""
    right = [n for n, (x, y) in enumerate(spots.position) if x > 1e-9 and y > -1e-9]
    bright = [n for n in right if spots.intensity[n] > 1e-3]
    first = bright[0]
    for n in bright[1:]:
        if abs(np.linalg.det(spots.position[[first, n]])) > 1e-9:
            return [first, n]
    return [first]
