"""Symmetry operations: written ones read, never evaluated, and the group that they are.

A group is known by its operations, whatever it is called. Translations of tabulated groups are
whole numbers of 24ths of the cell, and are compared as such.
"""

import re
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ultralow.errors import UltralowError

MOST_OPERATIONS = 192
# How far the lengths of vectors that symmetry makes equal may differ, relatively.
METRIC = 2e-3
_TERM = re.compile(r"([+-]?)(?:(\d{1,2}/\d{1,2}|\d?\.\d{1,10}|\d)|([xyz]))", re.ASCII)


class Symmetry(NamedTuple):
    """A space group in one setting.

    Attributes
    ----------
    symbol : str
        Hermann and Mauguin's, with ``:`` and the origin or axes where needed.
    number : int
    rotations : numpy.ndarray of int, shape (n, 3, 3)
    translations : numpy.ndarray, shape (n, 3)
        Fractions of the cell.
    """

    symbol: str
    number: int
    rotations: np.ndarray
    translations: np.ndarray

    def same_operations(self, other) -> bool:
        """Whether another setting has just these operations."""
        return _keys(self) == _keys(other)


def keep_metric(rotations, cell) -> bool:
    """Whether all operations take the cell's edges into vectors of the same lengths and angles."""
    from ase.geometry import cellpar_to_cell

    lattice = cellpar_to_cell(cell)
    metric = lattice @ lattice.T
    turned = np.einsum("nji,jk,nkl->nil", rotations, metric, rotations)
    scale = np.sqrt(np.outer(metric.diagonal(), metric.diagonal()))
    return bool((np.abs(turned - metric) <= 2 * METRIC * scale).all())


def listed(texts, shown: str) -> Symmetry:
    """The space group of operations such as ``-y, x-y, z+1/3``.

    Parameters
    ----------
    texts : list of str
        As a CIF has them, quotes included.
    shown : str
        The file's name for messages.

    Raises
    ------
    UltralowError
        If there are too many, if one cannot be read or is no symmetry, or if they are no group.
    """
    if len(texts) > MOST_OPERATIONS:
        raise UltralowError(
            f"{shown}: {len(texts)} symmetry operations",
            f"No space group has more than {MOST_OPERATIONS} in a conventional cell.",
            "list each once",
        )
    parsed = list(dict.fromkeys(_operation(text, shown) for text in texts))
    rotations = np.array([rotation for rotation, _ in parsed]).reshape(-1, 3, 3)
    shifts = np.array([shift for _, shift in parsed])
    _check_group(rotations, shifts, shown)
    return _identified(rotations, shifts)


def _operation(text, shown):
    """Rotation as nine integers, and translation in 24ths, of a text such as '-y,x-y,z+1/3'."""
    import gemmi

    written = gemmi.cif.as_string(text)
    parts = re.sub(r"\s", "", written[:80]).lower().split(",")
    rows = [_row(part) for part in parts]
    if len(rows) != 3 or None in rows or len(written) > 80:
        raise UltralowError(
            f"{shown}: the symmetry operation {written[:40]!r} cannot be read",
            "It has to be three sums of x, y, z and a fraction.",
            "write it like '-x+1/2, y, z+1/3'",
        )
    rotation = tuple(entry for row, _ in rows for entry in row)
    if abs(round(np.linalg.det(np.reshape(rotation, (3, 3))))) != 1:
        raise UltralowError(
            f"{shown}: the symmetry operation {written[:40]!r} is no symmetry",
            "It changes volumes.",
            "write it like '-x+1/2, y, z+1/3'",
        )
    return rotation, tuple(shift for _, shift in rows)


def _row(text):
    """One row of a rotation and its translation in 24ths; None where it is none."""
    row, shift, at = [0, 0, 0], Fraction(0), 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or (at and not term[1]):
            return None
        sign = -1 if term[1] == "-" else 1
        if term[3]:
            row["xyz".index(term[3])] += sign
        elif term[2].endswith("/0") or term[2].endswith("/00"):
            return None
        else:
            shift += sign * Fraction(term[2])
        at = term.end()
    nearest = round(24 * shift)
    # 0.333 and 0.1667 mean a third and a sixth.
    good = any(row) and max(map(abs, row)) == 1 and abs(24 * shift - nearest) <= Fraction(1, 40)
    return (tuple(row), nearest % 24) if good else None


def _check_group(rotations, shifts, shown):
    """All products are listed too; the identity then is."""
    known = set(_packed(rotations, shifts))
    for rotation, shift in zip(rotations, shifts, strict=True):
        moved = (shifts @ rotation.T + shift) % 24
        if not known.issuperset(_packed(rotation @ rotations, moved)):
            raise UltralowError(
                f"{shown}: its symmetry operations are no group",
                "One after another, two of them give an operation that is not listed.",
                "list all operations of the space group, those of its centring too",
            )


def _packed(rotations, shifts):
    rows = np.concatenate([rotations.reshape(-1, 9), shifts], axis=1)
    return [row.tobytes() for row in np.ascontiguousarray(rows, dtype=np.int64)]


def _keys(symmetry):
    return set(_packed(symmetry.rotations, np.rint(symmetry.translations * 24).astype(int) % 24))


def _identified(rotations, shifts):
    """The setting that has these operations, by its name where the tables have it."""
    import gemmi
    import spglib

    operations = []
    for rotation, shift in zip(rotations, shifts, strict=True):
        operation = gemmi.Op()
        operation.rot, operation.tran = (24 * rotation).tolist(), shift.tolist()
        operations.append(operation)
    found = gemmi.find_spacegroup_by_ops(gemmi.GroupOps(operations))
    if found is not None:
        return Symmetry(found.xhm(), found.number, rotations, shifts / 24)
    kind = spglib.get_spacegroup_type_from_symmetry(rotations, shifts / 24)
    if kind is None:
        return Symmetry("an untabulated group", 0, rotations, shifts / 24)
    return Symmetry(kind.international_short, kind.number, rotations, shifts / 24)


def named(operations) -> Symmetry:
    """The setting that has the operations of a `gemmi.GroupOps`."""
    rotations, shifts = _arrays(operations)
    return _identified(rotations, shifts)


def tabulated(group) -> Symmetry:
    """A setting of gemmi's tables, a `gemmi.SpaceGroup`."""
    rotations, shifts = _arrays(group.operations())
    return Symmetry(group.xhm(), group.number, rotations, shifts / 24)


def _arrays(operations):
    both = [(operation.rot, operation.tran) for operation in operations]
    rotations, shifts = (np.array(one) for one in zip(*both, strict=True))
    return rotations // 24, shifts % 24
