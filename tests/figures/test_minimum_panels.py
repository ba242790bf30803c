"""The panels of the minimum conductivity record branches, all phonons, and five estimates."""

import numpy as np
import pytest
from recorded import axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import lattice_conductivity, minimum_estimates, sound_velocities
from ultralow.data import materials
from ultralow.figures import minimum_panels as panels
from ultralow.figures import style
from ultralow.heat import minimum
from ultralow.paper.wires import KnownValue

TEMPERATURE = np.linspace(10, 400, 14)


@pytest.fixture(scope="module")
def crystal():
    return materials.get("CsPbBr3")


@pytest.fixture(scope="module")
def sound(crystal):
    return sound_velocities.sound(crystal)


@pytest.fixture(scope="module")
def heats(crystal):
    return lattice_conductivity.accepted_results(crystal)


@pytest.fixture
def page():
    return page_of("fig2_minimum_conductivity")


def test_branches_add_up_to_cahills_limit(page, crystal, sound):
    found = minimum_estimates.branch_sums(TEMPERATURE, crystal, sound)
    panels.branches(page, page.axes[0], TEMPERATURE, found.sums, sound, 0.25, crystal)
    labels = list(series(page))
    assert labels == [
        "first transverse branch", "both transverse branches", "amorphous limit, Cahill",
        "its classical value", "measured, Lee 2017",
    ]  # fmt: skip
    one, both, whole = (np.array(y(page, label)) for label in labels[:3])
    assert both == recorded_as(2 * one)
    expected = minimum.cahill(TEMPERATURE, crystal.number_density, sound.branches)
    assert whole == recorded_as(expected)
    assert set(y(page, "its classical value")) == {0.25}
    assert y(page, "measured, Lee 2017") == [0.42]
    assert grades(page)["measured, Lee 2017"] == "S"
    assert axes_of(page, labels[0])[1] == ("Thermal conductivity", "W m-1 K-1")


def test_particles_are_part_of_the_unified_minimum(page, crystal, sound, heats):
    found = [minimum_estimates.unified(heat, TEMPERATURE, 0.5) for heat in heats]
    limit = np.full(14, 0.2)
    panels.unified(page, page.axes[0], TEMPERATURE, found, limit, sound, crystal)
    names = [heat.checkpoint for heat in lattice_conductivity.same_kind(heats)]
    assert 1 < len(names) < len(heats)
    expected = ["measured, Lee 2017"]
    for name in names[::-1]:
        expected += [f"unified, {name}", f"particles, {name}"]
    assert list(series(page)) == [*expected, "amorphous limit, Cahill"]
    for name in names:
        whole, part = (np.array(y(page, f"{kind}, {name}")) for kind in ("unified", "particles"))
        assert np.all(part < whole)


def test_without_phonons_and_wire_the_limit_stands_alone(page, sound):
    other = materials.get("CsSnI3_yellow")
    panels.unified(page, page.axes[0], TEMPERATURE, [], np.full(14, 0.2), sound, other)
    assert list(series(page)) == ["amorphous limit, Cahill"]


def test_every_source_gives_the_estimates_that_it_can(page, crystal, heats):
    sounds = sound_velocities.usable_sounds(crystal)
    found = minimum_estimates.at_high_temperature(crystal, sounds, heats, 0.5)
    panels.estimates(page, page.axes[0], found, sounds, crystal)
    assert grades(page) == {"literature": "L"} | dict.fromkeys(list(found)[1:], "R")
    assert y(page, "literature") == ["Cahill", "Clarke", "diffuson"]
    assert y(page, "7net-0") == list(panels.ESTIMATES)
    for one in sounds:
        cahill, _, diffuson = x(page, one.source)[:3]
        # Both go as k_B n^(2/3) Σv, with 0.403 for Cahill and 0.76/3 for the diffusons.
        assert diffuson / cahill == pytest.approx(0.76 / 3 / 0.403, rel=0.01)


def test_potentials_share_the_colour_of_their_crystal_and_not_their_dashes(
    page, crystal, sound, heats
):
    found = [minimum_estimates.unified(heat, TEMPERATURE, 0.5) for heat in heats]
    ax = page.axes[0]
    panels.unified(page, ax, TEMPERATURE, found, np.full(14, 0.2), sound, crystal)
    curves = [line for line in ax.lines if "phonons" in line.get_label()]
    assert len(curves) == 2 < len(lattice_conductivity.same_kind(heats))  # all others are one
    own = style.MATERIAL_COLORS["CsPbBr3"]
    assert {line.get_color() for line in curves} == {own}
    assert len({str(line._unscaled_dash_pattern) for line in curves}) == 2
    drawn = [line for line in ax.lines if line.get_color() == own and len(line.get_xdata()) > 1]
    assert len(drawn) >= 2 * len(lattice_conductivity.same_kind(heats))
    assert len({str(line._unscaled_dash_pattern) for line in drawn}) == 4
    told = [one.get_text().removesuffix(" [R]") for one in ax.get_legend().get_texts()]
    assert told[:4] == [
        "all phonons, others", "as particles, others", "all phonons", "as particles",
    ]  # fmt: skip
    first, *others = (style.words(one.checkpoint) for one in lattice_conductivity.same_kind(heats))
    assert page._remarks == [f"All phonons: {first}.", f"Others: {', '.join(others)}."]


@pytest.mark.parametrize(
    ("grade", "label"), [("S", "measured, Lee 2017"), ("R", "computed, 7net-0")]
)
def test_the_first_tour_names_its_source(page, crystal, sound, grade, label):
    known = KnownValue(4.0, 0.1, 300.0, grade, "computed, 7net-0")
    yours = np.full(14, 0.1)
    pair = crystal, sound
    panels.least_possible(page, page.axes[0], TEMPERATURE, yours, 2 * yours, pair, known)
    assert grades(page) == {
        "least possible, your sound": "G",
        "the same, sound of CsPbBr3": sound.grade,
        label: grade,
    }
    assert page.axes[0].get_ylim()[1] == pytest.approx(4.8)
