"""Thermoelectric transport of a wire against temperature: what follows from σ, S, L and k_lattice.

One law of the lattice serves all models of the charge carriers: it conducts at room temperature
what the stated total leaves beside the carriers, and falls as 1/T from there, as that of a crystal
does well above its maximum. That fall is an assumption: the text gives no k(T).
"""

from abc import ABC, abstractmethod

import numpy as np

from ultralow.charge import thermoelectric
from ultralow.paper.stated import stated
from ultralow.paper.wires import ROOM, TOTAL


def lattice_at_room(lorenz, conductivity=None, material: str = "CsSnI3"):
    """Lattice part at room temperature, k_total − LσT, in W m⁻¹ K⁻¹.

    Parameters
    ----------
    lorenz : float or array
        Lorenz number of the carriers (W Ω K⁻²).
    conductivity : float, optional
        σ at room temperature (S/m); the stated one when left out.
    material : str
        Whose total is stated.
    """
    sigma = stated("G1").value if conductivity is None else conductivity
    carried = thermoelectric.electronic_thermal_conductivity(sigma, ROOM, lorenz)
    return thermoelectric.lattice_thermal_conductivity(stated(TOTAL[material]).value, carried)


def lattice_at(temperature, room):
    """Lattice part (W m⁻¹ K⁻¹) at temperatures (K), from that at room temperature."""
    return room * ROOM / np.asarray(temperature, float)


class WireTransport(ABC):
    """Transport of a wire as functions of temperature (K), for one model of its carriers.

    Attributes
    ----------
    lattice_room : float
        Lattice part at room temperature, W m⁻¹ K⁻¹.
    """

    lattice_room: float

    @abstractmethod
    def conductivity(self, temperature):
        """Electrical conductivity σ(T) in S/m."""

    @abstractmethod
    def seebeck(self, temperature):
        """Seebeck coefficient S(T) in V/K."""

    @abstractmethod
    def lorenz(self, temperature):
        """Lorenz number L(T) in W Ω K⁻²."""

    def power_factor(self, temperature):
        """Power factor S²σ in W m⁻¹ K⁻²."""
        return thermoelectric.power_factor(
            self.seebeck(temperature), self.conductivity(temperature)
        )

    def electronic(self, temperature):
        """Electronic part LσT of the thermal conductivity in W m⁻¹ K⁻¹."""
        return thermoelectric.electronic_thermal_conductivity(
            self.conductivity(temperature), temperature, self.lorenz(temperature)
        )

    def lattice(self, temperature):
        """Lattice part of the thermal conductivity in W m⁻¹ K⁻¹."""
        return lattice_at(temperature, self.lattice_room)

    def total(self, temperature):
        """Thermal conductivity of lattice and carriers in W m⁻¹ K⁻¹."""
        return self.lattice(temperature) + self.electronic(temperature)

    def figure_of_merit(self, temperature):
        """Figure of merit zT, dimensionless."""
        return self.power_factor(temperature) * temperature / self.total(temperature)
