"""How a crystal is sampled: supercells, random displacements and meshes, by rules for any crystal.

Lengths are in angstrom, as in ASE and phonopy.
"""

from typing import NamedTuple

import numpy as np

from ultralow.compute import requested
from ultralow.errors import UltralowError


class Settings(NamedTuple):
    """What a computation may be asked for; the same numbers serve every crystal.

    Attributes
    ----------
    least_height_second, least_height_third, least_height_effective : float
        Distance that the opposite faces of a supercell have at least, angstrom. Second-order
        force constants reach further than third-order ones; into the supercell of these two
        cutoffs fit in any case. Effective constants of both orders have one supercell, smaller for
        the many samples that they take.
    cutoff : float
        Third order is kept among atoms closer than this to each other, angstrom.
    distance : float
        By which every atom is displaced, angstrom.
    snapshots_second, snapshots_third, snapshots_held_out, snapshots_held_out_second : int
        Displaced supercells: for the second order, in pairs of opposite sign, at least; for the
        third; and those of the third and of the second, in pairs, that the fits never see.
    equations_second : float
        Components of forces for each number of the second order that the crystal leaves free, at
        least: see :func:`ultralow.compute.supercells.well_determined`.
    seed : int
    mesh_length, mesh_length_effective : float
        Sets the mesh of wavevectors, see `mesh`; angstrom. Effective force constants converge more
        slowly with it.
    temperatures : tuple of float
        K.
    """

    least_height_second: float = 20.0
    least_height_third: float = 13.0
    least_height_effective: float = 15.0
    cutoff: float = 6.5
    distance: float = 0.03
    snapshots_second: int = 20
    snapshots_third: int = 120
    snapshots_held_out: int = 8
    snapshots_held_out_second: int = 4
    equations_second: float = 3.0
    seed: int = 1
    mesh_length: float = 48.0
    mesh_length_effective: float = 55.0
    temperatures: tuple = (
        *(2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 125, 150, 175, 200),
        *(225, 250, 275, 300, 325, 350, 375, 400),
    )


def warm(chosen):
    """The settings with the supercell of effective force constants for that of the second order."""
    return chosen._replace(least_height_second=chosen.least_height_effective)


PRODUCTION = Settings()
# Of a sample: the number of each part tells its random numbers from those of the others.
PARTS = {"second": 2, "third": 3, "held_out": 0, "held_out_second": 1}


def settings(changes=None):
    """The production settings, with some changed.

    Parameters
    ----------
    changes : dict, optional
        Field of `Settings` to value.

    Raises
    ------
    UltralowError
        For a field that there is not, or a value that is no number.
    """
    found = requested.changed(PRODUCTION, changes, "setting")
    return found._replace(temperatures=tuple(sorted(set(found.temperatures))))


def part(chosen, name, atoms):
    """Displacements of one part of a sample, shape (m, atoms, 3).

    Each part has random numbers of its own, which hang on the seed and nothing else.
    """
    kind = paired if name.endswith("second") else displacements
    count = getattr(chosen, f"snapshots_{name}")
    return kind(count, atoms, chosen.distance, [chosen.seed, PARTS[name]])


def joined(shares):
    """What several processes computed of one sample, in the order of the sample.

    Parameters
    ----------
    shares : sequence of array_like
        The first holds snapshots 0, n, 2n, ... of a sample of which there are n shares, the second
        1, n + 1, ...

    Returns
    -------
    numpy.ndarray
    """
    whole = np.empty((sum(map(len, shares)), *np.shape(shares[0])[1:]))
    for first, share in enumerate(shares):
        whole[first :: len(shares)] = share
    return whole


def heights(lattice):
    """Distances between opposite faces of a cell: volume over the area of each face.

    Parameters
    ----------
    lattice : array_like, shape (3, 3)
        Rows are the axes.

    Returns
    -------
    numpy.ndarray, shape (3,)
    """
    return 1 / np.linalg.norm(np.linalg.inv(lattice), axis=0)


def repeats(lattice, least_height):
    """How often a cell is repeated so that its images are far enough apart.

    Parameters
    ----------
    lattice : array_like, shape (3, 3)
        Rows are the axes.
    least_height : float
        What the faces of the supercell must be apart. A third-order cutoff of up to half of it
        meets no atom twice.

    Returns
    -------
    numpy.ndarray of int, shape (3,)
    """
    # A cell that is short by a rounding error is not repeated once more for it.
    return np.ceil(least_height / heights(lattice) - 1e-6).clip(1).astype(int)


def mesh(lattice, length):
    """Divisions of the reciprocal axes for one density of points.

    Each is the odd number nearest to length over height. A mesh is centred on Γ, and one of even
    divisions puts many of its few points on the faces of the zone: in γ-CsPbBr₃ the conductivity on
    6 × 6 × 4 points is 8 % below that on 7 × 7 × 5, which that on 5 × 5 × 5 meets within 2 %.

    Parameters
    ----------
    lattice : array_like, shape (3, 3)
        Axes of the primitive cell, as rows.
    length : float
        Side of the box whose standing waves have that density.

    Returns
    -------
    numpy.ndarray of int, shape (3,)
    """
    return (2 * np.rint((length / heights(lattice) - 1) / 2) + 1).clip(1).astype(int)


def displacements(count, atoms, distance, seed):
    """Random displacements: every atom by one distance, in directions uniform on the sphere.

    A longer run begins with the shorter ones of the same seed, so that subsets of a set of
    snapshots are what a smaller set would have been.

    Parameters
    ----------
    count, atoms : int
        Snapshots, and atoms in each.
    distance : float
        Of every atom in every snapshot.
    seed : int or sequence of int

    Returns
    -------
    numpy.ndarray, shape (count, atoms, 3)
    """
    if not distance > 0 or count < 1:
        raise UltralowError(
            f"{count} snapshots at a distance of {distance} angstrom are none.",
            mend="give one snapshot or more, and a distance above zero",
        )
    directions = np.random.default_rng(seed).normal(size=(count, atoms, 3))
    return distance * directions / np.linalg.norm(directions, axis=2, keepdims=True)


def paired(count, atoms, distance, seed):
    """Random displacements, each followed by its opposite: even powers drop out of a fit.

    Parameters and shape as in `displacements`; ``count`` must be even.
    """
    if count % 2:
        raise UltralowError(f"{count} snapshots are no pairs.", mend="give an even number")
    half = displacements(count // 2, atoms, distance, seed)
    return np.stack([half, -half], axis=1).reshape(count, atoms, 3)
