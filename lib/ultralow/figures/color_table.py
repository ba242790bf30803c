"""Pictures by a table of their colours: 256 serve lines and letters, and halve the file."""

from typing import NamedTuple

import numpy as np

TABLE, UNSEEN = 256, 12  # colours of a table, and levels of 255 by which one may be another there


class ColorTable(NamedTuple):
    """A picture by a table of its colours.

    Attributes
    ----------
    places : numpy.ndarray of uint8, shape (rows, columns)
        In the table.
    colors : numpy.ndarray of uint8, shape (n, 3)
        Red, green, blue.
    """

    places: np.ndarray
    colors: np.ndarray


def of_pixels(pixels: np.ndarray) -> ColorTable | None:
    """The table for a picture, of which the ground, its most frequent colour, is kept exactly.

    Parameters
    ----------
    pixels : numpy.ndarray of uint8, shape (rows, columns, 3)

    Returns
    -------
    ColorTable or None
        None of a picture with so many colours that one would change by more than
        :data:`UNSEEN`.

    Examples
    --------
    >>> white = np.full((20, 30, 3), 255, np.uint8)
    >>> found = of_pixels(white)
    >>> found.colors[found.places[0, 0]].tolist()
    [255, 255, 255]
    """
    from PIL import Image

    drawn = Image.fromarray(np.ascontiguousarray(pixels, np.uint8))
    few = drawn.quantize(TABLE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    found = ColorTable(np.asarray(few), np.array(few.getpalette(), np.uint8).reshape(-1, 3))
    ground = np.bincount(found.places.ravel()).argmax()
    found.colors[ground] = _most(pixels[found.places == ground])  # and no mean with its next shade
    moved = np.abs(found.colors[found.places].astype(int) - pixels)
    return found if moved.max() <= UNSEEN else None


def _most(colors: np.ndarray) -> np.ndarray:
    """The colour that most of these are."""
    numbers = colors @ np.array([1 << 16, 1 << 8, 1])
    _, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    return colors[first[counts.argmax()]]
