"""What is known of each wire: the paper's statements, or what stands in where it measured none."""

from typing import NamedTuple

import numpy as np

from ultralow.paper.stated import Stated, stated

# The claims that state lattice conductivity, total conductivity and Casimir length.
LATTICE = {"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}
TOTAL = LATTICE | {"CsSnI3": "D4"}
CASIMIR = {"CsPbI3": "C9", "CsPbBr3": "C10", "CsSnI3": "C11"}
ROOM = 300.0


class KnownValue(NamedTuple):
    """A number in SI, its uncertainty, the temperature it holds at (K), its grade, source, unit."""

    value: float
    uncertainty: float
    temperature: float
    grade: str
    source: str
    unit: str = "W m⁻¹ K⁻¹"

    def __str__(self):
        told = f"{self.value:.2g} ± {self.uncertainty:.1g} {self.unit}"
        return f"{told}, {self.source}  [{self.grade}]"


def stated_lattice(name: str) -> Stated | None:
    """Lattice conductivity that the paper states of a wire; None where it measured none."""
    return stated(LATTICE[name]) if name in LATTICE else None


def casimir_length(name: str) -> KnownValue:
    """Casimir length of a wire in m: the stated one, or the mean of those stated (G)."""
    if name in CASIMIR:
        paper = stated(CASIMIR[name])
        return KnownValue(paper.value, paper.uncertainty, ROOM, "S", "Lee 2017", "m")
    found = [stated(claim).value for claim in CASIMIR.values()]
    mean = float(np.mean(found))
    return KnownValue(mean, 0.0, ROOM, "G", "as thick as the paper's on average", "m")
