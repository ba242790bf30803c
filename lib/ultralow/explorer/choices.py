"""What the menus of the explorer offer, and for what they do not offer, the reason."""

from ultralow.analysis import sound_velocities
from ultralow.data import datapackage, materials, phonon_store
from ultralow.errors import UltralowError
from ultralow.paper import vocabulary

OF_MATERIAL = ("velocity_source", "checkpoint")  # what they offer depends on the material


def offered(name: str, values: dict) -> dict[str, str]:
    """The choices of a menu, each with the reason why it cannot be chosen; empty where it can.

    Parameters
    ----------
    name : str
        A parameter of the notebook ``explore`` that takes a name.
    values : dict
        The parameters on the screen.

    What is read for it of other crystals is no input of a record.
    """
    with datapackage.unrecorded():
        return _offered(name, values)


def _offered(name: str, values: dict) -> dict[str, str]:
    if name == "material":
        return {one: missing(one) for one in materials.names()}
    if name == "checkpoint":
        return _checkpoints(values)
    rule = vocabulary.VOCABULARY[name]
    choices = (*rule.choices, *rule.more())
    if name != "velocity_source":
        return dict.fromkeys(choices, "")
    crystal = materials.get(values["material"])
    return {one: _without_details(sound_velocities.why_none(crystal, one)) for one in choices}


def missing(material: str) -> str:
    """What a material lacks of what the screen cannot do without; empty where it has it.

    Without velocities of sound nothing is known of the least that its atoms allow, which every
    screen shows. Where phonons or a conducting wire are missing, a panel of it says so.
    """
    try:
        return _without_details(sound_velocities.why_none(materials.get(material)))
    except UltralowError as broken:
        return broken.what


def _checkpoints(values: dict) -> dict[str, str]:
    """All stored phonons of the material, and what is chosen."""
    found = {"best": ""}
    for one in phonon_store.results(values["material"]):
        because = one.refused_because
        found[one.name] = _without_details(f"refused, {because}" if because else "")
    return found | {values["checkpoint"]: ""}


def _without_details(reason: str) -> str:
    """A reason that fits into a menu."""
    return reason.partition(":")[0].partition(";")[0]
