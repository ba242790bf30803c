"""Reduction of a sweep to conductances: :mod:`ultralow.measurement.microisland` solved backwards.

The fit is least squares on the readings themselves with the very model that the rig follows:
without noise it is exact, and the conductances that it gives are those of zero heating. The
linear formulas of Shi et al. (2003), in `shi_conductances`, are where it starts and what it tends
to when the heating is small. What the conductances are worth is told by
:mod:`ultralow.measurement.uncertainty`.

References
----------
L. Shi et al., J. Heat Transfer 125, 881 (2003), doi:10.1115/1.1597619.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, Quantity
from ultralow.errors import UltralowError
from ultralow.measurement.microisland import Thermometer, balance, island_rises, solve_pair

POINTS_NEEDED = 8
# A conductance that goes as T^p has the slope p G/T. Solids have |p| of about 2 at most, and
# without that knowledge a weak wire's slope takes most of what its sweep tells about G.
EXPONENT_SPREAD = 2.0
# Of the largest current: with F = 3 both conductances come out less than 0.1 % too high.
NEAR_ZERO = 0.2
_STEPS = 60
# What no two islands do, and what it comes from where it is not the noise.
_IMPOSSIBLE = (
    (
        "negative heat: the heated island cools as the heating current grows",
        "check the sign of the readings, and which serpentine was heated",
    ),
    (
        "the sensing island cools by at least as much as the heated one warms",
        "check the sign of the sensor's readings",
    ),
    (
        "the sensing island warms at least as much as the heated one",
        "check whether the two thermometers are swapped",
    ),
)


@dataclass(frozen=True, eq=False)
class Fit:
    """Fit of one sweep, or of a batch of them.

    Attributes
    ----------
    beam_conductance, conductance : numpy.ndarray, shape (...)
        G_b of one island's beams and G of all that joins the islands, at zero heating (W/K).
    beam_slope, slope : numpy.ndarray
        Their changes with temperature (W/K²).
    rise : numpy.ndarray, shape (..., 2)
        Rises of heater and sensor per heat, at zero heating (K/W).
    covariance : numpy.ndarray, shape (..., 2, 2)
        Of ``rise``, from the noise of the readings alone.
    conductance_noise : numpy.ndarray, shape (...)
        Standard deviation of ``conductance`` from that noise (W/K).
    noise : numpy.ndarray, shape (..., 2)
        Standard deviation of one reading of heater and sensor (Ω).
    freedom : float
        Degrees of freedom behind ``noise``; infinite where it was given.
    heat, heater_rise, sensor_rise : numpy.ndarray, shape (..., n)
        The points of the sweep: heat (W), and rises from the readings (K).
    """

    beam_conductance: FloatArray
    beam_slope: FloatArray
    conductance: FloatArray
    slope: FloatArray
    rise: FloatArray
    covariance: FloatArray
    conductance_noise: FloatArray
    noise: FloatArray
    freedom: float
    heat: FloatArray
    heater_rise: FloatArray
    sensor_rise: FloatArray

    def pick(self, index: int) -> "Fit":
        """Fit of one sweep of a batch."""
        arrays = {name: value for name, value in vars(self).items() if name != "freedom"}
        return replace(self, **{name: value[index] for name, value in arrays.items()})


def shi_conductances(
    heater_rise: Quantity, sensor_rise: Quantity, heat: Quantity = 1.0
) -> tuple[Quantity, Quantity]:
    r"""Conductances from two rises, where both are proportional to the heat (Shi).

    .. math:: G_b = \frac{Q}{\theta_h + \theta_s}, \qquad
              G = G_b \frac{\theta_s}{\theta_h - \theta_s}

    Works on numbers, arrays and :mod:`uncertainties` numbers.

    Parameters
    ----------
    heater_rise, sensor_rise : float or array
        θ_h and θ_s (K), or K/W where ``heat`` is left out.
    heat : float or array
        Q (W): the serpentine's heat and half of that of its two leads.

    Returns
    -------
    tuple of float or array
        G_b of the beams and G of all that joins the islands (W/K).

    References
    ----------
    L. Shi et al., J. Heat Transfer 125, 881 (2003), doi:10.1115/1.1597619.

    Examples
    --------
    >>> [f"{one:.1e}" for one in shi_conductances(9.9, 0.1, 1e-6)]
    ['1.0e-07', '1.0e-09']
    """
    beam = heat / (heater_rise + sensor_rise)
    return beam, beam * sensor_rise / (heater_rise - sensor_rise)


def fit_thermometer(
    temperature: ArrayLike, resistance: ArrayLike, reference: Quantity
) -> tuple[Thermometer, FloatArray]:
    """Calibration of a serpentine by its resistance in an unheated cryostat.

    Parameters
    ----------
    temperature : array_like, shape (m,)
        At least four different ones (K): three for a parabola, one to see the scatter.
    resistance : array_like, shape (..., m)
        Zero-heating readings (Ω).
    reference : float
        Where the slope is wanted (K).

    Returns
    -------
    thermometer : Thermometer
        A parabola by least squares, referred to ``reference``; fields of shape (..., 1).
    uncertainty : numpy.ndarray, shape (...)
        Relative standard uncertainty of the slope at ``reference``, from the scatter.

    Raises
    ------
    UltralowError
        For fewer than four temperatures, or a resistance that does not rise with temperature.

    Examples
    --------
    >>> kelvin = np.arange(280.0, 321.0, 10.0)
    >>> found, _ = fit_thermometer(kelvin, Thermometer(4000.0, 8.0, -2e-3).at(kelvin), 300.0)
    >>> found.slope.round(3).tolist()
    [8.0]
    """
    away = np.asarray(temperature, float) - reference
    if np.unique(away).size < 4:
        raise UltralowError(
            f"a calibration needs four temperatures, here are {np.unique(away).size}",
            mend="add zero-current readings at more cryostat temperatures",
        )
    span = np.abs(away).max()
    design = np.vander(away / span, 3, increasing=True)
    solver = np.linalg.pinv(design)
    found = np.asarray(resistance) @ solver.T
    left = np.asarray(resistance) - found @ design.T
    spread = np.sqrt(np.sum(left**2, axis=-1) / (away.size - 3))
    start, slope, bend = (found[..., [n]] / span**n for n in range(3))
    if np.any(slope <= 0):
        raise UltralowError(
            f"the resistance does not rise with temperature at {reference:g} K",
            mend="check the calibration rows: temperature against resistance",
        )
    uncertainty = spread * np.linalg.norm(solver[1]) / span / slope[..., 0]
    return Thermometer(start, slope, bend, reference), uncertainty


def fit_sweep(
    temperature: Quantity, current: ArrayLike, readings: tuple[ArrayLike, ArrayLike],
    thermometers: tuple[Thermometer, Thermometer], lead_resistance: Quantity, *,
    factor: float = 1.0, noise: tuple[float, float] | None = None,
) -> Fit:  # fmt: skip
    """Conductances of beams and bridge from the readings of a sweep.

    Six numbers are fitted: both conductances at zero heating, their slopes, and the reading of
    each thermometer at zero heating. The slopes are held to |p| of about `EXPONENT_SPREAD` as far
    as the noise leaves them open, and not at all without noise.

    Parameters
    ----------
    temperature : float or array_like, shape (..., 1)
        Of the cryostat (K).
    current : array_like, shape (n,) or (..., n)
        Direct heating current (A).
    readings : tuple of array_like, each of shape (..., n)
        Of heater and sensor (Ω).
    thermometers : tuple of Thermometer
        Calibrations of heater and sensor.
    lead_resistance : float or array_like, shape (..., 1)
        Of one current-carrying lead (Ω).
    factor : float
        The lock-in's F on the heater, see `microisland.rise_factor`.
    noise : tuple of float, optional
        Standard deviations of one reading (Ω); found from the scatter when left out.

    Returns
    -------
    Fit

    Raises
    ------
    UltralowError
        For too few points, values that are not finite, a current that never changes, a heater
        that cools as the heat grows, a sensor that warms or cools by more than the heater warms,
        or a fit that does not settle; with a factor, for one without a current near zero.

    Examples
    --------
    >>> from ultralow.measurement.microisland import Bridge, Device, sweep
    >>> meter, current = Thermometer(4000.0, 8.0, 0.0), np.linspace(0, 10e-6, 21)
    >>> device = Device(meter, meter, lead_resistance=1900.0, beam_conductance=1e-7)
    >>> readings = sweep(device, Bridge(1e-9), 300.0, current)
    >>> found = fit_sweep(300.0, current, readings, (meter, meter), 1900.0)
    >>> f"{float(found.conductance):.3e}"
    '1.000e-09'
    """
    heater, sensor = _readings(readings, current)
    _check_start(np.abs(current), factor)
    coldest = np.argmin(np.abs(np.broadcast_to(current, heater.shape)), axis=-1)[..., np.newaxis]
    first = np.take_along_axis(heater, coldest, -1)
    heat = np.square(current) * (first + (heater - first) / factor + lead_resistance)
    problem = _Problem(temperature, heat, (heater, sensor), thermometers, factor, noise)
    return problem.solve()


def _check_start(currents: FloatArray, factor: float) -> None:
    """With a factor, heat is known where the resistance without any is: at the smallest current."""
    if factor != 1 and np.any(currents.min(axis=-1) > NEAR_ZERO * currents.max(axis=-1)):
        raise UltralowError(
            f"the heater reads {factor:g} times its rise, and no current is near zero",
            why="its resistance without heat, and so the heat, would be taken from a warm heater",
            mend=f"begin the sweep below {NEAR_ZERO:g} of its largest current",
        )


class _Problem:
    """Least squares for a batch of sweeps, in numbers that are all of order one."""

    def __init__(
        self,
        temperature: Quantity,
        heat: FloatArray,
        readings: tuple[FloatArray, FloatArray],
        thermometers: tuple[Thermometer, Thermometer],
        factor: float,
        noise: tuple[float, float] | None,
    ) -> None:
        self.temperature, self.heat, self.readings = temperature, heat, readings
        self.thermometers, self.factors = thermometers, (factor, 1.0)
        size = heat.shape[-1]
        self.freedom = size - 4 if noise is None else np.inf
        self.noise = _scatter(heat, readings) if noise is None else np.stack(
            [np.broadcast_to(one, heat.shape[:-1]) for one in noise], axis=-1
        )  # fmt: skip
        slopes = [t.slope_at(temperature) * f for t, f in zip(thermometers, self.factors)]
        lines = [_line(heat, reading) / slope for reading, slope in zip(readings, slopes)]
        hottest = heat.max(axis=-1, keepdims=True)
        _check_rises(lines, slopes, hottest, self.noise)
        self.beam, self.bridge = shi_conductances(*lines)
        self.top = lines[0] * hottest
        ohms = [slope * self.top for slope in slopes]
        self.scale = [self.beam, self.beam / self.top] * 2 + ohms
        self._weigh(slopes)

    def _weigh(self, slopes: list[FloatArray]) -> None:
        """Weights of the readings, and of what is known about the slopes beforehand."""
        unit = self.noise.max(axis=-1, keepdims=True)
        self.unit = np.where(unit > 0, unit, 1.0)
        share = np.where(unit > 0, self.noise / self.unit, 1.0)
        self.weights = [1 / np.maximum(share[..., [n]], 1e-3) for n in range(2)]
        blur = self.noise[..., [1]] / (slopes[1] * self.top) * self.beam
        known = EXPONENT_SPREAD / self.temperature * self.top
        held = np.hypot(self.bridge, blur) / self.beam
        self.prior = unit / known, unit / (known * held + 1e-300)

    def solve(self) -> Fit:
        """Gauss and Newton's method to rounding."""
        shape = self.heat.shape[:-1]
        guess = np.zeros((*shape, 6))
        guess[..., 0], guess[..., 2] = 1.0, (self.bridge / self.beam)[..., 0]
        starts = [r[..., [0]] / s for r, s in zip(self.readings, self.scale[4:])]
        guess[..., 4:] = np.concatenate(np.broadcast_arrays(*starts), axis=-1)
        smallest = np.inf
        try:
            for _ in range(_STEPS):
                with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                    triangle, step = self._step(guess)
                guess = guess + step
                size = np.abs(step[..., :4]).max()
                if size <= 1e-15 or (size >= smallest and size < 1e-11):
                    break
                smallest = min(size, smallest)
        except np.linalg.LinAlgError:
            size = np.inf
        if not size < 1e-8 or np.any(guess[..., 0] <= 0):
            raise UltralowError(
                "the sweep cannot be fitted: its readings do not follow a heat balance",
                mend="look at heater and sensor against the square of the current",
            )
        return self._fit(guess, triangle)

    def _step(self, guess: FloatArray) -> tuple[FloatArray, FloatArray]:
        """One step, and the triangular factor of the weighted derivatives."""
        values = [guess[..., [n]] * s for n, s in enumerate(self.scale)]
        rises = island_rises(self.heat, *values[:4])
        by_rise = _derivatives(rises, self.heat, values[:4])
        rows, left = [], []
        for n, (meter, factor) in enumerate(zip(self.thermometers, self.factors)):
            model = values[4 + n] + factor * meter.change(self.temperature, rises[n])
            per_kelvin = factor * meter.slope_at(self.temperature + rises[n])
            row = [one[n] * per_kelvin * s for one, s in zip(by_rise, self.scale)]
            row += [np.full_like(model, n == m) * self.scale[4 + m] for m in range(2)]
            rows.append(np.stack(np.broadcast_arrays(*row), axis=-1) * self.weights[n][..., None])
            left.append((self.readings[n] - model) * self.weights[n])
        for place, weight in zip((1, 3), self.prior):
            held = np.zeros((*guess.shape[:-1], 1, 6))
            held[..., place] = weight
            rows.append(held)
            left.append(-weight * guess[..., [place]])
        q, r = np.linalg.qr(np.concatenate(rows, axis=-2))
        right = np.swapaxes(q, -1, -2) @ np.concatenate(left, axis=-1)[..., None]
        return r, np.linalg.solve(r, right)[..., 0]

    def _fit(self, guess: FloatArray, triangle: FloatArray) -> Fit:
        inverse = np.linalg.inv(triangle)
        covariance = inverse @ np.swapaxes(inverse, -1, -2) * self.unit[..., None] ** 2
        covariance = np.where(self.noise.max(axis=-1)[..., None, None] > 0, covariance, 0.0)
        beam, beam_slope, bridge, slope = (
            (guess[..., [n]] * self.scale[n])[..., 0] for n in range(4)
        )
        rise, by_conductance = _rise_per_heat(beam, bridge)
        by_conductance = by_conductance * self.beam[..., None]
        covariance = covariance[..., [0, 2], :][..., [0, 2]]
        rises = [
            _rise(meter, self.temperature, (reading - guess[..., [n]] * self.scale[n]) / factor)
            for n, meter, reading, factor in zip(
                (4, 5), self.thermometers, self.readings, self.factors
            )
        ]
        return Fit(
            beam, beam_slope, bridge, slope, rise,
            by_conductance @ covariance @ np.swapaxes(by_conductance, -1, -2),
            np.sqrt(covariance[..., 1, 1]) * self.beam[..., 0], self.noise, self.freedom, self.heat,
            *rises,
        )  # fmt: skip


def _derivatives(
    rises: tuple[FloatArray, FloatArray], heat: FloatArray, values: list[FloatArray]
) -> list[tuple[FloatArray, FloatArray]]:
    """∂(θ_h, θ_s) by G_b, its slope, G and its slope."""
    hot, cold = rises
    matrix, _ = balance(hot, cold, heat, *values)
    nothing, across = np.zeros_like(hot), hot - cold
    amiss = [
        (hot + cold, cold),
        ((hot**2 + cold**2) / 2, cold**2 / 2),
        (nothing, -across),
        (nothing, -across * (hot + cold) / 2),
    ]
    return [tuple(-one for one in solve_pair(matrix, two)) for two in amiss]


def _rise_per_heat(beam: FloatArray, bridge: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rises per heat at zero heating, and their derivatives by G_b and G."""
    total = beam * (beam + 2 * bridge)
    rise = np.stack([beam + bridge, bridge], axis=-1) / total[..., np.newaxis]
    mixed = 2 * (beam + bridge)
    rows = [
        [total - (beam + bridge) * mixed, -(beam**2)],
        [-bridge * mixed, beam**2],
    ]
    by = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    return rise, by / total[..., None, None] ** 2


def _rise(meter: Thermometer, temperature: Quantity, change: FloatArray) -> FloatArray:
    """The rise at which a thermometer's resistance has changed by so much."""
    slope = meter.slope_at(temperature)
    return 2 * change / (slope + np.sqrt(slope**2 + 4 * meter.curvature * change))


def _line(heat: FloatArray, reading: FloatArray) -> FloatArray:
    """Slope of a straight line through readings against heat."""
    centred = heat - heat.mean(axis=-1, keepdims=True)
    above = np.sum(centred * reading, axis=-1, keepdims=True)
    return above / np.sum(centred**2, axis=-1, keepdims=True)


def _scatter(heat: FloatArray, readings: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Standard deviation of readings about a cubic in the heat, shape (..., 2)."""
    x = heat / heat.max(axis=-1, keepdims=True)
    q, _ = np.linalg.qr(x[..., np.newaxis] ** np.arange(4))
    found = []
    for reading in readings:
        # The large constant goes first: what rounding leaves of it would look like noise.
        column = (reading - reading.mean(axis=-1, keepdims=True))[..., np.newaxis]
        left = column - q @ (np.swapaxes(q, -1, -2) @ column)
        found.append(np.sqrt(np.sum(left[..., 0] ** 2, axis=-1) / (x.shape[-1] - 4)))
    return np.stack(found, axis=-1)


def _readings(
    readings: tuple[ArrayLike, ArrayLike], current: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    arrays = np.broadcast_arrays(*(np.asarray(r, float) for r in readings), current)
    if arrays[0].shape[-1] < POINTS_NEEDED:
        raise UltralowError(
            f"a sweep needs {POINTS_NEEDED} points, this one has {arrays[0].shape[-1]}",
            mend="measure at more heating currents",
        )
    if not all(np.isfinite(array).all() for array in arrays):
        raise UltralowError(
            "a sweep holds a value that is not finite", mend="leave such points out"
        )
    if not np.all(np.ptp(np.abs(arrays[2]), axis=-1)):
        raise UltralowError(
            f"the heating current is {np.abs(arrays[2]).min():g} A throughout the sweep",
            why="conductances stand in how the readings change with the heat",
            mend="measure at currents that differ, from zero on",
        )
    return arrays[0], arrays[1]


def _check_rises(
    lines: list[FloatArray], slopes: list[FloatArray], top: FloatArray, noise: FloatArray
) -> None:
    """Refusal of rises per heat (K/W) that no heat balance has, with changes and noise in Ω."""
    heater, sensor = lines
    for wrong, (what, mend) in zip(
        (heater <= 0, heater + sensor <= 0, sensor >= heater), _IMPOSSIBLE, strict=True
    ):
        if np.any(wrong):
            place = int(np.argmax(wrong.ravel()))
            hot, cold = ((s * line * top).ravel()[place] for s, line in zip(slopes, lines))
            scatter = " and ".join(f"{one:.2g} Ω" for one in noise.reshape(-1, 2)[place])
            raise UltralowError(
                what,
                f"over the sweep heater and sensor change by {hot:.2g} Ω and {cold:.2g} Ω, "
                f"with a noise of {scatter}",
                f"{mend}; where the noise hides the change, heat more or measure more often",
            )
