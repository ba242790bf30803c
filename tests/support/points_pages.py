"""The sections of the site on which readers drop points, as pages of a folder, and such points."""

import site_static
from generate import reader_panel
from ultralow.data import tables
from ultralow.errors import UltralowError

HEADER = "material,quantity,temperature_K,value,uncertainty,unit,source,grade"
GOOD = {
    "material": "CsPbBr3", "quantity": "total_thermal_conductivity", "temperature_K": "300",
    "value": "0.42", "uncertainty": "0.04", "unit": "W m-1 K-1", "source": "me", "grade": "X",
}  # fmt: skip
FIGURES = {"heat": "fig2_thermal_conductivity", "charge": "fig4_thermoelectrics"}
NAME = "mine.csv"


def row(**changed):
    """A row of a reader's table, with some cells changed."""
    return ",".join((GOOD | changed).values()) + "\n"


def text(**changed):
    """A table of one row."""
    return f"{HEADER}\n{row(**changed)}"


def in_python(raw):
    """What the library makes of a file: its points and notes, or its refusal."""
    try:
        frame = tables.points_of(raw, NAME)
    except UltralowError as problem:
        told = {name: getattr(problem, name) for name in ("what", "why", "mend")}
        return told | {"told": str(problem)}
    points = frame.to_dict("records")
    return {"points": points, "note": frame.attrs["note"], "doubts": frame.attrs["doubts"]}


def write(folder):
    """The section of each figure as a page of its own, with all that it loads."""
    static = site_static.write(folder / "_static")
    for name, content in reader_panel.files().items():
        (static / name.removeprefix("generated/")).write_text(content, encoding="utf-8")
    (folder / "notebooks").mkdir()
    for figure in FIGURES.values():
        lines = reader_panel.place(figure).split("\n")
        section = "\n".join(line for line in lines if line.startswith("<"))
        (folder / "notebooks" / f"{figure}.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>points</title>'
            f"{site_static.head('../_static')}<main><h1>points</h1>{section}</main>",
            encoding="utf-8",
        )
    return folder


def address(folder, figure):
    """Where the page of a figure lies."""
    return (folder / "notebooks" / f"{FIGURES[figure]}.html").as_uri()
