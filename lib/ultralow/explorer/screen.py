"""One screen with everything: curves and numbers of a crystal, for any setting of its sliders.

`show` turns the checked parameters of the notebook ``explore`` into curves and numbers; each kind
of physics is one function of :data:`PARTS`. What a reader sets by hand in place of a stored number
makes a result grade G, generated; the paper's points keep their own grade.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ultralow.analysis import hole_transport, sound_velocities
from ultralow.analysis.lattice_conductivity import PATHS
from ultralow.crystal import sound as acoustics
from ultralow.data import datapackage, materials
from ultralow.explorer import charge_curves, heat_curves
from ultralow.figures import page as figures
from ultralow.figures import style
from ultralow.heat import minimum
from ultralow.paper.parameters import Case
from ultralow.paper.stated import stated
from ultralow.paper.wires import CASIMIR, LATTICE

TEMPERATURE = np.linspace(20, 400, 77)
WIRE = {"lattice": LATTICE, "casimir": CASIMIR, "path": PATHS}
CHARGE = {"total": "D4", "sigma": "G1", "merit": "G7"}
POINTS = {
    "lattice": ("conductivity", "lattice, Lee 2017", "red"),
    "total": ("conductivity", "total, Lee 2017", "black"),
    "merit": ("merit", "Lee 2017", "black"),
}
AXES = {
    "conductivity": (("Temperature", "K"), ("Thermal conductivity", "W m-1 K-1")),
    "accumulation": (("Mean free path", "nm"), ("Accumulated conductivity", "W m-1 K-1")),
    "merit": (("Temperature", "K"), ("Figure of merit zT", "1")),
}


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve of one panel and one grade.

    Points that stay in their place where ``uncertainty`` is given, one that moves for ``mark``.
    """

    panel: str
    label: str
    x: np.ndarray
    y: np.ndarray
    grade: str
    color: str
    uncertainty: np.ndarray | None = None
    mark: bool = False


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

    def curve(self, *parts, **more) -> None:
        """Add a :class:`Curve`."""
        self.curves.append(Curve(*parts, **more))

    def number(self, name: str, value, unit: str, grade: str) -> None:
        """Add a :class:`Number`."""
        self.numbers[name] = Number(float(value), unit, grade)


class ExplorerInputs:
    """What is stored and stated of one crystal, read once, however often a slider moves.

    Parameters
    ----------
    material, velocity_source, checkpoint : str
        As the notebook's parameters.

    Attributes
    ----------
    crystal : Material
    sound : Sound
    stated : dict
        The paper's numbers: ``lattice``, ``casimir`` and ``path`` of a wire that it measured,
        ``total``, ``sigma`` and ``merit`` of the one that conducts.
    casimir_length : float or None
        The stated one, m.
    wire : HoleTransport or None
        The holes of the one that conducts, on computed bands.
    """

    def __init__(self, material: str, velocity_source: str = "best", checkpoint: str = "best"):
        self.crystal = materials.get(material)
        self.sound = sound_velocities.sound(self.crystal, velocity_source)
        self._checkpoint = checkpoint
        conducts = material == hole_transport.MATERIAL
        claims = {name: table[material] for name, table in WIRE.items() if material in table}
        claims |= CHARGE if conducts else {}
        self.stated = {name: stated(claim) for name, claim in claims.items()}
        self.casimir_length = self.stated["casimir"].value if "casimir" in self.stated else None
        self.wire = hole_transport.wire(hole_transport.read()) if conducts else None
        self._holes = {}

    @cached_property
    def phonons(self) -> heat_curves.CachedConductivity | None:
        """Where some are stored and accepted; read when they are first asked for."""
        return heat_curves.cached_conductivity(self.crystal, self._checkpoint)

    def holes(self, density: float | None):
        """`Wire.at`, warm, for a density of holes (m⁻³); None: the fitted one."""
        if density not in self._holes:
            self._holes = {density: self.wire.at(charge_curves.WARM, density)}
        return self._holes[density]

    def defaults(self) -> dict[str, float]:
        """What each parameter that may be zero stands for then.

        Where no Casimir length is stated no surface is near, and the slider rests at its far end.
        """
        found = {
            "longitudinal_velocity_m_s": self.sound.longitudinal,
            "transverse_velocity_m_s": self.sound.transverse,
        }
        if self.phonons is not None:
            length = self.casimir_length
            found["casimir_length_nm"] = heat_curves.LONGEST if length is None else length * 1e9
        if self.wire is not None:
            found["carrier_density_per_cm3"] = self.wire.fit.density * 1e-6
            found["lorenz_number_W_Ohm_per_K2"] = self.wire.fit.lorenz
        return found

    def chosen_sound(self, case: Case) -> sound_velocities.Sound:
        """The stored velocities, or those set by hand."""
        if not (case.longitudinal_velocity_m_s or case.transverse_velocity_m_s):
            return self.sound
        fast = case.longitudinal_velocity_m_s or self.sound.longitudinal
        slow = case.transverse_velocity_m_s or self.sound.transverse
        moduli = acoustics.moduli_from_velocities(fast, slow, self.crystal.mass_density)
        return replace(
            self.sound, source="set by hand", grade="G", longitudinal=fast, transverse=slow,
            youngs_modulus=acoustics.young_modulus(*moduli),
        )  # fmt: skip


def show(known: ExplorerInputs, case: Case) -> View:
    """Everything that the screen shows for the checked parameters of ``explore``."""
    view = View()
    for part in PARTS:
        part(known, case, view)
    return view


def minimum_curve(known: ExplorerInputs, case: Case, view: View) -> None:
    """The minimum conductivity, after Cahill at every temperature or as a classical value."""
    crystal, sound, model = known.crystal, known.chosen_sound(case), case.minimum_model
    if case.quantity == "minimum" and model == "cahill":
        parts = minimum.cahill_branches(TEMPERATURE, crystal.number_density, sound.branches)
        slow = parts[:, 1] + parts[:, 2]
        label = "both transverse branches"
        view.curve("conductivity", label, TEMPERATURE, slow, sound.grade, "sky")
    values = sound_velocities.minimum_conductivity(crystal, sound, model, TEMPERATURE)
    values = np.broadcast_to(values, TEMPERATURE.shape)
    view.curve("conductivity", f"minimum, {model}", TEMPERATURE, values, sound.grade, "grey")
    here = float(sound_velocities.minimum_conductivity(crystal, sound, model, case.temperature_K))
    view.number("minimum_conductivity", here, "W m-1 K-1", sound.grade)
    if "lattice" in known.stated:
        ratio = known.stated["lattice"].value / here
        view.number("stated_lattice_over_minimum", ratio, "1", sound.grade)


def measured(known: ExplorerInputs, case: Case, view: View) -> None:
    """The paper's points: always there, whatever the sliders say.

    The stated 95 % length stands at that share of the stated lattice conductivity, which makes the
    point a derived one.
    """
    for name, (panel, label, color) in POINTS.items():
        if name in known.stated:
            one = known.stated[name]
            spread = np.array([one.uncertainty])
            place = np.array([one.temperature]), np.array([one.value])
            view.curve(panel, label, *place, "S", color, spread)
    if "path" in known.stated:
        reached = heat_curves.SHARE * known.stated["lattice"].value
        place = np.array([known.stated["path"].value * 1e9]), np.array([reached])
        view.curve("accumulation", "95 %, from Lee 2017", *place, "D", "red", mark=True)


PARTS = [minimum_curve, heat_curves.phonons, charge_curves.charge, measured]


def page(case: Case) -> figures.Page:
    """The screen as a figure with its record, everything read anew.

    What other screens have read before, of another crystal perhaps, is no input of it.
    """
    datapackage.forget_inputs()
    known = ExplorerInputs(case.material, case.velocity_source, case.checkpoint)
    return draw(case, show(known, case))


def draw(case: Case, view: View) -> figures.Page:
    """A view on paper: three panels, the key of each below it, and the numbers in the record."""
    rows = [list(AXES), [f"key to {panel}" for panel in AXES]]
    drawn = figures.Page(case, panels=rows, width="page", height_mm=92, height_ratios=(2.2, 1))
    style.named(drawn.figure, materials.get(case.material).label)
    keys = drawn.axes[len(AXES) :]
    for ax, key, (panel, names) in zip(drawn.axes, keys, AXES.items()):
        drawn.axis(ax, *names, **LIMITS[panel])
        curves = [curve for curve in view.curves if curve.panel == panel]
        for curve in curves:
            _draw(drawn, ax, curve)
        ax.set_ylim(0, ceiling(curves))
        if PANEL_OF[case.quantity] == panel:
            ax.spines[:].set_linewidth(FRAME)
        if panel in view.absent:
            middle = {"ha": "center", "va": "center", "transform": ax.transAxes}
            ax.text(0.5, 0.5, view.absent[panel], color=style.COLORS["grey"], **middle)
        drawn.key(key, ax, "upper left", borderaxespad=0)
    for name, one in view.numbers.items():
        drawn.number(name, one.value, one.unit, one.grade)
    return drawn


VELOCITIES = ("longitudinal_velocity_m_s", "transverse_velocity_m_s")
PHONONS = ("checkpoint", "casimir_length_nm", "defect_strength")
HOLES = ("carrier_density_per_cm3", "lorenz_number_W_Ohm_per_K2")
LIMITS = {
    "conductivity": {"xlim": (0, 400)},
    "accumulation": {"xlim": (1e-1, 1e4), "xscale": "log"},
    "merit": {"xlim": (0, 400)},
}
# The panel that a property is looked at in, which has a strong frame.
PANEL_OF = {
    "conductivity": "conductivity",
    "accumulation": "accumulation",
    "minimum": "conductivity",
    "merit": "merit",
}
FRAME = 1.6  # points
# Colder, a crystal conducts so well that the rest would lie on the axis.
COLDEST_SEEN = {"conductivity": 100.0}


def ceiling(curves: list[Curve]) -> float:
    """The top of an axis, of a few round values, so that it stands still while a slider moves."""
    tops = [
        (c.y + (0 if c.uncertainty is None else c.uncertainty))[c.x >= _first(c)] for c in curves
    ]
    return style.round_top(np.concatenate([[], *tops]))


def _first(curve: Curve) -> float:
    """From where on a curve counts for the top of its axis."""
    return COLDEST_SEEN.get(curve.panel, -np.inf)


def _draw(drawn: figures.Page, ax, curve: Curve) -> None:
    """Draw and record a curve; a mark is a line of one point, which can be moved as one."""
    what = ax, curve.label, curve.x, curve.y, curve.grade
    if curve.mark:
        look = {"marker": style.MARKERS[curve.grade], "linestyle": "none"}
        drawn.line(*what, color=curve.color, **look)
    elif curve.uncertainty is None:
        drawn.line(*what, color=curve.color)
    else:
        drawn.points(*what, curve.uncertainty, color=curve.color)
