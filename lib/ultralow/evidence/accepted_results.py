"""The accepted results of the wires, each with its spread: whom the judges of phonons ask.

Results of one wire must answer alike, and all wires must answer yes. The spread of a result is the
numerical one of its conductivity, from its ledger; it stands for every other number from the same
phonons as well, of which paths and rates move as the conductivity does, and frequencies less.
"""

from collections.abc import Callable, Iterable

import numpy as np

from ultralow.analysis import convergence, lattice_conductivity
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.data import materials, phonon_store
from ultralow.paper import answers
from ultralow.paper.claims import Finding
from ultralow.paper.wires import LATTICE


def of_wire(name: str) -> list[LatticeConductivity]:
    """The accepted results of a wire, best first."""
    return lattice_conductivity.accepted_results(materials.get(name))


def best() -> dict[str, LatticeConductivity]:
    """The best phonons of each wire, where there are any."""
    found = {name: of_wire(name) for name in LATTICE}
    return {name: heats[0] for name, heats in found.items() if heats}


def lacking(names: Iterable[str] = tuple(LATTICE)) -> Finding | None:
    """What is said where the phonons of a wire are not stored, or refused."""
    reasons = []
    for name in names:
        if not phonon_store.accepted(name):
            why = [f"{one.name}: {one.refused_because}" for one in phonon_store.refused(name)]
            reasons.append(f"{name}: {'; '.join(why) or 'no phonons are stored'}")
    return Finding("not yet", "", ". ".join(reasons)) if reasons else None


def refused(name: str) -> str:
    """A sentence on each refused result of a wire."""
    return "".join(f". {one.name} is refused" for one in phonon_store.refused(name))


def spreads(names: Iterable[str] = tuple(LATTICE)) -> str:
    """The spread of each accepted result in words."""
    return in_words({label: convergence.spread(heat) for label, heat in labelled(names).items()})


def in_words(relative: dict[str, float]) -> str:
    """Relative spreads by name, for display; NaN is unknown."""
    told = [
        f"{name} {'unknown' if np.isnan(one) else f'{100 * one:.0f} %'}"
        for name, one in relative.items()
    ]
    return ", ".join(told)


def labelled(names: Iterable[str] = tuple(LATTICE)) -> dict[str, LatticeConductivity]:
    """All accepted results of some wires, by wire and checkpoint."""
    return {f"{name} {heat.checkpoint}": heat for name in names for heat in of_wire(name)}


def answer(
    question: Callable[[LatticeConductivity], answers.Decided],
    names: Iterable[str] = tuple(LATTICE),
) -> answers.Decided:
    """What the accepted results say: those of one wire must agree, and every wire say yes."""
    return answers.every(answers.agreed(map(question, of_wire(name))) for name in names)


def listed(values: dict[str, float], form: str = ".3g") -> str:
    """Numbers by name, for display."""
    return ", ".join(f"{name} {value:{form}}" for name, value in values.items())
