"""What is known of each wire: the paper's statements, or what stands in where it measured none."""

from typing import NamedTuple

import numpy as np

from ultralow.claims import stated
from ultralow.errors import UltralowError

# The claims that state lattice conductivity, total conductivity and Casimir length.
LATTICE = {"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}
TOTAL = LATTICE | {"CsSnI3": "D4"}
CASIMIR = {"CsPbI3": "C9", "CsPbBr3": "C10", "CsSnI3": "C11"}
# What mesh and cutoff may leave open in a computed conductivity, relative.
CONVERGED_TO = 0.05
ROOM = 300.0


class Known(NamedTuple):
    """A number in SI, its uncertainty, the temperature it holds at (K), its grade and source."""

    value: float
    uncertainty: float
    temperature: float
    grade: str
    source: str

    def __str__(self):
        return f"{self.value:.2g} ± {self.uncertainty:.1g} W m⁻¹ K⁻¹, {self.source}  [{self.grade}]"


def lookup(name: str, claims: dict[str, str] = LATTICE) -> Known | None:
    """Thermal conductivity of a wire near room temperature, W m⁻¹ K⁻¹; None where nobody knows.

    The stated one; for a crystal of which the paper measured no wire, the computed conductivity of
    the crystal at 300 K, with half the spread over the accepted checkpoints for an uncertainty,
    but no less than what mesh and cutoff leave open.

    Parameters
    ----------
    name : str
        Of a material.
    claims : dict
        `LATTICE` or `TOTAL`.
    """
    if name in claims:
        paper = stated(claims[name])
        return Known(paper.value, paper.uncertainty, paper.temperature, "S", "Lee 2017")
    from ultralow import lattice_heat, materials

    heats = lattice_heat.usable(materials.get(name))
    if not heats:
        return None
    found = [float(heat.conductivity(ROOM).total) for heat in lattice_heat.alike(heats)]
    uncertainty = max(np.ptp(found) / 2, CONVERGED_TO * found[0])
    return Known(found[0], float(uncertainty), ROOM, "R", f"computed, {heats[0].checkpoint}")


def conductivity(name: str, claims: dict[str, str] = LATTICE) -> Known:
    """As :func:`lookup`, for what cannot do without.

    Raises
    ------
    UltralowError
        If it was neither measured nor computed.
    """
    known = lookup(name, claims)
    if known is None:
        raise UltralowError(
            f"how well {name} conducts heat is neither stated nor computed",
            mend=f"run `make compute MATERIAL={name}`, or choose one of {', '.join(claims)}",
        )
    return known


def casimir_length(name: str) -> Known:
    """Casimir length of a wire in m: the stated one, or the mean of those stated (G)."""
    if name in CASIMIR:
        paper = stated(CASIMIR[name])
        return Known(paper.value, paper.uncertainty, ROOM, "S", "Lee 2017")
    found = [stated(claim).value for claim in CASIMIR.values()]
    return Known(float(np.mean(found)), 0.0, ROOM, "G", "as thick as the paper's on average")
