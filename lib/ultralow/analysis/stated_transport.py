"""The CsSnI3 wire: what its stated conductivity, Seebeck coefficient and heat add up to.

The paper states σ, S and k_total at room temperature, and power factor and zT at 320 K. One
parabolic band through the stated Seebeck coefficient ties them together. Everything here is of
grade D: derived from stated numbers under the model that a parameter names.
"""

import numpy as np
from scipy.constants import m_e

from ultralow.analysis import wire_transport
from ultralow.analysis.wire_transport import WireTransport
from ultralow.charge import parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.paper.stated import stated

LORENZ_MODELS = {
    "constant_time": "band, constant time",
    "acoustic": "band, acoustic phonons",
    "kim2015": "Kim 2015",
    "sommerfeld": "Sommerfeld",
}


def lorenz_number(model: str) -> float:
    """Lorenz number of the wire at room temperature in W Ω K⁻², under one of four models.

    Parameters
    ----------
    model : {"constant_time", "acoustic", "kim2015", "sommerfeld"}
        One parabolic band with a constant relaxation time or with acoustic phonons, Kim's
        formula, or the degenerate limit; see :mod:`ultralow.charge.thermoelectric`.
    """
    seebeck = stated("G2").value
    if model == "sommerfeld":
        return te.lorenz_sommerfeld()
    if model == "kim2015":
        return float(te.lorenz_from_seebeck(seebeck))
    r = {"constant_time": 0.0, "acoustic": -0.5}[model]
    return float(parabolic_band.lorenz(parabolic_band.chemical_potential(seebeck, r), r))


class ParabolicTransport(WireTransport):
    """The wire as one parabolic band of fixed carrier density, near room temperature.

    The stated Seebeck coefficient sets the band's filling, the stated conductivity its size, and
    the stated power factor at 320 K the power p of σ ∝ T^p.

    Parameters
    ----------
    r : float
        The relaxation time goes as E^r.

    Attributes
    ----------
    exponent : float
        p in σ ∝ T^p.
    """

    def __init__(self, r: float = 0.0):
        self.r = r
        self._sigma, power, seebeck = stated("G1"), stated("G6"), stated("G2")
        self._room = self._sigma.temperature
        # At a fixed number of carriers F_1/2(η) goes as T^(-3/2) whatever the mass, so that any
        # mass serves to follow the filling; the density that belongs to it is not used.
        eta = parabolic_band.chemical_potential(seebeck.value, r)
        self._density = parabolic_band.carrier_density(eta, m_e, seebeck.temperature)
        warm = power.value / self.seebeck(power.temperature) ** 2
        ratio = power.temperature / self._room
        self.exponent = float(np.log(warm / self._sigma.value) / np.log(ratio))
        self.lattice_room = wire_transport.lattice_at_room(self.lorenz(self._room))

    def _filling(self, temperature):
        return parabolic_band.chemical_potential_at_density(self._density, m_e, temperature)

    def seebeck(self, temperature):
        """S(T) in V/K."""
        return parabolic_band.seebeck(self._filling(temperature), self.r)

    def lorenz(self, temperature):
        """L(T) in W Ω K⁻²."""
        return parabolic_band.lorenz(self._filling(temperature), self.r)

    def conductivity(self, temperature):
        """σ(T) in S/m."""
        return self._sigma.value * (temperature / self._room) ** self.exponent
