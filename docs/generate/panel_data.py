"""What the panels start from: crystals, the stated wire, stored curves, ranges of sliders."""

import json
from html import escape
from pathlib import Path

from ultralow.analysis import sound_velocities
from ultralow.data import materials, phonon_store
from ultralow.figures import records
from ultralow.paper import gallery, stated
from ultralow.widgets import mode_motion

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
FIRST = "CsSnI3"
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
        for sound in sound_velocities.usable_sounds(material)
    ]
    return {"crystals": crystals, "ranges": _ranges(MINIMUM, {"temperature": 300})}


def merit() -> dict:
    """The wire as it is stated; µV/K, S/cm, W m⁻¹ K⁻¹, and K."""
    start = {
        "seebeck": stated.stated("G2").value * 1e6,
        "conductivity": stated.stated("G1").value / 100,
        "lattice": stated.stated("D3").value,
        "exponent": 0,
        "temperature": 300,
    }
    return {"ranges": _ranges(MERIT, start)}


def accumulation(folder: Path = gallery.ROOT / "figures" / ACCUMULATION) -> dict:
    """The accumulation curves of every material that has a record of them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        record = records.read(path)
        material = materials.get(record["parameters"]["material"])
        series = [one for one in record["series"] if _is_accumulation(one, material)]
        if series:
            about = {"name": path.stem, "label": material.label, "quantity": series[0]["y"]["name"]}
            found.append(about | {"curves": [curve(one) for one in series]})
    return {"crystals": found}


def curve(series: dict) -> dict:
    """One accumulation curve as a table: mean free paths in nm, shares of the whole."""
    import numpy as np

    path, share = (np.array(series[axis]["values"], dtype=float) for axis in ("x", "y"))
    path, share = path * NANOMETRES[series["x"]["unit"]], share / share[-1]
    table = {"x": _digits(path), "y": _digits(share)}
    return {"label": series["label"], "grade": series["grade"]} | table


def motions() -> dict[str, str]:
    """A script a crystal with its modes, by file name; for crystals with accepted phonons."""
    found = {}
    for name in _moving():
        picture = mode_motion.picture(materials.get(name), phonon_store.choose(name))
        text = json.dumps(picture, ensure_ascii=False, separators=(",", ":"))
        opening = "((window.Ultralow = window.Ultralow || {}).data = Ultralow.data || {})"
        made = f"({opening}.motion = Ultralow.data.motion || {{}})[{json.dumps(name)}] = {text};\n"
        found[f"motion_{name}.js"] = made
    return found


def motion_place() -> str:
    """The panel's place on its page, with the crystals that it has."""
    crystals = [[name, materials.get(name).label] for name in _moving()]
    about = escape(json.dumps(crystals, ensure_ascii=False), quote=True)
    return (
        "```{raw} html\n"
        f'<div class="panel motion" data-panel="motion" data-folder="../_static/panels" '
        f'data-crystals="{about}"></div>\n```'
    )


def _moving() -> list[str]:
    """Crystals with accepted phonons, that of the notebooks' start first."""
    known = [name for name in materials.names() if phonon_store.accepted(name)]
    return sorted(known, key=lambda name: (name != FIRST, name))


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
    found = stated.stated(MEASURED[name])
    return {"value": found.value, "uncertainty": found.uncertainty}


def _is_accumulation(series: dict, material: materials.Material) -> bool:
    """Whether a series is a curve of heat against mean free path, and of this material."""
    x, y = series["x"], series["y"]
    is_curve = x["name"] == "Mean free path" and x["unit"] in NANOMETRES and len(x["values"]) > 3
    others = {materials.get(name).formula for name in materials.names()} - {material.formula}
    is_other = series["label"] in {materials.formula(one) for one in others}
    return is_curve and y["name"].startswith("Heat carried") and not is_other


def _digits(values) -> list[float]:
    return [float(f"{value:.7g}") for value in values]
