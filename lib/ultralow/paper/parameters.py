"""What a notebook is asked: each parameter's type, unit and range, checked before it runs."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ultralow import questions
from ultralow.data import materials, tables
from ultralow.errors import UltralowError
from ultralow.paper import gallery
from ultralow.paper.vocabulary import VOCABULARY, Parameter


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
    cautions : list of str
        A line for each number that is allowed and unusual.
    """

    figure: str
    values: dict
    is_paper: bool
    cautions: list[str] = field(default_factory=list)

    def __getattr__(self, name: str):
        if name.startswith("__") or name == "values":  # a copy asks before it has any
            raise AttributeError(name)
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
        Its cautions are printed where a notebook asks, which has a history of cells.

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
    said = _cautions(values)
    if "In" in namespace and said:
        print("\n".join(said))
    return Case(figure, values, is_paper, said)


def _cautions(values: Mapping) -> list[str]:
    """A line for each number that is allowed and unusual."""
    rules = ((name, value, VOCABULARY[name]) for name, value in values.items())
    doubts = (questions.doubt(name, value, rule.unit, rule.usual) for name, value, rule in rules)
    return questions.cautions(line for lines in doubts for line in lines)


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
    allowed = tuple(dict.fromkeys([*rule.choices, *rule.more()]))
    if allowed and value not in allowed:
        raise UltralowError(f"{name} = {value!r} is unknown", mend=f"use {_or(allowed)}")
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
