"""The panels of the thermoelectric figure record four quantities, or the bound of an insulator."""

import numpy as np
import pytest
from recorded import axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import thermoelectric_curves
from ultralow.data import materials, units
from ultralow.figures import thermoelectric_panels as panels

TEMPERATURE = np.array([200.0, 300.0, 400.0])


@pytest.fixture(scope="module")
def tin():
    return thermoelectric_curves.of_wire(materials.get("CsSnI3"), 0, -1)


@pytest.fixture(scope="module")
def lead():
    return thermoelectric_curves.of_wire(materials.get("CsPbI3"), 0, -1)


@pytest.fixture
def page():
    return page_of("fig4_thermoelectrics")


@pytest.mark.parametrize(
    ("quantity", "room", "unit"), [("conductivity", 282, "S cm-1"), ("seebeck", 79, "uV K-1")]
)
def test_curves_pass_through_what_they_were_fitted_to(page, tin, quantity, room, unit):
    panels.curves(page, page.axes[0], quantity, tin, TEMPERATURE)
    assert grades(page) == {"computed bands": "R", "one band": "D"}
    for label in series(page):
        assert y(page, label)[1] == pytest.approx(room, rel=1e-6)
        assert axes_of(page, label)[1][1] == unit


@pytest.mark.parametrize(
    ("quantity", "stated", "at"),
    [("conductivity", 282, 300), ("seebeck", 79, 300), ("power_factor", 186, 320),
     ("figure_of_merit", 0.11, 320)],
)  # fmt: skip
def test_stated_points_are_those_of_the_paper(page, tin, quantity, stated, at):
    panels.curves(page, page.axes[0], quantity, tin, TEMPERATURE)
    panels.points(page, page.axes[0], quantity, tin)
    assert grades(page)["Lee 2017"] == "S"
    assert (x(page, "Lee 2017"), y(page, "Lee 2017")) == ([at], [pytest.approx(stated)])


@pytest.mark.parametrize(
    ("quantity", "value"),
    # S²σ in µW m⁻¹ K⁻² and zT at 300 K from 79 µV/K, 282 S/cm and 0.57 W m⁻¹ K⁻¹.
    [("power_factor", 79**2 * 282e-4), ("figure_of_merit", 79e-6**2 * 28200 * 300 / 0.57)],
)
def test_what_follows_is_the_definition(page, tin, quantity, value):
    panels.curves(page, page.axes[0], quantity, tin, TEMPERATURE)
    panels.points(page, page.axes[0], quantity, tin)
    assert grades(page)["follows from stated"] == "D"
    assert x(page, "follows from stated") == [300]
    assert y(page, "follows from stated")[0] == recorded_as(value)


def test_an_insulator_shows_where_its_electrons_would_match_the_error_bar(page, lead):
    panels.insulator(page, page.axes[0], lead)
    assert grades(page) == {
        "carried by electrons": "D",
        "lattice, Lee 2017": "S",
        "electrons match its error bar": "D",
    }
    # Few carriers: L = (r + 5/2)(k_B/e)².
    lorenz = 2.5 * (1.380649e-23 / 1.602176634e-19) ** 2
    (spot,) = x(page, "electrons match its error bar")
    assert spot == pytest.approx(0.05 / (lorenz * 300) / 100, rel=1e-4)
    carried = np.interp(spot, x(page, "carried by electrons"), y(page, "carried by electrons"))
    assert carried == pytest.approx(0.05, rel=0.01)
    low, high = series(page)["lattice, Lee 2017"]["y"]["band"]
    assert (low[0], high[0]) == (0.4, 0.5)


@pytest.mark.parametrize("quantity", panels.QUANTITIES)
def test_readers_points_of_every_quantity_are_drawn(page, tin, quantity, monkeypatch):
    asked = []
    monkeypatch.setattr(
        type(page), "reader_points", lambda _page, _ax, _label, *what: asked.append(what[1:])
    )
    panels.curves(page, page.axes[0], quantity, tin, TEMPERATURE)
    panels.points(page, page.axes[0], quantity, tin)
    look = panels.QUANTITIES[quantity]
    assert asked == [(look.reader, look.unit)] and look.reader in units.QUANTITIES
