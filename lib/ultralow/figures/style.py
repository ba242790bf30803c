"""The look of all figures: grades, colours, markers, units as they are printed."""

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter
from numpy.typing import ArrayLike


class Crystals(dict):
    """Colours of crystals by name; any other material is black, and is not kept."""

    def __missing__(self, name: str) -> str:
        return "#000000"


GRADES = {
    "S": "stated in the paper",
    "D": "derived from stated numbers",
    "R": "recomputed here",
    "L": "from the literature",
    "X": "digitised or measured by a reader",
    "G": "generated",
}
MARKERS = {"S": "o", "D": "D", "R": "^", "L": "s", "X": "x", "G": "+"}
DASHES = {"S": "-", "D": "--", "R": "-", "L": "-.", "X": ":", "G": ":"}
# Okabe and Ito's colours and three greys. Any two are told apart with every common kind of colour
# blindness (tests/house/test_palette.py); their own middle grey is not, from green.
COLORS = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "blue": "#0072B2",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#4D4D4D",
    "silver": "#CCCCCC",
}
# What a look means, in every panel. Orange, blue and green are crystals and nothing else; whose
# number it is, which potential and which model are told by marks, dashes and words.
MATERIAL_COLORS = Crystals(CsPbI3=COLORS["orange"], CsPbBr3=COLORS["blue"], CsSnI3=COLORS["green"])
# Causes of scattering but the phonons themselves, which have the colour of the crystal.
CAUSE_COLORS = {"isotopes": COLORS["purple"], "boundary": "#000000", "defects": COLORS["grey"]}
# What a soft mode moves, and in how many dimensions it goes on, from 0 to 3.
MOTION_COLORS = {
    "caged ions": COLORS["red"],
    "rigid clusters": COLORS["black"],
    "turning octahedra": COLORS["sky"],
}
REACH_COLORS = (COLORS["grey"], COLORS["red"], COLORS["sky"], COLORS["silver"])
SOURCE_MARKERS = {"literature": "s", "7net-l3i5": "^", "7net-0": "v", "7net-l3i5-tuned": "<",
                  "7net-0-tuned": ">"}  # fmt: skip
# What potentials are called in pictures, longer names first; a record keeps that of the checkpoint.
POTENTIALS = {"7net-l3i5-tuned": "tuned potential A", "7net-0-tuned": "tuned potential B",
              "7net-l3i5": "potential A", "7net-0": "potential B"}  # fmt: skip
OTHER_DASHES = ((0, (6, 2)), (0, (1, 1, 4, 1)), (0, (1, 1, 1, 1, 4, 1)))  # beside the chosen result
AT_TEMPERATURE = re.compile(r"-(\d+)K\b")
# Matplotlib's settings, in a file that a reader may use for figures of their own.
STYLE_SHEET = Path(__file__).with_name("ultralow.mplstyle")
STYLE = matplotlib.rc_params_from_file(STYLE_SHEET, use_default_template=False)
MM = 1 / 25.4
WIDTH_MM = {"column": 87, "page": 178}


def sheet(width_mm: float, height_mm: float) -> Figure:
    """An empty figure in this collection's style, outside pyplot's list of open figures."""
    style()
    figure = Figure(figsize=(width_mm * MM, height_mm * MM), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def named(figure: Figure, label: str) -> None:
    """Write at the top left of a figure what it is about."""
    figure.suptitle(label, x=0.01, ha="left", fontsize=8, fontweight="bold")


def style() -> None:
    """Set Matplotlib to this collection's style, whatever the reader's own settings are."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    own_fonts()


@functools.cache
def own_fonts() -> None:
    """Let Matplotlib know the fonts that it brings, whatever list of fonts the reader's home holds.

    All environments with one version of it share that list; one written while another environment
    was made or removed lacks fonts, and signs are then drawn from others.
    """
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    fonts = (Path(one.fname) for one in font_manager.fontManager.ttflist)
    known = {one.name for one in fonts if one.parts[-3:-1] == folder.parts[-2:]}
    for path in sorted(folder.glob("*.ttf")):
        if path.name not in known:
            font_manager.fontManager.addfont(path)


def round_top(values: ArrayLike) -> float:
    """The top of an axis, of a few round values, so that it stands still while a slider moves.

    What is no number is passed over; where nothing is above zero, the axis is that of 1.

    Examples
    --------
    >>> round_top(0.52), round_top(0.57)
    (0.6, 0.8)
    """
    known = np.asarray(values, float)
    highest = np.max(known[np.isfinite(known)], initial=0.0) or 1.0
    power = 10 ** np.floor(np.log10(1.08 * highest))
    steps = np.array([1, 1.5, 2, 3, 4, 5, 6, 8, 10])
    return float(power * steps[np.searchsorted(steps, 1.08 * highest / power * (1 - 1e-12))])


def marker(source: str) -> str:
    """The mark of a source of sound or phonons; a reader's own potential is a diamond."""
    return SOURCE_MARKERS.get(source, "D")


def place(source: str) -> float:
    """From -1 to 1: where a source of sound velocities stands beside the others."""
    return dict(zip(SOURCE_MARKERS, (-1, 0, 1, 0.5, 1.5), strict=True)).get(source, -0.5)


def words(label: str) -> str:
    """A label as a picture says it: ``7net-0-300K`` becomes ``potential B at 300 K``."""
    for checkpoint, name in POTENTIALS.items():
        label = label.replace(checkpoint, name)
    return AT_TEMPERATURE.sub(r" at \1 K", label)


def shared_entries(chosen: str, others: Sequence[str]) -> dict[str, str]:
    """What a legend says of results beside the chosen one that share an entry.

    Some rest on atoms at rest and others on atoms that move; two or more of one kind share.

    Parameters
    ----------
    chosen : str
        Name of a result.
    others : sequence of str
        Names of the results beside it.

    Returns
    -------
    dict
        By name, the entry of the first of a kind and nothing for the next; without those that have
        an entry of their own.

    Examples
    --------
    >>> shared_entries("7net-0-300K", ["7net-l3i5-300K", "7net-l3i5", "7net-0"])
    {'7net-l3i5': 'atoms at rest', '7net-0': ''}
    """
    alike = [name for name in others if at_rest(name) == at_rest(chosen)]
    apart = [name for name in others if name not in alike]
    another = "moving atoms" if at_rest(chosen) else "atoms at rest"
    return {
        name: "" if place else words
        for group, words in ((alike, "other potentials"), (apart, another))
        if len(group) > 1
        for place, name in enumerate(group)
    }


def at_rest(result: str) -> bool:
    """Whether a result, by its name, has the force constants of atoms at rest."""
    return not AT_TEMPERATURE.search(result)


def other_dashes(others: Sequence[str], shared: Mapping[str, str]) -> list:
    """The dashes of curves beside the chosen one: one for each entry of the legend.

    Parameters
    ----------
    others : sequence of str
        Names of results, those that share an entry one after the other.
    shared : mapping
        Of :func:`shared_entries`.
    """
    entry = np.cumsum([shared.get(name) != "" for name in others]) - 1
    return [OTHER_DASHES[one % len(OTHER_DASHES)] for one in entry]


def graded(label: str, grade: str) -> str:
    """A legend entry with its evidence grade."""
    return f"{words(label)} [{grade}]"


def note(said: list[str]) -> str:
    """What potentials and grades stand for, of those that are named in a picture."""
    text = rest = "\n".join(said)
    named = []
    for code, name in POTENTIALS.items():
        # A tuned potential has the name of a shipped one in its own.
        named += [f"{name} ({code})"] * (name in rest)
        rest = rest.replace(name, "")
    parts = [f"{', '.join(named)}: machine-learned force fields"] * bool(named)
    warm = sorted(set(re.findall(r"potential . (at \d+ K)", text)))
    if warm:
        parts.append(
            f"{', '.join(warm)}: force constants of atoms that move as at that temperature"
        )
    parts += [f"[{one}] {meaning}" for one, meaning in GRADES.items() if f"[{one}]" in text]
    joined = "; ".join(parts)
    return joined[:1].upper() + joined[1:]


def unit_label(unit: str) -> str:
    """A unit as it is printed: ``1e-8 W Ohm K-2`` becomes ``10⁻⁸ W Ω K⁻²``."""
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    printed = {"Ohm": "Ω", "angstrom": "Å", "uV": "µV", "uW": "µW", "um": "µm", "1e": "10"}
    words = []
    for word in unit.split():
        base = word.rstrip("-0123456789") or word
        words.append(printed.get(base, base) + word[len(base) :].translate(raised))
    return " ".join(words)


def axis_label(name: str, unit: str) -> str:
    """``Temperature (K)``; a quantity of dimension one has no bracket."""
    return f"{name} ({unit_label(unit)})" if unit not in ("", "1") else name


class Powers(LogFormatter):
    """Ticks of a logarithmic axis: 0.1, 1, 10 where all are near 1, else 10⁻⁶, no small print."""

    NEAR = 1e-2, 1e4

    def __call__(self, x, pos=None):
        """The text of one tick."""
        power = np.log10(x)
        if not np.isclose(power, np.rint(power)):
            return ""
        low, high = sorted(self.axis.get_view_interval())
        near = self.NEAR[0] <= low * 1.001 and high * 0.999 <= self.NEAR[1]
        return f"{x:g}" if near else unit_label(f"1e{int(np.rint(power))}")
