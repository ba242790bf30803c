"""Tables of bands: as good as their spacing, exact where straight, refused where damaged."""

import math

import numpy as np
import pytest
from band_tables import HOLES, table
from scipy.constants import e
from scipy.constants import k as k_B
from ultralow.charge import boltzmann, transport_distribution
from ultralow.errors import UltralowError


@pytest.mark.parametrize("spacing_meV, allowed", [(4, 5e-3), (1, 6e-4)])
def test_a_table_is_as_good_as_its_spacing(spacing_meV, allowed):
    stored = transport_distribution.from_table(*table(spacing_meV * 1e-3 * e))
    mu = np.array([-0.15, -0.05, 0.05]) * e
    exact, found = (
        boltzmann.along(boltzmann.tensors(band, mu, 300.0), 300.0) for band in (HOLES, stored)
    )
    # The root at the edge, drawn as straight lines, loses (spacing/k_B T)^(3/2)/10 of the states.
    for name in ("sigma", "seebeck", "kappa"):
        np.testing.assert_allclose(getattr(found, name), getattr(exact, name), rtol=allowed)
    states = [boltzmann.carrier_density(band, mu, 300.0) for band in (HOLES, stored)]
    np.testing.assert_allclose(states[1], states[0], rtol=10 * allowed)


def test_a_flat_table_is_integrated_exactly():
    # One state everywhere on (−1.2 eV, 0): Fermi functions have elementary integrals.
    energy = np.linspace(-1.2, 0.0, 121) * e
    flat = transport_distribution.from_table(energy, np.ones(121), np.ones((121, 3)), 0.0, math.inf)
    mu, thermal = -0.6 * e, 300 * k_B
    filled = thermal * (np.logaddexp(0, (mu + 1.2 * e) / thermal) - np.logaddexp(0, mu / thermal))
    found = boltzmann.carrier_density(flat, mu, 300.0)
    assert found == pytest.approx(1.2 * e - filled, rel=1e-9, abs=0)
    sigma = boltzmann.tensors(flat, mu, 300.0).sigma[0, 0]
    window = 1 / (1 + math.exp((-1.2 * e - mu) / thermal)) - 1 / (1 + math.exp(-mu / thermal))
    # Four nodes in 0.4 k_B T: their error goes as the eighth power of that.
    assert sigma == pytest.approx(e**2 * window, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: transport_distribution.scattering(HOLES, "impurities"),
            "no scattering law 'impurities'",
        ),
        (
            lambda: transport_distribution.scattering(HOLES, "power", -2.0),
            "r must be a finite number above",
        ),
        (
            lambda: transport_distribution.from_table([0.0, 1.0], [1.0], np.ones((2, 3)), 0, 1),
            r"shapes \(2,\), \(1,\)",
        ),
        (
            lambda: transport_distribution.from_table(
                [1.0, 0.0], [1.0, 1.0], np.ones((2, 3)), 0, 1
            ),
            "ascending energies",
        ),
        (
            lambda: transport_distribution.from_table(
                [0.0, 1.0], [1.0, -1.0], np.ones((2, 3)), 0, 1
            ),
            "fewer than no states",
        ),
        (
            lambda: transport_distribution.from_table(
                [0.0, 1.0], [1.0, math.nan], np.ones((2, 3)), 0, 1
            ),
            "no number",
        ),
    ],
)
def test_a_table_that_cannot_be_has_one_clear_message(call, message):
    with pytest.raises(UltralowError, match=message):
        call()


LAWS = [("constant", 0.0), ("inverse_dos", 0.0), ("power", 1.5), ("power", -0.5)]


@pytest.mark.parametrize(("law", "r"), LAWS)
def test_every_law_is_one_at_the_thermal_energy_of_300_kelvin(law, r):
    tau = transport_distribution.scattering(HOLES, law, r)
    depth = HOLES.valence_edge - HOLES.energy
    at = np.interp(300 * k_B, depth[::-1], tau[::-1])
    # Between two nodes of the quadrature a power law is a straight line to this.
    assert at == pytest.approx(1, rel=1e-3)


def test_a_power_law_is_one_and_the_inverse_of_a_parabolic_density_goes_as_its_root():
    depth = HOLES.valence_edge - HOLES.energy
    power = transport_distribution.scattering(HOLES, "power", 0.7)
    np.testing.assert_allclose(power, (depth / (300 * k_B)) ** 0.7, rtol=1e-12)
    inverse = transport_distribution.scattering(HOLES, "inverse_dos")
    np.testing.assert_allclose(inverse * np.sqrt(depth), inverse[0] * np.sqrt(depth[0]), rtol=1e-12)


@pytest.mark.parametrize(("law", "r"), LAWS[1:])
def test_nothing_moves_in_the_gap(law, r):
    energy, dos, diagonal, *edges = table(high=0.2 * e)
    band = transport_distribution.from_table(energy, dos, diagonal, *edges)
    tau, gap = transport_distribution.scattering(band, law, r), band.energy > 0
    assert gap.any() and np.all(tau[gap] == 0) and np.all(tau[~gap] > 0)


def test_diagonals_are_tensors_without_the_rest():
    energy, dos, diagonal, *edges = table()
    plain = transport_distribution.from_table(energy, dos, diagonal, *edges)
    whole = diagonal[..., np.newaxis] * np.eye(3)
    same = transport_distribution.from_table(energy, dos, whole, *edges)
    np.testing.assert_array_equal(plain.transport, same.transport)


def test_a_table_knows_where_it_ends_inside_a_band_and_how_coarse_it_is():
    energy = np.array([-1.0, -0.5, 0.5]) * e
    ends = transport_distribution.from_table(energy, [1, 1, 0], np.ones((3, 3)), 0.0, math.inf)
    assert (ends.lowest, ends.highest) == (-e, math.inf)
    other = transport_distribution.from_table(energy, [0, 1, 1], np.ones((3, 3)), -math.inf, 0.0)
    assert (other.lowest, other.highest) == (-math.inf, 0.5 * e)
    assert ends.spacing == pytest.approx(e, rel=1e-12, abs=0)
    assert ends.weight.sum() == pytest.approx(1.5 * e, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("valence", "conduction", "middle"),
    [(0.0, 1.0, 0.5), (0.0, math.inf, math.inf), (-math.inf, 0.0, -math.inf)],
)
def test_states_are_counted_from_the_middle_of_the_gap(valence, conduction, middle):
    one = transport_distribution.from_table([0, 1], [1, 1], np.ones((2, 3)), valence, conduction)
    assert one.midgap == middle


@pytest.mark.parametrize("spoilt", ["off-diagonal", "dos"])
def test_what_is_no_number_is_no_table(spoilt):
    energy, dos, tensor = np.linspace(0, 1e-19, 4), np.ones(4), np.tile(np.eye(3), (4, 1, 1))
    if spoilt == "dos":
        dos[1] = np.inf
    else:
        tensor[2, 0, 1] = np.nan
    with pytest.raises(UltralowError, match="nor anything that is no number"):
        transport_distribution._check_table(energy, dos, tensor)
