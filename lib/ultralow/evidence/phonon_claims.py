"""The evidence on the computed conductivity: judges that need the stored phonons.

Where :mod:`ultralow.evidence.stated_claims` judges a claim too, this one stands. Everything is
taken at 300 K where the claim says "room temperature" or names none, and along the wire. Every
accepted result is asked, see :mod:`ultralow.evidence.accepted_results`.
"""

import numpy as np

from ultralow.analysis import convergence, lattice_conductivity, sound_velocities
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.evidence import accepted_results as results
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated
from ultralow.paper.tolerances import tolerance
from ultralow.paper.wires import LATTICE, ROOM

judge = Judges()
COOL = 100.0
AT_REST = (
    "force constants of atoms at rest (names without 300K) fall short in strongly anharmonic phases"
)


def _room(heat: LatticeConductivity) -> float:
    return float(heat.conductivity(ROOM).total)


def _room_conductivity(name: str) -> Finding:
    if lacking := results.lacking([name]):
        return lacking
    claim = LATTICE[name]
    heats, paper = results.of_wire(name), stated(claim)

    def inside(heat):
        total = _room(heat)
        spread = answers.margin(total, convergence.spread(heat))
        return answers.within(total, spread, paper.value, tolerance(claim))

    best = heats[0].conductivity(ROOM)
    return Finding(
        answers.verdict(results.answer(inside, [name]), "reproduced"),
        results.listed({heat.checkpoint: _room(heat) for heat in heats}),
        "three-phonon and isotope scattering, nothing fitted; of the first "
        f"{best.particle:.3f} as particles and {best.coherence:.3f} between bands, "
        f"{best.total / paper.value:.0%} of what was measured",
        results.spreads([name]),
    )


@judge("D1")
def iodide_wire() -> Finding:
    return _room_conductivity("CsPbI3")


@judge("D2")
def bromide_wire() -> Finding:
    return _room_conductivity("CsPbBr3")


def _curve(heat: LatticeConductivity, variance: float = 0.0) -> np.ndarray:
    length = lattice_conductivity.casimir_length(heat.material)
    return heat.conductivity(heat.temperatures, length, variance).total


def _maxima(variance: float) -> str:
    """Where the conductivity with the stated surface is largest."""
    told = []
    for label, heat in results.labelled().items():
        top = int(np.argmax(_curve(heat, variance)))
        below = " or below" if top == 0 else ""
        told.append(f"{label} at {heat.temperatures[top]:g} K{below}")
    return ", ".join(told)


def _rises_and_falls(heat: LatticeConductivity) -> answers.Decided:
    """Whether a maximum is seen from both sides.

    A curve that is largest at the coldest stored temperature has its maximum there or below: far
    enough below, the heat capacity brings every crystal to zero. Its rise is not seen.
    """
    total, share = _curve(heat), convergence.spread(heat)
    cold, warm = total[[0, -1]] / total.max()
    rises = answers.above(1 - cold, answers.margin(cold, share), tolerance("D5", "rise"))
    falls = answers.above(1 - warm, answers.margin(warm, share), tolerance("D5", "fall"))
    return answers.every([rises if np.argmax(total) > 0 else None, falls])


@judge("D5")
def rise_and_fall() -> Finding:
    if lacking := results.lacking():
        return lacking
    return Finding(
        answers.verdict(results.answer(_rises_and_falls)),
        _maxima(0.0),
        "maximum of the computed conductivity with the stated Casimir length and no defects. A "
        "maximum at the coldest stored temperature shows no rise. The measured curves are not in "
        "the text",
        results.spreads(),
    )


@judge("D6")
def curves_of_the_figure() -> Finding:
    if lacking := results.lacking():
        return lacking
    return Finding(
        "consistent",
        "computed, minimum, electronic",
        "drawn for all three, the electronic part for CsSnI3; of the measured curves the text "
        "gives the values at room temperature, which are drawn as points",
    )


def _comes_close(heat: LatticeConductivity) -> answers.Decided:
    """Whether the computed ratio to the limit falls, and the measured one is small."""
    cool, warm = _ratios(heat)
    own = convergence.spread(heat)
    falls = answers.below(warm / cool, answers.margin(warm / cool, own), tolerance("E2", "falls"))
    paper, near = stated(LATTICE[heat.material.name]), []
    for sound in sound_velocities.usable_sounds(heat.material):
        measured = paper.value / sound_velocities.minimum_conductivity(heat.material, sound)
        stated_part = measured * paper.uncertainty / paper.value
        spread = float(np.hypot(stated_part, answers.margin(measured, np.nan)))
        near.append(answers.below(measured, spread, tolerance("E2", "measured")))
    return answers.every([falls, answers.agreed(near)])


def _ratios(heat: LatticeConductivity) -> np.ndarray:
    """Computed conductivity over Cahill's limit at 100 and 300 K."""
    temperatures, sound = np.array([COOL, ROOM]), sound_velocities.sound(heat.material)
    least = sound_velocities.minimum_conductivity(heat.material, sound, "cahill", temperatures)
    return heat.conductivity(temperatures).total / least


@judge("E2")
def towards_the_amorphous_limit() -> Finding:
    if lacking := results.lacking():
        return lacking
    told = {
        label: "{:.1f} to {:.1f}".format(*_ratios(heat))
        for label, heat in results.labelled().items()
    }
    return Finding(
        answers.verdict(results.answer(_comes_close)),
        results.listed(told, ""),
        "computed conductivity over Cahill's limit at 100 and 300 K; the stated one over it is "
        "asked for every stored sound velocity, whose own error is not known",
        results.spreads(),
    )


@judge("F1")
def agreement_when_warm() -> Finding:
    if lacking := results.lacking():
        return lacking

    def ratio(heat):
        return _room(heat) / stated(LATTICE[heat.material.name]).value

    def fair(heat):
        spread = answers.margin(ratio(heat), convergence.spread(heat))
        return answers.within(ratio(heat), spread, 1.0, tolerance("F1"))

    return Finding(
        answers.verdict(results.answer(fair)),
        results.listed({label: ratio(heat) for label, heat in results.labelled().items()}, ".2f"),
        "computed over stated conductivity at 300 K, the former with the interband part that was "
        f"not known in 2017; {AT_REST}",
        results.spreads(),
    )


@judge("F2")
def empirical_scattering_when_cold() -> Finding:
    if lacking := results.lacking():
        return lacking
    variance = tolerance("F2", "defects")
    return Finding(
        "not testable from the text",
        _maxima(variance),
        "neither the measured curves nor the parameters of the model are in the text. This is the "
        f"maximum with the stated Casimir length and an assumed mass variance, {variance:g}",
    )
