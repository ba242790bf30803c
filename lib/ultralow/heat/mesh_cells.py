r"""Cells of a mesh of wave vectors: how far a quantity of the modes varies within each.

A mode of a mesh stands for the cell around its wave vector. Where a sum asks in which *order* modes
come, by mean free path say, it must not take them for points: the last mode of a wide mesh may hold
a tenth of the whole. Within a cell a quantity x is linear here, with the slopes that the neighbours
show; its values then scatter about that of the middle with the variance

.. math:: \sigma^2 = \frac{1}{12} \sum_{i=1}^{3} \left(\frac{x_{+i} - x_{-i}}{2}\right)^2 ,

where +i and −i are the next points of the mesh along the reciprocal axis i. Bands are told apart by
their order in frequency.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, IntArray
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes

if TYPE_CHECKING:
    from phonopy import Phonopy

SAME_STEP = 1e-3  # of the step between two points


def neighbours(model: "Phonopy", modes: Modes) -> IntArray:
    """Next points of each irreducible point of a mesh, as irreducible points.

    Parameters
    ----------
    model : phonopy.Phonopy
        Crystal of the modes, for its reciprocal lattice and its symmetry.
    modes : ultralow.heat.mesh_modes.Modes
        On the irreducible points of a mesh with the zone centre.

    Returns
    -------
    numpy.ndarray of int, shape (Q, 3, 2)
        Along each reciprocal axis, before and behind.

    Raises
    ------
    UltralowError
        If the points are not the irreducible ones of this crystal.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> argon = PhonopyAtoms(["Ar"], cell=3.0 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]) / 3
    >>> modes = Modes((3, 3, 3), 2.7e-29, points, np.array([1, 6, 12, 8]), *[np.zeros(1)] * 6)
    >>> neighbours(Phonopy(argon, np.eye(3)), modes)[1].tolist()  # of (1, 0, 0) / 3
    [[1, 0], [2, 2], [2, 2]]
    """
    here = np.rint(modes.wavevectors * modes.mesh).astype(int)
    steps = np.stack([np.eye(3, dtype=int), -np.eye(3, dtype=int)], axis=1)
    found = rows(model, modes, (here[:, None, None] + steps).reshape(-1, 3))
    return found.reshape(-1, 3, 2)


def rows(model: "Phonopy", modes: Modes, addresses: ArrayLike) -> IntArray:
    """Irreducible points that stand for points of the mesh.

    Parameters and errors are those of `neighbours`, and

    addresses : array_like of int, shape (n, 3)
        In steps of the mesh along the reciprocal axes.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        Rows of ``modes``.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> argon = PhonopyAtoms(["Ar"], cell=3.0 * np.eye(3), scaled_positions=[[0, 0, 0]])
    >>> points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]) / 3
    >>> modes = Modes((3, 3, 3), 2.7e-29, points, np.array([1, 6, 12, 8]), *[np.zeros(1)] * 6)
    >>> rows(Phonopy(argon, np.eye(3)), modes, [[0, -1, 0], [2, 0, 1], [3, 0, 0]]).tolist()
    [1, 2, 0]
    """
    from phonopy.phonon.grid import BZGrid, get_grid_point_from_address, get_ir_grid_points

    dataset = model.primitive_symmetry.dataset
    grid = BZGrid(modes.mesh, lattice=model.primitive.cell, symmetry_dataset=dataset)
    points, _, star = get_ir_grid_points(grid)
    here = np.rint(modes.wavevectors * modes.mesh).astype(int)
    apart = np.abs(here - modes.wavevectors * modes.mesh).max()
    own = star[get_grid_point_from_address(here, grid.D_diag)]
    if apart > SAME_STEP or not np.array_equal(np.sort(own), np.sort(points)):
        raise UltralowError(
            "wave vectors are not the irreducible ones of this crystal's mesh",
            mend="compute modes and force constants together with `make compute`",
        )
    order = np.argsort(own)
    there = star[get_grid_point_from_address(np.asarray(addresses, int), grid.D_diag)]
    found: IntArray = order[np.searchsorted(own, there, sorter=order)]
    return found


def spread(values: ArrayLike, next_points: ArrayLike) -> FloatArray:
    r"""Standard deviation σ of a quantity within the cell of each mode.

    Parameters
    ----------
    values : array_like, shape (Q, M)
        The quantity; NaN where a mode has none.
    next_points : array_like of int, shape (Q, 3, 2)
        As from `neighbours`.

    Returns
    -------
    numpy.ndarray, shape (Q, M)
        In the unit of ``values``. Where one neighbour has no value the slope is that to the other;
        where both have none, and for NaN itself, there is none.

    Examples
    --------
    >>> chain = np.array([[1.0], [2.0], [4.0]])  # along the first axis alone
    >>> here = [[[1, 0], [0, 0], [0, 0]], [[2, 0], [1, 1], [1, 1]], [[2, 1], [2, 2], [2, 2]]]
    >>> (spread(chain, here) * 12**0.5).round(2).tolist()
    [[0.5], [1.5], [1.0]]
    """
    values, next_points = np.asarray(values, float), np.asarray(next_points)
    steps = values[next_points] - values[:, None, None]  # (Q, 3, 2, M)
    ahead, behind = steps[:, :, 0], -steps[:, :, 1]
    slope = np.where(
        np.isnan(ahead), behind, np.where(np.isnan(behind), ahead, (ahead + behind) / 2)
    )
    squares: FloatArray = np.nan_to_num(slope**2).sum(axis=1) / 12
    return np.sqrt(squares)
