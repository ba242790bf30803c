"""Points of the zone at which bands are asked: a mesh, a stencil for masses, and lines.

In reciprocal coordinates; lengths in 1/angstrom hold the 2 pi.
"""

from itertools import pairwise

import numpy as np

# Steps from the zone centre, for the masses.
STENCIL_PER_A = (0.02, 0.04)


def wedge(mesh):
    """The part of a Gamma-centred mesh that the point group mmm leaves.

    Parameters
    ----------
    mesh : sequence of int, shape (3,)

    Returns
    -------
    numpy.ndarray, shape (k, 3)
    """
    axes = [np.arange(n // 2 + 1) / n for n in mesh]
    return np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 3)


def stencil(cell):
    """The zone centre, the steps along each axis for the masses, and a few points far out.

    Parameters
    ----------
    cell : ase.cell.Cell

    Returns
    -------
    numpy.ndarray, shape (10, 3)
    """
    per_A = np.linalg.norm(cell.reciprocal(), axis=1) * 2 * np.pi
    axes = np.eye(3)
    near = [step / per_A[i] * axes[i] for i in range(3) for step in STENCIL_PER_A]
    return np.array([np.zeros(3), *near, *(axes / 4)])


def along_lines(corners, reciprocal, step=0.012):
    """Points along the lines that join corners of the zone.

    Parameters
    ----------
    corners : sequence of array_like, shape (3,)
        Reciprocal coordinates.
    reciprocal : numpy.ndarray, shape (3, 3)
        Rows are the reciprocal axes with their 2 pi, 1/angstrom.
    step : float
        Half of the distance of the points on a line, 1/angstrom; each has three at least.

    Returns
    -------
    points : numpy.ndarray, shape (k, 3)
    place : list of float
        How far each lies along the lines, 1/angstrom.
    turns : list of float
        How far each corner lies.
    """
    points, place, turns, distance = [], [], [0.0], 0.0
    for start, end in pairwise(corners):
        start, end = np.array(start, float), np.array(end, float)
        length = np.linalg.norm((end - start) @ reciprocal)
        for t in np.linspace(0, 1, max(3, round(length / step / 2) + 1)):
            points.append(start + t * (end - start))
            place.append(round(distance + t * length, 4))
        distance += length
        turns.append(round(distance, 4))
    return np.array(points), place, turns
