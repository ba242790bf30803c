"""The text of an SVG: shorter, and what it draws is what was drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from ultralow.figures import lean_svg, rendering


def test_a_lean_svg_shows_the_same_paths():
    figure = Figure(figsize=(3, 2), layout="constrained")
    ax = figure.add_subplot()
    (line,) = ax.plot(np.arange(50.0), np.sin(np.arange(50.0)), label="curve")
    ax.errorbar([3.0, 7.0], [0.5, 0.2], yerr=[0.1, 0.1], fmt="s", label="spots")
    ax.text(5, 0, "words", rotation=30)
    ax.legend(loc="upper right")
    rendering.settle(figure)
    root = ElementTree.fromstring(rendering.svg(figure))
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))
    used = {value[1:] for one in root.iter() for key, value in one.items() if key.endswith("href")}
    assert used <= set(names)
    assert {"n1", "n2"} <= set(names)
    # The curve itself, told from point to point: summed up, each point is where it was drawn.
    cut = [one for one in root.iter() if one.get("clip-path")]
    curve = max((one.get("d", "") for group in cut for one in group.iter()), key=len)
    numbers = np.array(re.findall(r"-?[0-9]*[.]?[0-9]+", curve), float).reshape(-1, 2)
    shown = line.get_transform().transform(line.get_xydata()) * 72 / figure.dpi
    shown = shown * [1, -1] + [0, 72 * figure.get_figheight()]
    assert np.cumsum(numbers, axis=0) == pytest.approx(shown, abs=0.02)


def test_a_circle_is_written_as_one():
    figure = Figure(figsize=(1, 1))
    ax = figure.add_axes([0, 0, 1, 1])
    ax.plot([0.5], [0.5], "o", markersize=10)
    rendering.settle(figure)
    root = ElementTree.fromstring(rendering.svg(figure))
    circles = [one for one in root.iter() if one.tag.endswith("}circle")]
    assert [float(one.get("r")) for one in circles] == [pytest.approx(5, abs=0.02)]


@pytest.mark.parametrize(
    "path, short",
    [
        ("M 1 2 L 3 4 L 3 5", "M1 2l2 2 0 1"),
        ("M 0 0 L 1 0 L 3 0 L 2 0", "M0 0l3 0-1 0"),
        ("M 0 0 L 1 0 L 1 1 z M 5 5 L 5.5 5", "M0 0l1 0 0 1zM5 5l.5 0"),
    ],
)
def test_a_path_is_told_from_point_to_point(path, short):
    text = f'<svg><style></style><path d="{path}"/></svg>'
    assert lean_svg.lean(text) == f'<svg><style></style><path d="{short}"/></svg>'


def test_looks_are_written_once():
    text = "<svg><style></style>\n" + '<path style="stroke: red" d=""/>\n' * 3 + "</svg>"
    found = lean_svg.lean(text)
    assert found.count("stroke: red") == 1
    assert found.count('class="s1"') == 3


def test_an_empty_group_ends_no_other():
    text = (
        '<svg><style></style>\n<g class="a">\n<g clip-path="url(#x)"/>\n<path d=""/>\n</g>\n</svg>'
    )
    found = lean_svg.lean(text)
    assert found.count("<g") == found.count("</g>") == 1


def test_words_keep_their_place_in_hundredths_and_have_a_font_that_readers_have():
    style = "font-size: 6px; font-family: 'DejaVu Sans', sans-serif"
    text = (
        f'<svg><style></style>\n<text style="{style}" x="1.234567" y="3" '
        'transform="rotate(-0 1.234567 3)">words</text>\n</svg>'
    )
    found = lean_svg.lean(text)
    assert "'DejaVu Sans',Verdana,sans-serif\"" in found
    assert ' x="1.23" y="3">words' in found
