"""The explorer's controls: what each is called, in which unit it is moved, and how far."""

from typing import NamedTuple

NAME = "explore"


class Knob(NamedTuple):
    """A slider of one parameter: its label and unit, its range in that unit, and the unit's size.

    ``resets`` tells that the place it starts from stands for the stored number, which the parameter
    writes as zero; ``log`` that the slider is moved along the decimal logarithm, of which range and
    step then are. Such a one that stands for no stored number is zero at its lower end.
    """

    label: str
    unit: str
    low: float
    high: float
    step: float
    about: str
    size: float = 1.0
    resets: bool = True
    log: bool = False


KNOBS = {
    "temperature_K": Knob(
        "temperature", "K", 20, 400, 5, "of the accumulation, and of the numbers above the panels",
        resets=False,
    ),
    "casimir_length_nm": Knob(
        "Casimir length", "nm", 0.5, 4, 0.05, "how far a phonon goes between walls of the wire",
        log=True,
    ),
    "defect_strength": Knob(
        "strength of defects Γ", "", -6, 0, 0.1,
        "variance of the masses that scatters phonons; at the left end there are no defects",
        resets=False, log=True,
    ),
    "longitudinal_velocity_m_s": Knob(
        "longitudinal sound", "m/s", 500, 6000, 10, "velocity, for the minimum conductivity"
    ),
    "transverse_velocity_m_s": Knob(
        "transverse sound", "m/s", 300, 4000, 10, "velocity, for the minimum conductivity"
    ),
    "carrier_density_per_cm3": Knob(
        "density of holes", "10¹⁸ cm⁻³", 0.5, 60, 0.1, "the doping of CsSnI₃", 1e18
    ),
    "lorenz_number_W_Ohm_per_K2": Knob(
        "Lorenz number", "10⁻⁸ W Ω K⁻²", 1.2, 3, 0.02, "heat that holes carry, over their charge",
        1e-8,
    ),
}  # fmt: skip
MENUS = {"material": "material", "quantity": "property", "minimum_model": "minimum",
         "velocity_source": "sound from", "checkpoint": "phonons"}  # fmt: skip
# What each is called where there is little room, as in an address.
SHORT = {
    "material": "material",
    "quantity": "property",
    "minimum_model": "minimum",
    "velocity_source": "sound",
    "checkpoint": "phonons",
    "temperature_K": "T",
    "casimir_length_nm": "casimir",
    "defect_strength": "defects",
    "longitudinal_velocity_m_s": "vL",
    "transverse_velocity_m_s": "vT",
    "carrier_density_per_cm3": "holes",
    "lorenz_number_W_Ohm_per_K2": "lorenz",
}


def in_words(name: str) -> str:
    """What a control is called beside it."""
    words = KNOBS[name].label if name in KNOBS else MENUS[name]
    return words[0].upper() + words[1:]
