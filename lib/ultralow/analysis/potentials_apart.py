"""How far apart two potentials are in what they make of a crystal's heat, shipped and tuned.

Where one of the two was refused, its record still says what it would have conducted; that is
compared here, and used nowhere else.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ultralow.analysis import convergence
from ultralow.analysis.force_referee import KINDS
from ultralow.data import materials, phonon_store
from ultralow.data.materials import Material
from ultralow.data.phonon_store import StoredPhonons
from ultralow.heat.wigner import component_along
from ultralow.paper import wires
from ultralow.paper.wires import ROOM

PERCENT = 100
# Of the record: the heat of wave packets, and that which tunnels between bands.
CHANNELS = {"particles": "particle_W_m_K", "between_bands": "coherence_W_m_K"}


class Pair(NamedTuple):
    """Two potentials' results for one crystal, of one kind of force constants.

    Attributes
    ----------
    kind : {"shipped", "tuned"}
        Of the potentials.
    larger, smaller : StoredPhonons
        Of the network with more parameters, and of the other.
    """

    kind: str
    larger: StoredPhonons
    smaller: StoredPhonons

    def channel(self, name: str) -> tuple[float, float]:
        """What the two conduct along the wire at 300 K in one of :data:`CHANNELS`, W m⁻¹ K⁻¹."""
        return _along_wire(self.larger, name), _along_wire(self.smaller, name)

    def apart(self, name: str) -> float:
        """The larger of the two conductivities over the smaller, less one."""
        low, high = sorted(self.channel(name))
        return high / low - 1

    def apart_error(self, name: str) -> float:
        """What the numerics of both leave open in it; NaN where one has no ledger."""
        along = "change_trace" if _direction(self.larger) is None else "change_wire"
        shares = [convergence.of_rungs(one.rungs, along) for one in (self.larger, self.smaller)]
        return (1 + self.apart(name)) * float(np.hypot(*shares))

    def springs_apart(self) -> float:
        """The root mean square of what their force constants of second order differ by, over that
        of those constants; NaN where they are not stored of both, or not of one supercell."""
        one, other = self.larger.springs(), self.smaller.springs()
        if one is None or other is None or one.shape != other.shape:
            return np.nan
        size = np.sqrt((np.mean(one**2) + np.mean(other**2)) / 2)
        return float(np.sqrt(np.mean((one - other) ** 2)) / size)


def pairs(names: Iterable[str]) -> Iterator[Pair]:
    """All pairs that are stored of some crystals: at 300 K and at rest, shipped and tuned.

    A result that was computed for other temperatures alone has no pair.
    """
    for name in names:
        known = [one for one in phonon_store.results(name) if ROOM in _temperatures(one)]
        stored = {one.name: one for one in known}
        for warm in ("-300K", ""):
            for kind, potentials in KINDS.items():
                found = [stored.get(f"{one}{warm}") for one in potentials]
                if all(found):
                    yield Pair(kind, *found)


def numbers(material: Material, kind: str) -> list[tuple]:
    """How far the potentials of a kind are apart at 300 K, as a `Page` takes it; none of none."""
    return [
        (f"{name}_apart", PERCENT * one.apart(name), "%", "R", PERCENT * one.apart_error(name))
        for one in pairs([material.name])
        if one.kind == kind and one.larger.effective
        for name in CHANNELS
    ]


def table(material: Material):
    """Every stored pair of the paper's crystals and of one more, for display.

    Parameters
    ----------
    material : Material
        A crystal without a pair is left out.

    Returns
    -------
    pandas.DataFrame
        A row a crystal, kind of force constants and kind of potentials: for each channel what the
        two conduct along the wire at 300 K, how far they are apart, how far their springs are, and
        which one was refused.
    """
    import pandas

    names = dict.fromkeys([*wires.CASIMIR, material.name])
    return pandas.DataFrame([_row(one) for one in pairs(names)])


def _row(pair):
    refused = [one.potential for one in pair[1:] if one.refused_because]
    row = {
        "crystal": pair.larger.material,
        "force constants": "at 300 K" if pair.larger.effective else "at rest",
        "potentials": pair.kind,
    }
    for name in CHANNELS:
        words = name.replace("_", " ")
        error = pair.apart_error(name)
        known = "" if np.isnan(error) else f" ± {PERCENT * error:.0f}"
        row[f"{words}, W m⁻¹ K⁻¹"] = " and ".join(f"{one:.3f}" for one in pair.channel(name))
        row[f"{words}, apart"] = f"{PERCENT * pair.apart(name):.0f}{known} %"
    springs = pair.springs_apart()
    row["springs, apart"] = "—" if np.isnan(springs) else f"{PERCENT * springs:.0f} %"
    return row | {"refused": ", ".join(refused) or "none"}


def _along_wire(result, name):
    stored = result.record["conductivity"]
    here = _temperatures(result).index(ROOM)
    return float(component_along(stored[CHANNELS[name]][here], _direction(result)))


def _temperatures(result):
    return result.record["conductivity"]["temperatures_K"]


def _direction(result):
    return materials.get(result.material).wire_direction
