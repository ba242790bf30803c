"""The evidence for and against each claim: one judge a claim, in the paper's order.

A judge recomputes; it never repeats the stated number. Claims without a judge are *not yet*.
"""

import numpy as np

from ultralow.analysis import sound_velocities
from ultralow.analysis.stated_transport import ParabolicTransport, lorenz_number
from ultralow.analysis.wire_transport import lattice_at_room
from ultralow.charge import parabolic_band
from ultralow.data import materials, tables
from ultralow.paper.claims import Finding, Judges, compare
from ultralow.paper.stated import stated
from ultralow.paper.wires import LATTICE

judge = Judges()
UNTESTABLE = {
    "A3": "a definition of compounds that the paper did not measure",
    "A5": "another group's calculation for a hybrid; its model is not part of this collection",
    "A6": "an explanation given by others for hybrids, with no number in the text",
    "A7": "earlier work on other solids, with no number in the text",
    "A8": "no independent measurement of oxide perovskites is stored here",
    "D7": "the other wires are shown in the appendix only",
    "E4": "the ratios of the other crystals are in a table of the appendix only",
    "E5": "the caption names these crystals without their values",
    "G8": "a statement about the sample; no data of it are in the text",
    "G9": "the other wires are shown in the appendix only",
}


judge.untestable(UNTESTABLE)


def _limits() -> dict[str, float]:
    """Cahill's limit of the three crystals at 300 K in W m⁻¹ K⁻¹."""
    crystals = [materials.get(name) for name in LATTICE]
    return {
        c.name: float(sound_velocities.minimum_conductivity(c, sound_velocities.sound(c)))
        for c in crystals
    }


@judge("A1")
def headline_conductivity() -> Finding:
    mean = np.mean([stated(claim).value for claim in LATTICE.values()])
    return compare(mean, stated("A1", "CsPbI3"), "mean of the three values stated for the wires")


@judge("A2")
def members_of_the_family() -> Finding:
    formulas = [materials.get(name).formula for name in LATTICE]
    inside = all(
        f[:2] == "Cs" and f[2:4] in ("Pb", "Sn") and f[4:] in ("Cl3", "Br3", "I3") for f in formulas
    )
    return Finding(
        "consistent" if inside else "disagrees",
        ", ".join(formulas),
        "the formulas of the three crystals, against the stated family",
    )


@judge("A4")
def hybrid_in_earlier_work() -> Finding:
    table = tables.read("low_k_crystals")
    others = table[(table["material"] == "CH3NH3PbI3") & (table["grade"] == "L")]
    crystals = others[others["form"].str.startswith("single crystal")]
    low, high = crystals["value"].min(), crystals[["value", "value_max"]].max(axis=None)
    paper = stated("A4").value
    return Finding(
        "consistent" if low <= paper <= high else "disagrees",
        f"{low:g} to {high:g}",
        "other measurements of single crystals in data/literature/low_k_crystals.csv",
    )


@judge("C12")
@judge("D3")
def lattice_part_of_the_tin_wire() -> Finding:
    return compare(
        lattice_at_room(lorenz_number("constant_time")),
        stated("D3"),
        "total minus Wiedemann-Franz part, with the Lorenz number of a single parabolic band at "
        "constant relaxation time and the stated Seebeck coefficient",
    )


@judge("C13")
def no_electronic_part_in_the_insulators() -> Finding:
    lorenz = parabolic_band.lorenz(-20.0, 0.0)
    bounds = [
        stated(LATTICE[name]).uncertainty / (lorenz * 300.0) for name in ("CsPbI3", "CsPbBr3")
    ]
    return Finding(
        "not testable from the text",
        f"unseen below {min(bounds) / 100:.0f} S cm-1",
        "the conductivity of the lead wires is not in the text; below this one, few carriers at "
        "constant relaxation time move less heat than the error bar of the measurement",
    )


@judge("D4")
def total_from_the_figure_of_merit() -> Finding:
    power, merit = stated("G6"), stated("G7")
    warm = power.value * power.temperature / merit.value
    spread = warm * (merit.uncertainty / merit.value + power.uncertainty / power.value)
    expected = ParabolicTransport().total(power.temperature)
    return Finding(
        "consistent" if abs(warm - expected) <= spread else "disagrees",
        f"{warm:.3f} at {power.temperature:g} K",
        f"power factor times temperature over zT, both as stated; {expected:.3f} is expected there "
        "if the lattice part of 300 K falls as 1/T",
        f"{spread:.2g}",
    )


@judge("E1")
def amorphous_limit() -> Finding:
    holds = ratio_to_minimum().verdict == "reproduced"
    return Finding(
        "consistent" if holds else "disagrees",
        ", ".join(f"{name} {limit:.3f}" for name, limit in _limits().items()),
        "Cahill's model at 300 K in W/m/K; the text gives no value of it, only the ratio of E3",
    )


@judge("E3")
def ratio_to_minimum() -> Finding:
    paper = stated("E3", "CsPbI3")
    ratios = {name: stated(LATTICE[name]).value / limit for name, limit in _limits().items()}
    agrees = all(abs(ratio - paper.value) < paper.uncertainty for ratio in ratios.values())
    return Finding(
        "reproduced" if agrees else "disagrees",
        ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()),
        "stated conductivity over Cahill's limit at 300 K, from literature moduli where there "
        "are some, else from computed stiffness",
        f"{paper.uncertainty:g}",
    )


@judge("E6")
def classes_on_the_chart() -> Finding:
    families = sorted(set(tables.read("chart_crystals")["family"]))
    named = ("Zintl compound", "clathrate", "skutterudite")
    return Finding(
        "consistent" if all(name in families for name in named) else "disagrees",
        ", ".join(families),
        "the families of the crystals that the caption lists, against those that the text names",
    )


@judge("E7")
def no_better_than_hybrids() -> Finding:
    hybrid = stated("E7", "hybrid halide perovskites").value
    highest = max(stated(claim).value for claim in LATTICE.values())
    return Finding(
        "reproduced" if highest <= hybrid else "disagrees",
        f"at most {highest:g}",
        "the largest of the three stated lattice conductivities",
    )


@judge("G1")
def conductivity_behind_the_electronic_part() -> Finding:
    total, lattice, sigma = stated("D4"), stated("D3"), stated("G1")
    here = (total.value - lattice.value) / (lorenz_number("constant_time") * 300.0)
    # The two printed digits of 0.57 and 0.38 leave their difference open by 0.01.
    spread = 0.01 / (lorenz_number("constant_time") * 300.0)
    return Finding(
        "consistent" if abs(here - sigma.value) <= spread else "disagrees",
        f"{here / 100:.0f} S cm-1",
        "the conductivity at which Wiedemann and Franz give 0.57 - 0.38, at constant relaxation "
        "time",
        f"{spread / 100:.0f}",
    )


@judge("G2")
def seebeck_from_the_power_factor() -> Finding:
    power, sigma = stated("G6"), stated("G1")
    warm_sigma = sigma.value * sigma.temperature / power.temperature
    here = np.sqrt(power.value / warm_sigma)
    expected = ParabolicTransport().seebeck(power.temperature)
    spread = expected * (0.5 / 79 + 0.25 / 186 + 0.25 / 282)
    return Finding(
        "consistent" if abs(here - expected) <= spread else "disagrees",
        f"{here * 1e6:.1f} uV K-1 at 320 K",
        f"from the stated power factor if the conductivity falls as 1/T; one band through the "
        f"stated 79 uV/K has {expected * 1e6:.1f} there. Its sign, positive, is that of holes",
        f"{spread * 1e6:.1f}",
    )


@judge("G3")
def conductivity_falls_on_warming() -> Finding:
    power, sigma = stated("G6"), stated("G1")
    band = ParabolicTransport()
    warm = power.value / band.seebeck(power.temperature) ** 2
    return Finding(
        "consistent" if band.exponent < 0 else "disagrees",
        f"{warm / 100:.0f} S cm-1 at 320 K",
        f"stated power factor over the square of one band's Seebeck coefficient; with "
        f"{sigma.value / 100:.0f} S/cm at 300 K it makes the conductivity go as "
        f"T^{band.exponent:.1f}",
    )
