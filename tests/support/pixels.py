"""Pictures of figures, pixel by pixel."""

import io

import numpy as np
from matplotlib.image import imread


def pixels(png):
    return np.round(imread(io.BytesIO(png)) * 255).astype(np.uint8)


def drawn_whole(figure):
    """The pixels of a figure without any shortcut."""
    resting = [one for one in figure.findobj() if one.get_animated()]
    for one in resting:
        one.set_animated(False)
    figure.canvas.draw()
    whole = np.array(figure.canvas.buffer_rgba())
    for one in resting:
        one.set_animated(True)
    return whole
