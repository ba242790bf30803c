"""The comparison chart: its rows in order, and the ratios in its inset."""

import numpy as np
import pandas as pd

from ultralow.analysis import sound_velocities, wire_conductivity
from ultralow.data import materials, tables
from ultralow.data.materials import formula
from ultralow.figures import style
from ultralow.figures import table as figures
from ultralow.paper import wires


def rows(maximum: float, material: str = "") -> pd.DataFrame:
    """The rows of the chart, the largest conductivity first.

    Parameters
    ----------
    maximum : float
        Largest conductivity shown, in W m⁻¹ K⁻¹.
    material : str, optional
        Whose computed conductivity joins them, where the paper measured no wire of it.

    Returns
    -------
    pandas.DataFrame
        The columns of data/literature/low_k_crystals.csv and ``label`` (the material as printed,
        with its temperature where that is not room temperature), ``middle`` and ``half`` (of a
        range, or value and uncertainty; W m⁻¹ K⁻¹), and ``kind``, ``marker`` and ``color`` to
        draw it with.
    """
    table = tables.read("low_k_crystals")
    kept = table[table["chart"] & (table["value"] <= maximum)]
    kept = pd.concat([kept, *_computed(material, table.columns)], ignore_index=True)
    upper = kept["value_max"].fillna(kept["value"])
    kept = kept.assign(middle=(kept["value"] + upper) / 2)
    kept["half"] = np.maximum((upper - kept["value"]) / 2, kept["uncertainty"].fillna(0))
    kept["label"] = [_label(row) for row in kept.itertuples()]
    bound = kept["relation"] == "<"
    kept["kind"] = kept["family"] + bound.map({True: ", upper bound", False: ""})
    kept["marker"] = kept["grade"].map(style.MARKERS).where(~bound, "<")
    kept["color"] = kept["family"].map(style.FAMILY_COLORS)
    return kept.sort_values(["middle", "material"], ascending=[False, True])


def coverage(shown: pd.DataFrame) -> str:
    """Two lines for a notebook: what is on the chart, and what is not."""
    table, caption = tables.read("low_k_crystals"), tables.read("chart_crystals")
    missing = sorted(set(caption["material"]) - set(table["material"]))
    return (
        f"{len(shown)} of {len(table)} entries shown, {(~table['chart']).sum()} left out for a "
        f"reason that the table states\n"
        f"named in the paper's caption, no value at hand: {', '.join(missing)}"
    )


def sources(shown: pd.DataFrame):
    """The rows with form, temperature and source, for display."""
    columns = ["label", "form", "quantity", "relation", "value", "temperature_K", "citation", "doi",
               "grade"]  # fmt: skip
    table = shown[columns].copy()
    table["quantity"] = table["quantity"].str.removesuffix("_thermal_conductivity")
    table["temperature_K"] = table["temperature_K"].map("{:.0f}".format).replace("nan", "not given")
    return figures.Table(table, value="{:g}")


def ratios_to_minimum(model: str, material: str = "") -> pd.DataFrame:
    """Stated lattice conductivity over the minimum at 300 K, for each wire and source of sound.

    Parameters
    ----------
    model : {"cahill", "clarke", "diffuson"}
    material : str, optional
        Whose computed conductivity joins them, where the paper measured no wire of it.

    Returns
    -------
    pandas.DataFrame
        Columns material, wire (as printed), source, grade, minimum (W m⁻¹ K⁻¹), ratio,
        uncertainty (of the ratio, from the measured value alone).
    """
    found = []
    for name in dict.fromkeys(filter(None, [*wires.LATTICE, material])):
        wire, lattice = materials.get(name), wire_conductivity.lookup(name)
        for sound in sound_velocities.usable_sounds(wire) if lattice else ():
            limit = float(sound_velocities.minimum_conductivity(wire, sound, model))
            found.append(
                {
                    "material": name,
                    "wire": formula(name),
                    "source": sound.source,
                    "grade": sound.grade,
                    "minimum": limit,
                    "ratio": lattice.value / limit,
                    "uncertainty": lattice.uncertainty / limit,
                }
            )
    return pd.DataFrame(found)


def _computed(material: str, columns) -> list[pd.DataFrame]:
    """The row of a computed crystal, or none."""
    known = wire_conductivity.lookup(material) if material else None
    if known is None or known.grade != "R":
        return []
    crystal = materials.get(material)
    row = {
        "material": crystal.formula,
        "family": "computed here",
        "form": "crystal",
        "quantity": "lattice_thermal_conductivity",
        "relation": "",
        "value": known.value,
        "uncertainty": known.uncertainty,
        "temperature_K": known.temperature,
        "citation": known.source,
        "grade": known.grade,
        "chart": True,
    }
    return [pd.DataFrame([row]).reindex(columns=columns)]


def _label(row) -> str:
    printed = formula(row.material)
    if np.isnan(row.temperature_K):
        return f"{printed} (T not given)"
    warm = abs(row.temperature_K - 300) > 10
    return f"{printed} ({row.temperature_K:.0f} K)" if warm else printed
