"""The fits to the stated numbers on stored and model bands, and the stored tables themselves."""

import json

import numpy as np
import pytest
from scipy.constants import e, m_e
from scipy.constants import k as k_B
from ultralow.analysis import hole_transport
from ultralow.charge import boltzmann, model_bands, parabolic_band
from ultralow.charge import thermoelectric as te
from ultralow.data import tables
from ultralow.errors import UltralowError
from ultralow.paper.stated import stated

RECORD = hole_transport.read()
LAWS = [("constant", 0.0), ("inverse_dos", 0.0), ("power", 0.5)]


def test_stored_tensors_of_boltztrap2():
    # Its sums over a histogram of 1 meV against this integrator on the stored 2 meV.
    theirs = RECORD["boltztrap2"]
    mu = np.array(theirs["chemical_potential_eV"]) * e
    temperature = np.array(theirs["temperature_K"])[:, None]
    bands = hole_transport.bands(RECORD)
    ours = boltzmann.tensors(bands, mu, temperature)
    for name in ("sigma", "seebeck", "kappa"):
        found, wanted = np.einsum("tmii->tmi", getattr(ours, name)), np.array(theirs[name])
        # The root at the edge, seen in steps of 2 meV, matters to few holes in the cold.
        np.testing.assert_allclose(found[:, :2], wanted[:, :2], rtol=4e-3, err_msg=name)
        np.testing.assert_allclose(found[:, 2], wanted[:, 2], rtol=1.5e-2, err_msg=name)
        # The last lies in the gap. BoltzTraP2 cuts the Fermi function off near 18 k_B T, which
        # at 150 K is where these holes are.
        np.testing.assert_allclose(found[1:, 3], wanted[1:, 3], rtol=2.5e-2, err_msg=name)
    holes = boltzmann.carrier_density(bands, mu, temperature) * RECORD["volume_A3"] * 1e-30
    doped = slice(0, 3)  # the last is in the gap, where theirs is a difference of large numbers
    np.testing.assert_allclose(
        holes[:, doped], np.array(theirs["holes_per_cell"])[:, doped], rtol=5e-3
    )


@pytest.mark.parametrize("law, r", LAWS)
def test_the_fits_give_back_what_was_fitted(law, r):
    wire = hole_transport.wire(RECORD, law, r)
    assert wire.seebeck(300.0) == pytest.approx(79e-6, rel=1e-6, abs=0)
    assert wire.conductivity(300.0) == pytest.approx(28200.0, rel=1e-6, abs=0)
    fit = wire.fit
    assert fit.mobility == pytest.approx(28200.0 / (e * fit.density), rel=1e-9, abs=0)
    assert wire.total(300.0) == pytest.approx(0.57, rel=1e-6, abs=0)
    assert wire.lattice(300.0) + fit.lorenz * 28200.0 * 300.0 == pytest.approx(
        0.57, rel=1e-9, abs=0
    )


def test_fits_on_a_parabolic_band_are_those_of_the_single_band():
    mass = 0.1 * m_e
    wire = hole_transport.HoleTransport(model_bands.parabolic(mass))
    eta = parabolic_band.chemical_potential(79e-6, 0.0)
    density = parabolic_band.carrier_density(eta, mass, 300.0)
    assert wire.fit.density == pytest.approx(density, rel=1e-7, abs=0)
    assert wire.fit.mass == pytest.approx(mass, rel=1e-7, abs=0)
    assert wire.fit.lorenz == pytest.approx(parabolic_band.lorenz(eta, 0.0), rel=1e-7, abs=0)
    mobility = te.mobility(28200.0, density)
    assert wire.fit.mobility == pytest.approx(mobility, rel=1e-7, abs=0)
    assert wire.fit.mobility_few == pytest.approx(mobility, rel=1e-7, abs=0)  # Drude at any filling
    assert wire.fit.time == pytest.approx(mobility * mass / e, rel=1e-7, abs=0)
    warm = parabolic_band.chemical_potential_at_density(density, mass, 380.0)
    assert wire.seebeck(380.0) == pytest.approx(parabolic_band.seebeck(warm, 0.0), rel=1e-7, abs=0)


def test_numbers_of_the_fit_hang_together():
    constant, acoustic = (
        hole_transport.wire(RECORD, law).fit for law in ("constant", "inverse_dos")
    )
    # The direct masses of the edge bound the mobility of few holes: bands bend to heavier ones.
    masses = hole_transport.hole_mass(RECORD, "spin_orbit")
    drude = e * constant.time * np.mean(1 / masses)
    assert 0.6 * drude < constant.mobility_few < drude
    assert constant.mobility < constant.mobility_few
    assert acoustic.density < constant.density
    assert constant.potential < -3 * k_B * 300 < 0
    assert te.lorenz_sommerfeld() > constant.lorenz > acoustic.lorenz > 1.5e-8
    assert hole_transport.hole_mass(RECORD, "scalar").mean() > masses.mean()


def test_a_gap_too_small_does_not_reach_the_holes():
    closed, opened = (
        hole_transport.HoleTransport(hole_transport.bands(RECORD, gap=gap)).fit
        for gap in (None, 1.3 * e)
    )
    for name in ("density", "mobility", "lorenz"):
        assert getattr(opened, name) == pytest.approx(getattr(closed, name), rel=1e-5, abs=0)


def test_uncertainty_carries_rounding_and_numerics():
    found = hole_transport.uncertain(RECORD)
    fit = hole_transport.wire(RECORD).fit
    for name, value in vars(fit).items():
        assert found[name].nominal_value == pytest.approx(value, rel=1e-12, abs=0)
    slope = hole_transport.wire(RECORD, seebeck=79.5e-6).fit.density - fit.density
    assert abs(slope) < found["density"].std_dev < 0.1 * fit.density
    assert 0.0 < found["lorenz"].std_dev < 0.01 * fit.lorenz


def test_alternatives_share_the_stated_numbers():
    wires = hole_transport.alternatives()
    for wire in wires.values():
        assert wire.seebeck(300.0) == pytest.approx(79e-6, rel=1e-6, abs=0)
        assert wire.conductivity(300.0) == pytest.approx(28200.0, rel=1e-6, abs=0)
    exact = parabolic_band.lorenz(parabolic_band.chemical_potential(79e-6, -0.5), -0.5)
    assert wires["parabolic, acoustic"].fit.lorenz == pytest.approx(exact, rel=1e-6, abs=0)


def test_metal_on_warming():
    wire = hole_transport.wire(RECORD)
    temperature = np.linspace(100.0, 400.0, 13)
    sigma, seebeck = wire.conductivity(temperature), wire.seebeck(temperature)
    assert np.all(np.diff(sigma) < 0) and np.all(np.diff(seebeck) > 0)
    assert wire.figure_of_merit(320.0) == pytest.approx(
        wire.power_factor(320.0) * 320.0 / wire.total(320.0), rel=1e-12
    )
    steady = hole_transport.wire(RECORD, power=0.0)
    ratio = sigma / steady.conductivity(temperature)
    np.testing.assert_allclose(ratio, 300.0 / temperature, rtol=1e-9)


def test_stated_numbers_imply():
    density, lorenz = hole_transport.implied()
    assert density * 1e-6 == pytest.approx(4.467e18, rel=1e-3, abs=0)
    assert lorenz == pytest.approx(2.246e-8, rel=1e-3, abs=0)
    assert stated("G4").value == pytest.approx(0.0394)


def test_lines_and_states_for_drawing():
    place, energy, corners, names = hole_transport.lines(RECORD, "spin_orbit")
    assert place.shape == energy.shape and np.isnan(energy).any()
    assert len(corners) == len(names)
    assert abs(np.nanmax(energy[energy < 0.1 * e])) < 2e-3 * e
    level, states = hole_transport.states(RECORD, "spin_orbit")
    gap = RECORD["bands"]["spin_orbit"]["gap_eV"] * e
    assert np.all(states[(level > 0.01 * e) & (level < gap - 0.01 * e)] == 0)


def test_the_stored_structure_is_the_one_that_was_computed():
    source = RECORD["structure"]
    for about in (source, source["relaxed"]):
        mark = tables.fingerprint(about["path"].removeprefix("data/"))
        assert mark["sha256"] == about["sha256"]


def test_another_version_is_refused(monkeypatch):
    for other in ({**RECORD, "format": "ultralow electrons 0"}, {"bands": {}}, []):
        monkeypatch.setattr(tables, "read_json", lambda _name, other=other: other)
        with pytest.raises(UltralowError, match="a table of another version"):
            hole_transport.read()
    json.dumps(RECORD, allow_nan=False)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: hole_transport.bands(RECORD, "hse"), "no bands of kind 'hse'"),
        (lambda: hole_transport.bands(RECORD, gap=0.1 * e), "a gap of 0.10 eV is below"),
        (lambda: hole_transport.wire(RECORD, seebeck=5e-3), "no density of holes has a Seebeck"),
        (lambda: hole_transport.wire(RECORD).at(3000.0), "3000 K is too hot"),
        (lambda: hole_transport.wire(RECORD).at(10.0), "10 K is too low"),
        (lambda: hole_transport.wire(RECORD).at(300.0, 1e30), "no chemical potential gives"),
        (lambda: hole_transport.read("computed/CsSnI3/nothing.json"), "nothing"),
    ],
)
def test_bad_input_has_one_clear_message(call, message):
    with pytest.raises(UltralowError, match=message):
        call()
