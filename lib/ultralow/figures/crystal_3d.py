"""A crystal to turn with the mouse, in JupyterLab.

The widget is weas-widget: its JavaScript lies inside the installed package, so that the view
works without a network. It is imported when a view is asked for, and nowhere else.
"""

import numpy as np

from ultralow.analysis import structures
from ultralow.crystal import geometry
from ultralow.crystal.fragment import Block
from ultralow.data.materials import Material
from ultralow.figures import crystal_drawing, crystal_look

SIZE = {"width": "640px", "height": "420px"}
APART = 2e-3


def view3d(material: Material):
    """The block that the figure shows, the wire upright, to be turned with the mouse.

    Drag to turn, scroll to zoom, drag with the right button to move. It needs a running notebook.

    Parameters
    ----------
    material : Material

    Returns
    -------
    ipywidgets.Widget
    """
    from weas_widget import WeasWidget

    block = Block(
        material.atoms, structures.bonds(material), **crystal_look.drawing_block(material)
    )
    look = crystal_look.crystal_look(material)
    axis, _ = structures.wire_axis(material)
    upright = geometry.screen(material.atoms, structures.zone_axis(material), axis)
    origin = block.places.mean(axis=0)
    viewer = WeasWidget(
        from_ase=_free_atoms(block, origin, upright),
        viewerStyle=SIZE,
        guiConfig={name: {"enabled": False} for name in ("controls", "buttons", "meshLegend")},
    )
    viewer.avr.species.settings = _species(block, look, viewer.avr.species.settings)
    viewer.avr.bond.settings = {}  # the bonds are those of the network, inside its polyhedra
    viewer.avr.atom_scales = [1.0] * len(block.index)
    viewer.avr.cell.settings.update({"showCell": False, "showAxes": False})
    viewer.camera.setting = {"direction": [0, 0, 1], "distance": 60, "zoom": 1}
    # A mesh in the settings is wiped while the widget starts; a task runs when it has started.
    meshes = _polyhedra(block, origin, upright, look.polyhedra)
    viewer.children[0].send_js_task({"name": "anyMesh.setSettings", "args": [meshes]})
    return viewer


def _free_atoms(block, origin, upright):
    """The atoms of a block without a cell, turned so that x is right and y up."""
    from ase import Atoms

    return Atoms(block.symbols.tolist(), (block.places - origin) @ upright.T)


def _species(block, look, defaults) -> dict:
    """Colours and radii of the elements as the figure has them."""
    from matplotlib.colors import to_rgb

    radius = {s: crystal_drawing.RADII[r] for s, r in zip(block.symbols, block.roles, strict=True)}
    return {
        symbol: {**default, "color": list(to_rgb(look.colors[symbol])), "radius": radius[symbol]}
        for symbol, default in defaults.as_dict().items()
    }


def _polyhedra(block, origin, upright, color: str) -> list[dict]:
    """All polyhedra as one mesh of triangles, each with corners of its own; no mesh without any."""
    placed = [(corners - origin) @ upright.T for corners in block.polyhedra()]
    if not placed:
        return []
    triangles = np.concatenate([_triangles(corners) for corners in placed])
    mesh = {
        "name": "polyhedra",
        "vertices": triangles.ravel().tolist(),
        "faces": list(range(3 * len(triangles))),
        "color": _linear(color),
        "opacity": 0.8,
        "mergeVerticesTolerance": APART / 10,  # left out, the widget merges all of them into one
        "showEdges": True,
        "edgeColor": [0.2, 0.2, 0.2, 1.0],
        "selectable": False,
    }
    return [mesh]


def _triangles(corners):
    """The faces of a polyhedron, wound to look outwards, shape (m, 3, 3).

    Each is lifted a little: the widget smooths the shading over corners that coincide.
    """
    from scipy.spatial import ConvexHull

    hull = ConvexHull(corners)
    faces, normals = corners[hull.simplices], hull.equations[:, :3]
    wound = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    inward = np.einsum("ij,ij->i", wound, normals) < 0
    faces[inward] = faces[inward][:, ::-1]
    return faces + APART * normals[:, np.newaxis]


def _linear(color: str) -> list[float]:
    """A colour as a scene with light in it takes it: proportional to intensity."""
    from matplotlib.colors import to_rgb

    return [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in to_rgb(color)]
