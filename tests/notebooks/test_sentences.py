"""Sentences of the notebooks that tell numbers, built anew from what is stored now.

Prose is written by hand, and a record that moves would leave it behind: whoever moves one of these
numbers finds the sentence here. Words for numbers stand with the range that they may mean.
"""

import functools
import json
import re

import numpy as np
import pytest
from scipy.constants import milli
from ultralow.analysis import band_sound, lattice_conductivity, polar_phonons
from ultralow.data import materials, phonon_store
from ultralow.figures import showcase
from ultralow.heat import wigner
from ultralow.paper import gallery
from ultralow.paper.stated import stated
from ultralow.paper.wires import LATTICE, ROOM

DELTA, GAMMA = "CsPbI3", ("CsPbBr3", "CsSnI3")
HEAT, PATHS, CHARGE = "fig2_thermal_conductivity", "fig3_mean_free_paths", "s_charge_transport"
JUDGED, POLAR, THEORY = "s_first_principles", "s_polar_forces", "theory"


@functools.cache
def record(figure, material):
    return json.loads((showcase.FIGURES / figure / f"{material}.json").read_text("utf-8"))


def number(figure, material, name):
    return record(figure, material)["numbers"][name]["value"]


def warm(figure, material, name):
    """A number of the drawn result and of all others with force constants of 300 K."""
    others = rf"{name}(_.*-300K)?"
    numbers = record(figure, material)["numbers"]
    return np.array([one["value"] for key, one in numbers.items() if re.fullmatch(others, key)])


def between_bands(material):
    whole = number(HEAT, material, "computed_total_300K")
    return number(HEAT, material, "computed_coherence_300K") / whole


def without_stress():
    """Per cent that the cell without stress conducts less, least and most, from the strip."""
    label = "stress in the measured cell"
    strips = (record(HEAT, name)["series"] for name in LATTICE)
    less = [-one["x"]["values"][0] for strip in strips for one in strip if one["label"] == label]
    return min(less), max(less)


def over_measured():
    """Computed over measured conductivity of every result at 300 K, least and most."""
    found = [warm(HEAT, name, "computed_total_300K") / stated(claim).value
             for name, claim in LATTICE.items()]  # fmt: skip
    return min(map(np.min, found)), max(map(np.max, found))


def shipped_apart():
    """Share by which the two shipped potentials are apart in CsPbBr₃ at 300 K, of the larger's."""
    large, small = (number(HEAT, "CsPbBr3", f"computed_total_300K_{name}-300K")
                    for name in ("7net-l3i5", "7net-0"))  # fmt: skip
    return abs(small / large - 1)


def tuned_apart(material):
    """The same of the tuned ones, of which the larger is the drawn result."""
    name = "computed_total_300K"
    return abs(number(HEAT, material, f"{name}_7net-0-tuned-300K")
               / number(HEAT, material, name) - 1)  # fmt: skip


def less_than_warm(kelvin):
    """Per cent by which CsSnI₃ conducts less at a temperature with the constants of that one than
    with those of 300 K."""
    cold, warm = (
        lattice_conductivity.chosen_result(materials.get("CsSnI3"), f"7net-l3i5-tuned-{one}K")
        for one in (kelvin, 300)
    )
    here = float(kelvin)
    return 100 * (1 - cold.conductivity(here).total / warm.conductivity(here).total)


def left_out(material, label):
    """What an effect of the strip under Figure 2 would change, per cent; empty if not known."""
    strip = record(HEAT, material)["series"]
    return [one["x"]["values"][0] for one in strip if one["label"] == label]


def more_collisions():
    """Median rate at 300 K over that with the atoms at rest, of each potential that has both."""
    found = []
    for name in LATTICE:
        kept = {one.checkpoint: one
                for one in lattice_conductivity.accepted_results(materials.get(name))}  # fmt: skip
        rates = {key: one.quantile(one.rates(ROOM)["phonons"]) for key, one in kept.items()}
        found += [rates[f"{key}-300K"] / rate for key, rate in rates.items()
                  if f"{key}-300K" in rates]  # fmt: skip
    return min(found), max(found)


def sound_above_bound(material):
    """Per cent by which longitudinal sound is above the stated bound, along each axis."""
    phonon = lattice_conductivity.chosen_result(materials.get(material)).result.phonopy()
    return 100 * (band_sound.of_springs(phonon)[:, 2] / stated("F3", DELTA).value - 1)


def lost_to_the_surface(material):
    crystal = materials.get(material)
    chosen = lattice_conductivity.chosen_result(crystal)
    length = lattice_conductivity.casimir_length(crystal)
    pure, wire = (chosen.conductivity(ROOM, *one).total for one in ((), (length,)))
    return float(1 - wire / pure)


def other_functional():
    """By crystal what another functional moves of the forces over what potential A misses."""
    found = {}
    for name in LATTICE:
        lines = phonon_store.referee(name)["convergence"]
        (moved,) = (line["rms_change"] for line in lines if line["changed"] == "functional")
        share = 100 * moved / (milli * number(JUDGED, name, "force"))
        found[name] = share / number(JUDGED, name, "missed_7net-l3i5")
    return found


def slopes():
    names = ("slope_7net-l3i5", "slope_7net-0", "slope_even_7net-l3i5", "slope_even_7net-0")
    found = [number(JUDGED, crystal, name) for crystal in LATTICE for name in names]
    return min(found), max(found)


def mobility(name):
    one = record(CHARGE, "CsSnI3")["numbers"][name]
    return one["value"], one["uncertainty"]


def with_polar_forces(material):
    """Per cent that particles, what tunnels between bands, and both together lose by the field."""
    chosen = lattice_conductivity.chosen_result(materials.get(material))
    found = polar_phonons.polar_heat(chosen)
    return [100 * (1 - with_field / without)
            for without, with_field in (found.particle, found.coherence, found.total)]  # fmt: skip


def splitting_over_that_of_bromide(axes):
    return [number(POLAR, DELTA, f"splitting_{one}") / number(POLAR, "CsPbBr3", f"splitting_{one}")
            for one in axes]  # fmt: skip


def sound_lost(material, result, field, axes):
    """By how much longitudinal sound is slower than by elastic constants, a share of that; above
    one where it is imaginary."""
    heat = lattice_conductivity.accepted_results(materials.get(material), result)[0]
    found = polar_phonons.PolarPhonons(heat).sound(field == "with")
    lost = 1 - found / band_sound.both(material, result)[1][:, 2]
    return lost[["abc".index(one) for one in axes]].tolist()


def lead(material):
    """Principal Born charges of lead, the largest first."""
    study = polar_phonons.polar_phonons_or_none(materials.get(material))
    return next(one for one in study.sites if one.name == "Pb").principal


def carried_above(frequency, material):
    """Share of the particle part along the wire at 300 K by modes of the mesh above a frequency."""
    heat = lattice_conductivity.chosen_result(materials.get(material))
    part = wigner.component_along(
        wigner.particle_by_mode(heat.modes, heat.total_rates(300.0)[0], 300.0), heat.direction
    )
    return np.nansum(part[heat.modes.frequencies > frequency]) / np.nansum(part)


def moved_by(changed, **settings):
    """Per cent by which a rung of its ledger moves the drawn result of each crystal, along the
    wire."""
    found = []
    for name in LATTICE:
        rungs = lattice_conductivity.chosen_result(materials.get(name)).result.rungs
        found += [100 * abs(one["change_wire"]) for one in rungs if one["changed"] == changed
                  and settings.items() <= one["settings"].items()]  # fmt: skip
    assert len(found) == len(LATTICE)
    return found


def test_the_colder_tin_crystal_is_softer_and_its_phonons_meet_more_often():
    assert "the colder crystal is softer, its phonons meet more often" in prose(HEAT)
    found = [phonon_store.choose("CsSnI3", f"7net-l3i5-tuned-{one}K").modes()
             for one in (100, 200, 300)]  # fmt: skip
    at = [*found[0].temperatures].index(100.0)
    tones = [np.average(one.frequencies.mean(axis=1), weights=one.weights) for one in found]
    rates = [np.nanmedian(one.scattering_rates[at]) for one in found]
    assert tones == sorted(tones) and rates == sorted(rates, reverse=True)


@functools.cache
def prose(notebook):
    if notebook == THEORY:
        return " ".join((gallery.ROOT / "docs" / "theory.md").read_text("utf-8").split())
    cells = json.loads((gallery.ROOT / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))
    words = ("".join(one["source"]) for one in cells["cells"] if one["cell_type"] == "markdown")
    return "\n".join(words)


# Notebook, and a sentence with the numbers that belong into it.
IN_DIGITS = [
    (HEAT, lambda: "conducts less by {:.0f} to {:.0f} %".format(*without_stress())),
    (HEAT, lambda: "between {:.2f} and {:.2f} times the measured value".format(*over_measured())),
    (HEAT, lambda: "phonons meet {:.1f} to {:.1f} times as often".format(*more_collisions())),
    (HEAT, lambda: f"agrees with the larger one to {100 * shipped_apart():.0f} %"),
    (HEAT, lambda: f"tuned, it agrees to {100 * max(map(tuned_apart, GAMMA)):.0f} % there and in "
        "CsSnI₃"),
    (HEAT, lambda: "conducts {:.0f} % less at 100 K and {:.0f} % less at 200 K".format(
        *map(less_than_warm, (100, 200)))),
    (THEORY, lambda: f"conducts {less_than_warm(100):.0f} % less at 100 K than the constants of "
        "300 K"),
    (PATHS, lambda: "by {:.0f} to {:.0f} % in CsPbI₃".format(
        *np.sort(sound_above_bound(DELTA))[[0, -1]])),
    (CHARGE, lambda: "become {:.1f} times as light".format(
        number(CHARGE, "CsSnI3", "mass") / number(CHARGE, "CsSnI3", "mass_measured"))),
    (CHARGE, lambda: "that is {:.0f} ± {:.0f} with the relaxed atoms".format(
        *mobility("mobility_few"))),
    (CHARGE, lambda: "and {:.0f} ± {:.0f} with the measured ones".format(
        *(round(one, -1) for one in mobility("mobility_few_measured")))),
    (JUDGED, lambda: "slopes that lay between {:.2f} and {:.2f}".format(*slopes())),
    (THEORY, lambda: "one more round moves {:.1f}, {:.1f} and {:.1f} %".format(
        *moved_by("one more round"))),
    (THEORY, lambda: "a mesh for waves of 72 Å {:.1f}, {:.1f} and {:.1f} %".format(
        *moved_by("mesh", mesh_length=72.0))),
    (THEORY, lambda: "within 7.2 Å instead of 6.5 takes {:.0f}, {:.0f} and {:.0f} %".format(
        *moved_by("cutoff", cutoff=7.2))),
    (POLAR, lambda: "raise the permittivity of CsPbBr₃ from {:.1f} to {:.1f}".format(
        *(number(POLAR, "CsPbBr3", f"permittivity_{one}") for one in ("electrons", "static")))),
    (PATHS, lambda: "mesh of CsPbBr₃ is at {:,.0f} instead of {:,.0f} m/s".format(
        *(round(number(PATHS, "CsPbBr3", f"group_velocity_largest{one}"), -2)
          for one in ("_with_polar_forces", "")))),
    (POLAR, lambda: "is at {:,.0f} m/s instead of {:,.0f}".format(
        *(round(number(POLAR, "CsPbBr3", f"fastest_{one}"), -2) for one in ("with", "without")))),
    (POLAR, lambda: "particles lose {:.0f} % of their heat".format(
        with_polar_forces("CsPbBr3")[0])),
    (POLAR, lambda: "between bands gains {:.0f} %, and the sum falls by {:.0f} %".format(
        -with_polar_forces("CsPbBr3")[1], with_polar_forces("CsPbBr3")[2])),
    (POLAR, lambda: f"a fiftieth, and the sum falls by {with_polar_forces(DELTA)[2]:.0f} %"),
    (POLAR, lambda: "lead carries {0:.1f} along the chain, where octahedra share edges, and "
        "{2:.1f} and {1:.1f} across it".format(*lead(DELTA))),
    (POLAR, lambda: "alone are {:.0f} and {:.0f} % too fast along *a* and *b*".format(
        *(-100 * one for one in sound_lost("CsPbBr3", "7net-l3i5", "without", "ab")))),
]  # fmt: skip
# Notebook, words, the numbers that they stand for, and the range that they may mean.
IN_WORDS = [
    (HEAT, "two fifths of the heat in the two perovskites",
     lambda: [between_bands(name) for name in GAMMA], 0.35, 0.45),
    (HEAT, "and a sixth in CsPbI₃", lambda: [between_bands(DELTA)], 0.15, 0.18),
    (HEAT, "It gives CsPbBr₃ what was measured",
     lambda: [number(HEAT, "CsPbBr3", "computed_total_300K") / stated("D2").value], 0.97, 1.03),
    (HEAT, "and the two iodides half as much again",
     lambda: [number(HEAT, name, "computed_total_300K") / stated(LATTICE[name]).value
              for name in (DELTA, "CsSnI3")], 1.4, 1.65),
    (HEAT, "the cell without stress and polar forces would bring the heat down",
     lambda: [one for name in LATTICE for label in ("stress in the measured cell",
              "long-range polar forces") for one in left_out(name, label)], -40, -1),
    (HEAT, "the full solution of the transport equation a little up",
     lambda: [one for name in LATTICE for one in left_out(name, "beyond relaxation times")], 1, 6),
    (HEAT, "what softness is left changes one per cent at most",
     lambda: [one for name in LATTICE for one in left_out(name, "softness of the potential")],
     -1.4, 1.4),
    (POLAR, "the bound is missed by the same eighth as without it",
     lambda: [number(POLAR, DELTA, f"fastest_{one}") / stated("F3", DELTA).value - 1
              for one in ("with", "without")], 0.115, 0.145),
    (PATHS, "About two fifths of the heat go that way in the two perovskites",
     lambda: [between_bands(name) for name in GAMMA], 0.35, 0.45),
    (PATHS, "and a sixth in CsPbI₃", lambda: [between_bands(DELTA)], 0.15, 0.18),
    (PATHS, "by a quarter to three fifths in the other two",
     lambda: [one for name in GAMMA for one in sound_above_bound(name)], 24, 62),
    (PATHS, "steps of one and a half to two nanometres in the perovskites",
     lambda: [number(PATHS, name, "mean_free_path_50") for name in GAMMA], 1.4, 2.3),
    (PATHS, "and of six in CsPbI₃", lambda: [number(PATHS, DELTA, "mean_free_path_50")], 5.5, 6.5),
    (PATHS, "place it half as far again at 300 K",
     lambda: [max(np.ptp(one) / one.min() for one in (
         warm(PATHS, name, "mean_free_path_95") for name in LATTICE))], 0.35, 0.6),
    (PATHS, "a factor of ten lies between them in CsPbBr₃",
     lambda: [number(PATHS, "CsPbBr3", "mean_free_path_95_7net-0")
              / number(PATHS, "CsPbBr3", "mean_free_path_95_7net-l3i5")], 8, 12),
    (PATHS, "loses a seventh of its conductivity to the surface at 300 K",
     lambda: [lost_to_the_surface(DELTA)], 0.134, 0.154),
    (JUDGED, "In CsSnI₃ that is as far as potential A is off",
     lambda: [other_functional()["CsSnI3"]], 0.85, 1.15),
    (JUDGED, "by a fifth to two fifths",
     lambda: [1 - 1 / other_functional()[name] for name in (DELTA, "CsPbBr3")], 0.17, 0.43),
    (POLAR, "seven tenths of that along the chains",
     lambda: splitting_over_that_of_bromide("b"), 0.65, 0.75),
    (POLAR, "and two fifths across them",
     lambda: splitting_over_that_of_bromide("ac"), 0.37, 0.43),
    (POLAR, "CsPbI₃ obeys it within 7 % without the field",
     lambda: sound_lost(DELTA, "7net-l3i5", "without", "abc"), -0.075, 0.075),
    (POLAR, "and within 4 % with it",
     lambda: sound_lost(DELTA, "7net-l3i5", "with", "abc"), -0.045, 0.045),
    (POLAR, "and with the field a quarter to a third too slow",
     lambda: sound_lost("CsPbBr3", "7net-l3i5", "with", "ab"), 0.22, 0.34),
    (POLAR, "the field leaves no real frequency at all along these axes",
     lambda: sound_lost("CsPbBr3", "7net-0", "with", "ab"), 1.0, 3.0),
    (POLAR, "carry three tenths of what particles carry there",
     lambda: [carried_above(3e12, "CsPbBr3")], 0.28, 0.32),
    (POLAR, "In CsPbI₃ they carry a fiftieth",
     lambda: [carried_above(3e12, DELTA)], 0.015, 0.025),
]  # fmt: skip


@pytest.mark.parametrize(("notebook", "sentence"), IN_DIGITS)
def test_digits_are_those_of_the_records(notebook, sentence):
    assert sentence() in prose(notebook)


@pytest.mark.parametrize(("notebook", "words", "numbers", "least", "most"), IN_WORDS)
def test_words_mean_what_the_records_say(notebook, words, numbers, least, most):
    assert words in prose(notebook)
    found = np.array(numbers(), float)
    assert np.all((found >= least) & (found <= most)), found
