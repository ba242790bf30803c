"""The panels of polar forces: bands, Born charges, the ions' permittivity, heat by path.

Each draws on the axes of a :class:`ultralow.figures.page.Page` and records there what it draws.
"""

import numpy as np
from scipy.constants import tera

from ultralow.analysis.polar_phonons import AXES, PolarPhonons
from ultralow.figures import style
from ultralow.figures.page import Page
from ultralow.figures.style import COLORS, MATERIAL_COLORS
from ultralow.paper.wires import ROOM

FREQUENCY = ("Frequency", "THz")
WITHOUT = {"color": COLORS["grey"], "linewidth": 0.7}
BORDER = "face | Γ"
MARKS = {"largest": "o", "middle": "s", "smallest": "^"}
NM = 1e9


def layout(study: PolarPhonons | None) -> dict:
    """How a `Page` is divided: four panels, or one for words where nothing is stored."""
    if study is None:
        return {"height_mm": 30}
    return {"panels": [["bands", "bands"], ["charges", "modes"], ["heat", "heat"]],
            "height_mm": 170}  # fmt: skip


def draw(page: Page, study: PolarPhonons | None) -> None:
    """Draw all panels of a page with this :func:`layout`."""
    if study is None:
        page.axis(page.axes[0], FREQUENCY, FREQUENCY)
        page.say_instead(page.axes[0], "no Born charges are stored")
        return
    lines, by_site, by_mode, by_path = page.axes
    bands(page, lines, study)
    charges(page, by_site, study)
    modes(page, by_mode, study)
    heat(page, by_path, study)
    page.letters()


def bands(page: Page, ax, study: PolarPhonons) -> None:
    """Draw bands (THz) from the zone centre along each axis, without and with polar forces.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    study : PolarPhonons
    """
    names = ["Γ", "along a", BORDER, "along b", BORDER, "along c", "face"]
    page.axis(ax, ("Wave vector along each axis, of the zone's half", "1"), FREQUENCY,
              xlabel="", xlim=(0, 3), xticks=np.linspace(0, 3, 7), xticklabels=names)  # fmt: skip
    color = MATERIAL_COLORS[study.material.name]
    looks = ((False, "short-range springs", WITHOUT),
             (True, "with polar forces", {"color": color, "linewidth": 0.7}))  # fmt: skip
    for polar, label, look in looks:
        place, frequency = joined(study, polar)
        page.line(ax, label, place, frequency / tera, "R", **look)
    page.legend_above(ax, 2)


def joined(study: PolarPhonons, polar: bool) -> tuple[np.ndarray, np.ndarray]:
    """Bands along the three axes, one after the other, NaN between: places and frequencies, Hz."""
    places, found = [], []
    for axis in range(3):
        share, frequency = study.line(axis, polar)
        for band in frequency.T:
            places.append([*(axis + share), np.nan])
            found.append([*band, np.nan])
    return np.ravel(places), np.ravel(found)


def charges(page: Page, ax, study: PolarPhonons) -> None:
    """Draw the principal Born charges of each site, and what an ion would have.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    study : PolarPhonons
    """
    sites = study.sites
    names = [one.name for one in sites]
    page.axis(ax, ("Sites", "1"), ("Born charge", "e"), xlabel="")
    page.categories(ax, names, "x")
    color = MATERIAL_COLORS[study.material.name]
    values = np.array([one.principal for one in sites]).T
    for shift, (name, mark), value in zip((-0.2, 0, 0.2), MARKS.items(), values, strict=True):
        page.points(ax, name, names, value, "R", shift=shift, marker=mark, color=color,
                    markersize=4)  # fmt: skip
    page.points(ax, "an ion's", names, [one.formal for one in sites], "L", marker="_",
                color="black", markersize=12)  # fmt: skip
    ax.axhline(0, color="black", linewidth=0.6)
    page.legend_above(ax, 2, handletextpad=0.5, handlelength=1.6)


def modes(page: Page, ax, study: PolarPhonons) -> None:
    """Draw what the ions' modes add to the permittivity up to a frequency (THz), by axis.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    study : PolarPhonons
    """
    whole = study.static_permittivity().diagonal().max()
    top = 1.1 * study.central.frequencies.max()
    page.axis(ax, FREQUENCY, ("Permittivity from faster modes", "1"),
              xlim=(0, top / tera), ylim=(0, style.round_top(whole)))  # fmt: skip
    color = MATERIAL_COLORS[study.material.name]
    dashes = ("-", (0, (5, 2)), (0, (1, 1)))
    for axis, (name, dash) in enumerate(zip(AXES, dashes, strict=True)):
        frequency, value = stairs(study, axis, top)
        page.line(ax, f"along {name}", frequency / tera, value, "R", color=color, linestyle=dash)
    page.legend(ax, loc="upper right")


def stairs(study: PolarPhonons, axis: int, top: float) -> tuple[np.ndarray, np.ndarray]:
    """Permittivity along an axis in a field too fast for the modes below a frequency, Hz."""
    steps = study.ionic[:, axis, axis]
    frequency = np.clip(study.central.frequencies[0], 0, None)
    whole = study.polarity.dielectric[axis, axis] + steps.sum()
    left = whole - np.cumsum(steps)
    steps_down = np.ravel(np.column_stack([[whole, *left[:-1]], left]))
    return (
        np.concatenate([[0.0], np.repeat(frequency, 2), [top]]),
        np.concatenate([[whole], steps_down, left[-1:]]),
    )


def heat(page: Page, ax, study: PolarPhonons) -> None:
    """Draw the heat that particles carry along shorter paths (W m⁻¹ K⁻¹, nm), without and with.

    Parameters
    ----------
    page : Page
    ax : matplotlib.axes.Axes
    study : PolarPhonons
    """
    page.axis(ax, ("Mean free path", "nm"), ("Carried by shorter paths", "W m-1 K-1"),
              xscale="log", xlim=(0.1, 1000))  # fmt: skip
    found = study.conducted
    if found is None:
        page.say_instead(ax, "heat with polar forces was not computed")
        return
    page.remark("Last panel: particles of phonons alone, at 300 K along the wire.")
    own = study.heat.accumulation(ROOM)
    ax.set_ylim(0, style.round_top([own.conductivity[-1], found.carried[-1]]))
    page.line(ax, "short-range springs", own.value * NM, own.conductivity, "R", **WITHOUT)
    color = MATERIAL_COLORS[study.material.name]
    page.line(ax, "with polar forces", found.path * NM, found.carried, "R", color=color)
    page.legend(ax, loc="upper left")
