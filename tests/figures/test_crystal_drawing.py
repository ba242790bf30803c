"""Crystal drawings: atoms where they project to, polyhedra whole, two drawings the same."""

import io

import numpy as np
import pytest
from matplotlib.patches import Circle, Polygon
from ultralow.analysis import structures
from ultralow.crystal import geometry
from ultralow.crystal.fragment import Block
from ultralow.data import materials
from ultralow.figures import crystal_drawing, crystal_look, style

NAMES = ("CsPbI3", "CsPbBr3", "CsSnI3", "CsSnI3_yellow")


def draw(name, tilt=(0, 0)):
    crystal = materials.get(name)
    axis, _ = structures.wire_axis(crystal)
    screen = geometry.screen(crystal.atoms, structures.zone_axis(crystal), axis)
    ax = style.sheet(60, 60).add_subplot()
    sketch = crystal_drawing.crystal(
        ax, crystal.atoms, structures.bonds(crystal), crystal_drawing.tilted(screen, *tilt),
        crystal_look.crystal_look(crystal), **crystal_look.drawing_block(crystal),
    )  # fmt: skip
    return crystal, ax, sketch, screen


def block_of(crystal):
    return Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))


@pytest.mark.parametrize("name", NAMES)
def test_every_atom_is_drawn_where_it_projects_to(name):
    _, ax, sketch, _ = draw(name)
    discs = {tuple(np.round(p.center, 6)) for p in ax.patches if isinstance(p, Circle)}
    assert {tuple(np.round(p, 6)) for p in sketch.position} <= discs
    assert np.all(np.diff(sketch.depth) > -1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_every_polyhedron_is_whole(name):
    crystal, ax, _, _ = draw(name)
    block = block_of(crystal)
    corners = list(block.polyhedra())
    assert len(corners) == np.count_nonzero(block.roles == "centre")
    for one in corners:
        assert len(one) == 6
        gaps = np.linalg.norm(one[:, np.newaxis] - block.places, axis=-1).min(axis=1)
        assert gaps == pytest.approx(np.zeros(6), abs=1e-9)
    faces = [p for p in ax.patches if isinstance(p, Polygon)]
    assert len(faces) == 8 * len(corners)  # an octahedron has eight triangles


def test_a_block_with_nothing_in_it_is_drawn_as_nothing():
    crystal = materials.get("CsSnI3")
    ax, look = style.sheet(60, 60).add_subplot(), crystal_look.crystal_look(crystal)
    sketch = crystal_drawing.crystal(
        ax, crystal.atoms, structures.bonds(crystal), np.eye(3), look, high=[0] * 3, low=[0.1] * 3
    )
    assert (len(sketch.index), len(ax.patches)) == (0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_wire_is_upright_and_the_block_is_too(name):
    crystal, _, _, screen = draw(name)
    box = crystal_look.drawing_axes(crystal) @ crystal.atoms.cell[:] @ screen.T
    across, along, depth = box / np.linalg.norm(box, axis=1, keepdims=True)
    assert along == pytest.approx([0, 1, 0], abs=1e-9)
    assert depth == pytest.approx([0, 0, 1], abs=1e-9)
    assert abs(across[0]) > 0.99


def test_what_is_nearer_is_painted_later():
    _, ax, sketch, _ = draw("CsPbI3")
    painted = [tuple(np.round(p.center, 6)) for p in ax.patches if isinstance(p, Circle)]
    places = [tuple(np.round(p, 6)) for p in sketch.position]
    alone = [place for place in places if places.count(place) == 1]
    order = [painted.index(place) for place in alone]
    assert len(alone) > 20
    assert order == sorted(order)  # the sketch goes from back to front


@pytest.mark.parametrize("tilt", [(0, 0), (7, -4)])
def test_two_drawings_are_byte_equal(tilt):
    def image():
        _, ax, _, _ = draw("CsSnI3", tilt)
        stream = io.BytesIO()
        ax.figure.savefig(stream, format="svg", metadata={"Date": None})
        return stream.getvalue()

    assert image() == image()


@pytest.mark.parametrize("angles", [(0, 0), (10, 0), (0, -20), (33, 12)])
def test_a_tilted_view_is_still_a_view(angles):
    screen = crystal_drawing.tilted(np.eye(3), *angles)
    assert screen @ screen.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(screen) == pytest.approx(1, rel=1e-12)
    assert screen[2, 2] == pytest.approx(np.prod(np.cos(np.radians(angles))), rel=1e-12)


def test_spots_grow_as_the_amplitude_and_faint_ones_are_left_out():
    ax = style.sheet(40, 40).add_subplot()
    crystal_drawing.spots(ax, [(0, 0), (1, 0), (2, 0)], [1.0, 1 / 16, 1e-9], largest=0.2)
    (collection,) = ax.collections
    widths = [path.get_extents().width for path in collection.get_paths()]
    assert widths == pytest.approx([0.4, 0.2], rel=1e-6)


def test_the_cell_has_twelve_edges_of_its_lengths():
    crystal = materials.get("CsSnI3")
    ax = style.sheet(40, 40).add_subplot()
    crystal_drawing.cell_outline(ax, crystal.atoms, np.eye(3))
    spans = sorted(np.hypot(*np.ptp(line.get_xydata(), axis=0)).round(4) for line in ax.lines)
    a, b, _ = crystal.atoms.cell.lengths()
    assert spans == pytest.approx([0] * 4 + [a] * 4 + [b] * 4, abs=1e-4)
