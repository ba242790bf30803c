"""The look of all figures: grades, colours, markers, units as they are printed."""

from collections import defaultdict
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

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
# Okabe and Ito's colours, told apart with every common kind of colour blindness.
COLORS = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "blue": "#0072B2",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#7F7F7F",
}
# Any other material is black.
MATERIAL_COLORS = defaultdict(
    lambda: "#000000", {"CsPbI3": "#E69F00", "CsPbBr3": "#0072B2", "CsSnI3": "#009E73"}
)
SOURCE_COLORS = {"literature": "#000000", "7net-l3i5": "#0072B2", "7net-0": "#D55E00"}
FAMILY_COLORS = {
    "halide perovskite nanowire": "#D55E00",
    "hybrid perovskite": "#E69F00",
    "inorganic halide": "#009E73",
    "chalcogenide": "#0072B2",
    "Zintl compound": "#CC79A7",
    "salt": "#7F7F7F",
    "oxide": "#000000",
    "computed here": "#F0E442",
}
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


def place(source: str) -> int:
    """-1, 0 or 1: where a source of sound velocities stands beside the others."""
    return list(SOURCE_COLORS).index(source) - 1


def graded(label: str, grade: str) -> str:
    """A legend entry with its evidence grade."""
    return f"{label} [{grade}]"


def unit_label(unit: str) -> str:
    """A unit as it is printed: ``1e-8 W Ohm K-2`` becomes ``10⁻⁸ W Ω K⁻²``."""
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    printed = {"Ohm": "Ω", "uV": "µV", "uW": "µW", "um": "µm", "1e": "10"}
    words = []
    for word in unit.split():
        base = word.rstrip("-0123456789") or word
        words.append(printed.get(base, base) + word[len(base) :].translate(raised))
    return " ".join(words)


def axis_label(name: str, unit: str) -> str:
    """``Temperature (K)``; a quantity of dimension one has no bracket."""
    return f"{name} ({unit_label(unit)})" if unit not in ("", "1") else name
