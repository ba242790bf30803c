"""Simulated measurement: a wire on the device, its signals, and what they reduce to."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, Quantity
from ultralow.errors import UltralowError
from ultralow.measurement import device as island_device
from ultralow.measurement import microisland, reduction, uncertainty
from ultralow.measurement.microisland import Bridge, Device
from ultralow.measurement.uncertainty import Estimate

_CALIBRATION = np.linspace(-10.0, 10.0, 9)


@dataclass(frozen=True)
class SimulatedWire:
    """Simulated wire as it truly is; numbers or arrays of shape (N, 1), SI units.

    Attributes
    ----------
    conductivity : float or array
        At zero heating (W m⁻¹ K⁻¹).
    casimir_length, length : float or array
        m. The wire is taken as square; only the product of width and height enters.
    contact_share : float or array
        Thermal resistance of both contacts over that of the wire.
    exponent : float or array
        p of a conductivity that goes as T^p near the temperature of the cryostat.
    """

    conductivity: Quantity
    casimir_length: Quantity
    length: Quantity = 5e-6
    contact_share: Quantity = 0.0
    exponent: Quantity = 0.0

    @property
    def side(self) -> FloatArray:
        """Width and height (m)."""
        return np.sqrt(island_device.cross_section(self.casimir_length))

    @property
    def conductance(self) -> FloatArray:
        """Conductance with its contacts (W/K)."""
        area = island_device.cross_section(self.casimir_length)
        return island_device.wire_conductance(
            self.conductivity, area, self.length, self.contact_share
        )


@dataclass(frozen=True)
class Setup:
    """Setup of a measurement, and how well its parts are known; grade G, SI units.

    ``voltage_noise`` of one lock-in reading over the sensing current is the noise of a resistance.
    The uncertainties are standard ones: of width and height (m), and relative ones of length,
    leads, heating current and cryostat scale; ``contact_uncertainty`` is that of the share.
    """

    heating_current: float = island_device.constant("heating_current")
    voltage_noise: float = island_device.constant("noise_voltage")
    points: int = 41
    size_uncertainty: float = 10e-9
    length_uncertainty: float = 0.01
    contact_uncertainty: float = 0.01
    lead_uncertainty: float = 0.02
    current_uncertainty: float = 0.001
    scale_uncertainty: float = 0.002

    @property
    def resistance_noise(self) -> float:
        """Noise of one resistance reading (Ω)."""
        return self.voltage_noise / island_device.constant("sensing_current")

    def without_errors(self) -> "Setup":
        """Setup with nothing unknown and no noise."""
        names = [name for name in vars(self) if name.endswith(("noise", "uncertainty"))]
        return replace(self, **dict[str, Any](dict.fromkeys(names, 0.0)))


@dataclass(frozen=True, eq=False)
class Measurement:
    """Measurement: what was read and believed, once or in a batch of N.

    Attributes
    ----------
    temperature : numpy.ndarray
        Of the cryostat (K).
    fit : Fit
    inputs : dict of str to Estimate
        For :mod:`ultralow.measurement.uncertainty`.
    """

    temperature: FloatArray
    fit: reduction.Fit
    inputs: uncertainty.Inputs

    def pick(self, index: int) -> "Measurement":
        """Measurement picked out of a batch."""
        inputs = {
            name: Estimate(*(np.broadcast_to(one, self.fit.slope.shape)[index] for one in estimate))
            for name, estimate in self.inputs.items()
        }
        temperature = np.broadcast_to(self.temperature, self.fit.slope.shape)[index]
        return Measurement(temperature, self.fit.pick(index), inputs)

    @property
    def conductivity(self) -> FloatArray:
        """Conductivity at the believed values (W m⁻¹ K⁻¹)."""
        return uncertainty.nominal(self.fit, self.inputs)

    def linear(self) -> Quantity:
        """Conductivity of one measurement as a number of :mod:`uncertainties`."""
        return uncertainty.linear(self.fit, self.inputs)

    def interval(self, seed: int = 0, size: int = 4000) -> uncertainty.Interval:
        """Interval of 95 % by Monte Carlo."""
        drawn = uncertainty.samples(self.fit, self.inputs, size, np.random.default_rng(seed))
        return uncertainty.interval(drawn)


def measure(
    wire: SimulatedWire, temperature: ArrayLike, seed: int, setup: Setup | None = None,
    device: Device | None = None, one_sample: bool = False,
) -> Measurement:  # fmt: skip
    """Measurement of wires on devices: background first, then calibration, then the sweep.

    Parameters
    ----------
    wire : SimulatedWire
        As it truly is. Arrays of shape (N, 1) make a batch.
    temperature : float or array_like, shape (N, 1)
        K.
    seed : int
        Of every error and every noise.
    setup : Setup, optional
    device : Device, optional
        As it truly is; the standard one at that temperature when left out.
    one_sample : bool
        Whether a batch is one wire on one device, whose errors are drawn once for all.

    Returns
    -------
    Measurement
        With arrays of shape (N,).

    Examples
    --------
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> found = measure(wire, 300.0, seed=0, setup=Setup().without_errors()).pick(0)
    >>> round(float(found.conductivity), 3)
    0.45
    """
    setup, rng = setup or Setup(), _generator(seed)
    device = device or island_device.standard_device(temperature)
    around = island_device.background_conductance(temperature)
    wire, temperature, *_ = _columns(wire, temperature)
    drawn = (1, 1) if one_sample else temperature.shape
    scale, gain, leads = (
        1 + spread * rng.standard_normal(drawn)
        for spread in (
            setup.scale_uncertainty, setup.current_uncertainty, setup.lead_uncertainty,
        )
    )  # fmt: skip
    true = replace(device, lead_resistance=device.lead_resistance * leads)
    runner = _Cooldown(temperature, setup, true, device.lead_resistance, gain, rng)
    runner.calibrate(scale)
    background = runner.fit(Bridge(around, 3 * around / temperature))
    slope = wire.exponent * wire.conductance / temperature + 3 * around / temperature
    fit = runner.fit(Bridge(wire.conductance + around, slope))
    known = runner.known(fit) | _believed(wire, setup, rng, drawn[0])
    known["background"] = Estimate(background.conductance, background.conductance_noise)
    return Measurement(temperature[..., 0], fit, known)


class _Cooldown:
    """One cooldown: a device, its calibration, and sweeps with and without a wire."""

    def __init__(
        self,
        temperature: FloatArray,
        setup: Setup,
        device: Device,
        believed_leads: Quantity,
        gain: FloatArray,
        rng: np.random.Generator,
    ) -> None:
        self.temperature, self.setup, self.device, self.rng = temperature, setup, device, rng
        self.believed_leads, self.gain = believed_leads, gain
        # Heating goes with the temperature, so that the rise stays a small share of it.
        top = setup.heating_current * np.minimum(temperature / 300, 1.0)
        self.current = top * np.linspace(0, 1, setup.points)

    def _noise(self, shape: tuple[int, ...]) -> FloatArray:
        return self.setup.resistance_noise * self.rng.standard_normal(shape)

    def calibrate(self, scale: FloatArray) -> None:
        """Read both thermometers at nine temperatures; kelvins may be off by a scale."""
        found = []
        for meter in (self.device.heater, self.device.sensor):
            resistance = meter.at(self.temperature + scale * _CALIBRATION)
            resistance = resistance + self._noise(resistance.shape)
            one, spread = reduction.fit_thermometer(_CALIBRATION, resistance, 0.0)
            found.append((replace(one, reference=self.temperature), spread))
        self.thermometers, self.spreads = zip(*found, strict=True)

    def fit(self, bridge: Bridge) -> reduction.Fit:
        """Sweep and reduce, with what is believed about current and leads."""
        truth = microisland.sweep(self.device, bridge, self.temperature, self.current * self.gain)
        readings = (
            truth[0] + self._noise(truth[0].shape), truth[1] + self._noise(truth[1].shape)
        )  # fmt: skip
        noise = None if self.setup.voltage_noise else (0.0, 0.0)
        return reduction.fit_sweep(
            self.temperature, self.current, readings, self.thermometers, self.believed_leads,
            noise=noise,
        )  # fmt: skip

    def known(self, fit: reduction.Fit) -> dict[str, Estimate]:
        """What is known about the ratios of true to believed."""
        setup = self.setup
        serpentine = self.device.heater.at(self.temperature)[..., 0]
        leads = np.broadcast_to(self.believed_leads, self.temperature.shape)[..., 0]
        return {
            "temperature_scale": Estimate(1.0, setup.scale_uncertainty),
            "heating_current": Estimate(1.0, setup.current_uncertainty),
            "lead_heat": Estimate(1.0, setup.lead_uncertainty * leads / (leads + serpentine)),
            "heater_calibration": Estimate(1.0, self.spreads[0]),
            "sensor_calibration": Estimate(1.0, self.spreads[1]),
        }


def _believed(
    wire: SimulatedWire, setup: Setup, rng: np.random.Generator, count: int
) -> dict[str, Estimate]:
    """What the microscope and an estimate of the contacts tell about a wire."""
    side, length, share = (one[..., 0] for one in (wire.side, wire.length, wire.contact_share))
    spreads = {
        "width": (side, setup.size_uncertainty),
        "height": (side, setup.size_uncertainty),
        "length": (length, setup.length_uncertainty * length),
        "contact_share": (share, setup.contact_uncertainty),
    }
    return {
        name: Estimate(truth + spread * rng.standard_normal(count), spread)
        for name, (truth, spread) in spreads.items()
    }


def _generator(seed: int, *further: int) -> np.random.Generator:
    """Random numbers of a seed; of one with further numbers independent ones."""
    if seed < 0:
        raise UltralowError(f"the seed {seed} is negative", mend="give zero or a positive number")
    return np.random.default_rng([seed, *further])


def _columns(wire: SimulatedWire, temperature: ArrayLike) -> tuple[SimulatedWire, FloatArray]:
    """A wire and a temperature with all fields as columns of one shape (N, 1)."""
    names = list(vars(wire))
    found = np.broadcast_arrays(
        temperature, *(np.atleast_2d(getattr(wire, name)) for name in names), subok=False
    )
    columns = [np.asarray(column, float) for column in found]
    fields: dict[str, Any] = dict(zip(names, columns[1:]))
    return replace(wire, **fields), columns[0]


def contact_bias(
    wire: SimulatedWire, shares: ArrayLike, temperature: float = 300.0
) -> tuple[FloatArray, FloatArray]:
    """Contact bias: reduced over true conductivity, contacts ignored or put in.

    Parameters
    ----------
    wire : SimulatedWire
    shares : array_like, shape (N,)
        R_contacts/R_wire of the true contacts.
    temperature : float
        K.

    Returns
    -------
    ignored, corrected : numpy.ndarray, shape (N,)
        Dimensionless.

    Examples
    --------
    >>> wire = SimulatedWire(conductivity=0.45, casimir_length=150e-9)
    >>> ignored, corrected = contact_bias(wire, [0.1])
    >>> ignored.round(3).tolist(), corrected.round(3).tolist()
    ([0.909], [1.0])
    """
    true = replace(wire, contact_share=np.asarray(shares, float)[:, np.newaxis])
    found = measure(true, temperature, 0, Setup().without_errors())
    blind = replace(found, inputs={**found.inputs, "contact_share": Estimate(0.0)})
    return blind.conductivity / wire.conductivity, found.conductivity / wire.conductivity
