"""The chart of low conductivities: which crystals join it, and their ratios to the minimum."""

import pytest
from conducting import Phonons
from ultralow.analysis import (
    lattice_conductivity,
    sound_velocities,
)
from ultralow.data import materials, tables
from ultralow.figures import comparison_chart
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
