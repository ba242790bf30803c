"""The sound velocities stored for a material, and the minimum conductivity that follows."""

from dataclasses import dataclass

import numpy as np
from scipy.constants import giga

from ultralow.crystal import sound as acoustics
from ultralow.data import phonon_store, tables
from ultralow.data.materials import Material
from ultralow.errors import UltralowError
from ultralow.heat import minimum


@dataclass(frozen=True)
class Sound:
    """How sound travels in a material, and who says so.

    Attributes
    ----------
    source : str
        ``"literature"``, or the checkpoint of the machine-learned potential.
    grade : str
        L or R.
    longitudinal, transverse : float
        Velocities in m/s; NaN where refused.
    youngs_modulus : float
        Pa; NaN where refused.
    refused : str
        Why these velocities may not be used; empty where they may.
    caution : str
        What else a reader should know of them.
    """

    source: str
    grade: str
    longitudinal: float
    transverse: float
    youngs_modulus: float
    refused: str = ""
    caution: str = ""

    @property
    def branches(self) -> np.ndarray:
        """Velocities of the three acoustic branches in m/s, shape (3,)."""
        return np.array([self.longitudinal, self.transverse, self.transverse])


def sounds(material: Material) -> list[Sound]:
    """Everything stored about sound in a material, refused results included: the literature first,
    then potentials, that nearest to first principles first."""
    table = tables.read("elastic_moduli")
    rows = table[table["material"] == material.name].itertuples()
    found = [_from_literature(row, material.mass_density) for row in rows]
    return found + [
        _from_record(name, record, _softness(name, material.name, record))
        for name, record in _stiffness(material)
    ]


def _stiffness(material):
    """Potentials with the records of their elastic constants, that nearest to first principles
    first."""
    for name in phonon_store.nearest_first(material.name):
        record = phonon_store.stiffness(material.name, name)
        if record:
            yield name, record


def usable_sounds(material: Material) -> list[Sound]:
    """The members of :func:`sounds` that were not refused."""
    return [sound for sound in sounds(material) if not sound.refused]


def sounds_summary(material: Material) -> str:
    """A line a source for a notebook: velocities and grade, or why they are refused."""
    lines = []
    for one in sounds(material):
        found = f"v_L = {one.longitudinal:.0f} m/s, v_T = {one.transverse:.0f} m/s"
        told = (
            f"refused, {one.refused}"
            if one.refused
            else "; ".join(filter(None, [found, one.caution]))
        )
        lines.append(f"{one.source}: {told}  [{one.grade}]")
    return "\n".join(lines)


def stress_summary(material: Material) -> str:
    """A line a potential for a notebook: the stress that it finds in the measured cell, in GPa.

    A crystal under pressure is stiffer than one at rest: where the potential would have the cell
    larger than it was measured, its phonons are too fast by an amount that is not known here.
    """
    lines = []
    for name, record in _stiffness(material):
        along = ", ".join(f"{value:+.1f}" for value in record["reference_stress_GPa"][:3])
        lines.append(f"{name}: stress in the measured cell {along} GPa along x, y, z  [R]")
    return "\n".join(lines)


def minimum_conductivity(
    material: Material, sound: Sound, model: str = "cahill", temperature=300.0
):
    """A material's minimum thermal conductivity in W m⁻¹ K⁻¹.

    Parameters
    ----------
    material : Material
    sound : Sound
        One of :func:`usable_sounds`.
    model : {"cahill", "clarke", "diffuson"}
        The last two hold at high temperature only and ignore ``temperature``.
    temperature : float or array
        K.
    """
    if model == "clarke":
        return minimum.clarke(material.number_density, sound.youngs_modulus, material.mass_density)
    if model == "diffuson":
        return minimum.diffuson(material.number_density, sound.branches)
    return minimum.cahill(temperature, material.number_density, sound.branches)


def sound(material: Material, source: str = "best") -> Sound:
    """The sound velocities of a material from one source.

    Parameters
    ----------
    material : Material
    source : str
        ``"best"`` takes the literature where it has the material, else the potential nearest to
        first principles that was not refused; or the name of one source.

    Raises
    ------
    UltralowError
        Where nothing usable is stored from that source.
    """
    usable = {sound.source: sound for sound in usable_sounds(material)}
    if source == "best" and usable:
        return next(iter(usable.values()))
    if source not in usable:
        refused = {s.source: s.refused for s in sounds(material) if s.refused}
        raise UltralowError(
            f"no sound velocities of {material.name} from {source!r}",
            why=f"refused: {refused[source]}" if source in refused else "",
            mend=f"use velocity_source = {' or '.join(map(repr, ['best', *usable]))}"
            if usable
            else f"run `make compute MATERIAL={material.name}`",
        )
    return usable[source]


def why_none(material: Material, source: str = "best") -> str:
    """Why nothing usable is stored of sound in a material; empty where something is.

    Parameters are those of `sound`.
    """
    stored = {one.source: one.refused for one in sounds(material)}
    if source == "best":
        usable = "" in stored.values()
        few = "all its sound velocities were refused" if stored else ""
        return "" if usable else few or "no sound velocities are stored"
    if source not in stored:
        return "none is stored"
    return f"refused, {stored[source]}" if stored[source] else ""


def sound_or_none(material: Material, source: str = "best") -> Sound | None:
    """As `sound`; None where nothing usable is stored from any source.

    Raises
    ------
    UltralowError
        Where the named source has nothing usable, while another one has.
    """
    return sound(material, source) if usable_sounds(material) else None


def _from_literature(row, mass_density: float) -> Sound:
    young = row.youngs_modulus * giga
    bulk, shear = acoustics.moduli_from_young_and_bulk(young, row.bulk_modulus * giga)
    velocities = acoustics.sound_velocities(bulk, shear, mass_density)
    return Sound("literature", row.grade, *velocities, young)


def _softness(checkpoint: str, material: str, record: dict) -> str:
    """What first principles say of a potential that they do not let speak; empty where they do."""
    judged = phonon_store.verdict(material, checkpoint, record)
    if judged is None or judged["accepted"]:
        return ""
    slope = judged["odd"]["slope"][0]
    return (
        f"its springs are {slope:.2f} times those of first principles, so that sound is "
        f"{np.sqrt(slope):.2f} times as fast as it should be"
    )


def _from_record(checkpoint: str, record: dict, softness: str) -> Sound:
    if not record["accepted"]:
        nan = float("nan")
        return Sound(checkpoint, record["grade"], nan, nan, nan, record["refused_because"])
    caution = "; ".join(filter(None, [*record["cautions"], softness]))
    hill = record["moduli"]["hill"]
    return Sound(
        checkpoint,
        record["grade"],
        record["v_longitudinal_m_s"],
        record["v_transverse_m_s"],
        acoustics.young_modulus(hill["bulk_GPa"], hill["shear_GPa"]) * giga,
        caution=caution,
    )
