"""A material: its phase, structure and wire, and the sound velocities stored for it."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.constants import atomic_mass

from ultralow.data import tables
from ultralow.errors import UltralowError

# Machine-learned potentials: as they are shipped, and tuned to first principles (`make tune`).
SHIPPED = ("7net-l3i5", "7net-0")
TUNED = tuple(f"{name}-tuned" for name in SHIPPED)
CHECKPOINTS = (*SHIPPED, *TUNED)


@dataclass(frozen=True, eq=False)
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
        from ultralow.data import crystal_file

        return crystal_file.read(tables.path(self.structure)).atoms

    @property
    def wire_direction(self) -> np.ndarray | None:
        """Of the wire's length, Cartesian and of any length; None where no wire was measured."""
        return None if self.wire_axis is None else self.wire_axis @ self.atoms.cell[:]

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


def names() -> list[str]:
    """The names of all materials, in the order of the tables: ours, then a reader's own."""
    return list(tables.materials()["name"])


def get(name: str) -> Material:
    """A material by name.

    Raises
    ------
    UltralowError
        For a name that is not in the tables; a name is never used as a path.
    """
    # A reader's own table is an input of what is about one of their crystals, and of nothing else.
    table = tables.read("materials").set_index("name")
    if name not in table.index:
        table = tables.materials(own_is_input=name in names()).set_index("name")
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


def formula(text: str) -> str:
    """A chemical formula as it is printed: ``CsPbI3`` becomes ``CsPbI₃``."""
    lowered = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return re.sub(r"(?<=[A-Za-z)])[0-9]+", lambda found: found[0].translate(lowered), text)
