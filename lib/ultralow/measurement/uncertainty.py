"""Uncertainty of a reduced conductivity: linear propagation, Monte Carlo, and an honest interval.

One equation, `conductivity`, is evaluated three times: with numbers, with :mod:`uncertainties`
numbers (`linear`, which also tells what each input adds), and with samples (`samples`). Far above
the noise the three agree. Near it the conductivity is not normal, since no wire conducts less
than nothing; there `interval` gives an upper bound and says that the wire is not resolved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import BoolArray, FloatArray, Quantity, finite, not_negative, positive
from ultralow.errors import UltralowError
from ultralow.measurement.reduction import Fit, shi_conductances

COVERAGE = 0.95
# What stands in the readings themselves; every other input of `conductivity` has a name.
NOISE = "noise"
# Ratios of true to assumed values: one, with an uncertainty, unless somebody knows better.
RATIOS = (
    "temperature_scale",
    "heater_calibration",
    "sensor_calibration",
    "heating_current",
    "lead_heat",
)
INPUTS = (*RATIOS, "background", "contact_share", "width", "height", "length")


class Estimate(NamedTuple):
    """Estimate: a number and its standard uncertainty; SI units."""

    value: Quantity
    uncertainty: Quantity = 0.0


# Estimates by the names of `INPUTS`.
Inputs: TypeAlias = Mapping[str, Estimate]


@dataclass(frozen=True, eq=False)
class Interval:
    """Interval in which a conductivity lies with 95 %.

    Attributes
    ----------
    lower, upper : numpy.ndarray
        Both ends (W m⁻¹ K⁻¹); where the wire is not resolved, zero and a one-sided bound.
    resolved : numpy.ndarray of bool
        Whether the wire is told from no wire.
    """

    lower: FloatArray
    upper: FloatArray
    resolved: BoolArray

    def covers(self, truth: Quantity) -> BoolArray:
        """Coverage: whether the interval holds a value."""
        return (self.lower <= truth) & (truth <= self.upper)


def conductivity(
    heater_rise: Quantity, sensor_rise: Quantity, temperature_scale: Quantity,
    heater_calibration: Quantity, sensor_calibration: Quantity, heating_current: Quantity,
    lead_heat: Quantity, background: Quantity, contact_share: Quantity,
    width: Quantity, height: Quantity, length: Quantity,
) -> Quantity:  # fmt: skip
    r"""Thermal conductivity of the wire from the rises per heat.

    .. math:: k = (G - G_\mathrm{background}) \left(1 + \frac{R_c}{R_w}\right) \frac{l}{w h}

    with G from `reduction.shi_conductances`. Numbers, arrays and :mod:`uncertainties` numbers.

    Parameters
    ----------
    heater_rise, sensor_rise
        K/W, at zero heating.
    temperature_scale, heater_calibration, sensor_calibration
        True over assumed: kelvins of the cryostat; slopes dR/dT of the two serpentines.
    heating_current, lead_heat
        True over assumed: heating current; heat of serpentine and half its leads at equal current.
    background
        Conductance between the islands without a wire (W/K).
    contact_share
        Thermal resistance of both contacts over that of the wire.
    width, height, length
        Of the wire between its contacts (m).

    Returns
    -------
    float, array or uncertainties number
        k (W m⁻¹ K⁻¹).

    Examples
    --------
    >>> round(conductivity(9.9e6, 1e5, 1, 1, 1, 1, 1, 2e-10, 0.03, 100e-9, 150e-9, 5e-6), 2)
    0.28
    """
    kelvin_per_heat = temperature_scale / (heating_current**2 * lead_heat)
    hot = heater_rise * kelvin_per_heat / heater_calibration
    cold = sensor_rise * kelvin_per_heat / sensor_calibration
    _, total = shi_conductances(hot, cold)
    return (total - background) * (1 + contact_share) * length / (width * height)


def nominal(fit: Fit, inputs: Inputs) -> FloatArray:
    """Nominal conductivity, at the values of the inputs.

    Parameters
    ----------
    fit : Fit
    inputs : dict of str to Estimate
        By the names of `INPUTS`; a ratio that is left out is exactly one.

    Returns
    -------
    numpy.ndarray or numpy.float64
        W m⁻¹ K⁻¹, in the shape of the fit.

    Raises
    ------
    UltralowError
        For an input that is missing, unknown, not finite, or a size that is not positive.

    Examples
    --------
    >>> from ultralow.measurement.simulation import Setup, SimulatedWire, measure
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0, setup=Setup().without_errors()).pick(0)
    >>> round(float(nominal(found.fit, found.inputs)), 3)
    0.45
    """
    known = _checked(inputs)
    return conductivity(
        fit.rise[..., 0], fit.rise[..., 1], **{n: e.value for n, e in known.items()}
    )


def numbers(fit: Fit, inputs: Inputs) -> dict[str, Quantity]:
    """Numbers of :mod:`uncertainties`: the arguments of `conductivity` for one sweep.

    What else is computed from them, such as an electrical conductivity, shares their errors.

    Parameters
    ----------
    fit : Fit
        Of one sweep.
    inputs : dict of str to Estimate
        As for `nominal`.

    Returns
    -------
    dict of str to float or uncertainties.UFloat
        Those that are certain as floats.

    Raises
    ------
    UltralowError
        As `nominal`.

    Examples
    --------
    >>> from ultralow.measurement.simulation import SimulatedWire, measure
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0).pick(0)
    >>> round(numbers(found.fit, found.inputs)["length"].std_dev * 1e9)  # nm
    50
    """
    from uncertainties import correlated_values, ufloat

    rises = fit.rise
    if fit.covariance.any():
        rises = correlated_values(fit.rise, fit.covariance, tags=[NOISE, NOISE])
    named = dict(zip(("heater_rise", "sensor_rise"), rises))
    for name, (value, spread) in _checked(inputs).items():
        named[name] = ufloat(float(value), float(spread), tag=name) if spread else float(value)
    return named


def linear(fit: Fit, inputs: Inputs) -> Quantity:
    """Linear propagation: the conductivity of one sweep as a number of :mod:`uncertainties`.

    Parameters and errors as for `nominal`. `budget` takes the result apart.

    Returns
    -------
    uncertainties.UFloat
        W m⁻¹ K⁻¹.

    Examples
    --------
    >>> from ultralow.measurement.simulation import SimulatedWire, measure
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0).pick(0)
    >>> 0.03 < linear(found.fit, found.inputs).std_dev < 0.06
    True
    """
    return conductivity(**numbers(fit, inputs))


def budget(result: Quantity) -> dict[str, float]:
    """Budget of the uncertainty of a `linear` result: what each input adds.

    Parameters
    ----------
    result : uncertainties.UFloat
        From `linear`.

    Returns
    -------
    dict of str to float
        W m⁻¹ K⁻¹, the largest first.

    Examples
    --------
    >>> from ultralow.measurement.simulation import SimulatedWire, measure
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0).pick(0)
    >>> sorted(list(budget(linear(found.fit, found.inputs)))[:2])
    ['height', 'width']
    """
    squares: dict[str, float] = {}
    for variable, part in result.error_components().items():
        squares[variable.tag] = squares.get(variable.tag, 0.0) + part**2
    parts = {name: float(np.sqrt(square)) for name, square in squares.items()}
    return dict(sorted(parts.items(), key=lambda item: -float(f"{item[1]:.9g}")))


def samples(fit: Fit, inputs: Inputs, size: int, rng: np.random.Generator) -> FloatArray:
    """Samples of the conductivity: every input normal, the noise with Student's wider tails.

    Parameters
    ----------
    fit, inputs
        As for `nominal`; a batch of fits and arrays in the estimates are allowed.
    size : int
        How many.
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray, shape (size, ...)
        W m⁻¹ K⁻¹.

    Raises
    ------
    UltralowError
        As `nominal`.

    Examples
    --------
    >>> from ultralow.measurement.simulation import SimulatedWire, measure
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0).pick(0)
    >>> samples(found.fit, found.inputs, 1000, np.random.default_rng(0)).shape
    (1000,)
    """
    known = _checked(inputs)
    shape = (size, *fit.rise.shape[:-1])
    rises = fit.rise + _correlated(fit.covariance, shape, rng) * _tails(fit.freedom, shape, rng)
    drawn = {
        name: np.asarray(e.value) + np.asarray(e.uncertainty) * rng.standard_normal(shape)
        for name, e in known.items()
    }
    return conductivity(rises[..., 0], rises[..., 1], **drawn)


def interval(drawn: ArrayLike) -> Interval:
    """Interval of 95 % that draws give, or an upper bound where they reach below zero.

    A wire counts as resolved where fewer than 2.5 % of the draws are negative. Elsewhere the
    negative ones, which no wire can have, are left out, and 95 % of the rest lie below the bound.

    Parameters
    ----------
    drawn : array_like, shape (size, ...)

    Returns
    -------
    Interval
        In the shape (...).

    Raises
    ------
    UltralowError
        If hardly any draw is positive: the background is larger than what was measured.

    Examples
    --------
    >>> found = interval(np.linspace(0.39, 0.51, 1001))
    >>> round(float(found.lower), 4), round(float(found.upper), 4)
    (0.393, 0.507)
    """
    drawn = np.asarray(drawn)
    tail = (1 - COVERAGE) / 2
    negative = np.mean(drawn <= 0, axis=0)
    if np.any(negative > 0.9995):
        raise UltralowError(
            "the conductance is below zero by more than the noise allows",
            mend="check the background: is it that of this device at this temperature?",
        )
    lower, upper = np.quantile(drawn, [tail, 1 - tail], axis=0)
    resolved = negative < tail
    # The share of all draws below the bound: the negative ones, and 95 % of the others.
    place = np.atleast_1d(negative + COVERAGE * (1 - negative))
    ordered = np.sort(drawn, axis=0).reshape(len(drawn), -1)
    at = np.minimum((place.ravel() * len(drawn)).astype(int), len(drawn) - 1)
    bound = ordered[at, np.arange(at.size)].reshape(np.shape(negative))
    return Interval(np.where(resolved, lower, 0.0), np.where(resolved, upper, bound), resolved)


def statement(value: float, found: Interval) -> str:
    """Statement of a reduced conductivity in words; a bound where it is not resolved.

    Parameters
    ----------
    value : float
        W m⁻¹ K⁻¹.
    found : Interval
        Of one number.

    Returns
    -------
    str
        With the unit.

    Examples
    --------
    >>> statement(0.45, interval(np.linspace(0.39, 0.51, 1001)))
    '0.45 W m⁻¹ K⁻¹, 0.393 to 0.507 (95 %)'
    """
    if not found.resolved:
        return f"not resolved: below {float(found.upper):.2g} W m⁻¹ K⁻¹ (95 %)"
    low, high = float(found.lower), float(found.upper)
    return f"{float(value):.3g} W m⁻¹ K⁻¹, {low:.3g} to {high:.3g} (95 %)"


def _checked(inputs: Inputs) -> Inputs:
    given = {name: Estimate(1.0) for name in RATIOS} | dict(inputs)
    for name in INPUTS:
        if name not in given:
            raise UltralowError(
                f"the reduction needs the {name.replace('_', ' ')} of the wire",
                mend=f"add {name!r} to the inputs",
            )
    for name, (value, spread) in given.items():
        if name not in INPUTS:
            raise UltralowError(f"{name!r} is no input", mend=f"use {', '.join(INPUTS)}")
        if name in ("width", "height", "length"):
            positive(name, "m", value)
        finite(name, "SI units", value)
        not_negative(f"uncertainty of {name}", "SI units", spread)
    return given


def _correlated(
    covariance: Quantity, shape: tuple[int, ...], rng: np.random.Generator
) -> FloatArray:
    """Normal draws with covariances of shape (..., 2, 2); one may be zero."""
    first = np.sqrt(covariance[..., 0, 0])
    shared = covariance[..., 1, 0] / np.where(first > 0, first, 1.0)
    rest = np.sqrt(np.maximum(covariance[..., 1, 1] - shared**2, 0))
    one, two = rng.standard_normal(shape), rng.standard_normal(shape)
    return np.stack([first * one, shared * one + rest * two], axis=-1)


def _tails(freedom: float, shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray | float:
    """What turns normal draws into Student's, for a noise known from few points."""
    if not np.isfinite(freedom):
        return 1.0
    return np.sqrt(freedom / rng.chisquare(freedom, shape))[..., np.newaxis]
