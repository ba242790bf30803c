"""What the explorer's page starts from: crystals, menus, sliders, holes, and tables of phonons.

One script tells of all crystals; the tables of phonons come as a script each, which the page
fetches when they are chosen.
"""

import functools
import json
import math
from html import escape

from scipy.constants import e
from ultralow.analysis import hole_transport, sound_velocities
from ultralow.analysis.wire_transport import ROOM, TOTAL
from ultralow.checks import unit_vectors
from ultralow.data import datapackage, materials, phonon_store
from ultralow.explorer import charge_curves, choices, heat_curves, panel, screen
from ultralow.figures import style
from ultralow.paper import parameters
from ultralow.paper.stated import stated
from ultralow.paper.vocabulary import VOCABULARY

from generate import explorer_tables

MOST = 1_500_000  # bytes of a material's tables
TOO_LARGE = "its table is too large for this page, and is in the notebook"
# Of each control: its name in an address, and the unit of what it shows.
CONTROLS = {
    "material": ("material", ""),
    "velocity_source": ("sound", ""),
    "minimum_model": ("minimum", ""),
    "checkpoint": ("phonons", ""),
    "temperature_K": ("T", "K"),
    "casimir_length_nm": ("casimir", "nm"),
    "defect_strength": ("defects", ""),
    "longitudinal_velocity_m_s": ("vL", "m/s"),
    "transverse_velocity_m_s": ("vT", "m/s"),
    "carrier_density_per_cm3": ("holes", "10¹⁸ cm⁻³"),
    "lorenz_number_W_Ohm_per_K2": ("lorenz", "10⁻⁸ W Ω K⁻²"),
}
OF_KNOBS = ("low", "high", "step", "size", "resets", "log", "about")
# Of the numbers as an address has them, which are those of the notebook's parameters.
ADDRESS_UNITS = {
    "temperature_K": "K",
    "casimir_length_nm": "nm",
    "longitudinal_velocity_m_s": "m/s",
    "transverse_velocity_m_s": "m/s",
    "carrier_density_per_cm3": "per cm³",
    "lorenz_number_W_Ohm_per_K2": "W Ω K⁻²",
}
MODELS = {"cahill": "Cahill", "clarke": "Clarke", "diffuson": "diffuson"}


def scripts() -> dict[str, str]:
    """All scripts by file name; a page opened from a disk may load no other kind of file."""
    found = {"explorer.js": _script("explorer", facts())}
    for material in materials.names():
        for name, text in phonon_scripts(material).items():
            found[f"explorer_{material}_{name}.js"] = text
    return found


@datapackage.cached_until_forgotten
def phonon_scripts(material: str) -> dict[str, str]:
    """A script an accepted result of a material, best first, as far as :data:`MOST` reaches."""
    found, room = {}, MOST
    for result in phonon_store.accepted(material):
        table = explorer_tables.of_result(material, result.name)
        text = _script(f"phonons[{json.dumps(f'{material}/{result.name}')}]", table)
        room -= len(text.encode())
        if room < 0:
            break
        found[result.name] = text
    return found


def place() -> str:
    """The panel's place on its page."""
    return (
        '```{raw} html\n<div class="panel explorer" data-panel="explorer" '
        'data-folder="../_static/panels"></div>\n```'
    )


def address_names() -> str:
    """What may stand in the page's address: a table of names, each of which is a place."""
    rows = "".join(_address_row(name) for name in CONTROLS)
    head = "".join(f"<th>{one}</th>" for one in ("name", "what", "values"))
    return (
        '```{raw} html\n<table class="table addresses"><thead><tr>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>\n```"
    )


def _address_row(name: str) -> str:
    short, words = CONTROLS[name][0], in_words(name)
    rule = VOCABULARY[name]
    if name in panel.KNOBS:
        ends = f"{rule.low:g} to {rule.high:g} {ADDRESS_UNITS.get(name, '')}".strip()
        values = ends.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
        values += "; 0: as stored" if panel.KNOBS[name].resets else ""
    else:
        values = ", ".join(_choices(name))
    cells = (f"<code>{short}</code>", escape(words), escape(values))
    return f'<tr id="{short}">' + "".join(f"<td>{one}</td>" for one in cells) + "</tr>"


def _choices(name: str) -> list[str]:
    """What may be chosen of a menu, in any of the crystals."""
    told = facts()
    if name == "material":
        return [*told["known"]]
    if name == "minimum_model":
        return [*MODELS]
    every = [one["offered"][name] for one in told["known"].values()]
    return [*dict.fromkeys(choice for menu in every for choice, why in menu.items() if not why)]


@datapackage.cached_until_forgotten
def facts() -> dict:
    """What is known of all crystals, and what the controls are."""
    whys = choices.offered("material", {})
    return {
        "controls": {name: control(name) for name in CONTROLS},
        "start": {name: parameters.defaults(panel.NAME)[name] for name in CONTROLS},
        "models": MODELS,
        "words": {name: style.words(name) for name in phonon_store.names()},
        "room": ROOM,
        "longest": heat_curves.LONGEST,
        "share": heat_curves.SHARE,
        "temperatures": screen.TEMPERATURE.tolist(),
        "warm": charge_curves.WARM.tolist(),
        "stated": explorer_tables.STATED,
        "materials": [[name, materials.get(name).label, whys[name]] for name in whys],
        "known": {name: known(name) for name in whys if not whys[name]},
    }


def control(name: str) -> dict:
    """A control: short name, words and unit; of a slider its ends, and how far one may type."""
    short, unit = CONTROLS[name]
    found = {"short": short, "words": in_words(name), "unit": unit}
    if name in panel.KNOBS:
        knob, rule = panel.KNOBS[name]._asdict(), VOCABULARY[name]
        found |= {key: knob[key] for key in OF_KNOBS} | {"least": rule.low, "most": rule.high}
    return found


def in_words(name: str) -> str:
    """What a control is called beside it, as in the notebook."""
    words = panel.KNOBS[name].label if name in panel.KNOBS else panel.MENUS[name]
    return words[0].upper() + words[1:]


def known(material: str) -> dict:
    """A crystal with all that its formulas need, in SI but for what is called after a unit."""
    inputs = screen.ExplorerInputs(material)
    crystal = inputs.crystal
    values = parameters.defaults(panel.NAME) | {"material": material}
    case = parameters.Case(panel.NAME, values, False)
    return {
        "label": crystal.label,
        "numberDensity": crystal.number_density,
        "massDensity": crystal.mass_density,
        "sounds": {one.source: sound(one) for one in sound_velocities.usable_sounds(crystal)},
        "phonons": [*phonon_scripts(material)],
        "best": {"velocity_source": inputs.sound.source, "checkpoint": _best(material)},
        "offered": {name: offered(name, values) for name in ("velocity_source", "checkpoint")},
        "stated": {name: _number(one) for name, one in inputs.stated.items()},
        "absent": screen.show(inputs, case).absent,
        "holes": holes(inputs.wire) if inputs.wire else None,
    }


def sound(one: sound_velocities.Sound) -> dict:
    """Velocities in m/s, Young's modulus in Pa, and who says so."""
    return {
        "longitudinal": float(one.longitudinal),
        "transverse": float(one.transverse),
        "young": float(one.youngs_modulus),
        "grade": one.grade,
    }


def offered(name: str, values: dict) -> dict[str, str]:
    """The choices of a menu with what keeps each from being chosen, as in the notebook."""
    found = choices.offered(name, values)
    if name == "checkpoint":
        fitting = phonon_scripts(values["material"])
        found = {
            one: why or ("" if one in fitting or one == "best" else TOO_LARGE)
            for one, why in found.items()
        }
    return found


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


def _best(material: str) -> str | None:
    usable = phonon_store.accepted(material)
    return usable[0].name if usable else None


def _number(one) -> dict:
    """A stated number in SI; its temperature is None where none is told."""
    warm = None if math.isnan(one.temperature) else one.temperature
    return {"value": one.value, "spread": one.uncertainty, "temperature": warm}


def _script(place: str, value) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    name, _, key = place.partition("[")
    opening = "((window.Ultralow = window.Ultralow || {}).data = Ultralow.data || {})"
    if not key:
        return f"{opening}.{name} = {text};\n"
    return f"({opening}.{name} = Ultralow.data.{name} || {{}})[{key} = {text};\n"
