"""Projects of WebPlotDigitizer 4: their clicks are taken, and what is no plain XY plot is not."""

import json

import numpy as np
import pytest
from clicked import CLICKS, DOI, UNIT, VALUES
from messages import message
from ultralow.data import digitised_figure, plot_projects

MEANT = ("CsSnI3", "total_thermal_conductivity", UNIT)


def project():
    """A project as the program writes it: values as texts, those of the other axis beside them."""
    clicks = [
        {"px": px, "py": py, "dx": str(VALUES[min(n, 1)]), "dy": str(VALUES[max(n, 2)]), "dz": None}
        for n, (px, py) in enumerate(CLICKS)
    ]
    axes = {"name": "XY", "type": "XYAxes", "isLogX": False, "isLogY": False, "noRotation": False,
            "calibrationPoints": clicks}  # fmt: skip
    points = [{"x": 300.0, "y": 260.0, "value": [0, 0]}, {"x": 400.0, "y": 220.5, "value": None}]
    wire = {"name": "wire", "axesName": "XY", "metadataKeys": [], "data": points,
            "autoDetectionData": None}  # fmt: skip
    return {"version": [4, 2], "axesColl": [axes, {"name": "P", "type": "PolarAxes"}],
            "datasetColl": [wire, {**wire, "name": "turned", "axesName": "P"}],
            "measurementColl": []}  # fmt: skip


def read(folder, held, names=("wire",)):
    (folder / "wpd.json").write_text(json.dumps(held))
    return plot_projects.read(folder / "wpd.json", dict.fromkeys(names, MEANT), DOI, "Fig. 1")


def test_points_of_a_project_read_as_their_pixels_do(tmp_path):
    found = read(tmp_path, project())
    rows = [line.split(",")[2:4] for line in digitised_figure.table(found).splitlines()[1:]]
    assert rows == [["100", "0.6"], ["150", "0.69875"]]
    assert found.image is None


@pytest.mark.parametrize("upright", [False, True])
def test_axes_without_rotation_stand_along_columns_and_rows(tmp_path, upright):
    held = project()
    axes = held["axesColl"][0]
    axes["noRotation"] = True
    turn = (lambda p, q: (q, p)) if upright else (lambda p, q: (p, q))
    for one, (px, py) in zip(axes["calibrationPoints"], CLICKS, strict=True):
        one["px"], one["py"] = turn(px, py)
    axes["calibrationPoints"][1]["px" if upright else "py"] += 9
    axes["calibrationPoints"][3]["py" if upright else "px"] -= 7
    for point in held["datasetColl"][0]["data"]:
        point["x"], point["y"] = turn(point["x"], point["y"])
    straight = digitised_figure.table(read(tmp_path, held)).splitlines()[1:]
    assert [row.split(",")[2:4] for row in straight] == [["100", "0.6"], ["150", "0.69875"]]


def test_a_logarithmic_axis_is_one(tmp_path):
    held = project()
    axes = held["axesColl"][0]
    axes["isLogX"], axes["calibrationPoints"][0]["dx"] = True, "3"
    row = digitised_figure.table(read(tmp_path, held)).splitlines()[1].split(",")
    assert float(row[2]) == pytest.approx(3 * 100 ** (1 / 3), rel=1e-5)
    assert np.isfinite(float(row[4]))


BAD = {
    "version 3": (lambda h: h.update(version=[3, 8]), ("wire",), "no project of WebPlot"),
    "no list": (lambda h: h.update(datasetColl={}), ("wire",), "'datasetColl' is {}"),
    "another name": (lambda h: None, ("wires",), "Did you mean 'wire'?"),
    "polar": (lambda h: None, ("turned",), "the axes 'P' are PolarAxes"),
    "two axes": (lambda h: None, ("wire", "turned"), "on 2 pairs of axes"),
    "none": (lambda h: None, (), "on 0 pairs of axes"),
    "lost axes": (lambda h: h["axesColl"].pop(0), ("wire",), "Unknown axes"),
    "a date": (
        lambda h: h["axesColl"][0]["calibrationPoints"][0].update(dx="2016/1/1"),
        ("wire",), "'2016/1/1' at a click",
    ),
    "no value": (
        lambda h: h["axesColl"][0]["calibrationPoints"][3].update(dy=None), ("wire",), "no number",
    ),
    "a broken axis": (
        lambda h: h["axesColl"][0]["calibrationPoints"].append({"px": 1, "py": 1}),
        ("wire",), "have 5 clicks, not four",
    ),
    "a pixel that is none": (
        lambda h: h["datasetColl"][0]["data"][0].update(x="1"), ("wire",), "'wire.data[0].x' is",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_project_that_cannot_be_read_is_refused_in_one_message(tmp_path, name):
    change, names, said = BAD[name]
    held = project()
    change(held)
    message(lambda: read(tmp_path, held, names), said, "To mend it")
