"""A parabolic band of three masses, as a model and as a table of it that is stored."""

import math

import numpy as np
from scipy.constants import e, m_e
from scipy.constants import k as k_B
from ultralow.charge import model_bands, parabolic_band

MASSES = np.array([0.08, 0.12, 0.1]) * m_e
HOLES = model_bands.parabolic(MASSES)


def table(spacing=0.004 * e, low=-1.2 * e, high=0.2 * e):
    """A table of the parabolic band, as a stored one is."""
    energy = np.arange(round(low / spacing), round(high / spacing) + 1) * spacing
    depth = np.maximum(-energy, 0.0)
    heavy = float(np.prod(MASSES)) ** (1 / 3)
    dos = parabolic_band._states(heavy, 1 / k_B) * np.sqrt(depth)
    diagonal = (dos * 2 * depth / 3)[:, None] / MASSES
    return energy, dos, diagonal, 0.0, math.inf
