"""A material: its phase, structure and wire, and the sound velocities stored for it."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.constants import atomic_mass, giga

from ultralow import descriptor, minimum, tables
from ultralow import sound as acoustics
from ultralow.errors import UltralowError

CHECKPOINTS = ("7net-l3i5", "7net-0")


@dataclass(frozen=True)
class Material:
    """One row of data/structures/materials.csv, with what follows from its crystal structure.

    Attributes
    ----------
    name, formula, phase, label, space_group, electronic, citation : str
        As in the table; ``label`` is for figures.
    structure : str
        The CIF, relative to data/.
    wire_axis : numpy.ndarray, shape (3,), or None
        Direct-lattice indices of the wire's length in the setting of the CIF.
    """

    name: str
    formula: str
    phase: str
    label: str
    space_group: str
    structure: str
    wire_axis: np.ndarray | None
    electronic: str
    citation: str

    @cached_property
    def atoms(self):
        """The conventional cell as an :class:`ase.Atoms`."""
        from ase.io import read

        return read(tables.path(self.structure), format="cif")

    @property
    def number_density(self) -> float:
        """Atoms per volume in m⁻³."""
        return len(self.atoms) / (self.atoms.get_volume() * 1e-30)

    @property
    def mass_density(self) -> float:
        """Mass per volume in kg m⁻³."""
        return self.atoms.get_masses().sum() * atomic_mass / (self.atoms.get_volume() * 1e-30)

    def summary(self) -> str:
        """Two lines for a notebook: what the crystal is, and who says so."""
        wire = "no wire was measured"
        if self.wire_axis is not None:
            wire = f"wire along [{''.join(map(str, self.wire_axis))}]"
        return (
            f"{self.label}, space group {self.space_group.replace(' ', '')}, {wire}, "
            f"{self.number_density * 1e-27:.2f} atoms/nm³, {self.mass_density:.0f} kg/m³\n"
            f"structure: {self.citation}  [L]"
        )


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


def names() -> list[str]:
    """The names of all materials, in the order of the table."""
    return list(tables.read("materials")["name"])


def get(name: str) -> Material:
    """A material by name.

    Raises
    ------
    UltralowError
        For a name that is not in the table; a name is never used as a path.
    """
    table = tables.read("materials").set_index("name")
    if name not in table.index:
        raise UltralowError(
            f"no material {name!r} in data/structures/materials.csv",
            mend=f"use one of {', '.join(table.index)}, or add yours as data/README.md tells",
        )
    row = table.loc[name]
    axis = row["wire_axis"]
    return Material(
        name=name,
        wire_axis=np.array(axis.split(), int) if axis else None,
        **{
            field: row[field]
            for field in (
                "formula",
                "phase",
                "label",
                "space_group",
                "structure",
                "electronic",
                "citation",
            )
        },
    )


def sounds(material: Material) -> list[Sound]:
    """Everything stored about sound in a material, literature first, refused results included."""
    table = tables.read("elastic_moduli")
    rows = table[table["material"] == material.name].itertuples()
    found = [_from_literature(row, material.mass_density) for row in rows]
    stored = {name: f"computed/{material.name}/stiffness_{name}.json" for name in CHECKPOINTS}
    known = {entry["path"] for entry in descriptor.resources()}
    return found + [_from_record(c, tables.read_json(r)) for c, r in stored.items() if r in known]


def usable_sounds(material: Material) -> list[Sound]:
    """The members of :func:`sounds` that were not refused."""
    return [sound for sound in sounds(material) if not sound.refused]


def sounds_summary(material: Material) -> str:
    """A line a source for a notebook: velocities and grade, or why they are refused."""
    lines = []
    for one in sounds(material):
        found = f"v_L = {one.longitudinal:.0f} m/s, v_T = {one.transverse:.0f} m/s"
        lines.append(
            f"{one.source}: {f'refused, {one.refused}' if one.refused else found}  [{one.grade}]"
        )
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
        ``"best"`` takes the literature where it has the material, else the first checkpoint of
        :data:`CHECKPOINTS` that was not refused; or the name of one source.

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


def _from_literature(row, mass_density: float) -> Sound:
    young = row.youngs_modulus * giga
    bulk, shear = acoustics.moduli_from_young_and_bulk(young, row.bulk_modulus * giga)
    velocities = acoustics.sound_velocities(bulk, shear, mass_density)
    return Sound("literature", row.grade, *velocities, young)


def _from_record(checkpoint: str, record: dict) -> Sound:
    if not record["accepted"]:
        nan = float("nan")
        return Sound(checkpoint, record["grade"], nan, nan, nan, record["refused_because"])
    caution = "; ".join(record["cautions"])
    hill = record["moduli"]["hill"]
    return Sound(
        checkpoint,
        record["grade"],
        record["v_longitudinal_m_s"],
        record["v_transverse_m_s"],
        acoustics.young_modulus(hill["bulk_GPa"], hill["shear_GPa"]) * giga,
        caution=caution,
    )


def formula(text: str) -> str:
    """A chemical formula as it is printed: ``CsPbI3`` becomes ``CsPbI₃``."""
    lowered = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return re.sub(r"(?<=[A-Za-z)])\d+", lambda found: found[0].translate(lowered), text)
