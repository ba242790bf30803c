"""One measured wire: simulated, or a reader's own sweep, and what a notebook tells of it."""

from typing import NamedTuple

from ultralow.analysis import hole_transport, sweep_reduction, virtual_measurement
from ultralow.analysis import wire_conductivity as conductivities
from ultralow.measurement import simulation, uncertainty
from ultralow.measurement.simulation import Measurement, Setup, SimulatedWire
from ultralow.paper import gallery, wires


class MeasuredWire(NamedTuple):
    """A measurement of a wire, its grade, and a report of it in words.

    Attributes
    ----------
    one : ultralow.measurement.simulation.Measurement
        Of one wire at one temperature.
    grade : str
        G where it was simulated, X where a reader measured it.
    report : str
        Lines for a notebook: the conductivity with its interval, noise and rises.
    """

    one: Measurement
    grade: str
    report: str


def measured(
    wire: SimulatedWire, temperature: float, seed: int, setup: Setup, sweep_csv: str = ""
) -> MeasuredWire:
    """The measurement of a wire: simulated, or reduced from a file where one is named.

    Parameters
    ----------
    wire : SimulatedWire
        As it truly is; of a file's wire only the sizes are taken from it.
    temperature : float
        Of the cryostat (K), where it is simulated.
    seed : int
        Of every error and every noise.
    setup : Setup
    sweep_csv : str
        Path from the root of the repository, see :mod:`ultralow.data.sweeps`; its first
        temperature is taken. Empty: simulated.

    Raises
    ------
    UltralowError
        As :func:`ultralow.analysis.sweep_reduction.reduce`.
    """
    if sweep_csv:
        known = sweep_reduction.square_wire(wire.casimir_length, wire.length, wire.contact_share)
        found, lines = sweep_reduction.reduce(gallery.ROOT / sweep_csv, known)
        one, grade, result = found[0], "X", sweep_reduction.report(found, lines)
    else:
        one, grade = simulation.measure(wire, temperature, seed, setup).pick(0), "G"
        result = f"k = {uncertainty.statement(one.conductivity, one.interval())} [{grade}]"
    rises = (
        f"noise of a reading {one.fit.noise[0] * 1e3:.0f} mΩ; the heated island warms by "
        f"{one.fit.heater_rise[-1]:.1f} K, the other by {one.fit.sensor_rise[-1]:.2f} K"
    )
    return MeasuredWire(one, grade, f"{result}\n{rises}")


def numbers(name: str, wire: SimulatedWire, found: MeasuredWire, silica, seed: int, setup: Setup):
    """The headline numbers, one after the other: name, value, unit, grade and uncertainty.

    Parameters
    ----------
    name : str
        Of the material; the tin compound has an electrical part as well.
    wire : SimulatedWire
        As it truly is.
    found : MeasuredWire
    silica : tuple
        From :func:`ultralow.analysis.virtual_measurement.silica`.
    seed : int
        Of the electrical readings.
    setup : Setup
    """
    one, fit, grade = found.one, found.one.fit, found.grade
    simulated = grade == "G"
    if simulated:
        known = conductivities.conductivity(name, wires.TOTAL)
        yield "true_conductivity", wire.conductivity, "W m-1 K-1", known.grade, None
    yield "reduced_conductivity", one.linear(), "W m-1 K-1", grade, None
    bridge, spread = fit.conductance * 1e9, fit.conductance_noise * 1e9
    yield "wire_and_background_conductance", bridge, "nW K-1", grade, spread
    background = one.inputs["background"].value * 1e9
    yield "background_conductance", background, "nW K-1", "G", None
    yield "beam_conductance", fit.beam_conductance * 1e9, "nW K-1", grade, None
    table, seen = silica
    covered = seen.interval().covers(table["thermal_conductivity"])
    yield "silica_covered", covered.mean(), "1", "G", None
    if simulated and name == hole_transport.MATERIAL:
        charge = virtual_measurement.electrical(one, wire, seed, setup)
        units = ("S cm-1", 1e-2), ("uV K-1", 1e6), ("1", 1)
        for (quantity, value), (unit, scale) in zip(charge.items(), units, strict=True):
            yield quantity, value * scale, unit, "G", None
