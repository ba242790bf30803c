"""Band crossings along a line, told from avoided ones by following eigenvectors.

Between two near points each mode goes on as the one whose eigenvector overlaps most with its own.
Two bands cross where modes that are followed in this way change places. Whether they do is a
matter of scale: bands that hybridise pass each other at a gap, and look crossed from afar. So
each place is searched again with half the step, until either the exchange is gone, and it was an
avoided crossing, or the bands are within a stated resolution of each other and still exchange.
"""

from collections.abc import Callable
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from ultralow.checks import BoolArray, ComplexArray, FloatArray, IntArray
from ultralow.phonons.harmonic import Solver, frequencies
from ultralow.phonons.mode_shares import (
    DEGENERATE,
    acoustic_share,
    degenerate_groups,
    group_means,
)

# 1 GHz: less than a thousandth of the linewidths at room temperature of the crystals here, so
# that no phonon can tell a smaller gap from a crossing.
RESOLUTION = 1e9
# No symmetric fraction, so that no point falls onto a special one of the zone.
OFFSET = 0.381966
TIE = DEGENERATE  # Hz; bands of one degenerate group have no order to change
# Of two ways to follow modes that overlap alike to rounding, the one that keeps their order.
IN_ORDER = 1e-9
DEEPEST = 40
# Branches meet at the ends of a line, which are special points, and run together along it, both by
# symmetry and but for rounding: of the line, and of what a branch is told by.
ROUNDING = 1e-6


class Crossings(NamedTuple):
    """Crossings: pairs of bands that exchange their order along a line, from its start.

    ``fraction`` (c,) of the line; ``frequency`` (c,) in Hz; ``bands`` (c, 2), counted from below
    just before the exchange; ``crossed`` (c,) true where they touch within the resolution, false
    where they avoid each other; ``acoustic`` (c, 2) the acoustic shares of the two just before,
    see :func:`ultralow.phonons.mode_shares.acoustic_share`, of a degenerate band the sum over its
    group; NaN where no masses were given.
    """

    fraction: FloatArray
    frequency: FloatArray
    bands: IntArray
    crossed: BoolArray
    acoustic: FloatArray


class _Point(NamedTuple):
    """Modes at one place of a line: frequencies and eigenvectors as rows."""

    t: float
    frequency: FloatArray
    vectors: ComplexArray


def match_modes(before: ArrayLike, after: ArrayLike) -> IntArray:
    r"""Matching of modes between two wavevectors: the largest sum of squared overlaps.

    .. math:: \max_{\text{assignments}} \sum |\langle a | b \rangle|^2

    Parameters
    ----------
    before, after : array_like, shape (M, n)
        Eigenvectors as rows, at two near wavevectors.

    Returns
    -------
    numpy.ndarray of int, shape (M,)
        For each mode before, its index after.

    Examples
    --------
    >>> match_modes([[1, 0], [0, 1]], [[0.1, 1], [1, -0.1]]).tolist()
    [1, 0]
    """
    return _assigned(np.abs(np.conj(before) @ np.transpose(after)) ** 2)


def _assigned(overlap: FloatArray) -> IntArray:
    rank = np.arange(len(overlap))
    return linear_sum_assignment(IN_ORDER * (rank[:, np.newaxis] - rank) ** 2 - overlap)[1]


def _followed(left: _Point, right: _Point) -> IntArray:
    """Which mode each one goes on as; degenerate ones overlap as their groups do in the mean."""
    overlap = np.abs(np.conj(left.vectors) @ right.vectors.T) ** 2
    overlap = group_means(left.frequency, overlap)
    return _assigned(group_means(right.frequency, overlap.T).T)


def crossings(
    solve: Solver, start: ArrayLike, stop: ArrayLike, points: int = 60, highest: float = np.inf,
    resolution: float = RESOLUTION, masses: ArrayLike | None = None,
) -> Crossings:  # fmt: skip
    """Crossings and avoided crossings of all bands on a straight line, the ends left out.

    Parameters
    ----------
    solve : callable
        See :func:`ultralow.phonons.harmonic.solver`.
    start, stop : array_like, shape (3,)
        Wavevectors.
    points : int
        Of the first search. Crossings do not depend on it where it is fine enough; avoided ones
        are those whose gap is passed within one step.
    highest : float
        Hz; pairs that meet above are left out.
    resolution : float
        Hz; a gap that is smaller is a crossing.
    masses : array_like, shape (N,), optional
        For the acoustic shares.

    Returns
    -------
    Crossings

    Examples
    --------
    >>> def solve(q):  # two bands that do not know of each other: one rises, one is flat
    ...     rising = (2 * np.pi * 2e12 * np.asarray(q)[:, 0]) ** 2
    ...     flat = np.full_like(rising, (2 * np.pi * 0.5e12) ** 2)
    ...     return np.stack([rising, flat], axis=-1)[:, :, np.newaxis] * np.eye(2)
    >>> found = crossings(solve, [0, 0, 0], [0.5, 0, 0])
    >>> found.fraction.round(3).tolist(), (found.frequency / 1e12).round(3).tolist()
    ([0.5], [0.5])
    """
    start, stop = np.asarray(start, float), np.asarray(stop, float)

    def at(fractions: FloatArray) -> list[_Point]:
        squares, vectors = np.linalg.eigh(solve(start + np.outer(fractions, stop - start)))
        found = frequencies(squares), vectors.swapaxes(1, 2)
        return [_Point(*one) for one in zip(fractions, *found, strict=True)]

    line = at((np.arange(points) + OFFSET) / points)
    seen = [
        found for step in pairwise(line)
        if (found := _exchanges(*step, highest, TIE))
    ]  # fmt: skip
    real = _refined(at, seen, highest, resolution)
    rows = []
    for coarse, sure in zip(seen, real, strict=True):
        rows += [(one, True) for one in sure] + [(one, False) for one in _others(coarse, sure)]
    rows.sort(key=lambda row: (row[0].t, row[0].bands))
    return Crossings(
        np.array([one.t for one, _ in rows]),
        np.array([one.frequency for one, _ in rows]),
        np.array([one.bands for one, _ in rows], int).reshape(-1, 2),
        np.array([sure for _, sure in rows], bool),
        np.array([_acoustic(one, masses) for one, _ in rows]).reshape(-1, 2),
    )


class _Exchange(NamedTuple):
    """Two modes that change places between two points."""

    t: float
    frequency: float
    bands: tuple[int, int]
    apart: float
    left: _Point
    right: _Point


def folded_acoustic_crossings(
    reciprocal: ArrayLike, velocities: ArrayLike, start: ArrayLike, stop: ArrayLike, highest: float
) -> Crossings:
    """Crossings that a cell has from its size alone: sound in a uniform medium, folded back.

    Branches f = v |k + G| / 2π for each velocity and every vector G of the reciprocal lattice:
    what the bands would be if all atoms were alike and held alike. They all cross. What meets at
    an end of the line is left out.

    Parameters
    ----------
    reciprocal : array_like, shape (3, 3)
        Reciprocal axes as rows, in rad/m.
    velocities : array_like, shape (3,)
        Of sound along the line in m/s.
    start, stop : array_like, shape (3,)
        Wavevectors in reciprocal axes.
    highest : float
        Hz.

    Returns
    -------
    Crossings
        ``bands`` number the branches by frequency at the start; ``acoustic`` is 1 for G = 0.

    Examples
    --------
    >>> axes = 2 * np.pi / 6e-10 * np.eye(3)  # a cubic cell of 6 Å
    >>> found = folded_acoustic_crossings(axes, [3000, 1500, 1500], [0, 0, 0], [0, 0, 0.5], 2e12)
    >>> found.fraction.round(3).tolist(), (found.frequency / 1e12).round(2).tolist()
    ([0.667, 0.667], [1.67, 1.67])
    """
    reciprocal, start, stop = (np.asarray(one, float) for one in (reciprocal, start, stop))
    speeds = np.asarray(velocities, float)
    a, b, lowest, unfolded = _folded_branches(reciprocal, speeds, start, stop, highest)
    one, other = np.triu_indices(len(a), 1)
    # f² is a parabola in the fraction t of the line, so that two of them meet at roots.
    steep, slope, height = (part[one] - part[other] for part in (a, b, lowest))
    change, size = (np.abs(parts).sum(axis=0) for parts in ([steep, slope, height], [a, b, lowest]))
    apart = change > ROUNDING * size[one]
    found = []
    for sign in (-1, 1):
        t = _root(steep, slope, height, sign)
        square = a[one] * t**2 + b[one] * t + lowest[one]
        real = apart & (t > ROUNDING) & (t < 1 - ROUNDING) & (square <= highest**2)
        found.append(np.stack([t, np.sqrt(np.abs(square)), one, other])[:, real])
    t, frequency, one, other = np.concatenate(found, axis=1)
    bands = np.stack([one, other], axis=1).astype(int)
    return Crossings(t, frequency, bands, np.ones(len(t), bool), unfolded[bands].astype(float))


def _folded_branches(
    reciprocal: FloatArray,
    velocities: FloatArray,
    start: FloatArray,
    stop: FloatArray,
    highest: float,
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Coefficients of f² = a t² + b t + c of all branches that come below a frequency."""
    line = (stop - start) @ reciprocal
    reach = 2 * np.pi * highest / np.min(velocities) + np.linalg.norm(line)
    most = np.ceil(reach / np.linalg.norm(reciprocal, axis=1).min() + 1).astype(int) * 2
    grid = np.array(list(product(range(-most, most + 1), repeat=3)))
    place = (start + grid) @ reciprocal
    place, grid = (one[np.linalg.norm(place, axis=1) <= reach] for one in (place, grid))
    rows = [
        (v**2 * line @ line, 2 * v**2 * one @ line, v**2 * one @ one, not g.any())
        for v in velocities for one, g in zip(place, grid, strict=True)
    ]  # fmt: skip
    table = np.array(rows)[:, :3] / (2 * np.pi) ** 2
    order = np.lexsort(table.T)
    return *table[order].T, np.array([row[3] for row in rows])[order]


def _root(a: FloatArray, b: FloatArray, c: FloatArray, sign: int) -> FloatArray:
    """One root of a t² + b t + c, NaN where there is none or the three vanish."""
    size = np.abs(a) + np.abs(b) + np.abs(c)
    flat = np.abs(a) < 1e-9 * np.maximum(size, 1e-300)
    inside = b**2 - 4 * a * c
    with np.errstate(divide="ignore", invalid="ignore"):
        square = (-b + sign * np.sqrt(inside)) / (2 * a)
        straight = -c / b if sign > 0 else np.full_like(c, np.nan)
        root = np.where(flat, straight, square)
        # Where they touch without crossing the root is double.
        touching = ~flat & (inside <= 1e-9 * b**2)
    return np.where(touching | ~np.isfinite(root), np.nan, root)


def _exchanges(left: _Point, right: _Point, highest: float, tie: float) -> list[_Exchange]:
    """All exchanges between two points; modes closer than a tie have no order to change."""
    onward = _followed(left, right)
    f, g = left.frequency, right.frequency[onward]
    lower, upper = np.triu_indices(len(f), 1)
    before, after = f[upper] - f[lower], g[lower] - g[upper]
    found = []
    for n in np.flatnonzero((before > tie) & (after > tie)):
        a, b = int(lower[n]), int(upper[n])
        share = before[n] / (before[n] + after[n])
        t = left.t + share * (right.t - left.t)
        apart = min(before[n], after[n])
        found.append(_Exchange(t, f[a] + share * (g[a] - f[a]), (a, b), apart, left, right))
    return [one for one in found if one.frequency <= highest]


def _refined(
    at: Callable[[FloatArray], list[_Point]],
    seen: list[list[_Exchange]],
    highest: float,
    resolution: float,
) -> list[list[_Exchange]]:
    """Of each step's exchanges those that are still there where the bands have come together."""
    real: list[list[_Exchange]] = [[] for _ in seen]
    open_steps = list(enumerate(seen))
    for _ in range(DEEPEST):
        for n, found in open_steps:
            if all(one.apart <= resolution for one in found):
                real[n] += found
        open_steps = [(n, found) for n, found in open_steps
                      if any(one.apart > resolution for one in found)]  # fmt: skip
        if not open_steps:
            break
        ends = [(found[0].left, found[0].right) for _, found in open_steps]
        middles = at(np.array([(left.t + right.t) / 2 for left, right in ends]))
        halves = [
            (n, _exchanges(*half, highest, TIE))
            for (n, _), (left, right), middle in zip(open_steps, ends, middles, strict=True)
            for half in ((left, middle), (middle, right))
        ]
        open_steps = [(n, found) for n, found in halves if found]
    return real


def _others(coarse: list[_Exchange], sure: list[_Exchange]) -> list[_Exchange]:
    """What is left of the exchanges of a step when each real one has taken its nearest."""
    left = list(coarse)
    for one in sure:
        if left:
            left.remove(min(left, key=lambda other: abs(other.frequency - one.frequency)))
    return left


def _acoustic(one: _Exchange, masses: ArrayLike | None) -> FloatArray:
    if masses is None:
        return np.full(2, np.nan)
    point, bands = one.left, list(one.bands)
    share = acoustic_share(point.vectors.reshape(len(point.vectors), -1, 3), masses)
    groups = degenerate_groups(point.frequency)
    sums: FloatArray = np.asarray(np.bincount(groups, share), float)
    return sums[groups[bands]]
