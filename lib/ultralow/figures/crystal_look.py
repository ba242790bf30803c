"""How a material's crystal is drawn: its colours, and the block that is shown."""

import numpy as np

from ultralow.analysis.structures import wire_axis, zone_axis
from ultralow.data.materials import Material
from ultralow.figures import crystal_drawing, style

ELEMENT_COLORS = {
    "Cs": "#B8B8B8",
    "I": "#CC79A7",
    "Br": "#8C510A",
    "Pb": "#404040",
    "Sn": "#606060",
}
# Elements of a reader's crystal that have no colour of their own here.
OTHER_COLORS = ("#999999", "#56B4E9", "#E69F00", "#009E73", "#D55E00", "#0072B2")
POLYHEDRA_COLORS = {"yellow": "#F0E442"}
# How large a block is drawn, in angstrom: across the wire, along it, and in depth.
BLOCK = (22.0, 20.0, 12.0)


def drawing_axes(material: Material) -> np.ndarray:
    """Three lattice vectors for a block with the wire upright, as rows: across, along, in depth."""
    along, depth = wire_axis(material)[0], zone_axis(material)
    metric = material.atoms.cell[:] @ material.atoms.cell[:].T
    tried = np.array(np.meshgrid(*[range(-2, 3)] * 3)).reshape(3, -1).T
    tried = tried[np.abs(np.linalg.det([[t, along, depth] for t in tried])) > 0.5]
    length = np.sqrt(np.einsum("ni,ij,nj->n", tried, metric, tried))
    slant = sum(
        np.abs(tried @ metric @ one) / length / np.sqrt(one @ metric @ one)
        for one in (along, depth)
    )
    # Nearly upright is enough: a degree off is not seen, a long repeat is.
    best = np.lexsort((*-tried.T, length.round(6), slant > 0.05))[0]
    return np.array([tried[best], along, depth])


def drawing_block(material: Material) -> dict:
    """Block to draw: box, low and high, as `ultralow.figures.crystal_drawing.crystal` takes it."""
    vectors = drawing_axes(material)
    length = np.linalg.norm(vectors @ material.atoms.cell[:], axis=1)
    high = np.maximum(np.round(np.array(BLOCK) / length), 1)
    return {"box": vectors, "low": (0, 0, 0), "high": tuple(map(int, high))}


def cell_origin(material: Material) -> np.ndarray:
    """The corner, in cell vectors, of the cell that lies nearest to the middle of the block."""
    drawn = drawing_block(material)
    middle = np.mean([drawn["low"], drawn["high"]], axis=0) @ drawn["box"]
    return np.round(middle - 0.5).astype(int)


def crystal_look(material: Material) -> crystal_drawing.Look:
    """The colours of a material, told apart with every common kind of colour blindness."""
    elements = sorted(set(material.atoms.get_chemical_symbols()))
    others = [one for one in elements if one not in ELEMENT_COLORS]
    colors = ELEMENT_COLORS | dict(zip(others, OTHER_COLORS * 5))
    plain = style.MATERIAL_COLORS.get(material.formula, style.COLORS["sky"])
    return crystal_drawing.Look(colors, POLYHEDRA_COLORS.get(material.phase, plain))
