"""The explorer as widgets: menus and sliders on the left, the three panels, and three buttons.

What is on the screen is always a checked case of the notebook ``explore``: saving it, or running
the command that it prints, gives the same record.
"""

from html import escape
from math import log10
from typing import NamedTuple

from ultralow.data import phonon_store
from ultralow.errors import UltralowError
from ultralow.explorer import commands as explorer
from ultralow.explorer import screen
from ultralow.figures import style
from ultralow.paper import gallery, parameters
from ultralow.widgets import sliders

NAME = "explore"


class Knob(NamedTuple):
    """A slider of one parameter: its label and unit, its range in that unit, and the unit's size.

    ``resets`` tells that the place it starts from stands for the stored number, ``log`` that the
    slider is moved along the decimal logarithm. Such a one that stands for no stored number is
    zero at its lower end.
    """

    label: str
    unit: str
    low: float
    high: float
    step: float
    size: float = 1.0
    resets: bool = True
    log: bool = False

    def place(self, number: float) -> float:
        """Where the slider stands for a parameter; not for a zero of one that resets."""
        if not self.log:
            return number / self.size
        return log10(number / self.size) if number > 0 else self.low

    def number(self, place: float) -> float:
        """The parameter at a place, to the nearest step."""
        step = round(place / self.step) * self.step
        if not self.log:
            return float(f"{step * self.size:.10g}")
        if not self.resets and place < self.low + self.step / 2:
            return 0.0
        return float(f"{10**step * self.size:.4g}")


KNOBS = {
    "temperature_K": Knob("T", "K", 20, 400, 5, resets=False),
    "casimir_length_nm": Knob("log₁₀ Casimir", "nm", 0.5, 4, 0.05, log=True),
    "defect_strength": Knob("log₁₀ Γ of defects", "1", -6, 0, 0.1, resets=False, log=True),
    "longitudinal_velocity_m_s": Knob("v_L", "m s-1", 500, 6000, 10),
    "transverse_velocity_m_s": Knob("v_T", "m s-1", 300, 4000, 10),
    "carrier_density_per_cm3": Knob("holes", "1e18 cm-3", 0.5, 60, 0.1, 1e18),
    "lorenz_number_W_Ohm_per_K2": Knob("Lorenz", "1e-8 W Ohm K-2", 1.2, 3, 0.02, 1e-8),
}
MENUS = {"material": "material", "quantity": "property", "minimum_model": "minimum",
         "velocity_source": "sound from", "checkpoint": "phonons"}  # fmt: skip


class Explorer:
    """One screen for one notebook.

    Parameters
    ----------
    case : Case
        Where the controls start.
    """

    def __init__(self, case: parameters.Case):
        self.case, self.start = case, parameters.defaults(NAME)
        self.known = screen.ExplorerInputs(*self._source(case.values))
        self.screen = Screen()
        self.moving, self.placed = False, {}

    def panel(self):
        """The widget."""
        import ipywidgets

        self.picture = ipywidgets.Image(format="png", layout={"align_self": "flex-start"})
        self.message = ipywidgets.HTML()
        self.menus = {name: self._menu(name, label) for name, label in MENUS.items()}
        self.knobs = {name: self._slider(knob) for name, knob in KNOBS.items()}
        for name, one in (self.menus | self.knobs).items():
            one.observe(lambda change, name=name: self._changed(name), names="value")
        buttons = [
            self._button("Paper's case", self.reset, "what is stored and stated"),
            self._button("Save", self.save, "figure and record, to build/explored/"),
            self._button("Command", self.tell, "that makes this record again"),
        ]
        self._place()
        self.redraw()
        columns = [
            ipywidgets.VBox([*self.menus.values(), ipywidgets.HBox(buttons)]),
            ipywidgets.VBox(list(self.knobs.values())),
        ]
        wrap = {"flex_flow": "row wrap"}
        return ipywidgets.VBox([ipywidgets.HBox(columns, layout=wrap), self.picture, self.message])

    def redraw(self) -> None:
        """Draw what the controls say; a setting without a picture says why instead."""
        try:
            self.picture.value = self.screen.png(self.known, self.case)
            self.message.value = ""
        except UltralowError as error:
            self.message.value = f"<pre>{escape(str(error))}</pre>"

    def reset(self, _button=None) -> None:
        """Back to the paper's case of this material."""
        self._take(self.start | {"material": self.case.material, "quantity": self.case.quantity})

    def save(self, _button=None) -> list:
        """Write image and record of what is on the screen."""
        case = parameters.check(NAME, dict(self.case.values))  # also: what is read counts from here
        paths = screen.page(case).save()
        shown = ", ".join(str(path.relative_to(gallery.ROOT)) for path in paths)
        self.message.value = f"Saved: <code>{escape(shown)}</code>"
        return paths

    def tell(self, _button=None) -> list[str]:
        """Show the command of this screen, and of the figure that draws the chosen property."""
        words = ["The record of this screen:", "Its property in the figure of the paper:"]
        commands = [explorer.command(self.case), explorer.related_command(self.case)]
        (gallery.ROOT / "build").mkdir(exist_ok=True)  # papermill makes no folder
        self.message.value = "".join(
            f"{word}<pre>{escape(one)}</pre>" for word, one in zip(words, commands) if one
        )
        return commands

    def _changed(self, name: str) -> None:
        if self.moving:
            return
        if name in self.menus:
            values = self.case.values | {name: self.menus[name].value}
            if name == "material":
                # Another crystal starts from its own numbers.
                kept = ("quantity", "minimum_model", "temperature_K")
                values = self.start | {key: values[key] for key in ("material", *kept)}
            self._take(values)
        else:
            values = self.case.values | {name: self._read(name)}
            if values != self.case.values:
                self.case = self._case(values)
                self._free()
                self.redraw()

    def _read(self, name: str) -> float:
        """The parameter that a slider stands for.

        A browser gives a slider's place back with an error in the last digits, and between two
        steps where a number was that is stored or given as a parameter: such a number stays what
        it is, elsewhere the nearest step counts.
        """
        knob, value = KNOBS[name], self.knobs[name].value
        place, given = self.placed[name]
        if abs(value - place) < knob.step / 2:
            return given
        if knob.resets and abs(value - self.resting[name]) < knob.step / 2:
            return 0.0
        return knob.number(value)

    def _take(self, values: dict) -> None:
        """Set every control to these parameters."""
        refused = ""
        try:
            if self._source(values) != self._source(self.case.values):
                self.known = screen.ExplorerInputs(*self._source(values))
            self.case = self._case(values)
        except UltralowError as error:
            refused = f"<pre>{escape(str(error))}</pre>"
        self._place()
        self.redraw()
        self.message.value = refused or self.message.value

    def _place(self) -> None:
        """Move menus and sliders to where the case is, without drawing."""
        self.moving = True
        stored = self.known.defaults()
        self.resting = {name: KNOBS[name].place(stored[name]) for name in stored}
        self.menus["checkpoint"].options = self._checkpoints(self.case.values)
        for name, menu in self.menus.items():
            menu.value = self.case.values[name]
        for name, one in self.knobs.items():
            given, knob = self.case.values[name], KNOBS[name]
            rests = knob.resets and not given
            rest = self.resting.get(name, one.value)
            value = rest if rests else knob.place(given)
            one.min, one.max = min(one.min, value, rest), max(one.max, value, rest)
            one.value = value
            self.placed[name] = value, given
        self._free()
        self.moving = False

    def _free(self) -> None:
        """Let those sliders be moved that something hangs on."""
        stored = self.known.defaults()
        for name, one in self.knobs.items():
            one.disabled = KNOBS[name].resets and name not in stored
        near = self.known.casimir_length or self.case.values["casimir_length_nm"]
        self.knobs["defect_strength"].disabled = not (self.known.phonons and near)

    def _case(self, values: dict) -> parameters.Case:
        return parameters.Case(NAME, dict(values), all(values[k] == self.start[k] for k in KNOBS))

    @staticmethod
    def _source(values: dict) -> tuple[str, str, str]:
        return values["material"], values["velocity_source"], values["checkpoint"]

    @staticmethod
    def _checkpoints(values: dict) -> list[str]:
        """What the menu lists: all accepted phonons of the material, and what is chosen."""
        usable = [one.name for one in phonon_store.accepted(values["material"])]
        listed = "best", *usable, values["checkpoint"]
        return list(dict.fromkeys(listed))

    def _menu(self, name: str, label: str):
        import ipywidgets

        from ultralow.data import materials

        choices = parameters.VOCABULARY[name].choices or materials.names()
        if name == "checkpoint":
            choices = self._checkpoints(self.case.values)
        return ipywidgets.Dropdown(
            options=choices, value=self.case.values[name], description=label,
            style={"description_width": "6em"}, layout={"width": "20em"},
        )  # fmt: skip

    @staticmethod
    def _slider(knob: Knob):
        return sliders.slider(knob.label, knob.low, knob.low, knob.high, knob.step, knob.unit)

    @staticmethod
    def _button(label: str, act, tooltip: str):
        import ipywidgets

        button = ipywidgets.Button(description=label, tooltip=tooltip, layout={"width": "10em"})
        button.on_click(act)
        return button


class Screen:
    """The three panels, of which a move of a slider draws anew only what moved."""

    def __init__(self):
        self.shape = None

    def png(self, known: screen.ExplorerInputs, case: parameters.Case) -> bytes:
        """The picture of a case."""
        view = screen.show(known, case)
        shape = [(c.panel, c.label) for c in view.curves], view.absent, case.material
        if shape != self.shape:
            self.page = screen.draw(case, view)
            self.axes = self.page.axes[: len(screen.AXES)]
            self.keys = dict(zip(self.axes, self.page.axes[len(self.axes) :], strict=True))
            self.lines = self._lines(view)
            self.marks = [
                ax.axvline(case.temperature_K, color=style.COLORS["grey"], linewidth=0.5)
                for ax, panel in zip(self.axes, screen.AXES)
                if screen.AXES[panel][0][0] == "Temperature" and panel not in view.absent
            ]
            self.drawing, self.shape = None, shape
        self._move(view, case)
        self.drawing = self.drawing or sliders.Drawing(self.page.figure)
        return self.drawing.png()

    def _lines(self, view: screen.View) -> list:
        """The line of each curve, in their order; points stay where the paper has them."""
        left = {
            panel: [one for one in ax.lines if one.get_label()[:1] != "_"]
            for panel, ax in zip(screen.AXES, self.axes, strict=True)
        }
        return [left[c.panel].pop(0) for c in view.curves if c.uncertainty is None]

    def _move(self, view: screen.View, case: parameters.Case) -> None:
        curves = [curve for curve in view.curves if curve.uncertainty is None]
        for line, curve in zip(self.lines, curves, strict=True):
            line.set_data(curve.x, curve.y)
            label, dashes = style.graded(curve.label, curve.grade), style.DASHES[curve.grade]
            if label != line.get_label():
                _regrade(line, self.keys[line.axes].get_legend(), label, dashes)
        titles = screen.titles(view, case.temperature_K)
        for ax, panel in zip(self.axes, screen.AXES, strict=True):
            top = screen.ceiling([c for c in view.curves if c.panel == panel])
            if top != ax.get_ylim()[1]:
                ax.set_ylim(0, top)
            if titles.get(panel, "") != ax.get_title(loc="right"):
                ax.set_title(titles.get(panel, ""), loc="right")
        for mark in self.marks:
            mark.set_xdata([case.temperature_K] * 2)


def _regrade(line, legend, label: str, dashes: str) -> None:
    """Give a line another label and dashes, in its legend too."""
    names = [text.get_text() for text in legend.get_texts()]
    place = names.index(line.get_label())
    legend.get_texts()[place].set_text(label)
    legend.legend_handles[place].set_linestyle(dashes)
    legend.stale = True
    line.set(label=label, linestyle=dashes)
