"""What a computed lattice conductivity leaves out or stands for, each with its size where known."""

from typing import NamedTuple

import numpy as np

from ultralow.analysis import convergence, force_referee, polar_phonons
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import tables
from ultralow.heat import wigner
from ultralow.paper.wires import ROOM


class Effect(NamedTuple):
    """One effect, and what it would make of the conductivity.

    Attributes
    ----------
    name : str
    low, middle, high : float
        Relative changes of the conductivity if the effect were in it: the middle, and half of the
        known cases between the other two. NaN where nothing is known.
    grade : str
        Evidence grade; empty where nothing is known.
    """

    name: str
    low: float
    middle: float
    high: float
    grade: str


def effects(heats: list[LatticeConductivity]) -> list[Effect]:
    """What the first of some results leaves out; those with a known size first.

    Parameters
    ----------
    heats : list of LatticeConductivity
        From `ultralow.analysis.lattice_conductivity.accepted_results`; none of none.
    """
    if not heats:
        return []
    heat, table = heats[0], tables.read("left_out")
    potential = heat.result.potential
    own = set(table.loc[table["checkpoint"] == potential, "effect"])
    told = (table["checkpoint"] == potential) | (
        (table["checkpoint"] == "") & ~table["effect"].isin(own)
    )
    # Ratios are of the computed conductivity to the true one: the largest asks for least change.
    stated = [
        Effect(row.effect, 1 / row.high - 1, 1 / row.middle - 1, 1 / row.low - 1, row.grade)
        for row in table[told].itertuples()
    ]
    computed = [*softness(heat), *polar(heat), beyond_relaxation_times(heat), *without_stress(heat)]
    names = {one.name for one in computed}
    every = [*(one for one in stated if one.name not in names), *computed]
    return sorted(every, key=lambda one: bool(np.isnan(one.middle)))


def softness(heat: LatticeConductivity) -> list[Effect]:
    """What the potential's softness against first principles does, where those were computed.

    From forces on small cells at 300 K, and so of effective constants alone; see
    :func:`ultralow.analysis.force_referee.mended`. What forces miss at random is not in it.
    """
    referee = force_referee.referee_of(heat) if heat.effective else None
    if referee is None:
        return []
    found = float(heat.conductivity(ROOM).total)
    change = referee.mended(heat)[0] / found - 1
    return (
        []
        if np.isnan(change)
        else [Effect("softness of the potential", change, change, change, "R")]
    )


def polar(heat: LatticeConductivity) -> list[Effect]:
    """What long-range polar forces do, where the heat was computed with them."""
    found = polar_phonons.polar_heat(heat)
    if found is None:
        return []
    return [Effect("long-range polar forces", found.change, found.change, found.change, "R")]


def without_stress(heat: LatticeConductivity) -> list[Effect]:
    """What the cell that the potential itself would have does, where a ledger tells it."""
    rungs = (one for one in heat.result.rungs if "volume_ratio" in one)
    found = [rung[convergence.along(heat)] for rung in rungs]
    return [Effect("stress in the measured cell", one, one, one, "R") for one in found]


def beyond_relaxation_times(heat: LatticeConductivity) -> Effect:
    """What the full solution of the transport equation does at 300 K, where that was computed.

    Of the sum of both parts; the part between bands stays as it is.
    """
    beside = heat.result.record.get("direct_solution")
    name = "beyond relaxation times"
    if beside is None:
        return Effect(name, np.nan, np.nan, np.nan, "")
    full, approximate = (
        float(wigner.component_along(np.array(beside[key]), heat.direction))
        for key in ("direct_W_m_K", "relaxation_time_W_m_K")
    )
    found = heat.conductivity(beside["temperature_K"])
    change = float(found.particle * (full / approximate - 1) / found.total)
    return Effect(name, change, change, change, "R")
