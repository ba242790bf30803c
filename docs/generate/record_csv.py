"""The record of a figure as one CSV: a row a plotted point, units in columns beside the values."""

import csv
import io
import json

# Behind these come columns of what a record keeps beside its points, such as their source.
COLUMNS = (
    "panel", "series", "label", "grade",
    "x_quantity", "x_unit", "x", "x_error_minus", "x_error_plus",
    "y_quantity", "y_unit", "y", "y_error_minus", "y_error_plus", "y_low", "y_high",
)  # fmt: skip


def text(record: dict) -> str:
    """The plotted series of a record as CSV.

    ``panel`` counts what is plotted against what, ``series`` the curves and sets of points, both
    from 1 in the order of the record. An empty cell is a number that there is not.
    """
    beside = list(dict.fromkeys(name for one in record["series"] for name in one.get("about", {})))
    panels: dict[tuple, int] = {}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*COLUMNS, *beside])
    for number, one in enumerate(record["series"], start=1):
        x, y, about = one["x"], one["y"], one.get("about", {})
        panel = panels.setdefault((x["name"], x["unit"], y["name"], y["unit"]), len(panels) + 1)
        nothing = [None] * len(x["values"])
        columns = [
            *_quantity(x), *_quantity(y), *y.get("band", (nothing, nothing)),
            *(about.get(name, nothing) for name in beside),
        ]  # fmt: skip
        for row in zip(*columns, strict=True):
            writer.writerow([panel, number, one["label"], one["grade"], *map(_cell, row)])
    return stream.getvalue()


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
