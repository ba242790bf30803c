"""The text of an SVG without what no reader needs, its identifiers counted.

Matplotlib names its groups and derives identifiers from coordinates; every element repeats its
looks and every point its place. What is drawn stays the same to a hundredth of a point.
"""

import re
from collections import Counter

import numpy as np

from ultralow.figures.rounding import whole

STEP = 0.01  # points; coordinates come as whole multiples of it
CIRCLES = ("MCCCCCCCCz", "MCCCCCCCC")  # of how many curves Matplotlib makes one

# Letters of the same widths on computers without the first.
FONT, FONTS = r"'DejaVu Sans'(?:, sans-serif)?", "'DejaVu Sans',Verdana,sans-serif"

XLINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def lean(text: str) -> str:
    """An SVG as Matplotlib writes it, with less text.

    Names of groups that nothing refers to go, all but a legend's, and groups that say nothing;
    identifiers are counted in the order in which they appear; paths are told from point to point;
    circles are circles; words have the fonts of :data:`FONTS`; looks that return are written once,
    as classes; and neighbours that are cut to one rectangle are cut together.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    text = text.replace("xlink:href=", "href=").replace(XLINK, "")  # as SVG 2 has it
    text = re.sub(r"<g [^<>]*/>", "", text)
    text = re.sub(r'<g id="legend_[^"]*">', '<g class="legend">', text)
    text = re.sub(r'<g id="[^"]*">', "<g>", text)
    text = re.sub(r"<!--.*?-->", "", _counted(text), flags=re.DOTALL)
    text = re.sub(r'<path ([^<>]*?)\bd="([^"]*)"', _short_path, text)
    text = re.sub(r"<(?:text|tspan)[^<>]*>", _short_text, text)
    text = re.sub(r"<use [^<>]*/>", _short_use, _classes(re.sub(FONT, FONTS, text)))
    lines = _cut_together(_without_bare_groups(re.split(r"\n\s*", text)))
    return "\n".join(lines).replace("</defs>\n<defs>\n", "")


def _counted(text: str) -> str:
    """Identifiers as numbers, in the order in which they appear, and what refers to them."""
    named = re.findall(r' id="([^"]*)"', text)
    counted = {old: f"n{n}" for n, old in enumerate(named, start=1)}
    places = r'(?<= id=")[^"]*|(?<=#)[^"()#;]+(?=["()])'
    return re.sub(places, lambda old: counted.get(old[0], old[0]), text)


def _short_use(found) -> str:
    """A symbol at a place, in hundredths of its units, and no word of a place that is zero."""
    moved = r'transform="translate\(([^ ()]+) ([^ ()]+)\)"'
    text = re.sub(moved, r'x="\1" y="\2"', found[0])
    text = re.sub(r"-?[0-9]+[.][0-9]{3,}", lambda one: f"{float(one[0]):.2f}", text)
    return re.sub(r' [xy]="-?0(?:[.]0+)?"', "", text)


def _short_text(found) -> str:
    """The tag of a text with its place in hundredths, and no word of a turn by nothing."""
    text = re.sub(r' transform="rotate\(-?0 [^"]*"', "", found[0])
    return re.sub(r"-?[0-9]+[.][0-9]{3,}", _hundredths, text)


def _hundredths(found) -> str:
    return f"{whole(float(found[0]) / STEP) * STEP:.6g}"


def _short_path(found) -> str:
    """A path from point to point, or as a circle; one of more decimals stays."""
    kept, path = found.groups()
    letters = re.sub("[^A-Za-z]", "", path)
    if re.search(r"[.][0-9]{3}", path) or set(letters) - set("MLQCz"):
        return f'<path {kept}d="{" ".join(path.split())}"'
    points = [np.array(one.split(), float).reshape(-1, 2) for one in re.split("[A-Za-z]", path)[1:]]
    places = [np.round(one / STEP).astype(int) for one in points]
    if letters in CIRCLES and (circle := _circle(places)):
        return f"<circle {kept}{circle}"
    return f'<path {kept}d="{_from_point_to_point(letters, places)}"'


def _circle(places) -> str | None:
    """Centre and radius of eight curves through places of a circle, None if they are of none."""
    corners = np.array([one[-1] for one in places if len(one)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if np.ptp(high - low) > 2:
        return None
    numbers = (*((low + high) // 2 * STEP), (high - low).sum() // 4 * STEP)
    named = zip(("cx", "cy", "r"), numbers, strict=True)
    return " ".join(f'{name}="{value:.6g}"' for name, value in named)


def _from_point_to_point(letters, places) -> str:
    """The same path with each place told from the one before, a command said once in a row."""
    told, here, start = [], np.zeros(2, int), np.zeros(2, int)
    for letter, points in zip(letters, places, strict=True):
        if letter == "M":
            told.append(("M", points))
            start = points[-1]
        elif letter == "z":
            told.append(("z", points))
            points = start[np.newaxis]
        elif letter == "L" == told[-1][0] and _straight_on(told[-1][1][0], points[0] - here):
            told[-1] = "L", told[-1][1] + points - here
        else:
            told.append((letter, points - here))
        here = points[-1]
    return "".join(_said(*pair) for pair in zip(["", *(one for one, _ in told)], told))


def _straight_on(before, step) -> bool:
    """Whether a step goes on in the direction of the one before."""
    return before[0] * step[1] == before[1] * step[0] and before @ step > 0


def _said(before: str, command) -> str:
    letter, steps = command
    text = _listed(steps)
    if letter in "Mz":
        return letter + text
    if letter != before:
        return letter.lower() + text
    return text if text.startswith("-") else f" {text}"


def _listed(steps) -> str:
    """Hundredths as decimals, as short as they can be."""
    words = [f"{one * STEP:.2f}".rstrip("0").rstrip(".") for one in np.ravel(steps).tolist()]
    return " ".join(re.sub(r"^(-?)0[.]", r"\1.", one) for one in words).replace(" -", "-")


def _without_bare_groups(lines: list[str]) -> list[str]:
    """An SVG, a tag a line, without the groups that have no attribute."""
    kept, bare = [], []
    for line in lines:
        if line.startswith(("<g>", "<g ")):
            bare.append(line == "<g>")
        if line and line != "<g>" and not (line == "</g>" and bare[-1]):
            kept.append(line)
        if line == "</g>":
            bare.pop()
    return kept


def _cut_together(lines: list[str]) -> list[str]:
    """Neighbours that are cut to one rectangle as a group that is."""
    kept, cut = [], ""
    for line in lines:
        found = re.fullmatch(r'<(?:path|circle|use)[^<>]*( clip-path="[^"]*")[^<>]*/>', line)
        here = found[1] if found else ""
        if here != cut:
            kept += ["</g>"] * bool(cut) + [f"<g{here}>"] * bool(here)
            cut = here
        kept.append(line.replace(here, "", 1) if here else line)
    return kept


def _classes(text: str) -> str:
    """Looks that elements share, counted in the order in which they appear."""
    looks = Counter(re.findall(r' style="([^"]*)"', text))
    shared = [look for look, times in looks.items() if times > 2]
    names = {look: f"s{n}" for n, look in enumerate(shared, start=1)}
    rules = "".join(f".{name}{{{look}}}" for look, name in names.items())
    text = re.sub(
        r' style="([^"]*)"',
        lambda found: f' class="{names[found[1]]}"' if found[1] in names else found[0],
        text,
    )
    return text.replace("</style>", f"{rules}</style>", 1)
