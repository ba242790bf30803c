"""The conductivity of a wire: the stated one, or the computed crystal's where none was measured."""

import numpy as np

from ultralow.errors import UltralowError
from ultralow.paper.stated import stated
from ultralow.paper.wires import LATTICE, ROOM, KnownValue

# What mesh and cutoff may leave open in a computed conductivity, relative.
CONVERGED_TO = 0.05


def lookup(name: str, claims: dict[str, str] = LATTICE) -> KnownValue | None:
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
        return KnownValue(paper.value, paper.uncertainty, paper.temperature, "S", "Lee 2017")
    from ultralow.analysis import lattice_conductivity
    from ultralow.data import materials

    heats = lattice_conductivity.accepted_results(materials.get(name))
    if not heats:
        return None
    found = [float(heat.conductivity(ROOM).total) for heat in lattice_conductivity.same_kind(heats)]
    uncertainty = max(np.ptp(found) / 2, CONVERGED_TO * found[0])
    return KnownValue(found[0], float(uncertainty), ROOM, "R", f"computed, {heats[0].checkpoint}")


def conductivity(name: str, claims: dict[str, str] = LATTICE) -> KnownValue:
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
