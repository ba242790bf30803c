"""The panels of charge transport record bands, coefficients by density, and what is stated."""

import numpy as np
import pytest
from recorded import axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import hole_curves
from ultralow.data import materials
from ultralow.figures import band_panels as panels


@pytest.fixture(scope="module")
def tin():
    return hole_curves.of_crystal(materials.get("CsSnI3"), "spin_orbit", "constant", 0)


@pytest.fixture(scope="module")
def lead():
    return hole_curves.of_crystal(materials.get("CsPbI3"), "spin_orbit", "constant", 0)


def recorded(page, label, quantity):
    """The series of a label over a quantity, of which each panel has one."""
    (one,) = (
        one for one in page.record["series"]
        if one["label"] == label and one["y"]["name"] == quantity
    )  # fmt: skip
    return one


def test_bands_and_states_have_the_gap_that_is_stored(tin):
    page = page_of("s_charge_transport", (1, 2))
    panels.bands(page, *page.axes, tin)
    labels = [one["label"] for one in page.record["series"]]
    assert labels == ["scalar", "scalar", "spin orbit", "spin orbit"]
    for kind, lines, states in (("scalar", *page.record["series"][:2]),
                                ("spin_orbit", *page.record["series"][2:])):  # fmt: skip
        gap = tin.record["bands"][kind]["gap_eV"]
        level = np.array(lines["y"]["values"], float)
        assert level[level <= 0.01].max() == pytest.approx(0, abs=0.02)
        assert level[level > 0.05].min() == pytest.approx(gap, abs=0.03)
        assert states["x"]["unit"] == "nm-3 eV-1"
        inside = (np.array(states["y"]["values"]) > 0.1) & (
            np.array(states["y"]["values"]) < gap - 0.1
        )
        assert np.all(np.array(states["x"]["values"])[inside] == 0)


def test_fitted_points_lie_on_their_curves(tin):
    page = page_of("s_charge_transport", (1, 3))
    panels.over_density(page, page.axes, tin)
    assert {one["grade"] for one in page.record["series"]} == {"R"}
    curves = ["constant time", "atoms as measured", "time ∝ 1/DOS"]
    for quantity, unit in (("Seebeck coefficient", "uV K-1"), ("Mobility", "cm2 V-1 s-1"),
                           ("Lorenz number", "1e-8 W Ohm K-2")):  # fmt: skip
        points = recorded(page, "fitted to the wire", quantity)
        assert points["y"]["unit"] == unit
        for label, at, value in zip(
            curves, points["x"]["values"], points["y"]["values"], strict=True
        ):
            curve = recorded(page, label, quantity)
            on_it = np.interp(np.log(at), np.log(curve["x"]["values"]), curve["y"]["values"])
            assert on_it == pytest.approx(value, rel=0.01)
    assert recorded(page, "fitted to the wire", "Seebeck coefficient")["y"]["values"] == [79] * 3


def test_stated_numbers_are_levels_and_their_density_a_point():
    page = page_of("s_charge_transport", (1, 3))
    for ax, (name, _, _) in zip(page.axes, panels.OVER_DENSITY.values(), strict=True):
        page.axis(ax, panels.HOLES, name, xscale="log")
    panels.stated_levels(page, page.axes)
    assert set(recorded(page, "Lee 2017", "Seebeck coefficient")["y"]["values"]) == {79}
    assert set(recorded(page, "Lee 2017", "Mobility")["y"]["values"]) == {394}
    # n = σ/(e µ), in 1/cm³.
    density = 282 / (1.602176634e-19 * 394)
    for quantity in ("Seebeck coefficient", "Mobility"):
        (found,) = recorded(page, "n = σ/(e·394)", quantity)["x"]["values"]
        assert found == recorded_as(density)
    left = recorded(page, "from 0.57 − 0.38", "Lorenz number")
    assert left["grade"] == "D"
    assert left["y"]["values"][0] == recorded_as(0.19 / (28200 * 300) * 1e8)
    low, high = (edge[0] for edge in left["y"]["band"])
    middle, half = 0.19 / (28200 * 300) * 1e8, 0.01 / (28200 * 300) * 1e8
    assert [low, high] == recorded_as([middle - half, middle + half])
    sommerfeld = np.pi**2 / 3 * (1.380649e-23 / 1.602176634e-19) ** 2 * 1e8
    level = recorded(page, "Sommerfeld", "Lorenz number")
    assert level["y"]["values"][0] == recorded_as(sommerfeld)


def test_an_insulator_shows_what_few_carriers_would(lead):
    page = page_of("s_charge_transport")
    panels.expected_seebeck(page, page.axes[0], lead, "CsPbI3")
    (label,) = series(page)
    assert grades(page) == {label: "G"}
    assert axes_of(page, label)[0] == ("Density of carriers", "cm-3")
    # Few carriers: a tenth of the density adds (k_B/e) ln 10 to S.
    slope = np.diff(y(page, label)[:2]) / np.diff(np.log10(x(page, label)[:2]))
    assert slope == pytest.approx([-86.17333 * np.log(10)], rel=0.01)
    light, heavy = (np.array(edge) for edge in series(page)[label]["y"]["band"])
    assert np.all(light < heavy)
