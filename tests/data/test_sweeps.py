"""A reader's sweep: read as it was written, reduced, and refused by line and column."""

import re
from functools import partial

import numpy as np
import pytest
from ultralow.analysis import sweep_reduction
from ultralow.data import sweeps, tables
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import microisland
from ultralow.measurement.microisland import Bridge
from ultralow.measurement.uncertainty import Estimate
from ultralow.paper.gallery import ROOT

# SI numbers here are far below the 1e-12 that approx allows by itself.
near = partial(pytest.approx, abs=0.0)
EXAMPLE = ROOT / "data" / "readers" / "sweeps" / "example_generated.csv"
CURRENT = np.linspace(0, 1e-5, 41)


def rows():
    return [line.split(",") for line in EXAMPLE.read_text().split()]


def write(path, table):
    path.write_text("\n".join(",".join(row) for row in table) + "\n")
    return path


def known():
    return sweep_reduction.known_geometry(
        [177.2e-9, 4e-9], [177.2e-9, 4e-9], [5e-6, 5e-8], contact_share=Estimate(0.03, 0.01),
        background=Estimate(2.144e-10, 7e-12),
    )  # fmt: skip


def test_the_example_is_no_point_of_any_figure():
    tables.reader_points("example", "lattice_thermal_conductivity")
    found = [path.name for path in (ROOT / "data" / "readers").glob("*.csv")]
    assert found and not any("temperature_K,heating" in (ROOT / "data/readers" / n).read_text()
                             for n in found)  # fmt: skip


def as_csv(temperature, current, readings) -> str:
    """The text of a sweep CSV from arrays of equal shape, in K, A and Ω."""
    columns = [np.ravel(column) for column in (temperature, np.asarray(current) * 1e6, *readings)]
    lines = [",".join(("temperature_K", sweeps.CURRENT, *sweeps.READINGS))]
    lines += [f"{t:g},{i:.4g},{h:.4f},{s:.4f}" for t, i, h, s in zip(*columns, strict=True)]
    return "\n".join(lines) + "\n"


def test_what_the_rig_writes_is_what_is_read_back(tmp_path):
    device = island_device.standard_device()
    calibration = [285.0, 290.0, 295.0, 310.0]
    current = np.r_[np.zeros(4), CURRENT]
    temperature = np.r_[calibration, np.full(41, 300.0)]
    heater, sensor = microisland.sweep(device, Bridge(3e-9), 300.0, CURRENT)
    readings = np.r_[device.heater.at(calibration), heater], np.r_[
        device.sensor.at(calibration), sensor]  # fmt: skip
    path = tmp_path / "sweep.csv"
    path.write_text(as_csv(temperature, current, readings))
    (sweep,) = sweeps.read(path)
    np.testing.assert_allclose(sweep.current, CURRENT, atol=1e-12)
    np.testing.assert_allclose(sweep.readings[0], heater, atol=5.1e-5)  # four decimals of an ohm
    assert sweep.thermometers[0].slope[0] == near(8.0, rel=1e-4)


def _set(table, line, column, value):
    table[line - 1][table[0].index(column)] = value


def _swap(table):
    table[10], table[11] = table[11], table[10]


def _drop_column(table):
    for row in table:
        del row[3]


def _apart(table):
    table.append(["300", "11", "4099.0", "4005.0"])


def _saturate(table):
    for line in range(38, 47):
        _set(table, line, "heater_resistance_ohm", "4060.0000")


def _cool(table):
    for row in table[5:46]:
        row[2] = f"{8000 - float(row[2]):.4f}"


def _exchange(table):
    for row in table[5:46]:
        row[2], row[3] = row[3], row[2]


def _kilo_column(table):
    for row in table[1:]:
        row[3] = f"{float(row[3]) / 1000:.7f}"


H, S, I = "heater_resistance_ohm", "sensor_resistance_ohm", "heating_current_uA"  # noqa: E741
BAD = {
    "unsorted": (_swap, f"line 12, column '{I}'.*not sorted"),
    "a temperature that returns": (_apart, "line 51, column 'temperature_K'.*again"),
    "a missing column": (_drop_column, f"'{S}' is missing"),
    "kilo-ohms in one row": (lambda t: _set(t, 20, H, "4.0"), f"line 20, column '{H}'.*kilo-ohm"),
    "kilo-ohms in a column": (_kilo_column, f"line 2, column '{S}'.*kilo-ohm"),
    "a saturated thermometer": (_saturate, f"line 40, column '{H}'.*saturated"),
    "negative heat": (_cool, f"line 46, column '{H}'.*negative heat"),
    "exchanged thermometers": (_exchange, f"line 46, column '{S}'.*swapped"),
    "NaN": (lambda t: _set(t, 15, S, "nan"), f"line 15, column '{S}'.*not a finite number"),
    "an empty cell": (lambda t: _set(t, 15, H, ""), f"line 15, column '{H}'.*is empty"),
    "a negative resistance": (lambda t: _set(t, 9, H, "-4000"), f"line 9, column '{H}'"),
    "too few currents": (lambda t: t.__delitem__(slice(9, 46)), "line 9: 4 currents at 300 K"),
    "no calibration": (lambda t: t.__delitem__(slice(46, None)) or t.__delitem__(slice(1, 5)),
                       "1 temperatures have a reading at zero current"),
    "no zero current": (lambda t: t.__delitem__(slice(46, None)) or t.__delitem__(slice(1, 6)),
                        "zero current"),
    "only a calibration": (lambda t: t.__delitem__(slice(6, 46)), "more than one current"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_readings_give_one_message_with_line_and_column(name, tmp_path):
    spoil, message = BAD[name]
    table = rows()
    spoil(table)
    path = write(tmp_path / "mine.csv", table)
    with pytest.raises(UltralowError) as caught:
        sweep_reduction.reduce(path, known())
    text = str(caught.value)
    assert re.search(message, text, re.DOTALL), text
    assert "mine.csv" in text and str(tmp_path) not in text
    assert "mend" in text or name in ("NaN", "an empty cell", "a negative resistance",
                                      "only a calibration")  # fmt: skip


def test_a_missing_file_is_said():
    with pytest.raises(UltralowError, match="nowhere.csv: no such file"):
        sweep_reduction.reduce("nowhere.csv", known())
