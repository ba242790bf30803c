"""What a crystal's own electric field does to its phonons and to the heat that they carry.

Born charges and the dielectric tensor of the electrons are first principles'; the springs are those
of a stored result, and nothing else of it changes. Frequencies are in Hz, speeds in m/s.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from ultralow.analysis import band_sound
from ultralow.analysis.lattice_conductivity import LatticeConductivity, accepted_results
from ultralow.checks import ComplexArray, FloatArray
from ultralow.data import phonon_store
from ultralow.data.materials import Material
from ultralow.errors import UltralowError
from ultralow.heat.wigner import component_along
from ultralow.phonons import group_velocity, harmonic, polar_forces
from ultralow.phonons.polar_forces import Polarity

AXES = ("a", "b", "c")
# What an ion would have if its electrons were all given or taken.
FORMAL = {"Cs": 1, "Pb": 2, "Sn": 2, "Br": -1, "I": -1, "Cl": -1, "F": -1, "Na": 1, "K": 1, "Rb": 1}
POINTS = 31  # on each line from the zone centre
NEAR = 1e-3  # of the way to the face of the zone: as good as the centre, and with a direction


class Site(NamedTuple):
    """Born charge of the atoms of one kind of site.

    Attributes
    ----------
    name : str
        Element, and a number where it has several sites.
    atoms : int
        Of the cell.
    charges : numpy.ndarray, shape (3,)
        Along x, y and z, elementary charges.
    principal : numpy.ndarray, shape (3,)
        Principal values of the symmetric part, that of the largest size first.
    formal : float
        NaN where none is known.
    """

    name: str
    atoms: int
    charges: FloatArray
    principal: FloatArray
    formal: float

    @classmethod
    def of_tensor(cls, name: str, atoms: int, tensor: FloatArray, formal: float) -> "Site":
        """The site of a Born charge, shape (3, 3)."""
        principal = np.linalg.eigvalsh((tensor + tensor.T) / 2)
        largest_first = np.argsort(-np.abs(principal), kind="stable")
        return cls(name, atoms, tensor.diagonal(), principal[largest_first], formal)


class PolarHeat(NamedTuple):
    """Conductivity along the wire at 300 K in W m⁻¹ K⁻¹, without and with polar forces.

    Attributes
    ----------
    particle, coherence : tuple of float
        Of particles and between bands.
    path, carried : numpy.ndarray, shape (n,)
        Mean free path in m, and what particles of phonons alone carry along shorter ones with
        polar forces.
    """

    particle: tuple[float, float]
    coherence: tuple[float, float]
    path: FloatArray
    carried: FloatArray

    @property
    def total(self) -> tuple[float, float]:
        """Sum of both parts."""
        without, with_polar = map(sum, zip(self.particle, self.coherence, strict=True))
        return without, with_polar

    @property
    def change(self) -> float:
        """Relative change of the sum by polar forces."""
        without, with_polar = self.total
        return with_polar / without - 1


class PolarPhonons:
    """Phonons of a stored result with polar forces beside those without.

    Parameters
    ----------
    heat : LatticeConductivity
    permittivity_factor : float
        By which the dielectric tensor of the electrons is multiplied.

    Attributes
    ----------
    polarity : Polarity
    record : dict
        Of the Born charges: settings, gates, convergence, cost.

    Raises
    ------
    UltralowError
        If no Born charges of the crystal are stored, or they were refused.
    """

    def __init__(self, heat: LatticeConductivity, permittivity_factor: float = 1.0):
        self.heat, self.material = heat, heat.material
        self.permittivity_factor = permittivity_factor
        record = phonon_store.polarity(heat.material.name)
        if record is None or not record["accepted"]:
            raise UltralowError(
                f"no Born charges of {heat.material.name} are stored",
                record["refused_because"] if record else "",
                f"run `make polar MATERIAL={heat.material.name}`",
            )
        self.record = record
        stored = Polarity.of_record(record)
        self.polarity = stored._replace(dielectric=permittivity_factor * stored.dielectric)
        self.without = heat.result.phonopy()
        self.with_polar = polar_forces.with_polar_forces(heat.result.phonopy(), self.polarity)

    @property
    def sites(self) -> list[Site]:
        """Sites of the crystal in the order of the cell, those of one element together."""
        symmetry = self.without.primitive_symmetry
        kinds = np.asarray(symmetry.get_map_atoms())
        symbols = np.array(self.without.primitive.symbols)
        found = []
        for symbol in dict.fromkeys(symbols):
            own = [one for one in dict.fromkeys(kinds) if symbols[one] == symbol]
            for index, kind in enumerate(own, start=1):
                name = f"{symbol}{index}" if len(own) > 1 else symbol
                count = int((kinds == kind).sum())
                tensor, formal = self.polarity.charges[kind], FORMAL.get(symbol, np.nan)
                found.append(Site.of_tensor(name, count, tensor, formal))
        return found

    @cached_property
    def central(self) -> harmonic.Vibrations:
        """Modes at the zone centre without any field: the transverse ones."""
        return harmonic.vibrations(harmonic.solver(self.without), [[0, 0, 0]])

    def mode_charges(self, modes) -> FloatArray:
        """Polarisation of modes at the zone centre, e/√u, shape (M, 3)."""
        return polar_forces.mode_charges(
            modes, self.without.primitive.masses, self.polarity.charges
        )

    @cached_property
    def ionic(self) -> FloatArray:
        """What each of them adds to the permittivity, shape (M, 3, 3)."""
        charges = self.mode_charges(self.central.eigenvectors[0])
        volume = self.without.primitive.volume
        return polar_forces.ionic_permittivity(self.central.frequencies[0], charges, volume)

    def static_permittivity(self) -> FloatArray:
        """Of the crystal in a field that stands still, shape (3, 3)."""
        found: FloatArray = self.polarity.dielectric + self.ionic.sum(axis=0)
        return found

    def longitudinal(self, axis: int) -> tuple[FloatArray, ComplexArray]:
        """Modes at the zone centre for waves along an axis: frequencies in Hz, ascending, shape
        (M,), and eigenvectors, shape (M, N, 3)."""
        return polar_forces.towards_centre(self.with_polar, np.eye(3)[axis])

    def split(self, axis: int) -> tuple[float, float]:
        """The transverse and the longitudinal frequency along an axis, Hz.

        Root mean squares over all modes, each weighted by how far it polarises the crystal along
        the axis, squared: no field changes the sum of these weights.
        """
        transverse = self.central.frequencies[0], self.central.eigenvectors[0]
        return self._mean(axis, *transverse), self._mean(axis, *self.longitudinal(axis))

    def _mean(self, axis, frequencies, modes) -> float:
        strength = self.mode_charges(modes)[:, axis] ** 2
        squares = frequencies * np.abs(frequencies)
        return float(harmonic.frequencies(4 * np.pi**2 * np.average(squares, weights=strength)))

    def line(self, axis: int, polar: bool) -> tuple[FloatArray, FloatArray]:
        """Bands from the zone centre to the face of the zone along an axis.

        Returns
        -------
        tuple of numpy.ndarray
            Shares of the way, shape (n,), and frequencies in Hz, shape (n, M).
        """
        share = np.linspace(NEAR, 1, POINTS)
        points = 0.5 * share[:, np.newaxis] * np.eye(3)[axis]
        model = self.with_polar if polar else self.without
        squares = np.linalg.eigvalsh(harmonic.solver(model)(points))
        return share, harmonic.frequencies(squares)

    def waves(self, polar: bool) -> "Waves":
        """Modes of the stored mesh with polar forces or without."""
        model = self.with_polar if polar else self.without
        points = self.heat.modes.wavevectors
        speeds = np.linalg.norm(group_velocity.group_velocities(model, points), axis=-1)
        frequency = harmonic.vibrations(harmonic.solver(model), points).frequencies
        return Waves(frequency, np.where(frequency > 0, speeds, np.nan), polar)

    def sound(self, polar: bool) -> FloatArray:
        """Speed of the longitudinal sound along each reciprocal axis, m/s, negative where its
        frequency is imaginary; shape (3,)."""
        return band_sound.longitudinal(self.with_polar if polar else self.without)

    @cached_property
    def conducted(self) -> PolarHeat | None:
        """The heat without and with polar forces; None where that was not computed, as it is not
        for another permittivity than the stored one."""
        return polar_heat(self.heat) if self.permittivity_factor == 1 else None

    def error(self, what: str) -> float:
        """What other settings of the electrons move at most, relative; NaN where none was tried."""
        return max((line[what] for line in self.record["convergence"]), default=np.nan)


class Waves(NamedTuple):
    """Modes of a mesh: frequencies (Hz) and speeds (m/s), shape (Q, M), NaN where imaginary.

    ``polar`` tells whether long-range polar forces are in them.
    """

    frequencies: FloatArray
    speeds: FloatArray
    polar: bool


def waves(heat: LatticeConductivity) -> Waves:
    """Modes of a result's mesh, with polar forces where Born charges are known.

    On a mesh of the reader's own without them.
    """
    record = phonon_store.polarity(heat.material.name)
    if record is None or not record["accepted"] or heat.mesh.strip():
        return Waves(heat.modes.frequencies, heat.speeds, polar=False)
    return PolarPhonons(heat).waves(polar=True)


def polar_heat(heat: LatticeConductivity) -> PolarHeat | None:
    """Heat of a result along the wire without and with polar forces; None where not computed."""
    record = heat.result.polar_heat
    if record is None:
        return None
    stored = heat.result.record["conductivity"]
    if record["temperature_K"] not in stored["temperatures_K"]:
        return None
    at = stored["temperatures_K"].index(record["temperature_K"])
    carried = component_along(np.array(record["carried_W_m_K"]), heat.direction)

    def both(key: str) -> tuple[float, float]:
        without, polar = (
            float(component_along(np.array(one), heat.direction))
            for one in (stored[key][at], record["conductivity"][key])
        )
        return without, polar

    return PolarHeat(
        both("particle_W_m_K"), both("coherence_W_m_K"), np.array(record["path_m"]),
        np.asarray(carried),
    )  # fmt: skip


def polar_phonons_or_none(
    material: Material, checkpoint: str = "best", permittivity_factor: float = 1.0
) -> PolarPhonons | None:
    """Polar phonons of a crystal, or None where its Born charges or phonons are not stored.

    Parameters
    ----------
    material : Material
    checkpoint : str
        A result, or ``"best"``.
    permittivity_factor : float
        As of :class:`PolarPhonons`.

    Returns
    -------
    PolarPhonons or None
    """
    record, heats = phonon_store.polarity(material.name), accepted_results(material, checkpoint)
    usable = record is not None and record["accepted"] and heats
    return PolarPhonons(heats[0], permittivity_factor) if usable else None
