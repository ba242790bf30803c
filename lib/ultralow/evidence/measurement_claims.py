"""The evidence on how the wires were measured and made: claims C1 to C11 and H1 to H19.

A simulated rig that gives back what was put into it shows that a method is sound; it says nothing
about the one device of the paper. Statements about that device, and about bottles and timers, are
not testable from the text.
"""

from scipy.constants import torr

from ultralow.analysis import synthesis, virtual_measurement
from ultralow.measurement import device, simulation
from ultralow.paper import answers
from ultralow.paper.claims import Finding, Judges
from ultralow.paper.stated import stated
from ultralow.paper.tolerances import tolerance
from ultralow.paper.wires import LATTICE, ROOM

judge = Judges()
UNTESTABLE = {
    "C2": "a description of the device; the text gives no size or resistance of it",
    "C3": "how the wire was placed; no data of it are in the text",
    "C8": "a definition: the diameter of the circle of equal area",
    "C9": "width and height, from which this length follows, are not in the text",
    "C10": "width and height, from which this length follows, are not in the text",
    "C11": "width and height, from which this length follows, are not in the text",
    "H1": "what a bottle says",
    "H2": "what a bottle says; how much CsI the methanol takes up is not stated",
    "H3": "a time of the procedure",
    "H4": "a size of the procedure",
    "H5": "a temperature of the procedure",
    "H6": "a time of the procedure",
    "H7": "without the solubility of CsI in methanol the amount of Cs cannot be compared",
    "H8": "a time of the procedure",
    "H9": "a piece of equipment",
    "H10": "a temperature of the procedure",
    "H11": "what a bottle says",
    "H12": "what a bottle says",
    "H16": "a time of the procedure",
    "H17": "a step of the procedure without a number",
    "H18": "a reading of the glove box",
    "H19": "a reading of the glove box",
}


judge.untestable(UNTESTABLE)

_LENGTH = 5e-6


def _perfect_errors() -> dict[str, float]:
    """Relative error of k when each wire is measured without noise and unknowns."""
    setup = simulation.Setup().without_errors()
    wires = {name: virtual_measurement.room_wire(name, _LENGTH, 0.03) for name in LATTICE}
    return {
        name: abs(simulation.measure(wire, 300.0, 0, setup).conductivity[0] / wire.conductivity - 1)
        for name, wire in wires.items()
    }


def _beside(length: float) -> float:
    """Largest share of the heat between the islands that goes beside a wire of a length (m)."""
    around = device.background_conductance(ROOM)
    wires = [virtual_measurement.room_wire(name, length, 0.0) for name in LATTICE]
    return max(float(around / (wire.conductance + around)) for wire in wires)


@judge("C1")
def heat_flows_along_the_wire() -> Finding:
    """Little heat goes beside the wire."""
    lengths = [tolerance("C1", name) for name in ("shortest", "longest")]
    shares = [_beside(length) for length in lengths]
    decided = answers.agreed(
        answers.below(share, 0.0, tolerance("C1", "beside")) for share in shares
    )
    return Finding(
        answers.verdict(decided),
        f"{_beside(_LENGTH):.0%} beside the wire",
        "largest share of the heat between the islands that goes beside one of the stated wires, "
        f"on an assumed device over {_LENGTH * 1e6:g} um",
        "{:.0%} to {:.0%} over {:g} to {:g} um".format(
            *shares, *(length * 1e6 for length in lengths)
        ),
    )


@judge("C4")
def pressure() -> Finding:
    """What gas is left carries next to nothing."""
    paper = stated("C4")
    gas = device.gas_conductance(device.constant("exchange_area"), paper.value * torr, ROOM)
    weakest = min(
        virtual_measurement.room_wire(name, _LENGTH, 0.03).conductance for name in LATTICE
    )
    share = float(gas / weakest)
    spread = answers.margin(share, float("nan"))
    return Finding(
        answers.verdict(answers.below(share, spread, tolerance("C4", "gas"))),
        f"{share:.0e} of the wire's heat",
        "helium at the stated bound, free molecules between the islands of an assumed device, "
        "against the wire that conducts least; it must be small for the method to work",
        "unknown",
    )


@judge("C5")
def conductance_from_heat_and_temperatures() -> Finding:
    """Heat and two temperatures give the conductivity."""
    worst = float(max(_perfect_errors().values()))
    return Finding(
        answers.verdict(answers.below(worst, 0.0, tolerance("C5", "error"))),
        f"{worst:.0e}",
        "relative error when the stated wires go through the simulated rig without noise: heat "
        "and two temperatures are enough to find k",
    )


@judge("C6")
def silica_as_a_check() -> Finding:
    """A glass goes through the rig and comes back."""
    table, found = virtual_measurement.silica(_LENGTH, 200e-9, seed=0)
    held = int(found.interval().covers(table["thermal_conductivity"].to_numpy()).sum())
    return Finding(
        "not testable from the text",
        f"{held} of {len(table)} temperatures within 95 %",
        "the text gives no number; here a simulated wire with the literature's k(T) went through "
        "the simulated rig",
    )


@judge("C7")
def contact_resistance() -> Finding:
    """Contacts of that size do less than the stated uncertainty."""
    share = stated("C7", "CsSnI3").value / 100
    wire = virtual_measurement.room_wire("CsSnI3", _LENGTH, 0.0)
    bias = 1 - float(simulation.contact_bias(wire, [share])[0][0])
    # The share is printed to one digit: half a unit of it is the spread.
    spread = bias * stated("C7", "CsSnI3").uncertainty / stated("C7", "CsSnI3").value
    return Finding(
        answers.verdict(answers.below(bias, spread, tolerance("C7", "bias"))),
        f"{bias:.1%} too low if ignored",
        "what such contacts do to k in the simulated rig; less than the smallest stated relative "
        "uncertainty of a conductivity",
        f"{spread:.1%}",
    )


@judge("H13")
@judge("H14")
def dilution_of_the_stock() -> Finding:
    """The range of concentrations can be had from the stock."""
    (stock, _), (low, high) = synthesis.stated_amount("H13"), synthesis.stated_amount("H14")
    fits = 0 < low < high <= stock
    return Finding(
        "consistent" if fits else "disagrees",
        f"1 part stock in {stock / high:.2g} to {stock / low:.2g}" if fits else "not a dilution",
        "the stated range must lie below the stated stock, by factors that a pipette can do",
    )


@judge("H15")
def volume_on_the_chip() -> Finding:
    """How much could grow from one portion of solution."""
    series = synthesis.dilution_series((4.0, 0.3))
    low, high = series["film_um"].min(), series["film_um"].max()
    return Finding(
        "not testable from the text",
        f"Sn for {low:.2g} to {high:.2g} um of CsSnI3",
        "a volume of the procedure; the thickness is what its Sn could cover the stated substrate "
        "with, if all of it ended up there",
    )
