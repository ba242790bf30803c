"""All computed results in one table, data/computed/summary.csv, refused ones with their reason."""

import csv
import io

import numpy as np
from scipy.constants import hour, nano

from ultralow.analysis import convergence, minimum_estimates, sound_velocities
from ultralow.analysis.lattice_conductivity import LatticeConductivity
from ultralow.compute.provenance import significant
from ultralow.data import atomic_write, datapackage, materials, phonon_store
from ultralow.data.phonon_store import StoredPhonons
from ultralow.paper import gallery
from ultralow.paper.wires import ROOM

PATH = "computed/summary.csv"
DIGITS = 4


def columns() -> list[str]:
    """The names of the columns, as the schema has them."""
    return [field["name"] for field in datapackage.schema("schemas/summary.json")["fields"]]


def rows() -> list[dict]:
    """A row for each stored result of each material, by the names of :func:`columns`."""
    return [_row(one) for name in materials.names() for one in phonon_store.results(name)]


def _row(one: StoredPhonons) -> dict:
    record, gates = one.record, one.record["gates"]
    ensemble = record.get("ensemble", {})
    missed = "held_out_even_residual" if one.effective else "held_out_residual"
    row = {
        "material": one.material,
        "result": one.name,
        "potential": one.potential,
        "temperature_of_constants_K": ensemble.get("temperature_K"),
        "accepted": "no" if one.refused_because else "yes",
        "lowest_mode_THz": gates["lowest_mode_anywhere_THz"]["value"],
        # Of force constants that a reader brought it is not known.
        "missed_of_unseen_forces": gates[missed]["value"] if missed in gates else None,
        "pressure_GPa": _pressure(one),
        "core_hours": record["cost"]["total_core_seconds"] / hour,
        "grade": record["grade"],
        "refused_because": one.refused_because,
    }
    return row if one.refused_because else row | _numbers(one)


def _numbers(one: StoredPhonons) -> dict:
    """What an accepted result says of heat at 300 K; less where it has no rates there."""
    heat = LatticeConductivity(materials.get(one.material), one)
    sounds = {sound.source: sound for sound in sound_velocities.usable_sounds(heat.material)}
    sound = sounds.get(one.potential)
    row = {
        "direction": "mean" if heat.direction is None else "wire",
        "cahill_minimum": sound and sound_velocities.minimum_conductivity(heat.material, sound),
    }
    known = heat.temperatures[0] <= ROOM <= heat.temperatures[-1]
    return row | _conducted(heat) if known else row


def _conducted(heat: LatticeConductivity) -> dict:
    found = heat.conductivity(ROOM)
    periods = gallery.figure("fig2_minimum_conductivity").parameters["lifetime_periods"]
    return {
        "thermal_conductivity": found.total,
        "uncertainty": convergence.spread(heat) * found.total,
        "particles": found.particle,
        "between_bands": found.coherence,
        "unified_minimum": minimum_estimates.unified(heat, ROOM, periods).total,
        "path_95_nm": heat.mean_free_path_at(ROOM) / nano,
        "path_95_uncertainty_nm": heat.mean_free_path_error() / nano,
    }


def _pressure(one: StoredPhonons) -> float | None:
    """Minus a third of the trace of the stress in the measured cell, GPa; None where unknown."""
    record = phonon_store.stiffness(one.material, one.potential)
    return -float(np.mean(record["reference_stress_GPa"][:3])) if record else None


def as_csv(found: list[dict]) -> str:
    """Rows as the text of a CSV; what is not known is an empty cell."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns(), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in found)
    return file.getvalue()


def _cell(value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    number = significant(float(value), DIGITS)
    return f"{number:g}" if np.isfinite(number) else ""


def add_arguments(parser) -> None:
    """What ``python -m ultralow summary`` takes: nothing."""


def command(_given) -> int:
    """Run ``python -m ultralow summary``."""
    found = rows()
    with atomic_write.told(f"data/{PATH}"):
        atomic_write.write_text(datapackage.data_folder() / PATH, as_csv(found))
    accepted = sum(row["accepted"] == "yes" for row in found)
    print(f"data/{PATH}: {len(found)} results, {accepted} accepted")
    return 0
