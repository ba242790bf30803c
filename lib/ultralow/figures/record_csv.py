"""The record of a figure as a table: a row a plotted point, units in columns beside the values."""

import csv
import io
import json
from itertools import groupby
from typing import Any

# Behind these come columns of what a record keeps beside its points, such as their source.
COLUMNS = (
    "panel", "series", "label", "grade",
    "x_quantity", "x_unit", "x", "x_error_minus", "x_error_plus",
    "y_quantity", "y_unit", "y", "y_error_minus", "y_error_plus", "y_low", "y_high",
)  # fmt: skip


def rows(record: dict) -> tuple[list[str], list[list]]:
    """The plotted points of a record: names of columns, and a row of values for each point.

    ``panel`` counts what is plotted against what, ``series`` the curves and sets of points, both
    from 1 in the order of the record. A number that there is not is None.

    Examples
    --------
    >>> kelvins = {"name": "T", "unit": "K", "values": [300]}
    >>> values = {"name": "k", "unit": "W m-1 K-1", "values": [0.38], "uncertainty": [0.04]}
    >>> one = {"label": "wire", "grade": "S", "x": kelvins, "y": values}
    >>> rows({"series": [one]})[1][0][:9]
    [1, 1, 'wire', 'S', 'T', 'K', 300, None, None]
    """
    beside = list(dict.fromkeys(name for one in record["series"] for name in one.get("about", {})))
    panels: dict[tuple, int] = {}
    found = []
    for number, one in enumerate(record["series"], start=1):
        x, y, about = one["x"], one["y"], one.get("about", {})
        panel = panels.setdefault((x["name"], x["unit"], y["name"], y["unit"]), len(panels) + 1)
        nothing = [None] * len(x["values"])
        columns = [
            *_quantity(x), *_quantity(y), *y.get("band", (nothing, nothing)),
            *(about.get(name, nothing) for name in beside),
        ]  # fmt: skip
        head = [panel, number, one["label"], one["grade"]]
        found += [[*head, *row] for row in zip(*columns, strict=True)]
    return [*COLUMNS, *beside], found


def text(record: dict) -> str:
    """The plotted points of a record as CSV: its `rows`, an empty cell where a number is not.

    Examples
    --------
    >>> text({"series": []}).startswith("panel,series,label,grade,x_quantity,x_unit,x,")
    True
    """
    header, points = rows(record)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(_cell, row) for row in points)
    return stream.getvalue()


def series(table: str) -> list[dict]:
    """The series of a record, from the CSV that `text` makes of it.

    Errors come as a pair, below and above. `text` makes the same CSV of what comes back.

    Examples
    --------
    >>> quantity = {"name": "T", "unit": "K", "values": [1, 2.5]}
    >>> one = {"label": "a line", "grade": "R", "x": quantity, "y": quantity}
    >>> series(text({"series": [one]})) == [one]
    True
    """
    header, *points = csv.reader(io.StringIO(table, newline=""))
    named = [dict(zip(header, map(_value, row), strict=True)) for row in points]
    of_series = groupby(named, key=lambda row: row["series"])
    return [_series(list(group), header[len(COLUMNS) :]) for _, group in of_series]


def _series(points: list[dict], beside: list[str]) -> dict:
    first = points[0]

    def words(name):
        return str(first[name] or "")

    found: dict[str, Any] = {name: words(name) for name in ("label", "grade")}
    for axis in "xy":
        head = {"name": words(f"{axis}_quantity"), "unit": words(f"{axis}_unit")}
        found[axis] = head | {"values": [row[axis] for row in points]}
        if pair := _known(points, f"{axis}_error_minus", f"{axis}_error_plus"):
            found[axis]["uncertainty"] = pair
    if band := _known(points, "y_low", "y_high"):
        found["y"]["band"] = band
    about = {name: values[0] for name in beside if (values := _known(points, name))}
    return found | ({"about": about} if about else {})


def _known(points: list[dict], *names: str) -> list[list]:
    """Columns by name, or none where all their cells are empty."""
    columns = [[row[name] for row in points] for name in names]
    return columns if any(one is not None for column in columns for one in column) else []


def _quantity(quantity: dict) -> list[list]:
    """Name, unit, values and both errors of x or y, a column each."""
    count = len(quantity["values"])
    errors = quantity.get("uncertainty") or [None] * count
    pair = errors if count and isinstance(errors[0], list) else [errors, errors]
    return [[quantity["name"]] * count, [quantity["unit"]] * count, quantity["values"], *pair]


def _cell(value) -> str:
    """A text as it is, a number with all digits of the record, nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _value(cell: str) -> str | float | None:
    """What a cell holds; a text that only looks like a number stays one."""
    try:
        number = json.loads(cell, parse_constant=str)
    except ValueError:
        return cell or None
    plain = type(number) in (int, float) and json.dumps(number) == cell
    return number if plain else cell
