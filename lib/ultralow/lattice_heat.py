"""What the stored phonons of a crystal conduct along its wire: rates, conductivity, paths.

The adapter between :mod:`ultralow.lattice` and the notebooks, as :mod:`ultralow.carriers` is for
the bands. Lengths, rates and conductivities are in SI.

The paper adds scattering at the surface and by defects through an empirical model whose parameters
its text does not give. Here the surface is rough and its length is the stated Casimir length; the
defects are mass variance on all atoms, as strong as the notebook's parameter says. Neither is
fitted to anything.
"""

from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ultralow import conductivity, convergence, lattice, scattering, wires
from ultralow.conductivity import Accumulation, Missing
from ultralow.errors import UltralowError
from ultralow.materials import CHECKPOINTS, Material

PATHS = {"CsPbI3": "F9", "CsPbBr3": "F8", "CsSnI3": "F7"}
MECHANISMS = {
    "phonons": "phonon–phonon",
    "isotopes": "isotopes",
    "boundary": "surface",
    "defects": "defects",
}
# At lower frequencies lie the bands whose crossings the paper draws, Hz.
LOW = 1.5e12


class Parts(NamedTuple):
    """Conductivity along the wire in W m⁻¹ K⁻¹: of particles, between bands, and their sum."""

    particle: np.ndarray
    coherence: np.ndarray
    total: np.ndarray


class Crossed(NamedTuple):
    """Crossings of bands: distance along the path (1/m), frequency (Hz), whether with sound.

    With sound: one of the two moves the cell as a whole by more than half.
    """

    place: np.ndarray
    frequency: np.ndarray
    sound: np.ndarray


class Heat:
    """The phonons of one crystal from one checkpoint.

    Parameters
    ----------
    material : Material
    checkpoint : str
        As :func:`ultralow.lattice.resolve` takes it.
    mesh : str
        Three numbers, as in ``"2 2 2"``: everything is computed anew on that mesh from the stored
        force constants, which takes seconds. Empty: the stored modes.

    Attributes
    ----------
    checkpoint : str
        The name that ``"best"`` stood for.
    modes : ultralow.lattice_files.Modes
    direction : numpy.ndarray or None
        Of the wire, Cartesian; None where none is known, and the mean over directions is taken.
    """

    def __init__(self, material: Material, checkpoint: str = "best", mesh: str = ""):
        self.material = material
        self.checkpoint = lattice.resolve(material.name, checkpoint)
        self.mesh = mesh
        self.modes = self._modes()
        axis = material.wire_axis
        self.direction = None if axis is None else axis @ material.atoms.cell[:]

    @property
    def effective(self) -> bool:
        """Whether the force constants are effective ones, which belong to one temperature."""
        return self.checkpoint not in CHECKPOINTS

    def _modes(self):
        if not self.mesh.strip():
            return lattice.modes(self.material.name, self.checkpoint)
        from ultralow import transport

        divisions = divisions_of(self.mesh)
        constants = lattice.force_constants(self.material.name, self.checkpoint)
        stored = lattice.summary(self.material.name, self.checkpoint)
        temperatures = stored["conductivity"]["temperatures_K"]
        return transport.conductivity(constants, divisions, temperatures)[0]

    @property
    def temperatures(self) -> np.ndarray:
        """Temperatures (K) for which the phonons' own rates are known."""
        return self.modes.temperatures

    def within(self, lowest: float, highest: float, step: float = 5.0) -> np.ndarray:
        """Temperatures (K) for a curve: in steps, where rates are known and a notebook wants them.

        Raises
        ------
        UltralowError
            If the two ranges do not meet.
        """
        low, high = max(lowest, self.temperatures[0]), min(highest, self.temperatures[-1])
        if low >= high:
            raise UltralowError(
                f"no rates are known between {lowest:g} and {highest:g} K",
                mend=f"choose temperatures from {self.temperatures[0]:g} to "
                f"{self.temperatures[-1]:g} K",
            )
        return np.linspace(low, high, int(np.ceil((high - low) / step)) + 1)

    @cached_property
    def _unit_defects(self) -> np.ndarray:
        return scattering.point_defect(self.modes, 1.0)

    def rates(self, temperature, length=None, variance=0.0) -> dict[str, np.ndarray]:
        """Scattering rates by mechanism, 1/s, shape (..., Q, M).

        Parameters
        ----------
        temperature : float or array, shape (...,)
            K, within the range of :attr:`temperatures`.
        length : float, optional
            Casimir length, m; None where no surface is near.
        variance : float
            Mass variance of the defects, 0 for none.
        """
        own = scattering.interpolated(self.temperatures, self.modes.scattering_rates, temperature)
        found = {"phonons": own, "isotopes": np.broadcast_to(self.modes.isotope_rates, own.shape)}
        if length is not None:
            surface = scattering.boundary(self.modes.group_velocities, length)
            found["boundary"] = np.broadcast_to(surface, own.shape)
        if variance > 0:
            found["defects"] = np.broadcast_to(variance * self._unit_defects, own.shape)
        return found

    def conductivity(self, temperature, length=None, variance=0.0) -> Parts:
        """Conductivity along the wire; parameters of :meth:`rates`."""
        rates = scattering.total(*self.rates(temperature, length, variance).values())
        parts = [
            conductivity.along(part(self.modes, rates, temperature), self.direction)
            for part in (conductivity.particle, conductivity.coherence)
        ]
        return Parts(*parts, sum(parts))

    def accumulation(self, temperature, length=None, variance=0.0) -> Accumulation:
        """Particle part along the wire, summed over mean free paths (m) at one temperature (K)."""
        rates = scattering.total(*self.rates(temperature, length, variance).values())
        carried = conductivity.particle_by_mode(self.modes, rates, temperature)
        path = scattering.mean_free_path(self.modes.group_velocities, rates)
        return conductivity.accumulation(path, conductivity.along(carried, self.direction))

    def path(self, temperature, share=0.95, length=None, variance=0.0) -> float:
        """Mean free path (m) up to which a share of the particle part is carried."""
        found = self.accumulation(temperature, length, variance)
        return conductivity.value_at_share(found, share)

    def missing(self, temperature) -> Missing:
        """Modes without a rate, which carry nothing."""
        rates = scattering.total(*self.rates(temperature).values())
        return conductivity.missing(self.modes, rates, temperature)

    def overdamped(self, temperature) -> float:
        """Share of the heat capacity in modes that are scattered within one radian, 1/τ > ω."""
        modes, rates = self.modes, scattering.total(*self.rates(temperature).values())
        held = conductivity.heat_capacity(modes.frequencies, temperature) * modes.weights[:, None]
        known = np.isfinite(rates)
        fast = known & (rates > 2 * np.pi * modes.frequencies)
        return float(held[fast].sum() / held[known].sum())

    @property
    def speeds(self) -> np.ndarray:
        """|v| of each mode in m/s, shape (Q, M); NaN at imaginary modes and at rest."""
        speed = np.linalg.norm(self.modes.group_velocities, axis=-1)
        return np.where(self.modes.frequencies > 0, speed, np.nan)

    def weighted(self, values, share: float = 0.5) -> float:
        """A quantile over all modes of the mesh; the median for one half. NaN are left out."""
        values = np.broadcast_to(values, self.modes.frequencies.shape)
        known = np.isfinite(values)
        count = np.broadcast_to(self.modes.weights[:, None], values.shape)[known]
        order = np.argsort(values[known])
        reached = np.cumsum(count[order]) >= share * count.sum()
        return float(values[known][order][np.argmax(reached)])

    @cached_property
    def bands(self):
        """Frequencies along lines of the zone, an :class:`ultralow.phonons.Bands`."""
        from ultralow import phonons

        return phonons.band_path(self._phonopy, points=21)

    def band_lines(self, highest: float = LOW) -> tuple[np.ndarray, np.ndarray]:
        """Distance (1/m) and frequency (Hz) of the low bands, one after the other, NaN between."""
        bands = self.bands
        low = bands.frequencies[:, bands.frequencies.min(axis=0) < highest].T
        gap = np.full((len(low), 1), np.nan)
        place = np.tile([*bands.distances, np.nan], len(low))
        return place, np.hstack([low, gap]).ravel()

    def crossings(self, highest: float = LOW) -> Crossed:
        """Where bands cross along the lines of :attr:`bands`, below a frequency (Hz)."""
        from ultralow import crossings, phonons

        solve, masses = phonons.solver(self._phonopy), self._phonopy.primitive.masses
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
        return Crossed(np.array(place), np.array(frequency), np.array(acoustic, bool))

    @cached_property
    def _phonopy(self):
        return lattice.phonopy(self.material.name, self.checkpoint)


def divisions_of(mesh: str) -> list[int]:
    """The three divisions of a mesh written as ``"2 2 2"``.

    Raises
    ------
    UltralowError
        If these are not three whole numbers from 1 to 9; a finer mesh takes minutes.
    """
    words = mesh.split()
    if len(words) != 3 or not all(word.isdecimal() and 1 <= int(word) <= 9 for word in words):
        raise UltralowError(
            f"no mesh {mesh!r}", mend='give three whole numbers from 1 to 9, as in "2 2 2"'
        )
    return [int(word) for word in words]


def usable(material: Material, checkpoint: str = "best", mesh: str = "") -> list[Heat]:
    """The stored phonons of a material, the chosen checkpoint first; empty where there are none.

    Raises
    ------
    UltralowError
        If the named checkpoint was refused or is not stored, while another one may be used.
    """
    names = lattice.accepted(material.name)
    if not names:
        return []
    chosen = lattice.resolve(material.name, checkpoint)
    others = [name for name in names if name != chosen]
    return [Heat(material, chosen, mesh), *(Heat(material, name) for name in others)]


def report(material: Material) -> str:
    """A line a checkpoint for a notebook: how its phonons were found, or why they are refused."""
    stored = lattice.checkpoints(material.name)
    if not stored:
        return (
            f"no phonons are stored for {material.name}: what needs them is left out; "
            f"`make compute MATERIAL={material.name}` computes them"
        )
    lines = []
    for name, reason in stored.items():
        record = lattice.summary(material.name, name)
        settings = record["settings"]
        mesh = " × ".join(map(str, settings["mesh"]))
        text = f"refused, {reason}" if reason else f"phonons on a {mesh} mesh"
        lines.append("; ".join([f"{name}: {text}", *record["cautions"]]) + f"  [{record['grade']}]")
    return "\n".join(lines)


def casimir_length(material: Material, length_nm: float = 0.0) -> float | None:
    """Casimir length in m: the given one (nm), else the stated one, else None."""
    if length_nm > 0:
        return length_nm * 1e-9
    known = material.name in wires.CASIMIR
    return wires.casimir_length(material.name).value if known else None


def alike(heats: list[Heat]) -> list[Heat]:
    """Those of the kind of the first: at rest, or effective at some temperature."""
    return [heat for heat in heats if heat.effective == heats[0].effective]


def band(heats: list[Heat], temperatures) -> tuple[np.ndarray, np.ndarray] | None:
    """Lower and upper edge of the conductivity over like checkpoints and the numerics, if any.

    Force constants at rest and effective ones answer different questions, so that no band spans
    both.

    Parameters
    ----------
    heats : list of Heat
        The chosen one first; :func:`ultralow.convergence.spread` is taken about it.
    temperatures : array_like, shape (n,)
        K.
    """
    totals = np.array([heat.conductivity(temperatures).total for heat in alike(heats)])
    share = convergence.spread(heats[0])
    if len(totals) == 1 and share == 0:
        return None
    edges = np.vstack([totals, totals[0] * (1 - share), totals[0] * (1 + share)])
    return edges.min(axis=0), edges.max(axis=0)
