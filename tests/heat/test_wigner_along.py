"""Wigner's formula along one direction gives the numbers of the formula for all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_modes import crystal
from ultralow.errors import UltralowError
from ultralow.heat import wigner
from ultralow.heat.wigner_along import OneDirection

WARM = np.array([30.0, 300.0])


def both(modes, rates, direction):
    """Both parts of the conductivity at two temperatures, in one way and the other."""
    rates = np.stack([rates, 3 * rates])
    parts = wigner.particle, wigner.coherence
    expected = [wigner.component_along(part(modes, rates, WARM), direction) for part in parts]
    return OneDirection(modes, direction).conductivity(rates, WARM), expected


@given(st.integers(0, 2**32 - 1), st.booleans())
@settings(deadline=None, max_examples=30)
def test_the_numbers_are_those_of_the_tensors(seed, has_direction):
    rng = np.random.default_rng(seed)
    modes, rates = crystal(seed, 4, 6)
    found, expected = both(modes, rates, rng.normal(size=3) if has_direction else None)
    size = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-13 * size)


def test_modes_without_a_rate_and_imaginary_ones_carry_nothing():
    modes, rates = crystal(2, 3, 5)
    frequencies = modes.frequencies.copy()
    frequencies[0, 0], frequencies[1, 0], rates[2, 3] = -1e11, 0.0, np.nan
    found, expected = both(modes._replace(frequencies=frequencies), rates, [1, 2, 0])
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_one_band_has_nothing_to_tunnel_to():
    modes, rates = crystal(3, 4, 1)
    (particle, between), _ = both(modes, rates, [0, 0, 1])
    assert np.all(particle > 0) and np.all(between == 0)


def test_bands_that_symmetry_keeps_apart_are_left_out():
    modes, rates = crystal(4, 2, 3)
    products = modes.velocity_products.copy()
    products[:, :, 0, 1:] = products[:, :, 1:, 0] = 0
    modes = modes._replace(velocity_products=products)
    assert OneDirection(modes, [1, 0, 0]).left.size == 2  # of the six pairs at two wave vectors
    found, expected = both(modes, rates, [1, 0, 0])
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize(("left", "pairs"), [(1e-10, 6), (1e-14, 2)])
def test_a_pair_is_left_out_for_what_rounding_leaves_and_for_no_more(left, pairs):
    modes, _ = crystal(4, 2, 3)
    products = modes.velocity_products.copy()
    products[:, :, 0, 1:] = products[:, :, 1:, 0] = left * np.abs(products[..., 1, 2]).max()
    one = OneDirection(modes._replace(velocity_products=products), [1, 0, 0])
    assert one.left.size == pairs


def test_what_does_not_fit_is_refused():
    modes, rates = crystal(5)
    one = OneDirection(modes)
    with pytest.raises(UltralowError, match="do not fit"):
        one.conductivity(rates, WARM)
    with pytest.raises(UltralowError, match="a direction is three numbers"):
        OneDirection(modes, [0, 0, 0])
