"""What a notebook on thermoelectrics asks of a wire: how well it conducts, or could at most."""

from dataclasses import dataclass
from functools import cached_property

from ultralow.analysis import hole_transport, wire_conductivity
from ultralow.analysis.hole_transport import HoleTransport
from ultralow.analysis.stated_transport import ParabolicTransport
from ultralow.charge import parabolic_band, thermoelectric
from ultralow.data.materials import Material
from ultralow.paper import stated as statements
from ultralow.paper import wires
from ultralow.paper.stated import Stated
from ultralow.paper.wires import ROOM

# Claims that state each quantity of the tin compound.
CLAIMS = {
    "conductivity": "G1",
    "seebeck": "G2",
    "power_factor": "G6",
    "figure_of_merit": "G7",
}
DILUTE = -20.0  # reduced chemical potential: far below the band, where L no longer depends on it


class StatedConductor:
    """The tin compound's wire: one parabolic band through the stated numbers, and computed bands.

    Parameters
    ----------
    r : float
        The relaxation time goes as E^r.
    power : float
        That of the computed bands goes as T^power.

    Attributes
    ----------
    one_band : ParabolicTransport
        Grade D.
    computed : HoleTransport
        Grade R.
    """

    def __init__(self, r: float = 0.0, power: float = -1.0):
        self.one_band = ParabolicTransport(r)
        law = "power" if r else "constant"
        self.computed: HoleTransport = hole_transport.wire(
            hole_transport.read(), law, r, power=power
        )

    def stated(self, quantity: str) -> Stated:
        """One of :data:`CLAIMS` as the paper states it, SI."""
        return statements.stated(CLAIMS[quantity])

    def follows(self, quantity: str) -> tuple[float, float]:
        """Temperature (K) and value (SI) of a quantity that follows from other stated numbers.

        Conductivity and Seebeck coefficient where the power factor is stated, by the band; power
        factor and zT at 300 K, by their definitions.
        """
        sigma, seebeck = (self.stated(one).value for one in ("conductivity", "seebeck"))
        if quantity == "power_factor":
            return 300, thermoelectric.power_factor(seebeck, sigma)
        if quantity == "figure_of_merit":
            total = statements.stated(wires.TOTAL[hole_transport.MATERIAL]).value
            return 300, thermoelectric.figure_of_merit(seebeck, sigma, 300, total)
        warm = self.stated("power_factor").temperature
        return warm, getattr(self.one_band, quantity)(warm)

    def summary(self) -> str:
        """Lines for a notebook: the four stated numbers."""
        sigma, seebeck, power, merit = (self.stated(one) for one in CLAIMS)
        room = f"{sigma.value / 100:.0f} S/cm and {seebeck.value * 1e6:.0f} µV/K"
        warm = f"{power.value * 1e6:.0f} µW m⁻¹ K⁻² and zT = {merit.value}"
        return f"stated at 300 K: {room}  [S]\nstated at 320 K: {warm}  [S]"

    def numbers(self):
        """The headline numbers, one after the other: name, value, unit and grade."""
        wire, warm = self.one_band, self.stated("power_factor").temperature
        yield "seebeck_coefficient_320K", wire.seebeck(warm) * 1e6, "uV K-1", "D"
        yield "electrical_conductivity_320K", wire.conductivity(warm) / 100, "S cm-1", "D"
        yield "exponent_of_conductivity", wire.exponent, "1", "D"
        yield "lorenz_number_300K", wire.lorenz(ROOM), "W Ohm K-2", "D"
        yield "power_factor_300K", wire.power_factor(ROOM) * 1e6, "uW m-1 K-2", "D"
        yield "figure_of_merit_300K", wire.figure_of_merit(ROOM), "1", "D"
        yield "figure_of_merit_320K", wire.figure_of_merit(warm), "1", "D"
        found = self.computed
        yield "computed_seebeck_320K", found.seebeck(warm) * 1e6, "uV K-1", "R"
        yield "computed_conductivity_320K", found.conductivity(warm) * 1e-2, "S cm-1", "R"
        yield "computed_power_factor_320K", found.power_factor(warm) * 1e6, "uW m-1 K-2", "R"
        yield "computed_figure_of_merit_320K", found.figure_of_merit(warm), "1", "R"


@dataclass(frozen=True)
class Insulator:
    """A wire without a stated conductivity: how well it might conduct before its heat shows it.

    Attributes
    ----------
    material : Material
    r : float
        The relaxation time goes as E^r.
    """

    material: Material
    r: float = 0.0

    @cached_property
    def lattice(self) -> wires.KnownValue:
        """Lattice conductivity, W m⁻¹ K⁻¹."""
        return wire_conductivity.conductivity(self.material.name)

    @cached_property
    def lorenz(self) -> float:
        """Lorenz number of few carriers, W Ω K⁻²."""
        return parabolic_band.lorenz(DILUTE, self.r)

    @property
    def bound(self) -> float:
        """Electrical conductivity (S/m) whose heat equals the error bar of the lattice part."""
        return self.lattice.uncertainty / (self.lorenz * ROOM)

    def carried(self, conductivity):
        """Heat that electrons carry (W m⁻¹ K⁻¹) at 300 K for conductivities in S/m."""
        return thermoelectric.electronic_thermal_conductivity(conductivity, ROOM, self.lorenz)

    def summary(self) -> str:
        """Lines for a notebook: what is stated, and the lattice conductivity."""
        measured = self.material.name in wires.LATTICE
        words = "stated: electrically insulating, no conductivity given"
        return f"{words if measured else 'no electrons here'}\nlattice conductivity {self.lattice}"

    def numbers(self):
        """The headline number: name, value, unit and grade."""
        yield "conductivity_that_would_show", self.bound / 100, "S cm-1", "D"


def of_wire(material: Material, r: float, power: float) -> StatedConductor | Insulator:
    """The wire of a material; parameters of `StatedConductor`."""
    conducts = hole_transport.conducts(material)
    return StatedConductor(r, power) if conducts else Insulator(material, r)
