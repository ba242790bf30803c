"""Colours are told apart by readers with any common kind of colour blindness, and in grey print."""

import itertools
import re

import numpy as np
import pytest
from ultralow.figures import style
from ultralow.paper import gallery

# Linear red, green and blue as those see them who lack one kind of cone: Machado, Oliveira and
# Fernandes 2009, table of severity 1, doi:10.1109/TVCG.2009.113.
SEEN = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# A difference of 2.3 in CIELAB is just seen between large patches that touch (Mahy, Van Eycken and
# Oosterlinck 1994, doi:10.1111/j.1520-6378.1994.tb00070.x). A thin line and its entry in a legend
# lie apart and are small: six times that.
TOLD_APART = 15
# Of lightness alone, between crystals in one panel of a grey print: four times that.
IN_GREY = 10
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
# Drawn solids are shaded, and elements coloured by a list of their own.
SHADED = ("fig1_structures", "fig3_cluster_rattling")
# Grounds, and words about what is not known.
PALE = {"#FFFFFF", "#EEEEEE", "#666666"}
PICTURES = sorted(
    path
    for one in gallery.figures().values()
    for path in (gallery.ROOT / "figures" / one.name).glob("*.svg")
)


def linear(color):
    """Linear red, green and blue of ``#rrggbb`` (IEC 61966-2-1)."""
    shown = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)


def lab(light):
    """CIELAB of linear red, green and blue under daylight D65 (ISO/CIE 11664-4)."""
    share = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def least_difference(one, other):
    """The smallest difference of two colours over all kinds of sight."""
    return min(
        np.linalg.norm(lab(np.array(seen) @ linear(one)) - lab(np.array(seen) @ linear(other)))
        for seen in SEEN.values()
    )


def lightness(color):
    """CIELAB's lightness, which is what grey print keeps."""
    return lab(linear(color))[0]


def too_close(colors, least=TOLD_APART):
    """Pairs of colours that are not told apart."""
    pairs = itertools.combinations(sorted(colors), 2)
    return [pair for pair in pairs if least_difference(*pair) < least]


def test_lightness_and_hue_are_those_of_the_standard():
    assert lab(linear("#FFFFFF")) == pytest.approx([100, 0, 0], abs=0.01)
    assert lab(linear("#000000")) == pytest.approx([0, 0, 0], abs=0.01)
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert lab(linear("#0000FF")) == pytest.approx([32.30, 79.19, -107.86], abs=0.05)


def test_who_sees_simulated_greys_sees_greys():
    for seen in SEEN.values():
        assert np.sum(seen, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_the_middle_grey_of_many_palettes_is_no_colour_beside_green():
    assert least_difference("#009E73", "#7F7F7F") < TOLD_APART
    assert least_difference("#FF0000", "#00C000") < least_difference("#FF0000", "#0000FF")


def test_all_colours_of_the_style_are_told_apart():
    assert too_close(style.COLORS.values()) == []


def test_crystals_are_told_apart_in_grey_print_too():
    levels = sorted(lightness(color) for color in style.MATERIAL_COLORS.values())
    assert np.diff(levels).min() > IN_GREY


@pytest.mark.parametrize(
    "colors",
    [style.CAUSE_COLORS.values(), style.MOTION_COLORS.values(), style.REACH_COLORS],
    ids=["causes", "motions", "reach"],
)
def test_what_only_its_colour_tells_is_told_in_grey_print_and_is_no_crystal(colors):
    assert not set(colors) & set(style.MATERIAL_COLORS.values())
    assert set(colors) <= set(style.COLORS.values())
    assert np.diff(sorted(map(lightness, colors))).min() > IN_GREY


def drawn(path):
    """The colours of an SVG as it is stored, without the pixels embedded in it."""
    text = re.sub(r'href="data:[^"]*"', "", path.read_text(encoding="utf-8"))
    return {one.upper() for one in re.findall(r"#[0-9a-fA-F]{6}\b", text)}


@pytest.mark.parametrize("path", PICTURES, ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_colours_that_occur_in_a_stored_figure_are_told_apart(path):
    known = {one.upper() for one in style.COLORS.values()}
    found = drawn(path)
    if path.parent.name not in SHADED:
        assert found <= known | PALE
    assert too_close(found & known) == []


@pytest.mark.parametrize("path", PICTURES, ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_colours_of_crystals_mean_crystals(path):
    """A figure about one crystal has its colour and no other's; those about three have all."""
    own = style.MATERIAL_COLORS.get(path.stem)
    others = set(style.MATERIAL_COLORS.values()) - {own}
    compares = ("fig2_comparison", "fig3_mean_free_paths", "fig1_measurement")
    if path.parent.name in compares:
        assert others | {own} <= drawn(path)
    else:
        assert not others & drawn(path) or path.stem == "CsSnI3_yellow"
        assert own is None or own in drawn(path) or path.parent.name in SHADED
