"""Charge against the density of holes: curves through the fit, and what few carriers would show."""

import numpy as np
import pytest
from scipy.constants import e, k
from ultralow.analysis import hole_curves
from ultralow.data import materials


@pytest.fixture(scope="module")
def tin():
    return hole_curves.of_crystal(materials.get("CsSnI3"), "spin_orbit", "constant", 0)


@pytest.fixture(scope="module")
def lead():
    return hole_curves.of_crystal(materials.get("CsPbI3"), "spin_orbit", "constant", 0)


def test_each_crystal_has_its_numbers_and_words(tin, lead):
    numbers = {one[0]: one[1:] for one in tin.numbers()}
    assert numbers["density_from_stated_mobility"][0] == pytest.approx(4.467e18, rel=1e-3)
    assert numbers["electronic_conductivity"][0] + numbers["lattice_conductivity"][
        0
    ] == pytest.approx(0.57)
    assert numbers["lorenz"][1] == "W Ohm K-2"
    assert "gap 0.51 eV" in tin.summary()
    assert len(tin.ledger()) == len(tin.record["ledger"]["rows"])
    assert [one[0] for one in lead.numbers()] == ["seebeck_coefficient_1e17_per_cm3"]
    assert lead.ledger() is None
    assert "insulating" in lead.summary()


def test_each_curve_passes_through_its_own_fit(tin):
    assert len({one.label for one in tin.curves}) == 3
    for one in tin.curves:
        fit, along = one.wire.fit, np.log(hole_curves.DENSITY)
        for name, expected in (("seebeck", 79e-6), ("mobility", fit.mobility)):
            found = np.interp(np.log(fit.density), along, getattr(one, name))
            assert found == pytest.approx(expected, rel=0.01, abs=0)


def test_more_holes_show_less_seebeck_and_a_larger_lorenz_number(tin):
    constant = tin.curves[0]
    assert np.all(np.diff(constant.seebeck) < 0)
    assert np.all(np.diff(constant.mobility) < 0)  # bands bend to heavier masses
    assert constant.lorenz.max() < 1.1 * np.pi**2 / 3 * (k / e) ** 2


def test_few_carriers_lose_ln_10_of_k_over_e_with_each_decade(lead):
    light, middle, heavy = lead.seebeck
    slope = (middle[1] - middle[0]) / np.diff(np.log10(hole_curves.DENSITY[:2]))[0]
    assert slope == pytest.approx(-k / e * np.log(10), rel=0.01, abs=0)
    # States go as m^(3/2): twice the mass is as good as fewer carriers by 2^(3/2).
    assert (heavy - middle)[0] == pytest.approx(1.5 * np.log(2) * k / e, rel=0.01, abs=0)
    assert np.all((light < middle) & (middle < heavy))
