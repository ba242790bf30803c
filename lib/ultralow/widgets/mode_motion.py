"""Modes that move: a click on the dispersion, and the crystal swings."""

from pathlib import Path

import anywidget
import traitlets
from ase.data import atomic_numbers, covalent_radii

from ultralow.analysis import moving_modes
from ultralow.analysis.lattice_conductivity import LatticeConductivity, accepted_results
from ultralow.data.materials import Material
from ultralow.figures import crystal_look

SCRIPT = Path(__file__).with_suffix(".js")
SIZE = 0.5  # of the radius of an atom, over its covalent one


class ModeMotion(anywidget.AnyWidget):
    """Dispersion to click, and the crystal that moves.

    Parameters
    ----------
    heat : LatticeConductivity
        An accepted result.
    """

    _esm = SCRIPT.read_text(encoding="utf-8") + (
        "\nexport default { render({ model, el }) { el.classList.add('motion');"
        " modeMotion(el, model.get('data')); } };\n"
    )
    _css = SCRIPT.with_suffix(".css").read_text(encoding="utf-8")
    data = traitlets.Dict().tag(sync=True)

    def __init__(self, heat: LatticeConductivity):
        super().__init__(data=picture(heat))


def picture(heat: LatticeConductivity) -> dict:
    """Everything that the script draws: :func:`ultralow.analysis.moving_modes.table` and the look.

    Parameters
    ----------
    heat : LatticeConductivity
        An accepted result.
    """
    found, look = moving_modes.table(heat), crystal_look.crystal_look(heat.material)
    elements = sorted(set(found["symbols"]))
    radii = {one: round(SIZE * float(covalent_radii[atomic_numbers[one]]), 3) for one in elements}
    return found | {"colors": {one: look.colors[one] for one in elements}, "radii": radii}


def of_material(material: Material, checkpoint: str = "best") -> ModeMotion | None:
    """The widget of a material's chosen result; None where no phonons are stored.

    Parameters are those of :func:`ultralow.analysis.lattice_conductivity.accepted_results`.
    """
    heats = accepted_results(material, checkpoint)
    return ModeMotion(heats[0]) if heats else None
