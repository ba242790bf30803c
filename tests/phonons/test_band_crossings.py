"""Band crossings: models whose crossings can be counted by hand, crossed and avoided ones."""

import numpy as np
import pytest
from another_basis import turned_eigh
from hypothesis import given, settings
from hypothesis import strategies as st
from spring_models import rattling_perovskite, simple_cubic
from ultralow.phonons import band_crossings, harmonic

GAMMA, EDGE = np.zeros(3), np.array([1.0, 0, 0])
slopes = st.integers(-9, 9).map(float)


def model(branches, coupling=0.0, seed=0, copies=1):
    """A solver of given branches in THz over the line, mixed by one fixed unitary matrix.

    ``coupling`` in THz joins neighbours in the list: all, or a number for each pair of them.
    """
    size = 3 * copies * -(-len(branches) // 3)
    rng = np.random.default_rng(seed)
    mix = np.linalg.qr(rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size)))[0]

    def solve(wavevectors):
        matrices = []
        for t in np.asarray(wavevectors)[:, 0]:
            values = [branch(t) for branch in branches for _ in range(copies)]
            # What fills up to whole atoms lies far above, and never crosses.
            values += [1e3 + 10 * n for n in range(size - len(values))]
            h = np.diag(np.array(values, float))
            joined = range(copies * len(branches) - 1)
            for n, one in zip(joined, np.broadcast_to(coupling, len(joined))):
                h[n, n + 1] = h[n + 1, n] = one
            matrices.append(mix @ h @ h @ mix.conj().T)
        return (2e12 * np.pi) ** 2 * np.array(matrices)

    return solve


def count(solve, **settings):
    return band_crossings.crossings(solve, GAMMA, EDGE, **settings)


@given(st.lists(slopes, min_size=2, max_size=6, unique=True), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_straight_bands_cross_where_lines_do(rates, seed):
    starts = 50 + np.sqrt(2) * np.arange(len(rates)) ** 1.3
    branches = [lambda t, a=a, b=b: a + b * t for a, b in zip(starts, rates, strict=True)]
    ends = starts + np.array(rates)
    i, j = np.triu_indices(len(rates), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        where = (starts[j] - starts[i]) / (np.array(rates)[i] - np.array(rates)[j])
    met = np.sign(starts[j] - starts[i]) != np.sign(ends[j] - ends[i])
    first, last = band_crossings.OFFSET / 60, (59 + band_crossings.OFFSET) / 60
    met &= (where > first) & (where < last)
    found = count(model(branches, seed=seed))
    assert found.crossed.all()
    assert np.sort(found.fraction) == pytest.approx(np.sort(where[met]), abs=1e-4)
    at = starts[i][met] + np.array(rates)[i][met] * where[met]
    assert np.sort(found.frequency) == pytest.approx(np.sort(at) * 1e12, rel=1e-4)


# In THz; the bands come 0.037 THz closer a step, and the resolution is 0.001 THz.
@pytest.mark.parametrize(
    ("gap", "crossed"), [(0.0, True), (1e-4, True), (2e-3, False), (8e-3, False)]
)
def test_bands_that_keep_apart_are_avoided_crossings(gap, crossed):
    branches = [lambda t: 2.0, lambda t: 1.0 + 2.2 * t]
    found = count(model(branches, coupling=gap / 2))
    assert found.crossed.tolist() == [crossed]
    assert found.fraction == pytest.approx([1 / 2.2], abs=0.02)
    assert count(model(branches, coupling=gap / 2), resolution=1e11).crossed.tolist() == [True]


@pytest.mark.parametrize("avoided", [0, 1])
def test_of_two_exchanges_in_a_step_the_avoided_one_keeps_its_frequency(avoided):
    branches = [lambda t: 2.0, lambda t: 1.0 + 2.2 * t, lambda t: 8.0, lambda t: 9.0 - 2.21 * t]
    gaps = [0.004, 0, 0] if avoided == 0 else [0, 0, 0.004]
    found = count(model(branches, coupling=gaps))
    near = np.argsort(found.frequency)
    assert found.frequency[near] == pytest.approx([2e12, 8e12], rel=0.01)
    assert found.crossed[near].tolist() == [avoided == 1, avoided == 0]


def test_a_gap_that_the_steps_resolve_is_no_crossing_at_all():
    branches = [lambda t: 2.0, lambda t: 1.0 + 2.2 * t]
    assert not len(count(model(branches, coupling=0.3)).fraction)
    assert not len(count(model(branches, coupling=0.01), points=600).fraction)


@pytest.mark.parametrize("points", [40, 60, 97])
def test_the_number_does_not_depend_on_the_steps_or_the_direction(points):
    branches = [lambda t: 1 + np.sin(7 * t), lambda t: 1.2 + 0.5 * np.cos(5 * t), lambda t: 2 - t]
    there = band_crossings.crossings(model(branches), GAMMA, EDGE, points)
    back = band_crossings.crossings(model(branches), EDGE, GAMMA, points)
    t = np.linspace(0, 1, 100001)
    values = [branch(t) for branch in branches]
    known = sum(np.count_nonzero(np.diff(np.sign(values[i] - values[j])))
                for i in range(3) for j in range(i))  # fmt: skip
    assert there.crossed.sum() == back.crossed.sum() == known == len(there.fraction)
    assert np.sort(1 - back.fraction) == pytest.approx(there.fraction, abs=1e-4)


def test_degenerate_bands_do_not_cross_themselves():
    branches = [lambda t: 2.0, lambda t: 1.0 + 2.2 * t]
    found = count(model(branches, copies=2, seed=3))
    assert found.crossed.tolist() == [True] * 4  # each of one pair with each of the other
    assert not len(count(model([lambda t: 1 + t], copies=2)).fraction)


def test_what_meets_above_is_left_out():
    branches = [lambda t: 1 + t, lambda t: 1.5, lambda t: 1.8]
    assert count(model(branches)).frequency == pytest.approx([1.5e12, 1.8e12], rel=1e-4)
    assert count(model(branches), highest=1.6e12).frequency == pytest.approx([1.5e12], rel=1e-4)


def test_a_folded_chain_of_atoms():
    """Two atoms of a simple cubic crystal as one cell: sound meets its own folded branches."""
    one = simple_cubic()
    masses = one.primitive.masses

    def folded(wavevectors):
        blocks = []
        for q in wavevectors:
            pair = harmonic.solver(one)([[q[0] / 2 + g, q[1], q[2]] for g in (0.0, 0.5)])
            big = np.zeros((6, 6), complex)
            big[:3, :3] = big[3:, 3:] = (pair[0] + pair[1]) / 2
            big[:3, 3:] = big[3:, :3] = (pair[0] - pair[1]) / 2
            blocks.append(big)
        return np.array(blocks)

    found = band_crossings.crossings(folded, GAMMA, EDGE / 2, masses=[masses[0]] * 2)
    # Longitudinal: 4 k sin² with k = 10 below, and the folded transverse ones, k = 3, cos².
    t = 2 / np.pi * np.arctan(np.sqrt(3 / 10))
    assert found.crossed.tolist() == [True, True]
    assert found.fraction == pytest.approx([2 * t] * 2, abs=1e-4)
    assert np.sort(found.acoustic, axis=1) == pytest.approx(np.array([[0, 1]] * 2), abs=0.2)


@given(st.permutations(range(15)))
@settings(max_examples=10, deadline=None)
def test_modes_are_followed_by_their_vectors(order):
    solve = harmonic.solver(rattling_perovskite())
    found = harmonic.vibrations(solve, [[0.1, 0.2, 0.3]]).eigenvectors[0].reshape(15, 15)
    phases = np.exp(1j * np.arange(15))[:, np.newaxis]
    onward = band_crossings.match_modes(found, (phases * found)[list(order)])
    assert np.array(order)[onward].tolist() == list(range(15))


def by_sampling(reciprocal, velocities, stop, highest):
    """Crossings of folded branches, counted on a fine grid instead of by roots."""
    t = (np.arange(8001) + 0.5) / 8001
    grid = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 3), -1).reshape(-1, 3)
    k = (t[:, None, None] * stop + grid) @ reciprocal
    length = np.linalg.norm(k, axis=-1) / (2 * np.pi)
    f = np.concatenate([v * length for v in velocities], axis=1).T
    f = f[f.min(axis=1) < highest]
    crossed = 0
    for i in range(len(f)):
        change = np.diff(np.sign(f[i] - f[:i]), axis=1) != 0
        same = np.abs(f[i] - f[:i]).max(axis=1) < 1e-6 * highest
        crossed += (change & (f[i, 1:] < highest))[~same].sum()
    return crossed


def test_sound_folded_into_a_cell():
    reciprocal = 2e10 * np.pi * np.diag([1 / 8.6, 1 / 12.4, 1 / 8.7])
    velocities, stop, highest = [900.0, 1300.0, 2100.0], np.array([0.5, 0, 0]), 1.3e12
    found = band_crossings.folded_acoustic_crossings(reciprocal, velocities, GAMMA, stop, highest)
    assert len(found.fraction) == by_sampling(reciprocal, velocities, stop, highest) > 10
    assert found.frequency.max() <= highest
    assert (found.acoustic.sum(axis=1) == 1).sum() > 0


@pytest.mark.parametrize("seed", range(8))
def test_branches_that_symmetry_joins_do_not_cross_however_the_cell_is_turned(seed):
    """They meet at the edge of the zone or all along the line, but for rounding."""
    sides, highest = np.array([8.6, 12.4, 8.7]), 1.3e12
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    reciprocal = 2e10 * np.pi * np.diag(1 / sides)
    for stop in np.eye(3) / 2:
        straight, turned = (
            band_crossings.folded_acoustic_crossings(axes, [900.0, 1300.0], GAMMA, stop, highest)
            for axes in (reciprocal, reciprocal @ turn)
        )
        assert len(turned.fraction) == len(straight.fraction)
        assert len(straight.fraction) == by_sampling(reciprocal, [900.0, 1300.0], stop, highest)


def test_equal_velocities_fold_without_crossing_themselves():
    reciprocal = 2e10 * np.pi * np.eye(3) / 8.0
    once = band_crossings.folded_acoustic_crossings(reciprocal, [1000.0], GAMMA, EDGE / 2, 0.3e12)
    twice = band_crossings.folded_acoustic_crossings(
        reciprocal, [1000.0, 1000.0], GAMMA, EDGE / 2, 0.3e12
    )
    assert len(twice.fraction) == 4 * len(once.fraction)


@pytest.mark.parametrize("seed", range(5))
def test_crossings_do_not_hang_on_the_basis_of_degenerate_bands(monkeypatch, seed):
    branches = [lambda t: 2.0, lambda t: 1.0 + 2.2 * t, lambda t: 3.1 - t]
    solve, masses = model(branches, copies=2, seed=seed, coupling=2e-4), np.ones(2)
    plain = count(solve, masses=masses)
    monkeypatch.setattr(np.linalg, "eigh", turned_eigh(seed))
    other = count(solve, masses=masses)
    assert len(plain.fraction) > 4
    assert other.bands.tolist() == plain.bands.tolist()
    assert other.crossed.tolist() == plain.crossed.tolist()
    assert other.fraction == pytest.approx(plain.fraction, abs=1e-9)
    assert other.acoustic == pytest.approx(plain.acoustic, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_degenerate_band_has_the_sound_of_its_group(monkeypatch, seed):
    """Sound in one of two modes of one frequency, however the two are mixed."""

    def solve(wavevectors):
        # Two atoms of one mass: x of both together is sound, x of one against the other is not.
        together, against = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
        matrices = []
        for t in np.asarray(wavevectors)[:, 0]:
            flat = np.kron(np.eye(2), np.diag([0.0, 0, 30.0]))
            flat[1, 1] = flat[4, 4] = 2.0
            for way in (together, against):
                flat += (1.0 + 2.2 * t) * np.kron(np.outer(way, way), np.diag([1.0, 0, 0]))
            matrices.append(flat @ flat)
        return (2e12 * np.pi) ** 2 * np.array(matrices)

    monkeypatch.setattr(np.linalg, "eigh", turned_eigh(seed))
    found = count(solve, masses=np.ones(2))
    assert found.crossed.tolist() == [True] * 4
    assert found.acoustic == pytest.approx(np.ones((4, 2)), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_degenerate_band_is_followed_as_a_group(seed):
    """More than half of a third band goes into one mode of a pair, less into each in the mean."""
    rng = np.random.default_rng(seed)

    def basis():
        pair = np.linalg.qr(rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2)))[0]
        return np.block([[pair, np.zeros((2, 1))], [np.zeros((1, 2)), np.eye(1)]])

    cosine, sine = np.sqrt([0.45, 0.55])
    turn = np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    frequency = np.array([1e12, 1e12, 2e12])
    left = band_crossings._Point(0.0, frequency, basis())
    right = band_crossings._Point(0.1, frequency, basis() @ turn)
    assert band_crossings._followed(left, right).tolist() == [0, 1, 2]


def test_parabolas_that_touch_do_not_cross_and_near_ones_cross_twice():
    # t² - 2t + 1 - s has the roots 1 ± √s.
    for s, expected in ((1e-8, [1 - 1e-4, 1 + 1e-4]), (1e-12, [np.nan] * 2), (-1e-3, [np.nan] * 2)):
        one, slope, height = np.ones(1), np.full(1, -2.0), np.full(1, 1 - s)
        found = [band_crossings._root(one, slope, height, sign)[0] for sign in (-1, 1)]
        assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)
