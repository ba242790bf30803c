"""The evidence on speeds, rates and mean free paths: judges of the claims of Figure 3 A.

Everything is taken at 300 K, along the wire, and asked of every accepted result, see
:mod:`ultralow.evidence.accepted_results`.
"""

import numpy as np

from ultralow.analysis import band_sound, convergence, lattice_conductivity, polar_phonons
from ultralow.analysis.lattice_conductivity import PATHS, LatticeConductivity
from ultralow.evidence import accepted_results as results
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated
from ultralow.paper.tolerances import tolerance
from ultralow.paper.wires import LATTICE, ROOM

judge = Judges()
DELTA = "CsPbI3"


@judge("F3")
def slow_phonons() -> Finding:
    if lacking := results.lacking():
        return lacking
    bound = stated("F3", DELTA).value
    limit = bound + tolerance("F3")

    def slow(heat):
        # Polar forces mend optical waves and may spoil sound: the bound must hold with and without.
        asked = [heat.speeds, *_with_polar_forces(heat)]
        fastest = [float(np.nanmax(speeds)) for speeds in asked]
        spread = convergence.spread(heat)
        return answers.agreed(
            answers.below(speed, answers.margin(speed, spread), limit) for speed in fastest
        )

    heats = results.labelled()
    share = {name: _faster(heat, bound) for name, heat in results.best().items()}
    return Finding(
        answers.verdict(results.answer(slow), "reproduced"),
        results.listed({one: float(np.nanmax(heat.speeds)) for one, heat in heats.items()}, ".0f"),
        f"the fastest mode of the mesh. Of all modes {results.listed(share, '.1%')} are faster "
        "than the bound. In the two perovskites the fastest are optical, the stretching of bonds, "
        "which without the dipoles' long-range forces dive too steeply to the zone centre"
        f"{_polar_in_words()}. Longitudinal sound alone runs at {_slowest_sound()} and more",
        results.spreads(),
    )


def _with_polar_forces(heat: LatticeConductivity) -> list[np.ndarray]:
    """Speeds of the same modes with long-range polar forces, where Born charges are known."""
    waves = polar_phonons.waves(heat)
    return [waves.speeds] if waves.polar else []


def _polar_in_words() -> str:
    """The fastest mode with polar forces of every first result with Born charges."""
    told = {
        name: float(np.nanmax(speeds))
        for name, heat in results.best().items()
        for speeds in _with_polar_forces(heat)
    }
    return f"; with them it is {results.listed(told, '.0f')}" if told else ""


def _slowest_sound() -> str:
    """Longitudinal sound along the axis on which it is slowest, m/s, of the first results."""
    speeds = {name: band_sound.of_springs(heat.result.phonopy())[:, 2].min()
              for name, heat in results.best().items()}  # fmt: skip
    return results.listed(speeds, ".0f")


def _faster(heat: LatticeConductivity, bound: float) -> float:
    """Share of the modes that are faster than a bound."""
    speeds, weights = heat.speeds, heat.modes.weights[:, None]
    return float(((speeds > bound) * weights).sum() / (weights.sum() * speeds.shape[1]))


@judge("F4")
def two_causes() -> Finding:
    if lacking := results.lacking():
        return lacking

    def steps(heat):
        apart = heat.material.number_density ** (-1 / 3)
        return heat.mean_free_path_at(ROOM, 0.5) / apart

    def short(heat):
        spread = answers.margin(steps(heat), convergence.spread(heat))
        return answers.below(steps(heat), spread, tolerance("F4", "paths"))

    told = [
        f"{label} {heat.quantile(heat.speeds):.0f} m/s, {steps(heat):.1f}"
        for label, heat in results.labelled().items()
    ]
    return Finding(
        answers.verdict(results.answer(short)),
        "; ".join(told),
        "median speed of all modes, and the mean free path below which half of the particle part "
        "is carried at 300 K, in distances between atoms",
        results.spreads(),
    )


def _lost(heat: LatticeConductivity) -> np.ndarray:
    """Share of the particle part that the stated surface takes, coldest and at 300 K."""
    temperatures = np.array([heat.temperatures[0], ROOM])
    length = lattice_conductivity.casimir_length(heat.material)
    pure, wire = (heat.conductivity(temperatures, *one).particle for one in ((), (length,)))
    return 1 - wire / pure


@judge("F5")
def what_limits_the_paths() -> Finding:
    if lacking := results.lacking():
        return lacking

    def limited(heat):
        share, half = convergence.spread(heat), tolerance("F5", "half")
        (cold, warm), left = _lost(heat), answers.margin
        by_surface = answers.above(cold, left(1 - cold, share), half)
        by_phonons = answers.below(warm, left(1 - warm, share), half)
        # Where the surface takes less, defects of a strength that nobody states may take the rest.
        return answers.every([by_surface or None, by_phonons])

    told = [_lost_in_words(label, heat) for label, heat in results.labelled().items()]
    return Finding(
        answers.verdict(results.answer(limited)),
        "; ".join(told),
        "what the surface with the stated Casimir length alone takes from the particle part. The "
        "strength of the defects is not in the text, and none is assumed",
        results.spreads(),
    )


def _lost_in_words(label: str, heat: LatticeConductivity) -> str:
    cold, warm = _lost(heat)
    return f"{label} {cold:.0%} at {heat.temperatures[0]:g} K, {warm:.0%} at {ROOM:g} K"


def _path_spread(claim: str, heat: LatticeConductivity) -> float:
    """Spread of a path (m): of the printed share, the mesh where that is known, and the result."""
    share, rounding = tolerance(claim, "share"), tolerance(claim, "rounding")
    low, high = (heat.mean_free_path_at(ROOM, share + one) for one in (-rounding, rounding))
    own = answers.margin(heat.mean_free_path_at(ROOM, share), convergence.spread(heat))
    mesh = np.nan_to_num(heat.mean_free_path_error(share))
    return float(np.linalg.norm([(high - low) / 2, own, mesh]))


def _path(name: str) -> Finding:
    if lacking := results.lacking([name]):
        return lacking
    claim = PATHS[name]
    paper, share = stated(claim), tolerance(claim, "share")
    told = {one.checkpoint: one.mean_free_path_at(ROOM, share) for one in results.of_wire(name)}
    spreads = {one.checkpoint: _path_spread(claim, one) for one in results.of_wire(name)}

    def near(heat):
        length, spread = told[heat.checkpoint], spreads[heat.checkpoint]
        return answers.within(length, spread, paper.value, tolerance(claim))

    return Finding(
        answers.verdict(results.answer(near, [name])),
        results.listed({one: length * 1e9 for one, length in told.items()}),
        f"particle part at {ROOM:g} K, at which it is in the text not said to be; of the first "
        f"{_temperature_of(results.of_wire(name)[0], paper.value)}. {_order()}"
        + results.refused(name),
        results.listed({one: spread * 1e9 for one, spread in spreads.items()}, ".2g"),
    )


def _order() -> str:
    lengths = {one: heat.mean_free_path_at(ROOM) for one, heat in results.best().items()}
    ranked = sorted(lengths, key=lengths.get)
    expected = sorted(lengths, key=lambda one: stated(PATHS[one]).value)
    same = "as" if ranked == expected else "not as"
    return f"From short to long: {', '.join(ranked)}, {same} in the paper"


def _temperature_of(heat: LatticeConductivity, length: float) -> str:
    """Where the computed path passes a length on cooling, in words."""
    lengths = np.array([heat.mean_free_path_at(one) for one in heat.temperatures])
    longer = np.flatnonzero(lengths >= length)
    if not longer.size:
        return f"it stays shorter down to {heat.temperatures[0]:g} K"
    if longer[-1] == len(lengths) - 1:
        return f"it stays longer up to {heat.temperatures[-1]:g} K"
    return f"the stated length is passed near {heat.temperatures[longer[-1]]:g} K"


@judge("F7")
def path_in_the_tin_iodide() -> Finding:
    return _path("CsSnI3")


@judge("F8")
def path_in_the_bromide() -> Finding:
    return _path("CsPbBr3")


@judge("F9")
def path_in_the_delta_phase() -> Finding:
    return _path("CsPbI3")


def _measures(heat: LatticeConductivity) -> tuple[float, float, float]:
    """Width of the paths, median rate (1/s) and conductivity at 300 K."""
    ends = [heat.mean_free_path_at(ROOM, tolerance("F10", one)) for one in ("high", "low")]
    rate = heat.quantile(heat.rates(ROOM)["phonons"])
    return ends[0] / ends[1], rate, float(heat.conductivity(ROOM).total)


def _unlike(delta: LatticeConductivity, gamma: LatticeConductivity) -> answers.Decided:
    """Whether the delta phase stands to a gamma phase as the paper says."""
    wide, rate, total = np.array(_measures(delta)) / _measures(gamma)
    share = float(np.hypot(convergence.spread(delta), convergence.spread(gamma)))
    factor = tolerance("F10", "alike")
    spreads = [answers.margin(one, share) for one in (wide, rate, total)]
    return answers.every(
        [
            answers.above(wide, spreads[0], tolerance("F10", "wider")),
            answers.below(rate, spreads[1], tolerance("F10", "rates")),
            answers.above(total, spreads[2], 1 / factor),
            answers.below(total, spreads[2], factor),
        ]
    )


@judge("F10")
def delta_against_gamma() -> Finding:
    if lacking := results.lacking():
        return lacking
    decided = answers.every(
        answers.agreed(
            _unlike(delta, gamma)
            for delta in results.of_wire(DELTA)
            for gamma in results.of_wire(one)
        )
        for one in LATTICE
        if one != DELTA
    )
    measures = {label: _measures(heat) for label, heat in results.labelled().items()}
    rates = {label: one[1] * 1e-12 for label, one in measures.items()}
    return Finding(
        answers.verdict(decided),
        f"rates {results.listed(rates, '.2f')} per ps",
        "median rates at 300 K above, every result of the delta phase against every one of each "
        "gamma phase; longest over shortest path of the middle "
        f"{results.listed({label: one[0] for label, one in measures.items()}, '.0f')}",
        results.spreads(),
    )
