"""Computed conductivities like for like: each crystal, potential and kind of force constants."""

import numpy as np

from ultralow.analysis import convergence
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import materials, phonon_store
from ultralow.data.phonon_store import StoredPhonons
from ultralow.paper import wires
from ultralow.paper.wires import ROOM

UNIT = "W m⁻¹ K⁻¹"


def table(names: tuple[str, ...] = tuple(wires.CASIMIR)):
    """Every result of some crystals for 300 K, refused ones with their reason, for display.

    Rungs of a ladder belong to other temperatures.

    Parameters
    ----------
    names : tuple of str
        Crystals; those of the paper.

    Returns
    -------
    pandas.DataFrame
        A row a result: the two parts and the sum along the wire at 300 K, the error that the
        numerics leave in the sum, the sum over the stated conductivity, and why it was refused.
    """
    import pandas

    return pandas.DataFrame([_row(one) for name in names for one in phonon_store.at_room(name)])


def _row(one: StoredPhonons) -> dict[str, str]:
    kind = one.record["settings"]["force_constants"].split(",")
    row = {
        "crystal": one.material,
        "potential": one.potential,
        "force constants": " at".join(kind[:2]) if one.effective else kind[0],
    }
    if one.refused_because:
        numbers = dict.fromkeys(("particles", "between bands", f"sum, {UNIT}", "over stated"), "—")
        return row | numbers | {"refused because": one.refused_because}
    return row | _numbers(LatticeConductivity(materials.get(one.material), one))


def _numbers(heat: LatticeConductivity) -> dict[str, str]:
    found, share = heat.conductivity(ROOM), convergence.spread(heat)
    stated = wires.stated_lattice(heat.material.name)
    error = "unknown" if np.isnan(share) else f"{share * found.total:.2f}"
    return {
        "particles": f"{found.particle:.3f}",
        "between bands": f"{found.coherence:.3f}",
        f"sum, {UNIT}": f"{found.total:.2f} ± {error}",
        "over stated": f"{found.total / stated.value:.2f}" if stated else "—",
        "refused because": "",
    }
