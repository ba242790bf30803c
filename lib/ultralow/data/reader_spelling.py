"""Other spellings of what stands in a reader's table of points, where they have one meaning.

``W/(m·K)`` is a unit, ``γ-CsPbBr₃`` a crystal, ``0.45±0.05`` and ``0.45(5)`` a value with its
error, and ``27 °C`` a temperature. They are read as what they mean, and a line says so; what could
mean two things is left as it is, for :mod:`ultralow.data.table_schema` to refuse.
"""

import re
from decimal import Decimal

from ultralow.data import units

ZERO_CELSIUS = Decimal("273.15")
_DIGITS = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = rf"[+-]?(?:{_DIGITS})(?:[eE][+-]?[0-9]{{1,2}})?"
_SPREAD = re.compile(rf"({_NUMBER})\s*(?:±|\+/?-)\s*({_DIGITS})")
_LAST_DIGITS = re.compile(rf"([+-]?(?:{_DIGITS}))\(([0-9]{{1,3}})\)")
_TEMPERATURE = re.compile(rf"({_NUMBER})\s*(K|°C|℃|deg ?C)")
_CELSIUS = re.compile(r"temperature[_ ]?\(?(?:c|°c|℃|degc)\)?")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
MOST_TOLD = 4


def understood(header, rows, comma=False, *, columns=(), crystals=None):
    """Header and rows as the schema wants them, and how other spellings were read.

    Parameters
    ----------
    header : list of str
    rows : list of (int, list of str)
        Lines and their cells.
    comma : bool
        Whether numbers have decimal commas.
    columns : sequence of str
        Names that the schema has.
    crystals : dict of str to str
        As from `crystals_of`.

    Returns
    -------
    header, rows
        In the same order.
    note : str
        Empty where everything was written as the schema wants it.

    Examples
    --------
    >>> understood(["unit"], [(2, ["W/(m·K)"])])
    (['unit'], [(2, ['W m-1 K-1'])], "'W/(m·K)' read as 'W m-1 K-1'")
    """
    names, said = [_column(name, columns) for name in header], {}
    celsius = [bool(_CELSIUS.fullmatch(name.strip().casefold())) for name in header]
    for before, after in zip(header, names, strict=True):
        _tell(said, before, after)
    if sorted(set(names)) != sorted(names):  # two columns of one name: the schema says so
        return header, rows, ""
    known = crystals or {}
    kinds = {
        "material": lambda cell: known.get(cell.translate(_SUBSCRIPTS), cell),
        "quantity": _quantity,
        "unit": unit,
    }
    found = []
    for line, cells in rows:
        cells = list(cells)
        for at, name in enumerate(names[: len(cells)]):
            told = kinds[name](cells[at]) if name in kinds else cells[at]
            if name == "temperature_K":
                told = _kelvin(cells[at].replace(",", ".") if comma else cells[at], celsius[at])
            _tell(said, cells[at], told)
            cells[at] = told
        found.append((line, _with_error(names, cells, comma, said)))
    return names, found, _note(said)


def _tell(said, before, after):
    if before != after:
        said[before] = after


def _note(said):
    """The first few spellings, and how many more there were."""
    told = [f"{before!r:.40} read as {after!r}" for before, after in said.items()]
    more = len(told) - MOST_TOLD
    return ", ".join(told[:MOST_TOLD]) + (f", and {more} more like that" if more > 0 else "")


def _column(name, columns):
    """The column that a heading names."""
    plain = name.strip().casefold()
    if _CELSIUS.fullmatch(plain):
        return "temperature_K"
    return next((known for known in columns if known.casefold() == plain), name)


def crystals_of(table):
    """Names of crystals by what else they are called: ``γ-CsSnI3``, ``gamma-CsSnI3``, ``CsSnI3``.

    Parameters
    ----------
    table : pandas.DataFrame
        Of the materials.

    Returns
    -------
    dict of str to str
    """
    known = {}
    for row in table.itertuples():
        for spelled in (row.label, f"{row.phase}-{row.formula}", f"{row.phase} {row.formula}"):
            known[spelled.translate(_SUBSCRIPTS)] = row.name
    return known | {name: name for name in table["name"]}


def _quantity(cell):
    plain = re.sub(r"[ -]+", "_", cell.strip().casefold())
    return plain if plain in units.QUANTITIES else cell


def unit(cell):
    """The unit that a cell means, as the tables write it; the cell itself where it is none."""
    return cell if units.is_unit(cell) else units.meant(cell) or cell


def _kelvin(cell, celsius):
    """A temperature in kelvins; the cell itself where it says nothing else."""
    given = _TEMPERATURE.fullmatch(cell)
    if given:
        number, unit = given.groups()
    elif celsius and re.fullmatch(_NUMBER, cell):
        number, unit = cell, "°C"
    else:
        return cell
    return number if unit == "K" else f"{Decimal(number) + ZERO_CELSIUS:f}"


def _with_error(names, cells, comma, said):
    """Cells whose value, where it holds its own error, is split; a stated error is left alone."""
    if not {"value", "uncertainty"} <= set(names) or len(cells) != len(names):
        return cells
    value, error = names.index("value"), names.index("uncertainty")
    text = cells[value].replace(",", ".") if comma else cells[value]
    split = _SPREAD.fullmatch(text) or _LAST_DIGITS.fullmatch(text)
    if split and not cells[error]:
        number, spread = split.groups()
        if split.re is _LAST_DIGITS:
            spread = f"{Decimal(spread).scaleb(Decimal(number).as_tuple().exponent):f}"
        said[cells[value]] = f"{number} with an uncertainty of {spread}"
        cells[value], cells[error] = number, spread
    return cells
