"""How far the phonons of a crystal get, and what stops them, at one temperature."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from uncertainties import ufloat

from ultralow.analysis import lattice_conductivity, polar_phonons
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import materials
from ultralow.data.materials import Material
from ultralow.paper.wires import ROOM

SHARES = (50, 80, 90, 95)  # per cent of the heat, of which the mean free paths are told
# Defects are as strong as a parameter says; every other rate is computed.
CHOSEN_CAUSES = ("defects",)


class HeatByPath(NamedTuple):
    """Heat carried by particles in steps up to a mean free path.

    Attributes
    ----------
    heat : LatticeConductivity
        Whose phonons.
    path : numpy.ndarray, shape (N,)
        m, rising.
    share : numpy.ndarray, shape (N,)
        Per cent of all that particles carry.
    most : float
        Path (m) up to which 95 % are carried.
    error : float
        Of ``most``, by the mesh (m); NaN where it is not known.
    """

    heat: LatticeConductivity
    path: np.ndarray
    share: np.ndarray
    most: float
    error: float = float("nan")


@dataclass(frozen=True, eq=False)
class PhononPaths:
    """The accepted phonons of a crystal by themselves, and in its wire.

    Attributes
    ----------
    material : Material
    heats : list of LatticeConductivity
        The chosen result first; empty where none is stored.
    temperature : float
        K.
    length : float or None
        Casimir length (m) of the wire.
    variance : float
        Mass variance of its defects.
    """

    material: Material
    heats: list[LatticeConductivity]
    temperature: float
    length: float | None
    variance: float

    @property
    def _wire(self):
        return self.temperature, self.length, self.variance

    def along(self, heat: LatticeConductivity) -> HeatByPath:
        """What phonons carry by themselves, against their mean free path."""
        path, carried = heat.accumulation(self.temperature)
        most, share = heat.mean_free_path_at(self.temperature), 100 * carried / carried[-1]
        return HeatByPath(heat, path, share, most, self._error(heat, 0.95))

    def _error(self, heat, share) -> float:
        """Error (m) of a length by its mesh, which is known at room temperature alone."""
        return heat.mean_free_path_error(share) if self.temperature == ROOM else float("nan")

    @cached_property
    def in_wire(self) -> HeatByPath:
        """The same for the chosen result, with surface and defects."""
        heat = self.heats[0]
        path, carried = heat.accumulation(*self._wire)
        most = heat.mean_free_path_at(self.temperature, 0.95, self.length, self.variance)
        return HeatByPath(heat, path, 100 * carried / carried[-1], most)

    def elsewhere(self) -> list[LatticeConductivity]:
        """The best result of each other crystal whose length is stated; none without an own one."""
        if not self.heats:
            return []
        others = [name for name in lattice_conductivity.PATHS if name != self.material.name]
        found = [lattice_conductivity.accepted_results(materials.get(name)) for name in others]
        return [one[0] for one in found if one]

    @cached_property
    def rates(self) -> dict[str, np.ndarray]:
        """Scattering rates of the chosen result in the wire, 1/s by cause, shape (Q, M)."""
        return self.heats[0].rates(*self._wire)

    def grade(self, cause: str) -> str:
        """Of a cause of scattering: G where its strength is chosen, else R."""
        return "G" if cause in CHOSEN_CAUSES else "R"

    def summary(self) -> str:
        """A line for a notebook: how many modes carry nothing because they have no rate."""
        if not self.heats:
            return "no phonons: the panels b, c and d stay empty"
        missing = self.heats[0].missing(self.temperature)
        modes = f"{missing.count} of {missing.total} modes have no rate and carry nothing"
        return f"{self.heats[0].checkpoint}: {modes}"

    def numbers(self):
        """The headline numbers, one after the other: name, value, unit and grade."""
        if self.heats:
            yield from self._lengths()
            yield from self._conductivities()
            yield from self._modes()

    def _lengths(self):
        for share in SHARES:
            yield f"mean_free_path_{share}", self._length(self.heats[0], share), "nm", "R"
        yield "mean_free_path_95_in_wire", self.in_wire.most * 1e9, "nm", "G"
        for one in self.heats[1:]:
            yield f"mean_free_path_95_{one.checkpoint}", self._length(one, 95), "nm", "R"

    def _length(self, heat, share):
        """A length in nm, with the error of its mesh where that is known."""
        length = heat.mean_free_path_at(self.temperature, share / 100) * 1e9
        error = self._error(heat, share / 100) * 1e9
        return ufloat(length, error) if np.isfinite(error) else length

    def _conductivities(self):
        heat, unit = self.heats[0], "W m-1 K-1"
        for part, value in heat.conductivity(self.temperature)._asdict().items():
            yield f"{part}_conductivity", value, unit, "R"
        yield "total_conductivity_in_wire", heat.conductivity(*self._wire).total, unit, "G"

    def _modes(self):
        heat, crossed = self.heats[0], self.crossings
        yield "group_velocity_largest", np.nanmax(heat.speeds), "m s-1", "R"
        if self.waves.polar:
            fastest = np.nanmax(self.waves.speeds)
            yield "group_velocity_largest_with_polar_forces", fastest, "m s-1", "R"
        yield "group_velocity_median", heat.quantile(heat.speeds), "m s-1", "R"
        for cause, values in self.rates.items():
            median = heat.quantile(values) * 1e-12
            yield f"median_rate_{cause}", median, "ps-1", self.grade(cause)
        yield "crossings_below_1.5_THz", len(crossed.sound), "1", "R"
        yield "crossings_with_sound", crossed.sound.sum(), "1", "R"
        yield "overdamped_share_of_heat", heat.overdamped(self.temperature), "1", "R"
        yield "modes_without_rate", heat.missing(self.temperature).count, "1", "R"

    @cached_property
    def waves(self) -> polar_phonons.Waves:
        """Frequencies and speeds of the chosen result's modes, with polar forces where known."""
        return polar_phonons.waves(self.heats[0])

    @cached_property
    def crossings(self) -> lattice_conductivity.BandCrossings:
        """Where the low bands of the chosen result cross, found once."""
        return self.heats[0].crossings()
