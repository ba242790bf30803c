"""Tables of colours: the ground stays, and no colour changes for an eye."""

import numpy as np
from ultralow.figures import color_table


def shaded(shades):
    """A white picture, a corner of which goes through shades of one colour."""
    pixels = np.full((60, 300, 3), 255, np.uint8)
    ramp = np.linspace(40, 250, shades).astype(np.uint8)
    pixels[:30, :shades] = np.column_stack([ramp, ramp // 2, 255 - ramp])
    return pixels


def test_few_colours_are_kept_and_many_shades_change_unseen():
    few, many = (color_table.of_pixels(shaded(shades)) for shades in (20, 200))
    assert np.array_equal(few.colors[few.places], shaded(20))
    pixels = shaded(200)
    pixels[0, :, 2] ^= np.arange(300, dtype=np.uint8) % 4  # with more colours than a table has
    many = color_table.of_pixels(pixels)
    moved = np.abs(many.colors[many.places].astype(int) - pixels)
    assert 0 < moved.max() <= color_table.UNSEEN
    assert not moved[30:].any()  # the ground stays white


def test_a_picture_of_all_colours_keeps_them():
    assert (
        color_table.of_pixels(np.random.default_rng(0).integers(0, 256, (90, 90, 3), np.uint8))
        is None
    )
