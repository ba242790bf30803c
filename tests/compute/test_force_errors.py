"""Forces against forces: what is exact comes out exact, and the orders fall apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ultralow.compute import force_errors
from ultralow.errors import UltralowError

SPRINGS = np.random.default_rng(1).normal(size=(12, 12))
CUBIC = np.random.default_rng(2).normal(size=(12, 12, 12))
STILL = np.random.default_rng(3).normal(size=(1, 4, 3))
MOVED = np.random.default_rng(4).normal(size=(6, 12))


def pairs(springs=1.0, cubic=1.0, still=1.0):
    """Forces of a potential with a constant, a linear and a quadratic part, on opposite pairs."""
    opposite = np.stack([MOVED, -MOVED], axis=1)
    linear = springs * opposite @ SPRINGS
    square = cubic * np.einsum("psi,psj,ijk->psk", opposite, opposite, CUBIC)
    return (linear + square).reshape(6, 2, 4, 3) + still * STILL[:, None]


def test_pairs_tell_the_orders_apart():
    forces = pairs()
    linear = (MOVED @ SPRINGS).reshape(6, 4, 3)
    square = np.einsum("pi,pj,ijk->pk", MOVED, MOVED, CUBIC).reshape(6, 4, 3)
    assert force_errors.odd(forces) == pytest.approx(linear, abs=1e-12)
    assert force_errors.even(forces, STILL) == pytest.approx(square, abs=1e-12)


@given(scale=st.floats(0.1, 3.0))
def test_a_potential_that_is_soft_all_over_has_its_softness_for_a_slope(scale):
    """Without any spread over the pairs, and misses what it lacks."""
    reference = force_errors.odd(pairs())
    found = force_errors.agreement(reference, scale * reference)
    assert found.slope == pytest.approx((scale, 0), abs=1e-9)
    assert found.missed == pytest.approx((abs(scale - 1), 0), abs=1e-9)
    rms = np.sqrt(np.mean(reference**2))
    assert found.rms_error[0] == pytest.approx(abs(scale - 1) * rms, rel=1e-9, abs=1e-12)
    mean = abs(scale - 1) * np.mean(abs(reference))
    assert found.mean_error[0] == pytest.approx(mean, rel=1e-9, abs=1e-12)


def test_a_soft_third_order_is_seen_in_the_even_part_alone():
    reference, soft = pairs(), pairs(cubic=0.8)
    odd = force_errors.agreement(force_errors.odd(reference), force_errors.odd(soft))
    even = force_errors.agreement(*(force_errors.even(one, STILL) for one in (reference, soft)))
    assert odd.slope[0] == pytest.approx(1, abs=1e-12)
    assert even.slope[0] == pytest.approx(0.8, abs=1e-12)


def test_errors_are_those_of_a_mean_over_pairs():
    """Of the mean size, which is a mean, the jackknife is its textbook standard error."""
    noise = np.random.default_rng(5).normal(size=(40, 5, 3))
    reference = np.random.default_rng(6).normal(size=(40, 5, 3))
    found = force_errors.agreement(reference, reference + noise).mean_error
    each = abs(noise).mean(axis=(1, 2))
    assert found[0] == pytest.approx(each.mean(), rel=1e-12)
    assert found[1] == pytest.approx(each.std(ddof=1) / np.sqrt(40), rel=1e-9)


@pytest.mark.parametrize(
    "reference, potential",
    [
        (np.ones((1, 4, 3)), np.ones((1, 4, 3))),
        (np.ones((3, 4, 3)), np.ones((2, 4, 3))),
        (np.zeros((3, 4, 3)), np.ones((3, 4, 3))),
    ],
)
def test_what_cannot_be_compared_is_refused(reference, potential):
    with pytest.raises(UltralowError, match="cannot be compared"):
        force_errors.agreement(reference, potential)
