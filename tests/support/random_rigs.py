"""Devices and wires of no kind in particular, many at once."""

import numpy as np
from ultralow.measurement.microisland import Device, Thermometer
from ultralow.measurement.simulation import SimulatedWire


def devices(count, seed, temperature=300.0):
    """Random devices: every constant that matters, over a factor of three or so."""
    rng = np.random.default_rng(seed)

    def spread(low, high):
        return np.exp(rng.uniform(np.log(low), np.log(high), (count, 1)))

    meters = [
        Thermometer(r, r * spread(1e-3, 3.5e-3), r * rng.uniform(-1e-6, 1e-6, (count, 1)))
        for r in (spread(1500, 6000), spread(1500, 6000))
    ]
    beam = spread(3e-8, 1.5e-7)
    return Device(
        *meters, spread(500, 3000), beam, beam * rng.uniform(-1, 1, (count, 1)) / temperature
    )


def wires(count, seed):
    rng = np.random.default_rng(seed)

    def spread(low, high):
        return np.exp(rng.uniform(np.log(low), np.log(high), (count, 1)))

    return SimulatedWire(
        spread(0.1, 5), spread(100e-9, 600e-9), spread(2e-6, 12e-6),
        rng.uniform(0, 0.1, (count, 1)), rng.uniform(-1.5, 1.5, (count, 1)),
    )  # fmt: skip
