"""The comparison chart: its rows in order, the ratios in its inset, and both as panels."""

import numpy as np
import pandas as pd

from ultralow.analysis import sound_velocities, wire_conductivity
from ultralow.data import materials, phonon_store, tables
from ultralow.data.materials import formula
from ultralow.figures import style
from ultralow.figures import table as figures
from ultralow.figures.page import Page
from ultralow.paper import wires

COMPUTED = "computed here"  # the family of a crystal that stands on the chart by its phonons


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
        draw it with: the paper's crystals have theirs, all others are black.
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
    kept["color"] = [style.MATERIAL_COLORS[name] for name in kept["material"]]
    return kept.sort_values(["middle", "material"], ascending=[False, True])


def chart(page: Page, ax, shown: pd.DataFrame, material: str) -> None:
    """Draw the conductivity of each solid, W m⁻¹ K⁻¹, the row of one of them shaded.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    shown : pandas.DataFrame
        From `rows`.
    material : str
        Whose row is shaded.
    """
    page.axis(
        ax, ("Thermal conductivity", "W m-1 K-1"), ("Material", ""), xscale="log", ylabel="",
        xlim=(0.05, 120),
    )  # fmt: skip
    page.categories(ax, shown["label"])
    printed = _printed(material)
    page.highlight(ax, printed, style.MATERIAL_COLORS[material])
    page.remark(f"The shaded row is {printed}; the paper's crystals have their colours.")
    for one in refused(material):
        page.remark(f"Not shown, {one}.")
    for (kind, grade), group in shown.groupby(["kind", "grade"], sort=False):
        page.points(
            ax, kind, group["middle"], group["label"], grade, x_uncertainty=group["half"],
            marker=group["marker"].iloc[0], colors=list(group["color"]),
            about=group[["form", "quantity", "temperature_K", "citation", "doi"]],
        )  # fmt: skip
    for place, row in enumerate(shown.itertuples()):
        said = style.graded(row.kind, row.grade)
        page.say(ax, 100, place, said, ha="right")


def ratio_panel(page: Page, ax, ratios: pd.DataFrame) -> None:
    """Draw the ratio of each wire to its minimum, a mark a source of sound, and a line at two.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    ratios : pandas.DataFrame
        From `ratios_to_minimum`.
    """
    page.axis(
        ax, ("Wire", ""), ("Lattice conductivity over minimum", "1"), xlabel="", ylim=(1, 3)
    )  # fmt: skip
    page.categories(ax, ratios["wire"].unique(), axis="x")
    ax.axhline(2, color=style.COLORS["grey"], linewidth=0.8, linestyle=":")
    page.say(ax, -0.55, 2.03, "twice", va="bottom")
    page.say(ax, -0.55, 1.02, "the minimum itself", va="bottom")
    for (source, grade), group in ratios.groupby(["source", "grade"], sort=False):
        page.points(
            ax, source, group["wire"], group["ratio"], grade, uncertainty=group["uncertainty"],
            marker=style.marker(source), shift=0.2 * style.place(source),
            colors=[style.MATERIAL_COLORS[name] for name in group["material"]],
        )  # fmt: skip
    page.legend_above(ax)


def numbers(shown: pd.DataFrame, ratios: pd.DataFrame):
    """The headline numbers, one after the other: name, value, unit, grade and uncertainty.

    Parameters
    ----------
    shown, ratios : pandas.DataFrame
        From `rows` and `ratios_to_minimum`.
    """
    for row in ratios.itertuples():
        yield f"ratio_{row.material}_{row.source}", row.ratio, "1", row.grade, row.uncertainty
    yield "entries_shown", len(shown), "1", "L", None


def refused(material: str) -> list[str]:
    """The refused results of a crystal that stands on the chart by what was computed of it."""
    if material in wires.LATTICE:  # it stands there by what was measured
        return []
    printed = _printed(material)
    return [
        f"refused: {printed} with {one.name} ({one.refused_because})"
        for one in phonon_store.refused(material)
    ]


def coverage(shown: pd.DataFrame, material: str = "") -> str:
    """Lines for a notebook: what is on the chart, what is not, and what of a crystal was refused.

    Parameters
    ----------
    shown : pandas.DataFrame
        From `rows`.
    material : str, optional
        As for `rows`.
    """
    table, caption = tables.read("low_k_crystals"), tables.read("chart_crystals")
    missing = sorted(set(caption["material"]) - set(table["material"]))
    told = [
        f"{len(shown)} of {len(table)} entries shown, {(~table['chart']).sum()} left out for a "
        f"reason that the table states",
        f"named in the paper's caption, no value at hand: {', '.join(missing)}",
    ]
    return "\n".join([*told, *(refused(material) if material else ())])


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
    row = {
        "material": _printed(material),
        "family": COMPUTED,
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


def _printed(material: str) -> str:
    """How a crystal is called in its row, as no other is: the paper's wires by their formula."""
    if material in wires.LATTICE:
        return formula(material)
    printed = materials.get(material).label
    taken = set(map(formula, tables.read("low_k_crystals")["material"]))
    return f"{printed} ({material})" if printed in taken else printed


def _label(row) -> str:
    printed = row.material if row.family == COMPUTED else formula(row.material)
    if np.isnan(row.temperature_K):
        return f"{printed} (T not given)"
    warm = abs(row.temperature_K - 300) > 10
    return f"{printed} ({row.temperature_K:.0f} K)" if warm else printed
