"""The holes' part of the explorer: heat and charge that they carry, and zT."""

import numpy as np

from ultralow.analysis import wire_transport
from ultralow.charge import thermoelectric as te
from ultralow.figures.style import MATERIAL_COLORS

# Colder, no relaxation time falls as 1/T.
WARM = np.linspace(100, 400, 16)
INSULATING = "called insulating:\nno conductivity is stated"
TRANSPORT = {
    "seebeck": "V K-1",
    "sigma": "S m-1",
    "lorenz": "W Ohm K-2",
    "lattice": "W m-1 K-1",
    "electronic": "W m-1 K-1",
    "power_factor": "W m-1 K-2",
    "merit": "1",
}


def charge(known, case, view) -> None:
    """Heat and charge carried by the holes, their density and Lorenz number as set.

    The stated total at 300 K, less what the stated conductivity carries with this Lorenz number,
    is the lattice part there; it falls as 1/T. Another density of holes is another doping: the
    lattice and the relaxation time stay.
    """
    if known.wire is None:
        view.absent["merit"] = INSULATING
        return
    color = MATERIAL_COLORS[known.crystal.name]
    grade = "G" if case.carrier_density_per_cm3 or case.lorenz_number_W_Ohm_per_K2 else "R"
    density = case.carrier_density_per_cm3 * 1e6 or None
    lorenz = case.lorenz_number_W_Ohm_per_K2
    found = _transport(known, known.holes(density), WARM, lorenz)
    view.curve("conductivity", "electronic part", WARM, found["electronic"], grade, "purple")
    view.curve("merit", "computed bands", WARM, found["merit"], grade, color)
    if case.temperature_K < WARM[0]:
        return
    one = np.array([case.temperature_K])
    here = _transport(known, known.wire.at(one, density), one, lorenz)
    for name, unit in TRANSPORT.items():
        view.number(name, here[name][0], unit, grade)


def _transport(known, found, temperature, lorenz: float) -> dict[str, np.ndarray]:
    """What :data:`TRANSPORT` names, from `Wire.at` and a Lorenz number; 0: that of the bands."""
    carried = found.lorenz if not lorenz else np.full(np.shape(temperature), lorenz)
    electronic = te.electronic_thermal_conductivity(found.sigma, temperature, carried)
    room = wire_transport.lattice_at_room(lorenz or known.wire.fit.lorenz)
    lattice = wire_transport.lattice_at(temperature, room)
    return {
        "seebeck": found.seebeck,
        "sigma": found.sigma,
        "lorenz": carried,
        "lattice": lattice,
        "electronic": electronic,
        "power_factor": te.power_factor(found.seebeck, found.sigma),
        "merit": te.figure_of_merit(found.seebeck, found.sigma, temperature, lattice + electronic),
    }
