"""Pictures by a table of their colours: 256 serve lines and letters, and halve the file."""

from typing import NamedTuple

import numpy as np

# Colours of a table, and levels of 255 by which one may be another there: of the figures here, 12
# are wanted at most, or 16 and more, so that none hangs on a level.
TABLE, UNSEEN = 256, 14


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
    """The table for a picture.

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
    moved = np.abs(found.colors[found.places].astype(int) - pixels)
    return found if moved.max() <= UNSEEN else None
