"""What the stored phonons of a crystal conduct along its wire: rates, conductivity, paths.

The adapter between :mod:`ultralow.data.phonon_store` and the notebooks, as
:mod:`ultralow.analysis.hole_transport` is for the bands. Lengths, rates and conductivities are in
SI.

The paper adds scattering at the surface and by defects through an empirical model whose parameters
its text does not give. Here the surface is rough and its length is the stated Casimir length; the
defects are mass variance on all atoms, as strong as the notebook's parameter says. Neither is
fitted to anything.
"""

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from ultralow.analysis.kept_sums import KeptSums, Sums
from ultralow.data import datapackage, phonon_store
from ultralow.data.materials import Material
from ultralow.data.phonon_store import StoredPhonons
from ultralow.errors import UltralowError
from ultralow.heat import accumulation as conductivity
from ultralow.heat import heat_by_path, mesh_cells, scattering, zone_centre
from ultralow.heat import wigner as heat_wigner
from ultralow.heat.accumulation import Accumulation
from ultralow.heat.mesh_modes import Modes
from ultralow.heat.wigner import ModesWithoutRate
from ultralow.heat.zone_centre import ZoneCentre
from ultralow.paper import wires

PATHS = {"CsPbI3": "F9", "CsPbBr3": "F8", "CsSnI3": "F7"}
MECHANISMS = {
    "phonons": "phonon–phonon",
    "isotopes": "isotopes",
    "boundary": "surface",
    "defects": "defects",
}
LONG = 0.95  # share of the particle part up to whose paths the paper goes
# At lower frequencies lie the bands whose crossings the paper draws, Hz.
LOW = 1.5e12


class ConductivityParts(NamedTuple):
    """Conductivity along the wire in W m⁻¹ K⁻¹: of particles, between bands, and their sum."""

    particle: np.ndarray
    coherence: np.ndarray
    total: np.ndarray


class BandCrossings(NamedTuple):
    """Crossings of bands: distance along the path (1/m), frequency (Hz), whether with sound.

    With sound: one of the two moves the cell as a whole by more than half, a degenerate one as the
    group that it is.
    """

    place: np.ndarray
    frequency: np.ndarray
    sound: np.ndarray


class LatticeConductivity:
    """The phonons of one crystal from one checkpoint.

    Parameters
    ----------
    material : Material
    result : ultralow.data.phonon_store.StoredPhonons
        An accepted one.
    mesh : str
        Three numbers, as in ``"2 2 2"``: everything is computed anew on that mesh from the stored
        force constants, which takes seconds. Empty: the stored modes.

    Attributes
    ----------
    checkpoint : str
        The name of the result.
    modes : ultralow.heat.mesh_modes.Modes
    direction : numpy.ndarray or None
        Of the wire, Cartesian; None where none is known, and the mean over directions is taken.
    """

    def __init__(self, material: Material, result: StoredPhonons, mesh: str = ""):
        self.material, self.result, self.mesh = material, result, mesh
        self.checkpoint = result.name
        self.modes = self._modes()
        self.direction = material.wire_direction

    @property
    def ensemble_K(self) -> float | None:
        """The temperature that the force constants belong to; None of atoms at rest."""
        return self.result.ensemble_K

    @property
    def effective(self) -> bool:
        """Whether the force constants are effective ones, which belong to one temperature."""
        return self.result.effective

    def _modes(self):
        if not self.mesh.strip():
            return self.result.modes()
        from ultralow.compute import three_phonon

        divisions = divisions_of(self.mesh)
        temperatures = self.result.record["conductivity"]["temperatures_K"]
        return three_phonon.conductivity(self.result.force_constants(), divisions, temperatures)[0]

    @property
    def temperatures(self) -> np.ndarray:
        """Temperatures (K) for which the phonons' own rates are known."""
        return self.modes.temperatures

    def within(self, lowest: float, highest: float, step: float = 5.0) -> np.ndarray:
        """Temperatures (K) for a curve: in steps, where rates are known and a notebook wants them.

        One alone where rates are known at one temperature.

        Raises
        ------
        UltralowError
            If the two ranges do not meet.
        """
        low, high = max(lowest, self.temperatures[0]), min(highest, self.temperatures[-1])
        if low > high:
            raise UltralowError(
                f"no rates are known between {lowest:g} and {highest:g} K",
                mend=f"choose temperatures from {self.temperatures[0]:g} to "
                f"{self.temperatures[-1]:g} K",
            )
        return np.linspace(low, high, int(np.ceil((high - low) / step)) + 1)

    @cached_property
    def centre(self) -> ZoneCentre | None:
        """Acoustic modes in the cell around the zone centre, which no point of the mesh has.

        None where the record does not tell how rates go there, as older ones do not.
        """
        return _centre(self.result, self.modes) if self.mesh.strip() else _own_centre(self.result)

    @cached_property
    def _unit_variance_rates(self) -> np.ndarray:
        if self.mesh.strip():
            return scattering.point_defect_rate(self.modes, 1.0)
        return _own_unit_variance_rates(self.result)

    def rates(self, temperature, length=None, variance=0.0) -> dict[str, np.ndarray]:
        """Scattering rates on the mesh by mechanism, 1/s, shape (..., Q, M).

        Parameters
        ----------
        temperature : float or array, shape (...,)
            K, within the range of :attr:`temperatures`.
        length : float, optional
            Casimir length, m; None where no surface is near.
        variance : float
            Mass variance of the defects, 0 for none.
        """
        defects = variance * self._unit_variance_rates if variance > 0 else None
        return self._rates(self.modes, temperature, length, defects)

    def _rates(self, modes, temperature, length, defects) -> dict[str, np.ndarray]:
        own = scattering.rates_at(self.temperatures, modes.scattering_rates, temperature)
        found = {"phonons": own, "isotopes": np.broadcast_to(modes.isotope_rates, own.shape)}
        if length is not None:
            surface = scattering.boundary_rate(modes.group_velocities, length)
            found["boundary"] = np.broadcast_to(surface, own.shape)
        if defects is not None:
            found["defects"] = np.broadcast_to(defects, own.shape)
        return found

    @property
    def domains(self) -> list[Modes]:
        """The modes of the mesh, and those of the cell around its centre where these are known."""
        return [self.modes, *([self.centre.modes] if self.centre else [])]

    def total_rates(self, temperature, length=None, variance=0.0) -> list[np.ndarray]:
        """Rates of all mechanisms together, 1/s, of each of :attr:`domains`.

        Parameters are those of :meth:`rates`.
        """
        found = [self.rates(temperature, length, variance)]
        if self.centre:
            defects = None
            if variance > 0:
                power, unit = zone_centre.AT_DEFECTS, self._unit_variance_rates
                defects = variance * zone_centre.inward(unit, self.centre, power)
            found.append(self._rates(self.centre.modes, temperature, length, defects))
        return [scattering.matthiessen(*one.values()) for one in found]

    def conductivity(self, temperature, length=None, variance=0.0) -> ConductivityParts:
        """Conductivity along the wire; parameters of :meth:`rates`. Asked again, it is at hand."""
        return self._once(self._conductivity, temperature, length, variance)

    def _conductivity(self, temperature, length, variance) -> ConductivityParts:
        rates = self.total_rates(temperature, length, variance)
        particle = sum(map(heat_wigner.particle, self.domains, rates, repeat(temperature)))
        coherence = heat_wigner.coherence(self.modes, rates[0], temperature)
        parts = [heat_wigner.component_along(one, self.direction) for one in (particle, coherence)]
        return ConductivityParts(*parts, sum(parts))

    def accumulation(self, temperature, length=None, variance=0.0) -> Accumulation:
        """Particle part along the wire, summed over mean free paths (m) at one temperature (K)."""
        return self._once(self._accumulation, temperature, length, variance)

    def _once(self, sums: Callable[..., Sums], temperature, length, variance) -> Sums:
        asked = (sums.__name__, self.direction, temperature, length, variance)
        return self._sums.once(asked, lambda: sums(temperature, length, variance))

    @property
    def _sums(self) -> KeptSums:
        return self._sums_on_mesh if self.mesh.strip() else _own_sums(self.result)

    @cached_property
    def _sums_on_mesh(self) -> KeptSums:
        return KeptSums()

    def _accumulation(self, temperature, length, variance) -> Accumulation:
        rates = self.total_rates(temperature, length, variance)
        found = heat_by_path.heat_by_path(self.domains, rates, temperature, self._neighbours)
        along = heat_wigner.component_along(found.conductivity, self.direction)
        return found._replace(conductivity=along)

    @cached_property
    def _neighbours(self) -> np.ndarray:
        if self.mesh.strip():
            return mesh_cells.neighbours(self.result.phonopy(), self.modes)
        return _own_neighbours(self.result)

    def mean_free_path_at(self, temperature, share=LONG, length=None, variance=0.0) -> float:
        """Mean free path (m) up to which a share of the particle part is carried."""
        found = self.accumulation(temperature, length, variance)
        return conductivity.value_at_share(found, share)

    def mean_free_path_error(self, share=LONG) -> float:
        """Error (m) that the mesh leaves in the mean free path at 300 K, by phonons and isotopes.

        Its distance to that on a coarser mesh or, for 95 %, on a finer one of the ledger, whichever
        is longer; NaN where none was computed beside, as for a mesh of the reader's own.
        """
        beside = self.result.record.get("coarser_mesh")
        if beside is None or self.mesh.strip():
            return float("nan")
        carried = heat_wigner.component_along(beside["carried_W_m_K"], self.direction)
        there = Accumulation(np.array(beside["path_m"]), carried)
        here = self.mean_free_path_at(beside["temperature_K"], share)
        others = [conductivity.value_at_share(there, share)]
        if share == LONG:
            others += self._finer_paths
        return float(np.abs(np.subtract(others, here)).max())

    @property
    def _finer_paths(self) -> list[float]:
        """Of the ledger: what 95 % is carried by on finer meshes, m; empty in older ones."""
        points = np.prod(self.modes.mesh)
        return [
            rung["path_95_m"]
            for rung in self.result.rungs
            if rung["changed"] == "mesh" and "path_95_m" in rung and np.prod(rung["mesh"]) > points
        ]

    def missing(self, temperature) -> ModesWithoutRate:
        """Modes without a rate, which carry nothing."""
        rates = scattering.matthiessen(*self.rates(temperature).values())
        return heat_wigner.modes_without_rate(self.modes, rates, temperature)

    def overdamped(self, temperature) -> float:
        """Share of the heat capacity in modes that are scattered within one radian, 1/τ > ω."""
        modes, rates = self.modes, scattering.matthiessen(*self.rates(temperature).values())
        held = heat_wigner.heat_capacity(modes.frequencies, temperature) * modes.weights[:, None]
        known = np.isfinite(rates)
        fast = known & (rates > 2 * np.pi * modes.frequencies)
        return float(held[fast].sum() / held[known].sum())

    @property
    def speeds(self) -> np.ndarray:
        """|v| of each mode in m/s, shape (Q, M); NaN at imaginary modes and at rest."""
        speed = np.linalg.norm(self.modes.group_velocities, axis=-1)
        return np.where(self.modes.frequencies > 0, speed, np.nan)

    def quantile(self, values, share: float = 0.5) -> float:
        """Quantile over all modes of the mesh, the median for one half; NaN are left out."""
        values = np.broadcast_to(values, self.modes.frequencies.shape)
        known = np.isfinite(values)
        weights = np.broadcast_to(self.modes.weights[:, None], values.shape)[known]
        return float(np.quantile(values[known], share, weights=weights, method="inverted_cdf"))

    @cached_property
    def bands(self):
        """Frequencies along lines of the zone, an :class:`ultralow.phonons.band_path.Bands`."""
        from ultralow.phonons.band_path import band_path

        return band_path(self._phonopy, points=21)

    def band_lines(self, highest: float = LOW) -> tuple[np.ndarray, np.ndarray]:
        """Distance (1/m) and frequency (Hz) of the low bands, one after the other, NaN between."""
        bands = self.bands
        from ultralow.phonons import harmonic

        low = bands.frequencies[:, bands.frequencies.min(axis=0) < highest].T
        low = np.where(np.abs(low) < harmonic.FLOOR, 0.0, low)  # at rest, but for rounding
        gap = np.full((len(low), 1), np.nan)
        place = np.tile([*bands.distances, np.nan], len(low))
        return place, np.hstack([low, gap]).ravel()

    def crossings(self, highest: float = LOW) -> BandCrossings:
        """Where bands cross along the lines of :attr:`bands`, below a frequency (Hz)."""
        from ultralow.phonons import band_crossings as crossings
        from ultralow.phonons import harmonic

        solve, masses = harmonic.solver(self._phonopy), self._phonopy.primitive.masses
        corners = [place for place, _ in self.bands.labels]
        ends = [int(np.argmin(np.abs(self.bands.distances - place))) for place in corners]
        place, frequency, acoustic = [], [], []
        for first, last in pairwise(ends):
            start, stop = self.bands.wavevectors[[first, last]]
            found = crossings.crossings(solve, start, stop, highest=highest, masses=masses)
            span = self.bands.distances[last] - self.bands.distances[first]
            place.extend(self.bands.distances[first] + found.fraction[found.crossed] * span)
            frequency.extend(found.frequency[found.crossed])
            acoustic.extend((found.acoustic[found.crossed] > 0.5).any(axis=1))
        return BandCrossings(np.array(place), np.array(frequency), np.array(acoustic, bool))

    @cached_property
    def _phonopy(self):
        return self.result.phonopy()


# Of the stored modes once a result, whoever asks: the judges make many of these objects.
@datapackage.cached_until_forgotten
def _own_centre(result: StoredPhonons) -> ZoneCentre | None:
    return _centre(result, result.modes())


@datapackage.cached_until_forgotten
def _own_sums(_result: StoredPhonons) -> KeptSums:
    return KeptSums()


@datapackage.cached_until_forgotten
def _own_unit_variance_rates(result: StoredPhonons) -> np.ndarray:
    return scattering.point_defect_rate(result.modes(), 1.0)


@datapackage.cached_until_forgotten
def _own_neighbours(result: StoredPhonons) -> np.ndarray:
    return mesh_cells.neighbours(result.phonopy(), result.modes())


def _centre(result: StoredPhonons, modes: Modes) -> ZoneCentre | None:
    from ultralow.compute import three_phonon

    known = result.record.get("zone_centre")
    if known is None:
        return None
    return three_phonon.centre(result.second_order(), modes, known["powers"])


def divisions_of(mesh: str) -> list[int]:
    """The three divisions of a mesh written as ``"2 2 2"``.

    Raises
    ------
    UltralowError
        If these are not three whole numbers from 1 to 9; a finer mesh takes minutes.
    """
    words = mesh.split()
    if len(words) != 3 or not all(word in [*"123456789"] for word in words):
        raise UltralowError(
            f"no mesh {mesh!r}", mend='give three whole numbers from 1 to 9, as in "2 2 2"'
        )
    return [int(word) for word in words]


def chosen_result(
    material: Material, checkpoint: str = "best", mesh: str = ""
) -> LatticeConductivity:
    """The phonons of a material from one checkpoint.

    Parameters are those of :func:`ultralow.data.phonon_store.choose`, which also tells the errors,
    and of :class:`LatticeConductivity`.
    """
    return LatticeConductivity(material, phonon_store.choose(material.name, checkpoint), mesh)


def accepted_results(
    material: Material, checkpoint: str = "best", mesh: str = ""
) -> list[LatticeConductivity]:
    """The stored phonons of a material, the chosen checkpoint first; empty where there are none.

    Raises
    ------
    UltralowError
        If the named checkpoint was refused or is not stored, while another one may be used.
    """
    usable = phonon_store.accepted(material.name)
    if not usable:
        return []
    first = phonon_store.choose(material.name, checkpoint)
    others = [LatticeConductivity(material, one) for one in usable if one is not first]
    return [LatticeConductivity(material, first, mesh), *others]


def report(material: Material) -> str:
    """A line a checkpoint for a notebook: how its phonons were found, or why they are refused."""
    stored = phonon_store.results(material.name)
    if not stored:
        return (
            f"no phonons are stored for {material.name}: what needs them is left out; "
            f"`make compute MATERIAL={material.name}` computes them"
        )
    lines = []
    for one in stored:
        mesh = " × ".join(map(str, one.record["settings"]["mesh"]))
        reason = one.refused_because
        text = f"refused, {reason}" if reason else f"phonons on a {mesh} mesh"
        text += "" if reason or one.rungs else ", numerical error unknown (no ledger)"
        said = "; ".join([f"{one.name}: {text}", *one.cautions])
        lines.append(f"{said}  [{one.record['grade']}]")
    return "\n".join(lines)


def casimir_length(material: Material, length_nm: float = 0.0) -> float | None:
    """Casimir length in m: the given one (nm), else the stated one, else None."""
    if length_nm > 0:
        return length_nm * 1e-9
    known = material.name in wires.CASIMIR
    return wires.casimir_length(material.name).value if known else None


def same_kind(heats: list[LatticeConductivity]) -> list[LatticeConductivity]:
    """Those of the kind of the first: at rest, or effective at its temperature."""
    return [heat for heat in heats if heat.ensemble_K == heats[0].ensemble_K]
