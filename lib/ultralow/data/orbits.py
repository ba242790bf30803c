"""The atoms of a cell from the sites of a file and the operations of its space group.

A special position that is written with few digits (0.333) lies a little beside its symmetry
element, and would be doubled or tripled; where rounding explains that, it is put onto it.
"""

from typing import NamedTuple

import numpy as np
from ase import Atoms
from ase.geometry import cellpar_to_cell

from ultralow.errors import UltralowError

MOST_ATOMS = 2000
# Images nearer than this are one atom, in angstrom; farther than the second, never.
SAME, FARTHEST = 0.01, 0.3
# Atoms closer than this share of the sum of their covalent radii lie on each other. Real bonds
# are above 0.75 of it.
OVERLAP = 0.6
DEUTERIUM = 2.014101778


class Cell(NamedTuple):
    """All atoms of a cell.

    Attributes
    ----------
    atoms : ase.Atoms
        Site after site; the images of one in the order of the operations, each where it first
        appears. The array ``spacegroup_kinds`` has the index of each atom's site.
    labels : list of str
        Of the sites.
    counts, orders : numpy.ndarray of int, shape (n,)
        For each site, how many atoms it stands for, and how many operations leave it.
    snapped : list of str
        Labels of the sites that were put onto a special position.
    """

    atoms: Atoms
    labels: list
    counts: np.ndarray
    orders: np.ndarray
    snapped: list


def expand(sites, symmetry, cell, shown: str) -> Cell:
    """All atoms of the cell.

    Parameters
    ----------
    sites : ultralow.data.cif_sites.Sites
    symmetry : ultralow.data.symmetry_operations.Symmetry
    cell : numpy.ndarray, shape (6,)
        Lengths in angstrom, angles in degrees.
    shown : str
        The file's name for messages.

    Raises
    ------
    UltralowError
        If there are too many atoms, or a site lies beside a special position by more than its
        digits explain, but not by an atom's size; if two atoms lie on each other.
    """
    lattice = cellpar_to_cell(cell)
    orbits, orders, snapped, total = [], [], [], 0
    places = _through_space(sites.positions, lattice)
    for label, place, rounding in zip(sites.labels, places, sites.rounding, strict=True):
        orbit, order, moved = _orbit(place, rounding, symmetry, lattice)
        if len(orbit) * order != len(symmetry.rotations):
            raise UltralowError(
                f"{shown}: {label} lies neither on a special position nor beside it",
                f"{len(orbit)} images and {order} operations that leave it make no whole group.",
                "give its coordinates with more digits",
            )
        orbits.append(orbit)
        orders.append(order)
        snapped += [label] if moved else []
        total += len(orbit)
        check_count(total, MOST_ATOMS, shown)
    counts = np.array([len(orbit) for orbit in orbits])
    kinds = np.repeat(np.arange(len(orbits)), counts)
    atoms = _atoms([sites.elements[kind] for kind in kinds], np.concatenate(orbits), lattice)
    atoms.new_array("spacegroup_kinds", kinds)
    _check_distances(atoms, sites, shown)
    return Cell(atoms, sites.labels, counts, np.array(orders), snapped)


def check_count(count, most, shown):
    """Refuse a cell of too many atoms."""
    if count > most:
        raise UltralowError(
            f"{shown}: {count} atoms in the cell; up to {most} can be computed here",
            "The time of the fits grows with a high power of that number.",
            "give the primitive cell, or a smaller approximant",
        )


def _through_space(places, lattice):
    """The same fractions, in [0, 1), with the last bit that ASE's reader gives them.

    Stored results and figures were made from atoms that it had read.
    """
    return Atoms(f"X{len(places)}", cell=lattice, scaled_positions=places).get_scaled_positions()


def _orbit(place, rounding, symmetry, lattice):
    """The images of a place, how many operations leave it, and whether it was moved."""
    moved = False
    # The first pass goes by the digits, the second by what the first made of them.
    for reach in (rounding, np.zeros(3)):
        shift, stay = _stabiliser(place, reach, symmetry, lattice)
        if np.abs(shift[stay]).max() > 1e-12:
            place, moved = place + shift[stay].mean(axis=0), True
    shift, stay = _stabiliser(place, np.zeros(3), symmetry, lattice)
    images = _images(place, symmetry)
    if moved:
        images[images > 1 - 1e-9] = 0.0
    orbit = [images[0]]
    for image in images[1:]:
        if (_lengths(image - np.array(orbit), lattice) > SAME).all():
            orbit.append(image)
    return np.array(orbit), int(stay.sum()), moved


def _stabiliser(place, rounding, symmetry, lattice):
    """Shifts of the images from the place, and which operations leave it within the rounding."""
    shift = _images(place, symmetry) - place
    shift -= np.rint(shift)
    reach = 1.01 * (rounding + np.abs(symmetry.rotations) @ rounding)
    length = _lengths(shift, lattice)
    near = (np.abs(shift) <= reach).all(axis=1) & (length < FARTHEST)
    return shift, near | (length < SAME)


def _images(place, symmetry):
    return (symmetry.rotations @ place + symmetry.translations) % 1.0


def _lengths(shift, lattice):
    return np.linalg.norm((shift - np.rint(shift)) @ lattice, axis=-1)


def _atoms(elements, places, lattice):
    atoms = Atoms(
        ["H" if element == "D" else element for element in elements],
        cell=lattice,
        scaled_positions=places,
        pbc=True,
    )
    if "D" in elements:
        heavy = np.array([element == "D" for element in elements])
        atoms.set_masses(np.where(heavy, DEUTERIUM, atoms.get_masses()))
    return atoms


def _check_distances(atoms, sites, shown):
    from ase.data import covalent_radii
    from ase.neighborlist import neighbor_list

    first, second, length = neighbor_list("ijd", atoms, OVERLAP * covalent_radii[atoms.numbers])
    if not len(length):
        return
    at = int(length.argmin())
    pair = [int(atoms.arrays["spacegroup_kinds"][index]) for index in (first[at], second[at])]
    labels = " and ".join(sites.labels[kind] for kind in sorted(pair))
    if length[at] < 0.1 and pair[0] != pair[1]:
        raise UltralowError(
            f"{shown}: {labels} lie on one place, {length[at]:.2f} angstrom apart",
            "The site is shared, or listed twice, itself or one of its images.",
            "list one atom of each orbit, and one element for each site; or, where every atom of "
            "the cell is listed, the space group 'P 1'",
        )
    symbols = "-".join(sites.elements[kind] for kind in pair)
    raise UltralowError(
        f"{shown}: atoms on each other, {symbols} at {length[at]:.2f} angstrom ({labels})",
        "Another setting or origin of the space group, or a doubled site often does that.",
        "check coordinates, cell and symmetry operations",
    )
