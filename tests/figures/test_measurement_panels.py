"""The panels of the measurement record the readings, and what these are worth."""

import numpy as np
import pytest
from recorded import DIGIT, axes_of, grades, page_of, recorded_as, series, x, y
from ultralow.analysis import virtual_measurement, wire_measurement
from ultralow.figures import measurement_panels as panels
from ultralow.measurement import simulation

SETUP = simulation.Setup()


@pytest.fixture(scope="module")
def wire():
    return virtual_measurement.room_wire("CsSnI3", 5e-6, 0.03)


@pytest.fixture(scope="module")
def measured(wire):
    return wire_measurement.measured(wire, 300, 1, SETUP)


@pytest.fixture
def page():
    return page_of("fig1_measurement")


def test_islands_obey_the_heat_balance_of_the_text(page, measured):
    panels.island_rises(page, page.axes[0], measured.one.fit, measured.grade)
    assert set(grades(page).values()) == {"G"}
    assert axes_of(page, "heated island") == (("Heat", "nW"), ("Temperature rise", "K"))
    heat, hot, cold = (np.array(one) for one in (
        x(page, "heated island, fit"), y(page, "heated island, fit"), y(page, "other island, fit"),
    ))  # fmt: skip
    # Q = G_b (θ_h + θ_s): beams alone carry the heat away; their conductance rises by 2 % here.
    beam = measured.one.fit.beam_conductance * 1e9
    assert heat / (hot + cold) == pytest.approx(np.full(len(heat), beam), rel=0.05)
    # The readings scatter about the fit by the noise and no more.
    noise = np.std(np.array(y(page, "other island")) - cold)
    assert noise < 0.1 * cold[-1]


def test_what_is_not_resolved_is_a_bound_and_no_number(page, wire):
    truth, many = virtual_measurement.other_conductivities(wire, 300, 2, SETUP)
    panels.resolution(page, page.axes[0], truth, many, "CsSnI3")
    sure, bound = x(page, "95 % interval"), x(page, "not resolved, below")
    assert sorted(sure + bound) == pytest.approx(truth, rel=DIGIT)
    assert max(bound) < min(sure)
    assert np.all(np.array(y(page, "not resolved, below")) > bound)


def test_where_everything_is_resolved_there_is_no_bound(page, wire):
    truth, many = virtual_measurement.other_conductivities(wire, 300, 2, SETUP.without_errors())
    panels.resolution(page, page.axes[0], truth, many, "CsSnI3")
    assert list(series(page)) == ["95 % interval"]


def test_the_parts_of_the_budget_add_up_in_squares(page, measured):
    panels.budget(page, page.axes[0], measured.one)
    shares, names = x(page, "share of k"), y(page, "share of k")
    whole = measured.one.linear()
    assert np.linalg.norm(shares) == pytest.approx(100 * whole.std_dev / whole.nominal_value)
    assert set(names) == set(panels.INPUT_LABELS.values())
    assert names[0] in ("width (SEM)", "height (SEM)")


def test_silica_stands_beside_its_literature(page, wire):
    table, glass = virtual_measurement.silica(wire.length, 200e-9, 1, SETUP)
    panels.silica(page, page.axes[0], table, glass)
    assert grades(page) == {"amorphous SiO₂, Cahill 1990": "L", "through the rig": "G"}
    cited, seen = (np.array(y(page, label)) for label in series(page))
    assert seen == pytest.approx(cited, rel=0.25)
    assert np.ptp(seen / cited) < 0.1  # one wire: all points are off by the same errors


def test_contacts_that_are_ignored_take_their_share(page, wire):
    share = np.array([0.0, 0.03])
    panels.contacts(page, page.axes[0], share, *simulation.contact_bias(wire, share))
    assert x(page, "contacts ignored") == [0, 3]
    assert y(page, "contacts ignored") == recorded_as([1, 1 / 1.03])
    assert y(page, "contacts put in") == pytest.approx([1, 1], rel=1e-6)
    assert page.axes[0].lines[-1].get_xdata() == pytest.approx([3, 3])  # as the paper states it


def test_thinner_wires_are_worse_and_a_perfect_microscope_better(page, wire):
    panels.half_widths(
        page, page.axes[0], *virtual_measurement.half_widths(wire, 300, 1, SETUP), "CsSnI3"
    )
    here, perfect = (np.array(y(page, label)) for label in ("this microscope", "a perfect one"))
    assert np.all(perfect < here)
    assert here[0] > 3 * here[-1]
    assert len(page.axes[0].lines) == 2 + 3  # a mark for each stated Casimir length
