"""Thermal conductivity against temperature: computed crystal, amorphous limit, and the holes."""

import math
from typing import NamedTuple

import numpy as np
from uncertainties import ufloat

from ultralow.analysis import (
    conductivity_ladder,
    convergence,
    hole_transport,
    lattice_conductivity,
    sound_velocities,
    stated_transport,
    wire_transport,
)
from ultralow.analysis.conductivity_ladder import ConductivityLadder
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data.materials import Material
from ultralow.heat import minimum
from ultralow.paper import wires
from ultralow.paper.wires import ROOM

# K; colder, no relaxation time of the holes falls as 1/T.
COLDEST_HOLES = 100


class LatticeCurves(NamedTuple):
    """What computed phonons conduct along the wire, W m⁻¹ K⁻¹ at T temperatures.

    Attributes
    ----------
    checkpoint : str
        Whose phonons.
    ensembles_K : tuple of float
        Temperatures that its force constants belong to, ascending; none of atoms at rest.
    temperature : numpy.ndarray, shape (T,)
        K, where rates are known.
    bulk, wire : ConductivityParts
        With scattering by phonons and isotopes, and with surface and defects as well.
    band : tuple of numpy.ndarray or None
        Lower and upper edge of ``bulk.total``.
    spanned : int
        How many results lie between these: those whose force constants are of one kind.
    others : dict of str to numpy.ndarray
        The sum for every other checkpoint that was accepted.
    """

    checkpoint: str
    ensembles_K: tuple[float, ...]
    temperature: np.ndarray
    bulk: ConductivityParts
    wire: ConductivityParts
    band: tuple | None
    spanned: int
    others: dict


def what_is_known(material: Material) -> str:
    """Lines for a notebook: the stated lattice conductivity, sound velocities, phonons, stress."""
    known = wires.stated_lattice(material.name)
    lines = [] if known is None else [
        f"stated lattice conductivity: {known.value} ± {known.uncertainty} W m⁻¹ K⁻¹  [S]"
    ]  # fmt: skip
    sounds = sound_velocities.sounds_summary(material)
    lines.append(sounds or "no sound velocities are stored: no amorphous limit")
    lines += [lattice_conductivity.report(material), sound_velocities.stress_summary(material)]
    return "\n".join(filter(None, lines))


def amorphous_limits(material: Material, temperature) -> dict[str, np.ndarray]:
    """Cahill's minimum (W m⁻¹ K⁻¹) at temperatures (K), by every usable source of sound."""
    return {
        one.source: minimum.cahill(temperature, material.number_density, one.branches)
        for one in sound_velocities.usable_sounds(material)
    }


def lattice_curves(
    heats: list[LatticeConductivity], lowest: float, highest: float, length, variance: float
) -> LatticeCurves | None:
    """Curves of the chosen result and of the others; None where there is no result.

    Parameters
    ----------
    heats : list of LatticeConductivity
        From `ultralow.analysis.lattice_conductivity.accepted_results`.
    lowest, highest : float
        K; the curves end where rates are known.
    length : float or None
        Casimir length (m).
    variance : float
        Mass variance of the defects.
    """
    if not heats:
        return None
    chosen, *others = map(ConductivityLadder, heats)
    temperature = heats[0].within(lowest, highest)
    totals = [one.conductivity(temperature).total for one in others]
    names = [one.checkpoint for one in heats[1:]]
    return LatticeCurves(
        checkpoint=heats[0].checkpoint,
        ensembles_K=tuple(chosen.ensembles_K),
        temperature=temperature,
        bulk=chosen.conductivity(temperature),
        wire=chosen.conductivity(temperature, length, variance),
        band=conductivity_ladder.spread_over_results(heats, temperature),
        spanned=len(lattice_conductivity.same_kind(heats)),
        others=dict(zip(names, totals, strict=True)),
    )


def room_summary(heats: list[LatticeConductivity], known=None) -> str:
    """A line a result for a notebook: its two parts at 300 K, and their sum over the stated one."""
    lines = []
    for one in heats:
        found = one.conductivity(ROOM)
        part = f", {found.total / known.value:.2f} of what is stated" if known else ""
        parts = f"{found.particle:.3f} + {found.coherence:.3f} W m⁻¹ K⁻¹"
        lines.append(f"{one.checkpoint} at 300 K: {parts}{part}")
    return "\n".join(lines) or "no phonons: nothing is computed"


def ledger(heats: list[LatticeConductivity]):
    """How far the chosen result is converged, for display; None where nothing of it is stored."""
    return convergence.table(heats[0]) if heats else None


def hole_curve(temperature) -> tuple:
    """What the holes of the tin compound carry where it is warm, W m⁻¹ K⁻¹.

    Returns
    -------
    temperature : numpy.ndarray, shape (T,)
        Those of the given ones (K) from `COLDEST_HOLES` on.
    computed : numpy.ndarray, shape (T,)
        From the stored bands.
    band : tuple of numpy.ndarray
        Lowest and highest over the model bands too.
    """
    warm = temperature[temperature >= COLDEST_HOLES]
    computed = hole_transport.wire(hole_transport.read()).electronic(warm)
    models = [one.electronic(warm) for one in hole_transport.alternatives().values()]
    every = [computed, *models]
    return warm, computed, (np.min(every, axis=0), np.max(every, axis=0))


def numbers(material: Material, sound, heats: list[LatticeConductivity], length, variance: float):
    """The headline numbers, one after the other: name, value, unit and grade.

    Parameters
    ----------
    material : Material
    sound : ultralow.analysis.sound_velocities.Sound or None
    heats, length, variance
        As `lattice_curves` takes them.
    """
    known = wires.stated_lattice(material.name)
    if sound:
        at_300 = minimum.cahill(300, material.number_density, sound.branches)
        yield "minimum_conductivity_300K", at_300, "W m-1 K-1", sound.grade
    if sound and known:
        yield "lattice_over_minimum_300K", known.value / at_300, "1", sound.grade
    if hole_transport.conducts(material):
        for name, lorenz in stated_transport.lorenz_numbers().items():
            yield f"lorenz_number_{name}", lorenz, "W Ohm K-2", "D"
            yield f"lattice_{name}", wire_transport.lattice_at_room(lorenz), "W m-1 K-1", "D"
    yield from _computed_numbers(heats, length, variance)


def _with_numerics(heat, total):
    """A computed conductivity with what its numerics leave open, where a ledger tells."""
    share = convergence.spread(heat)
    return total if math.isnan(share) else ufloat(total, share * total)


def _computed_numbers(heats, length, variance):
    for one in heats[:1]:
        found = one.conductivity(ROOM)
        for part in ("particle", "coherence"):
            yield f"computed_{part}_300K", getattr(found, part), "W m-1 K-1", "R"
        yield "computed_total_300K", _with_numerics(one, found.total), "W m-1 K-1", "R"
    for one in heats[1:]:
        total = _with_numerics(one, one.conductivity(ROOM).total)
        yield f"computed_total_300K_{one.checkpoint}", total, "W m-1 K-1", "R"
    for one in heats[:1]:
        total = one.conductivity(ROOM, length, variance).total
        yield "computed_total_300K_in_wire", total, "W m-1 K-1", "G"
