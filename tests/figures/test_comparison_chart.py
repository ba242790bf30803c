"""The comparison chart records every row with its source, and each ratio with its sound."""

import numpy as np
import pytest
from recorded import grades, page_of, series, x, y
from ultralow.figures import comparison_chart as chart


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
    assert grades(page) == {"literature": "L", "7net-l3i5": "R", "7net-0": "R"}
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
