"""Charge in a crystal against its density of holes: fitted bands, or what any band would show."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.constants import m_e

from ultralow.analysis import hole_transport
from ultralow.analysis.hole_transport import HoleTransport
from ultralow.charge import parabolic_band, thermoelectric
from ultralow.data.materials import Material
from ultralow.paper.wires import ROOM

DENSITY = np.geomspace(1e23, 1e26, 81)  # m⁻³, of all curves
MASSES = np.array([[0.1], [0.2], [0.4]]) * m_e  # of an unknown band: middle and both ends
# The fields of a fit with the unit that a notebook prints and how many of it an SI unit is.
PRINTED = {
    "density": ("cm-3", 1e-6),
    "time": ("fs", 1e15),
    "mobility": ("cm2 V-1 s-1", 1e4),
    "mobility_few": ("cm2 V-1 s-1", 1e4),
    "mass": ("electron masses", 1 / m_e),
    "lorenz": ("W Ohm K-2", 1),
}


class HoleCurve(NamedTuple):
    """A wire at 300 K against its density of holes (:data:`DENSITY`), SI, shape (81,) each.

    Attributes
    ----------
    label : str
        What is assumed.
    wire : HoleTransport
        With the fit to the stated numbers.
    seebeck, mobility, lorenz : numpy.ndarray
        V/K, m² V⁻¹ s⁻¹ and W Ω K⁻².
    """

    label: str
    wire: HoleTransport
    seebeck: np.ndarray
    mobility: np.ndarray
    lorenz: np.ndarray


@dataclass(frozen=True)
class FittedHoles:
    """The tin compound's stored bands and what the stated numbers make of them.

    Attributes
    ----------
    kind : str
        Of the bands, see :data:`ultralow.analysis.hole_transport.KINDS`.
    law : str
        Of scattering, see :data:`ultralow.analysis.hole_transport.LAWS`.
    r : float
        The relaxation time goes as E^r, for the law ``power``.
    """

    kind: str = "spin_orbit"
    law: str = "constant"
    r: float = 0.0

    @cached_property
    def record(self) -> dict:
        """The stored bands, as :func:`ultralow.analysis.hole_transport.read` returns them."""
        return hole_transport.read()

    @cached_property
    def curves(self) -> list[HoleCurve]:
        """The chosen bands and law, then atoms as measured, then the law of acoustic phonons."""
        record, law, r = self.record, self.law, self.r
        return [
            _curve(hole_transport.LAWS[law], hole_transport.wire(record, law, r, self.kind)),
            _curve("atoms as measured", hole_transport.wire(record, law, r, "measured")),
            _curve("time ∝ 1/DOS", hole_transport.wire(record, "inverse_dos", kind=self.kind)),
        ]

    def summary(self) -> str:
        """A line for a notebook: the gap of the chosen bands."""
        gap = self.record["bands"][self.kind]["gap_eV"]
        return f"gap {gap:.2f} eV, direct, at the zone centre  [R]"

    def numbers(self):
        """The headline numbers, one after the other: name, value, unit and grade."""
        chosen, measured = (
            hole_transport.uncertain(self.record, self.law, r=self.r, kind=kind)
            for kind in (self.kind, "measured")
        )
        wire, _, acoustic = (one.wire for one in self.curves)
        for name, (unit, scale) in PRINTED.items():
            yield name, chosen[name] * scale, unit, "R"
            yield f"{name}_measured", measured[name] * scale, unit, "R"
            yield f"{name}_acoustic", vars(acoustic.fit)[name] * scale, unit, "R"
        masses = hole_transport.hole_mass(self.record, self.kind) / m_e
        for axis, mass in zip("abc", masses, strict=True):
            yield f"hole_mass_{axis}", mass, "electron masses", "R"
        yield "electronic_conductivity", wire.electronic(ROOM), "W m-1 K-1", "R"
        yield "lattice_conductivity", wire.lattice(ROOM), "W m-1 K-1", "R"
        density = hole_transport.implied()[0]
        yield "density_from_stated_mobility", density * 1e-6, "cm-3", "D"

    def ledger(self):
        """The fit after one change of the bands a row, a :class:`pandas.DataFrame`."""
        import pandas

        return pandas.DataFrame(self.record["ledger"]["rows"]).T.reset_index(names="bands")


class UnknownCarriers:
    """A crystal without a measured number of its charge: what a parabolic band would show."""

    @cached_property
    def seebeck(self) -> np.ndarray:
        """Seebeck coefficient (V/K) for each of :data:`MASSES`, shape (3, 81)."""
        eta = parabolic_band.chemical_potential_at_density(DENSITY, MASSES, ROOM)
        return parabolic_band.seebeck(eta, 0.0)

    def summary(self) -> str:
        """A line for a notebook: that nothing is stated."""
        return "stated: electrically insulating, no conductivity and no Seebeck coefficient"

    def numbers(self):
        """The headline number: name, value, unit and grade."""
        found = np.interp(1e23, DENSITY, self.seebeck[1])
        yield "seebeck_coefficient_1e17_per_cm3", found * 1e6, "uV K-1", "G"

    def ledger(self):
        """None: no bands are stored."""


def of_crystal(material: Material, kind: str, law: str, r: float) -> FittedHoles | UnknownCarriers:
    """The charge of a crystal; parameters of `FittedHoles`."""
    conducts = hole_transport.conducts(material)
    return FittedHoles(kind, law, r) if conducts else UnknownCarriers()


def _curve(label: str, wire: HoleTransport) -> HoleCurve:
    found = wire.at(ROOM, DENSITY)
    mobility = thermoelectric.mobility(found.sigma, DENSITY)
    return HoleCurve(label, wire, found.seebeck, mobility, found.lorenz)
