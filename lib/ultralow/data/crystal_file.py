"""A crystal from its CIF: the one door through which structures come in.

The symmetry is taken as the header means it, the sites are expanded, and the result is held against
all that the file says of itself. A reading that contradicts the file is refused; one that is
certain although something in the file is unusual comes with a caution.
"""

import functools
from typing import NamedTuple

import numpy as np

from ultralow.data import cif_sites, cif_text, header_symmetry, orbits, stated_facts
from ultralow.data.symmetry_operations import Symmetry
from ultralow.errors import UltralowError


class Reading(NamedTuple):
    """A crystal and what its file says of it.

    Attributes
    ----------
    atoms : ase.Atoms
        All atoms of the cell, with the cell as the file gives it.
    symmetry : ultralow.data.symmetry_operations.Symmetry
        The space group in the setting of the file.
    symbol : str
        The header's own symbol where it agrees with the operations, else theirs.
    displacements : numpy.ndarray, shape (atoms,), or None
        U in angstrom² of every atom, where the file has one for each site.
    cautions : list of str
        What is taken all the same, and should be known.
    block : gemmi.cif.Block
        The content of the file.
    """

    atoms: object
    symmetry: Symmetry
    symbol: str
    displacements: np.ndarray | None
    cautions: list
    block: object


def read(path) -> Reading:
    """Read the crystal in a CIF.

    Parameters
    ----------
    path : str or os.PathLike

    Raises
    ------
    UltralowError
        If it is no CIF, its crystal not ordered, or anything in it contradicts something else.
    """
    return parse(cif_text.content(path), cif_text.shown_name(path))


def parse(raw: bytes, shown: str) -> Reading:
    """Read the crystal in the bytes of a CIF; ``shown`` is its name for messages.

    Atoms and cautions are the caller's own; arrays of symmetry and displacements are for reading
    alone.
    """
    found = _parsed(raw, shown)
    return found._replace(atoms=found.atoms.copy(), cautions=[*found.cautions])


@functools.lru_cache(64)
def _parsed(raw, shown):
    """The crystal, once as long as the bytes are the same: nobody may change what it holds."""
    block = cif_text.structure_block(raw, shown)
    cell = cif_sites.cell(block, shown)
    sites = cif_sites.sites(block, shown)
    settings, cautions = header_symmetry.candidates(block, cell, shown)
    symmetry, found, more = _choose(block, sites, settings, cell, shown)
    cautions = [*cautions, *more, *sites.cautions]
    if found.snapped:
        cautions.append(f"put onto a special position: {', '.join(found.snapped[:6])}")
    used, kinds = sites.displacements, found.atoms.arrays["spacegroup_kinds"]
    displacements = None if used is None else used[kinds]
    for array in (symmetry.rotations, symmetry.translations, displacements):
        if array is not None:
            array.flags.writeable = False
    symbol = _symbol(block, symmetry, cell)
    return Reading(found.atoms, symmetry, symbol, displacements, cautions, block)


def _choose(block, sites, settings, cell, shown):
    """The one setting with which the file agrees with itself."""
    agreeing, problems = [], []
    for symmetry in settings:
        try:
            found = orbits.expand(sites, symmetry, cell, shown)
            stated_facts.check(block, found, shown)
        except UltralowError as problem:
            problems.append(problem)
            continue
        if not any(_same(found.atoms, other.atoms) for _, other in agreeing):
            agreeing.append((symmetry, found))
    if not agreeing:
        raise problems[0]
    if len(agreeing) > 1:
        names = ", ".join(symmetry.symbol for symmetry, _ in agreeing[:6])
        raise UltralowError(
            f"{shown}: its header leaves the setting open: {names}",
            "Each gives other atoms, and nothing else in the file tells which is meant.",
            "write the symbol in full, with :1 or :2 for the origin, or add the symmetry "
            "operations of the source",
        )
    symmetry, found = agreeing[0]
    said = [f"of the settings that the header leaves open, {symmetry.symbol} fits"]
    return symmetry, found, said if len(settings) > 1 else []


def _same(one, other):
    """Whether two readings of the same sites are the same atoms, in any order."""
    if len(one) != len(other):
        return False
    shift = one.get_scaled_positions()[:, None] - other.get_scaled_positions()
    far = np.linalg.norm((shift - np.rint(shift)) @ one.cell[:], axis=-1)
    alike = (far < orbits.SAME) & (one.numbers[:, None] == other.numbers)
    return bool(alike.any(axis=1).all())


def _symbol(block, symmetry, cell):
    known = header_symmetry.says(block, symmetry, cell)
    return header_symmetry.header_symbol(block) if known else symmetry.symbol
