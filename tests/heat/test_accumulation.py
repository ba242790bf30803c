"""Heat by mean free path: it ends at the whole, loses nothing, and no mode is a step of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_modes import crystal
from ultralow.errors import UltralowError
from ultralow.heat import accumulation, scattering, wigner

seeds = st.integers(0, 2**32 - 1)


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_an_accumulation_ends_at_the_whole(seed):
    modes, rates = crystal(seed)
    rates[0, 1] = np.nan
    rng = np.random.default_rng(seed)
    path = scattering.mean_free_path(modes.group_velocities, rates)
    direction = rng.normal(size=3)
    for by_mode, summed in (
        (wigner.particle_by_mode, wigner.particle),
        (wigner.coherence_by_mode, wigner.coherence),
    ):
        parts = wigner.component_along(by_mode(modes, rates, 300.0), direction)
        whole = wigner.component_along(summed(modes, rates, 300.0), direction)
        for spread in (0.0, rng.uniform(0, 0.5, path.shape) * np.nan_to_num(path)):
            found = accumulation.accumulation(path, parts, spread)
            assert found.conductivity[-1] == pytest.approx(whole, rel=1e-10)
            assert np.all(np.diff(found.value) > 0)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_modes_as_points_are_summed_up_to_each_value(seed):
    rng = np.random.default_rng(seed)
    path, part = rng.lognormal(sigma=2, size=60), rng.uniform(0, 1, 60)
    found = accumulation.accumulation(path, part)
    for value, carried in zip(found.value, found.conductivity, strict=True):
        assert carried == pytest.approx(part[path <= value * (1 + 1e-12)].sum(), rel=1e-9, abs=1e-9)
    length = accumulation.value_at_share(found, 0.95)
    step = found.value[1] / found.value[0]
    assert part[path <= length * step].sum() >= 0.95 * part.sum() * (1 - 1e-9)
    assert part[path < length / step].sum() <= 0.95 * part.sum()


def test_values_are_forty_a_decade_over_four_decades_up_to_the_largest():
    found = accumulation.accumulation([0.3, 7.0], [1.0, 1.0])
    assert found.value[-1] == 7.0
    assert found.value[:-1] == pytest.approx(10 ** (np.arange(-127, 34) / 40), rel=1e-12)


def test_over_more_decades_where_heat_is_carried_that_far_below_the_largest():
    found = accumulation.accumulation([1e-9, 1e-5, 0.3, 7.0], [1e-3, 1.0, 1.0, 1.0])
    steps = len(found.value) - 1
    assert found.value[:-1] == pytest.approx(10 ** (np.arange(34 - steps, 34) / 40), rel=1e-12)
    assert 0.8e-5 < found.value[0] < 1e-5
    assert found.conductivity[[0, -1]].tolist() == pytest.approx([0.001, 3.001])


def test_components_share_their_values_and_each_is_the_accumulation_of_its_own():
    rng = np.random.default_rng(5)
    path, parts = rng.lognormal(sigma=6, size=(8, 5)), rng.uniform(0, 1, (8, 5, 6))
    parts[..., 3:] *= rng.choice([-1e-3, 1e-3], (8, 5, 3))
    found = accumulation.accumulation(path, parts, 0.1 * path)
    assert found.conductivity.shape == (len(found.value), 6)
    assert found.conductivity[-1] == pytest.approx(parts.sum(axis=(0, 1)), rel=1e-10)
    for one in range(3):
        alone = accumulation.accumulation(path, parts[..., one], 0.1 * path)
        for share in (0.3, 0.5, 0.9):
            together = accumulation.Accumulation(found.value, found.conductivity[:, one])
            lengths = [accumulation.value_at_share(each, share) for each in (alone, together)]
            assert lengths[0] == pytest.approx(lengths[1], rel=0.06)  # a step of the values
    still = accumulation.accumulation(0 * path, parts)
    assert still.conductivity == pytest.approx(parts.sum(axis=(0, 1))[None])


def test_where_nothing_moves_all_is_carried_at_nothing():
    found = accumulation.accumulation([0.0, 0.0], [0.3, 0.1])
    assert found.value.tolist() == [0.0] and found.conductivity == pytest.approx([0.4])
    some = accumulation.accumulation([0.0, 5.0], [0.3, 0.1])
    assert some.value[-1] == 5.0
    assert some.conductivity[[0, -1]] == pytest.approx([0.3, 0.4])


LADDER = accumulation.Accumulation(
    np.array([1e-9, 1e-8, 1e-7, 1e-6]), np.array([0.1, 0.2, 0.4, 0.4])
)


@pytest.mark.parametrize(
    ("share", "value"),
    # Up to the first value there is no line; up to the last one the whole is carried before it.
    [(0.1, 1e-9), (0.25, 1e-9), (0.375, 10**-8.5), (0.5, 1e-8), (0.75, 10**-7.5), (1.0, 1e-7)],
)
def test_a_share_is_found_on_the_logarithm_between_two_values(share, value):
    assert accumulation.value_at_share(LADDER, share) == pytest.approx(value, rel=1e-9, abs=0)


@pytest.mark.parametrize("share", [-0.1, 0.0, 1.001, 1.5])
def test_shares_out_of_range_are_refused(share):
    with pytest.raises(UltralowError, match="not above 0"):
        accumulation.value_at_share(LADDER, share)


def test_one_value_carries_every_share():
    one = accumulation.Accumulation(np.array([3e-9]), np.array([0.2]))
    assert accumulation.value_at_share(one, 0.5) == 3e-9


def test_a_mode_is_spread_evenly_over_its_cell():
    # σ of an even spread is its width over √12: from 2 to 6 for 4 ± 1.1547.
    found = accumulation.accumulation([4.0], [3.0], [4 / 12**0.5])
    assert found.value[-1] == pytest.approx(6.0)
    inside = np.clip((found.value - 2) / 4, 0, 1)
    assert found.conductivity == pytest.approx(3 * inside, abs=1e-8)
    assert accumulation.value_at_share(found, 0.5) == pytest.approx(4, rel=2e-3)


def test_no_heat_goes_below_zero():
    found = accumulation.accumulation([1.0], [2.0], [10.0])
    reach = 1 + 10 * 3**0.5
    assert found.value[-1] == pytest.approx(reach)
    assert found.conductivity == pytest.approx(2 * found.value / reach, abs=1e-8)


def test_the_last_mode_is_no_step():
    """A tenth of the whole in one mode: alone it is the 95 % length, and in its cell it is none."""
    path, part = np.array([1.0, 2.0, 40.0]), np.array([0.5, 0.4, 0.1])
    step = accumulation.accumulation(path, part)
    assert accumulation.value_at_share(step, 0.95) == pytest.approx(40, rel=0.06)
    ramp = accumulation.accumulation(path, part, [0.1, 0.1, 10.0])
    for found, largest in ((step, 0.1), (ramp, 0.02)):
        late = np.diff(found.conductivity[found.value > 10])
        assert late.sum() == pytest.approx(0.1, abs=1e-6)
        assert late.max() <= largest * (1 + 1e-6)
    assert accumulation.value_at_share(ramp, 0.92) < accumulation.value_at_share(ramp, 0.98) - 5


def test_sums_that_lose_heat_are_refused():
    with pytest.raises(UltralowError, match="would be lost"):
        accumulation.accumulation([np.nan, 1.0], [1.0, 1.0])
    for value in (0.0, 2.0):
        with pytest.raises(UltralowError, match="no number"):
            accumulation.accumulation([value, 1.0], [np.nan, 1.0])
    with pytest.raises(UltralowError, match="2 values"):
        accumulation.accumulation([1.0, 1.0], [1.0])
    with pytest.raises(UltralowError, match="not above 0"):
        accumulation.value_at_share(accumulation.Accumulation(np.ones(2), np.ones(2)), 0.0)


@given(seeds)
@settings(deadline=None)
def test_noise_between_processors_does_not_show(seed):
    rng = np.random.default_rng(seed)
    value = np.repeat(rng.uniform(1e-9, 1e-7, 6), 4)
    part = rng.uniform(0, 1, 24)
    plain = accumulation.accumulation(value, part, 0.1 * value)
    noisy = accumulation.accumulation(value * (1 + 1e-13 * rng.normal(size=24)), part, 0.1 * value)
    assert noisy.conductivity == pytest.approx(plain.conductivity, rel=1e-9, abs=1e-12)
    assert noisy.value == pytest.approx(plain.value, rel=1e-12)


def test_a_mode_without_a_value_may_carry_nothing():
    found = accumulation.accumulation([2.0, np.nan, 1.0], [0.3, 0.0, 0.1])
    assert (found.value[-1], found.conductivity[-1]) == (2.0, pytest.approx(0.4))
    assert accumulation.value_at_share(found, 0.25) == pytest.approx(1.0, rel=0.06)
    nothing = accumulation.accumulation([np.nan], [0.0])
    assert np.isnan(accumulation.value_at_share(nothing))
