"""The phonons' part of the explorer: their curves and numbers for any wire of a crystal.

What the phonons conduct by themselves is found once. What a surface and defects leave of it is
found anew when one of the two moves; when the temperature alone moves, the curves over temperature
stay.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ultralow.analysis import lattice_conductivity
from ultralow.analysis.lattice_conductivity import ConductivityParts, LatticeConductivity
from ultralow.data import phonon_store
from ultralow.data.materials import Material
from ultralow.figures.path_panels import to_the_edge
from ultralow.figures.style import MATERIAL_COLORS
from ultralow.heat import accumulation as accumulation_module
from ultralow.heat import wigner
from ultralow.heat.accumulation import Accumulation
from ultralow.heat.wigner_along import OneDirection

LONGEST = 1e4  # nm, the right end of the axis
SHARE = 0.95
KEPT = 8  # settings; a slider goes to and fro
ALONE = None, 0.0  # no surface, no defects


class CurveStyle(NamedTuple):
    """Labels over temperature, over paths and of the 95 % mark; ending of the numbers, grade."""

    curve: str
    path: str
    mark: str
    ending: str
    grade: str


# The crystal by itself, and its wire: of one colour, that of the crystal, and told apart by dashes.
CURVE_STYLES = [
    CurveStyle("computed, {}", "phonons and isotopes", "95 % of these", "", "R"),
    CurveStyle("with surface and defects", "in the wire", "95 % in the wire", "_in_wire", "G"),
]


class AtTemperature(NamedTuple):
    """At one temperature: the conductivity, its accumulation, and its 95 % length in m."""

    conductivity: ConductivityParts
    accumulation: Accumulation
    path: float


class CachedConductivity:
    """What the phonons of one checkpoint conduct along the wire.

    Parameters
    ----------
    heat : LatticeConductivity

    Attributes
    ----------
    temperature : numpy.ndarray, shape (T,)
        K, where rates are stored.
    curve : callable
        From Casimir length (m, None for no surface) and mass variance to `ConductivityParts` of
        shape (T,).
    at : callable
        From temperature (K), length and variance to `AtTemperature`.
    """

    def __init__(self, heat: LatticeConductivity):
        self.heat, self.temperature = heat, heat.temperatures
        self.prepared = OneDirection(heat.modes, heat.direction)
        self.curve = lru_cache(KEPT)(self._curve)
        self.at = lru_cache(KEPT)(self._at)

    def knows(self, temperature: float) -> bool:
        """Whether rates are known at a temperature (K)."""
        return self.temperature[0] <= temperature <= self.temperature[-1]

    def _curve(self, length: float | None, variance: float) -> ConductivityParts:
        return self._parts(self.temperature, length, variance)

    def _at(self, temperature: float, length: float | None, variance: float) -> AtTemperature:
        found = self.heat.accumulation(temperature, length, variance)
        path = accumulation_module.value_at_share(found, SHARE)
        return AtTemperature(self._parts(temperature, length, variance), found, path)

    def _parts(self, temperature, length, variance) -> ConductivityParts:
        mesh, *inner = self.heat.total_rates(temperature, length, variance)
        particle, coherence = self.prepared.conductivity(mesh, temperature)
        for modes, rates in zip(self.heat.domains[1:], inner):
            centre = wigner.particle(modes, rates, temperature)
            particle = particle + wigner.component_along(centre, self.heat.direction)
        return ConductivityParts(particle, coherence, particle + coherence)


def cached_conductivity(crystal: Material, checkpoint: str = "best") -> CachedConductivity | None:
    """The stored phonons of a crystal; None where none are stored, or none accepted.

    Raises
    ------
    UltralowError
        If the named checkpoint was refused or is not stored, while another one may be used.
    """
    if not phonon_store.accepted(crystal.name):
        return None
    return CachedConductivity(lattice_conductivity.chosen_result(crystal, checkpoint))


def phonons(known, case, view) -> None:
    """The part of the screen that the stored phonons fill.

    Parameters
    ----------
    known : ultralow.explorer.screen.ExplorerInputs
    case : ultralow.paper.parameters.Case
    view : ultralow.explorer.screen.View
        Gets the curves and numbers, or the reason why there are none.
    """
    own, here, color = known.phonons, case.temperature_K, MATERIAL_COLORS[known.crystal.name]
    if own is None:
        view.absent["accumulation"] = why_none(known.crystal)
        return
    length = case.casimir_length_nm * 1e-9 or known.casimir_length
    wires = [] if length is None else [(length, case.defect_strength)]
    for setting, look in zip([ALONE, *wires], CURVE_STYLES):
        label, total = look.curve.format(own.heat.checkpoint), own.curve(*setting).total
        view.curve("conductivity", label, own.temperature, total, look.grade, color)
    if not own.knows(here):
        low, high = own.temperature[[0, -1]]
        view.absent["accumulation"] = f"rates are known\nfrom {low:g} to {high:g} K"
        return
    for setting, look in zip([ALONE, *wires], CURVE_STYLES):
        _accumulated(own.at(here, *setting), look, color, view)
    if length is not None:
        view.number("casimir_length", length * 1e9, "nm", "G" if case.casimir_length_nm else "S")


def _accumulated(here: AtTemperature, look: CurveStyle, color: str, view) -> None:
    """One accumulation with its 95 % mark, and the numbers at its temperature."""
    whole, reached = here.conductivity, here.path * 1e9
    up_to = np.array([reached]), SHARE * np.array([whole.particle])
    curve = to_the_edge(here.accumulation, LONGEST)
    view.curve("accumulation", look.path, *curve, look.grade, color)
    view.curve("accumulation", look.mark, *up_to, look.grade, color, mark=True)
    view.number(f"computed_conductivity{look.ending}", whole.total, "W m-1 K-1", look.grade)
    view.number(f"path_95{look.ending}", reached, "nm", look.grade)


def why_none(crystal: Material) -> str:
    """Why a crystal has no curve of its phonons."""
    if phonon_store.results(crystal.name):
        return "no stored phonons\npassed the checks"
    return "no phonons are stored"
