"""Sliders: a number is moved, a picture follows within a tenth of a second."""

import io
from collections.abc import Callable

import numpy as np

from ultralow import figures, minimum, single_band, thermoelectric
from ultralow.claims import stated
from ultralow.materials import Material, Sound

DPI = 130


def panel(draw: Callable, **sliders):
    """Sliders above a picture that is drawn anew whenever one of them moves.

    Parameters
    ----------
    draw : callable
        Takes the sliders' values by name and returns a :class:`matplotlib.figure.Figure`: one
        that it keeps and in which it moves what is there, adding and removing nothing.
    **sliders : ipywidgets.ValueWidget

    Returns
    -------
    ipywidgets.VBox
    """
    import ipywidgets

    picture = ipywidgets.Image(format="png", layout={"width": "auto", "align_self": "flex-start"})
    drawing = None

    def redraw(_change=None):
        nonlocal drawing
        figure = draw(**{name: s.value for name, s in sliders.items()})
        drawing = drawing or Drawing(figure)
        picture.value = drawing.png()

    for slider in sliders.values():
        slider.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([*sliders.values(), picture])


class Drawing:
    """A figure that is drawn again and again, and of which only a part changes.

    An axis with its numbers takes longest to draw. One that keeps its limits stays in the picture
    of what rests, and what changed is drawn over a copy of it; the pixels are those of a drawing
    of everything. The layout is found once.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    """

    def __init__(self, figure):
        figure.set_dpi(DPI)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        figure.canvas.draw()
        for axes in figure.axes:
            if not axes.axison:  # it holds a key, and its titles without letters stay stale
                for one in axes.get_children():
                    one.stale = False
        self.figure = figure
        self._moving, self._rest = [], None

    def png(self) -> bytes:
        """The figure as it is now."""
        from matplotlib.image import imsave

        canvas = self.figure.canvas
        changed = [one for one in self._changed() if one not in self._moving]
        if changed or self._rest is None:
            self._moving = sorted([*self._moving, *changed], key=lambda one: one.get_zorder())
            for one in self._moving:
                one.set_animated(True)  # which leaves it out of the canvas's own drawing
            canvas.draw()
            self._rest = canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._rest)
        for one in self._moving:
            one.draw(canvas.get_renderer())
        stream = io.BytesIO()
        imsave(stream, canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
        return stream.getvalue()

    def _changed(self):
        """What no longer looks as it was drawn: all in an axes with a change but its idle axis."""
        from matplotlib.axis import Axis

        all_axes = self.figure.axes
        found = [one for one in self.figure.get_children() if one.stale and one not in all_axes]
        for axes in all_axes:
            unseen = [] if axes.axison else [axes.xaxis, axes.yaxis, *axes.spines.values()]
            unseen.append(axes.patch)
            parts = [one for one in axes.get_children() if one not in unseen]
            if any(one.stale for one in parts):
                found += [one for one in parts if one.stale or not isinstance(one, Axis)]
        return found


def slider(label: str, value: float, low: float, high: float, step: float, unit: str):
    """A slider with its unit in its label."""
    import ipywidgets

    return ipywidgets.FloatSlider(
        value=min(max(value, low), high),
        min=low,
        max=high,
        step=step,
        description=f"{label} ({figures.unit_label(unit)})",
        style={"description_width": "11em"},
        layout={"width": "32em"},
        readout_format=".4g",
    )


class MinimumCurve:
    """Cahill's model at a student's fingertips: k_min(T) for any velocities and density.

    Parameters
    ----------
    material : Material
    sound : Sound
        Where the sliders start.
    """

    temperature = np.linspace(5, 400, 120)

    def __init__(self, material: Material, sound: Sound):
        self.material, self.sound = material, sound
        self.figure = figures.sheet(width_mm=100, height_mm=62)
        self.axes = self.figure.add_subplot()
        self.axes.set(xlabel="Temperature (K)", xlim=(0, 400), ylim=(0, 0.8))
        self.axes.set_ylabel("Minimum conductivity (W m⁻¹ K⁻¹)")
        (self.total,) = self.axes.plot([], [], color="black", label="$k_{min}$, Cahill")
        (self.limit,) = self.axes.plot([], [], "--", color=figures.COLORS["grey"], label="limit")
        (self.mark,) = self.axes.plot([], [], "o", color=figures.COLORS["red"])
        self.axes.legend(loc="upper left")

    def draw(self, longitudinal, transverse, density, temperature):
        """Move the curve; m/s, m/s, atoms per nm³, K."""
        solid = density * 1e27, [longitudinal, transverse, transverse]
        here = minimum.cahill(temperature, *solid)
        self.total.set_data(self.temperature, minimum.cahill(self.temperature, *solid))
        self.limit.set_data([0, 400], [minimum.cahill_limit(*solid)] * 2)
        self.mark.set_data([temperature], [here])
        self.axes.set_title(f"{here:.3f} W m⁻¹ K⁻¹ at {temperature:.0f} K", loc="right")
        return self.figure

    def panel(self):
        """The widget: four sliders and the curve."""
        return panel(
            self.draw,
            longitudinal=slider("v_L", self.sound.longitudinal, 500, 6000, 10, "m s-1"),
            transverse=slider("v_T", self.sound.transverse, 300, 4000, 10, "m s-1"),
            density=slider("n", self.material.number_density * 1e-27, 5, 100, 0.1, "nm-3"),
            temperature=slider("T", 300, 5, 400, 5, "K"),
        )


class MeritCurve:
    """zT of one parabolic band against its Seebeck coefficient, the stated wire marked.

    Doping moves along the curve: at a fixed mass and relaxation time a band with more carriers has
    a smaller Seebeck coefficient and a larger conductivity.
    """

    seebeck = np.linspace(20e-6, 500e-6, 161)

    def __init__(self):
        self.figure = figures.sheet(width_mm=100, height_mm=62)
        self.axes = self.figure.add_subplot()
        self.axes.set(xlabel="Seebeck coefficient (µV K⁻¹)", ylabel="zT at 300 K", xlim=(0, 500))
        (self.curve,) = self.axes.plot([], [], color="black", label="this band, other dopings")
        (self.mark,) = self.axes.plot([], [], "o", color=figures.COLORS["green"], label="this wire")
        self.axes.legend(loc="upper right")

    def draw(self, seebeck, conductivity, lattice, exponent):
        """Move the curve; µV/K, S/cm, W m⁻¹ K⁻¹, and r."""
        here, sigma = seebeck * 1e-6, conductivity * 100
        filled = single_band.chemical_potential(here, exponent)
        along = single_band.chemical_potential(self.seebeck, exponent)
        order = exponent + 0.5  # sigma goes as this Fermi-Dirac integral of the filling
        share = single_band.fermi_dirac_integral(order, along)
        share = share / single_band.fermi_dirac_integral(order, filled)
        merit = self._merit(here, sigma, filled, lattice, exponent)
        self.curve.set_data(
            self.seebeck * 1e6, self._merit(self.seebeck, sigma * share, along, lattice, exponent)
        )
        self.mark.set_data([seebeck], [merit])
        self.axes.set_ylim(0, 1.15 * max(self.curve.get_ydata().max(), merit))
        self.axes.set_title(f"zT = {merit:.3f} at 300 K", loc="right")
        return self.figure

    def panel(self):
        """The widget: four sliders and the curve."""
        return panel(
            self.draw,
            seebeck=slider("S", stated("G2").value * 1e6, 20, 500, 1, "uV K-1"),
            conductivity=slider("σ", stated("G1").value / 100, 1, 2000, 1, "S cm-1"),
            lattice=slider("k_lattice", stated("D3").value, 0.1, 2, 0.01, "W m-1 K-1"),
            exponent=slider("r", 0, -0.5, 1.5, 0.1, "1"),
        )

    @staticmethod
    def _merit(seebeck, sigma, filled, lattice, exponent):
        lorenz = single_band.lorenz(filled, exponent)
        carried = thermoelectric.electronic_thermal_conductivity(sigma, 300.0, lorenz)
        return thermoelectric.figure_of_merit(seebeck, sigma, 300.0, lattice + carried)
