"""A mode of a crystal as an animated SVG, which moves wherever a picture is shown, without scripts.

All cells move alike, so that each atom of the cell, and each bond, is defined once with its motion
and used at all its places.
"""

from typing import NamedTuple

import numpy as np
from scipy.constants import tera

from ultralow.analysis.soft_modes import SoftModes
from ultralow.crystal.fragment import Block
from ultralow.figures import crystal_drawing, crystal_look, soft_mode_panels
from ultralow.figures.rounding import drawn
from ultralow.phonons import mode_shares

SWING = 0.9  # angstrom, of the atom that moves most; at 300 K a soft atom has 0.1 to 0.4
PERIOD_S = 1.5  # four swings in six seconds
WIDE, HIGH, ROOM, WORDS = 250, 250, 16, 34  # pixels of one crystal, around it, and below
SIZE = 0.85  # of an atom, over that in other pictures: bonds are to be seen
PLACES = 4  # decimals of what is compared or ordered
# Between its ends a spring moves as a cosine; this curve follows it within 1 %.
COSINE = "0.364 0 0.636 1"


class Scene(NamedTuple):
    """What one crystal's picture is made of, in pixels, y downwards.

    Attributes
    ----------
    place, step : numpy.ndarray, shape (n, 2)
        Of each atom, and how far it swings.
    depth : numpy.ndarray, shape (n,)
        Angstrom, the largest nearest to the reader.
    kind : numpy.ndarray of int, shape (n,)
        The atom of the cell.
    radius, color : list
        Of each atom.
    bonds : numpy.ndarray of int, shape (m, 2)
        Two atoms each.
    words : str
    """

    place: np.ndarray
    step: np.ndarray
    depth: np.ndarray
    kind: np.ndarray
    radius: list
    color: list
    bonds: np.ndarray
    words: str


def scene(study: SoftModes) -> Scene:
    """The soft mode, all cells moving alike, of whose energy caged ions have the largest share.

    Parameters
    ----------
    study : SoftModes
    """
    mode = _rattling(study)
    moved = soft_mode_panels.displacements(study, mode) * SWING / soft_mode_panels.ARROW
    _, screen = soft_mode_panels.best_view(study.crystal, moved)
    screen = crystal_drawing.tilted(screen, 8, 6)
    block = Block(study.atoms, study.bonds, **_thinner(crystal_look.drawing_block(study.crystal)))
    look, seen = crystal_look.crystal_look(study.crystal), block.places @ screen.T
    middle, extent = (seen.max(axis=0) + seen.min(axis=0)) / 2, np.ptp(seen, axis=0)
    scale = float(min((WIDE - 2 * ROOM) / extent[0], (HIGH - 2 * ROOM) / extent[1]))
    shown = [scale, -scale]
    frequency = study.central.frequencies[0, mode] / tera
    return Scene(
        drawn((seen - middle)[:, :2] * shown),
        drawn((moved @ screen.T)[block.index, :2] * shown, scale=scale),
        drawn(seen[:, 2]),
        block.index,
        [scale * SIZE * crystal_drawing.RADII[role] for role in block.roles],
        [look.colors[symbol] for symbol in block.symbols],
        np.argwhere(block.bonded()),
        f"{study.material.label}, {frequency:.2f} THz [R]",
    )


def _rattling(study: SoftModes) -> int:
    """The mode; shares are told apart by more than a processor's noise."""
    found = study.central
    soft = study.soft(found)[0] & (study.acoustic_share(found)[0] < 0.5)
    caged = mode_shares.atom_shares(found.eigenvectors)[0][:, study.part == 0].sum(axis=1)
    return int(np.argmax(np.where(soft, caged.round(PLACES), -1.0)))


def _thinner(block: dict) -> dict:
    """The block of other pictures, once in depth."""
    return block | {"high": (*block["high"][:2], 1)}


def told(scenes: list[Scene]) -> str:
    """What a screen reader says of the picture."""
    return (
        "The soft mode of each crystal, all cells moving alike, in which caged caesium takes the "
        f"largest part: {'; '.join(one.words for one in scenes)}."
    )


def svg(scenes: list[Scene], title: str, moves: bool = True) -> str:
    """The picture of crystals side by side.

    Parameters
    ----------
    scenes : list of Scene
    title : str
        What a screen reader says.
    moves : bool
        Without, the same picture at rest, for readers who ask for less motion.
    """
    width, height = WIDE * len(scenes), HIGH + WORDS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, one in enumerate(scenes):
        middle = f"translate({WIDE * (number + 0.5):g} {HIGH / 2:g})"
        parts += [f'<g transform="{middle}">', *_crystal(one, f"c{number}", moves), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _crystal(one: Scene, prefix: str, moves: bool) -> list[str]:
    """Definitions of one crystal's atoms and bonds, and these at all their places."""
    defined, used = {}, []
    for bond in one.bonds:
        name, line = _bond(one, bond, prefix, moves)
        defined.setdefault(name, line)
        used.append((one.depth[bond].mean(), _use(name, one.place[bond[0]])))
    for atom, kind in enumerate(one.kind):
        name = f"{prefix}a{kind}"
        defined.setdefault(name, _atom(one, atom, name, moves))
        used.append((one.depth[atom], _use(name, one.place[atom])))
    used.sort(key=lambda part: round(part[0], PLACES))
    words = (
        f'<text y="{HIGH / 2 + WORDS / 2:g}" text-anchor="middle" font-size="15" '
        f'font-family="sans-serif" fill="#222222">{one.words}</text>'
    )
    return ["<defs>", *defined.values(), "</defs>", *(part for _, part in used), words]


def _use(name: str, place) -> str:
    return f'<use href="#{name}" x="{place[0]:.1f}" y="{place[1]:.1f}"/>'


def _atom(one: Scene, atom: int, name: str, moves: bool) -> str:
    step = one.step[atom] if moves else np.zeros(2)
    inner = "".join(_swing(key, 0.0, by) for key, by in zip(("cx", "cy"), step, strict=True))
    return (
        f'<circle id="{name}" r="{one.radius[atom]:.2f}" fill="{one.color[atom]}" '
        f'stroke="{crystal_drawing.EDGE}" stroke-width="0.6">{inner}</circle>'
    )


def _bond(one: Scene, bond, prefix: str, moves: bool) -> tuple[str, str]:
    """The name of a bond, the same for all that differ by a lattice vector, and its line."""
    first, second = bond
    way = one.place[second] - one.place[first]
    name = f"{prefix}b{one.kind[first]}-{one.kind[second]}_{way[0]:.0f}_{way[1]:.0f}"
    steps = one.step[bond] if moves else np.zeros((2, 2))
    inner = "".join(
        _swing(f"{axis}{end + 1}", (0.0, way[along])[end], steps[end, along])
        for end in (0, 1)
        for along, axis in enumerate("xy")
    )
    line = (
        f'<line id="{name}" x2="{way[0]:.2f}" y2="{way[1]:.2f}" stroke="#b0b0b0" '
        f'stroke-width="2">{inner}</line>'
    )
    return name, line


def _swing(attribute: str, middle: float, by: float) -> str:
    """An attribute that swings about a value, or nothing where the swing is not seen."""
    if abs(by) < 0.05:
        return ""
    ends = f"{middle + by:.2f};{middle - by:.2f};{middle + by:.2f}"
    return (
        f'<animate attributeName="{attribute}" dur="{PERIOD_S}s" repeatCount="indefinite" '
        f'calcMode="spline" keyTimes="0;.5;1" keySplines="{COSINE};{COSINE}" values="{ends}"/>'
    )
