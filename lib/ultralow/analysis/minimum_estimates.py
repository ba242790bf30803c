"""The least that a crystal may conduct: Cahill's limit by branches, and other estimates of it."""

from typing import NamedTuple

import numpy as np

from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.analysis.sound_velocities import Sound
from ultralow.data.materials import Material
from ultralow.heat import minimum, unified_minimum, wigner
from ultralow.paper import wires


class BranchSums(NamedTuple):
    """Cahill's minimum branch upon branch, W m⁻¹ K⁻¹.

    Attributes
    ----------
    sums : numpy.ndarray, shape (3, T)
        One transverse branch, both, and both with the longitudinal one.
    longitudinal : numpy.ndarray, shape (T,)
        What the last adds.
    """

    sums: np.ndarray
    longitudinal: np.ndarray


class UnifiedMinimum(NamedTuple):
    """The minimum of all phonons of a crystal along its wire, W m⁻¹ K⁻¹.

    Attributes
    ----------
    heat : LatticeConductivity
        Whose phonons.
    particles, total : numpy.ndarray, shape (T,)
        What they carry as particles, and with what tunnels between bands.
    mean : numpy.ndarray, shape (T,)
        The total as a mean over directions.
    """

    heat: LatticeConductivity
    particles: np.ndarray
    total: np.ndarray
    mean: np.ndarray


def branch_sums(temperature, material: Material, sound: Sound) -> BranchSums:
    """The amorphous limit, slowest branches first, at temperatures (K) of shape (T,)."""
    parts = minimum.cahill_branches(temperature, material.number_density, sound.branches)
    longitudinal, first, second = parts.T
    return BranchSums(np.cumsum([first, second, longitudinal], axis=0), longitudinal)


def debye_summary(material: Material, sound: Sound) -> str:
    """A line for a notebook: the Debye temperatures of both kinds of sound."""
    debye = minimum.debye_temperatures(material.number_density, sound.branches)
    return f"Debye temperatures from {sound.source}: {debye[0]:.0f} K and twice {debye[1]:.0f} K"


def unified(heat: LatticeConductivity, temperature, periods: float) -> UnifiedMinimum:
    """The minimum at temperatures (K) where every phonon lives for a number of its periods."""
    found = unified_minimum.unified(heat.modes, temperature, periods)
    parts = (wigner.component_along(one, heat.direction) for one in (found.particle, found.total))
    return UnifiedMinimum(heat, *parts, wigner.component_along(found.total))


def at_high_temperature(
    material: Material, sounds: list[Sound], heats: list[LatticeConductivity], periods: float
) -> dict[str, dict[str, float]]:
    """Estimates of the minimum well above the Debye temperatures, W m⁻¹ K⁻¹.

    Parameters
    ----------
    material : Material
    sounds : list of Sound
        Each gives the estimates of Cahill, of Clarke and of the diffuson model.
    heats : list of LatticeConductivity
        Each gives the unified minimum and the part of it that particles carry.
    periods : float
        Lifetime of every phonon over its period.

    Returns
    -------
    dict
        By source (the literature or a checkpoint), then by estimate.
    """
    density = material.number_density
    found = {
        one.source: {
            "Cahill": minimum.cahill_limit(density, one.branches),
            "Clarke": minimum.clarke(density, one.youngs_modulus, material.mass_density),
            "diffuson": minimum.diffuson(density, one.branches),
        }
        for one in sounds
    }
    for heat in heats[::-1]:
        hot = unified(heat, unified_minimum.CLASSICAL_K, periods)
        mine = {"particles": hot.particles, "unified": hot.total}
        found[heat.checkpoint] = found.get(heat.checkpoint, {}) | mine
    return found


def numbers(material: Material, sound: Sound, estimates: dict, heats, periods: float):
    """The headline numbers, one after the other: name, value, unit and grade.

    Parameters
    ----------
    material : Material
    sound : Sound
        The chosen one.
    estimates : dict
        From `at_high_temperature`, whose parameters ``heats`` and ``periods`` are.
    """
    known, unit = wires.stated_lattice(material.name), "W m-1 K-1"
    longitudinal, *transverse = minimum.cahill_branches(
        300, material.number_density, sound.branches
    )
    at_300 = longitudinal + sum(transverse)
    yield "minimum_conductivity_300K", at_300, unit, sound.grade
    yield "longitudinal_share_300K", longitudinal / at_300, "1", sound.grade
    for model in ("Cahill", "Clarke", "diffuson"):
        yield f"{model.lower()}_limit", estimates[sound.source][model], unit, sound.grade
    for heat in heats:
        yield from _unified_numbers(heat, periods, known)
    if known:
        yield "measured_over_minimum", known.value / at_300, "1", sound.grade


def _unified_numbers(heat, periods, known):
    end, unit = f"300K_{heat.checkpoint}", "W m-1 K-1"
    found = unified(heat, 300.0, periods)
    yield f"unified_minimum_{end}", found.total, unit, "R"
    yield f"its_particles_{end}", found.particles, unit, "R"
    yield f"mean_over_directions_{end}", found.mean, unit, "R"
    if known:
        yield f"measured_over_unified_{end}", known.value / found.total, "1", "R"
