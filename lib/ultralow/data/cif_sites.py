"""What a CIF lists: its cell, and its sites one by one, every entry understood or refused.

Nothing is guessed here: a coordinate that is no number, an element that is none, or a site that is
only partly there is named with its site and tag.
"""

import math
import re
from typing import NamedTuple

import numpy as np
from ase.data import chemical_symbols

from ultralow.data import cif_text
from ultralow.errors import UltralowError

MOST_SITES = 2000
LENGTHS, ANGLES, THINNEST = (1.0, 100.0), (5.0, 175.0), 1.0  # angstrom, degrees, angstrom
FARTHEST = 10.0
# A coordinate with one decimal is taken as exact to two.
COARSEST = 0.005
_NUMBER = re.compile(r"([+-]?(?:\d+\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,3}))?)(?:\(\d*\))?", re.ASCII)
_CHARGE = re.compile(r"(?:\d{0,2}(?:\.\d+)?[+-]?|[+-]\d{0,2}(?:\.\d+)?)", re.ASCII)
ELEMENTS = {*chemical_symbols[1:], "D"}
_CELL = [*(f"_cell_length_{axis}" for axis in "abc")]
_CELL += [f"_cell_angle_{angle}" for angle in ("alpha", "beta", "gamma")]
_FRACTS = [f"_atom_site_fract_{axis}" for axis in "xyz"]
_DISPLACEMENT = ("_atom_site_U_iso_or_equiv", "_atom_site_B_iso_or_equiv")
_MODULATED = ("_cell_wave_vector", "_cell_subsystem", "_space_group_ssg", "_atom_site_fourier")


class Sites(NamedTuple):
    """The listed sites of a crystal.

    Attributes
    ----------
    labels, elements : list of str
        ``elements`` with D for deuterium.
    positions : numpy.ndarray, shape (n, 3)
        Fractions of the cell, as written.
    rounding : numpy.ndarray, shape (n, 3)
        Half of the last digit written.
    displacements : numpy.ndarray, shape (n,), or None
        U in angstrom², where every site has one.
    cautions : list of str
    """

    labels: list
    elements: list
    positions: np.ndarray
    rounding: np.ndarray
    displacements: np.ndarray | None
    cautions: list


def number(text: str) -> float:
    """A CIF number, its uncertainty in brackets left out; NaN for anything else."""
    found = _NUMBER.fullmatch(text) if len(text) < 60 else None
    value = float(found[1]) if found else math.nan
    return value if math.isfinite(value) else math.nan


def _rounding(text):
    """Half of the last digit of a number; a whole number is exact."""
    _, tail, bare, power = _NUMBER.fullmatch(text).groups()
    decimals = len(tail or bare or "") - int(power or 0)
    return min(0.5 * 10.0**-decimals, COARSEST) if decimals > 0 else 0.0


def cell(block, shown: str) -> np.ndarray:
    """Lengths in angstrom and angles in degrees, shape (6,).

    Raises
    ------
    UltralowError
        If one is missing, no number, given several times, or if no crystal has such a cell.
    """
    found = [_cell_value(block, tag, shown) for tag in _CELL]
    lengths, angles = found[:3], found[3:]
    good = all(LENGTHS[0] <= one <= LENGTHS[1] for one in lengths)
    good = good and all(ANGLES[0] <= one <= ANGLES[1] for one in angles)
    if not good or _thickness(found) < THINNEST:
        text = " ".join(f"{one:g}" for one in found)
        raise UltralowError(
            f"{shown}: no crystal has the cell {text}",
            f"Lengths of {LENGTHS[0]:g} to {LENGTHS[1]:g} angstrom, angles of {ANGLES[0]:g} to "
            f"{ANGLES[1]:g} degrees and lattice planes {THINNEST:g} angstrom apart are possible.",
            "give lengths in angstrom (100 pm are one) and angles in degrees",
        )
    return np.array(found)


def _cell_value(block, tag, shown):
    texts = list(block.find_values(tag))
    if len(texts) != 1:
        raise UltralowError(
            f"{shown}: {tag} is {'missing' if not texts else f'given {len(texts)} times'}",
            mend="give each of _cell_length_a to _cell_angle_gamma once",
        )
    value = number(_bare(texts[0]))
    if math.isnan(value):
        raise UltralowError(
            f"{shown}: {tag} is {_bare(texts[0])!r}, no number",
            mend="give a number, such as 5.605 or 5.605(2)",
        )
    return value


def _thickness(parameters):
    """The smallest distance between lattice planes, in angstrom; 0 where there is no volume."""
    a, b, c, *angles = parameters
    cos = [math.cos(math.radians(one)) for one in angles]
    sin = [math.sin(math.radians(one)) for one in angles]
    square = 1 - sum(x * x for x in cos) + 2 * cos[0] * cos[1] * cos[2]
    if square <= 0:
        return 0.0
    return min(
        length * math.sqrt(square) / abs(s) for length, s in zip((a, b, c), sin, strict=True)
    )


def _bare(text):
    """A value without its quotes; ? and the point stay."""
    import gemmi

    return text if text in ("?", ".") else " ".join(gemmi.cif.as_string(text).split())


def sites(block, shown: str) -> Sites:
    """The listed sites, all of them whole atoms.

    Raises
    ------
    UltralowError
        If the crystal is modulated or disordered; if hydrogens are only counted; if a site has
        no element, is a dummy, or has a coordinate that is no number.
    """
    _check_modulation(block, shown)
    columns = [_column(block, tag, shown) for tag in _FRACTS]
    count = len(columns[0])
    if count > MOST_SITES:
        raise UltralowError(
            f"{shown}: {count} sites, too many atoms in the cell",
            f"Up to {MOST_SITES} sites are read.",
            "give the primitive cell of a crystal, with one site of each orbit",
        )
    labels, elements, cautions = _elements(block, count, shown)
    _check_whole(block, labels, shown)
    for tag, column in zip(_FRACTS, columns, strict=True):
        _check_coordinates(tag, column, labels, shown)
    return Sites(
        labels,
        elements,
        np.array([[number(text) for text in row] for row in zip(*columns, strict=True)]),
        np.array([[_rounding(text) for text in row] for row in zip(*columns, strict=True)]),
        _displacements(block, count),
        cautions,
    )


def _column(block, tag, shown, count=None):
    """The values of a tag, one a site; empty where the file has none."""
    count = len(block.find_values("_atom_site_fract_x")) if count is None else count
    found = [_bare(text) for text in block.find_values(tag)]
    if len(found) != count and (found or tag in _FRACTS):
        raise UltralowError(
            f"{shown}: {len(found)} values of {tag} for {count} sites",
            mend="give one for each site, in the same loop",
        )
    return found


def _check_modulation(block, shown):
    dimension = cif_text.first(block, "_cell_modulation_dimension")
    tags = [
        item.pair[0] if item.pair else (item.loop.tags or [""])[0]
        for item in block
        if item.pair or item.loop
    ]
    if dimension not in ("", "0") or any(tag.lower().startswith(_MODULATED) for tag in tags):
        raise UltralowError(
            f"{shown}: a modulated structure",
            "It does not repeat with the cell that the file gives.",
            "give a commensurate approximant, all of its atoms listed",
        )


def _check_coordinates(tag, column, labels, shown):
    for label, text in zip(labels, column, strict=True):
        value = number(text)
        if math.isnan(value):
            raise UltralowError(
                f"{shown}: {tag} of {label} is {text!r}, no number",
                mend="give a decimal fraction of the cell, such as 0.5",
            )
        if abs(value) > FARTHEST:
            raise UltralowError(
                f"{shown}: {tag} of {label} is {text}, outside every neighbouring cell",
                "Fractions of the cell are expected, not angstrom.",
                "divide by the length of the cell, or add a decimal point",
            )


def _check_whole(block, labels, shown):
    """Every site is one atom at one place, and no atom is without a site."""
    checks = (
        ("_atom_site_occupancy", _partial, "disordered; partly occupied"),
        ("_atom_site_disorder_group", _named, "disordered; in a disorder group"),
        ("_atom_site_disorder_assembly", _named, "disordered; in a disorder assembly"),
        ("_atom_site_calc_flag", lambda text: text.lower() == "dum", "dummy sites"),
        ("_atom_site_attached_hydrogens", _named, "hydrogens without a place, at"),
    )
    for tag, wrong, what in checks:
        column = _column(block, tag, shown, len(labels))
        bad = [f"{label} {text}" for label, text in zip(labels, column) if wrong(text)]
        if bad:
            more = f" and {len(bad) - 6} more" if len(bad) > 6 else ""
            raise UltralowError(
                f"{shown}: {what}: {', '.join(bad[:6])}{more}",
                "Forces need every atom at one place.",
                "give an ordered structure, such as the low-temperature phase or an ordered "
                "model, with every atom listed",
            )


def _partial(text):
    return text != "." and not abs(number(text) - 1) <= 1e-3


def _named(text):
    return text not in (".", "?", "", "0")


def _elements(block, count, shown):
    types = _column(block, "_atom_site_type_symbol", shown, count)
    labels = _column(block, "_atom_site_label", shown, count)
    if not types and not labels:
        raise UltralowError(
            f"{shown}: its sites have no elements",
            mend="give _atom_site_type_symbol for each site",
        )
    names = labels or [f"{text} (site {i})" for i, text in enumerate(types, 1)]
    found, guessed = [], []
    for name, kind in zip(names, types or ["?"] * count, strict=True):
        typed = kind not in (".", "?", "")
        symbol = _typed(kind) if typed else _labelled(name)
        if not symbol:
            raise _no_element(name, kind if typed else "", shown)
        if not typed and name[:2].isupper() and len(symbol) == 2 and symbol[0] in ELEMENTS:
            guessed.append(f"{name} as {symbol}")
        found.append(symbol)
    cautions = [f"read {', '.join(guessed[:6])}: no element is given"] if guessed else []
    if "D" in found:
        cautions.append("deuterium is shown as H; its mass, 2.014, is kept")
    return names, found, cautions


def _no_element(name, kind, shown):
    shown_kind = f" ({kind!r})" if kind and kind != name else ""
    return UltralowError(
        f"{shown}: {name!r}{shown_kind} is no element",
        "Each site needs one element: water, vacancies and mixed sites have none.",
        "give an element as its _atom_site_type_symbol, such as Pb or Pb2+",
    )


def _typed(text):
    """The element of a type symbol: Pb, PB, Pb2+, Pb+2; empty where it is none."""
    letters = re.match(r"[A-Za-z]*", text)[0]
    symbol = letters.capitalize()
    return symbol if symbol in ELEMENTS and _CHARGE.fullmatch(text[len(letters) :]) else ""


def _labelled(text):
    """The element at the head of a label: Pb1, PB1, Cl_ax, I(1); empty where it is none."""
    symbol = re.match(r"[A-Za-z]*", text)[0].capitalize()
    return symbol if symbol in ELEMENTS else ""


def _displacements(block, count):
    for tag, factor in zip(_DISPLACEMENT, (1.0, 1 / (8 * np.pi**2)), strict=True):
        found = [number(_bare(text)) for text in block.find_values(tag)]
        if len(found) == count and np.isfinite(found).all():
            return np.array(found) * factor
    return None
