"""A figure in words, for those who do not see it: made from its record, so that it stays true."""

import re

from ultralow.data import materials
from ultralow.figures import style
from ultralow.paper import gallery

# How many series of one panel, and numbers, are named before the rest is counted.
SERIES = 6
NUMBERS = 5
NAMES_OF_PEOPLE = ("Casimir", "Lorenz", "Seebeck")


def describe(record: dict, figure: str) -> str:
    """Title, what is plotted against what, and the headline numbers, as plain sentences.

    Parameters
    ----------
    record : dict
        As :meth:`ultralow.figures.page.Page.save` writes it.
    figure : str
        Its name in the gallery.

    Returns
    -------
    str
        One line. Of many series or numbers the first are named and the rest counted.

    Raises
    ------
    UltralowError
        For a figure that is not in the gallery, or a material that is not in the table.
    """
    return " ".join([f"{title(record, figure)}.", *plotted(record), *numbers(record)])


def title(record: dict, figure: str) -> str:
    """What a figure is about: its title in the gallery, and the crystal."""
    crystal = materials.get(record["parameters"]["material"])
    return f"{gallery.figure(figure).title}: {crystal.label}"


def plotted(record: dict) -> list[str]:
    """A sentence for each pair of axes: the quantities with their units, and the series."""
    panels = {}
    for series in record["series"]:
        axes = tuple(_quantity(series[axis]) for axis in ("y", "x"))
        label = style.graded(series["label"], series["grade"])
        panels.setdefault(axes, {})[label] = None  # a dictionary keeps the order of drawing
    return [
        f"{f'{y} against {_lower(x)}' if y else x}: {_first(list(labels), SERIES)}."
        for (y, x), labels in panels.items()
    ]


def numbers(record: dict) -> list[str]:
    """A sentence with the headline numbers, four digits each; none where there are none."""
    found = [f"{_words(name)} {_value(one)}" for name, one in record["numbers"].items()]
    return [f"Numbers: {_first(found, NUMBERS)}."] if found else []


def _quantity(axis: dict) -> str:
    unit = "" if axis["unit"] == "1" else f" in {style.unit_label(axis['unit'])}"
    return f"{axis['name']}{unit}" if axis["unit"] else axis["name"]


def _value(number: dict) -> str:
    if number["value"] is None:
        return "not found"
    spread = "" if number["uncertainty"] is None else f" ± {_digits(number['uncertainty'], 2)}"
    unit = "" if number["unit"] == "1" else f" {style.unit_label(number['unit'])}"
    return f"{_digits(number['value'], 4)}{spread}{unit}"


def _digits(value: float, count: int) -> str:
    """A number as it is read: ``2.228e-08`` becomes ``2.228 × 10⁻⁸``."""
    mantissa, mark, power = f"{value:.{count}g}".partition("e")
    return f"{mantissa} × {style.unit_label(f'1e{int(power)}')}" if mark else mantissa


def _words(name: str) -> str:
    """A record's name as words: ``lorenz_number_300K`` becomes ``Lorenz number at 300 K``."""
    words = re.sub(r" (\d+)K$", r" at \1 K", name.replace("_", " "))
    for one in NAMES_OF_PEOPLE:
        words = re.sub(rf"\b{one.lower()}\b", one, words)
    return words


def _lower(name: str) -> str:
    """A quantity within a sentence; a name or a symbol such as "2θ" stays as it is."""
    keep = name.startswith(NAMES_OF_PEOPLE) or not name[1:2].islower()
    return name if keep else name[0].lower() + name[1:]


def _first(items: list[str], count: int) -> str:
    if len(items) > count:
        items = [*items[:count], f"and {len(items) - count} more"]
    return "; ".join(items)
