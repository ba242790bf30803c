"""The evidence on claims about phonons: judges that need the computed force constants.

Where :mod:`ultralow.evidence.stated_claims` judges a claim too, this one stands. Everything is
taken at 300 K where the claim says "room temperature" or names none, and along the wire.
"""

import numpy as np

from ultralow.analysis import lattice_conductivity, sound_velocities
from ultralow.analysis.lattice_conductivity import PATHS, LatticeConductivity
from ultralow.data import materials, phonon_store
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated
from ultralow.paper.wires import LATTICE, ROOM

judge = Judges()
# Mass variance of one empty place in a thousand; the paper's text gives no strength of defects.
DEFECTS = 0.01
# What "fair agreement" is taken to mean for a calculation without fitted parameters.
FAIR = 0.3
AT_REST = (
    "force constants of atoms at rest (names without 300K) fall short in strongly anharmonic phases"
)


def _found(name: str) -> list[LatticeConductivity]:
    return lattice_conductivity.accepted_results(materials.get(name))


def _best() -> dict[str, LatticeConductivity]:
    """The best phonons of each wire, where there are any."""
    found = {name: _found(name) for name in LATTICE}
    return {name: heats[0] for name, heats in found.items() if heats}


def _lacking(names=tuple(LATTICE)) -> Finding | None:
    """What is said where the phonons of a wire are not stored, or refused."""
    reasons = []
    for name in names:
        if not phonon_store.accepted(name):
            why = [f"{one.name}: {one.refused_because}" for one in phonon_store.refused(name)]
            reasons.append(f"{name}: {'; '.join(why) or 'no phonons are stored'}")
    return Finding("not yet", "", ". ".join(reasons)) if reasons else None


def _refused(name: str) -> str:
    return "".join(f". {one.name} is refused" for one in phonon_store.refused(name))


def _listed(values: dict, form: str = ".3g") -> str:
    return ", ".join(f"{name} {value:{form}}" for name, value in values.items())


def _room_conductivity(name: str) -> Finding:
    heats, paper = _found(name), stated(LATTICE[name])
    if not heats:
        return _lacking([name])
    parts = {heat.checkpoint: heat.conductivity(ROOM) for heat in heats}
    totals = {one: float(part.total) for one, part in parts.items()}
    inside = [abs(total - paper.value) <= paper.uncertainty for total in totals.values()]
    best = parts[heats[0].checkpoint]
    share = totals[heats[0].checkpoint] / paper.value
    return Finding(
        "reproduced" if all(inside) else "consistent" if any(inside) else "disagrees",
        _listed(totals),
        f"three-phonon and isotope scattering, nothing fitted: {best.particle:.3f} as particles "
        f"and {best.coherence:.3f} between bands, {share:.0%} of what was measured; reproduced "
        "only if every accepted potential agrees",
        f"{paper.uncertainty:g}",
    )


@judge("D1")
def iodide_wire() -> Finding:
    return _room_conductivity("CsPbI3")


@judge("D2")
def bromide_wire() -> Finding:
    return _room_conductivity("CsPbBr3")


def _maxima(variance: float) -> tuple[str, bool]:
    """Where the conductivity with the stated surface is largest, and whether all fall from there.

    Nothing is computed below the coldest stored temperature, so that a curve whose maximum lies
    there has it there or below: far enough below, the heat capacity brings every crystal to zero.
    """
    told, falls = [], []
    for name, heat in _best().items():
        length = lattice_conductivity.casimir_length(heat.material)
        total = heat.conductivity(heat.temperatures, length, variance).total
        top = int(np.argmax(total))
        below = " or below" if top == 0 else ""
        told.append(f"{name} at {heat.temperatures[top]:g} K{below}")
        falls.append(total[-1] < 0.75 * total[top])
    return ", ".join(told), all(falls)


@judge("D5")
def rise_and_fall() -> Finding:
    if lacking := _lacking():
        return lacking
    told, falls = _maxima(0.0)
    return Finding(
        "consistent" if falls else "disagrees",
        told,
        "maximum of the computed conductivity with the stated Casimir length and no defects; from "
        "there to 400 K it loses more than a quarter, as a crystal does and a glass does not. The "
        "measured curves are not in the text",
    )


@judge("D6")
def curves_of_the_figure() -> Finding:
    if lacking := _lacking():
        return lacking
    return Finding(
        "consistent",
        "computed, minimum, electronic",
        "drawn for all three, the electronic part for CsSnI3; of the measured curves the text "
        "gives the values at room temperature, which are drawn as points",
    )


@judge("E2")
def towards_the_amorphous_limit() -> Finding:
    if lacking := _lacking():
        return lacking
    told, falls = [], []
    for name, heat in _best().items():
        crystal = heat.material
        warm = np.array([100.0, ROOM])
        least = sound_velocities.minimum_conductivity(
            crystal, sound_velocities.sound(crystal), "cahill", warm
        )
        ratio = heat.conductivity(warm).total / least
        measured = stated(LATTICE[name]).value / least[1]
        told.append(f"{name} {ratio[0]:.1f}, {ratio[1]:.1f}, measured {measured:.1f}")
        falls.append(abs(np.log(ratio[1])) < abs(np.log(ratio[0])) and measured < 3)
    return Finding(
        "consistent" if all(falls) else "disagrees",
        "; ".join(told),
        "computed conductivity over Cahill's limit at 100 and 300 K, and the stated one over it "
        "at 300 K: it comes close if the ratio approaches one on warming and what was measured is "
        "below three times the limit",
    )


@judge("F1")
def agreement_when_warm() -> Finding:
    if lacking := _lacking():
        return lacking
    every = {
        f"{name} {heat.checkpoint}": heat.conductivity(ROOM).total / stated(LATTICE[name]).value
        for name in LATTICE
        for heat in _found(name)
    }
    best = [f"{name} {heat.checkpoint}" for name, heat in _best().items()]
    ratios = {label: every.pop(label) for label in best}
    agrees = all(abs(ratio - 1) <= FAIR for ratio in ratios.values())
    return Finding(
        "consistent" if agrees else "disagrees",
        _listed(ratios, ".2f"),
        f"computed over stated conductivity at 300 K, the former with the interband part that was "
        f"not known in 2017; {AT_REST}. Other accepted results: {_listed(every, '.2f') or 'none'}",
        f"{FAIR:g}",
    )


@judge("F2")
def empirical_scattering_when_cold() -> Finding:
    if lacking := _lacking():
        return lacking
    return Finding(
        "not testable from the text",
        _maxima(DEFECTS)[0],
        "neither the measured curves nor the parameters of the model are in the text. This is the "
        "maximum with the stated Casimir length and an assumed mass variance of the defects, "
        f"{DEFECTS:g}",
    )


@judge("F3")
def slow_phonons() -> Finding:
    if lacking := _lacking():
        return lacking
    bound = stated("F3", "CsPbI3").value
    fastest, low, above = {}, {}, {}
    for name, heat in _best().items():
        speeds, weights = heat.speeds, heat.modes.weights[:, None]
        fastest[name] = float(np.nanmax(speeds))
        low[name] = float(np.nanmax(speeds[heat.modes.frequencies < lattice_conductivity.LOW]))
        above[name] = ((speeds > bound) * weights).sum() / (weights.sum() * speeds.shape[1])
    return Finding(
        "reproduced" if max(fastest.values()) < bound else "disagrees",
        _listed(fastest, ".0f"),
        f"the fastest mode of the mesh; below {lattice_conductivity.LOW * 1e-12:g} THz "
        f"{_listed(low, '.0f')}. Of all modes {_listed(above, '.1%')} are faster than the bound. "
        "The fastest are optical, the stretching of bonds, and without the dipoles' long-range "
        "forces they dive too steeply to the zone centre",
    )


@judge("F4")
def two_causes() -> Finding:
    if lacking := _lacking():
        return lacking
    paths, told = {}, []
    for name, heat in _best().items():
        apart = heat.material.number_density ** (-1 / 3)
        paths[name] = heat.mean_free_path_at(ROOM, 0.5) / apart
        told.append(f"{name} {heat.quantile(heat.speeds):.0f} m/s, {paths[name]:.1f}")
    return Finding(
        "consistent" if max(paths.values()) < 10 else "disagrees",
        "; ".join(told),
        "median speed of all modes, and the mean free path below which half of the particle part "
        "is carried at 300 K, in distances between atoms: very short is taken as less than ten",
    )


@judge("F5")
def what_limits_the_paths() -> Finding:
    if lacking := _lacking():
        return lacking
    told, agrees = [], []
    for name, heat in _best().items():
        cold = np.array([heat.temperatures[0], ROOM])
        length = lattice_conductivity.casimir_length(heat.material)
        pure, wire = (heat.conductivity(cold, *more).particle for more in ((), (length, DEFECTS)))
        lost = 1 - wire / pure
        told.append(f"{name} {lost[0]:.0%} at {cold[0]:g} K, {lost[1]:.0%} at {ROOM:g} K")
        agrees.append(lost[0] > 0.25 > lost[1])
    return Finding(
        "consistent" if all(agrees) else "disagrees",
        "; ".join(told),
        "what surface (stated Casimir length) and defects (assumed mass variance "
        f"{DEFECTS:g}) take from the particle part: more than a quarter when cold, less when warm",
    )


def _path(name: str) -> Finding:
    if lacking := _lacking([name]):
        return lacking
    paper = stated(PATHS[name])
    lengths = {heat.checkpoint: heat.mean_free_path_at(ROOM) for heat in _found(name)}
    agrees = all(abs(one - paper.value) <= paper.uncertainty for one in lengths.values())
    order = {one: heat.mean_free_path_at(ROOM) for one, heat in _best().items()}
    ranked = sorted(order, key=order.get)
    expected = sorted(order, key=lambda one: stated(PATHS[one]).value)
    return Finding(
        "reproduced" if agrees else "disagrees",
        _listed({one: length * 1e9 for one, length in lengths.items()}),
        f"particle part at {ROOM:g} K, at which it is in the text not said to be; "
        f"{_temperature_of(_found(name)[0], paper.value)}. From short to long: "
        f"{', '.join(ranked)}, {'as' if ranked == expected else 'not as'} in the paper"
        + _refused(name),
        f"{paper.uncertainty * 1e9:g}",
    )


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


@judge("F10")
def delta_against_gamma() -> Finding:
    if lacking := _lacking():
        return lacking
    best = _best()
    wide = {
        name: heat.mean_free_path_at(ROOM, 0.95) / heat.mean_free_path_at(ROOM, 0.05)
        for name, heat in best.items()
    }
    rates = {name: heat.quantile(heat.rates(ROOM)["phonons"]) for name, heat in best.items()}
    totals = {name: float(heat.conductivity(ROOM).total) for name, heat in best.items()}
    wider = wide["CsPbI3"] == max(wide.values())
    weaker = rates["CsPbI3"] == min(rates.values())
    alike = max(totals.values()) < 2 * min(totals.values())
    return Finding(
        "consistent" if wider and weaker and alike else "disagrees",
        f"rates {_listed({name: rate * 1e-12 for name, rate in rates.items()}, '.2f')} per ps",
        f"at 300 K: median rates above; longest over shortest path of the middle 90 % "
        f"{_listed(wide, '.0f')}; conductivity {_listed(totals, '.2f')} W/m/K. Delta wants the "
        f"widest ({'yes' if wider else 'no'}), the weakest ({'yes' if weaker else 'no'}) and one "
        f"within a factor of two ({'yes' if alike else 'no'})",
    )
