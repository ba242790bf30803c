"""The evidence on the claims of Figure 1: symmetry and bond networks of the stored crystals.

What was seen of the wires, in the microscope, by X-rays or by their light, is not in the text and
cannot be judged. The phases that the paper names can be: others have published their structures,
and their symmetry, networks and directions are found here by code.
"""

import numpy as np

from ultralow.analysis import structures
from ultralow.crystal import connectivity, geometry
from ultralow.data import materials
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.wires import LATTICE

judge = Judges()
PHASES = "in the structure that others published for this phase"


@judge("A2")
def members_of_the_family() -> Finding:
    """Caesium, lead or tin, and a halogen."""
    formulas = [materials.get(name).formula for name in LATTICE]
    inside = all(
        f[:2] == "Cs" and f[2:4] in ("Pb", "Sn") and f[4:] in ("Cl3", "Br3", "I3") for f in formulas
    )
    return _finding(
        inside,
        ", ".join(formulas),
        "the formulas of the three crystals, against the stated family",
    )


@judge("B1")
def phase_of_the_lead_iodide() -> Finding:
    """Pnma, double chains."""
    crystal = materials.get("CsPbI3")
    agrees = geometry.symmetry(crystal.atoms).number == 62 and _double_chains(crystal)
    return _finding(
        agrees,
        f"{structures.space_group(crystal)}, {_network(crystal)}",
        f"space group by spglib and bond network by code {PHASES}; that the wire is of this phase "
        "is the paper's own finding",
    )


@judge("B2")
def phases_of_the_perovskites() -> Finding:
    """Pbnm, which is Pnma with other axes, and octahedra that share corners in three dimensions."""
    found = [materials.get(name) for name in ("CsPbBr3", "CsSnI3")]
    agrees = all(
        geometry.symmetry(one.atoms).number == 62
        and structures.dimension(one) == 3
        and _shared(one) == {1}
        for one in found
    )
    return _finding(
        agrees,
        "; ".join(f"{one.name}: {structures.space_group(one)}, {_network(one)}" for one in found),
        f"space group by spglib and bond network by code {PHASES}; Pbnm is Pnma with the axes in "
        "another order",
    )


@judge("B3")
def no_framework_in_the_delta_phase() -> Finding:
    """The network of the delta phase has fewer than the three dimensions of a perovskite's."""
    sizes = {name: structures.dimension(materials.get(name)) for name in ("CsPbI3", "CsPbBr3")}
    return _finding(
        sizes["CsPbI3"] < sizes["CsPbBr3"] == 3,
        f"dimension {sizes['CsPbI3']}, against {sizes['CsPbBr3']} of γ-CsPbBr3",
        "the rank of the lattice translations that bring a walk along bonds back to its atom",
    )


@judge("B4")
def growth_along_the_chains() -> Finding:
    """[010] is the axis of the double chains."""
    crystal = materials.get("CsPbI3")
    chains = [net.translations for net in connectivity.networks(structures.bonds(crystal))]
    agrees = all(np.array_equal(one, [crystal.wire_axis]) for one in chains)
    return _finding(
        agrees,
        f"chains along {geometry.indices(chains[0][0])}",
        "the micrographs are not in the text; the stated direction is that in which the bond "
        "network goes on for ever",
    )


@judge("B5")
def growth_of_the_lead_bromide() -> Finding:
    """[110] of Pbnm is a straight row of octahedra that share corners."""
    return _along_a_row(materials.get("CsPbBr3"))


@judge("B6")
def growth_of_the_tin_iodide() -> Finding:
    """[110] of Pbnm, [101] of Pnma, is a straight row of octahedra that share corners."""
    return _along_a_row(materials.get("CsSnI3"))


@judge("B7")
def single_crystals() -> Finding:
    """Seen in the microscope only."""
    return Finding(
        "not testable from the text", "", "lattice images and diffraction are not in the text"
    )


@judge("B9")
def black_phase_identified() -> Finding:
    """Seen by X-rays and light that the text does not show."""
    return Finding(
        "not testable from the text",
        "",
        "powder pattern and spectrum are in the appendix only; fig1_structures lists the lines "
        "by which they could tell the black phase from the yellow one",
    )


@judge("B10")
def yellow_phase_of_double_chains() -> Finding:
    """The second phase of the tin compound is made of double chains."""
    crystal = materials.get("CsSnI3_yellow")
    return _finding(
        _double_chains(crystal),
        _network(crystal),
        f"bond network by code {PHASES}; the sentence of the text at hand is incomplete",
    )


def _finding(agrees: bool, here: str, reason: str) -> Finding:
    return Finding("consistent" if agrees else "disagrees", here, reason)


def _along_a_row(crystal) -> Finding:
    shared = structures.shared_along_axis(crystal)
    axis = geometry.indices(crystal.wire_axis)
    return _finding(
        shared == 1,
        f"{axis} of {crystal.space_group.replace(' ', '')}: straight rows share "
        f"{connectivity.SHARED.get(shared, 'nothing')}",
        "the micrographs are not in the text; the stated direction, in the setting of the stored "
        "cell, is one of the rows of octahedra of the perovskite. The other rows would pass too",
    )


def _shared(crystal) -> set[int]:
    return set(connectivity.contacts(structures.bonds(crystal)).shared.tolist())


def _double_chains(crystal) -> bool:
    """Whether all networks are chains two polyhedra wide that share edges."""
    found = connectivity.networks(structures.bonds(crystal))
    return _shared(crystal) == {2} and all(
        net.dimension == 1 and len(net.centres) == 2 for net in found
    )


def _network(crystal) -> str:
    shared = " and ".join(connectivity.SHARED[min(n, 3)] for n in sorted(_shared(crystal)))
    return f"dimension {structures.dimension(crystal)}, sharing {shared}"
