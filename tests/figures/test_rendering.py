"""Figures as bytes: nothing of an image is lost, and noise below the grid is."""

import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from ultralow.figures import rendering


def drawn(x, y):
    """A settled figure of one curve."""
    figure = Figure(figsize=(3, 2), layout="constrained")
    ax = figure.add_subplot()
    ax.plot(x, y, color=(1 / 3, 0.5, 0.25))
    ax.set(xlabel="Temperature", xlim=(0, 50), ylim=(-1.5, 1.5))
    rendering.settle(figure)
    return figure


@pytest.fixture
def figure():
    return drawn(np.arange(50.0), np.sin(np.arange(50.0)))


@pytest.mark.parametrize("effort", [1, rendering.SMALLEST])
def test_an_image_is_packed_without_loss(effort):
    pixels = np.random.default_rng(0).integers(0, 256, (23, 31, 4), dtype=np.uint8)
    pixels[5:15] = pixels[4]
    for shown in (pixels, pixels[..., :3]):
        file = Image.open(io.BytesIO(rendering.encoded(shown, 144, effort)))
        assert np.array_equal(np.asarray(file), shown)
        assert file.info["dpi"] == pytest.approx((144, 144), abs=0.01)


def test_a_table_of_colours_is_packed_without_loss():
    places = np.random.default_rng(0).integers(0, 200, (23, 31), dtype=np.uint8)
    colors = np.random.default_rng(1).integers(0, 256, (200, 3), dtype=np.uint8)
    file = Image.open(io.BytesIO(rendering.encoded(places, 144, of=colors)))
    assert file.mode == "P"
    assert np.array_equal(np.asarray(file.convert("RGB")), colors[places])


def test_less_effort_makes_a_larger_file(figure):
    pixels = np.asarray(Image.open(io.BytesIO(rendering.png(figure))).convert("RGB"))
    sizes = [len(rendering.encoded(pixels, 144, effort)) for effort in (1, rendering.SMALLEST)]
    assert sizes[0] > sizes[1] > len(rendering.png(figure))  # with a table of its colours


def test_an_image_has_its_size_in_pixels_and_says_how_large_they_are(figure):
    image = Image.open(io.BytesIO(rendering.png(figure, 100)))
    assert (image.size, image.mode) == ((300, 200), "P")
    assert image.info["dpi"] == pytest.approx((100, 100), abs=0.01)
    assert figure.dpi != 144
    assert Image.open(io.BytesIO(rendering.png(figure))).size == (432, 288)


def test_noise_is_not_drawn_and_what_moves_is(figure):
    x, y = np.arange(50.0), np.sin(np.arange(50.0))
    noisy = drawn(x * (1 + 1e-12), y * (1 - 1e-12))
    assert rendering.svg(noisy) == rendering.svg(figure)
    assert rendering.png(noisy) == rendering.png(figure)
    moved = drawn(x, y * 1.02)
    assert rendering.svg(moved) != rendering.svg(figure)
    assert rendering.png(moved) != rendering.png(figure)


def test_a_settled_figure_stays_where_it_is(figure):
    before = [ax.get_position().extents for ax in figure.axes]
    figure.axes[0].set_xlabel("Temperature\nof two lines")
    figure.draw_without_rendering()
    after = [ax.get_position().extents for ax in figure.axes]
    assert np.array_equal(before, after)
    steps = np.array(before) / rendering.LAYOUT
    assert steps == pytest.approx(np.round(steps), abs=1e-6)
