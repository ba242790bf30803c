"""Sums over modes: they end at the whole, and lose nothing on the way."""

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
    path = scattering.mean_free_path(modes.group_velocities, rates)
    direction = np.random.default_rng(seed).normal(size=3)
    for by_mode, summed in (
        (wigner.particle_by_mode, wigner.particle),
        (wigner.coherence_by_mode, wigner.coherence),
    ):
        parts = wigner.component_along(by_mode(modes, rates, 300.0), direction)
        found = accumulation.accumulation(path, parts)
        whole = wigner.component_along(summed(modes, rates, 300.0), direction)
        assert found.conductivity[-1] == pytest.approx(whole, rel=1e-10)
        assert np.all(np.diff(found.value) >= 0)
    parts = wigner.component_along(wigner.particle_by_mode(modes, rates, 300.0), direction)
    found = accumulation.accumulation(path, parts)
    length = accumulation.value_at_share(found, 0.95)
    assert parts[path <= length].sum() >= 0.95 * whole_of(found) > parts[path < length].sum()
    assert accumulation.value_at_share(found, 1.0) <= found.value[-1]


def whole_of(accumulated):
    return accumulated.conductivity[-1]


def test_sums_that_lose_heat_are_refused():
    with pytest.raises(UltralowError, match="would be lost"):
        accumulation.accumulation([np.nan, 1.0], [1.0, 1.0])
    with pytest.raises(UltralowError, match="2 values"):
        accumulation.accumulation([1.0, 1.0], [1.0])
    with pytest.raises(UltralowError, match="not above 0"):
        accumulation.value_at_share(accumulation.Accumulation(np.ones(2), np.ones(2)), 0.0)


@given(seeds)
def test_equal_values_are_summed_as_they_come(seed):
    rng = np.random.default_rng(seed)
    value = np.repeat(rng.uniform(1e-9, 1e-7, 6), 4)
    part = rng.uniform(0, 1, 24)
    plain = accumulation.accumulation(value, part)
    noisy = accumulation.accumulation(value * (1 + 1e-13 * rng.normal(size=24)), part)
    assert noisy.conductivity == pytest.approx(plain.conductivity, rel=1e-12)
    assert noisy.value == pytest.approx(plain.value, rel=1e-12)
    assert (np.diff(noisy.value) >= 0).all()


def test_a_mode_without_a_value_may_carry_nothing():
    found = accumulation.accumulation([2.0, np.nan, 1.0], [0.3, 0.0, 0.1])
    assert found.value.tolist() == [1.0, 2.0]
    assert found.conductivity == pytest.approx([0.1, 0.4])
    assert accumulation.value_at_share(found, 0.25) == 1.0


@given(st.integers(0, 2**32 - 1))
def test_a_thinned_curve_is_nowhere_further_than_one_part_from_the_whole(seed):
    rng = np.random.default_rng(seed)
    value, part = rng.lognormal(size=3000), rng.pareto(1.5, 3000)
    whole = accumulation.accumulation(value, part)
    shown = accumulation.thinned(whole, 100)
    assert len(shown.value) <= 202
    assert (shown.value[-1], shown.conductivity[-1]) == (whole.value[-1], whole.conductivity[-1])
    before = np.searchsorted(shown.value, whole.value, "right") - 1
    after = np.searchsorted(shown.value, whole.value, "left")
    least = whole.conductivity[-1] / 100
    assert (whole.conductivity - shown.conductivity[before]).max() <= 1.001 * least
    assert (shown.conductivity[after] - whole.conductivity)[after == before].max() <= 1e-9
    few = accumulation.accumulation(value[:50], part[:50])
    assert accumulation.thinned(few, 100) is few


def test_a_thinned_curve_keeps_both_ends_though_the_last_modes_carry_nothing():
    value = np.arange(1.0, 1001.0)
    whole = accumulation.accumulation(value, np.where(value <= 900, 1.0, 0.0))
    shown = accumulation.thinned(whole)
    assert (shown.value[0], shown.value[-1]) == (1.0, 1000.0)


def test_a_picture_has_two_hundred_parts():
    value = np.arange(1.0, 4001.0)
    shown = accumulation.thinned(accumulation.accumulation(value, np.ones(4000)))
    steps = np.diff(shown.conductivity)
    assert np.count_nonzero(steps > 1.5) == 200
    assert steps.max() <= 4000 / 200
