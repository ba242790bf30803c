"""The panels of thermal conductivity against temperature, and of what the Lorenz number does.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws;
what a crystal lacks, such as phonons or sound velocities, is left out.
"""

import numpy as np

from ultralow.analysis import conductivity_curves, hole_transport, stated_transport, wire_transport
from ultralow.analysis.conductivity_curves import LatticeCurves
from ultralow.analysis.left_out import Effect
from ultralow.analysis.sound_velocities import Sound
from ultralow.data.materials import Material
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.figures.style import MATERIAL_COLORS, graded
from ultralow.paper import wires
from ultralow.paper.stated import stated

APART_K = 100.0  # where curves that share an entry of the legend are told by a letter
RIGHT, NAMES = 60, 7 / 15  # of the strip: its end in per cent, and the part that names take
# Behind words that a curve may cross; it is seen through.
BEHIND = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4}


def layout(material: Material) -> dict:
    """How a `Page` is divided: the conductivity, and below it a strip of what is left out of it.

    Where holes conduct, a panel of Lorenz numbers stands beside them; the strip is the last.

    Returns
    -------
    dict
        ``panels``, ``width``, ``height_mm`` and more of a :class:`ultralow.figures.page.Page`.
    """
    rows = {"height_ratios": (84, 30), "height_mm": 134}
    if hole_transport.conducts(material):
        return {"panels": [["heat", "lorenz"], ["left", "left"]], "width": "page", **rows}
    return {"panels": [["heat"], ["left"]], "width": "column", **rows}


def computed(page: Page, ax, material: Material, curves: LatticeCurves | None, highest: float):
    """Draw what computed phonons conduct, in its two parts, and with surface and defects.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    material : Material
    curves : LatticeCurves or None
        W m⁻¹ K⁻¹ against K.
    highest : float
        Right end of the axis (K).
    """
    page.axis(
        ax, ("Temperature", "K"), ("Thermal conductivity", "W m-1 K-1"), xlim=(0, highest),
        ylim=(0, _top(material, curves)),
    )  # fmt: skip
    if curves is None:
        return
    at, color, thin = curves.temperature, MATERIAL_COLORS[material.name], {"linewidth": 0.7}
    bulk, label = curves.bulk, f"computed, {curves.checkpoint}"
    page.line(ax, label, at, bulk.total, "R", color=color, band=curves.band, linewidth=1.6,
              shown="computed")  # fmt: skip
    page.computed_with(curves.checkpoint)
    page.line(ax, "as particles", at, bulk.particle, "R", color=color, linestyle="--",
              shown="particles, waves (dotted)", **thin)  # fmt: skip
    page.line(ax, "between bands", at, bulk.coherence, "R", color=color, linestyle=":", shown="",
              linewidth=1)  # fmt: skip
    _others(page, ax, curves, {"color": color, **thin})
    wire = curves.wire.total
    page.line(ax, "with surface and defects", at, wire, "G", color=color, linestyle="-.")
    _ladder(page, curves.ensembles_K)
    if curves.band:
        spanned = "potentials and numerics" if curves.spanned > 1 else "numerics of this potential"
        page.remark(f"Shade of the computed curve: {spanned}.")
    _cut_off(page, ax, at, bulk.total, curves.band[1] if curves.band else bulk.total)


def _ladder(page, ensembles) -> None:
    """Say where the force constants are not of one temperature."""
    if len(ensembles) > 1:
        *cold, warmest = (f"{one:g}" for one in ensembles)
        page.remark(
            f"Force constants of {', '.join(cold)} and {warmest} K, and between two of these "
            "temperatures the mean in which the nearer counts more."
        )


def _others(page, ax, curves, look) -> None:
    """The totals of the other results; those of another kind are told apart by letters."""
    names, at = list(curves.others), curves.temperature
    shared = style.shared_entries(curves.checkpoint, names)
    for name, dash in zip(names, style.other_dashes(names, shared), strict=True):
        total = curves.others[name]
        page.line(ax, f"computed, {name}", at, total, "R", linestyle=dash,
                  shown=shared.get(name, name), **look)  # fmt: skip
        if name in shared and style.at_rest(name) != style.at_rest(curves.checkpoint):
            letter = style.words(name).replace("potential ", "")
            page.say(ax, APART_K, np.interp(APART_K, at, total), letter, ha="center",
                     bbox=BEHIND)  # fmt: skip
    alike = [style.words(name) for name in names if name in shared
             and style.at_rest(name) == style.at_rest(curves.checkpoint)]  # fmt: skip
    if alike:
        page.remark(f"Other potentials: {', '.join(alike)}.")


def _cut_off(page, ax, at, total, upper) -> None:
    """Say how far a curve goes that leaves the top of its axis."""
    top = ax.get_ylim()[1]
    if total[0] > top:
        place = float(at[np.argmax(upper < top)])
        said = f"↖ to {total[0]:.2g}\nat {at[0]:.0f} K"
        page.say(ax, place + 1, 0.97 * top, said, va="top")


def _top(material, curves) -> float:
    """Upper end of the axis, W m⁻¹ K⁻¹: one for all wires, so that they compare."""
    if curves is None or material.name in wires.LATTICE:
        return 2.0
    return 1.1 * curves.bulk.total.max()


def amorphous_limit(page: Page, ax, sound: Sound | None, temperature, limits: dict) -> None:
    """Draw the amorphous limit of one source of sound, and its spread over all of them.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    sound : Sound or None
        The source whose curve is drawn.
    temperature : array_like, shape (T,)
        K.
    limits : dict of str to array_like, shape (T,)
        W m⁻¹ K⁻¹ by source.
    """
    if sound is None:
        return
    every = np.array(list(limits.values()))
    page.line(
        ax, f"amorphous limit, {sound.source}", temperature, limits[sound.source], sound.grade,
        band=(every.min(axis=0), every.max(axis=0)), color="black", shown="amorphous limit",
    )  # fmt: skip
    page.remark(f"Sound of the amorphous limit: {style.words(sound.source)}.")
    if len(limits) > 1:
        page.remark("Shade of the amorphous limit: all sources of the sound velocities.")


def measured(page: Page, ax, material: Material) -> None:
    """Draw the stated lattice conductivity (W m⁻¹ K⁻¹), and readers' points, lattice and total."""
    known, color = wires.stated_lattice(material.name), MATERIAL_COLORS[material.name]
    if known:
        page.points(
            ax, "lattice, Lee 2017", known.temperature, known.value, "S",
            uncertainty=known.uncertainty, color=color, zorder=3, shown="",
        )  # fmt: skip
        _beside(page, ax, "lattice, Lee 2017 [S]", known)
    page.reader_points(ax, "lattice", material, "lattice_thermal_conductivity", color=color)
    page.reader_points(ax, "total", material, "total_thermal_conductivity")


def electronic(page: Page, ax, temperature, lorenz_model: str) -> None:
    """Draw the stated total of the tin compound, and what its holes carry of it, W m⁻¹ K⁻¹.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    temperature : array_like, shape (T,)
        K, of the curve.
    lorenz_model : str
        Of the point; one of :data:`ultralow.analysis.stated_transport.LORENZ_MODELS`.
    """
    total = stated(wires.TOTAL[hole_transport.MATERIAL])
    part = stated_transport.electronic_part(stated_transport.lorenz_number(lorenz_model))
    page.points(ax, "total, Lee 2017", total.temperature, total.value, "S", shown="")
    _beside(page, ax, "total, Lee 2017 [S]", total)
    page.points(ax, "electronic", total.temperature, part, "D", color="purple", shown="")
    warm, computed_part, band = conductivity_curves.hole_curve(temperature)
    page.line(
        ax, "electronic, computed bands", warm, computed_part, "R", band, "purple", shown="",
    )  # fmt: skip
    low = 0.6 * float(np.min(band[0]))
    page.say(ax, warm[-1] - 5, low, "electronic: ◇ [D], computed bands [R]", ha="right")
    page.remark("Shade of the electronic part: models of the bands.")


def _beside(page, ax, text, known) -> None:
    """Name a point above it, or below where the computed curve passes above it."""
    above = True
    if ax.lines:
        passes = np.interp(known.temperature, *ax.lines[0].get_data())
        above = not known.value < passes < known.value + 0.3
    page.say(ax, 0.985 * ax.get_xlim()[1], known.value, text, ha="right",
             xytext=(0, 10 if above else -10), textcoords="offset points", bbox=BEHIND)  # fmt: skip


def lorenz_numbers(page: Page, ax) -> None:
    """Draw the lattice part of the tin compound against the Lorenz number, and four models of it.

    Lattice part in W m⁻¹ K⁻¹, Lorenz number in 10⁻⁸ W Ω K⁻²; everything but L as stated.
    """
    name, axis = hole_transport.MATERIAL, np.linspace(1.8, 2.6, 41)
    known = wires.stated_lattice(name)
    page.axis(
        ax, ("Lorenz number", "1e-8 W Ohm K-2"), ("Lattice conductivity", "W m-1 K-1"),
        xlim=(1.8, 2.6), ylim=(0.33, 0.43),
    )  # fmt: skip
    level = np.full(41, known.value)
    band = [np.full(41, known.value + sign * known.uncertainty) for sign in (-1, 1)]
    page.line(ax, "lattice, Lee 2017", axis, level, "S", band, MATERIAL_COLORS[name])
    page.line(ax, "total less electronic", axis, wire_transport.lattice_at_room(axis * 1e-8), "D")
    models = stated_transport.lorenz_numbers()
    for (model, lorenz), mark in zip(models.items(), "os^v", strict=True):
        place = lorenz * 1e8, wire_transport.lattice_at_room(lorenz)
        page.points(ax, stated_transport.LORENZ_MODELS[model], *place, "D", marker=mark)
    page.legend_above(ax, 2)


def left_out(page: Page, ax, effects: list[Effect]) -> None:
    """Draw what the computed curve leaves out, by how much each effect would change it at 300 K.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    effects : list of Effect
        As from :func:`ultralow.analysis.left_out.effects`; none where nothing was computed.
    """
    if not effects:
        ax.axis("off")
        return
    left = _left_of_names(effects)
    page.axis(
        ax, ("Change of the conductivity, were it in", "%"), ("", ""), xlim=(left, RIGHT), ylabel=""
    )  # fmt: skip
    page.categories(ax, [one.name for one in effects])
    ax.set_yticks([])
    ax.set_xticks(range(-20, RIGHT + 1, 20))
    ax.tick_params(axis="x", which="both", top=False)
    ax.axvline(0, color="black", linewidth=0.6)
    for place, one in enumerate(effects):
        known = not np.isnan(one.middle)
        label = graded(one.name, one.grade) if known else one.name
        ax.text(left + 2, place, label, va="center", fontsize=6)
        if not known:
            ax.text(2, place, "not known", va="center", color="#666666", fontsize=6)
            continue
        page.points(ax, one.name, [100 * one.middle], [one.name], one.grade)
        if one.high > one.low:
            ends = 100 * np.array([one.low, one.high])
            ax.plot(ends, [place, place], color="black", linewidth=0.8)
            quartiles = f"{one.name}, quartiles"
            page.remark("Bar of what is left out: from quartile to quartile.")
            page.points(ax, quartiles, ends, [one.name] * 2, one.grade, marker="|")


def _left_of_names(effects: list[Effect]) -> float:
    """Where the axis begins so that the names stand left of all marks, in per cent."""
    lowest = min((100 * one.low for one in effects if not np.isnan(one.low)), default=0.0)
    marks = min(-20, 10 * np.floor((lowest - 4) / 10))
    return float(RIGHT - (RIGHT - marks) / (1 - NAMES))
