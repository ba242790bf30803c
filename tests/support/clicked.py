"""A digitised figure with a straight series, in pixels that read round numbers."""

from dataclasses import replace

from ultralow.data.digitised_figure import DigitisedFigure, Point, Series
from ultralow.measurement import axis_calibration

DOI = "10.1073/pnas.1711744114"
IMAGE = {"sha256": "ab" * 32, "width": 800, "height": 600}
# 2 px a kelvin from 0 K at column 100; 4 px for 0.01 W m-1 K-1 from 0 at row 500.
CLICKS, VALUES = [[100, 500], [700, 500], [100, 500], [100, 100]], [0, 300, 0, 1]
UNIT = "W m-1 K-1"


def figure(**changed):
    """Six points of one series, 50 to 175 K, and one point of another."""
    wire = [Point((200.0 + 50 * n, 300.0 - 20 * n)) for n in range(6)]
    wire[1] = Point(wire[1].pixel, ((250.0, 260.0), (250.0, 300.0)))
    series = (
        Series("wire", "CsSnI3", "total_thermal_conductivity", UNIT, tuple(wire)),
        Series("film", "CsPbI3", "total_thermal_conductivity", UNIT, (Point((300.0, 320.0)),)),
    )
    axes = axis_calibration.calibrate(CLICKS, VALUES)
    return replace(DigitisedFigure(DOI, "Fig. 2C", axes, series, IMAGE), **changed)
