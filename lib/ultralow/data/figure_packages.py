"""Points of a figure as svgdigitizer leaves them: a data package, JSON that describes a CSV.

The JSON names the columns with their units, and where the figure is from; the CSV has the numbers.
"""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ultralow.data import json_shapes, plain_columns, plain_file, reader_spelling, table_schema
from ultralow.data.plain_columns import Columns
from ultralow.errors import UltralowError

_KELVIN = {"K": "K", "kelvin": "K", **dict.fromkeys(("°C", "degC", "deg_C", "celsius"), "degC")}
_SHAPE = {
    "resources": [
        {"path": json_shapes.TEXT, "schema": {"fields": [{"name": json_shapes.TEXT}]}},
    ]
}


class FigurePackage(NamedTuple):
    """The points of one figure, and what their file says of them.

    ``temperature`` is K or degC, ``unit`` that of the values as the tables write it where it is
    one of theirs, and ``source`` the figure and where it is from; empty where nothing is said.
    """

    columns: Columns
    temperature: str
    unit: str
    source: str


def load(path) -> FigurePackage:
    """Read a data package and the CSV beside it.

    Parameters
    ----------
    path : str or os.PathLike
        The JSON; its CSV lies in the same folder.

    Raises
    ------
    UltralowError
        If one of them cannot be read, has another shape, or does not have one column of
        temperatures (unit K or °C) and one of values.
    """
    place = Path(path)
    raw, shown = plain_file.content(place)
    resource = described(raw, shown)
    return parse(resource, *plain_file.content(place.parent / resource["path"]))


def described(raw, shown) -> dict:
    """The one resource that the bytes of a data package describe.

    Raises
    ------
    UltralowError
        For another shape, several resources, or a path that leads out of the folder.
    """
    package = json_shapes.check(table_schema.parse_json(raw, shown), _SHAPE, shown)
    if len(package["resources"]) != 1:
        raise UltralowError(
            f"{shown}: {len(package['resources'])} tables, and one figure is taken at a time",
            mend="give the package of one curve",
        )
    resource = package["resources"][0]
    if PurePosixPath(resource["path"]).name != resource["path"]:
        raise UltralowError(
            f"{shown}: its table lies elsewhere, {resource['path']!r:.60}",
            mend="put the CSV beside the JSON, and its bare name into `path`",
        )
    return resource


def parse(resource, raw, shown) -> FigurePackage:
    """The points that the bytes of the CSV hold, by what its resource says of the columns."""
    fields = resource["schema"]["fields"]
    units = {one["name"]: str(one.get("unit", "")) for one in fields}
    warm = [name for name, unit in units.items() if unit in _KELVIN]
    others = [name for name in units if name not in warm and name not in _INDEX]
    if len(warm) != 1 or len(others) != 1:
        told = ", ".join(f"{name} in {unit or 'no unit'}" for name, unit in units.items())
        raise UltralowError(
            f"{shown}: one column of temperatures and one of values are wanted",
            f"There are {told}.",
            "name the temperature's unit K or °C, and leave other columns out of the package",
        )
    columns = _columns([warm[0], others[0]], raw, shown)
    told = units[others[0]]
    return FigurePackage(
        columns, _KELVIN[units[warm[0]]], reader_spelling.unit(told), _source(resource)
    )


_INDEX = ("", "index", "t")  # a row's number, or the time at which a pen was there


def _columns(names, raw, shown) -> Columns:
    """The series of two columns by their names."""
    text = table_schema.utf8(raw, shown)
    header, rows = table_schema.csv_records(text, shown)
    missing = [name for name in names if name not in header]
    if missing:
        raise UltralowError(
            f"{shown}: no column {' and no '.join(map(repr, missing))}",
            mend="give the CSV that belongs to the JSON",
        )
    places = [header.index(name) for name in names]
    lines = [",".join(f'"{cells[at]}"' for at in places if at < len(cells)) for _, cells in rows]
    (found,) = plain_columns.parse("\n".join(lines).encode(), shown)
    return found


def _source(resource) -> str:
    """Figure, curve and address of the source, as svgdigitizer's metadata has them."""
    about = resource.get("metadata", {})
    about = about.get("echemdb", about) if isinstance(about, dict) else {}
    source = about.get("source", {}) if isinstance(about, dict) else {}
    if not isinstance(source, dict):
        return ""
    place = str(source.get("doi") or source.get("url") or source.get("citationKey") or "")
    place = re.sub(r"^https?://(dx\.)?doi\.org/", "", place)
    figure, curve = (str(source.get(name, "")).strip() for name in ("figure", "curve"))
    said = " ".join(filter(None, [f"Fig. {figure}" if figure else "", curve]))
    return " of ".join(filter(None, [said, place]))
