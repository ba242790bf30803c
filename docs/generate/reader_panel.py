"""The place on a figure's page where a reader drops points of their own, and what is drawn there.

Only figures that take readers' points have it (`TAKES`); what their records keep of those axes is
written as a script, from which the browser draws them anew with the points on top.
"""

import json
from itertools import cycle

from ultralow.data import materials
from ultralow.figures import records, thermoelectric_panels
from ultralow.figures.style import axis_label, graded
from ultralow.paper import gallery

from generate import reader_tables

FIGURES = gallery.ROOT / "figures"
# By figure and name of the y axis: quantities of readers' tables, and what each is called there.
TAKES = {
    "fig2_thermal_conductivity": {
        "Thermal conductivity": {
            "lattice_thermal_conductivity": "lattice",
            "total_thermal_conductivity": "total",
        }
    },
    "fig4_thermoelectrics": {
        look.name: {look.reader: ""} for look in thermoelectric_panels.QUANTITIES.values()
    },
}
AGAINST = "Temperature"
DIGITS = 4  # of a shade, which is drawn and not read
LINES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
SCRIPTS = (
    "readers/tables", "readers/refusal", "readers/python_text", "readers/decimals",
    "readers/csv_records", "readers/table_schema", "readers/units", "readers/reader_spelling",
    "readers/reader_text", "readers/points", "panels/chart", "panels/chart_csv", "panels/reading",
    "panels/crosshair", "panels/panel",
)  # fmt: skip


def files() -> dict[str, str]:
    """The scripts that the pages load beside those of docs/static."""
    found = {reader_tables.PLACE: reader_tables.script()}
    return found | {f"generated/{_own(figure)}.js": script(figure) for figure in TAKES}


def place(figure: str) -> str:
    """The section of a figure's page, as Markdown; empty for a figure that takes no points."""
    if figure not in TAKES:
        return ""
    columns = ", ".join(f"`{field['name']}`" for field in reader_tables.schema()["fields"])
    scripts = (*SCRIPTS, _own(figure), "readers/points_panel")
    return "\n".join([
        "## Your own points", "",
        "Drop a CSV onto the box, or choose one, and its points are drawn over the curves of this "
        f"figure. Its columns are {columns}, [as told here](../data/README.md#add-your-own-points)."
        " It is read in this page and sent nowhere.", "",
        f'<div class="panel" data-panel="points" data-figure="{figure}"></div>',
        "<noscript><p>This needs JavaScript.</p></noscript>",
        *(f'<script src="../_static/{name}.js"></script>' for name in scripts),
    ])  # fmt: skip


def script(figure: str) -> str:
    """The axes of a figure that take points, for each material, as a script."""
    text = json.dumps(drawn(figure), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"Ultralow.data.figure = {text};\n"


def drawn(figure: str) -> dict:
    """What the browser draws: axes with their series, by material, and who draws the rest."""
    return {
        "materials": [
            {"name": name, "label": materials.get(name).label, "axes": those}
            for name, those in of_materials(figure).items()
        ],
        "others": [
            {
                "title": gallery.figure(other).title,
                "page": f"{other}.html#your-own-points",
                "takes": {
                    name: [quantity for one in those for quantity in one["quantities"]]
                    for name, those in of_materials(other).items()
                },
            }
            for other in TAKES
            if other != figure
        ],
    }


def of_materials(figure: str) -> dict[str, list[dict]]:
    """The axes of a figure that take points, by material; without materials that have none."""
    files = {name: FIGURES / figure / f"{name}.json" for name in gallery.figure(figure).materials}
    made = {name: axes(figure, records.read(path)) for name, path in files.items() if path.exists()}
    return {name: those for name, those in made.items() if those}


def axes(figure: str, record: dict) -> list[dict]:
    """The axes of a record that take points, with the series that are drawn against temperature."""
    found = []
    for name, quantities in TAKES[figure].items():
        series = [
            one
            for one in record["series"]
            if (one["x"]["name"], one["y"]["name"]) == (AGAINST, name)
        ]
        if not series:
            continue
        unit = series[0]["y"]["unit"]
        lines = [one for one in series if len(one["x"]["values"]) > 1]
        styles = dict(zip(map(id, lines), cycle(LINES), strict=False))
        found.append({
            "x": axis_label(AGAINST, series[0]["x"]["unit"]),
            "y": axis_label(name, unit),
            "upTo": record["parameters"]["temperature_max_K"],
            "unit": unit,
            "quantities": quantities,
            "series": [curve(one, styles.get(id(one))) for one in series],
        })  # fmt: skip
    return found


def curve(series: dict, style: str | None) -> dict:
    """A curve or points of a record, without what the browser does not draw."""
    x, y = series["x"], series["y"]
    about = {"label": graded(series["label"], series["grade"]), "y": y["values"]}
    about["x"] = steps(x["values"])
    if style is None:
        spread = {"spread": y["uncertainty"]} if "uncertainty" in y else {}
        return about | spread | {"mark": "ring" if series["grade"] == "D" else "disc"}
    band = {"band": [_digits(edge) for edge in y["band"]]} if "band" in y else {}
    return about | band | {"style": style}


def steps(values: list) -> list | dict:
    """Numbers as they are, or as first, step and count where they are evenly spaced."""
    first, step, count = values[0], (values[1:] or values)[0] - values[0], len(values)
    even = [first + step * place for place in range(count)]
    return {"first": first, "step": step, "count": count} if values == even else values


def _own(figure: str) -> str:
    return f"readers/{figure}"


def _digits(values: list) -> list:
    return [None if value is None else float(f"{value:.{DIGITS}g}") for value in values]
