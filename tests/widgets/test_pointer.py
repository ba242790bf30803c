"""What is drawn under the pointer, in words and numbers."""

import csv
import io

import numpy as np
import pytest
from ultralow.figures import style
from ultralow.widgets import pointer


@pytest.fixture
def drawn():
    """Two panels: curves with an error and a line across, and bars on a logarithmic axis."""
    figure = style.sheet(120, 60)
    left, right = figure.subplots(1, 2)
    left.plot([0, 100, 200], [0.1, 0.2, 0.8], label="$k_{min}$, Cahill")
    left.errorbar([150], [0.5], [0.1], fmt="o", label="measured [S]")
    left.axvline(50)
    left.set(xlabel="Temperature (K)", ylabel="Thermal conductivity (W m⁻¹ K⁻¹)")
    left.set(xlim=(0, 200), ylim=(0, 1))
    right.barh(["width", "noise"], [10, 0.5])
    right.set(xscale="log", xlim=(0.1, 100), xlabel="Standard uncertainty (% of k)")
    figure.draw_without_rendering()
    return figure


def place(axes, x, y):
    """Where a point of the axes is in the picture."""
    across, up = axes.transData.transform((x, y)) / axes.figure.bbox.size
    return float(across), float(1 - up)


def test_the_nearest_point_of_a_curve_is_told_with_its_units(drawn):
    at = place(drawn.axes[0], 101, 0.21)
    found = pointer.reading(drawn, *at)
    assert found.words == ("k_min, Cahill\nTemperature 100 K\nThermal conductivity 0.2 W m⁻¹ K⁻¹")
    assert found.text == "100, 0.2"
    assert found.at == pytest.approx(place(drawn.axes[0], 100, 0.2))


def test_a_point_with_an_error_is_told_by_its_name(drawn):
    found = pointer.reading(drawn, *place(drawn.axes[0], 149, 0.52))
    assert found.words.startswith("measured [S]\n")


def test_where_nothing_is_drawn_the_place_itself_is_told(drawn):
    at = place(drawn.axes[0], 40, 0.9)
    found = pointer.reading(drawn, *at)
    assert found.words.startswith("Temperature 40 K")
    assert found.at == pytest.approx(at)


def test_a_bar_is_told_anywhere_in_its_row(drawn):
    right = drawn.axes[1]
    for x in (0.2, 5, 90):
        found = pointer.reading(drawn, *place(right, x, 0.1))
        assert found.words == "width\nStandard uncertainty 10 % of k"
    assert found.text == "10"


def test_beside_the_axes_nothing_is_told(drawn):
    assert pointer.reading(drawn, 0.001, 0.5) is None
    drawn.axes[0].axis("off")
    assert pointer.reading(drawn, *place(drawn.axes[0], 100, 0.5)) is None


def test_a_point_that_a_logarithmic_axis_cannot_show_is_never_the_nearest(drawn):
    axes = drawn.axes[0]
    axes.plot([120, 130], [0, -1], label="not shown")
    axes.plot([np.nan, 140], [np.nan, 0.4], label="half")
    axes.set(yscale="log", ylim=(0.01, 1))
    drawn.draw_without_rendering()
    found = pointer.reading(drawn, *place(axes, 139, 0.41))
    assert found.words.startswith("half\nTemperature 140 K")
    assert pointer.reading(drawn, *place(axes, 125, 0.011)).words.startswith("Temperature 125 K")


def test_numbers_of_everything_drawn_with_their_axes(drawn):
    rows = list(csv.DictReader(io.StringIO(pointer.as_csv(drawn))))
    assert [row["series"] for row in rows] == [
        *["k_min, Cahill"] * 3, "measured [S]", "width", "noise",
    ]  # fmt: skip
    assert rows[2]["x"] == "Temperature (K)" and float(rows[2]["y_value"]) == 0.8
    assert rows[5]["x_value"] == "0.5" and rows[5]["y_value"] == ""
