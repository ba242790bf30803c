r"""Acoustic modes around the zone centre: what a mesh with its centre on a point leaves out.

Sound of the longest waves has neither a velocity nor a rate at the centre itself, so that the cell
of the mesh around it would carry nothing; in the cold, most heat is there. The cell is cut into
pyramids, its faces for bases and the centre for their top, and filled with rays from the centre:
Gauss's points on each face, and Gauss's points along each ray. Frequencies and velocities are
computed there. Rates are carried inward from the next points of the mesh, a face of which a ray
pierces: as a power of the frequency, with a factor that is linear between the points around. The
power is 4 at point defects and isotopes (Rayleigh), and between phonons about 2; there it can be
told from rates at a point or two within the cell.

References
----------
C. Herring, Phys. Rev. 95, 954 (1954), doi:10.1103/PhysRev.95.954: rates against wave vectors.
P. G. Klemens, Proc. Phys. Soc. A 68, 1113 (1955), doi:10.1088/0370-1298/68/12/303.
"""

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, IntArray
from ultralow.heat import mesh_cells
from ultralow.heat.mesh_modes import Modes

if TYPE_CHECKING:
    from phonopy import Phonopy

# From wave vectors (P, 3) in reciprocal axes to the frequencies (P, 3) in Hz and Cartesian group
# velocities (P, 3, 3) in m/s of the acoustic branches.
Sound: TypeAlias = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
ON_FACE, ON_RAY = 4, 6  # Gauss's points along each edge of a face, and along each ray
BETWEEN_PHONONS, AT_DEFECTS = 2, 4  # powers of the frequency
BRANCHES = 3
_AT_REST = 1e9  # Hz; an acoustic mode at the centre itself is below, but for rounding


class ZoneCentre(NamedTuple):
    """Acoustic modes in the cell of a mesh around the zone centre: P points.

    They stand ray by ray from the inside: the innermost points of all rays come first.

    Attributes
    ----------
    modes : ultralow.heat.mesh_modes.Modes
        Three branches. ``weights`` are shares of the cell, and ``volume`` is that of all unit cells
        that the mesh stands for, so that sums over it add to those over the mesh.
    outward : numpy.ndarray of int, shape (P, 4)
        The points of the mesh around the place where a ray pierces their face.
    shares : numpy.ndarray, shape (P, 4)
        Of each of these in what is linear between them.
    ratios : numpy.ndarray, shape (P, 4, 3)
        Frequency over that of the same branch there.
    """

    modes: Modes
    outward: IntArray
    shares: FloatArray
    ratios: FloatArray


def inward(values: ArrayLike, centre: ZoneCentre, power: ArrayLike) -> FloatArray:
    """Rates on a mesh, carried inward along the rays with a power of the frequency.

    Parameters
    ----------
    values : array_like, shape (..., Q, M)
        On the mesh.
    centre : ZoneCentre
    power : float or array_like, shape (3,)
        By branch.

    Returns
    -------
    numpy.ndarray, shape (..., P, 3)
        In the unit of ``values``; NaN where one of those around is.

    Examples
    --------
    >>> ends, shares = np.array([[1, 1, 1, 1]]), np.full((1, 4), 0.25)
    >>> half = ZoneCentre(None, ends, shares, np.full((1, 4, 3), 0.5))
    >>> inward([[0.0, 0.0, 0.0], [4e10, 4e10, 8e10]], half, 2).tolist()
    [[10000000000.0, 10000000000.0, 20000000000.0]]
    """
    there = np.asarray(values, float)[..., centre.outward, :BRANCHES]
    found: FloatArray = np.einsum(
        "...pks,pk->...ps", there * centre.ratios ** np.asarray(power), centre.shares
    )
    return found


def fill(
    model: "Phonopy", modes: Modes, sound: Sound, powers: ArrayLike = BETWEEN_PHONONS
) -> ZoneCentre:
    """Acoustic modes in the cell of a mesh around the zone centre.

    Parameters
    ----------
    model : phonopy.Phonopy
        Crystal of the modes, for its reciprocal lattice and its symmetry.
    modes : ultralow.heat.mesh_modes.Modes
        On the irreducible points of a mesh with the zone centre.
    sound : callable
        See `Sound`; :func:`ultralow.phonons.group_velocity.acoustic_branches` of the same crystal.
    powers : float or array_like, shape (3,)
        Of the frequency, for rates between phonons, by branch.

    Returns
    -------
    ZoneCentre
        A mode that is imaginary there, or at an end of its ray, has no rate.

    Raises
    ------
    UltralowError
        If the points are not the irreducible ones of this crystal.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> argon = PhonopyAtoms(["Ar"], cell=3.0 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> points = np.array([[1e-9, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]) / 3
    >>> def sound(q):  # 900 m/s everywhere, no dispersion
    ...     size = np.linalg.norm(q, axis=1)[:, None] * np.ones(3)
    ...     return 3e12 * size, 900 * np.repeat(q[:, None], 3, axis=1) / size[..., None]
    >>> rates = sound(points)[0] ** 2 / 1e14
    >>> modes = Modes((3, 3, 3), 2.7e-29, points, np.array([1, 6, 12, 8]), *sound(points),
    ...               np.zeros(1), np.array([300.0]), rates[None], 0 * rates)
    >>> found = fill(Phonopy(argon, np.eye(3)), modes, sound)
    >>> found.modes.frequencies.shape, round(float(found.modes.weights.sum()), 9)
    ((18, 3), 1.0)
    >>> bool(np.allclose(found.modes.scattering_rates[0], found.modes.frequencies**2 / 1e14))
    True
    """
    steps, weights = _points(_turns(model), modes.mesh)
    frequencies, velocities = sound(steps / modes.mesh)
    ends, shares = _ends(steps)
    outward = mesh_cells.rows(model, modes, ends.reshape(-1, 3)).reshape(-1, 4)
    there = modes.frequencies[outward, :BRANCHES]
    here = np.where(frequencies > 0, frequencies, np.nan)[:, None]
    ratios = here / np.where(there > _AT_REST, there, np.nan)
    found = modes._replace(
        volume=modes.volume * modes.weights.sum(),
        wavevectors=steps / modes.mesh,
        weights=weights,
        frequencies=frequencies,
        group_velocities=velocities,
        velocity_products=_star_means(model, velocities),
    )
    centre = ZoneCentre(found, outward, shares, ratios)
    rates = inward(modes.scattering_rates, centre, powers)
    isotopes = inward(modes.isotope_rates, centre, AT_DEFECTS)
    return centre._replace(modes=found._replace(scattering_rates=rates, isotope_rates=isotopes))


def powers(near: tuple[ArrayLike, ArrayLike], far: tuple[ArrayLike, ArrayLike]) -> FloatArray:
    """Powers of the frequency with which the rates of the acoustic branches go.

    Parameters
    ----------
    near, far : tuple of two array_like, each of shape (n, M)
        Frequencies (Hz) and rates (1/s) at points nearer to the centre, and at others further out.

    Returns
    -------
    numpy.ndarray, shape (n, 3)
        NaN where a rate is.

    Examples
    --------
    >>> one, two = np.full((1, 3), 1.0), np.full((1, 3), 2.0)
    >>> powers((one, one), (two, [[4.0, 2.0, 8.0]])).round(6).tolist()
    [[2.0, 1.0, 3.0]]
    """
    (f, rate), (there, outer) = (
        [np.asarray(one, float)[:, :BRANCHES] for one in pair] for pair in (near, far)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.log(rate / outer) / np.log(f / there)
    return np.where(np.isfinite(found), found, np.nan)


def spread(values: ArrayLike) -> FloatArray:
    """Standard deviation of a quantity in what each point stands for on its ray.

    Half the way to the next point on the ray, the nearer one in value, so that no value is past
    those of the neighbours; the innermost is taken for a point.

    Parameters
    ----------
    values : array_like, shape (P, 3)
        At the points of a `ZoneCentre`; NaN where a mode has none.

    Returns
    -------
    numpy.ndarray, shape (P, 3)

    Examples
    --------
    >>> ray = np.repeat([[8.0], [7.0], [5.0], [2.0], [1.0], [0.5]], 3, axis=1)
    >>> (spread(ray)[:, 0] * 12**0.5).round(6).tolist()
    [0.0, 1.0, 2.0, 1.0, 0.5, 0.5]
    """
    rays = np.asarray(values, float).reshape(ON_RAY, -1, BRANCHES)
    inner = np.abs(np.diff(rays, axis=0))
    outer = np.concatenate([inner[1:], inner[-1:]])
    half = np.nan_to_num(np.fmin(inner, outer)) / 2
    found: FloatArray = np.concatenate([np.zeros_like(half[:1]), half]) / np.sqrt(3)
    return found.reshape(-1, BRANCHES)


def _points(turns: IntArray, mesh: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """One of each star of points, in steps of the mesh: their places and weights."""
    directions, shares = _one_of_each_star(*_directions(), turns, mesh)
    place, length = np.polynomial.legendre.leggauss(ON_RAY)
    root, length = (place + 1) / 2, length / 2
    place, length = root**2 / 2, root * length  # to half a step, and denser towards the centre
    steps = (place[:, None, None] * directions).reshape(-1, 3)
    # A pyramid is as wide as it is high: 24 t² dt of the cell are between t and t + dt.
    weights = np.outer(24 * place**2 * length, shares).ravel()
    return steps, weights


def _directions() -> tuple[FloatArray, FloatArray]:
    """Gauss's points on the faces of a cube of edge 2, and their shares of its surface."""
    place, length = np.polynomial.legendre.leggauss(ON_FACE)
    found, shares = [], []
    for axis, side in product(range(3), (-1.0, 1.0)):
        for (u, du), (w, dw) in product(zip(place, length, strict=True), repeat=2):
            found.append(np.insert([u, w], axis, side))
            shares.append(du * dw / 24)
    return np.array(found), np.array(shares)


def _one_of_each_star(
    directions: FloatArray, shares: FloatArray, turns: IntArray, mesh: tuple[int, ...]
) -> tuple[FloatArray, FloatArray]:
    """Directions that no turn of the cell onto itself makes one another, and the stars' shares."""
    scaled = turns * np.divide.outer(np.asarray(mesh, float), mesh)
    onto = np.sort(np.abs(scaled), axis=2)
    kept = scaled[np.all(np.abs(onto - [0, 0, 1]) < 1e-9, axis=(1, 2))]
    images = np.einsum("rij,dj->dri", np.concatenate([kept, -kept]), directions).round(9) + 0.0
    first = [min(map(tuple, one)) for one in images.tolist()]
    found, star = np.unique(first, axis=0, return_inverse=True)
    return np.asarray(found, float), np.asarray(np.bincount(star.ravel(), shares), float)


def _ends(steps: FloatArray) -> tuple[IntArray, FloatArray]:
    """Next points of the mesh (P, 4, 3) around where a ray leaves their cube, and their shares."""
    at = steps / np.abs(steps).max(axis=1, keepdims=True)
    low = np.minimum(np.floor(at), 0)  # -1 or 0
    along = np.argmax(np.abs(at), axis=1)
    others = np.array([[1, 2], [0, 2], [0, 1]])[along]
    ends = np.repeat(np.rint(at * (np.abs(at) > 1 - 1e-9))[:, None], 4, axis=1)
    shares = np.ones(ends.shape[:2])
    rows = np.arange(len(at))
    for corner, sides in enumerate(product((0, 1), repeat=2)):
        for other, side in zip(others.T, sides, strict=True):
            ends[rows, corner, other] = low[rows, other] + side
            part = at[rows, other] - low[rows, other]
            shares[:, corner] *= part if side else 1 - part
    return ends.astype(int), shares


def _turns(model: "Phonopy") -> IntArray:
    """The point group in reciprocal axes, shape (R, 3, 3)."""
    found: IntArray = np.asarray(model.primitive_symmetry.reciprocal_operations, int)
    return found


def _star_means(model: "Phonopy", velocities: FloatArray) -> FloatArray:
    """Products of velocities, averaged over the point group: shape (P, 6, 3, 3)."""
    axes = np.linalg.inv(model.primitive.cell)  # columns are reciprocal axes
    turns = np.einsum("ai,rij,jb->rab", axes, _turns(model), np.linalg.inv(axes))
    turned = np.einsum("rab,psb->rpsa", turns, velocities)
    squares = np.einsum("rpsa,rpsb->psab", turned, turned) / len(turns)
    six = np.moveaxis(squares[:, :, (0, 1, 2, 1, 0, 0), (0, 1, 2, 2, 2, 1)], 1, 2)
    found: FloatArray = six[..., None] * np.eye(six.shape[-1])
    return found
