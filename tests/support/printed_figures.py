"""Printed figures with known values: scanned turned and sheared, clicked with known errors."""

import numpy as np
from ultralow.measurement import axis_calibration

KINDS = {
    "linear": (False, False),
    "logarithmic x": (True, False),
    "logarithmic y": (False, True),
    "both logarithmic": (True, True),
}
# Both values of each axis: temperatures (K), conductivities (W m-1 K-1).
LABELS = {False: ((50.0, 300.0), (0.2, 0.8)), True: ((10.0, 1000.0), (0.01, 1.0))}


class Figure:
    """A figure of a width in pixels, turned by up to 20 degrees and sheared by up to 5.

    ``pixels(share)`` tells where a share of the way along both axes, shape (..., 2), is printed:
    written with the vectors of the axes, and so without the equations under test.
    """

    def __init__(self, rng, width, log, corner=False, origin=(0.15, 0.8)):
        turn, shear = np.radians(rng.uniform(-20, 20)), np.radians(rng.uniform(-5, 5))
        self.across = 0.7 * width * np.array([np.cos(turn), np.sin(turn)])
        self.up = 0.5 * width * np.array([np.sin(turn + shear), -np.cos(turn + shear)])
        self.origin = np.array(origin) * width
        self.log = log
        self.labels = np.array([LABELS[log[0]][0], LABELS[log[1]][1]])
        below, left = (0.0, 0.0) if corner else (-0.05, -0.08)  # labels stand beside the frame
        self.clicks = self.pixels([[0, below], [1, below], [left, 0], [left, 1]])

    def pixels(self, share):
        share = np.asarray(share, float)
        return self.origin + share[..., :1] * self.across + share[..., 1:] * self.up

    def values(self, share):
        share = np.asarray(share, float)
        columns = []
        for n in (0, 1):
            low, high = self.labels[n]
            way = share[..., n]
            columns.append(low * (high / low) ** way if self.log[n] else low + (high - low) * way)
        return np.stack(columns, axis=-1)

    def calibrated(self, off=0.0):
        """The calibration by clicks that are off by pixels, shape (4, 2)."""
        return axis_calibration.calibrate(self.clicks + off, self.labels.ravel(), self.log)
