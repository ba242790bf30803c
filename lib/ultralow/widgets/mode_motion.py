"""Modes that move: a click on the dispersion, and the crystal swings."""

from pathlib import Path

import anywidget
import traitlets
from ase.data import atomic_numbers, covalent_radii

from ultralow.analysis import moving_modes
from ultralow.data import phonon_store
from ultralow.data.materials import Material
from ultralow.data.phonon_store import StoredPhonons
from ultralow.figures import crystal_look

SCRIPT = Path(__file__).with_suffix(".js")
SIZE = 0.5  # of the radius of an atom, over its covalent one


class ModeMotion(anywidget.AnyWidget):
    """Dispersion to click, and the crystal that moves.

    Parameters
    ----------
    material : Material
    result : StoredPhonons
        An accepted one.
    """

    _esm = SCRIPT.read_text(encoding="utf-8") + (
        "\nexport default { render({ model, el }) { el.classList.add('motion');"
        " modeMotion(el, model.get('data')); } };\n"
    )
    _css = SCRIPT.with_suffix(".css").read_text(encoding="utf-8")
    data = traitlets.Dict().tag(sync=True)

    def __init__(self, material: Material, result: StoredPhonons):
        super().__init__(data=picture(material, result))


def picture(material: Material, result: StoredPhonons) -> dict:
    """Everything that the script draws: :func:`ultralow.analysis.moving_modes.table` and the look.

    Parameters are those of `ModeMotion`.
    """
    found, look = moving_modes.table(material, result), crystal_look.crystal_look(material)
    elements = sorted(set(found["symbols"]))
    radii = {one: round(SIZE * float(covalent_radii[atomic_numbers[one]]), 3) for one in elements}
    return found | {"colors": {one: look.colors[one] for one in elements}, "radii": radii}


def of_material(material: Material, checkpoint: str = "best") -> ModeMotion | None:
    """The widget of a material's chosen result; None where there is none to be chosen.

    Parameters are those of :func:`ultralow.data.phonon_store.choose`.
    """
    if not phonon_store.accepted(material.name):
        return None
    return ModeMotion(material, phonon_store.choose(material.name, checkpoint))
