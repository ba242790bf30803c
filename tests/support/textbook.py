"""Textbook sums written out, for comparison with what the library does in fewer lines."""

import numpy as np
from scipy.constants import h, k


def particle(modes, at):
    """Particle conductivity from stored modes, by the textbook sum: xx yy zz yz xz xy."""
    x = h * modes.frequencies / (k * modes.temperatures[at])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        capacity = k * (x / 2 / np.sinh(x / 2)) ** 2
        lifetime = 1 / (modes.scattering_rates[at] + modes.isotope_rates)
    squares = np.einsum("qcss->qsc", modes.velocity_products)
    carried = (capacity * lifetime)[:, :, None] * squares
    weights = modes.weights[:, None, None] / modes.weights.sum()
    return np.nansum(weights * np.nan_to_num(carried), axis=(0, 1)) / modes.volume
