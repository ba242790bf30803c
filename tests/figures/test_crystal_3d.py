"""A crystal to turn with the mouse: atoms, polyhedra and colours are those of the figure."""

import flat_crystals
import numpy as np
import pytest
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from ultralow.analysis import structures
from ultralow.crystal.fragment import Block
from ultralow.data import materials
from ultralow.figures import crystal_3d, crystal_look


@pytest.fixture(scope="module", params=["CsPbI3", "CsSnI3"])
def block(request):
    crystal = materials.get(request.param)
    return Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))


def turn():
    return np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]


def test_atoms_keep_their_distances_and_elements(block):
    atoms = crystal_3d._free_atoms(block, block.places.mean(axis=0), turn())
    assert atoms.get_chemical_symbols() == block.symbols.tolist()
    assert not atoms.pbc.any()
    assert pdist(atoms.positions) == pytest.approx(pdist(block.places), rel=1e-9)
    assert atoms.positions.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)


def test_faces_of_a_polyhedron_close_it_and_look_outwards(block):
    corners = next(iter(block.polyhedra()))
    faces = crystal_3d._triangles(corners) - corners.mean(axis=0)
    assert faces.shape == (8, 3, 3)
    # The tetrahedra between the middle and each face fill the volume, none of them negative.
    volumes = np.linalg.det(faces) / 6
    assert volumes.min() > 0
    hull = ConvexHull(corners)
    lifted = crystal_3d.APART * hull.area / 3
    assert volumes.sum() == pytest.approx(hull.volume + lifted, rel=1e-9)


def test_all_polyhedra_are_one_mesh_of_corners_of_their_own(block):
    (mesh,) = crystal_3d._polyhedra(block, np.zeros(3), np.eye(3), "#0072B2")
    count = 8 * np.count_nonzero(block.roles == "centre")
    assert mesh["faces"] == list(range(3 * count))
    assert len(mesh["vertices"]) == 9 * count
    assert 0 < mesh["mergeVerticesTolerance"] < crystal_3d.APART


@pytest.mark.parametrize(("color", "linear"), [("#000000", 0.0), ("#FFFFFF", 1.0)])
def test_black_and_white_are_none_and_all_of_the_light(color, linear):
    assert crystal_3d._linear(color) == pytest.approx([linear] * 3)


def test_colours_of_light_follow_the_curve_of_srgb():
    # IEC 61966-2-1: half of the light is 0.735 of the scale; the curve joins its straight foot.
    half = crystal_3d._linear("#BCBCBC")
    assert half == pytest.approx([0.5029] * 3, abs=1e-4)
    foot, above = (crystal_3d._linear(f"#{n:02X}0000")[0] for n in (10, 11))
    assert foot == pytest.approx(10 / 255 / 12.92)
    assert above / foot == pytest.approx(1.1, abs=0.01)


def test_the_widget_holds_the_block_of_the_figure():
    crystal = materials.get("CsPbI3")
    viewer = crystal_3d.view3d(crystal)
    block = Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))
    shown = viewer.to_ase()
    assert shown.get_chemical_symbols() == block.symbols.tolist()
    assert pdist(shown.positions) == pytest.approx(pdist(block.places), rel=1e-5)


@pytest.mark.parametrize(("make", "polyhedra"), [("platinate", 0), ("methylammonium", 8)])
def test_ligands_in_a_plane_are_shown_without_a_polyhedron(make, polyhedra):
    crystal = getattr(flat_crystals, make)()
    shown = crystal_3d.view3d(crystal).to_ase()
    block = Block(crystal.atoms, structures.bonds(crystal), **crystal_look.drawing_block(crystal))
    assert shown.get_chemical_symbols() == block.symbols.tolist()
    meshes = crystal_3d._polyhedra(block, np.zeros(3), np.eye(3), "#0072B2")
    lead = np.count_nonzero(block.symbols == "Pb")
    faces = [len(mesh["faces"]) for mesh in meshes]
    assert faces == [3 * polyhedra * lead] * bool(polyhedra)
