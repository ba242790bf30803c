"""What a record has to hold: the one door through which a record comes back from a file."""

from pathlib import Path

from ultralow.data import plain_file
from ultralow.data.json_shapes import OBJECT, TEXT, Rule, check
from ultralow.data.table_schema import parse_json
from ultralow.errors import UltralowError
from ultralow.paper import claims, gallery

MEND = "run `make figures`, which makes it anew; a file that is no record is to be moved away"
DEEPEST = 12  # of dicts and lists in one another; a record has seven


def _plain(value) -> bool:
    return value is None or type(value) in (int, float, str)


PLAIN = Rule("a number, a text or null", _plain)
NUMBER = Rule("a number or null", lambda value: _plain(value) and not isinstance(value, str))
LIST = Rule(
    "a list of numbers, texts and nulls",
    lambda value: isinstance(value, list) and all(map(_plain, value)),
)
WORDS = Rule("a text", lambda value: isinstance(value, str))
GRADE = Rule("one of the grades S, D, R, L, X and G", lambda value: value in [*"SDRLXG"])
VERDICT = Rule(f"one of {', '.join(claims.VERDICTS)}", lambda value: value in claims.VERDICTS)
QUANTITY = {"name": WORDS, "unit": WORDS, "values": LIST}
WANTED = {
    "parameters": {"material": TEXT},
    "series": [{"label": WORDS, "grade": GRADE, "x": QUANTITY, "y": QUANTITY}],
    "numbers": OBJECT,
    "checks": [{"claim": TEXT, "verdict": VERDICT, "paper": WORDS, "here": WORDS}],
    "inputs": [{"path": TEXT, "sha256": TEXT}],
}
HEADLINE = {"value": PLAIN, "unit": WORDS, "uncertainty": NUMBER, "grade": GRADE}


def read(path: Path) -> dict:
    """The record in a file, of the figure and material that its place says.

    Raises
    ------
    UltralowError
        Where the file cannot be read, is not complete JSON, lacks a part or has one of another
        kind or length, or is the record of another figure or material.
    """
    try:
        record = parse_json(plain_file.content(path)[0], str(path))
        _check_depth(record, path)
        check(record, WANTED, str(path))
        for name, one in record["parameters"].items():
            check(one, PLAIN, str(path), f"parameters.{name}")
        for name, one in record["numbers"].items():
            check(one, HEADLINE, str(path), f"numbers.{name}")
        for count, one in enumerate(record["series"]):
            _check_series(one, f"{path}: 'series[{count}]'")
        _check_place(record["parameters"], path)
    except UltralowError as problem:
        what, place = problem.what.rstrip("."), str(path)
        inside = what.removeprefix(f"{path.name}: ").removeprefix(f"{place}: ")
        raise UltralowError(f"{place}: not a record: {inside}", problem.why, MEND) from None
    return record


def _check_depth(record, path: Path) -> None:
    level = [record]
    for _ in range(DEEPEST):
        nested = [one for one in level if isinstance(one, dict | list)]
        level = [v for one in nested for v in (one.values() if isinstance(one, dict) else one)]
    if level:
        raise UltralowError(f"{path}: too deeply nested")


def _check_series(series: dict, shown: str) -> None:
    """As many values along x as along y, and as many of what accompanies them."""
    count = len(series["x"]["values"])
    for axis in ("x", "y"):
        quantity = series[axis]
        _check_length(quantity["values"], count, f"{shown}.{axis}.values")
        if "band" in quantity:
            _check_pair(quantity["band"], count, f"{shown}.{axis}.band")
        spread = quantity.get("uncertainty")
        if isinstance(spread, list) and any(isinstance(one, list) for one in spread):
            _check_pair(spread, count, f"{shown}.{axis}.uncertainty")
        elif "uncertainty" in quantity:
            _check_length(spread, count, f"{shown}.{axis}.uncertainty")
    about = series.get("about", {})
    if not isinstance(about, dict):
        raise UltralowError(f"{shown}.about is no object")
    for name, values in about.items():
        _check_length(values, count, f"{shown}.about.{name}")


def _check_pair(edges, count: int, place: str) -> None:
    if not isinstance(edges, list) or len(edges) != 2:
        raise UltralowError(f"{place} is no pair of lists")
    for edge in edges:
        _check_length(edge, count, place)


def _check_length(values, count: int, place: str) -> None:
    if not LIST.holds(values) or len(values) != count:
        raise UltralowError(f"{place} is no list of {count} values, one for each of x")


def _check_place(parameters: dict, path: Path) -> None:
    """The file says no figure, but no two figures have parameters of the same names."""
    material, figure = parameters["material"], path.parent.name
    if material != path.stem:
        raise UltralowError(f"{path}: of {material}, and in the place of {path.stem}")
    names = set(parameters) | {"figures_folder"}
    known = {name: set(one.parameters) for name, one in gallery.figures().items()}
    other = next((name for name, own in known.items() if own == names), figure)
    if figure in known and other != figure and known[figure] != names:
        raise UltralowError(f"{path}: of {other}, and in the place of {figure}")
