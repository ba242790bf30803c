"""The panels of the rattling figure: bonds by length, soft modes as arrows, shares by frequency.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from scipy.constants import tera
from scipy.spatial.distance import cdist

from ultralow.analysis import soft_mode_tables as tables
from ultralow.analysis import soft_modes, structures
from ultralow.analysis.soft_modes import DIMENSIONALITIES, SoftModes
from ultralow.crystal import geometry
from ultralow.crystal.fragment import Block
from ultralow.data.materials import Material
from ultralow.figures import crystal_drawing, crystal_look
from ultralow.figures.page import Page
from ultralow.figures.rounding import drawn
from ultralow.figures.style import COLORS, MOTION_COLORS, REACH_COLORS
from ultralow.phonons import bond_stiffness, harmonic, mode_character, mode_shares
from ultralow.phonons.density_of_states import density_of_states

# Even in lightness, and told apart with every common kind of colour blindness.
MAP = "viridis"
ARROW = 2.6  # angstrom, of the atom that moves most
# More than half, by a margin that symmetry and rounding do not bridge.
MUCH = 0.501
PLACES = 5  # decimals of what is compared or ordered
BALLS = {"cage": 0.5, "ligand": 0.26, "centre": 0.22}


def layout(study: SoftModes | None) -> dict:
    """How a `Page` is divided: nine panels, or two of bonds where there are no modes.

    Returns
    -------
    dict
        ``panels``, ``height_mm`` and more of a :class:`ultralow.figures.page.Page`.
    """
    if study is None:
        return {"panels": [["map", "lengths"]], "height_mm": 70}
    rows = [["map", "lengths", "states"], ["0D", "1D", "2D"], ["reaches", "carriers", "rates"]]
    return {"panels": rows, "height_mm": 165, "height_ratios": [1.1, 1.25, 1]}


def bond_map(page: Page, ax, material: Material, longest: float, grade: str) -> None:
    """Draw a block, chains seen from their end: bonds and contacts of caged ions by length.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    material : Material
    longest : float
        Angstrom.
    grade : str
        Of the places of the atoms.
    """
    block = Block(
        material.atoms, structures.bonds(material), **crystal_look.drawing_block(material)
    )
    towards, screen = _views(material)[int(structures.dimension(material) == 3)]
    seen = drawn(block.places @ screen.T)
    rows = _sticks(block, longest)
    length = drawn(np.linalg.norm(np.subtract(*block.places[rows.T]), axis=1))
    norm = Normalize(length.min(), longest)
    colors = ScalarMappable(norm, MAP)
    depth = seen[:, 2]
    page.axis(ax, ("Across", "angstrom"), ("Up", "angstrom"))
    for n in np.argsort(depth[rows].mean(axis=1).round(PLACES), kind="stable"):
        ends = seen[rows[n]]
        shown = 2 + _rank(depth, ends[:, 2].mean())
        ax.plot(*ends[:, :2].T, color=colors.to_rgba(length[n]), linewidth=1.3, zorder=shown,
                solid_capstyle="round")  # fmt: skip
    _balls(ax, block, seen, crystal_look.crystal_look(material).colors)
    crystal_drawing.cell_outline(ax, material.atoms, screen, crystal_look.cell_origin(material))
    ax.set(aspect="equal", xticks=[], yticks=[], xlabel="", ylabel="")
    ax.spines[:].set_visible(False)
    ax.set_title(f"along {geometry.indices(towards)}", fontsize=6.5)
    bar = page.figure.colorbar(colors, ax=ax, shrink=0.6, pad=0.01, aspect=18)
    bar.set_label("Length (Å)")
    middle = seen[rows].mean(axis=1).round(PLACES)
    page.points(ax, "bonds and contacts", *middle[:, :2].T, grade, marker="None",
                about=pd.DataFrame({"length_angstrom": length}))  # fmt: skip


def lengths(page: Page, ax, material: Material, longest: float, grade: str) -> None:
    """Draw how many contacts of each kind have which length, per atom that they surround."""
    found = tables.contacts(material, longest)
    shades = dict(zip(found, cycle(("black", "purple", "sky"))))
    page.axis(ax, ("Length", "angstrom"), ("Number in the cell", "1"), xlabel="Length (Å)")
    for kind, values in found.items():
        length, count = bond_stiffness.multiplicities(values)
        ax.vlines(length, 0, count, color=COLORS[shades[kind]], linewidth=1.0)
        spread = f"{kind}, {100 * bond_stiffness.inhomogeneity(values):.1f} %"
        page.points(ax, spread, length, count, grade, color=shades[kind], markersize=3,
                    shown=spread.replace(", ", ", vary by "))  # fmt: skip
    ax.set_ylim(0, 1.5 * ax.get_ylim()[1])
    page.legend(ax, loc="upper left")


def states(page: Page, ax, study: SoftModes) -> None:
    """Draw the density of states, element by element."""
    found, size = study.modes, len(study.atoms)
    at = np.linspace(0, found.frequencies.max() + 3 * soft_modes.WIDTH, 300)
    atoms = mode_shares.atom_shares(found.eigenvectors)
    density = density_of_states(at, found, soft_modes.WIDTH, atoms) * tera
    symbols = np.array(study.atoms.get_chemical_symbols())
    look = crystal_look.crystal_look(study.crystal)
    page.axis(ax, ("Frequency", "THz"), ("States per cell", "THz-1"), xlim=(0, at[-1] / tera))
    page.line(ax, f"{size} atoms", at / tera, density.sum(axis=1), "R", linewidth=0.8,
              shown=f"all {size} atoms")  # fmt: skip
    page.remark(f"Grey ground: the soft modes, up to {study.highest / tera:g} THz.")
    for symbol in sorted(set(symbols)):
        share = density[:, symbols == symbol].sum(axis=1)
        page.line(ax, symbol, at / tera, share, "R", color=look.colors[symbol])
    ax.axvspan(0, study.highest / tera, color="#EEEEEE", linewidth=0, zorder=0)
    ax.set_ylim(0, 1.25 * density.sum(axis=1).max())
    page.legend(ax, loc="upper right", ncols=2, handlelength=1.2, columnspacing=1)


def pattern(page: Page, ax, study: SoftModes, dimension: int) -> None:
    """Draw the softest mode of a kind, all cells moving alike: arrows on a faint crystal.

    Atoms in step with their neighbours have arrows of the colour of how far their group reaches.
    """
    page.axis(ax, ("Across", "angstrom"), ("Up", "angstrom"), xlabel="", ylabel="")
    ax.set(xticks=[], yticks=[])
    mode, name = softest(study, dimension), DIMENSIONALITIES[dimension]
    if mode is None:
        ax.text(0.5, 0.5, f"no {name} mode", ha="center", transform=ax.transAxes)
        return
    moved, crystal = displacements(study, mode), study.crystal
    towards, screen = best_view(crystal, moved)
    look = crystal_look.crystal_look(crystal)._replace(opacity=0.10)
    block = crystal_look.drawing_block(crystal)
    sketch = crystal_drawing.crystal(ax, study.atoms, study.bonds, screen, look, **block)
    step = drawn(moved[sketch.index] @ screen.T[:, :2], scale=ARROW)
    _arrows(ax, sketch.position, step, _reach_of_atoms(study, mode)[sketch.index])
    frequency = study.central.frequencies[0, mode] / tera
    told = f"{name}: {frequency:.2f} THz, {_leading(study, mode)}"
    ax.set_title(f"{told}\nalong {geometry.indices(towards)}", fontsize=6.5)
    page.points(
        ax, f"softest {name} mode", *sketch.position.T, "R", marker="None",
        about=pd.DataFrame({"across": step[:, 0], "up": step[:, 1]}),
    )  # fmt: skip


def best_view(material: Material, moved: np.ndarray) -> tuple:
    """Of two views, along the wire and from its side, the one in which more of a motion is seen.

    Parameters
    ----------
    material : Material
    moved : numpy.ndarray, shape (n, 3)
        Displacements.

    Returns
    -------
    towards : numpy.ndarray of int, shape (3,)
        The lattice direction towards the reader.
    screen : numpy.ndarray, shape (3, 3)
        Right, up and towards the reader as rows of unit vectors.
    """
    return min(_views(material), key=lambda view: np.round(np.sum((moved @ view[1][2]) ** 2), 3))


def softest(study: SoftModes, dimension: int) -> int | None:
    """The softest optical mode of a kind in which all cells move alike, if there is one."""
    found = study.central
    every = ~harmonic.has_no_frequency(found.frequencies)
    every &= study.acoustic_share(found) < 0.5
    kind = mode_character.dominant_dimensionality(study.rigid_group_shares(found, chosen=every))[0]
    modes = np.flatnonzero(kind == dimension)
    return int(modes[0]) if len(modes) else None


def _arrows(ax, place, step, reach):
    """Displacements, coloured by how far the group of each atom reaches, with room around."""
    ax.quiver(
        *place.T, *step.T, angles="xy", scale_units="xy", scale=1, width=0.012, headwidth=3.4,
        color=[REACH_COLORS[d] for d in reach], zorder=6,
    )  # fmt: skip
    low, high = place.min(axis=0) - ARROW, place.max(axis=0) + ARROW
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))


def displacements(study: SoftModes, mode: int) -> np.ndarray:
    """Displacements of the atoms in a mode that all cells share, shape (N, 3) in angstrom.

    Its phase is the one that makes it largest, and its largest arrow is :data:`ARROW`. Of
    degenerate modes it is the combination that moves one atom along one axis most.
    """
    vector = _representative(study.central, mode)
    vector = vector * np.exp(-0.5j * np.angle(np.sum(vector**2)))
    moved = vector.real / np.sqrt(study.masses)[:, np.newaxis]
    # The sign is free: the first atom that moves much moves to positive coordinates.
    size = np.linalg.norm(moved, axis=1) / np.linalg.norm(moved, axis=1).max()
    first = moved[np.argmax(size > MUCH)]
    sign = np.sign(first[np.argmax(np.abs(first) > MUCH * np.abs(first).max())])
    return sign * ARROW * moved / np.linalg.norm(moved, axis=1).max()


def _representative(found, mode):
    """A vector of the group of a central mode that does not depend on the choice of its basis."""
    groups = mode_shares.degenerate_groups(found.frequencies[0])
    vectors = mode_shares.settled_vectors(found.frequencies[0], found.eigenvectors[0])
    return vectors[np.argmax(groups == groups[mode])]


def reaches(page: Page, ax, study: SoftModes, top: float) -> None:
    """Draw how the modes of each frequency are sorted, 0D below to 3D above."""
    found = study.modes
    chosen = ~harmonic.has_no_frequency(found.frequencies) & (
        found.frequencies <= top + 3 * soft_modes.WIDTH
    )
    at = np.linspace(0.2 * tera, top, 60)
    kind = mode_character.dominant_dimensionality(study.rigid_group_shares(found, chosen=chosen))
    density = density_of_states(at, found, soft_modes.WIDTH, kind[..., np.newaxis] == np.arange(4))
    share = density / density.sum(axis=1, keepdims=True)
    page.axis(
        ax, ("Frequency", "THz"), ("Share of the modes", "1"), xlim=(0.2, top / tera), ylim=(0, 1)
    )
    ax.stackplot(at / tera, share.T, colors=REACH_COLORS, linewidth=0)
    for d, upto in enumerate(np.cumsum(share, axis=1).T):
        page.line(
            ax, f"up to {DIMENSIONALITIES[d]}", at / tera, upto, "R", color="white", linewidth=0.5
        )
        most = 5 + int(np.argmax(share[5:-5, d].round(PLACES)))
        if share[most, d] > 0.05:
            middle = upto[most] - share[most, d] / 2
            ax.text(
                at[most] / tera, middle, DIMENSIONALITIES[d], ha="center", va="center",
                color="black" if d else "white",
            )  # fmt: skip


def carriers(page: Page, ax, study: SoftModes, top: float) -> None:
    """Draw what carries the modes of each frequency, over what random motion would have."""
    found = study.modes
    at = np.linspace(0.2 * tera, top, 120)
    whole = density_of_states(at, found, soft_modes.WIDTH)
    page.axis(ax, ("Frequency", "THz"), ("Share over random", "1"), xlim=(0.2, top / tera))
    for name, (share, room) in study.motion_shares_on_mesh.items():
        density = density_of_states(at, found, soft_modes.WIDTH, share[..., np.newaxis])
        times = density[:, 0] / whole / room
        page.line(ax, name, at / tera, times, "R", color=MOTION_COLORS[name])
    ax.axhline(1, color="black", linewidth=0.5)
    page.remark("Line at 1 in h: as much as of random motion.")
    ax.axvspan(0, study.highest / tera, color="#EEEEEE", linewidth=0, zorder=0)
    ax.set_ylim(0, 1.35 * ax.get_ylim()[1])
    page.legend(ax, loc="upper right")


def rates(page: Page, ax, study: SoftModes, top: float) -> None:
    """Draw the scattering rates, modes of which caged ions or turning carry most set apart."""
    found, rate = study.scattered
    with np.errstate(invalid="ignore"):
        kept = (rate > 0) & (found.frequencies <= top) & (found.frequencies >= 0.2 * tera)
    page.axis(
        ax, ("Frequency", "THz"), ("Scattering rate", "ps-1"), xlim=(0.2, top / tera), yscale="log",
    )  # fmt: skip
    x, y = found.frequencies[kept] / tera, rate[kept] * 1e-12
    shares = {
        name: (share / room)[kept] for name, (share, room) in study.motion_shares(found).items()
    }
    leader = np.array(list(shares))[np.argmax(np.round(list(shares.values()), PLACES), axis=0)]
    for name in shares:
        mine = leader == name
        page.points(ax, f"mostly {name}", x[mine], y[mine], "R", color=MOTION_COLORS[name],
                    marker=".", markersize=2.5, alpha=0.6, rasterized=True)  # fmt: skip
    period = np.linspace(0.2, top / tera, 50)
    page.line(ax, "one a radian", period, 2 * np.pi * period, "R", color="grey", linestyle=":",
              shown="decay in 1/2π of a swing")  # fmt: skip
    low, high = ax.get_ylim()
    ax.set_ylim(low, high * (high / low) ** 0.65)
    page.legend(ax, loc="upper right")


def _views(material):
    """From the end of the wire and from its side: directions towards the reader, and screens."""
    axis, zone = structures.wire_axis(material)[0], structures.zone_axis(material)
    pairs = (axis, zone), (zone, axis)
    return [(towards, geometry.screen(material.atoms, towards, up)) for towards, up in pairs]


def _balls(ax, block, seen, colors) -> None:
    """Atoms as small balls, the far ones behind what is nearer."""
    depth = seen[:, 2]
    for n in np.argsort(depth, kind="stable"):
        color = colors[block.symbols[n]]
        for disc in crystal_drawing._ball(seen[n, :2], BALLS[block.roles[n]], color):
            disc.set_zorder(2 + _rank(depth, depth[n]))
            ax.add_patch(disc)


def _sticks(block, longest):
    """Pairs of atoms in a block that are bonded, or of which one is caged and the other near."""
    near = cdist(block.places, block.places) <= longest
    caged = (block.roles[:, None] == "cage") & (block.roles == "ligand") & near
    return np.argwhere(block.bonded() | caged)


def _rank(depth, value):
    """A place between 0 and 0.9 in the order of painting."""
    return round(0.9 * (value - depth.min()) / (np.ptp(depth) or 1.0), PLACES)


def _reach_of_atoms(study, mode):
    """How far the group of each atom reaches in a mode that all cells share, shape (N,)."""
    near, found = study.neighbours, study.central
    step = near.vector @ np.linalg.inv(study.atoms.cell[:])
    close = mode_character.in_step(
        found, study.masses, near.first, near.second, step, study.loosest
    )
    return mode_character.dimensionality(
        len(study.atoms), near.first, near.second, near.shift, close[:, mode]
    )[0]


def _leading(study, mode):
    """The element that carries most of a mode: ``91 % Cs``."""
    found = study.central
    energy = mode_shares.atom_shares(found.eigenvectors)
    energy = mode_shares.group_means(found.frequencies, energy)[0, mode]
    symbols = np.array(study.atoms.get_chemical_symbols())
    shares = {one: energy[symbols == one].sum() for one in sorted(set(symbols))}
    name = max(shares, key=lambda one: round(shares[one], PLACES))
    return f"{100 * shares[name]:.0f} % {name}"
