"""Sliders for the measurement: change wire and rig, see what the result is worth."""

import numpy as np

from ultralow.figures import style
from ultralow.figures.measurement_panels import INPUT_LABELS
from ultralow.measurement import simulation, uncertainty
from ultralow.measurement.simulation import Setup, SimulatedWire
from ultralow.widgets.sliders import panel, slider


class BudgetBars:
    """The error budget of a wire of any conductivity and size, in per cent of its conductivity.

    Parameters
    ----------
    wire : SimulatedWire
        Where the sliders start.
    name : str
        Of its crystal, for the picture.
    """

    def __init__(self, wire: SimulatedWire, name: str = ""):
        self.wire = wire
        self.figure = style.sheet(width_mm=100, height_mm=62)
        if name:
            style.named(self.figure, name)
        self.axes = self.figure.add_subplot()
        self.bars = self.axes.barh(list(INPUT_LABELS.values()), 1e-4, color=style.COLORS["grey"])
        self.axes.invert_yaxis()
        self.axes.tick_params(axis="y", length=0)
        self.axes.set(xlabel="Standard uncertainty (% of k)", xscale="log", xlim=(1e-3, 1e3))

    def draw(self, conductivity, casimir, length, contacts, noise, size):
        """Move the bars; W m⁻¹ K⁻¹, nm, µm, %, nV, nm."""
        wire = SimulatedWire(conductivity, casimir * 1e-9, length * 1e-6, contacts / 100)
        setup = Setup(voltage_noise=noise * 1e-9, size_uncertainty=size * 1e-9)
        one = simulation.measure(wire, 300.0, 1, setup).pick(0)
        parts = uncertainty.budget(one.linear())
        for bar, name in zip(self.bars, INPUT_LABELS, strict=True):
            bar.set_width(max(100 * parts.get(name, 0.0) / conductivity, 1e-4))
        text = uncertainty.statement(one.conductivity, one.interval(size=2000))
        self.axes.set_title(f"true {conductivity:.3g}, measured {text}", loc="right", fontsize=6)
        return self.figure

    def panel(self):
        """The widget: six sliders and the bars."""
        wire, setup = self.wire, Setup()
        share = 100 * float(np.asarray(wire.contact_share))
        noise, size = setup.voltage_noise * 1e9, setup.size_uncertainty * 1e9
        return panel(
            self.draw,
            conductivity=slider(
                "conductivity", wire.conductivity, 0.001, 3, 0.001, "W m-1 K-1",
                "of the wire, which the rig does not know",
            ),
            casimir=slider(
                "Casimir length", wire.casimir_length * 1e9, 50, 1000, 1, "nm",
                "thickness of the wire: √(4wh/π)",
            ),
            length=slider("length", wire.length * 1e6, 1, 20, 0.1, "um", "between the islands"),
            contacts=slider("contacts", share, 0, 30, 0.1, "%", "share of the heat's resistance"),
            noise=slider("noise", noise, 1, 500, 1, "nV", "of the lock-in amplifier's voltage"),
            size=slider("SEM", size, 1, 10, 0.5, "nm", "error of width and height in its picture"),
        )  # fmt: skip
