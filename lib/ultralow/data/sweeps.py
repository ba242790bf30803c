"""Read a reader's sweep of the heating current, and refuse one that cannot be what it says.

The file is a CSV with the columns of ``data/schemas/sweep.json``: cryostat temperature, heating
current, and the readings of both thermometers. Rows of one temperature stand together with rising
current. The readings at zero current of all temperatures calibrate the thermometers, so a file
needs four temperatures at least; those with a zero-current row alone serve for that.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ultralow.data import datapackage, plain_file, reader_text, sweep_checks
from ultralow.errors import UltralowError
from ultralow.measurement.reduction import POINTS_NEEDED, fit_thermometer

SCHEMA = "schemas/sweep.json"
CURRENT = "heating_current_uA"
READINGS = ("heater_resistance_ohm", "sensor_resistance_ohm")
# A serpentine changes by a few times between 10 and 400 K; a thousand is a unit.
_JUMP = 30.0
_LOW = 30.0


@dataclass(frozen=True, eq=False)
class Sweep:
    """The readings at one cryostat temperature, in SI units.

    Attributes
    ----------
    temperature : float
        K.
    current : numpy.ndarray, shape (n,)
        A.
    readings : tuple of numpy.ndarray, shape (n,)
        Of heater and sensor (Ω).
    thermometers : tuple of Thermometer
        Calibrated with the whole file, referred to ``temperature``.
    calibration : tuple of float
        Relative standard uncertainties of their slopes.
    caution : str
        What a reader should look at though it can be right; often empty.
    doubts : tuple of str
        Questions about unusual cells of the file.
    """

    temperature: float
    current: np.ndarray
    readings: tuple
    thermometers: tuple
    calibration: tuple
    caution: str = ""
    doubts: tuple = ()


def read(path) -> list[Sweep]:
    """Read a sweep CSV.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    list of Sweep
        One for each temperature that has a sweep, in the order of the file.

    Raises
    ------
    UltralowError
        One message with line and column: a missing file or column; a cell that is empty, no
        number, not finite or beyond any device; rows out of order; a resistance in kilo-ohms; a
        reading far off all others; a thermometer that repeats one reading; a heater that cools as
        it is heated, a sensor that warms more or not at all; beams that conduct as none do, which
        is a slipped unit; too few points, or temperatures for the calibration.
    """
    frame, lines, shown = _table(Path(path))
    _check_units(frame, lines, shown)
    _check_order(frame, lines, shown)
    blocks = list(frame.groupby("temperature_K", sort=False))
    swept = [(float(t), rows) for t, rows in blocks if len(rows) > 1]
    if not swept:
        raise UltralowError(f"{shown}: no temperature has more than one current.")
    for _, rows in swept:
        _check_block(rows, lines, shown)
    calibration = _calibration(blocks, lines, shown)
    doubts = tuple(frame.attrs["doubts"])
    return [replace(_sweep(t, rows, calibration, shown), doubts=doubts) for t, rows in swept]


def _table(file):
    raw, shown = plain_file.content(file)
    frame, lines, _ = reader_text.parse(raw, datapackage.schema(SCHEMA), shown)
    datapackage.record_input({"path": shown, "sha256": hashlib.sha256(raw).hexdigest()})
    return frame, lines, shown


def _check_units(frame, lines, shown):
    """Refuse readings that are a thousand times too small."""
    for name in READINGS:
        values, middle = frame[name].to_numpy(), float(np.median(frame[name]))
        away = np.maximum(values / middle, middle / values)
        wrong = np.flatnonzero((away > _JUMP) | (values < _LOW))
        if wrong.size:
            row = wrong[0]
            raise UltralowError(
                f"{shown}, line {lines[row]}, column '{name}': {values[row]:g} ohm does not fit.",
                f"The middle of the column is {middle:g} ohm, and no serpentine has below "
                f"{_LOW:g} ohm.",
                "write all resistances in ohm; this looks like kilo-ohms beside ohms",
            )


def _check_order(frame, lines, shown):
    """Refuse rows of one temperature that are apart, or whose current does not rise."""
    temperature, current = frame["temperature_K"].to_numpy(), frame[CURRENT].to_numpy()
    mend = "keep the rows of one temperature together, with rising current"
    sweep_checks.check_near_temperatures(temperature, lines, shown)
    for row in range(1, len(frame)):
        new = temperature[row] != temperature[row - 1]
        if new and temperature[row] in temperature[:row]:
            raise UltralowError(
                f"{shown}, line {lines[row]}, column 'temperature_K': {temperature[row]:g} K "
                "appears again, after other temperatures.",
                mend=mend,
            )
        if not new and current[row] <= current[row - 1]:
            raise UltralowError(
                f"{shown}, line {lines[row]}, column '{CURRENT}': {current[row]:g} uA follows "
                f"{current[row - 1]:g} uA; the sweep is not sorted.",
                mend=mend,
            )


def _check_block(rows, lines, shown):
    """Refuse a sweep that no heated device gives."""
    at = [lines[n] for n in rows.index]
    if len(rows) < POINTS_NEEDED:
        raise UltralowError(
            f"{shown}, line {at[-1]}: {len(rows)} currents at {rows.iloc[0, 0]:g} K.",
            mend=f"give {POINTS_NEEDED} at least, or zero current alone for a calibration",
        )
    heat = np.square(rows[CURRENT].to_numpy())
    order = np.argsort(heat, kind="stable")
    warmed = []
    for name in READINGS:
        values = rows[name].to_numpy()
        sweep_checks.check_saturation(values, at, name, shown)
        sweep_checks.check_outliers(heat, 4, values, at, name, shown)
        third = max(len(values) // 3, 1)
        warmed.append(values[order[-third:]].mean() - values[order[:third]].mean())
    hottest, name = at[order[-1]], READINGS[int(warmed[0] > 0)]
    if warmed[0] <= 0 or warmed[1] >= warmed[0]:
        what = "negative heat: the heater cools" if warmed[0] <= 0 else "warms more than the heater"
        raise UltralowError(
            f"{shown}, line {hottest}, column '{name}': {what} as the current grows.",
            mend="check whether the thermometers are swapped, and the sign of the readings",
        )


def _sweep(temperature, rows, calibration, shown) -> Sweep:
    found = _thermometers(temperature, *calibration, shown)
    meters, spreads = zip(*((m, float(u)) for m, u in found), strict=True)
    readings = tuple(rows[name].to_numpy() for name in READINGS)
    current = rows[CURRENT].to_numpy() * 1e-6
    where = f"{shown}, the sweep at {temperature:g} K"
    sweep_checks.check_calibration(spreads, READINGS, where)
    caution = sweep_checks.check_metal(temperature, meters[0], shown)
    sweep_checks.check_beams(temperature, current, readings, meters, where)
    sweep_checks.check_arrival(current**2, readings[1], READINGS[1], where)
    return Sweep(temperature, current, readings, meters, spreads, caution)


def _calibration(blocks, lines, shown):
    """Temperatures with a reading at zero current, shape (m,), and both readings, shape (2, m)."""
    zero = [block[block[CURRENT] == 0].head(1) for _, block in blocks]
    zero = [row for row in zero if len(row)]
    known = np.array([float(row["temperature_K"].iloc[0]) for row in zero])
    at = [lines[row.index[0]] for row in zero]
    readings = [np.array([float(row[name].iloc[0]) for row in zero]) for name in READINGS]
    for name, values in zip(READINGS, readings):
        sweep_checks.check_outliers(known, 3, values, at, name, shown)
    return known, readings


def _thermometers(temperature, known, readings, shown):
    try:
        return [fit_thermometer(known, column, temperature) for column in readings]
    except (UltralowError, ValueError) as problem:
        why = problem.what if isinstance(problem, UltralowError) else ""
        raise UltralowError(
            f"{shown}: the thermometers cannot be calibrated, {len(known)} temperatures have a "
            "reading at zero current.",
            why,
            "add rows with zero current at four temperatures or more, around the sweeps",
        ) from None
