"""Two images show the same where only the last digits differ, and in no other case."""

import numpy as np
import pytest
from PIL import Image
from ultralow.figures import pictures

SVG = '<svg><path d="M 10.125 20.5 L 30.75 40" style="stroke: #1f77b4"/></svg>'


def same(tmp_path, one, other, suffix=".svg"):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path, content in zip(paths, (one, other), strict=True):
        path.write_text(content) if suffix == ".svg" else Image.fromarray(content).save(path)
    return pictures.same(*paths)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("10.125", "10.125001"), True),
        (("10.125", "10.225"), False),
        (("#1f77b4", "#1f77b5"), False),
        ((" L 30.75 40", ""), False),
        (("</svg>", "<text>K</text></svg>"), False),
    ],
)
def test_an_svg_differs_by_more_than_the_last_digits(tmp_path, change, expected):
    assert same(tmp_path, SVG, SVG.replace(*change)) is expected


@pytest.mark.parametrize(("by", "expected"), [(0, True), (1, True), (40, False)])
def test_a_png_differs_by_more_than_a_shade(tmp_path, by, expected):
    pixels = np.full((4, 5, 3), 100, dtype=np.uint8)
    other = pixels.copy()
    other[2, 3, 1] += by
    assert same(tmp_path, pixels, other, ".png") is expected


def test_a_png_with_a_table_of_colours_takes_the_place_of_one_without(tmp_path):
    pixels = Image.fromarray(np.full((4, 5, 3), 100, dtype=np.uint8))
    pixels.save(tmp_path / "a.png")
    pixels.quantize(4).save(tmp_path / "b.png")
    assert not pictures.same(tmp_path / "a.png", tmp_path / "b.png")


def test_a_png_of_another_size_or_cut_off_is_another(tmp_path):
    pixels = np.zeros((4, 5, 3), dtype=np.uint8)
    assert not same(tmp_path, pixels, pixels[:3], ".png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:40])
    assert not pictures.same(tmp_path / "a.png", tmp_path / "b.png")
