"""The explorer's page: its place, what its address may hold, and as scripts what it starts from.

One script tells of all crystals; the tables of phonons come as a script each, which the page
fetches when they are chosen.
"""

import json
from html import escape

from ultralow.data import datapackage, materials, phonon_store
from ultralow.explorer import facts, phonon_tables
from ultralow.explorer.controls import KNOBS, SHORT, in_words
from ultralow.paper.vocabulary import VOCABULARY

MOST = 1_500_000  # bytes of a material's tables
TOO_LARGE = "its table is too large for this page, and is in the notebook"
# Of the numbers as an address has them, which are those of the notebook's parameters.
ADDRESS_UNITS = {
    "temperature_K": "K",
    "casimir_length_nm": "nm",
    "longitudinal_velocity_m_s": "m/s",
    "transverse_velocity_m_s": "m/s",
    "carrier_density_per_cm3": "per cm³",
    "lorenz_number_W_Ohm_per_K2": "W Ω K⁻²",
}


def scripts() -> dict[str, str]:
    """All scripts by file name; a page opened from a disk may load no other kind of file."""
    found = {"explorer.js": _script("explorer", page_facts())}
    for material in materials.names():
        for name, text in phonon_scripts(material).items():
            found[f"explorer_{material}_{name}.js"] = text
    return found


@datapackage.cached_until_forgotten
def phonon_scripts(material: str) -> dict[str, str]:
    """A script an accepted result of a material, best first, as far as :data:`MOST` reaches."""
    found, room = {}, MOST
    for result in phonon_store.accepted(material):
        table = phonon_tables.of_result(material, result.name)
        text = _script(f"phonons[{json.dumps(f'{material}/{result.name}')}]", table)
        room -= len(text.encode())
        if room < 0:
            break
        found[result.name] = text
    return found


def page_facts() -> dict:
    """The facts as they hold on the page, which has no room for every table."""
    told = facts.facts()
    return told | {"known": {name: _fitting(name, one) for name, one in told["known"].items()}}


def _fitting(material: str, known: dict) -> dict:
    """A crystal with the tables that have room; a menu says of others why it lacks them."""
    fitting = [*phonon_scripts(material)]
    offered = {
        one: why or (TOO_LARGE if one in known["phonons"] and one not in fitting else "")
        for one, why in known["offered"]["checkpoint"].items()
    }
    return known | {
        "phonons": fitting, "offered": known["offered"] | {"checkpoint": offered}
    }  # fmt: skip


def place() -> str:
    """The panel's place on its page."""
    return (
        '```{raw} html\n<div class="panel explorer" data-panel="explorer" '
        'data-folder="../_static/panels"></div>\n```'
    )


def address_names() -> str:
    """What may stand in the page's address: a table of names, each of which is a place."""
    rows = "".join(_address_row(name) for name in facts.CONTROLS)
    head = "".join(f"<th>{one}</th>" for one in ("name", "what", "values"))
    return (
        '```{raw} html\n<table class="table addresses"><thead><tr>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>\n```"
    )


def _address_row(name: str) -> str:
    short, words = SHORT[name], in_words(name)
    rule = VOCABULARY[name]
    if name in KNOBS:
        ends = f"{rule.low:g} to {rule.high:g} {ADDRESS_UNITS.get(name, '')}".strip()
        values = ends.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
        values += "; 0: as stored" if KNOBS[name].resets else ""
    else:
        values = ", ".join(_choices(name))
    cells = (f"<code>{short}</code>", escape(words), escape(values))
    return f'<tr id="{short}">' + "".join(f"<td>{one}</td>" for one in cells) + "</tr>"


def _choices(name: str) -> list[str]:
    """What may be chosen of a menu, in any of the crystals."""
    told = page_facts()
    plain = {"material": "known", "minimum_model": "models", "quantity": "properties"}
    if name in plain:
        return [*told[plain[name]]]
    every = [one["offered"][name] for one in told["known"].values()]
    return [*dict.fromkeys(choice for menu in every for choice, why in menu.items() if not why)]


def _script(place: str, value) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    name, _, key = place.partition("[")
    opening = "((window.Ultralow = window.Ultralow || {}).data = Ultralow.data || {})"
    if not key:
        return f"{opening}.{name} = {text};\n"
    return f"({opening}.{name} = Ultralow.data.{name} || {{}})[{key} = {text};\n"
