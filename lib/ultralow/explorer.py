"""One screen with everything: curves and numbers of a crystal, for any setting of its sliders.

`show` turns the checked parameters of the notebook ``explore`` into curves and numbers; each kind
of physics is one function of :data:`PARTS`. What a reader sets by hand in place of a stored number
makes a result grade G, generated; the paper's points keep their own grade.
"""

import shlex
from dataclasses import dataclass, field, replace

import numpy as np

from ultralow import carriers, figures, gallery, materials, minimum
from ultralow import sound as acoustics
from ultralow import thermoelectric as te
from ultralow.claims import stated
from ultralow.errors import UltralowError
from ultralow.parameters import Case
from ultralow.wires import LATTICE

TEMPERATURE = np.linspace(20, 400, 77)
# Colder, no relaxation time falls as 1/T.
WARM = np.linspace(100, 400, 16)
CHARGE = {"total": "D4", "sigma": "G1", "merit": "G7"}
POINTS = {
    "lattice": ("conductivity", "lattice, Lee 2017", "red"),
    "total": ("conductivity", "total, Lee 2017", "black"),
    "merit": ("merit", "Lee 2017", "black"),
}
TRANSPORT = {
    "seebeck": "V K-1",
    "sigma": "S m-1",
    "lorenz": "W Ohm K-2",
    "lattice": "W m-1 K-1",
    "electronic": "W m-1 K-1",
    "power_factor": "W m-1 K-2",
    "merit": "1",
}
AXES = {
    "conductivity": (("Temperature", "K"), ("Thermal conductivity", "W m-1 K-1")),
    "accumulation": (("Mean free path", "nm"), ("Accumulated conductivity", "W m-1 K-1")),
    "merit": (("Temperature", "K"), ("Figure of merit zT", "1")),
}


@dataclass(frozen=True)
class Curve:
    """A curve, or points where ``uncertainty`` is given, of one panel and one grade."""

    panel: str
    label: str
    x: np.ndarray
    y: np.ndarray
    grade: str
    color: str
    uncertainty: np.ndarray | None = None


@dataclass(frozen=True)
class Number:
    """A headline number."""

    value: float
    unit: str
    grade: str


@dataclass
class View:
    """What there is to see: curves, numbers by name, and a line for each panel left empty."""

    curves: list[Curve] = field(default_factory=list)
    numbers: dict[str, Number] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def curve(self, *parts) -> None:
        """Add a :class:`Curve`."""
        self.curves.append(Curve(*parts))


class Known:
    """What is stored and stated of one crystal, read once, however often a slider moves.

    Parameters
    ----------
    material, velocity_source : str
        As the notebook's parameters.

    Attributes
    ----------
    crystal : Material
    sound : Sound
    stated : dict
        The paper's numbers: ``lattice`` and ``casimir`` of a wire that it measured, ``total``,
        ``sigma`` and ``merit`` of the one that conducts.
    wire : Wire or None
        The holes of the one that conducts, on computed bands.
    """

    def __init__(self, material: str, velocity_source: str = "best"):
        self.crystal = materials.get(material)
        self.sound = materials.sound(self.crystal, velocity_source)
        conducts = material == carriers.MATERIAL
        claims = {"lattice": LATTICE[material]} if material in LATTICE else {}
        claims |= CHARGE if conducts else {}
        self.stated = {name: stated(claim) for name, claim in claims.items()}
        self.wire = carriers.wire(carriers.read()) if conducts else None
        self._holes = {}

    def holes(self, density: float | None):
        """`Wire.at` over :data:`WARM` for a density of holes (m⁻³); None: the fitted one."""
        if density not in self._holes:
            self._holes = {density: self.wire.at(WARM, density)}
        return self._holes[density]

    def defaults(self) -> dict[str, float]:
        """What each parameter that may be zero stands for then."""
        found = {
            "longitudinal_velocity_m_s": self.sound.longitudinal,
            "transverse_velocity_m_s": self.sound.transverse,
        }
        if self.wire is not None:
            found["carrier_density_per_cm3"] = self.wire.fit.density * 1e-6
            found["lorenz_number_W_Ohm_per_K2"] = self.wire.fit.lorenz
        return found

    def chosen_sound(self, case: Case) -> materials.Sound:
        """The stored velocities, or those set by hand."""
        if not (case.longitudinal_velocity_m_s or case.transverse_velocity_m_s):
            return self.sound
        fast = case.longitudinal_velocity_m_s or self.sound.longitudinal
        slow = case.transverse_velocity_m_s or self.sound.transverse
        return replace(
            self.sound, source="set by hand", grade="G", longitudinal=fast, transverse=slow,
            youngs_modulus=_young(fast, slow, self.crystal.mass_density),
        )  # fmt: skip


def show(known: Known, case: Case) -> View:
    """Everything that the screen shows for the checked parameters of ``explore``."""
    view = View(absent={"accumulation": "no phonons are stored"})
    for part in PARTS:
        part(known, case, view)
    return view


def lowest(known: Known, case: Case, view: View) -> None:
    """The minimum conductivity, after Cahill at every temperature or as a classical value."""
    crystal, sound, model = known.crystal, known.chosen_sound(case), case.minimum_model
    if case.quantity == "minimum" and model == "cahill":
        parts = minimum.cahill_branches(TEMPERATURE, crystal.number_density, sound.branches)
        slow = parts[:, 1] + parts[:, 2]
        label = "both transverse branches"
        view.curve("conductivity", label, TEMPERATURE, slow, sound.grade, "sky")
    values = materials.minimum_conductivity(crystal, sound, model, TEMPERATURE)
    values = np.broadcast_to(values, TEMPERATURE.shape)
    view.curve("conductivity", f"minimum, {model}", TEMPERATURE, values, sound.grade, "grey")
    here = float(materials.minimum_conductivity(crystal, sound, model, case.temperature_K))
    view.numbers["minimum_conductivity"] = Number(here, "W m-1 K-1", sound.grade)
    if "lattice" in known.stated:
        ratio = known.stated["lattice"].value / here
        view.numbers["stated_lattice_over_minimum"] = Number(ratio, "1", sound.grade)


def charge(known: Known, case: Case, view: View) -> None:
    """Heat and charge carried by the holes, their density and Lorenz number as set.

    The stated total at 300 K, less what the stated conductivity carries with this Lorenz number,
    is the lattice part there; it falls as 1/T. Another density of holes is another doping: the
    lattice and the relaxation time stay.
    """
    if known.wire is None:
        view.absent["merit"] = "called insulating:\nno conductivity is stated"
        return
    grade = "G" if case.carrier_density_per_cm3 or case.lorenz_number_W_Ohm_per_K2 else "R"
    density = case.carrier_density_per_cm3 * 1e6 or None
    lorenz = case.lorenz_number_W_Ohm_per_K2
    found = _transport(known, known.holes(density), WARM, lorenz)
    view.curve("conductivity", "electronic part", WARM, found["electronic"], grade, "purple")
    view.curve("merit", "computed bands", WARM, found["merit"], grade, "green")
    if case.temperature_K < WARM[0]:
        return
    one = np.array([case.temperature_K])
    here = _transport(known, known.wire.at(one, density), one, lorenz)
    for name, unit in TRANSPORT.items():
        view.numbers[name] = Number(float(here[name][0]), unit, grade)


def measured(known: Known, case: Case, view: View) -> None:
    """The paper's points: always there, whatever the sliders say."""
    for name, (panel, label, color) in POINTS.items():
        if name in known.stated:
            one = known.stated[name]
            spread = np.array([one.uncertainty])
            place = np.array([one.temperature]), np.array([one.value])
            view.curve(panel, label, *place, "S", color, spread)


PARTS = [lowest, charge, measured]


def page(case: Case) -> figures.Page:
    """The screen as a figure with its record, everything read anew."""
    known = Known(case.material, case.velocity_source)
    return draw(case, show(known, case))


def draw(case: Case, view: View) -> figures.Page:
    """A view on paper: three panels, and the numbers in the record."""
    drawn = figures.Page(case, panels=(1, len(AXES)), width="page", height_mm=68)
    for ax, (panel, names) in zip(drawn.axes, AXES.items(), strict=True):
        drawn.axis(ax, *names, **LIMITS[panel])
        curves = [curve for curve in view.curves if curve.panel == panel]
        for curve in curves:
            _draw(drawn, ax, curve)
        ax.set_ylim(0, ceiling(curves))
        if panel in view.absent:
            middle = {"ha": "center", "va": "center", "transform": ax.transAxes}
            ax.text(0.5, 0.5, view.absent[panel], color=figures.COLORS["grey"], **middle)
        if curves:
            drawn.legend(ax, loc="upper left")
    for name, one in view.numbers.items():
        drawn.number(name, one.value, one.unit, one.grade)
    return drawn


def titles(view: View, temperature: float) -> dict[str, str]:
    """What stands above the panels: the value at the temperature of the slider."""
    said = {
        "conductivity": ("minimum_conductivity", "minimum {:.3f} W m⁻¹ K⁻¹"),
        "merit": ("merit", "zT = {:.3f}"),
    }
    return {
        panel: f"{text.format(view.numbers[name].value)} at {temperature:g} K"
        for panel, (name, text) in said.items()
        if name in view.numbers
    }


VELOCITIES = ("longitudinal_velocity_m_s", "transverse_velocity_m_s")
HOLES = ("carrier_density_per_cm3", "lorenz_number_W_Ohm_per_K2")
LIMITS = {
    "conductivity": {"xlim": (0, 400)},
    "accumulation": {"xlim": (1e-1, 1e4), "xscale": "log"},
    "merit": {"xlim": (0, 400)},
}


def ceiling(curves: list[Curve]) -> float:
    """The top of an axis, of a few round values, so that it stands still while a slider moves."""
    highest = max((np.max(c.y + (0 if c.uncertainty is None else c.uncertainty)) for c in curves),
                  default=1.0)  # fmt: skip
    power = 10 ** np.floor(np.log10(1.35 * highest))
    steps = np.array([1, 1.5, 2, 3, 4, 5, 6, 8, 10])
    return float(power * steps[np.searchsorted(steps, 1.35 * highest / power * (1 - 1e-12))])


def _draw(drawn: figures.Page, ax, curve: Curve) -> None:
    if curve.uncertainty is None:
        drawn.line(ax, curve.label, curve.x, curve.y, curve.grade, color=curve.color)
    else:
        drawn.points(
            ax, curve.label, curve.x, curve.y, curve.grade, curve.uncertainty, color=curve.color
        )


def _transport(known: Known, found, temperature, lorenz: float) -> dict[str, np.ndarray]:
    """What :data:`TRANSPORT` names, from `Wire.at` and a Lorenz number; 0: that of the bands."""
    room, total, sigma = carriers.ROOM, known.stated["total"], known.stated["sigma"]
    carried = found.lorenz if not lorenz else np.full_like(temperature, lorenz)
    electronic = te.electronic_thermal_conductivity(found.sigma, temperature, carried)
    lattice = total.value - (lorenz or known.wire.fit.lorenz) * sigma.value * room
    lattice = lattice * room / temperature
    return {
        "seebeck": found.seebeck,
        "sigma": found.sigma,
        "lorenz": carried,
        "lattice": lattice,
        "electronic": electronic,
        "power_factor": te.power_factor(found.seebeck, found.sigma),
        "merit": te.figure_of_merit(found.seebeck, found.sigma, temperature, lattice + electronic),
    }


def _young(fast: float, slow: float, mass_density: float) -> float:
    """Young's modulus of the solid that carries sound at these velocities."""
    shear, bulk = mass_density * slow**2, mass_density * (fast**2 - 4 / 3 * slow**2)
    if bulk <= 0:
        raise UltralowError(
            f"no solid carries longitudinal sound at {fast:.0f} m/s and transverse at {slow:.0f}",
            why="its bulk modulus would not be above zero",
            mend=f"keep the longitudinal velocity above {slow * (4 / 3) ** 0.5:.0f} m/s",
        )
    return acoustics.young_modulus(bulk, shear)


def command(case: Case) -> str:
    """The command that runs ``explore`` with these parameters and saves the same record."""
    return _papermill(case.figure, gallery.figure(case.figure).parameters, case.values)


# The figure that draws each quantity: its notebook, the parameters that it shares with the
# explorer, those of the explorer that it does not have and that must stay as stored, the
# temperature of its numbers, and from each number here to its name there.
KIN = {
    "conductivity": (
        "fig2_thermal_conductivity", ("velocity_source",), VELOCITIES, 300.0,
        {"minimum_conductivity": "minimum_conductivity_300K",
         "stated_lattice_over_minimum": "lattice_over_minimum_300K"},
    ),
    "minimum": (
        "fig2_minimum_conductivity", ("velocity_source",), VELOCITIES, 300.0,
        {"minimum_conductivity": "minimum_conductivity_300K",
         "stated_lattice_over_minimum": "measured_over_minimum"},
    ),
    "merit": (
        "fig4_thermoelectrics", (), HOLES, 320.0,
        {"merit": "computed_figure_of_merit_320K"},
    ),
}  # fmt: skip


def kin(case: Case) -> str:
    """The command of the figure that draws the chosen quantity; empty where none can."""
    if case.quantity not in KIN:
        return ""
    figure, shared, unknown, *_ = KIN[case.quantity]
    values = {"material": case.material} | {name: case.values[name] for name in shared}
    if any(case.values[name] for name in unknown):
        return ""
    return _papermill(figure, gallery.figure(figure).parameters, values)


def _papermill(name: str, defaults: dict, values: dict) -> str:
    """The command line for what differs from a notebook's defaults."""
    changed = {k: v for k, v in values.items() if v != defaults[k]}
    given = [f"-p {key} {shlex.quote(str(value))}" for key, value in changed.items()]
    words = [".venv/bin/papermill", f"notebooks/{name}.ipynb", f"build/{name}.ipynb", *given]
    return " ".join(words)
