"""The chart of low conductivities: which crystals join it, and their ratios to the minimum."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from conducting import Phonons
from recorded import grades, page_of, series, x, y
from ultralow.analysis import (
    lattice_conductivity,
    sound_velocities,
)
from ultralow.data import materials, phonon_store, tables
from ultralow.figures import comparison_chart
from ultralow.figures import comparison_chart as chart
from ultralow.paper import wires

STRANGE = "CsSnI3_yellow"


@pytest.fixture
def computed(monkeypatch):
    """Three results for a crystal that the paper has no wire of."""
    found = [Phonons(4.0, "7net-l3i5"), Phonons(2.0, "7net-0"), Phonons(9.0, "x-300K", True)]
    monkeypatch.setattr(lattice_conductivity, "accepted_results", lambda material: found)
    return found


def test_a_computed_crystal_joins_the_chart_and_its_ratios(computed, monkeypatch):
    without = comparison_chart.rows(3.0, "CsSnI3")
    with_it = comparison_chart.rows(3.0, STRANGE)
    (row,) = with_it[with_it["grade"] == "R"].itertuples()
    assert len(with_it) == len(without) + 1
    assert (row.middle, row.half, row.family) == (4.0, 1.0, "computed here")
    sound = sound_velocities.sound(materials.get("CsSnI3"))
    monkeypatch.setattr(sound_velocities, "usable_sounds", lambda crystal: [sound])
    ratios = comparison_chart.ratios_to_minimum("cahill", STRANGE).set_index("material")
    assert list(ratios.index) == [*wires.LATTICE, STRANGE]
    one = ratios.loc[STRANGE]
    assert one["ratio"] == pytest.approx(4.0 / one["minimum"])
    assert one["uncertainty"] == pytest.approx(1.0 / one["minimum"])
    assert comparison_chart.rows(3.0, "CsSnI3").equals(comparison_chart.rows(3.0))


def test_refused_results_of_a_computed_crystal_are_listed(computed, monkeypatch):
    siblings = [SimpleNamespace(name="7net-0-300K", refused_because="imaginary modes")]
    monkeypatch.setattr(phonon_store, "refused", lambda name: siblings)
    printed = materials.get(STRANGE).label
    told = f"refused: {printed} with 7net-0-300K (imaginary modes)"
    shown = comparison_chart.rows(3.0, STRANGE)
    assert told in comparison_chart.coverage(shown, STRANGE).splitlines()
    page = page_of("fig2_comparison", (1, 1))
    comparison_chart.chart(page, page.axes[0], shown, STRANGE)
    assert f"Not shown, {told}." in page._remarks
    assert list(shown["label"]).count(printed) == 1
    for measured in wires.LATTICE:
        assert not comparison_chart.refused(measured)


@pytest.mark.parametrize("formula", ["CsPbI3", "CsI"])
def test_a_computed_crystal_of_a_name_on_the_chart_has_a_row_of_its_own(
    computed, monkeypatch, formula
):
    """Another CsPbI3 than the wire, or the CsI of the literature computed here."""
    own = dataclasses.replace(materials.get(STRANGE), name="mine", label=materials.formula(formula))
    known = materials.get
    monkeypatch.setattr(materials, "get", lambda name: own if name == "mine" else known(name))
    shown = comparison_chart.rows(3.0, "mine")
    assert shown["label"].is_unique
    assert f"{materials.formula(formula)} (mine)" in list(shown["label"])


def test_the_chart_has_the_crystals_of_the_caption():
    crystals = tables.read("chart_crystals")
    claims = tables.read("claims").set_index("id")
    assert ";".join(crystals["material"]) == claims.loc["E5", "material"]
    assert list(crystals["reference"]) == [36, 37, 38, 39, 40]


def test_every_comparison_value_has_its_source():
    rows = tables.read("low_k_crystals")
    assert (rows["citation"].str.len() > 0).all()
    without = rows[rows["doi"] == ""]
    assert without["read"].str.contains("without a DOI|vendor").all()
    assert set(rows["provenance"]) == {"A", "B"}
    assert rows[rows["provenance"] == "B"]["read"].str.len().gt(0).all()
    assert "SrTiO3" not in set(rows["material"])
    own = rows["read"].str.contains("the paper's own text")
    assert (own == (rows["grade"] == "S")).all()


def test_what_is_charted_is_near_room_temperature_and_what_is_not_says_why():
    rows = tables.read("low_k_crystals")
    assert ((rows["chart_reason"] == "") == rows["chart"]).all()
    charted = rows[rows["chart"]].set_index("id")["temperature_K"]
    assert list(charted[charted.isna()].index) == ["yb11insb9"]
    # 273 to 304 K is what the sources give; the chart calls it room temperature.
    assert charted.dropna().between(273, 304).all()
    assert rows[rows["temperature_K"].isna()]["temperature_note"].str.len().gt(0).all()


@pytest.fixture
def page():
    return page_of("fig2_comparison")


def test_every_row_is_drawn_once_and_says_where_it_is_from(page):
    shown = chart.rows(3.0, "CsSnI3")
    chart.chart(page, page.axes[0], shown, "CsSnI3")
    drawn = [name for one in page.record["series"] for name in one["y"]["values"]]
    assert sorted(drawn) == sorted(shown["label"])
    for one in page.record["series"]:
        assert len(one["about"]["citation"]) == len(one["x"]["values"])
    (wires,) = (
        one for one in page.record["series"] if one["label"] == "halide perovskite nanowire"
    )
    assert wires["grade"] == "S"
    assert sorted(wires["x"]["values"]) == [0.38, 0.42, 0.45]


def test_a_ratio_times_its_minimum_is_what_was_measured(page):
    ratios = chart.ratios_to_minimum("cahill", "CsSnI3")
    chart.ratio_panel(page, page.axes[0], ratios)
    assert grades(page) == {
        "literature": "L", "7net-l3i5-tuned": "R", "7net-l3i5": "R", "7net-0": "R",
    }  # fmt: skip
    assert sum(len(y(page, label)) for label in series(page)) == len(ratios)
    assert set(x(page, "7net-0")) == {"CsPbI₃", "CsPbBr₃", "CsSnI₃"}
    measured = {"CsPbI3": 0.45, "CsPbBr3": 0.42, "CsSnI3": 0.38}
    expected = ratios["material"].map(measured)
    assert np.array(ratios["ratio"] * ratios["minimum"]) == pytest.approx(np.array(expected))


def test_numbers_name_wire_and_source():
    shown, ratios = chart.rows(3.0, "CsSnI3"), chart.ratios_to_minimum("cahill", "CsSnI3")
    named = {one[0]: one[1:] for one in chart.numbers(shown, ratios)}
    assert len(named) == len(ratios) + 1
    assert named["entries_shown"] == (len(shown), "1", "L", None)
    assert 1.5 < named["ratio_CsSnI3_7net-0"][0] < 2.5
