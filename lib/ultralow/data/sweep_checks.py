"""What no suspended device gives: a sweep's slips of unit, its lone wrong readings, its noise.

A slipped unit passes every check of a single cell and comes out as a conductance, or worse as a
bound that is false. So the rises and the conductance of the beams are estimated before anything is
fitted, and held against what such devices have.
"""

import numpy as np

from ultralow.errors import UltralowError

# Beams of suspended islands conduct between some nW/K (thin, in the cold) and some hundred.
BEAMS = (1e-10, 1e-5)
# Heating beyond this, or beyond half of the temperature, is no measurement at that temperature.
_MOST_RISE = 100.0
_SLIPS = {"mA": 1e3, "A": 1e6, "nA": 1e-3, "pA": 1e-6}
# Below 40 K the slope of a metal's resistance goes as a power of T above the first.
_COLD, _LEAST_POWER = 40.0, 0.2
# Films of platinum have 1/(T + 100 K) to 1/(T + 350 K).
_COOL, _LEAST_COEFFICIENT = 150.0, 2.5e-3
# Beyond this the kelvins of a rise are not known.
_MOST_SPREAD = 0.1
# One reading in a million sweeps would be called wrong by chance.
_CHANCE = 1e-6
_SIGNIFICANT = 3.0


def check_near_temperatures(temperature, lines, shown):
    """Refuse temperatures that drift by millikelvins where one was meant."""
    steps = np.abs(np.diff(temperature))
    near = np.flatnonzero((steps > 0) & (steps < 0.1))
    if near.size:
        row = near[0] + 1
        raise UltralowError(
            f"{shown}, line {lines[row]}, column 'temperature_K': {temperature[row]:.10g} K "
            f"follows {temperature[row - 1]:.10g} K; they differ by {steps[row - 1] * 1e3:.2g} mK",
            "Rows of one sweep are told from others by their temperature",
            "write one temperature, the mean, into all rows of a sweep",
        )


def check_saturation(values, at, name, shown):
    """Refuse a thermometer that gives one reading (Ω) three times in a row."""
    same = np.flatnonzero((values[2:] == values[1:-1]) & (values[1:-1] == values[:-2]))
    if same.size:
        row = same[0] + 2
        raise UltralowError(
            f"{shown}, line {at[row]}, column '{name}': {values[row]:g} ohm for the third "
            "time in a row; the thermometer is saturated",
            mend="lower the gain, or write more digits",
        )


def check_outliers(along, terms, values, at, name, shown):
    """Refuse a reading that lies far off the smooth curve of all others.

    Parameters
    ----------
    along : numpy.ndarray, shape (n,)
        What the curve is a polynomial of: square of the current, or temperature.
    terms : int
        Terms of the polynomial; with fewer than two more readings nothing is refused.
    values : numpy.ndarray, shape (n,)
        Readings of one serpentine (Ω).
    at : list of int
        Lines of the file.
    name, shown : str
        Column and file for messages.
    """
    from scipy.stats import t

    freedom = len(values) - terms - 1
    if freedom < 1:
        return
    scaled = (along - along.min()) / np.ptp(along)
    q, _ = np.linalg.qr(scaled[:, np.newaxis] ** np.arange(terms))
    middle = values - values.mean()
    left = middle - q @ (q.T @ middle)
    share = np.maximum(1 - np.sum(q**2, axis=1), 1e-9)
    off = left / share
    rest = np.sqrt(np.maximum(np.sum(left**2) - left**2 / share, 0.0) / freedom)
    far = np.abs(left) > t.isf(_CHANCE / len(values), freedom) * rest * np.sqrt(share)
    others = [np.ptp(np.delete(values, row)) for row in range(len(values))]
    wrong = np.flatnonzero(far & (np.abs(off) > 0.01 * np.array(others)))
    if wrong.size:
        row = wrong[np.argmax(np.abs(off[wrong]))]
        raise UltralowError(
            f"{shown}, line {at[row]}, column '{name}': {values[row]:g} ohm lies "
            f"{abs(off[row]):.3g} ohm off the curve of the others",
            f"They scatter by {rest[row]:.2g} ohm about it",
            "correct the reading, or leave its row out",
        )


def check_beams(temperature, current, readings, thermometers, where):
    """Refuse rises and beams that no device has, and name the unit that would explain them.

    Parameters
    ----------
    temperature : float
        K.
    current : numpy.ndarray, shape (n,)
        A.
    readings, thermometers : tuple
        Of heater and sensor: arrays (Ω), and their calibrations.
    where : str
        File and sweep for messages.
    """
    heat = current**2 * readings[0]
    order = np.argsort(heat, kind="stable")
    third = max(len(order) // 3, 1)
    low, high = order[:third], order[-third:]
    rises = [
        (values[high].mean() - values[low].mean()) / float(np.ravel(meter.slope_at(temperature))[0])
        for values, meter in zip(readings, thermometers)
    ]
    if max(rises) > max(_MOST_RISE, temperature / 2):
        raise UltralowError(
            f"{where}: by their calibration the islands warm by {max(rises):.3g} K",
            mend="check the temperatures of the calibration, and the units of the resistances",
        )
    with np.errstate(all="ignore"):
        beams = (heat[high].mean() - heat[low].mean()) / sum(rises)
    if not BEAMS[0] <= beams <= BEAMS[1]:
        fits = [u for u, k in _SLIPS.items() if BEAMS[0] <= beams * k**2 <= BEAMS[1]]
        slip = f"it would fit if the current were in {' or '.join(fits)}; " if fits else ""
        raise UltralowError(
            f"{where}: beams of {beams * 1e9:.1g} nW/K cannot be",
            f"Suspended islands have {BEAMS[0] * 1e9:g} to {BEAMS[1] * 1e9:g} nW/K",
            f"write the current in uA ({slip}check the resistances too)",
        )


def check_arrival(heat, values, name, where):
    """Refuse a sensor whose readings do not follow the heat: there is nothing to reduce."""
    centred = heat - heat.mean()
    size = np.sum(centred**2)
    slope = np.sum(centred * values) / size
    left = values - values.mean() - slope * centred
    spread = np.sqrt(np.sum(left**2) / (len(values) - 2) / size)
    if slope < _SIGNIFICANT * spread:
        raise UltralowError(
            f"{where}, column '{name}': the readings do not rise with the heat, "
            f"{slope * np.ptp(heat):.2g} ± {spread * np.ptp(heat):.2g} ohm over the sweep",
            "A sensor that sees nothing gives a bound for any conductivity, also a false one",
            "check whether the sensor is connected; average longer or heat more",
        )


def check_calibration(spreads, names, where):
    """Refuse thermometers whose slope the scatter of their calibration leaves open."""
    if max(spreads) > _MOST_SPREAD:
        raise UltralowError(
            f"{where}, column '{names[int(np.argmax(spreads))]}': the readings at zero current "
            f"leave the thermometer's slope open by {max(spreads):.0%}",
            "They lie on no smooth curve of resistance over temperature",
            "look at the readings at zero current, and correct or leave out what is wrong",
        )


def check_metal(temperature, thermometer, shown):
    """Refuse a resistance that is straight in T where no metal's is; caution where few are.

    Returns
    -------
    str
        The caution, empty where there is none.
    """
    slope = float(np.ravel(thermometer.slope)[0])
    power = 2 * float(np.ravel(thermometer.curvature)[0]) * temperature / slope
    mend = "degrees Celsius or Fahrenheit become kelvins first: 26.85 degrees Celsius are 300 K"
    if temperature < _COLD and abs(power) < _LEAST_POWER:
        raise UltralowError(
            f"{shown}, column 'temperature_K': around {temperature:g} K the resistance is a "
            "straight line, which no metal's is so far down",
            mend=mend,
        )
    coefficient = slope / float(np.ravel(thermometer.resistance)[0])
    if temperature < _COOL and coefficient < _LEAST_COEFFICIENT:
        return (
            f"temperature {temperature:g} taken as kelvins, though a change of "
            f"{coefficient:.2%}/K is what platinum has when warm: were they degrees?"
        )
    return ""
