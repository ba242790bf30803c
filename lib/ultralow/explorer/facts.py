"""What the explorer starts from in a page: its controls, and of all crystals what is known.

With these facts, and the tables of `ultralow.explorer.phonon_tables` of what is chosen, the scripts
of ``front`` compute all that `ultralow.explorer.screen` shows.
"""

import functools
import math

from scipy.constants import e

from ultralow.analysis import hole_transport, sound_velocities
from ultralow.analysis.wire_transport import ROOM, TOTAL
from ultralow.checks import unit_vectors
from ultralow.data import datapackage, materials, phonon_store
from ultralow.explorer import charge_curves, choices, heat_curves, phonon_tables, screen
from ultralow.explorer.controls import KNOBS, MENUS, NAME, SHORT, in_words
from ultralow.figures import style
from ultralow.paper import parameters
from ultralow.paper.stated import stated
from ultralow.paper.vocabulary import VOCABULARY

CONTROLS = (*MENUS, *KNOBS)
MODELS = {"cahill": "Cahill", "clarke": "Clarke", "diffuson": "diffuson"}


@datapackage.cached_until_forgotten
def facts() -> dict:
    """What is known of all crystals, and what the controls are."""
    whys = choices.offered("material", {})
    return {
        "controls": {name: control(name) for name in CONTROLS},
        "start": {name: parameters.defaults(NAME)[name] for name in CONTROLS},
        "models": MODELS,
        "properties": screen.PANEL_OF,
        "words": {name: style.words(name) for name in phonon_store.names()},
        "room": ROOM,
        "longest": heat_curves.LONGEST,
        "share": heat_curves.SHARE,
        "temperatures": screen.TEMPERATURE.tolist(),
        "warm": charge_curves.WARM.tolist(),
        "stated": phonon_tables.STATED,
        "materials": [[name, materials.get(name).label, whys[name]] for name in whys],
        "known": {name: known(name) for name in whys if not whys[name]},
    }


def control(name: str) -> dict:
    """A control: short name and words; of a slider its ends, and how far one may type."""
    found = {"short": SHORT[name], "words": in_words(name), "unit": ""}
    if name in KNOBS:
        rule = VOCABULARY[name]
        found |= KNOBS[name]._asdict() | {"least": rule.low, "most": rule.high}
    return found


def known(material: str) -> dict:
    """A crystal with all that its formulas need, in SI but for what is called after a unit."""
    inputs = screen.ExplorerInputs(material)
    crystal = inputs.crystal
    values = parameters.defaults(NAME) | {"material": material}
    usable = [one.name for one in phonon_store.usable(material)]
    best = {"velocity_source": inputs.sound.source, "checkpoint": usable[0] if usable else None}
    return {
        "label": crystal.label,
        "numberDensity": crystal.number_density,
        "massDensity": crystal.mass_density,
        "sounds": {one.source: sound(one) for one in sound_velocities.usable_sounds(crystal)},
        "phonons": usable,
        "best": best,
        "offered": {name: choices.offered(name, values) for name in choices.OF_MATERIAL},
        "stated": {name: _number(one) for name, one in inputs.stated.items()},
        "absent": absent(inputs, usable),
        "holes": holes(inputs.wire) if inputs.wire else None,
    }


def absent(inputs: screen.ExplorerInputs, usable: list[str]) -> dict[str, str]:
    """Why panels of a crystal stay empty, whatever is set."""
    found = {}
    if not usable:
        found["accumulation"] = heat_curves.why_none(inputs.crystal)
    if inputs.wire is None:
        found["merit"] = charge_curves.INSULATING
    return found


def sound(one: sound_velocities.Sound) -> dict:
    """Velocities in m/s, Young's modulus in Pa, and who says so."""
    return {
        "longitudinal": float(one.longitudinal),
        "transverse": float(one.transverse),
        "young": float(one.youngs_modulus),
        "grade": one.grade,
    }


@functools.cache
def holes_table() -> dict:
    """The stored bands as they are: eV, and densities in the units of the table."""
    record = hole_transport.read()
    one = record["bands"]["spin_orbit"]
    return {
        "first": one["first_eV"],
        "step": record["spacing_eV"],
        "gap": one["gap_eV"],
        "dos": one["dos"],
        "transport": one["transport"],
    }


def holes(wire: hole_transport.HoleTransport) -> dict:
    """The wire's holes: bands, how far those above the gap are moved up (eV), and the fit."""
    table = holes_table()
    return table | {
        "opened": wire.bands.conduction_edge / e - table["gap"],
        "axis": unit_vectors(wire.axis).tolist(),
        "density": wire.fit.density,
        "lorenz": wire.fit.lorenz,
        "time": wire.scale,
        "power": wire.power,
        "total": stated(TOTAL[hole_transport.MATERIAL]).value,
        "sigma": stated("G1").value,
    }


def _number(one) -> dict:
    """A stated number in SI; its temperature is None where none is told."""
    warm = None if math.isnan(one.temperature) else one.temperature
    return {"value": one.value, "spread": one.uncertainty, "temperature": warm}
