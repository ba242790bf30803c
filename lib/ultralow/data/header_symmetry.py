"""The symmetry that the header of a CIF states, in the setting that it means.

Listed operations come first, then a Hall symbol, which says everything; a Hermann-Mauguin symbol
or a number may leave the origin, the axes or the cell choice open, and then gives one candidate
for each. What the header says twice has to agree.

References
----------
S. R. Hall, Acta Cryst. A 37, 517 (1981), doi:10.1107/S0567739481001228
"""

import re

from ultralow.data import cif_text, symmetry_operations
from ultralow.errors import UltralowError

_LISTED = ("_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz")
_LISTED += ("_space_group_symop.operation_xyz", "_space_group_symop.xyz")
_HALL = ("_space_group_name_Hall", "_symmetry_space_group_name_Hall")
_SYMBOL = ("_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M")
_SYMBOL += ("_space_group_name_H-M_full",)
_NUMBER = ("_space_group_IT_number", "_symmetry_Int_Tables_number")
# How ICSD and others write origins and axes behind a symbol.
_SUFFIX = re.compile(r"(.*?)(?:\s*:\s*([12HRSZ])|\s+([SZHR])R?|\s*\(?origin (?:choice )?([12])\)?)")
_PDB = ("2a", "3a")
_MEANING = {"S": "1", "Z": "2"}
_MEND = "add the symmetry operations of the source as _space_group_symop_operation_xyz"


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
    settings : list of ultralow.data.symmetry_operations.Symmetry
        One, unless origin, axes or cell choice are left open.
    cautions : list of str

    Raises
    ------
    UltralowError
        If there is no symmetry in the header, none that can be read, two that contradict each
        other, or one that the cell does not have.
    """
    known, number = _known(block, shown), _number(block, shown)
    if known:
        chosen, cautions = [known], _second_opinions(known, block, cell, shown)
    else:
        chosen, cautions = _meant(block, cell, number, shown), []
    if number and number != chosen[0].number:
        raise _contradiction(f"the number {number}", chosen[0], shown)
    fitting = [one for one in chosen if symmetry_operations.keep_metric(one.rotations, cell)]
    if not fitting:
        raise UltralowError(
            f"{shown}: the cell does not have the symmetry of {chosen[0].symbol}",
            "An operation takes an edge or an angle into another of different size.",
            "check the cell, and the setting of the space group",
        )
    return fitting, cautions


def _known(block, shown):
    """The setting that operations or a Hall symbol leave no doubt of, or None."""
    texts = next((found for tag in _LISTED if (found := list(block.find_values(tag)))), [])
    texts = [text for text in texts if text not in ("?", ".")]
    return symmetry_operations.listed(texts, shown) if texts else _from_hall(block)[0]


def _meant(block, cell, number, shown):
    """The settings that a Hermann-Mauguin symbol or a number can mean."""
    symbol, (_, hall) = header_symbol(block), _from_hall(block)
    # A number in the place of a symbol says no more than a number.
    if symbol and not symbol.isdecimal():
        found = _named(block, cell)
        if not found:
            raise _unreadable("space group", symbol, shown)
        return found
    if hall:
        raise _unreadable("Hall symbol", hall, shown)
    if number:
        return _conventional(_settings(number))
    raise UltralowError(
        f"{shown}: no space group in its header",
        "Whether the listed sites are all atoms, or one of each orbit, cannot be told.",
        f"{_MEND}; or, where every atom of the cell is listed, the line: "
        "_space_group_name_H-M_alt 'P 1'",
    )


def says(block, symmetry, cell) -> bool:
    """Whether the Hermann-Mauguin symbol of the header has just the operations of a setting."""
    return any(symmetry.same_operations(one) for one in _named(block, cell))


def _second_opinions(known, block, cell, shown):
    """Cautions where symbols name another setting; an error where they name another group."""
    hall, hall_text = _from_hall(block)
    symbol, cautions = header_symbol(block), []
    symbol = "" if symbol.isdecimal() else symbol
    for text, others in ((hall_text, [hall] if hall else []), (symbol, _named(block, cell))):
        if text and not others:
            cautions.append(f"the symbol {text!r} is not known: the operations are used")
        elif text and not any(known.same_operations(other) for other in others):
            if others[0].number != known.number:
                raise _contradiction(f"the symbol {text}", known, shown)
            cautions.append(
                f"the header says {text}, its operations are those of {known.symbol}: "
                "the operations are used"
            )
    return cautions


def _contradiction(said, chosen, shown):
    return UltralowError(
        f"{shown}: its header contradicts itself: {said}, but its operations or its symbol are "
        f"those of {chosen.symbol} (number {chosen.number})",
        "Which atoms there are hangs on that.",
        "keep what the source says, with all operations of its group",
    )


def _unreadable(what, text, shown):
    return UltralowError(
        f"{shown}: the {what} {text[:40]!r} cannot be made out", "No table has it.", _MEND
    )


def _from_hall(block):
    import gemmi

    text = cif_text.first(block, *_HALL)
    if not text:
        return None, ""
    try:
        operations = gemmi.symops_from_hall(text[:60])
    except (ValueError, RuntimeError):
        return None, text
    return symmetry_operations.named(operations), text


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
            return [symmetry_operations.tabulated(group)]
    group = gemmi.find_spacegroup_by_name(base, cell[3], cell[5])
    if group is None or (found and ending in ("1", "2") and group.ext == "\0"):
        return [symmetry_operations.tabulated(group)] if group is not None else []
    return _settings(group.number, group.hm)


def _settings(number, symbol=None):
    """The settings of a group in the tables, or those of one symbol; none twice."""
    import gemmi

    found = []
    for group in gemmi.spacegroup_table():
        if group.number == number and symbol in (None, group.hm):
            one = symmetry_operations.tabulated(group)
            if not any(one.same_operations(other) for other in found):
                found.append(one)
    return found


def _conventional(found):
    """The settings with the smallest cell: nobody means a centred one by a number alone."""
    fewest = min(len(one.rotations) for one in found)
    # PDB's shifted origins of two groups have a letter of their own behind the symbol.
    return [one for one in found if len(one.rotations) == fewest and one.symbol[-2:] not in _PDB]


def _number(block, shown):
    text = cif_text.first(block, *_NUMBER)
    if not text:
        symbol = header_symbol(block)
        text = symbol if symbol.isdecimal() else ""
    if text and not (re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= 230):
        raise UltralowError(
            f"{shown}: {text[:20]!r} is no number of a space group",
            mend="give one from 1 to 230, or leave it out",
        )
    return int(text) if text else 0
