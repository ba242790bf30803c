"""What rattles in a stored crystal: its phonons brought together with its bonds.

The adapter between stored phonons and crystals and the physics of `ultralow.phonons`.
Everything is found when it is first asked for, and kept.
"""

import dataclasses
from functools import cache, cached_property

import numpy as np
from ase import Atoms
from scipy.constants import atomic_mass, tera

from ultralow.crystal import connectivity
from ultralow.data import datapackage, materials, phonon_store
from ultralow.data.materials import Material
from ultralow.data.phonon_store import StoredPhonons
from ultralow.errors import UltralowError
from ultralow.heat import scattering
from ultralow.paper.wires import ROOM
from ultralow.phonons import bond_stiffness, harmonic, mode_character, mode_shares
from ultralow.phonons.thermal_displacements import mean_square_displacements

HIGHEST = 1.0 * tera  # Hz; the soft modes, below the frequency of any atom with all others at rest
LONGEST = 4.6  # angstrom; bonds, edges of octahedra, and the nearer half of a caesium's cage
WIDTH = 0.05 * tera  # of the Gaussians of all densities of states
WINDOW = 0.1 * tera  # in which modes count as of the same frequency
# Sampling length in angstrom: the mesh has at least this over the length of each axis.
FINEST = 45.0
SITE_KINDS = ("cage", "centre", "ligand")
DIMENSIONALITIES = ("0D", "1D", "2D", "3D")


@dataclasses.dataclass(frozen=True, eq=False)
class SoftModes:
    """The soft modes of one crystal.

    Attributes
    ----------
    material : Material
        As stored.
    result : ultralow.data.phonon_store.StoredPhonons
        Whose phonons.
    temperature : float
        K.
    highest : float
        Hz; modes below are the soft ones.
    longest : float
        Angstrom; how near two atoms are neighbours.
    loosest : float
        How far neighbours in step may be out of step, see
        :func:`ultralow.phonons.mode_character.rigid_group_shares`.
    """

    material: Material
    result: StoredPhonons
    temperature: float = ROOM
    highest: float = HIGHEST
    longest: float = LONGEST
    loosest: float = mode_character.LOOSEST

    @cached_property
    def phonon(self):
        """The :class:`phonopy.Phonopy`."""
        return self.result.phonopy()

    @cached_property
    def crystal(self) -> Material:
        """The material with its atoms at rest, in the primitive cell of the phonons."""
        cell = self.phonon.primitive
        places = cell.scaled_positions
        atoms = Atoms(cell.symbols, scaled_positions=places, cell=cell.cell, pbc=True)
        axis = self.material.wire_axis
        if axis is not None:
            axis = np.round(np.linalg.solve(self.phonon.primitive_matrix, axis)).astype(int)
        made = dataclasses.replace(self.material, wire_axis=axis)
        vars(made)["atoms"] = atoms
        return made

    @property
    def atoms(self) -> Atoms:
        """The atoms at rest."""
        return self.crystal.atoms

    @cached_property
    def masses(self) -> np.ndarray:
        """Masses of the atoms in kg."""
        return self.phonon.primitive.masses * atomic_mass

    @cached_property
    def bonds(self) -> connectivity.Bonds:
        """The bonds of the framework."""
        return connectivity.bonds(self.atoms)

    @cached_property
    def neighbours(self) -> bond_stiffness.Pairs:
        """All pairs of atoms up to the longest contact."""
        return bond_stiffness.pairs(self.atoms, self.longest)

    @cached_property
    def springs(self) -> bond_stiffness.Springs:
        """All force constants of second order."""
        return bond_stiffness.springs(self.phonon)

    @cached_property
    def part(self) -> np.ndarray:
        """What each atom is, as an index into :data:`SITE_KINDS`."""
        return site_kinds(self.atoms, self.bonds)

    @cached_property
    def clusters(self) -> list:
        """The pieces of the framework that bonds alone do not hold together, atoms and all.

        Chains and layers; none where the framework goes on in three dimensions.
        """
        near = bond_stiffness.pairs(self.atoms, self.bonds.length.max() + 1e-3)
        bonded = bond_stiffness.clusters(len(self.atoms), near, self._bonded(near))
        return [one for one in bonded if len(one.centres) > 1 and one.dimension < 3]

    def _bonded(self, near) -> np.ndarray:
        """Which pairs are bonds of the framework."""
        part = self.part
        return (part[near.first] + part[near.second] == 3) & (part[near.first] > 0)

    @cached_property
    def modes(self) -> harmonic.Vibrations:
        """All modes on a mesh."""
        divisions = np.ceil(FINEST / self.atoms.cell.lengths()).astype(int)
        return harmonic.vibrations(harmonic.solver(self.phonon), *harmonic.mesh(divisions))

    @cached_property
    def central(self) -> harmonic.Vibrations:
        """The modes in which all cells move alike."""
        return harmonic.vibrations(harmonic.solver(self.phonon), [[0.0, 0.0, 0.0]])

    def soft(self, found: harmonic.Vibrations) -> np.ndarray:
        """Which modes are soft: below the highest frequency, neither imaginary nor at rest."""
        return ~harmonic.has_no_frequency(found.frequencies) & (found.frequencies <= self.highest)

    def mean(self, shares, found: harmonic.Vibrations | None = None) -> np.ndarray:
        """The mean over all soft modes of what each has a share of, shape (Q, M, ...)."""
        found = self.modes if found is None else found
        weight = found.weights[:, np.newaxis] * self.soft(found)
        if not weight.any():
            raise UltralowError(
                f"{self.material.name} has no mode below {self.highest / tera:g} THz",
                mend=f"raise frequency_max_THz; the softest has {self._softest:.2f} THz",
            )
        return np.tensordot(weight, np.nan_to_num(shares), axes=2) / weight.sum()

    @property
    def _softest(self) -> float:
        usable = ~harmonic.has_no_frequency(self.modes.frequencies)
        return float(self.modes.frequencies[usable].min() / tera)

    def motion_shares(self, found: harmonic.Vibrations) -> dict:
        """By name, the share of each mode in a motion and what a random motion would have.

        The ions in cages; clusters moving as rigid bodies, where there are clusters; polyhedra
        that turn about their centres.
        """
        atoms, cell = mode_shares.atom_shares(found.eigenvectors), self.atoms.cell[:]
        caged = self.part == SITE_KINDS.index("cage")
        size, carried = len(self.atoms), {}
        if caged.any():
            carried["caged ions"] = atoms[..., caged].sum(axis=-1), caged.mean()
        if self.clusters:
            moved = sum(self._moved(found, one) for one in self.clusters)
            carried["rigid clusters"] = moved, len(self.clusters) / size
        turned = mode_character.rotation_share(found, self.bonds, self.masses, cell)
        room = mode_character.rotational_fraction(self.bonds, self.masses, cell)
        carried |= {"turning octahedra": (turned, room)}
        return {
            name: (mode_shares.group_means(found.frequencies, share), chance)
            for name, (share, chance) in carried.items()
        }

    def acoustic_share(self, found: harmonic.Vibrations) -> np.ndarray:
        """How far each mode is sound, shape (Q, M); degenerate ones as their group in the mean."""
        share = mode_shares.acoustic_share(found.eigenvectors, self.masses)
        return mode_shares.group_means(found.frequencies, share)

    def _moved(self, found, cluster):
        place = self.atoms.get_scaled_positions(wrap=False)[cluster.centres] + cluster.offsets
        return mode_character.translation_share(found, (cluster.centres, place), self.masses)

    @cached_property
    def motion_shares_on_mesh(self) -> dict:
        """:meth:`motion_shares` of the modes on the mesh."""
        return self.motion_shares(self.modes)

    def rigid_group_shares(
        self, found: harmonic.Vibrations, factor: float = 1.0, chosen=None
    ) -> np.ndarray:
        """Shares of modes in groups that move in step, by dimension; NaN for modes not chosen."""
        chosen = self.soft(found) if chosen is None else chosen
        stretch = self._stretch_on_mesh if found is self.modes else None
        return mode_character.rigid_group_shares(
            found, self.masses, self.neighbours, self._step, chosen, factor * self.loosest, stretch
        )

    @cached_property
    def _step(self) -> np.ndarray:
        return self.neighbours.vector @ np.linalg.inv(self.atoms.cell[:])

    @cached_property
    def _stretch_on_mesh(self) -> np.ndarray:
        links = self.neighbours
        return mode_character.relative_motion(
            self.modes, self.masses, links.first, links.second, self._step
        )

    @cache  # noqa: B019
    def dimensionality_shares(self, factor: float = 1.0) -> np.ndarray:
        """How many of the soft modes are 0D, 1D, 2D and 3D, as shares of them, shape (4,).

        ``factor`` multiplies the threshold, to see what it does.
        """
        kind = mode_character.dominant_dimensionality(self.rigid_group_shares(self.modes, factor))
        return self.mean(kind[..., np.newaxis] == np.arange(4))

    @cached_property
    def sound_dimensionality_shares(self) -> np.ndarray:
        """The same shares of sound waves with the wavevectors of the mesh, all atoms alike."""
        weight, points = np.sqrt(self.masses / self.masses.sum()), len(self.modes.weights)
        moved = np.tile(np.outer(weight, [1.0 + 0j, 0, 0]), (points, 1, 1, 1))
        every = np.ones((points, 1), bool)
        wave = self.modes._replace(frequencies=1.0 * every, eigenvectors=moved)
        shares = self.rigid_group_shares(wave, chosen=every)
        kind = mode_character.dominant_dimensionality(shares)[:, 0]
        return np.array([wave.weights[kind == d].sum() for d in range(4)]) / wave.weights.sum()

    @cached_property
    def displacements(self) -> np.ndarray:
        """Thermal displacements, shape (N, 3, 3) in m²."""
        return mean_square_displacements(self.modes, self.masses, self.temperature)

    @cached_property
    def einstein_share(self) -> np.ndarray:
        """How much of each atom's motion is its own, shape (N,)."""
        held = bond_stiffness.self_stiffness(self.springs)
        return bond_stiffness.einstein_share(
            self.displacements, held, self.masses, self.temperature
        )

    @cached_property
    def einstein(self) -> np.ndarray:
        """Frequency of each atom with all others at rest, shape (N,) in Hz."""
        return bond_stiffness.einstein_frequencies(
            bond_stiffness.self_stiffness(self.springs), self.masses
        )

    @cached_property
    def energy_shares(self) -> dict[str, float]:
        """What the springs between two parts pay for the soft modes, as shares of the mean ω²."""
        one, other = (self.part[ends] for ends in (self.springs.first, self.springs.second))
        kinds = np.minimum(one, other) * 3 + np.maximum(one, other)
        found, numbers = np.unique(kinds, return_inverse=True)
        shares = mode_character.energy_shares(self.modes, self.springs, self.masses, numbers)
        square = self.modes.frequencies**2
        mean = self.mean(shares * square[..., np.newaxis]) / self.mean(square)
        names = [f"{SITE_KINDS[n // 3]}-{SITE_KINDS[n % 3]}" for n in found.tolist()]
        return dict(zip(names, map(float, mean), strict=True))

    def external_restoring_share(self, cluster) -> float:
        """How much of what holds the atoms of a cluster comes from outside of it, 0 to 1.

        The trace of what holds it as a whole over the traces of what holds its atoms.
        """
        whole = np.trace(bond_stiffness.external_stiffness(self.springs, cluster))
        each = bond_stiffness.self_stiffness(self.springs)[cluster.centres]
        return float(whole / np.trace(each, axis1=1, axis2=2).sum())

    @cached_property
    def scattered(self) -> tuple[harmonic.Vibrations, np.ndarray]:
        """The modes whose scattering rates are stored, and these in 1/s at the temperature.

        Errors as of :func:`ultralow.heat.scattering.rates_at`.
        """
        stored = self.result.modes()
        rates = scattering.rates_at(stored.temperatures, stored.scattering_rates, self.temperature)
        found = harmonic.vibrations(
            harmonic.solver(self.phonon), stored.wavevectors, stored.weights
        )
        return found, rates

    def enrichment(self, name: str) -> float:
        """How much of the soft optical modes is in a motion, over what random motion would have.

        Every mode counts as far as it is not sound, which moves everything.
        """
        share, room = self.motion_shares_on_mesh[name]
        optical = 1 - self.acoustic_share(self.modes)
        return float(self.mean(share * optical) / self.mean(optical) / room)

    @cached_property
    def _decaying(self) -> tuple:
        """Modes with rates, which of them are soft, optical and have one, rates, and weights."""
        found, rate = self.scattered
        optical = self.acoustic_share(found) < 0.5
        with np.errstate(invalid="ignore"):
            kept = self.soft(found) & optical & (rate > 0)
        return found, kept, rate, np.broadcast_to(found.weights[:, np.newaxis], rate.shape)

    @cached_property
    def contrasts(self) -> dict:
        """By motion, how much faster soft optical modes with more of it decay than others.

        Pairs of a ratio and the standard error of its logarithm, see
        :func:`ultralow.phonons.mode_character.rate_contrast`.
        """
        found, kept, rate, weight = self._decaying
        return {
            name: mode_character.rate_contrast(
                found.frequencies[kept], rate[kept], share[kept], weight[kept], WINDOW
            )
            for name, (share, _) in self.motion_shares(found).items()
        }

    @cached_property
    def mean_rate(self) -> float:
        """Geometric mean of the scattering rates of the soft optical modes in 1/s."""
        _, kept, rate, weight = self._decaying
        if not kept.any():
            return np.nan
        return float(np.exp(np.average(np.log(rate[kept]), weights=weight[kept])))

    @cached_property
    def median_damping(self) -> float:
        """Median of 1/(ωτ) of the soft optical modes; above 1 half of them decay in a radian."""
        found, kept, rate, weight = self._decaying
        if not kept.any():
            return np.nan
        damping = rate[kept] / (2 * np.pi * found.frequencies[kept])
        return float(np.quantile(damping, 0.5, weights=weight[kept], method="inverted_cdf"))


@datapackage.cached_until_forgotten
def soft_modes(name: str, checkpoint: str = "best", **settings) -> SoftModes:
    """The soft modes of a material; the same object for the same question.

    Parameters
    ----------
    name : str
    checkpoint : str
        ``"best"`` or one that was accepted.
    **settings
        As the attributes of :class:`SoftModes`.

    Raises
    ------
    UltralowError
        Where nothing usable is stored.
    """
    return SoftModes(materials.get(name), phonon_store.choose(name, checkpoint), **settings)


def soft_modes_or_none(name: str, checkpoint: str = "best", **settings) -> SoftModes | None:
    """The soft modes of a material; where no phonons are stored, None, and a line that says so."""
    try:
        found = soft_modes(name, checkpoint, **settings)
    except UltralowError as missing:
        print(f"bonds only, no modes: {'; '.join(map(str.strip, str(missing).splitlines()))}")
        return None
    label = f"phonons of {found.result.name}"
    cautions = "; ".join(found.result.cautions)
    print(f"{label}{f', {cautions}' if cautions else ''}  [R]")
    lost = int(harmonic.has_no_frequency(found.modes.frequencies).sum())
    print(f"{found.modes.weights.sum():.0f} wave vectors, {lost} modes imaginary or at rest")
    return found


def site_kinds(atoms: Atoms, bonds: connectivity.Bonds) -> np.ndarray:
    """What each atom is, as an index into :data:`SITE_KINDS`: in a cage, centre or ligand."""
    part = np.zeros(len(atoms), int)
    part[bonds.centre], part[bonds.ligand] = 1, 2
    return part
