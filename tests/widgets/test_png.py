"""The PNG of a drawing, read by others."""

import io

import numpy as np
from PIL import Image
from ultralow.widgets.png import encoded


def test_another_library_reads_the_same_pixels():
    pixels = np.random.default_rng(1).integers(0, 256, (7, 11, 4), dtype=np.uint8)
    with Image.open(io.BytesIO(encoded(pixels))) as read:
        read.load()  # which holds every checksum against its part
        assert (read.format, read.mode) == ("PNG", "RGBA")
        np.testing.assert_array_equal(np.asarray(read), pixels)


def test_what_comes_in_parts_of_a_larger_picture_is_read_as_well():
    larger = np.random.default_rng(2).integers(0, 256, (9, 9, 4), dtype=np.uint8)
    with Image.open(io.BytesIO(encoded(larger[2:7, 1:8]))) as read:
        np.testing.assert_array_equal(np.asarray(read), larger[2:7, 1:8])
