"""The holes under sliders: the curves of all bands, from the fitted wire on."""

import numpy as np
import pytest
from scipy.constants import e
from ultralow.analysis import hole_transport
from ultralow.charge import boltzmann
from ultralow.charge import thermoelectric as te
from ultralow.data import materials
from ultralow.widgets import hole_panel


@pytest.fixture(scope="module")
def holes():
    return hole_panel.HolePanel()


@pytest.mark.parametrize(
    ("density", "time", "exponent", "lorenz"),
    [(7.7, 17, 0, 0), (60, 100, 1.5, 0), (0.5, 1, -0.5, 3), (0.5, 20, 0.3, 0)],
)
def test_the_curves_are_those_of_all_bands(holes, density, time, exponent, lorenz):
    """The panel leaves the conduction bands out, and keeps what a slider does not move."""
    holes.draw(density, time, exponent, lorenz)
    bands, heat, axis = holes.wire.bands, holes.temperature, hole_transport.wire_axis()
    mu = boltzmann.chemical_potential_at_density(bands, density * 1e24, heat)
    shape = boltzmann.scattering(bands, "power", exponent)
    room = boltzmann.chemical_potential_at_density(bands, density * 1e24, 300.0)
    plain, shaped = (
        boltzmann.along(boltzmann.tensors(bands, room, 300.0, tau), 300.0, axis).sigma
        for tau in (1.0, shape)
    )
    tau = time * 1e-15 * plain / shaped * shape
    found = boltzmann.along(boltzmann.tensors(bands, mu, heat, tau), heat, axis)
    sigma = found.sigma * 300.0 / heat
    power = te.power_factor(found.seebeck, sigma)
    carried = (lorenz * 1e-8 or found.lorenz) * sigma * heat
    merit = power * heat / (holes.wire.lattice(heat) + carried)
    shown = [pair[0].get_ydata() for pair in holes.lines]
    # The two ways differ in the order of sums, and by e^-38 of the carriers.
    np.testing.assert_allclose(shown, [power * 1e6, merit], rtol=1e-12)
    at_room = np.interp(300.0, heat, found.seebeck) * 1e6
    assert f"S = {at_room:.0f} µV/K" in holes.figure.get_suptitle()


def test_the_panel_starts_on_the_fitted_wire(holes):
    fit = holes.wire.fit
    holes.draw(fit.density * 1e-24, fit.time * 1e15, 0, 0)
    for moved, fitted in holes.lines:
        # E^0 is no law for the tail of a table's last step above the edge: 2e-6 of the current.
        np.testing.assert_allclose(moved.get_ydata(), fitted.get_ydata(), rtol=1e-5)
    assert holes.wire.bands.conduction_edge / e == pytest.approx(1.3, abs=0.002)


def test_a_crystal_whose_holes_nobody_measured_has_no_panel():
    assert hole_panel.of_crystal(materials.get("CsPbI3")) is None
