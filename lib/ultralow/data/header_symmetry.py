"""The symmetry that the header of a CIF states, in the setting that it means.

Listed operations come first, then a Hall symbol, which says everything; a Hermann-Mauguin symbol
or a number may leave the origin, the axes or the cell choice open, and then gives one candidate
for each. What the header says twice has to agree.

References
----------
S. R. Hall, Acta Cryst. A 37, 517 (1981), doi:10.1107/S0567739481001228
"""

import re
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ultralow.data import cif_text
from ultralow.errors import UltralowError

MOST_OPERATIONS = 192
# How far the lengths of vectors that symmetry makes equal may differ, relatively.
METRIC = 2e-3
_LISTED = ("_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz")
_LISTED += ("_space_group_symop.operation_xyz", "_space_group_symop.xyz")
_HALL = ("_space_group_name_Hall", "_symmetry_space_group_name_Hall")
_SYMBOL = ("_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M")
_SYMBOL += ("_space_group_name_H-M_full",)
_NUMBER = ("_space_group_IT_number", "_symmetry_Int_Tables_number")
_TERM = re.compile(r"([+-]?)(?:(\d{1,2}/\d{1,2}|\d?\.\d{1,10}|\d)|([xyz]))")
# How ICSD and others write origins and axes behind a symbol.
_SUFFIX = re.compile(r"(.*?)(?:\s*:\s*([12HRSZ])|\s+([SZHR])R?|\s*\(?origin (?:choice )?([12])\)?)")
_MEANING = {"S": "1", "Z": "2"}
_MEND = "add the symmetry operations of the source as _space_group_symop_operation_xyz"


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


def header_symbol(block) -> str:
    """The Hermann-Mauguin symbol as the header writes it; empty where it has none."""
    return cif_text.first(block, *_SYMBOL)


def candidates(block, cell, shown: str):
    """The settings that the header can mean.

    Parameters
    ----------
    block : gemmi.cif.Block
    cell : numpy.ndarray, shape (6,)
        Lengths in angstrom, angles in degrees.
    shown : str
        The file's name for messages.

    Returns
    -------
    settings : list of Symmetry
        One, unless origin, axes or cell choice are left open.
    cautions : list of str

    Raises
    ------
    UltralowError
        If there is no symmetry in the header, none that can be read, two that contradict each
        other, or one that the cell does not have.
    """
    listed = _listed(block, shown)
    hall, hall_text = _from_hall(block)
    named, number = _named(block, cell), _number(block, shown)
    symbol = header_symbol(block)
    # A number in the place of a symbol says no more than a number.
    symbol = "" if symbol.isdecimal() else symbol
    cautions = []
    if listed or hall:
        chosen = [listed or hall]
        cautions += _second_opinions(chosen[0], hall, hall_text, named, symbol, shown)
    elif hall_text and not symbol:
        raise _unreadable("Hall symbol", hall_text, shown)
    elif symbol:
        if not named:
            raise _unreadable("space group", symbol, shown)
        chosen = named
    elif number:
        chosen = _settings(number)
    else:
        raise UltralowError(
            f"{shown}: no space group in its header",
            "Whether the listed sites are all atoms, or one of each orbit, cannot be told.",
            f"{_MEND}; or, where every atom of the cell is "
            "listed, the line: _space_group_name_H-M_alt 'P 1'",
        )
    if number and number != chosen[0].number:
        raise _contradiction(f"the number {number}", chosen[0], bool(listed), shown)
    fitting = [one for one in chosen if keeps_metric(one.rotations, cell)]
    if not fitting:
        raise UltralowError(
            f"{shown}: the cell does not have the symmetry of {chosen[0].symbol}",
            "An operation takes an edge or an angle into another of different size.",
            "check the cell, and the setting of the space group",
        )
    return fitting, cautions


def says(block, symmetry, cell) -> bool:
    """Whether the Hermann-Mauguin symbol of the header has just the operations of a setting."""
    return any(symmetry.same_operations(one) for one in _named(block, cell))


def _second_opinions(chosen, hall, hall_text, named, symbol, shown):
    """Cautions where symbols name another setting; an error where they name another group."""
    cautions = []
    for text, others in ((hall_text, [hall] if hall else []), (symbol, named)):
        if text and not others:
            cautions.append(f"the symbol {text!r} is not known: the operations are used")
        elif text and not any(chosen.same_operations(other) for other in others):
            if others[0].number != chosen.number:
                raise _contradiction(f"the symbol {text}", chosen, True, shown)
            cautions.append(
                f"the header says {text}, its operations are those of {chosen.symbol}: "
                "the operations are used"
            )
    return cautions


def _contradiction(said, chosen, listed, shown):
    source = "the operations are those of" if listed else "the symbol says"
    return UltralowError(
        f"{shown}: its header contradicts itself: {said}, but {source} "
        f"{chosen.symbol} (number {chosen.number})",
        "Which atoms there are hangs on that.",
        "keep what the source says, with all operations of its group",
    )


def _unreadable(what, text, shown):
    return UltralowError(
        f"{shown}: the {what} {text[:40]!r} cannot be made out", "No table has it.", _MEND
    )


def keeps_metric(rotations, cell) -> bool:
    """Whether all operations take the cell's edges into vectors of the same lengths and angles."""
    from ase.geometry import cellpar_to_cell

    lattice = cellpar_to_cell(cell)
    metric = lattice @ lattice.T
    turned = np.einsum("nji,jk,nkl->nil", rotations, metric, rotations)
    scale = np.sqrt(np.outer(metric.diagonal(), metric.diagonal()))
    return bool((np.abs(turned - metric) <= 2 * METRIC * scale).all())


def _listed(block, shown):
    """The group of the listed operations, or None."""
    texts = next((found for tag in _LISTED if (found := list(block.find_values(tag)))), [])
    texts = [text for text in texts if text not in ("?", ".")]
    if not texts:
        return None
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


def _symmetry(group, operations=None):
    """A setting of gemmi's tables; its operations in the tables' order."""
    listed = list(operations or group.operations())
    rotations = np.array([operation.rot for operation in listed]) // 24
    shifts = np.array([operation.tran for operation in listed]) % 24
    return Symmetry(group.xhm(), group.number, rotations, shifts / 24)


def _from_hall(block):
    import gemmi

    text = cif_text.first(block, *_HALL)
    if not text:
        return None, ""
    try:
        operations = gemmi.symops_from_hall(text[:60])
    except (ValueError, RuntimeError):
        return None, text
    found = gemmi.find_spacegroup_by_ops(operations)
    if found is not None:
        return _symmetry(found, operations), text
    listed = list(operations)
    rotations = np.array([operation.rot for operation in listed]) // 24
    return _identified(rotations, np.array([one.tran for one in listed]) % 24), text


def _named(block, cell):
    """The settings that the Hermann-Mauguin symbol can mean; none where the tables lack it."""
    import gemmi

    text = header_symbol(block)[:60]
    if not text or text.isdecimal():
        return []
    found = _SUFFIX.fullmatch(text)
    base, ending = text, cif_text.first(block, "_space_group_IT_coordinate_system_code").upper()
    if found:
        base, ending = found[1], found[2] or found[3] or found[4]
    base = re.sub(r"[()_]", "", base)
    ending = _MEANING.get(ending, ending)
    if ending in ("1", "2", "H", "R"):
        group = gemmi.find_spacegroup_by_name(f"{base}:{ending}", cell[3], cell[5])
        if group is not None:
            return [_symmetry(group)]
    group = gemmi.find_spacegroup_by_name(base, cell[3], cell[5])
    if group is None or (found and ending in ("1", "2") and group.ext == "\0"):
        return [_symmetry(group)] if group is not None else []
    return _settings(group.number, group.hm)


def _settings(number, symbol=None):
    """The settings of a group in the tables, or those of one symbol; none twice."""
    import gemmi

    found = []
    for group in gemmi.spacegroup_table():
        if group.number == number and symbol in (None, group.hm):
            one = _symmetry(group)
            if not any(one.same_operations(other) for other in found):
                found.append(one)
    return found


def _number(block, shown):
    text = cif_text.first(block, *_NUMBER)
    if not text:
        symbol = header_symbol(block)
        text = symbol if symbol.isdecimal() else ""
    if text and not (re.fullmatch(r"\d{1,3}", text) and 1 <= int(text) <= 230):
        raise UltralowError(
            f"{shown}: {text[:20]!r} is no number of a space group",
            mend="give one from 1 to 230, or leave it out",
        )
    return int(text) if text else 0
