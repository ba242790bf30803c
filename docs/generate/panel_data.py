"""What the panels start from: crystals, the stated wire, stored curves, ranges of sliders."""

import json
from pathlib import Path

from ultralow import claims, gallery, materials, records

# Low end, high end and step; the ends are those of the notebooks' sliders.
MINIMUM = {
    "longitudinal": (500, 6000, 1),
    "transverse": (300, 4000, 1),
    "density": (5, 100, 0.01),
    "temperature": (5, 400, 1),
}
MERIT = {
    "seebeck": (20, 500, 1),
    "conductivity": (1, 2000, 1),
    "lattice": (0.1, 2, 0.01),
    "exponent": (-0.5, 1.5, 0.1),
    "temperature": (100, 600, 1),
}
MEASURED = {"CsPbI3": "D1", "CsPbBr3": "D2", "CsSnI3": "D3"}
ACCUMULATION = "fig3_mean_free_paths"
NANOMETRES = {"nm": 1.0, "um": 1e3, "m": 1e9}


def script() -> str:
    """The data as a script, because a page opened from a disk may load no other kind of file."""
    data = {"minimum": minimum(), "merit": merit(), "accumulation": accumulation()}
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return f"(window.Ultralow = window.Ultralow || {{}}).data = {text};\n"


def minimum() -> dict:
    """Crystals with their usable sound velocities; m/s, atoms per nm³, K."""
    crystals = [
        {
            "name": f"{name}-{sound.source}",
            "label": f"{material.label}, {sound.source} [{sound.grade}]",
            "longitudinal": round(sound.longitudinal),
            "transverse": round(sound.transverse),
            "density": round(material.number_density * 1e-27, 2),
            "measured": _measured(name),
        }
        for name, material in ((name, materials.get(name)) for name in materials.names())
        for sound in materials.usable_sounds(material)
    ]
    return {"crystals": crystals, "ranges": _ranges(MINIMUM, {"temperature": 300})}


def merit() -> dict:
    """The wire as it is stated; µV/K, S/cm, W m⁻¹ K⁻¹, and K."""
    start = {
        "seebeck": claims.stated("G2").value * 1e6,
        "conductivity": claims.stated("G1").value / 100,
        "lattice": claims.stated("D3").value,
        "exponent": 0,
        "temperature": 300,
    }
    return {"ranges": _ranges(MERIT, start)}


def accumulation(folder: Path = gallery.ROOT / "figures" / ACCUMULATION) -> dict:
    """The stored accumulation curves of every material that has a record of them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        record = records.read(path)
        series = [one for one in record["series"] if _is_accumulation(one)]
        if series:
            label = materials.get(record["parameters"]["material"]).label
            y = series[0]["y"]
            curves = [curve(one) for one in series if one["y"]["name"] == y["name"]]
            quantity = {"name": path.stem, "label": label, "quantity": _axis(y)}
            found.append(quantity | {"curves": curves})
    return {"crystals": found}


def curve(series: dict) -> dict:
    """One accumulation curve: mean free paths in nm, rising, and its error between them."""
    unit = NANOMETRES[series["x"]["unit"]]
    known = {
        x * unit: y
        for x, y in zip(series["x"]["values"], series["y"]["values"])
        if x and x > 0 and y is not None
    }
    x = sorted(known)
    y = [known[one] for one in x]
    error = interpolation_error(x, y)
    return {"label": series["label"], "grade": series["grade"], "x": x, "y": y, "error": error}


def interpolation_error(x: list[float], y: list[float]) -> float:
    """How far a table is from the curve between its points, as a share of its last value.

    Every second point is left out and found again from its neighbours, by straight lines in the
    logarithm of x; the largest miss is returned. With all points the miss is smaller still: a
    quarter of it for a smooth curve.
    """
    import numpy as np

    if len(x) < 4:
        return 1.0
    log = np.log(x)
    missed = np.interp(log[1:-1:2], log[::2], np.asarray(y)[::2]) - np.asarray(y)[1:-1:2]
    return float(f"{np.abs(missed).max() / abs(y[-1]):.2g}")


def accumulation_place() -> str:
    """The panel's place on its page, or the sentence that says why there is none."""
    if accumulation()["crystals"]:
        return '```{raw} html\n<div class="panel" data-panel="accumulation"></div>\n```'
    return (
        "No mean free paths have been stored yet, so there is no curve to read. This page gets "
        "its panel as soon as the figure of the mean free paths has a record."
    )


def _ranges(ranges: dict, start: dict) -> dict:
    return {
        name: {"low": low, "high": high, "step": step}
        | ({"value": start[name]} if name in start else {})
        for name, (low, high, step) in ranges.items()
    }


def _measured(name: str) -> dict | None:
    if name not in MEASURED:
        return None
    found = claims.stated(MEASURED[name])
    return {"value": found.value, "uncertainty": found.uncertainty}


def _is_accumulation(series: dict) -> bool:
    words = f"{series['label']} {series['y']['name']}".lower()
    return "accum" in words and series["x"]["unit"] in NANOMETRES


def _axis(y: dict) -> str:
    from ultralow import figures

    return figures.axis_label(y["name"], y["unit"])
