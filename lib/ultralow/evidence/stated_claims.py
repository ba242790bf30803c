"""The evidence for and against each claim: one judge a claim, in the paper's order.

A judge recomputes; it never repeats the stated number. Claims without a judge are *not yet*.
"""

import numpy as np

from ultralow.analysis import sound_velocities
from ultralow.analysis.stated_transport import ParabolicTransport, lorenz_numbers
from ultralow.analysis.wire_transport import lattice_at_room
from ultralow.data import materials, tables
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges, compare
from ultralow.paper.stated import stated
from ultralow.paper.tolerances import tolerance
from ultralow.paper.wires import LATTICE, ROOM

judge = Judges()
UNTESTABLE = {
    "A3": "a definition of compounds that the paper did not measure",
    "A5": "another group's calculation for a hybrid; its model is not part of this collection",
    "A6": "an explanation given by others for hybrids, with no number in the text",
    "A7": "earlier work on other solids, with no number in the text",
    "D7": "the other wires are shown in the appendix only",
    "E4": "the ratios of the other crystals are in a table of the appendix only; no stiffness or "
    "sound velocity of these crystals is stored here, and none was found with a source",
    "E5": "the caption names these crystals without their values",
    "E6": "the text names these classes from its reference 4 and not from its chart, without "
    "values; of the three only one is stored here, as an upper bound that leaves both answers open",
    "G8": "a statement about the sample; no data of it are in the text",
    "G9": "the other wires are shown in the appendix only",
}


judge.untestable(UNTESTABLE)


@judge("A1")
def headline_conductivity() -> Finding:
    wires = [stated(claim) for claim in LATTICE.values()]
    mean = np.mean([one.value for one in wires])
    spread = float(np.linalg.norm([one.uncertainty for one in wires]) / len(wires))
    decided = answers.within(mean, spread, stated("A1", "CsPbI3").value, tolerance("A1"))
    reason = "mean of the three values stated for the wires"
    return Finding(answers.verdict(decided), f"{mean:.4g}", reason, f"{spread:.2g}")


@judge("A4")
def hybrid_in_earlier_work() -> Finding:
    table = tables.read("low_k_crystals")
    others = table[(table["material"] == "CH3NH3PbI3") & (table["grade"] == "L")]
    crystals = others[others["form"].str.startswith("single crystal")]
    low, high = crystals["value"].min(), crystals[["value", "value_max"]].max(axis=None)
    decided = answers.within(
        stated("A4").value, tolerance("A4"), (low + high) / 2, (high - low) / 2
    )
    return Finding(
        answers.verdict(decided),
        f"{low:g} to {high:g}",
        "other measurements of single crystals in data/literature/low_k_crystals.csv",
        "the range itself",
    )


@judge("A8")
def oxide_perovskites() -> Finding:
    rows = _measured("thermal_conductivity")
    paper = _range("A8")
    decided = answers.every(
        answers.within(row.value, row.uncertainty, *_around(paper, tolerance("A8")))
        for row in rows.itertuples()
    )
    told = [f"{row.material} {row.value:g}" for row in rows.itertuples()]
    return Finding(
        answers.verdict(decided),
        ", ".join(told),
        "single crystals near room temperature in data/literature/other_crystals.csv; that they "
        "all conduct ten times as well as the wires, and better, does not hang on the ends of the "
        "range",
        ", ".join(f"{one:g}" for one in rows["uncertainty"]),
    )


def _range(claim: str) -> tuple[float, float]:
    """Lower and upper end of a stated range."""
    table = tables.read("stated_values").set_index("claim")
    return float(table.loc[claim, "value"]), float(table.loc[claim, "value_max"])


def _around(ends: tuple[float, float], wider: float) -> tuple[float, float]:
    """Centre and half width of a range that is widened at both ends."""
    return sum(ends) / 2, (ends[1] - ends[0]) / 2 + wider


def _measured(quantity: str):
    table = tables.read("other_crystals")
    return table[table["quantity"] == quantity]


def _over_models(quantity) -> tuple[float, float]:
    """A quantity of the Lorenz number of a band at constant time, and how far other models lie."""
    values = {name: float(quantity(one)) for name, one in lorenz_numbers().items()}
    here = values["constant_time"]
    return here, max(abs(one - here) for one in values.values())


@judge("C12")
@judge("D3")
def lattice_part_of_the_tin_wire() -> Finding:
    here, spread = _over_models(lattice_at_room)
    return compare(
        here,
        "D3",
        "total minus Wiedemann-Franz part, with the Lorenz number of a single parabolic band at "
        "constant relaxation time and the stated Seebeck coefficient; other Lorenz numbers are the "
        "spread. The stated number is this subtraction",
        spread,
    )


@judge("C13")
def no_electronic_part_in_the_insulators() -> Finding:
    rows = _measured("electrical_resistivity")
    limit, decided, told = tolerance("C13", "unseen"), [], []
    for wire in ("CsPbI3", "CsPbBr3"):
        found = 100 / rows.loc[rows["material"] == wire, "value"].to_numpy()
        spreads = [answers.margin(one, np.nan) for one in found]
        decided.append(answers.agreed(map(answers.below, found, spreads, [limit] * len(found))))
        told.append(f"{wire} {found.max() / 100:.0e} S cm-1" if found.size else f"{wire} unknown")
    return Finding(
        answers.verdict(answers.every(decided)),
        ", ".join(told),
        "the conductivity of the lead wires is not in the text; the highest of single crystals in "
        f"data/literature/other_crystals.csv. Below {limit / 100:.0f} S cm-1 few carriers move "
        "less heat than the error bar of the measurement. No value was found for the delta phase",
        "unknown",
    )


def _closes(claim: str, here: float, expected: float, told: str, unit: float, why: str) -> Finding:
    """Two ways to one number: what the printed digits leave open is spread and tolerance alike."""
    decided = answers.within(here, 0.0, expected, tolerance(claim))
    return Finding(answers.verdict(decided), told, why, f"{tolerance(claim) * unit:.2g}")


@judge("D4")
def total_from_the_figure_of_merit() -> Finding:
    power, merit = stated("G6"), stated("G7")
    warm = power.value * power.temperature / merit.value
    expected = ParabolicTransport().total(power.temperature)
    return _closes(
        "D4", warm, expected, f"{warm:.3f} at {power.temperature:g} K", 1.0,
        f"power factor times temperature over zT, both as stated; {expected:.3f} is expected there "
        "if the lattice part of 300 K falls as 1/T",
    )  # fmt: skip


def _ratios(name: str) -> dict[str, float]:
    """Stated conductivity over Cahill's limit at 300 K, for every usable source of sound."""
    crystal = materials.get(name)
    return {
        one.source: stated(LATTICE[name]).value
        / float(sound_velocities.minimum_conductivity(crystal, one))
        for one in sound_velocities.usable_sounds(crystal)
    }


def _twice_the_limit(claim: str) -> answers.Decided:
    """Whether all ratios are the stated one, within stated error bars and unknown ones of sound."""
    centre, decided = stated("E3", "CsPbI3").value, []
    for name in LATTICE:
        paper, ratios = stated(LATTICE[name]), _ratios(name).values()
        spreads = [
            np.hypot(
                answers.margin(one, paper.uncertainty / paper.value), answers.margin(one, np.nan)
            )
            for one in ratios
        ]
        decided.append(
            answers.agreed(
                answers.within(one, spread, centre, tolerance(claim))
                for one, spread in zip(ratios, spreads, strict=True)
            )
        )
    return answers.every(decided)


def _by_source(form) -> str:
    return "; ".join(
        f"{name} {', '.join(f'{form(name, ratio):.2f}' for ratio in _ratios(name).values())}"
        for name in LATTICE
    )


@judge("E1")
def amorphous_limit() -> Finding:
    return Finding(
        answers.verdict(_twice_the_limit("E1")),
        _by_source(lambda name, ratio: stated(LATTICE[name]).value / ratio),
        "Cahill's model at 300 K in W/m/K, for each stored source of sound; the text gives no "
        "value of it, only the ratio of E3",
        "unknown: no source of sound has an error",
    )


@judge("E3")
def ratio_to_minimum() -> Finding:
    return Finding(
        answers.verdict(_twice_the_limit("E3")),
        _by_source(lambda _name, ratio: ratio),
        "stated conductivity over Cahill's limit at 300 K, for each stored source of sound, the "
        "literature first; the stated conductivity goes into it",
        "stated error bars, a tenth; that of sound is unknown",
    )


@judge("E7")
def no_better_than_hybrids() -> Finding:
    hybrid = stated("E7", "hybrid halide perovskites").value
    highest = max((stated(claim) for claim in LATTICE.values()), key=lambda one: one.value)
    decided = answers.below(highest.value, highest.uncertainty, hybrid + tolerance("E7"))
    return Finding(
        answers.verdict(decided),
        f"at most {highest.value:g}",
        "the largest of the three stated lattice conductivities",
        f"{highest.uncertainty:g}",
    )


@judge("G1")
def conductivity_behind_the_electronic_part() -> Finding:
    heat = stated("D4").value - stated("D3").value
    here, spread = _over_models(lambda lorenz: heat / (lorenz * ROOM))
    decided = answers.within(here, spread, stated("G1").value, tolerance("G1"))
    return Finding(
        answers.verdict(decided),
        f"{here / 100:.0f} S cm-1",
        "the conductivity at which Wiedemann and Franz give 0.57 - 0.38, at constant relaxation "
        "time; other Lorenz numbers are the spread",
        f"{spread / 100:.0f}",
    )


@judge("G2")
def seebeck_from_the_power_factor() -> Finding:
    power, sigma = stated("G6"), stated("G1")
    warm_sigma = sigma.value * sigma.temperature / power.temperature
    here = float(np.sqrt(power.value / warm_sigma))
    expected = float(ParabolicTransport().seebeck(power.temperature))
    return _closes(
        "G2", here, expected, f"{here * 1e6:.1f} uV K-1 at 320 K", 1e6,
        f"from the stated power factor if the conductivity falls as 1/T; one band through the "
        f"stated 79 uV/K has {expected * 1e6:.1f} there. Its sign, positive, is that of holes",
    )  # fmt: skip


@judge("G3")
def conductivity_falls_on_warming() -> Finding:
    power, sigma, seebeck = stated("G6"), stated("G1"), stated("G2")
    band = ParabolicTransport()
    warm = power.value / band.seebeck(power.temperature) ** 2
    digits = sum(one.uncertainty / one.value for one in (power, sigma, seebeck, seebeck))
    spread = digits / np.log(power.temperature / sigma.temperature)
    return Finding(
        answers.verdict(answers.below(band.exponent, spread, tolerance("G3", "exponent"))),
        f"{warm / 100:.0f} S cm-1 at 320 K",
        f"stated power factor over the square of one band's Seebeck coefficient; with "
        f"{sigma.value / 100:.0f} S/cm at 300 K it makes the conductivity go as "
        f"T^{band.exponent:.1f}",
        f"{spread:.1f} of the exponent",
    )
