r"""Wigner's conductivity along one direction, for rates that change while the crystal stays.

The formula is that of :mod:`ultralow.heat.wigner`. What belongs to the crystal alone, products of
velocities along the direction and distances between bands, is prepared once; each pair of modes is
counted once and twice as heavy; a pair that symmetry keeps from tunnelling that way is left out.
The numbers are the same but for the order of sums, some ten times sooner.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray
from ultralow.heat import wigner as conductivity
from ultralow.heat.mesh_modes import Modes

# Of the largest product of velocities: what rounding leaves of one that is zero by symmetry.
NOTHING = 1e-12


class OneDirection:
    """Crystal seen along one direction.

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
        Q wave vectors, M modes each.
    direction : array_like, shape (3,), optional
        Cartesian, of any length but zero; None for the mean over all directions.

    Examples
    --------
    >>> from ultralow.heat.mesh_modes import Modes
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> [round(float(part), 4) for part in OneDirection(modes).conductivity(rate[0], 300.0)]
    [0.4959, 0.0123]
    """

    def __init__(self, modes: Modes, direction: ArrayLike | None = None) -> None:
        self.modes = modes
        products = np.moveaxis(modes.velocity_products, 1, -1)
        products = conductivity.component_along(products, direction)
        self.share = modes.per_volume[:, None]
        self.squares = np.einsum("qss->qs", products)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.inverse = np.where(modes.frequencies > 0, 1 / (2 * np.pi * modes.frequencies), 0)
        self._pair(products)

    def _pair(self, products: FloatArray) -> None:
        """Flat places of both modes of each pair that tunnels, its distance² and its weight."""
        points, bands = self.modes.frequencies.shape
        first, second = np.triu_indices(bands, 1)
        base = np.arange(points)[:, None] * bands
        left, right = (base + first).ravel(), (base + second).ravel()
        product = products[:, first, second].ravel()
        real = self.modes.frequencies.ravel() > 0
        strong = np.abs(product) > NOTHING * np.abs(product).max(initial=0)
        kept = strong & real[left] & real[right]
        self.left, self.right = left[kept], right[kept]
        omega = 2 * np.pi * self.modes.frequencies.ravel()
        self.apart = (omega[self.left] - omega[self.right]) ** 2
        self.weight = (omega[self.left] + omega[self.right]) / 2 * product[kept]

    def conductivity(
        self, rates: ArrayLike, temperature: ArrayLike
    ) -> tuple[FloatArray, FloatArray]:
        """Particle part and interband part.

        Parameters
        ----------
        rates : array_like, shape (..., Q, M)
            Total rates, 1/s; NaN where not computed.
        temperature : array_like, shape (...,)
            K.

        Returns
        -------
        tuple of numpy.ndarray, each of shape (...,)
            W m⁻¹ K⁻¹.

        Raises
        ------
        UltralowError
            As :func:`ultralow.heat.wigner.particle_by_mode`.
        """
        rates, capacity = conductivity.checked_rates(self.modes, rates, temperature)
        held = np.nan_to_num(self.share * capacity)
        slow = np.where(np.isfinite(rates), rates, np.inf)  # carries nothing in either formula
        particle = (held * self.squares / slow).sum(axis=(-2, -1))
        between = np.empty(rates.shape[:-2])
        for place in np.ndindex(between.shape):
            between[place] = self._between((held[place] * self.inverse).ravel(), slow[place])
        return particle, between

    def _between(self, heat: FloatArray, rates: FloatArray) -> float:
        """Tunnelling at one temperature; c/ω over the volume, flat, and rates of shape (Q, M)."""
        half = rates.ravel() / 2
        mean = half[self.left] + half[self.right]
        heat = heat[self.left] + heat[self.right]
        return np.sum(self.weight * heat / (self.apart / mean + mean))
