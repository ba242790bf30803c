"""What a CIF says of its crystal, against the atoms that were read from it.

A formula, the number of formula units, the volume, the density and the multiplicities of the sites
are all there to be compared; two readings that differ by a setting or an origin rarely agree in
all of them.
"""

import math
import re
from collections import Counter

import numpy as np
from scipy.constants import atomic_mass

from ultralow.data import cif_sites, cif_text
from ultralow.errors import UltralowError

VOLUME, DENSITY, SHARES = 5e-3, 2e-2, 1e-2
_VOLUME, _UNITS = ("_cell_volume",), ("_cell_formula_units_Z",)
_DENSITY = ("_exptl_crystal_density_diffrn",)
_MULTIPLICITY = ("_atom_site_site_symmetry_multiplicity", "_atom_site_symmetry_multiplicity")
_MULTIPLICITY += ("_atom_site_site_symmetry_order",)


def check(block, cell, shown: str):
    """Compare everything that the file states.

    Parameters
    ----------
    block : gemmi.cif.Block
    cell : ultralow.data.orbits.Cell
    shown : str
        The file's name for messages.

    Raises
    ------
    UltralowError
        At the first contradiction, with both values.
    """
    for compare in (_formula, _units, _multiplicities, _volume, _density):
        compare(block, cell, shown)


def composition(text: str) -> dict[str, float] | None:
    """Atoms of each element in a formula: 'Br3 Cs Pb', 'CsPbBr3' or 'CS PB BR3'; else None.

    Deuterium counts as hydrogen.
    """
    found = Counter()
    letters = "[A-Z][A-Za-z]?" if " " in text else "[A-Z][a-z]?"
    pattern = f"({letters})([0-9]*[.]?[0-9]*)"
    for word in text[:200].split():
        if not re.fullmatch(f"(?:{pattern})+", word):
            return None
        for symbol, count in re.findall(pattern, word):
            symbol = symbol.capitalize()
            value = cif_sites.number(count) if count else 1.0
            if symbol not in cif_sites.ELEMENTS or not value > 0:
                return None
            found["H" if symbol == "D" else symbol] += value
    return dict(found) or None


def _contradiction(shown, said, found, mend):
    return UltralowError(
        f"{shown}: the file states {said}, its sites give {found}",
        "Atoms are missing or doubled, or something in the file belongs to another crystal.",
        mend,
    )


def _contents(cell):
    return Counter(cell.atoms.get_chemical_symbols())


def _formula_units(block, cell):
    """How many of the stated formula the cell holds; None without formula, NaN if none fits."""
    stated = composition(cif_text.first(block, "_chemical_formula_sum"))
    if stated is None:
        return None
    held = _contents(cell)
    if set(held) != set(stated):
        return math.nan
    ratios = np.array([held[symbol] / stated[symbol] for symbol in stated])
    return ratios.mean() if np.ptp(ratios) <= SHARES * ratios.mean() else math.nan


def _formula(block, cell, shown):
    units = _formula_units(block, cell)
    if units is not None and math.isnan(units):
        raise _contradiction(
            shown,
            cif_text.first(block, "_chemical_formula_sum")[:60],
            cell.atoms.get_chemical_formula("metal"),
            "list every atom, or mend _chemical_formula_sum",
        )


def _units(block, cell, shown):
    stated = _value(block, _UNITS, shown)
    if stated is None:
        return
    units, held = _formula_units(block, cell), _contents(cell)
    divides = stated > 0 and all((count / stated) % 1 == 0 for count in held.values())
    # Some programs write the content of the whole cell as the formula, and Z beside it.
    whole = units is None or abs(units - 1) <= SHARES
    if not (divides and whole) and not (units and abs(units - stated) <= SHARES * units):
        raise _contradiction(
            shown,
            f"Z = {stated:g}",
            cell.atoms.get_chemical_formula("metal")
            + (f", Z = {units:g}" if units is not None else ""),
            "check the operations and the setting of the space group, or mend "
            "_cell_formula_units_Z",
        )


def _multiplicities(block, cell, shown):
    for tag in _MULTIPLICITY:
        stated = [cif_sites.number(text) for text in block.find_values(tag)]
        if len(stated) != len(cell.counts) or not np.isfinite(stated).all():
            continue
        # Older programs wrote the order of the site symmetry under the name of the other.
        if not any(np.array_equal(stated, known) for known in (cell.counts, cell.orders)):
            at = int(np.flatnonzero(np.array(stated) != cell.counts)[0])
            raise _contradiction(
                shown,
                f"a multiplicity of {stated[at]:g} for {cell.labels[at]}",
                f"{cell.counts[at]}",
                f"check its coordinates and the space group, or mend {tag}",
            )


def _volume(block, cell, shown):
    stated, found = _value(block, _VOLUME, shown), cell.atoms.get_volume()
    if stated is not None and not abs(stated - found) <= VOLUME * found:
        raise _contradiction(
            shown,
            f"a volume of {stated:g} cubic angstrom",
            f"{found:.2f}",
            "check the cell, or mend _cell_volume",
        )


def _density(block, cell, shown):
    stated = _value(block, _DENSITY, shown)
    mass = cell.atoms.get_masses().sum() * atomic_mass * 1e3
    found = mass / (cell.atoms.get_volume() * 1e-24)
    if stated is not None and not abs(stated - found) <= DENSITY * found:
        raise _contradiction(
            shown,
            f"a density of {stated:g} g/cm3",
            f"{found:.3f}",
            "check cell and sites, or mend _exptl_crystal_density_diffrn",
        )


def _value(block, tags, shown):
    text = cif_text.first(block, *tags)
    value = cif_sites.number(text)
    if text and math.isnan(value):
        raise UltralowError(
            f"{shown}: {tags[0]} is {text[:40]!r}, no number", mend="give a number, or leave it out"
        )
    return value if text else None
