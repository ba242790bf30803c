"""The holes of the CsSnI3 wire: computed bands, and the two fits to what the paper states.

The stated Seebeck coefficient sets the density of holes, the stated conductivity their relaxation
time; mobility, Lorenz number and everything at other temperatures follow. The same two fits can be
done on model bands. Stored bands are of grade R, what is fitted to them as well.
"""

from dataclasses import dataclass

import numpy as np
from scipy.constants import angstrom, e, m_e

from ultralow.analysis import wire_transport
from ultralow.analysis.wire_transport import WireTransport
from ultralow.charge import boltzmann, model_bands
from ultralow.charge import thermoelectric as te
from ultralow.data import materials, stored_records, tables
from ultralow.errors import UltralowError
from ultralow.paper.stated import stated
from ultralow.paper.wires import ROOM

FORMAT = "ultralow electrons 1"
MATERIAL = "CsSnI3"
TABLE = f"computed/{MATERIAL}/electrons_pbe.json"
KINDS = {
    "spin_orbit": "with spin-orbit coupling",
    "scalar": "without spin-orbit coupling",
    "measured": "with spin-orbit coupling, atoms as measured",
}
LAWS = {"constant": "constant time", "inverse_dos": "time ∝ 1/DOS", "power": "time ∝ a power"}
# Changes of the numerics alone: what they move is the numerical uncertainty.
NUMERICS = ("interpolat", "energies")
ROWS = {
    "spin_orbit": "stored",
    "scalar": "without spin-orbit coupling",
    "measured": "atoms as measured, gap opened to 1.3 eV",
}


def conducts(material: materials.Material) -> bool:
    """Whether the paper states of a material how its holes conduct; the others are insulators."""
    return material.name == MATERIAL


def read(table: str = TABLE) -> dict:
    """The stored bands, as workflow/scripts/electrons wrote them.

    Raises
    ------
    UltralowError
        If the file is missing, changed, was written by another version, or holds what cannot be.
    """
    record = tables.read_json(table)
    found = record.get("format") if isinstance(record, dict) else None
    if found != FORMAT:
        raise UltralowError(
            f"data/{table} is a table of another version: {found!r}, not {FORMAT!r}",
            mend="make it again with workflow/rules/electrons.smk, or take the one of this version",
        )
    return stored_records.electrons(record, KINDS, f"data/{table}")


def bands(record: dict, kind: str = "spin_orbit", gap: float | None = None):
    """One kind of stored bands as a :class:`ultralow.charge.boltzmann.Distribution`.

    Parameters
    ----------
    record : dict
        From `read`.
    kind : {"spin_orbit", "scalar", "measured"}
    gap : float, optional
        Gap in J to which the conduction bands are moved rigidly.

    Raises
    ------
    UltralowError
        For an unknown kind, or a gap below that of the bands.
    """
    if kind not in KINDS:
        raise UltralowError(f"no bands of kind {kind!r}", mend=f"use {' or '.join(KINDS)}")
    one, step = record["bands"][kind], record["spacing_eV"]
    dos, square = np.array(one["dos"]) * 1e27, np.array(one["transport"]).T * 1e37
    edge = one["gap_eV"]
    if gap is not None:
        extra = round((gap / e - edge) / step)
        if extra < 0:
            raise UltralowError(f"a gap of {gap / e:.2f} eV is below that of the bands, {edge} eV")
        middle = round((0.5 * edge - one["first_eV"]) / step)
        dos = np.insert(dos, middle, np.zeros(extra))
        square = np.insert(square, middle, np.zeros((extra, 3)), axis=0)
        edge += extra * step
    energy = one["first_eV"] + step * np.arange(dos.size)
    return boltzmann.from_table(energy * e, dos / e, square / e, 0.0, edge * e)


def wire_axis() -> np.ndarray:
    """Cartesian direction of the wire."""
    crystal = materials.get(MATERIAL)
    return crystal.wire_axis @ crystal.atoms.cell[:]


@dataclass(frozen=True)
class Fit:
    """What two stated numbers make of a set of bands at room temperature.

    Attributes
    ----------
    density : float
        Holes per volume, m⁻³.
    potential : float
        Chemical potential above the valence edge, J; below zero inside the band.
    time : float
        Mean relaxation time of the holes that conduct, s.
    mobility, mobility_few : float
        σ/(en), and its limit for few holes with the same relaxation times, m² V⁻¹ s⁻¹.
    mass : float
        Density-of-states mass: of a parabolic band with this density at this potential, kg.
    lorenz : float
        W Ω K⁻².
    """

    density: float
    potential: float
    time: float
    mobility: float
    mobility_few: float
    mass: float
    lorenz: float


class HoleTransport(WireTransport):
    """The wire with given bands, after the two fits.

    Parameters
    ----------
    bands : Distribution
        From `bands`, or of :mod:`ultralow.charge.model_bands`.
    law, r : str, float
        Dependence of the relaxation time on energy, as `ultralow.charge.boltzmann.scattering` takes
        it.
    power : float
        The relaxation time goes as T^power. -1 is the number of phonons well above their Debye
        temperature.
    axis : array_like, shape (3,), optional
        Direction; without it the mean over three axes.
    seebeck, sigma : float, optional
        In place of the stated 79 µV/K (V/K) and 282 S/cm (S/m).
    """

    def __init__(
        self, bands, law="constant", r=0.0, power=-1.0, axis=None, seebeck=None, sigma=None
    ):
        self.bands, self.power, self.axis = bands, power, axis
        self.shape = boltzmann.scattering(bands, law, r)
        seebeck = stated("G2").value if seebeck is None else seebeck
        sigma = stated("G1").value if sigma is None else sigma
        mu = boltzmann.chemical_potential_at_seebeck(bands, seebeck, ROOM, self.shape, axis)
        self.scale = sigma / self._along(mu, ROOM, self.shape).sigma
        self.fit = self._fit(float(mu), sigma)
        self.lattice_room = wire_transport.lattice_at_room(self.fit.lorenz, sigma)

    def _along(self, mu, temperature, tau):
        found = boltzmann.tensors(self.bands, mu, temperature, tau)
        return boltzmann.along(found, temperature, self.axis)

    def _fit(self, mu, sigma):
        from ultralow.charge import parabolic_band

        density = float(boltzmann.carrier_density(self.bands, mu, ROOM))
        few = boltzmann.mobility_few_carriers(self.bands, ROOM, self.scale * self.shape)
        if self.axis is None:
            few = np.trace(few) / 3
        else:
            unit = np.asarray(self.axis) / np.linalg.norm(self.axis)
            few = 1 / (unit @ np.linalg.inv(few) @ unit)
        eta = (self.bands.valence_edge - mu) / (boltzmann.k_B * ROOM)
        return Fit(
            density=density,
            potential=mu - self.bands.valence_edge,
            time=float(sigma / self._along(mu, ROOM, 1.0).sigma),
            mobility=float(te.mobility(sigma, density)),
            mobility_few=float(few),
            mass=float(parabolic_band.band_mass(density, eta, ROOM)),
            lorenz=float(self._along(mu, ROOM, self.shape).lorenz),
        )

    def at(self, temperature, density=None):
        """σ, S, κ and L at temperatures (K), for the fitted or another density (m⁻³)."""
        temperature = np.asarray(temperature, float)
        density = self.fit.density if density is None else density
        mu = boltzmann.chemical_potential_at_density(self.bands, density, temperature)
        found = self._along(mu, temperature, self.scale * self.shape)
        cooler = (temperature / ROOM) ** self.power
        return found._replace(sigma=found.sigma * cooler, kappa=found.kappa * cooler)

    def conductivity(self, temperature):
        """σ(T) in S/m."""
        return self.at(temperature).sigma

    def seebeck(self, temperature):
        """S(T) in V/K."""
        return self.at(temperature).seebeck

    def lorenz(self, temperature):
        """L(T) in W Ω K⁻²."""
        return self.at(temperature).lorenz

    def power_factor(self, temperature):
        """S²σ in W m⁻¹ K⁻²."""
        found = self.at(temperature)
        return te.power_factor(found.seebeck, found.sigma)

    def electronic(self, temperature):
        """Electronic part of the thermal conductivity in W m⁻¹ K⁻¹."""
        return self.at(temperature).kappa


def wire(record: dict, law: str = "constant", r: float = 0.0, kind: str = "spin_orbit", **settings):
    """The wire on its computed bands, along its own axis; settings as for `HoleTransport`.

    The conduction bands are moved up to the stated gap: the functional's is so small that it
    would let electrons in at few holes, which no measured crystal has.
    """
    opened = bands(record, kind, gap=stated("B8").value * e)
    return HoleTransport(opened, law, r, **{"axis": wire_axis()} | settings)


def alternatives() -> dict[str, HoleTransport]:
    """The wire on model bands: what each assumption does.

    Only a density or a mobility would tell a mass, so that any serves here: S, L and σ(T) do not
    depend on it. Kane's band has the stated gap.
    """
    straight = model_bands.parabolic(0.1 * m_e)
    bent = model_bands.kane(0.1 * m_e, 1 / (stated("B8").value * e))
    return {
        "parabolic, constant time": HoleTransport(straight),
        "parabolic, acoustic": HoleTransport(straight, "power", -0.5),
        "Kane, constant time": HoleTransport(bent),
        "Kane, acoustic": HoleTransport(bent, "inverse_dos"),
    }


def uncertain(record: dict, law: str = "constant", **settings) -> dict:
    """The fit with uncertainties: the rounding of the two stated numbers, and the numerics.

    Parameters are those of `wire`. What the choice of the scattering law, the functional and the
    structure does is larger and is no scatter: it is shown by doing the fit with each.

    Returns
    -------
    dict
        From each field of `Fit` to an ``uncertainties.ufloat``.
    """
    from uncertainties import ufloat

    seebeck, sigma = stated("G2"), stated("G1")
    centre = wire(record, law, **settings).fit
    moved = [
        wire(record, law, seebeck=seebeck.value + seebeck.uncertainty, **settings).fit,
        wire(record, law, sigma=sigma.value + sigma.uncertainty, **settings).fit,
    ]
    numerics = numerical_uncertainty(record, settings.get("kind", "spin_orbit"))
    found = {}
    for name, value in vars(centre).items():
        steps = [getattr(one, name) - value for one in moved]
        steps.append(value * numerics.get(name, 0.0))
        found[name] = ufloat(value, float(np.linalg.norm(steps)))
    return found


def numerical_uncertainty(record: dict, kind: str = "spin_orbit") -> dict:
    """Relative numerical uncertainty of the fields of `Fit`, from the stored ledger.

    The largest change under finer or coarser interpolation, and what points near the zone centre
    do to it, where the mesh is too wide for light holes. The two are added in squares.
    """
    ledger = record["ledger"]
    rows, near = ledger["rows"], ledger["near_centre"][kind]
    tested = [row for name, row in rows.items() if name.startswith(NUMERICS)]

    def moved(key):
        steps = max(abs(row[key] / rows["stored"][key] - 1) for row in tested)
        return float(np.hypot(steps, near[key] / rows[ROWS[kind]][key] - 1))

    density = moved("density_m3")
    return {
        "density": density,
        "time": moved("inverse_mass") + density,
        "mobility": density,
        "mobility_few": moved("inverse_mass_few") + moved("inverse_mass") + density,
        "mass": density * 2 / 3,
        "lorenz": moved("lorenz"),
    }


def lines(record: dict, kind: str) -> tuple:
    """Bands along lines of high symmetry, for a drawing.

    Returns
    -------
    place, energy : numpy.ndarray
        m⁻¹ and J, one band after the other with a NaN between two.
    corners, names
        Where the lines meet, m⁻¹, and the names of these points.
    """
    one = record["bands"][kind]["lines"]
    energy = np.array(one["energy"])
    place = np.tile([*one["place"], np.nan], len(energy))
    gapped = np.column_stack([energy, np.full(len(energy), np.nan)]).ravel()
    return place / angstrom, gapped * e, np.array(one["corners"]) / angstrom, one["names"]


def is_direct(record: dict, kind: str) -> bool:
    """Whether the highest hole and the lowest electron along the lines share their place."""
    place, energy, _, _ = lines(record, kind)
    valence = np.where(energy <= 1e-22, energy, -np.inf)  # its top is zero but for rounding
    conduction = np.where(energy > 1e-22, energy, np.inf)
    step = 0.5e9  # the zone centre is passed three times
    centres = place[np.isclose(valence, np.nanmax(valence), atol=3e-22)]
    return bool(np.abs(centres - place[np.nanargmin(conduction)]).min() < step)


def states(record: dict, kind: str) -> tuple:
    """Energies (J) and states per energy and volume (J⁻¹ m⁻³), as stored."""
    one = record["bands"][kind]
    energy = one["first_eV"] + record["spacing_eV"] * np.arange(len(one["dos"]))
    return energy * e, np.array(one["dos"]) * 1e27 / e


def hole_mass(record: dict, kind: str) -> np.ndarray:
    """Masses of a hole at the edge along a, b and c of the crystal, kg, shape (3,)."""
    return np.array(record["bands"][kind]["mass"]["hole"]["0.02 per A"]) * m_e


def implied() -> tuple[float, float]:
    """Stated numbers imply: holes per m³ from σ and µ, and L (W Ω K⁻²) from 0.57 − 0.38."""
    sigma, total, lattice = stated("G1"), stated("D4"), stated("D3")
    density = te.carrier_density(sigma.value, stated("G4").value)
    return float(density), (total.value - lattice.value) / (sigma.value * ROOM)
