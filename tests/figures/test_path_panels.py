"""The panels of the mean free paths record what carries heat how far, and what stops it."""

import numpy as np
import pytest
from recorded import DIGIT_OF_MANY, axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import lattice_conductivity, phonon_paths
from ultralow.data import materials
from ultralow.figures import path_panels as panels
from ultralow.figures import style
from ultralow.heat.accumulation import Accumulation
from ultralow.widgets import path_curve

STATED = ["95 %, CsPbI₃, Lee 2017", "95 %, CsPbBr₃, Lee 2017", "95 %, CsSnI₃, Lee 2017"]


@pytest.fixture(scope="module")
def paths():
    crystal = materials.get("CsSnI3")
    heats = lattice_conductivity.accepted_results(crystal)
    return phonon_paths.PhononPaths(crystal, heats, 300, 400e-9, 0.01)


@pytest.fixture(scope="module")
def nothing():
    return phonon_paths.PhononPaths(materials.get("CsSnI3_yellow"), [], 300, None, 0.0)


@pytest.fixture
def page():
    return page_of("fig3_mean_free_paths")


@pytest.mark.parametrize(("longest", "edge"), [(50e-9, 1000.0), (3e-6, 3000.0)])
def test_a_curve_goes_on_level_to_the_edge_and_never_back(longest, edge):
    summed = Accumulation(np.array([1e-9, longest]), np.array([0.1, 0.4]))
    path, carried = panels.to_the_edge(summed, 1000.0)
    assert path.tolist() == pytest.approx([1, longest * 1e9, edge])
    assert carried.tolist() == [0.1, 0.4, 0.4]


def test_heat_is_summed_up_to_all_of_it(page, paths):
    panels.accumulation(page, page.axes[0], paths)
    own, *others = (f"CsSnI₃, {heat.checkpoint}" for heat in paths.heats)
    assert list(series(page)) == [
        "CsPbI₃", "95 %, CsPbI₃", "CsPbBr₃", "95 %, CsPbBr₃",
        *(f"{mark}{one}" for one in [*others, own] for mark in ("", "95 %, ")),
        "with surface and defects", *STATED,
    ]  # fmt: skip
    assert grades(page)["with surface and defects"] == "G"
    assert [grades(page)[label] for label in STATED] == ["S"] * 3
    assert [x(page, label)[0] for label in STATED] == [14.2, 5.6, 3.9]
    assert axes_of(page, own)[0] == ("Mean free path", "nm")
    path, share = np.array(x(page, own)), np.array(y(page, own))
    assert share[-1] == pytest.approx(100)
    # The triangle stands where the curve passes 95 %.
    (reached,) = x(page, f"95 %, {own}")
    assert share[path < reached][-1] < 95 <= share[path > reached][0]


def test_no_mark_of_95_percent_hides_another(page, paths):
    panels.accumulation(page, page.axes[0], paths)
    marks = [one.lines[0] for one in page.axes[0].containers]
    lanes = {name: panels.LANES[name] for name in ("CsPbI3", "CsPbBr3", "CsSnI3")}
    for name, lane in lanes.items():
        mine = [one for one in marks if one.get_color() == style.MATERIAL_COLORS[name]]
        assert {float(one.get_ydata()[0]) for one in mine} == {lane}
        # What is stated, and what was computed: by all results of the chosen crystal.
        assert len(mine) == 1 + (len(paths.heats) if name == paths.material.name else 1)
    assert len(set(lanes.values())) == 3 and min(lanes.values()) > panels.SPLIT > 100
    told = [one.get_text() for one in page.axes[0].get_legend().get_texts()]
    assert [one for one in told if "95" in one] == ["95 %, computed [R]", "95 %, Lee 2017 [S]"]
    assert "computed [R]" in told
    assert f"Computed: {style.words(paths.heats[0].checkpoint)}." in page._remarks
    assert all(y(page, label) == [95] for label in series(page) if label.startswith("95 %"))


def test_the_picture_says_how_many_modes_are_faster_than_the_bound():
    assert "no mode of 3 is faster than 2,000 m/s" in panels._against(
        2000, np.array([1.0, 2000.0, 1999.0, np.nan])
    )
    said = panels._against(2000, np.array([2001.0, 2574.87, 1.0, np.nan]))
    assert "disagrees" in said and "2 of 3 modes are faster, up to 2,575 m/s" in said


def test_without_phonons_the_stated_lengths_stand_alone(page, nothing):
    panels.accumulation(page, page.axes[0], nothing)
    assert list(series(page)) == STATED
    assert nothing.elsewhere() == list(nothing.numbers()) == []
    assert "no phonons" in nothing.summary()
    assert path_curve.of_chosen([], 300, 0, 0.01) is None


@pytest.mark.parametrize("panel", [panels.bands, panels.speeds, panels.rates])
def test_without_phonons_an_axes_is_switched_off(page, nothing, panel):
    panel(page, page.axes[0], nothing)
    assert page.record["series"] == []
    assert not page.axes[0].axison


def test_crossings_lie_on_the_low_bands(page, paths):
    panels.bands(page, page.axes[0], paths)
    assert list(series(page)) == ["bands", "crossing", "with sound"]
    assert set(grades(page).values()) == {"R"}
    every = [*y(page, "crossing"), *y(page, "with sound")]
    assert len(every) == len(paths.crossings.sound)
    assert min(every) > 0 and max(every) < 1.5
    corners = page.axes[0].get_xticks()
    assert corners[0] <= min(x(page, "crossing")) and max(x(page, "crossing")) <= corners[-1]


def test_speeds_stand_against_the_stated_bound(page, paths):
    panels.speeds(page, page.axes[0], paths)
    first = paths.heats[0]
    modes = f"modes, {first.checkpoint}"
    assert grades(page) == {modes: "R", "bound, Lee 2017": "S"}
    assert y(page, "bound, Lee 2017") == [2000, 2000]
    assert len(y(page, modes)) == first.modes.frequencies.size


def test_each_cause_of_scattering_has_its_rate(page, paths):
    panels.rates(page, page.axes[0], paths)
    assert grades(page) == {
        "phonon–phonon": "R", "isotopes": "R", "surface": "R", "defects": "G", "one radian": "G",
    }  # fmt: skip
    # |v| over the Casimir length of 400 nm, in 1/ps.
    speed = paths.heats[0].speeds.ravel()
    known = np.isfinite(speed)
    surface = np.array(y(page, "surface"), float)
    assert surface[known] == recorded_as(speed[known] / 400e-9 * 1e-12, DIGIT_OF_MANY)
    swing = np.array(y(page, "one radian")) / x(page, "one radian")
    assert swing[5:] == pytest.approx(np.full(55, 2 * np.pi), rel=1e-4)
