"""Phonons of a harmonic crystal: frequencies, eigenvectors, velocities, densities of states.

A thin layer over phonopy. A *solver* is any function from wavevectors, shape (Q, 3) in units of
the reciprocal axes of the primitive cell, to dynamical matrices, shape (Q, 3N, 3N) in rad² s⁻²,
whose phases hold the positions of the atoms: D = Σ Φ exp(2πi q·(r_j - r_i)) / sqrt(m_i m_j).
Frequencies are ordinary ones in Hz, imaginary ones negative; all else is in SI.
"""

from collections.abc import Callable
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import angstrom, hbar, k

from ultralow.checks import BoolArray, ComplexArray, FloatArray, IntArray, positive
from ultralow.errors import UltralowError
from ultralow.phonons.force_constants import PER_PHONOPY, second_order

if TYPE_CHECKING:
    from phonopy import Phonopy

Solver: TypeAlias = Callable[[ArrayLike], ComplexArray]
# 1 GHz, 0.03 cm⁻¹: far below every optical mode. Softer ones are acoustic ones at rest.
FLOOR = 1e9
# 10 kHz: modes that symmetry makes one differ by less than 1 Hz, others by 100 kHz and more.
DEGENERATE = 1e4


class Vibrations(NamedTuple):
    """Vibrational modes at some wavevectors: Q points, M = 3N modes, N atoms.

    ``wavevectors`` (Q, 3) in reciprocal axes; ``weights`` (Q,), their sum is the number of points
    that they stand for; ``frequencies`` (Q, M) in Hz, ascending; ``eigenvectors`` (Q, M, N, 3)
    complex, each of norm 1. The displacement of atom j goes as its vector over the root of its
    mass, times exp(2πi q·r_j) with the place r_j of each of its images.
    """

    wavevectors: FloatArray
    weights: FloatArray
    frequencies: FloatArray
    eigenvectors: ComplexArray


class Bands(NamedTuple):
    """Phonon bands along straight lines through the Brillouin zone.

    ``distances`` (n,) along the path in rad/m; ``frequencies`` (n, M) in Hz, ascending at each
    point; ``labels`` a list of (distance, name) of the corners; ``wavevectors`` (n, 3).
    """

    distances: FloatArray
    frequencies: FloatArray
    labels: list[tuple[float, str]]
    wavevectors: FloatArray


def solver(phonon: "Phonopy") -> Solver:
    """Solver of a crystal with force constants: its dynamical matrices at any wavevectors.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        In phonopy's own units, eV/Å² and amu.

    Returns
    -------
    callable
        Wavevectors (Q, 3) to matrices (Q, 3N, 3N) in rad² s⁻².

    Raises
    ------
    UltralowError
        If it has no force constants.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]  # 1 eV/Å²
    >>> matrix = solver(einstein)([[0, 0, 0.5]])[0]
    >>> (frequencies(matrix.diagonal().real) / 1e12).round(2).tolist()
    [1.36, 1.36, 1.36]
    """
    from phonopy.harmonic.dynamical_matrix import get_dynamical_matrices_at_qpoints

    second_order(phonon)  # an error where there are none
    made: Any = phonon.dynamical_matrix

    def matrices(wavevectors: ArrayLike) -> ComplexArray:
        points = np.array(wavevectors, float, order="C").reshape(-1, 3)
        return PER_PHONOPY * get_dynamical_matrices_at_qpoints(made, points)

    return matrices


def vibrations(
    solve: Solver, wavevectors: ArrayLike, weights: ArrayLike | None = None
) -> Vibrations:
    """Vibrational modes: the dynamical matrices diagonalised.

    Parameters
    ----------
    solve : callable
        See :func:`solver`.
    wavevectors : array_like, shape (Q, 3)
        In reciprocal axes.
    weights : array_like, shape (Q,), optional
        One each if left out.

    Returns
    -------
    Vibrations

    Examples
    --------
    >>> def chain(q):  # atoms in a row along z, 2 THz at the zone boundary
    ...     size = (4e12 * np.pi * np.sin(np.pi * np.asarray(q)[:, 2])) ** 2
    ...     return size[:, np.newaxis, np.newaxis] * np.diag([0, 0, 1])
    >>> (vibrations(chain, [[0, 0, 0.25], [0, 0, 0.5]]).frequencies[:, 2] / 1e12).round(2).tolist()
    [1.41, 2.0]
    """
    wavevectors = np.asarray(wavevectors, float).reshape(-1, 3)
    squares, vectors = np.linalg.eigh(solve(wavevectors))
    shape = (*squares.shape, squares.shape[1] // 3, 3)
    weights = np.ones(len(wavevectors)) if weights is None else np.asarray(weights)
    return Vibrations(
        wavevectors, weights, frequencies(squares), vectors.swapaxes(1, 2).reshape(shape)
    )


def frequencies(squares: ArrayLike) -> FloatArray:
    """Frequencies from squares of angular ones, negative where imaginary.

    Parameters
    ----------
    squares : array_like
        ω², rad² s⁻².

    Returns
    -------
    numpy.ndarray
        Hz, in the shape of ``squares``.

    Examples
    --------
    >>> (frequencies([4e25, -1e24]) / 1e12).round(2).tolist()
    [1.01, -0.16]
    """
    squares = np.asarray(squares, float)
    return np.sign(squares) * np.sqrt(np.abs(squares)) / (2 * np.pi)


def mesh(divisions: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Mesh of wavevectors that leaves the zone centre out, one half of it.

    The mesh is shifted by half a step along the axes with even divisions, or along the first. Of
    q and -q, which have the same frequencies, one is kept with weight 2.

    Parameters
    ----------
    divisions : array_like of int, shape (3,)

    Returns
    -------
    tuple of numpy.ndarray
        Wavevectors (Q, 3) between -1/2 and 1/2, and weights (Q,) that sum to the product of the
        divisions.

    Raises
    ------
    UltralowError
        If a division is below one.

    Examples
    --------
    >>> points, weights = mesh([4, 4, 4])
    >>> len(points), int(weights.sum())
    (32, 64)
    """
    divisions = np.asarray(divisions, int)
    if (divisions < 1).any():
        raise UltralowError(f"a mesh of {divisions.tolist()} points", mend="give numbers from 1 on")
    # Twice the place in steps, so that all is whole; odd numbers leave the zone centre out.
    first = 1 - divisions % 2
    first[0] |= not first.any()
    grid = np.array(list(product(*(range(odd, 2 * n, 2) for odd, n in zip(first, divisions)))))
    opposite = -grid % (2 * divisions)
    kept = np.array([tuple(one) <= tuple(other) for one, other in zip(grid, opposite)])
    weights = np.where((grid == opposite).all(axis=1), 1, 2)[kept]
    scaled = grid[kept] / (2 * divisions)
    return scaled - np.round(scaled), weights


def atom_shares(eigenvectors: ArrayLike) -> FloatArray:
    """Atom shares of the kinetic energy of each mode; they sum to 1.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)

    Returns
    -------
    numpy.ndarray, shape (..., N)

    Examples
    --------
    >>> atom_shares([[0.6, 0, 0], [0, 0.8, 0]]).round(2).tolist()
    [0.36, 0.64]
    """
    return np.sum(np.abs(eigenvectors) ** 2, axis=-1)


def participation_ratio(eigenvectors: ArrayLike) -> FloatArray:
    r"""Participation ratio: how many of the atoms a mode moves, as a share of all of them.

    .. math:: P = \frac{(\sum_i |e_i|^2)^2}{N \sum_i |e_i|^4}

    1/N where one atom moves alone, 1 where all have the same kinetic energy. Among degenerate modes
    it depends on the choice of their vectors.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)

    Returns
    -------
    numpy.ndarray, shape (...)

    References
    ----------
    R. J. Bell and P. Dean, Discuss. Faraday Soc. 50, 55 (1970), doi:10.1039/DF9705000055.

    Examples
    --------
    >>> alone, together = [[1, 0, 0], [0, 0, 0]], np.full((2, 3), 6**-0.5)
    >>> participation_ratio([alone, together]).round(6).tolist()
    [0.5, 1.0]
    """
    energy = atom_shares(eigenvectors)
    return np.sum(energy, axis=-1) ** 2 / (energy.shape[-1] * np.sum(energy**2, axis=-1))


def acoustic_share(eigenvectors: ArrayLike, masses: ArrayLike) -> FloatArray:
    r"""Acoustic share: how far a mode moves the cell as a whole, 1 for sound, 0 for optical modes.

    .. math:: \frac{\sum_a \left| \sum_i \sqrt{m_i} e_{ia} \right|^2}{\sum_i m_i}

    At every wavevector the modes share out 3 among them.

    Parameters
    ----------
    eigenvectors : array_like, shape (..., N, 3)
    masses : array_like, shape (N,)
        In one unit.

    Returns
    -------
    numpy.ndarray, shape (...)

    Examples
    --------
    >>> alike = np.array([[1, 0, 0], [1, 0, 0]]) / 2**0.5
    >>> acoustic_share([alike, alike * [[1], [-1]]], [1, 1]).round(6).tolist()
    [1.0, 0.0]
    """
    masses = np.asarray(masses, float)
    carried = np.einsum("...ia,i->...a", np.asarray(eigenvectors), np.sqrt(masses))
    return np.sum(np.abs(carried) ** 2, axis=-1) / masses.sum()


def degenerate_groups(frequency: ArrayLike, tolerance: float = DEGENERATE) -> IntArray:
    """Degenerate group of each mode, as a number; shape (..., M).

    Within a group the eigenvectors are any basis of one space, and another one on every processor:
    only sums over the group mean anything. Groups are counted from 0 at each wavevector.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    tolerance : float
        Hz; neighbours that are not further apart are of one group.

    Examples
    --------
    >>> degenerate_groups([1e12, 1e12 + 10, 2e12]).tolist()
    [0, 0, 1]
    """
    frequency = np.asarray(frequency, float)
    steps = np.diff(frequency, axis=-1, prepend=frequency[..., :1]) > tolerance
    return np.cumsum(steps, axis=-1)


def group_means(
    frequency: ArrayLike, values: ArrayLike, tolerance: float = DEGENERATE
) -> FloatArray:
    """Means of values over degenerate groups, in the shape of ``values``.

    Of what is a sum of |e|² over a mode, such as :func:`atom_shares`, the mean does not depend on
    the choice of eigenvectors; a mode that is alone keeps its value to the last bit.

    Parameters
    ----------
    frequency : array_like, shape (..., M)
        Hz, ascending.
    values : array_like, shape (..., M, ...)
    tolerance : float
        See :func:`degenerate_groups`.

    Examples
    --------
    >>> group_means([1e12, 1e12, 2e12], [0.2, 0.6, 1.0]).round(6).tolist()
    [0.4, 0.4, 1.0]
    """
    groups, values = degenerate_groups(frequency, tolerance), np.asarray(values)
    flat = values.reshape(groups.size, -1)
    starts = np.flatnonzero(np.diff(groups, axis=-1, prepend=-1).ravel())
    counts = np.diff(starts, append=groups.size)
    if (counts == 1).all():
        return values
    means = np.add.reduceat(flat, starts, axis=0) / counts[:, np.newaxis]
    return np.repeat(means, counts, axis=0).reshape(values.shape)


def density_of_states(
    at: ArrayLike, found: Vibrations, width: float, shares: ArrayLike | None = None
) -> FloatArray:
    """Density of states per frequency and cell, each mode spread as a Gaussian.

    Parameters
    ----------
    at : array_like, shape (F,)
        Frequencies in Hz.
    found : Vibrations
    width : float
        Standard deviation of the Gaussian in Hz.
    shares : array_like, shape (Q, M, P), optional
        What of each mode counts to each of P parts, such as :func:`atom_shares`.

    Returns
    -------
    numpy.ndarray, shape (F,) or (F, P)
        1/Hz. Over all frequencies it integrates to M; parts that sum to 1 give parts that sum to
        the whole.

    Raises
    ------
    UltralowError
        If the width is not a finite number above zero.

    Examples
    --------
    >>> three = Vibrations(np.zeros((1, 3)), np.ones(1), np.full((1, 3), 1e12), np.eye(3)[None])
    >>> round(float(density_of_states([1e12], three, 1e11)[0] * 1e12), 2)  # per THz
    11.97
    """
    positive("width", "Hz", width)
    at = np.asarray(at, float)
    height = (found.weights / found.weights.sum() / (width * np.sqrt(2 * np.pi)))[:, np.newaxis]
    parts = np.ones((*found.frequencies.shape, 1)) if shares is None else np.asarray(shares)
    flat = (height[..., np.newaxis] * parts).reshape(-1, parts.shape[-1])
    away = (at[:, np.newaxis] - found.frequencies.ravel()) / width
    density = np.exp(-0.5 * away**2) @ flat
    return density[:, 0] if shares is None else density


def mean_shares_below(
    found: Vibrations, frequency: float, shares: ArrayLike | None = None, least: float = -np.inf
) -> tuple[FloatArray, float]:
    """Mean shares of the atoms in all modes between two frequencies, and how many modes these are.

    Parameters
    ----------
    found : Vibrations
    frequency, least : float
        Hz.
    shares : array_like, shape (Q, M, P), optional
        :func:`atom_shares` if left out.

    Returns
    -------
    tuple of (numpy.ndarray, float)
        Shape (P,), and the number of modes per cell; NaN and 0 where there is none.

    Examples
    --------
    >>> shares = np.eye(3).reshape(1, 3, 3, 1)
    >>> low = Vibrations(np.zeros((1, 3)), np.ones(1), np.array([[1e12, 2e12, 9e12]]), shares)
    >>> mean, count = mean_shares_below(low, 3e12)
    >>> mean.tolist(), count
    ([0.5, 0.5, 0.0], 2.0)
    """
    shares = atom_shares(found.eigenvectors) if shares is None else np.asarray(shares)
    inside = (found.frequencies <= frequency) & (found.frequencies > least)
    count = found.weights[:, np.newaxis] * inside
    with np.errstate(invalid="ignore"):
        mean = np.einsum("qm,qmp->p", count, shares) / count.sum()
    return mean, float(count.sum() / found.weights.sum())


def mean_square_displacements(
    found: Vibrations, masses: ArrayLike, temperature: float
) -> FloatArray:
    """Mean-square displacements ⟨u_a u_b⟩ of the atoms in the harmonic crystal.

    ⟨u u⟩ = Σ ħ / (2 m ω) coth(ħω / 2kT) Re(e e*), the mean over wavevectors. Modes softer than
    :data:`FLOOR`, imaginary ones too, are left out: count them with :func:`has_no_frequency`.

    Parameters
    ----------
    found : Vibrations
        On a mesh.
    masses : array_like, shape (N,)
        kg.
    temperature : float
        K; 0 gives the motion of the ground state.

    Returns
    -------
    numpy.ndarray, shape (N, 3, 3)
        m².

    Examples
    --------
    >>> from scipy.constants import atomic_mass
    >>> vectors = np.eye(3, dtype=complex).reshape(1, 3, 1, 3)
    >>> caesium = Vibrations(np.zeros((1, 3)), np.ones(1), np.full((1, 3), 1e12), vectors)
    >>> moved = mean_square_displacements(caesium, [132.9 * atomic_mass], 300.0)
    >>> round(float(moved[0, 0, 0] * 1e20), 3)  # Å²
    0.048
    """
    omega = 2 * np.pi * np.where(has_no_frequency(found.frequencies), np.inf, found.frequencies)
    warmth = thermal_factor(omega, temperature)
    size = found.weights[:, np.newaxis] / found.weights.sum() * hbar / (2 * omega) * warmth
    e = found.eigenvectors
    moved = np.einsum("qm,qmia,qmib->iab", size, e, e.conj(), optimize=True).real
    return moved / np.asarray(masses)[:, np.newaxis, np.newaxis]


def thermal_factor(omega: ArrayLike, temperature: float) -> FloatArray:
    """Thermal factor of a harmonic mode's mean square, coth(ħω / 2kT).

    Parameters
    ----------
    omega : array_like
        Angular frequency, rad/s.
    temperature : float
        K; 0 gives 1, the ground state.

    Returns
    -------
    numpy.ndarray
        Dimensionless, in the shape of ``omega``.

    Examples
    --------
    >>> round(float(thermal_factor(2 * np.pi * 1e12, 300.0)), 1)
    12.5
    """
    with np.errstate(divide="ignore"):
        return 1 / np.tanh(np.divide(hbar * np.asarray(omega), 2 * k * temperature))


def has_no_frequency(frequency: ArrayLike) -> BoolArray:
    """Modes without a usable frequency: imaginary ones, and the crystal moving as a whole.

    Parameters
    ----------
    frequency : array_like
        Hz, imaginary ones negative.

    Returns
    -------
    numpy.ndarray of bool
        Whether each is below :data:`FLOOR`.

    Examples
    --------
    >>> has_no_frequency([-5e11, 0.0, 1e12]).tolist()
    [True, True, False]
    """
    return np.asarray(frequency) < FLOOR


def band_path(phonon: "Phonopy", path: str = "", points: int = 41) -> Bands:
    """Phonon bands along a path through the Brillouin zone.

    Parameters
    ----------
    phonon : phonopy.Phonopy
    path : str
        Names of corners, such as ``"GXSYG"``, in ASE's convention for the lattice of the
        primitive cell; if empty, the first unbroken part of the standard path.
    points : int
        On each line, both ends included.

    Returns
    -------
    Bands

    Raises
    ------
    UltralowError
        For a corner that the lattice does not have.

    References
    ----------
    W. Setyawan, S. Curtarolo, Comput. Mater. Sci. 49, 299 (2010),
    doi:10.1016/j.commatsci.2010.05.010.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> atom = PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> einstein = Phonopy(atom)
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]
    >>> [name for _, name in band_path(einstein, "GXM", points=3).labels]
    ['Γ', 'X', 'M']
    """
    from ase.cell import Cell
    from ase.dft.kpoints import parse_path_string

    cell = Cell(phonon.primitive.cell)
    standard = cell.bandpath(npoints=0)
    names = parse_path_string(path or standard.path)[0]
    unknown = sorted(set(names) - set(standard.special_points))
    if unknown or len(names) < 2:
        raise UltralowError(
            f"no path {path!r} in this lattice",
            mend=f"use at least two of {', '.join(sorted(standard.special_points))}",
        )
    corners = np.array([standard.special_points[name] for name in names])
    wavevectors = path_points(corners, points)
    steps = np.linalg.norm(np.diff(wavevectors, axis=0) @ np.asarray(cell.reciprocal()), axis=1)
    distances = 2 * np.pi / angstrom * np.concatenate([[0.0], np.cumsum(steps)])
    places = distances[:: points - 1]
    shown = ["Γ" if name == "G" else name for name in names]
    found = frequencies(np.linalg.eigvalsh(solver(phonon)(wavevectors)))
    return Bands(distances, found, list(zip(map(float, places), shown)), wavevectors)


def path_points(corners: ArrayLike, points: int) -> FloatArray:
    """Points of a path on the straight lines from corner to corner, each corner once.

    Parameters
    ----------
    corners : array_like, shape (c, 3)
    points : int
        On each line, both ends included.

    Returns
    -------
    numpy.ndarray, shape (n, 3)

    Examples
    --------
    >>> path_points([[0, 0, 0], [0.5, 0, 0]], 3).tolist()
    [[0.0, 0.0, 0.0], [0.25, 0.0, 0.0], [0.5, 0.0, 0.0]]
    """
    corners = np.asarray(corners, float)
    t = np.linspace(0, 1, points)[:-1, np.newaxis]
    lines = [a + t * (b - a) for a, b in pairwise(corners)]
    return np.concatenate([*lines, corners[-1:]])
