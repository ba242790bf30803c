"""Virtual measurements: a wire on the simulated device, its signals, and what they reduce to.

Everything that an experimenter believes differs here from the truth by a drawn error: the size
seen in the microscope, the contacts, the resistance of the leads, the current, the kelvins of the
cryostat. `measure` returns what was believed and read, so that a reduction can be held against a
truth that no experiment knows. All of it is of grade G; the wires' conductivities and Casimir
lengths are those that the paper states.
"""

from dataclasses import replace

import numpy as np

from ultralow.analysis import wire_conductivity
from ultralow.data import tables
from ultralow.data.materials import Material
from ultralow.measurement import four_probe, uncertainty
from ultralow.measurement.simulation import Measurement, Setup, SimulatedWire, _generator, measure
from ultralow.measurement.uncertainty import Estimate
from ultralow.paper import wires
from ultralow.paper.stated import stated

# Absolute Seebeck coefficient of the Pt leads (V/K), grade G.
LEAD_SEEBECK = Estimate(-5e-6, 1e-6)
_ELECTRICAL = 1  # beside the seed: other random numbers than those of the measurement of heat
_PROBE_CURRENT = np.linspace(-1e-6, 1e-6, 21)


def room_wire(material: str, length: float, contact_share: float) -> SimulatedWire:
    """The wire of a material at room temperature; its length is not in the text (m).

    Conductivity and thickness are those of :mod:`ultralow.paper.wires`: stated, or standing in.
    """
    conductivity = wire_conductivity.conductivity(material, wires.TOTAL).value
    return SimulatedWire(conductivity, wires.casimir_length(material).value, length, contact_share)


def wire_summary(material: Material, wire: SimulatedWire) -> str:
    """A line for a notebook: conductivity and size of a wire, with their sources and grades."""
    known = wire_conductivity.conductivity(material.name, wires.TOTAL)
    size = wires.casimir_length(material.name)
    return (
        f"{material.label}: k = {known.value:.3g} W m⁻¹ K⁻¹, {known.source}  [{known.grade}]; "
        f"Casimir length {size.value * 1e9:.0f} nm, {size.source}  [{size.grade}]; "
        f"{wire.length * 1e6:g} µm long, square  [G]"
    )


def other_conductivities(wire: SimulatedWire, temperature: float, seed: int, setup: Setup):
    """Wires like a given one, but of other conductivities, each measured once.

    Parameters
    ----------
    wire : SimulatedWire
    temperature : float
        K.
    seed : int
    setup : Setup

    Returns
    -------
    truth : numpy.ndarray, shape (16,)
        Conductivities (W m⁻¹ K⁻¹).
    found : Measurement
        A batch, one for each.
    """
    truth = np.geomspace(1e-4, 3, 16)
    return truth, measure(replace(wire, conductivity=truth[:, None]), temperature, seed, setup)


def half_widths(wire: SimulatedWire, temperature: float, seed: int, setup: Setup):
    """Half widths of the 95 % interval for thinner and thicker wires of one conductivity.

    Parameters are those of `other_conductivities`.

    Returns
    -------
    length : numpy.ndarray, shape (25,)
        Casimir lengths (m).
    widths : dict of str to numpy.ndarray, shape (25,)
        Per cent of the conductivity: with the setup's microscope, and with one that knows width
        and height exactly.
    """
    length = np.geomspace(60e-9, 1e-6, 25)
    thin, widths = replace(wire, casimir_length=length[:, None]), {}
    spreads = {"this microscope": setup.size_uncertainty, "a perfect one": 0.0}
    for name, spread in spreads.items():
        exact = replace(setup, size_uncertainty=spread)
        seen = measure(thin, temperature, seed, exact, one_sample=True)
        held = seen.interval()
        widths[name] = 50 * (held.upper - held.lower) / seen.conductivity
    return length, widths


def silica(length: float, casimir_length: float, seed: int, setup: Setup | None = None):
    """An amorphous SiO₂ wire at the temperatures of data/literature/amorphous_silica.csv.

    Returns
    -------
    table : pandas.DataFrame
        The literature's conductivity.
    found : Measurement
        A batch, one for each row.
    """
    table = tables.read("amorphous_silica")
    temperature = table["temperature_K"].to_numpy()[:, np.newaxis]
    conductivity = table["thermal_conductivity"].to_numpy()
    logarithmic = np.gradient(np.log(conductivity), np.log(temperature[:, 0]))
    wire = SimulatedWire(
        conductivity[:, np.newaxis], casimir_length, length, exponent=logarithmic[:, np.newaxis]
    )
    return table, measure(wire, temperature, seed, setup, one_sample=True)


def electrical(
    one: Measurement, wire: SimulatedWire, seed: int, setup: Setup | None = None
) -> dict:
    """Four-probe conductivity, Seebeck coefficient and zT of the tin wire on the same device.

    The true values are the stated ones. Conductivity and k share the errors of the wire's size,
    and these cancel in zT.

    Parameters
    ----------
    one : Measurement
        Of heat, of that wire.
    wire : SimulatedWire
        As it truly is; plain numbers.
    seed : int
    setup : Setup, optional

    Returns
    -------
    dict of str to uncertainties.UFloat
        ``electrical_conductivity`` (S/m), ``seebeck_coefficient`` (V/K), ``figure_of_merit``.
    """
    from uncertainties import ufloat

    setup, rng = setup or Setup(), _generator(seed, _ELECTRICAL)
    true, area = (stated("G1").value, stated("G2").value), wire.side**2
    difference = one.fit.heater_rise - one.fit.sensor_rise
    voltages = [
        four_probe.four_probe_voltage(_PROBE_CURRENT, true[0], wire.length, area),
        four_probe.seebeck_voltage(
            difference, true[1], rng.normal(*LEAD_SEEBECK), wire.contact_share
        ),
    ]
    read = [v + setup.voltage_noise * rng.standard_normal(v.shape) for v in voltages]
    known = uncertainty.numbers(one.fit, one.inputs)
    sizes = [known[name] for name in ("length", "width", "height")]
    sigma = four_probe.four_probe_conductivity(_PROBE_CURRENT, read[0], *sizes)
    seebeck = four_probe.seebeck_coefficient(
        difference, read[1], ufloat(*LEAD_SEEBECK), known["contact_share"]
    )
    merit = seebeck**2 * sigma * float(one.temperature) / uncertainty.conductivity(**known)
    return {
        "electrical_conductivity": sigma,
        "seebeck_coefficient": seebeck,
        "figure_of_merit": merit,
    }
