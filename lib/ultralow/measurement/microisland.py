"""Suspended microisland device: two islands that a wire joins, and the signals they give.

Each island hangs on long thin beams and carries a platinum serpentine. A direct current heats the
one island; a small alternating current through both serpentines reads two resistances, which are
two thermometers. `sweep` gives the noise-free readings; :mod:`ultralow.measurement.reduction` goes
back.

The model, and what it leaves out:

- An island has one temperature. The beams carry B(θ) = G_b (θ + β θ²/2) at a rise θ above the
  cryostat, what joins the islands carries M = (G + D (θ_h + θ_s)/2) (θ_h − θ_s): conductivities
  are linear in temperature over the few kelvin of a sweep, and heat flows through them exactly.
- The serpentine's heat enters the island, and so does half of the heat of its two leads, which is
  exact also for such a beam. What the islands radiate to the cryostat is part of G_b; along the
  beams, radiation is neglected.
- What islands exchange without a wire (radiation, residual gas) is a conductance beside the wire.
- The lock-in reads R₀ + F (R(T) − R₀) on the heated serpentine, with F from `rise_factor`. The rig
  works far above the thermal cut-off, where F = 1. The sensing current itself heats alike at every
  point of a sweep; that shifts the offsets and is left out.

Everything is in SI units and broadcasts; the last axis of a sweep is the heating current.

References
----------
L. Shi et al., J. Heat Transfer 125, 881 (2003), doi:10.1115/1.1597619.
"""

from dataclasses import dataclass

import numpy as np

from ultralow.checks import FloatArray, Quantity
from ultralow.errors import UltralowError

_NEWTON_STEPS = 40


@dataclass(frozen=True)
class Thermometer:
    """Thermometer of platinum: R = resistance + slope (T − reference) + curvature (T − reference)².

    A parabola serves over a sweep and over a calibration of some ten kelvin; platinum below
    about 60 K does not follow it far. Units: Ω, Ω/K, Ω/K², K.

    Examples
    --------
    >>> round(float(Thermometer(4000.0, 8.0, -2e-3).at(310.0)), 1)
    4079.8
    """

    resistance: Quantity
    slope: Quantity
    curvature: Quantity
    reference: Quantity = 300.0

    def at(self, temperature: Quantity) -> Quantity:
        """Resistance (Ω) at a temperature (K)."""
        away = np.asarray(temperature) - self.reference
        return self.resistance + (self.slope + self.curvature * away) * away

    def slope_at(self, temperature: Quantity) -> Quantity:
        """Slope dR/dT (Ω/K) at a temperature (K)."""
        return self.slope + 2 * self.curvature * (np.asarray(temperature) - self.reference)

    def change(self, temperature: Quantity, rise: Quantity) -> Quantity:
        """Change R(T + rise) − R(T) in Ω, without the cancellation of two large numbers."""
        return (self.slope_at(temperature) + self.curvature * rise) * rise


@dataclass(frozen=True)
class Device:
    """Device at one cryostat temperature.

    Attributes
    ----------
    heater, sensor : Thermometer
    lead_resistance : float or array
        Of one of the two leads that carry the heating current (Ω).
    beam_conductance, beam_slope : float or array
        All beams of one island at zero heating (W/K), and their change with temperature (W/K²).
    """

    heater: Thermometer
    sensor: Thermometer
    lead_resistance: Quantity
    beam_conductance: Quantity
    beam_slope: Quantity = 0.0


@dataclass(frozen=True)
class Bridge:
    """Bridge between the islands, by its conductance at zero heating (W/K) and slope (W/K²)."""

    conductance: Quantity
    slope: Quantity = 0.0


def island_rises(
    heat: Quantity,
    beam_conductance: Quantity,
    beam_slope: Quantity,
    conductance: Quantity,
    slope: Quantity,
) -> tuple[FloatArray, FloatArray]:
    r"""Island rises: how far the two islands warm up.

    .. math:: Q = B(\theta_h) + B(\theta_s), \qquad B(\theta_s) = M(\theta_h, \theta_s)

    with the B and M of the module. Without slopes θ_h = Q (G_b + G)/(G_b (G_b + 2G)) and
    θ_s = Q G/(G_b (G_b + 2G)); else Newton's method solves the pair to rounding.

    Parameters
    ----------
    heat : array_like
        Heat into the heated island (W).
    beam_conductance, beam_slope, conductance, slope : array_like
        G_b and G_b β of the beams, G and D of the bridge (W/K, W/K²).

    Returns
    -------
    heater, sensor : numpy.ndarray
        Rises above the cryostat (K).

    Raises
    ------
    UltralowError
        If no steady state is found: slopes so large that a conductance changes sign.

    Examples
    --------
    >>> hot, cold = island_rises(1e-6, 1e-7, 0.0, 1e-9, 0.0)
    >>> round(float(hot), 2), round(float(cold), 3)
    (9.9, 0.098)
    """
    heat, beam, beam_slope, bridge, slope = np.broadcast_arrays(
        heat, beam_conductance, beam_slope, conductance, slope
    )
    linear = heat / (beam * (beam + 2 * bridge))
    hot, cold = linear * (beam + bridge), linear * bridge
    for _ in range(_NEWTON_STEPS):
        matrix, miss = balance(hot, cold, heat, beam, beam_slope, bridge, slope)
        step_hot, step_cold = solve_pair(matrix, miss)
        hot, cold = hot - step_hot, cold - step_cold
        if np.all(np.abs(step_hot) + np.abs(step_cold) <= 4e-16 * (np.abs(hot) + np.abs(cold))):
            break
    # The last step of Newton's method is a rounding; anything larger means that none was found.
    if not np.all(np.abs(step_hot) + np.abs(step_cold) <= 1e-12 * (np.abs(hot) + 1e-300)):
        raise UltralowError(
            "the islands find no steady temperature",
            why="a conductance changes sign within the heating of the sweep",
            mend="give smaller slopes, or less current",
        )
    return hot, cold


def balance(
    hot: Quantity,
    cold: Quantity,
    heat: Quantity,
    beam: Quantity,
    beam_slope: Quantity,
    bridge: Quantity,
    slope: Quantity,
) -> tuple[tuple[Quantity, Quantity, Quantity, Quantity], tuple[Quantity, Quantity]]:
    """Heat balances of `island_rises`: matrix of derivatives and what is amiss.

    Parameters
    ----------
    hot, cold : float or array
        Rises of the islands (K).
    heat, beam, beam_slope, bridge, slope : float or array
        Q (W), conductances and slopes (W/K, W/K²), as in `island_rises`.

    Returns
    -------
    matrix : tuple of numpy.ndarray
        (∂f₁/∂θ_h, ∂f₁/∂θ_s, ∂f₂/∂θ_h, ∂f₂/∂θ_s) in W/K.
    miss : tuple of numpy.ndarray
        f₁ = B(θ_h) + B(θ_s) − Q and f₂ = B(θ_s) − M, in W.

    Examples
    --------
    >>> _, miss = balance(10.0, 0.1, 1e-6, 1e-7, 0.0, 1e-9, 0.0)
    >>> [f"{one:.1e}" for one in miss]
    ['1.0e-08', '1.0e-10']
    """
    from_hot, from_cold = ((beam + beam_slope * rise / 2) * rise for rise in (hot, cold))
    across = (bridge + slope * (hot + cold) / 2) * (hot - cold)
    by_hot, by_cold = (beam + beam_slope * rise for rise in (hot, cold))
    matrix = by_hot, by_cold, -(bridge + slope * hot), by_cold + bridge + slope * cold
    return matrix, (from_hot + from_cold - heat, from_cold - across)


def solve_pair(
    matrix: tuple[Quantity, Quantity, Quantity, Quantity], right: tuple[Quantity, Quantity]
) -> tuple[Quantity, Quantity]:
    """Solution of two linear equations in two unknowns, elementwise; see `balance`.

    Parameters
    ----------
    matrix : tuple of four arrays
        Its entries a, b, c, d, row by row.
    right : tuple of two arrays
        Right sides.

    Returns
    -------
    tuple of two arrays

    Examples
    --------
    >>> solve_pair((2.0, 0.0, 0.0, 4.0), (1.0, 1.0))
    (0.5, 0.25)
    """
    a, b, c, d = matrix
    first, second = right
    determinant = a * d - b * c
    return (first * d - b * second) / determinant, (a * second - c * first) / determinant


def sweep(
    device: Device, bridge: Bridge, temperature: Quantity, current: Quantity, factor: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Sweep of the heating current: noise-free readings of both thermometers.

    The heat is I² (R_h + R_L): the serpentine at its own temperature and half of the two leads.

    Parameters
    ----------
    device : Device
    bridge : Bridge
    temperature : array_like
        Of the cryostat (K).
    current : array_like
        Direct current (A), of any sign.
    factor : float
        The lock-in's F on the heated serpentine, see `rise_factor`; the other has F = 1.

    Returns
    -------
    heater, sensor : numpy.ndarray
        Readings (Ω), in the shape that all inputs broadcast to.

    Raises
    ------
    UltralowError
        If the islands find no steady state: the current is too large for the device.

    Examples
    --------
    >>> meter = Thermometer(4000.0, 8.0, 0.0)
    >>> device = Device(meter, meter, lead_resistance=1900.0, beam_conductance=1e-7)
    >>> heater, sensor = sweep(device, Bridge(1e-9), 300.0, np.array([0.0, 10e-6]))
    >>> heater.round(1).tolist(), sensor.round(2).tolist()
    ([4000.0, 4047.1], [4000.0, 4000.47])
    """
    squared, start = np.square(current), device.heater.at(temperature)
    hot: Quantity = 0.0
    for _ in range(200):
        resistance = start + device.heater.change(temperature, hot)
        rises = island_rises(
            squared * (resistance + device.lead_resistance),
            device.beam_conductance, device.beam_slope, bridge.conductance, bridge.slope,
        )  # fmt: skip
        moved, hot = np.abs(rises[0] - hot), rises[0]
        if np.all(moved <= 1e-15 * np.abs(hot)):
            break
        if np.any(hot > 0.5 * temperature):
            raise UltralowError(
                "the heated island runs away",
                why="it is above 1.5 times the cryostat's temperature",
                mend="give less heating current",
            )
    changes = device.heater.change(temperature, hot), device.sensor.change(temperature, rises[1])
    return start + factor * changes[0], device.sensor.at(temperature) + changes[1]


def rise_factor(frequency: Quantity, time_constant: Quantity) -> Quantity:
    """Rise factor F = 1 + 2/(1 + x²): how much of a rise the lock-in sees on the heated serpentine.

    With a direct current I the small alternating current also modulates the heat, by 2 I R δI.
    Slowly (x = 2πfτ → 0) the island follows and the lock-in reads dV/dI = R₀ + 3 R′θ; fast
    (x → ∞) it does not, and the reading is R itself. To first order in R′θ/R. The other island
    carries no direct current, and its F is 1.

    Parameters
    ----------
    frequency, time_constant : array_like
        f of the alternating current (Hz); τ, heat capacity over conductance of an island (s).

    Returns
    -------
    numpy.ndarray or float
        F, from 1 to 3.

    Examples
    --------
    >>> float(rise_factor(0.0, 0.01)), round(float(rise_factor(800.0, 0.01)), 3)
    (3.0, 1.001)
    """
    return 1 + 2 / (1 + np.square(2 * np.pi * np.asarray(frequency) * time_constant))
