"""What a notebook may be asked: each parameter's type, unit and range, checked before it runs."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass

from ultralow.data import materials, phonon_store, tables
from ultralow.errors import UltralowError
from ultralow.paper import gallery


@dataclass(frozen=True)
class Parameter:
    """A parameter that means the same in every notebook that has it.

    ``choices`` names the allowed values of a text, ``low`` and ``high`` bound a number
    (both ends allowed), ``unit`` is the unit that the parameter's name ends in.
    """

    kind: type
    meaning: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()


VOCABULARY = {
    "material": Parameter(str, "the crystal, by its name in data/structures/materials.csv"),
    "figures_folder": Parameter(str, "where image and record go; empty: chosen by the case"),
    "temperature_K": Parameter(float, "temperature of a single evaluation", "K", 1, 2000),
    "temperature_min_K": Parameter(float, "start of the temperature axis", "K", 1, 2000),
    "temperature_max_K": Parameter(float, "end of the temperature axis", "K", 1, 2000),
    "velocity_source": Parameter(
        str,
        "whose sound velocities: best takes literature where there is some, else computed",
        choices=("best", "literature", "7net-0", "7net-l3i5"),
    ),
    "lorenz_model": Parameter(
        str,
        "how the Lorenz number is found from the Seebeck coefficient",
        choices=("constant_time", "acoustic", "kim2015", "sommerfeld"),
    ),
    "minimum_model": Parameter(
        str, "which minimum the ratio is taken with", choices=("cahill", "clarke", "diffuson")
    ),
    "conductivity_max_W_m_K": Parameter(
        float, "largest conductivity on the chart", "W m-1 K-1", 0.1, 1000
    ),
    "two_theta_max_deg": Parameter(float, "end of the powder pattern", "deg", 10, 160),
    "peak_width_deg": Parameter(
        float, "full width at half maximum of a powder peak", "deg", 0.02, 2
    ),
    "displacement_B_A2": Parameter(
        float, "B = 8 pi^2 U of all atoms where the structure's record has none", "A2", 0, 20
    ),
    "zone_axis": Parameter(
        str, 'direction of the electron beam: "across" the wire, or three integers as in "1 0 0"'
    ),
    "view_tilt_deg": Parameter(
        float, "how far the crystal is turned out of the views along its axes", "deg", -45, 45
    ),
    "wire_length_um": Parameter(float, "length of the wire between the islands", "um", 0.5, 100),
    "contact_share_percent": Parameter(
        float, "thermal resistance of both contacts over that of the wire", "percent", 0, 50
    ),
    "heating_current_max_uA": Parameter(float, "largest heating current", "uA", 1, 20),
    "lock_in_noise_nV": Parameter(float, "noise of one lock-in reading, rms", "nV", 0.1, 1000),
    "size_uncertainty_nm": Parameter(
        float, "standard uncertainty of width and height", "nm", 0.1, 10
    ),
    "random_seed": Parameter(int, "seed of every drawn error"),
    "sweep_csv": Parameter(str, "a sweep of your own to reduce; empty: the simulated one"),
    "lifetime_periods": Parameter(
        float, "lifetime of every phonon over its period; 0.5 in glass limits", "", 0.01, 100
    ),
    "band_kind": Parameter(
        str,
        "computed bands with or without spin-orbit coupling, or with the atoms as measured",
        choices=("spin_orbit", "scalar", "measured"),
    ),
    "scattering_law": Parameter(
        str,
        "how the relaxation time depends on energy: not at all, as 1/DOS, or as a power",
        choices=("constant", "inverse_dos", "power"),
    ),
    "power_of_temperature": Parameter(
        float, "p in tau proportional to T^p; -1 as the number of phonons grows", "", -3, 1
    ),
    "checkpoint": Parameter(
        str,
        "whose phonons: best takes the first that passed every gate",
        choices=("best", *phonon_store.ORDER),
    ),
    "live_mesh": Parameter(
        str, 'empty: stored modes; as in "2 2 2": phonons and rates computed anew on that mesh'
    ),
    "casimir_length_nm": Parameter(
        float, "length at which the surface stops a phonon; 0: the stated one", "nm", 0, 1e6
    ),
    "defect_strength": Parameter(
        float, "mass variance of point defects; 0.01: one empty place in a thousand", "", 0, 1
    ),
    "frequency_max_THz": Parameter(
        float, "frequency below which a mode counts as soft", "THz", 0.1, 100
    ),
    "bond_length_max_A": Parameter(
        float, "how near two atoms count as neighbours, beside those bonded", "A", 3, 8
    ),
    "out_of_step_max": Parameter(
        float, "stretch of a pair over its motion up to which it moves in step", "", 0.01, 2
    ),
    "scattering_exponent": Parameter(
        float, "r in tau proportional to E^r; 0 constant time, -0.5 acoustic phonons", "", -1, 2
    ),
    "quantity": Parameter(
        str,
        "what the explorer looks at, and which figure's command it gives",
        choices=("conductivity", "accumulation", "minimum", "merit"),
    ),
    "longitudinal_velocity_m_s": Parameter(
        float, "longitudinal sound velocity; 0: that of velocity_source", "m s-1", 0, 20000
    ),
    "transverse_velocity_m_s": Parameter(
        float, "transverse sound velocity; 0: that of velocity_source", "m s-1", 0, 15000
    ),
    "carrier_density_per_cm3": Parameter(
        float, "holes per volume; 0: those that the stated numbers ask for", "per cm3", 0, 1e21
    ),
    "lorenz_number_W_Ohm_per_K2": Parameter(
        float, "Lorenz number; 0: that of the computed bands", "W Ohm per K2", 0, 1e-7
    ),
}


@dataclass(frozen=True)
class Case:
    """A notebook's checked parameters.

    Attributes
    ----------
    figure : str
        The notebook's name in the gallery.
    values : dict
        Every parameter of the notebook, by name.
    is_paper : bool
        True where nothing but the material differs from the paper's own case.
    """

    figure: str
    values: dict
    is_paper: bool

    def __getattr__(self, name: str):
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(f"{self.figure} has no parameter {name!r}") from None


def defaults(figure: str) -> dict:
    """The parameters of the paper's case of a notebook, each of its type: 300 K is 300.0."""
    return {name: _value(name, old) for name, old in gallery.figure(figure).parameters.items()}


def check(figure: str, namespace: Mapping) -> Case:
    """Check a notebook's parameters by name, type, unit and range.

    Parameters
    ----------
    figure : str
        The notebook's name, e.g. ``"fig2_comparison"``.
    namespace : Mapping
        The notebook's variables, ``globals()``, right after the parameters cell. What that cell
        and papermill's own after it assign are parameters; papermill lets an unknown one pass
        with no more than a warning, and this is where it is refused.

    Returns
    -------
    Case

    Raises
    ------
    UltralowError
        For an unknown parameter or material, a wrong type, a value out of range or not among
        the choices, or temperatures in the wrong order.
    """
    tables.forget_inputs()  # what the record lists starts here, also when a kernel runs on
    expected = gallery.figure(figure).parameters
    unknown = sorted(_assigned(namespace) - set(expected))
    if unknown:
        raise UltralowError(
            f"{figure} has no parameter {', '.join(map(repr, unknown))}",
            mend=f"use one of {', '.join(expected)}",
        )
    values = {name: _value(name, namespace.get(name, old)) for name, old in expected.items()}
    if values.get("temperature_min_K", 0) >= values.get("temperature_max_K", math.inf):
        raise UltralowError(
            f"temperature_min_K = {values['temperature_min_K']:g} is not below "
            f"temperature_max_K = {values['temperature_max_K']:g}",
            mend="give the lower end first",
        )
    free = ("material", "figures_folder")
    is_paper = all(values[name] == expected[name] for name in expected if name not in free)
    return Case(figure, values, is_paper)


def _assigned(namespace: Mapping) -> set[str]:
    """The names that the cells just before this one assign, as long as they do nothing else.

    A kernel that runs on still holds what an earlier run computed; its history tells that apart
    from parameters. Where no history is kept, every plain variable counts.
    """
    names = set()
    cells = list(namespace.get("In", []))[:-1]  # the last one is the cell that asks
    for source in reversed(cells):
        try:
            statements = ast.parse(source).body
        except SyntaxError:
            break
        if not all(isinstance(one, ast.Assign) for one in statements):
            break
        targets = [target for one in statements for target in one.targets]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    if any(cells):
        return names
    plain = str | bool | int | float | list | dict | None
    kept = {name for name, value in namespace.items() if isinstance(value, plain)}
    return {name for name in kept if not name.startswith("_")} - {"In", "Out"}


def _value(name: str, value):
    """The value of one parameter in its own type, or one clear error."""
    rule = VOCABULARY[name]
    if rule.kind is float:
        return _number(name, value, rule)
    if not isinstance(value, rule.kind) or isinstance(value, bool):
        raise UltralowError(
            f"{name} = {value!r} is {type(value).__name__}, not {rule.kind.__name__}",
            mend=f"give {rule.meaning}",
        )
    if rule.kind is str and not value.isprintable():
        raise UltralowError(
            f"{name} = {value!r:.60} holds a character that cannot be printed",
            mend=f"give {rule.meaning}",
        )
    if rule.choices and value not in rule.choices:
        raise UltralowError(f"{name} = {value!r} is unknown", mend=f"use {_or(rule.choices)}")
    return materials.get(value).name if name == "material" else value


def _number(name: str, value, rule: Parameter) -> float:
    """A finite number within its range."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        written = _as_number(value)
        raise UltralowError(
            f"{name} = {value!r} is {type(value).__name__}, not a number",
            written and "YAML takes a number with an exponent and no point or sign for a text",
            written or f"give {rule.meaning}" + (f" in {rule.unit}" if rule.unit else ""),
        )
    if not rule.low <= value <= rule.high:
        huge = isinstance(value, int) and abs(value) > 1e300
        shown = "a number of more than 300 digits" if huge else f"{value:g}"
        raise UltralowError(
            f"{name} = {shown} is out of range",
            mend=f"give a number from {rule.low:g} to {rule.high:g} {rule.unit}".rstrip(),
        )
    return float(value)


def _as_number(value) -> str:
    """How to write what is a number in all but its type; empty for what is none."""
    try:
        number = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return ""
    digits = repr(number)
    plain = digits if "." in digits else digits.replace("e", ".0e")
    return f"write {plain}" if math.isfinite(number) else ""


def _or(choices: tuple[str, ...]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]])
