"""The explorer as widgets: menus and sliders on the left, the three panels, and three buttons.

What is on the screen is always a checked case of the notebook ``explore``: saving it, or running
the command that it prints, gives the same record.
"""

import threading
from html import escape
from math import isclose, nan
from typing import NamedTuple

from ultralow.errors import UltralowError
from ultralow.explorer import choices, download, screen
from ultralow.explorer import commands as explorer
from ultralow.explorer.moving_screen import MovingScreen
from ultralow.paper import parameters
from ultralow.widgets import pointer, sliders
from ultralow.widgets.steps import Steps

NAME = "explore"
RESET, BACK = "reset", "back"  # among the controls that were moved
MISSING = object()


class Knob(NamedTuple):
    """A slider of one parameter: its label and unit, its range in that unit, and the unit's size.

    ``resets`` tells that the place it starts from stands for the stored number, ``log`` that the
    slider is moved along the decimal logarithm, of which range and step then are. Such a one that
    stands for no stored number is zero at its lower end.
    """

    label: str
    unit: str
    low: float
    high: float
    step: float
    about: str
    size: float = 1.0
    resets: bool = True
    log: bool = False

    def place(self, number: float) -> float:
        """Where the slider stands for a parameter; not for a zero of one that resets."""
        return max(number / self.size, 10**self.low) if self.log else number / self.size

    def number(self, place: float) -> float:
        """The parameter at a place, as it is read there."""
        if self.log and not self.resets and isclose(place, 10**self.low):
            return 0.0
        return float(f"{place * self.size:.6g}")


KNOBS = {
    "temperature_K": Knob(
        "temperature", "K", 20, 400, 5, "of the accumulation, and of the numbers above the panels",
        resets=False,
    ),
    "casimir_length_nm": Knob(
        "Casimir length", "nm", 0.5, 4, 0.05, "how far a phonon goes between walls of the wire",
        log=True,
    ),
    "defect_strength": Knob(
        "strength of defects Γ", "1", -6, 0, 0.1,
        "variance of the masses that scatters phonons; at the left end there are no defects",
        resets=False, log=True,
    ),
    "longitudinal_velocity_m_s": Knob(
        "longitudinal sound", "m s-1", 500, 6000, 10, "velocity, for the minimum conductivity"
    ),
    "transverse_velocity_m_s": Knob(
        "transverse sound", "m s-1", 300, 4000, 10, "velocity, for the minimum conductivity"
    ),
    "carrier_density_per_cm3": Knob(
        "density of holes", "1e18 cm-3", 0.5, 60, 0.1, "the doping of CsSnI₃", 1e18
    ),
    "lorenz_number_W_Ohm_per_K2": Knob(
        "Lorenz number", "1e-8 W Ohm K-2", 1.2, 3, 0.02, "heat that holes carry, over their charge",
        1e-8,
    ),
}  # fmt: skip
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
        self.screen = MovingScreen()
        self.placing, self.moved = 0, {}
        self.drawn, self.png, self.steps = None, b"", Steps()

    def panel(self):
        """The widget."""
        import ipywidgets

        from ultralow.widgets.live_picture import LivePicture

        self.message = ipywidgets.HTML()
        self.menus = {name: self._menu(name, label) for name, label in MENUS.items()}
        self.knobs = {name: self._slider(knob) for name, knob in KNOBS.items()}
        self.controls = self.menus | self.knobs
        self._place()
        self.picture = LivePicture(self.draw, self.controls.values(), lambda: self.screen.drawing)
        for name, one in self.controls.items():
            one.observe(lambda change, name=name: self._changed(name, change.new), names="value")
        acts = {
            "Paper's case": (self.reset, "what is stored and stated"),
            "Step back": (self.back, "the controls as they were before the last move"),
            "Save": (self.save, "figure and record, to where your browser saves files"),
            "CSV": (self.csv, "the curves as numbers, to where your browser saves files"),
            "Command": (self.tell, "that makes this record again"),
        }
        self.buttons = {label: self._button(label, *act) for label, act in acts.items()}
        columns = [
            ipywidgets.VBox([*self.menus.values(), self._in_rows([*self.buttons.values()])]),
            ipywidgets.VBox(list(self.knobs.values())),
        ]
        wrap = {"flex_flow": "row wrap"}
        return ipywidgets.VBox([ipywidgets.HBox(columns, layout=wrap), self.picture, self.message])

    def draw(self) -> bytes:
        """The picture of what the controls say."""
        self._follow()
        # A browser tells again where the sliders stand that were set here.
        if (self.case.values, self.screen.zoomed) != self.drawn:
            self.drawn, self.message.value = None, ""
            self.png = self.screen.png(self.known, self.case)
            self.drawn = self.case.values, self.screen.zoomed
        return self.png

    def reset(self) -> None:
        """Back to the paper's case of this material."""
        self._changed(RESET, None)

    def back(self) -> None:
        """Back to what was before the last move."""
        self._changed(BACK, None)

    def csv(self) -> tuple[str, bytes]:
        """Hand the curves on the screen to the browser, as numbers."""
        self._follow()
        name = f"{download.stem_of(self.case)}.csv"
        drawing = self.screen.drawing
        content = pointer.as_csv(drawing.figure).encode() if drawing else b""
        self.picture.download(name, content, "text/csv")
        self.message.value = f"Your browser saves <code>{escape(name)}</code>"
        return name, content

    def save(self) -> tuple[str, bytes]:
        """Hand image and record of the screen to the browser; nothing is written here."""
        self._follow()
        case = parameters.check(NAME, dict(self.case.values))  # also: what is read counts from here
        name, content = download.archive(screen.page(case))
        self.picture.download(name, content, download.KIND)
        self.message.value = f"Your browser saves <code>{escape(name)}</code>"
        return name, content

    def tell(self) -> list[str]:
        """Show the command of this screen, and of the figure that draws the chosen property."""
        self._follow()
        words = ["The record of this screen:", "Its property in the figure of the paper:"]
        commands = [explorer.command(self.case), explorer.related_command(self.case)]
        self.message.value = "".join(
            f"{word}<pre>{escape(one)}</pre>" for word, one in zip(words, commands) if one
        )
        return commands

    def _changed(self, name: str, place) -> None:
        """Keep a move until there is a picture to draw: a later one of the same control wins."""
        if self.placing != threading.get_ident():  # else the kernel itself moves the control
            self.moved.pop(name, None)
            self.moved[name] = place
            self.picture.ask()

    def _follow(self) -> None:
        """Bring the case to what the controls say; a move that fails is tried again with the next.

        Crystals are read once, however many were chosen since the last picture.
        """
        before, moved = self.case.values, dict(self.moved)
        values = before
        for name, place in moved.items():
            values = self._after(values, name, place)
        if values != before and BACK not in moved:
            self.steps.moved(" ".join(moved), before)
        if moved.keys() - self.knobs.keys():
            self._take(values)
        elif values != before:
            self.case = self._case(values)
            self._free()
        # Another thread may have brought a move in the meantime.
        self.moved = {one: at for one, at in self.moved.items() if moved.get(one, MISSING) != at}

    def _after(self, values: dict, name: str, place) -> dict:
        """The parameters after one move."""
        if name == BACK:
            return self.steps.back(values)
        if name == RESET:
            return self.start | {key: values[key] for key in ("material", "quantity")}
        if name in self.knobs:
            return values | {name: self._read(name, place)}
        values = values | {name: place}
        if name == "material":
            # Another crystal starts from its own numbers.
            kept = ("material", "quantity", "minimum_model", "temperature_K")
            return self.start | {key: values[key] for key in kept}
        return values

    def _read(self, name: str, place: float) -> float:
        """The parameter that a slider stands for: zero, for the stored one, where that is."""
        knob = KNOBS[name]
        if knob.resets and isclose(place, self.resting.get(name, nan)):
            return 0.0
        return knob.number(place)

    def _take(self, values: dict) -> None:
        """Set every control to these parameters."""
        try:
            if self._source(values) != self._source(self.case.values):
                self.known = screen.ExplorerInputs(*self._source(values))
            self.case = self._case(values)
        except UltralowError as error:
            self.message.value = f"<pre>{escape(str(error))}</pre>"
        self._place()

    def _place(self) -> None:
        """Move menus and sliders to where the case is, without drawing."""
        self.placing = threading.get_ident()
        try:
            stored = self.known.defaults()
            self.resting = {name: KNOBS[name].place(stored[name]) for name in stored}
            for name, menu in self.menus.items():
                if name in choices.OF_MATERIAL:
                    menu.offered = choices.offered(name, self.case.values)
                menu.value = self.case.values[name]
            for name in self.knobs:
                self._place_knob(name)
            self._free()
        finally:
            self.placing = 0

    def _place_knob(self, name: str) -> None:
        one, given, knob = self.knobs[name], self.case.values[name], KNOBS[name]
        rest = self.resting.get(name, one.value)
        place = rest if knob.resets and not given else knob.place(given)
        home = rest if knob.resets else place
        one.low, one.high = min(one.low, place, home), max(one.high, place, home)
        one.value, one.home = place, home

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

    def _menu(self, name: str, label: str):
        from ultralow.widgets.choice_menu import ChoiceMenu

        values = self.case.values
        return ChoiceMenu(choices.offered(name, values), values[name], label)

    @staticmethod
    def _slider(knob: Knob):
        make = sliders.log_slider if knob.log else sliders.slider
        start = 10**knob.low if knob.log else knob.low
        return make(knob.label, start, knob.low, knob.high, knob.step, knob.unit, knob.about)

    @staticmethod
    def _in_rows(buttons: list):
        import ipywidgets

        return ipywidgets.HBox(buttons, layout={"flex_flow": "row wrap", "max_width": "22em"})

    def _button(self, label: str, act, tooltip: str):
        import ipywidgets

        def pressed(_button) -> None:
            try:
                act()
            except Exception as error:  # one in a message reaches nobody who looks at the page
                self.message.value = f"<pre>{escape(f'{label}: {error}')}</pre>"

        button = ipywidgets.Button(description=label, tooltip=tooltip, layout={"width": "10em"})
        button.on_click(pressed)
        return button
