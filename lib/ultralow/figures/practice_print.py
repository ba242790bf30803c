"""A printed figure to practise on: a made-up crystal's conductivity, scanned turned and sheared.

Its values are known, so that what clicks read can be held against them. Everything that is printed
is placed by one affine map from shares of the axes to pixels; what `robot` clicks follows from it.
"""

import io
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Circle

from ultralow.data.digitised_figure import DigitisedFigure, Point, Series
from ultralow.figures import style
from ultralow.measurement import axis_calibration

SIZE = 900, 675  # pixels
TEMPERATURES = np.array([10, 20, 30, 40, 55, 75, 100, 130, 160, 200, 240, 280], float)
LIMITS = (300.0, 1.2)  # where the axes end, K and W m⁻¹ K⁻¹; both begin at zero
STEPS = (6, 6)  # between labels
TURN, SHEAR = np.radians(4.0), np.radians(2.0)
DOI, NAMED = "10.0000/practice", "Practice figure"


def conductivity(temperature):
    """The made-up conductivity: rising as the heat capacity does, then falling as 1/T.

    Parameters
    ----------
    temperature : array_like
        K.

    Returns
    -------
    numpy.ndarray
        W m⁻¹ K⁻¹.
    """
    reduced = np.asarray(temperature, float) / 30.0
    return 0.18 + 1.6 * reduced**2 / (1 + reduced**3)


@dataclass(frozen=True, eq=False)
class Scan:
    """What a scanner made of the printed figure.

    Attributes
    ----------
    png : bytes
    labels : numpy.ndarray, shape (4, 2)
        Pixels of the labels 0 and 300 K, 0 and 1.2 W m⁻¹ K⁻¹.
    points : numpy.ndarray, shape (n, 2)
        Pixels of the points at `TEMPERATURES`.
    """

    png: bytes
    labels: np.ndarray
    points: np.ndarray


def pixels(share):
    """Where a share of the way along both axes is printed.

    Parameters
    ----------
    share : array_like, shape (..., 2)
        Zero at the origin, one where the axes end.

    Returns
    -------
    numpy.ndarray, shape (..., 2)
        Column and row.
    """
    width, height = SIZE
    across = 0.74 * width * np.array([np.cos(TURN), np.sin(TURN)])
    up = 0.72 * height * np.array([np.sin(TURN + SHEAR), -np.cos(TURN + SHEAR)])
    share = np.asarray(share, float)
    return np.array([0.13 * width, 0.84 * height]) + share[..., :1] * across + share[..., 1:] * up


def scan():
    """The printed figure as a picture.

    Returns
    -------
    Scan
    """
    shares = np.column_stack([TEMPERATURES, conductivity(TEMPERATURES)]) / LIMITS
    labels = pixels([[0, 0], [1, 0], [0, 0], [0, 1]])
    return Scan(_png(shares), labels, pixels(shares))


def robot(print_, pixel_error, seed):
    """The print, clicked by somebody whose hand trembles.

    Parameters
    ----------
    print_ : Scan
    pixel_error : float
        Standard error of every click in each direction (pixels).
    seed : int

    Returns
    -------
    DigitisedFigure
    """
    rng = np.random.default_rng(seed)
    labels, points = (
        places + pixel_error * rng.standard_normal(places.shape)
        for places in (print_.labels, print_.points)
    )
    axes = axis_calibration.calibrate(labels, [0, LIMITS[0], 0, LIMITS[1]])
    clicked = tuple(Point(tuple(one)) for one in points)
    series = Series("print", "example", "total_thermal_conductivity", "W m-1 K-1", clicked)
    return DigitisedFigure(DOI, NAMED, axes, (series,), None, (), pixel_error)


def _png(shares):
    """Frame, ticks, labels and points, drawn on a sheet whose unit is the pixel."""
    figure = style.sheet(*(25.4 * edge / 100 for edge in SIZE))
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, SIZE[0]), ylim=(SIZE[1], 0))
    ax.axis("off")
    ax.plot(*pixels([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]).T, color="black", linewidth=1.2)
    for axis in (0, 1):
        _labels(ax, axis)
    for point in pixels(shares):  # Matplotlib puts markers onto whole pixels, beside their points
        ax.add_patch(Circle(point, 5, facecolor=style.COLORS["blue"]))
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100, facecolor="white", metadata={"Software": None})
    return stream.getvalue()


def _labels(ax, axis):
    """Ticks of an axis with their numbers, and what it shows."""
    turned = {"ha": "center", "va": "center", "rotation_mode": "anchor"}
    degrees = -np.degrees(TURN if axis == 0 else TURN + SHEAR)
    inward = np.eye(2)[1 - axis] * 0.02
    for share in np.linspace(0, 1, STEPS[axis] + 1):
        foot = np.eye(2)[axis] * share
        ax.plot(*pixels([foot, foot + inward]).T, color="black", linewidth=1.2)
        text = f"{share * LIMITS[axis]:.3g}"
        ax.text(*pixels(foot - 2.2 * inward), text, rotation=degrees, fontsize=13, **turned)
    name = ("Temperature (K)", "Thermal conductivity (W m⁻¹ K⁻¹)")[axis]
    middle = np.eye(2)[axis] * 0.5 - inward * (6 if axis == 0 else 4.5)
    ax.text(*pixels(middle), name, rotation=degrees + 90 * axis, fontsize=14, **turned)
