"""Crystals drawn on Matplotlib axes: atoms, bonds, shaded polyhedra, cell and directions.

An orthographic picture, as crystallographers draw it. All parts are sorted by depth and painted
from back to front as plain vector shapes, so that the picture is sharp at any size and the same
on every run. Lengths are in angstrom; one unit of the axes is one angstrom.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from ase import Atoms
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, FancyArrow, Polygon
from scipy.spatial import ConvexHull

from ultralow.crystal.connectivity import Bonds
from ultralow.crystal.fragment import CELL, Block
from ultralow.figures.rounding import drawn

# Radii are for legibility, in the order of size of the ions: caged cations, ligands, centres.
RADII = {"cage": 0.80, "ligand": 0.42, "centre": 0.30}
# Light comes from above the reader's left shoulder.
LIGHT = np.array([-0.35, 0.55, 0.76])
EDGE = "#333333"
FADED = 0.35
PLACES = 4  # decimals of a depth, by which parts are painted in order


class Sketch(NamedTuple):
    """What was drawn of the atoms: ``index`` (n,) into the crystal, ``symbol`` (n,), ``role`` (n,)
    cage, ligand or centre, ``position`` (n, 2) and ``depth`` (n,) in angstrom, the largest
    nearest to the reader.
    """

    index: np.ndarray
    symbol: np.ndarray
    role: np.ndarray
    position: np.ndarray
    depth: np.ndarray


class Look(NamedTuple):
    """How a crystal is drawn: ``colors`` by element, of ``polyhedra``, and their ``opacity``."""

    colors: dict
    polyhedra: str
    opacity: float = 0.72


def tilted(screen, right_deg: float = 0.0, up_deg: float = 0.0) -> np.ndarray:
    """A view turned about its own axes, so that what hides behind a row comes into sight.

    Parameters
    ----------
    screen : array_like, shape (3, 3)
        Right, up and towards the reader as rows of unit vectors.
    right_deg, up_deg : float
        Turns of the crystal about the upward and about the right axis, in degrees.

    Returns
    -------
    numpy.ndarray, shape (3, 3)
    """
    p, q = np.radians([right_deg, up_deg])
    about_up = [[np.cos(p), 0, np.sin(p)], [0, 1, 0], [-np.sin(p), 0, np.cos(p)]]
    about_right = [[1, 0, 0], [0, np.cos(q), -np.sin(q)], [0, np.sin(q), np.cos(q)]]
    return np.array(about_right) @ np.array(about_up) @ np.asarray(screen)


def crystal(
    ax, atoms: Atoms, found: Bonds, screen, look: Look, box=CELL, low=(0, 0, 0), high=(1, 1, 1)
) -> Sketch:
    """Draw a block of a crystal: the polyhedra centred in it, all their corners, caged cations.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Gets an equal aspect and no frame.
    atoms : ase.Atoms
    found : Bonds
        The framework; each centre with its ligands is a polyhedron.
    screen : array_like, shape (3, 3)
        Right, up and towards the reader as rows of unit vectors.
    look : Look
    box : array_like of int, shape (3, 3)
        Three lattice vectors that span the block, as rows; the cell itself if left out.
    low, high : array_like, shape (3,)
        From where to where, in multiples of the vectors of ``box``.

    Returns
    -------
    Sketch
        Every atom drawn, from back to front.
    """
    block = Block(atoms, found, box, low, high)
    screen = np.asarray(screen)
    parts = []
    parts += [part for corners in block.polyhedra() for part in _faces(corners, screen, look)]
    seen = drawn(block.places @ screen.T)
    span = (np.ptp(seen[:, 2]) if len(seen) else 0.0) or 1.0
    for place, symbol, role in zip(seen, block.symbols, block.roles, strict=True):
        fade = FADED * (seen[:, 2].max() - place[2]) / span
        color = _towards_white(look.colors[symbol], fade)
        parts += [(place[2] + 0.01, part) for part in _ball(place[:2], RADII[role], color)]
    parts.sort(key=lambda part: round(part[0], PLACES))
    for _, patch in parts:  # of one zorder: painted as they come
        ax.add_patch(patch)
    ax.set(aspect="equal", xticks=[], yticks=[], xlabel="", ylabel="")
    ax.spines[:].set_visible(False)
    ax.autoscale_view()
    order = np.argsort(seen[:, 2], kind="stable")
    columns = (block.index, block.symbols, block.roles, seen[:, :2], seen[:, 2])
    return Sketch(*(column[order] for column in columns))


def arrow(ax, start, step, label: str, color: str = EDGE, gap: float = 0.6):
    """An arrow with its label beyond its tip, in the units of the axes."""
    start, step = np.asarray(start, float), np.asarray(step, float)
    length = np.linalg.norm(step)
    size = 0.055 * max(np.diff(ax.get_xlim())[0], np.diff(ax.get_ylim())[0])
    ax.add_patch(
        FancyArrow(*start, *step, width=0.22 * size, head_width=size, head_length=1.2 * size,
                   length_includes_head=True, color=color, linewidth=0, zorder=5)
    )  # fmt: skip
    tip = start + step * (1 + gap / length)
    across = abs(step[0]) > abs(step[1])
    ax.text(*tip, label, color=color, zorder=5, va="center" if across else "bottom",
            ha=("left" if step[0] > 0 else "right") if across else "center")  # fmt: skip


def towards_reader(ax, centre, label: str, color: str = EDGE, radius: float = 0.8):
    """The sign of a direction that comes out of the page: a circle with a dot, and its label."""
    ax.add_patch(Circle(centre, radius, facecolor="white", edgecolor=color, linewidth=1.1))
    ax.add_patch(Circle(centre, 0.28 * radius, facecolor=color, linewidth=0))
    ax.text(centre[0] + 1.5 * radius, centre[1], label, color=color, va="center", ha="left")


def cell_outline(ax, atoms: Atoms, screen, origin=(0, 0, 0), color: str = EDGE):
    """The twelve edges of the unit cell, from a corner given in cell vectors."""
    for axis in range(3):
        for corner in product((0, 1), repeat=2):
            start = np.insert(np.array(corner, float), axis, 0.0) + origin
            ends = np.array([start, start + np.eye(3)[axis]]) @ atoms.cell[:] @ np.asarray(screen).T
            ax.plot(*ends[:, :2].T, color=color, linewidth=0.7, zorder=2.5)


def spots(ax, position, intensity, largest: float, faintest: float = 1e-4, color: str = EDGE):
    """Diffraction spots as discs whose area grows as the amplitude, the root of the intensity.

    As on a stretched grey scale, weak spots stay visible beside strong ones.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    position : array_like, shape (n, 2)
    intensity : array_like, shape (n,)
        1 for the strongest.
    largest : float
        Radius of the strongest, in the units of the axes.
    faintest : float
        Intensity below which a spot is not drawn.
    color : str
    """
    strong = np.asarray(intensity) >= faintest
    radii = largest * np.asarray(intensity)[strong] ** 0.25
    discs = [Circle(p, r) for p, r in zip(np.asarray(position)[strong], radii, strict=True)]
    ax.add_collection(PatchCollection(discs, facecolor=color, linewidth=0, zorder=3))


def _faces(corners, screen, look):
    """Triangles of a polyhedron as (depth, patch), darker where they turn from the light.

    A face that looks away from the reader goes before everything inside the polyhedron.
    """
    corners = drawn(corners)  # of four corners in a plane, rounding would choose the triangles
    seen = drawn(corners @ screen.T)
    hull = ConvexHull(corners)
    parts = []
    for triangle, plane in zip(hull.simplices, hull.equations, strict=True):
        normal = screen @ plane[:3]
        light = 0.62 + 0.38 * np.clip(normal @ LIGHT, -1, 1)
        color = np.clip(np.array(to_rgb(look.polyhedra)) * light + 0.18, 0, 1)
        face = Polygon(
            seen[triangle, :2], closed=True, facecolor=(*color, look.opacity),
            edgecolor=(*(0.55 * np.array(to_rgb(look.polyhedra))), 0.9), linewidth=0.35,
            joinstyle="round",
        )  # fmt: skip
        parts.append((seen[triangle, 2].mean(), face))
    return parts


def _ball(centre, radius, color):
    """A sphere as a disc with a rim, and a highlight where there is room for one."""
    disc = Circle(centre, radius, facecolor=color, edgecolor=EDGE, linewidth=0.35)
    if radius < 0.5:
        return [disc]
    shine = np.add(centre, radius * np.array([-0.28, 0.32]))
    return [disc, Circle(shine, 0.26 * radius, facecolor=_towards_white(color, 0.65), linewidth=0)]


def _towards_white(color, share: float) -> tuple:
    return tuple((1 - share) * np.array(to_rgb(color)) + share)
