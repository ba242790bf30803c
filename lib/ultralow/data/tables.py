"""Read ``data/`` through its descriptor: checked bytes, checked cells, units and sources.

``data/datapackage.json`` lists every file with its sha256; ``data/schemas/*.json`` say what each
column holds. A table is read only when its cells fit the schema and its bytes the descriptor, so
that no figure stands on a number that nobody described. The cells are checked by `table_schema`
and not by frictionless, whose import alone takes longer than all reads of a notebook together; the
tests hold the whole package against frictionless.
"""

import contextlib
import copy
import functools
import hashlib
import json
from pathlib import Path

from ultralow import questions
from ultralow.checks import check_known, listed
from ultralow.data import datapackage, plain_file, reader_spelling, reader_text
from ultralow.data.datapackage import data_folder, forget_inputs, inputs
from ultralow.data.table_schema import parse_json, parse_table
from ultralow.data.units import QUANTITIES, check_plausible, convert, doubts, point_unit
from ultralow.errors import UltralowError

__all__ = [
    "DIGITISED",
    "OWN_MATERIALS",
    "QUANTITIES",
    "convert",
    "data_folder",
    "fingerprint",
    "forget_inputs",
    "inputs",
    "materials",
    "names",
    "path",
    "points_of",
    "read",
    "read_json",
    "read_points",
    "reader_points",
    "readers_notes",
]

_READER_SCHEMA = "schemas/reader_points.json"
# A reader's own crystals have a table of their own, so that a new one makes no figure stale.
OWN_MATERIALS = "own_materials"
# What a file of clicks beside its table ends on (`ultralow.data.digitised_figure`).
DIGITISED = ".digitised.json"


def names():
    """Return the names of all described resources, in the order of the descriptor."""
    return [entry["name"] for entry in datapackage.resources()]


def path(name):
    """Return the path of a resource after comparing its bytes with the descriptor.

    Parameters
    ----------
    name : str
        Name of a resource (see `names`), or its path relative to the data folder.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UltralowError
        If the resource is unknown, its file missing, empty or changed.
    """
    entry = datapackage.find(name)
    datapackage.record_input(datapackage.checked(entry, datapackage.content(entry)))
    return data_folder() / entry["path"]


def fingerprint(name):
    """Return what a figure's record keeps of an input.

    Parameters
    ----------
    name : str
        Name of a resource, or its path relative to the data folder.

    Returns
    -------
    dict
        ``path`` relative to the repository root, with forward slashes, and ``sha256``.

    Raises
    ------
    UltralowError
        As `path` does.
    """
    entry = datapackage.find(name)
    return datapackage.checked(entry, datapackage.content(entry))


def read(name):
    """Read a table.

    Parameters
    ----------
    name : str
        Name of a tabular resource, or its path relative to the data folder.

    Returns
    -------
    pandas.DataFrame
        Typed columns; an empty number is NaN, an empty text the empty string. ``attrs`` has
        ``path`` and ``sha256`` (the fingerprint for a record), ``units`` (column to unit, where
        the whole column has one), ``title`` and ``sources``.

    Raises
    ------
    UltralowError
        If the resource is unknown or no table, its file missing, empty or changed, or a cell
        does not fit the schema (the message names file, line, column and cell).
    """
    entry = datapackage.find(name)
    if "schema" not in entry:
        raise UltralowError(
            f"'{name}' is not a table.",
            mend="use tables.read_json(name) or tables.path(name)",
        )
    raw = datapackage.content(entry)
    schema = datapackage.schema(entry["schema"])
    # Cells first: "line 5 holds text" helps more than "the file has changed".
    frame = _parsed(raw, json.dumps(schema), datapackage.shown(entry)).copy()
    mark = datapackage.checked(entry, raw)
    datapackage.record_input(mark)
    units = {field["name"]: field["unit"] for field in schema["fields"] if "unit" in field}
    # A copy: the entry is kept for all who read.
    sources = copy.deepcopy(entry.get("sources", []))
    about = {"title": entry.get("title", ""), "sources": sources}
    frame.attrs = {**mark, "units": units, **about}
    return frame


def materials(own_is_input=False):
    """Return the table of materials, a reader's own crystals behind those of this collection.

    Parameters
    ----------
    own_is_input : bool
        Whether the reader's table counts as an input of a figure.

    Returns
    -------
    pandas.DataFrame
        As from `read`, without attributes where there are crystals of a reader's own.
    """
    import pandas

    table = read("materials")
    if OWN_MATERIALS not in names():
        return table
    with contextlib.nullcontext() if own_is_input else datapackage.unrecorded():
        own = read(OWN_MATERIALS)
    return pandas.concat([table, own], ignore_index=True)


@functools.lru_cache(64)
def _parsed(raw, schema, shown):
    """The typed columns of a CSV, once as long as its bytes and its schema (JSON) are the same."""
    return parse_table(raw, json.loads(schema), shown)[0]


def read_json(name):
    """Read a JSON resource, such as a computed result.

    Parameters
    ----------
    name : str
        Name of a JSON resource, or its path relative to the data folder.

    Returns
    -------
    object
        What the file holds; NaN and infinities are refused.

    Raises
    ------
    UltralowError
        If the resource is unknown or not JSON, its file missing, empty, cut short or changed.
    """
    entry = datapackage.find(name)
    if entry["format"] != "json":
        raise UltralowError(f"'{name}' is not JSON.", mend="use tables.read(name) for a table")
    raw = datapackage.content(entry)
    found = parse_json(raw, datapackage.shown(entry))
    datapackage.record_input(datapackage.checked(entry, raw))
    return found


def read_points(path):
    """Read one file of a reader's own points, measured or digitised.

    Parameters
    ----------
    path : str or os.PathLike
        A CSV with the columns of ``data/schemas/reader_points.json``.

    Returns
    -------
    pandas.DataFrame
        The columns of the file, with value and uncertainty in the SI unit of the quantity (column
        ``unit``), an empty grade as X and an empty uncertainty as NaN. ``attrs['inputs']`` is a
        list with the file's fingerprint, ``attrs['note']`` which marks were taken if others than
        commas between cells and points in numbers, ``attrs['doubts']`` what is allowed and
        unusual.

    Raises
    ------
    UltralowError
        For a missing, empty or too large file, a missing column, a cell that is no finite number,
        a temperature or value that no crystal has, a negative value of a positive quantity, a
        unit that does not fit the quantity, an unknown quantity or grade, or a point given twice.
    """
    points = _points(Path(path))
    datapackage.record_input(*points.attrs["inputs"])
    return points


def reader_points(material, quantity, unit=None):
    """Return the points of one material and quantity from all of ``data/readers/*.csv``.

    Parameters
    ----------
    material : str
        Name in the table ``materials``, or ``'example'``.
    quantity : str
        One of `QUANTITIES`.
    unit : str, optional
        Unit of the returned value and uncertainty; the SI unit when left out.

    Returns
    -------
    pandas.DataFrame
        Columns as in `read_points`, files in alphabetical order; no rows when nobody added any.
        ``attrs['inputs']`` lists the fingerprints of the files that gave rows.

    Raises
    ------
    UltralowError
        For an unknown material, quantity or unit, for any file that `read_points` refuses, for a
        file with an unknown material, and for a point that two files give.
    """
    import pandas

    known = [*materials()["name"], "example"]
    check_known(material, known, "material")
    check_known(quantity, QUANTITIES, "quantity")
    si = QUANTITIES[quantity]
    unit = unit or si
    convert(1.0, si, unit)
    frames = [_empty_points(), *_chosen_points(material, quantity, known)]
    found = pandas.concat(frames[1:] or frames, ignore_index=True)
    _check_given_once(found)
    found.attrs["inputs"] = [one for frame in frames for one in frame.attrs["inputs"]]
    datapackage.record_input(*found.attrs["inputs"])
    for column in ("value", "uncertainty"):
        found[column] = convert(found[column].to_numpy(), si, unit)
    return found.assign(unit=unit).drop(columns="file")


def readers_notes():
    """Lines on what ``data/readers`` holds beside strict CSV files: how it was read, or left out.

    Returns
    -------
    list of str
        A line for each file with other marks than commas and points, for what is allowed and
        unusual in it, and for each file and folder that no figure reads. Hidden files and texts
        (``.md``) are not told.

    Raises
    ------
    UltralowError
        As `reader_points` does.
    """
    folder, notes = data_folder() / "readers", []
    for file in sorted(folder.rglob("*")):
        shown, parts = datapackage.shown_file(file), file.relative_to(folder).parts
        if _known_beside(file, parts):
            continue
        if len(parts) == 1 and file.suffix == ".csv":
            said = _points(file).attrs
            notes += [f"{shown}: {said['note']}"] if said["note"] else []
            notes += questions.cautions(said["doubts"])
        else:
            notes.append(f"{shown}: left out; points are read from data/readers/*.csv alone")
    return notes


def _known_beside(file, parts):
    """Whether a file among the readers' is of another use, or told by its folder."""
    hidden = any(part.startswith((".", "~")) for part in parts)
    sweep = parts[0] == "sweeps" and (len(parts) == 1 or file.suffix == ".csv")
    clicks = len(parts) == 1 and file.name.endswith(DIGITISED)
    return hidden or sweep or clicks or file.is_dir() or file.suffix == ".md"


def _chosen_points(material, quantity, known):
    """Return, for each file that has any, the points of a material and quantity."""
    frames = []
    files = sorted((data_folder() / "readers").glob("*.csv"))
    for file in (one for one in files if not one.name.startswith((".", "~"))):
        points, shown = _points(file), datapackage.shown_file(file)
        for name in points["material"].unique():
            check_known(name, known, f"material in {shown}:")
        chosen = points[(points["material"] == material) & (points["quantity"] == quantity)]
        if len(chosen):
            frames.append(chosen.assign(file=shown))
    return frames


def _points(file):
    """Return the points of one file in SI units."""
    return points_of(*plain_file.content(file))


def points_of(raw, shown):
    """Return the points that bytes hold, as `read_points` does of a file; no input of a figure.

    Parameters
    ----------
    raw : bytes
        A CSV with the columns of ``data/schemas/reader_points.json``.
    shown : str
        Name of the file for messages.
    """
    schema = datapackage.schema(_READER_SCHEMA)
    with datapackage.unrecorded():
        crystals = reader_spelling.crystals_of(materials())
    known = {"columns": [field["name"] for field in schema["fields"]], "crystals": crystals}
    understood = functools.partial(reader_spelling.understood, **known)
    frame, lines, note = reader_text.parse(raw, schema, shown, understood)
    columns = zip(frame["quantity"], frame["value"], frame["unit"], lines, strict=True)
    units = [point_unit(*point, f"{shown}, line {line}") for *point, line in columns]
    for column in ("value", "uncertainty"):
        numbers = zip(frame[column], frame["unit"], units, strict=True)
        frame[column] = [convert(number, unit, si) for number, unit, si in numbers]
    columns = zip(frame["quantity"], frame["value"], frame["uncertainty"], lines, strict=True)
    asked = []
    for *point, line in columns:
        check_plausible(*point, f"{shown}, line {line}")
        asked += doubts(*point, f"{shown}, line {line}")
    frame.attrs["doubts"] = [*frame.attrs["doubts"], *questions.first(asked)]
    frame["unit"] = units
    frame["grade"] = frame["grade"].replace("", "X")
    frame.attrs["inputs"] = [{"path": shown, "sha256": hashlib.sha256(raw).hexdigest()}]
    frame.attrs["note"] = note
    return frame


def check_given_once(points, file):
    """Refuse new points that another file of the readers gives already.

    Parameters
    ----------
    points : pandas.DataFrame
        As from `points_of`.
    file : pathlib.Path
        Where they are to be written; what is there now does not count.

    Raises
    ------
    UltralowError
        As `reader_points` would once they are there.
    """
    import pandas

    others = sorted((data_folder() / "readers").glob("*.csv"))
    others = [one for one in others if one != file and not one.name.startswith((".", "~"))]
    shown = datapackage.shown_file(file)
    for other in others:
        there = _points(other).assign(file=datapackage.shown_file(other))
        both = pandas.concat([there, points.assign(file=shown)], ignore_index=True)
        for _, rows in both.groupby(["material", "quantity"]):
            _check_given_once(rows)


def _empty_points():
    """Return reader points without rows, with the types that rows would have."""
    import pandas

    fields = datapackage.schema(_READER_SCHEMA)["fields"]
    types = {field["name"]: float if field["type"] == "number" else str for field in fields}
    frame = pandas.DataFrame({name: pandas.Series(dtype=kind) for name, kind in types.items()})
    frame = frame.assign(file="")
    frame.attrs["inputs"] = []
    return frame


def _check_given_once(points):
    """Refuse a point that two files give, which a figure would draw twice."""
    twice = points[points.duplicated(["temperature_K", "source"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        raise UltralowError(
            f"{listed(sorted(set(twice['file'])))} give the same point: {first['quantity']} at "
            f"{first['temperature_K']:g} K from '{first['source']}'.",
            mend="keep it in one file, or tell the sources apart",
        )
