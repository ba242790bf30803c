"""Modes on a regular mesh, with their rates: what a lattice conductivity is computed from."""

from typing import NamedTuple

from ultralow.checks import FloatArray, IntArray


class Modes(NamedTuple):
    """Modes on the irreducible points of a regular mesh: Q points, M modes, T temperatures.

    Attributes
    ----------
    mesh : tuple of int
        Divisions along the reciprocal axes of the primitive cell.
    volume : float
        Of the primitive cell, m³.
    wavevectors : numpy.ndarray, shape (Q, 3)
        Reduced coordinates, in the reciprocal basis of the primitive cell.
    weights : numpy.ndarray, shape (Q,)
        Points of the mesh that each stands for, whole numbers; their sum is the number of points.
        Shares of one cell in :mod:`ultralow.heat.zone_centre`.
    frequencies : numpy.ndarray, shape (Q, M)
        Hz, ordinary and not angular; imaginary ones negative.
    group_velocities : numpy.ndarray, shape (Q, M, 3)
        m/s, Cartesian, at the irreducible point itself.
    velocity_products : numpy.ndarray, shape (Q, 6, M, M)
        m² s⁻²: real part of v_a[s, s'] v_b[s', s] of Wigner's velocity operator (see
        :mod:`ultralow.heat.velocity_operator`), averaged over the star of the point; ab in
        the order xx yy zz yz xz xy. The diagonal s = s' carries the particle part of the
        conductivity, the rest the interband (coherence) part. Symmetric in s and s'.
    temperatures : numpy.ndarray, shape (T,)
        K.
    scattering_rates : numpy.ndarray, shape (T, Q, M)
        1/s, phonon-phonon: 1/τ = 4πγ, with γ the half width in ordinary frequency.
        NaN where it was not computed: acoustic at the zone centre, or imaginary.
    isotope_rates : numpy.ndarray, shape (Q, M)
        1/s, from the natural isotopes.
    """

    mesh: tuple[int, ...]
    volume: float
    wavevectors: FloatArray
    weights: IntArray | FloatArray
    frequencies: FloatArray
    group_velocities: FloatArray
    velocity_products: FloatArray
    temperatures: FloatArray
    scattering_rates: FloatArray
    isotope_rates: FloatArray

    @property
    def per_volume(self) -> FloatArray:
        """Share of each irreducible point in the mesh, over the volume of the cell, (Q,) in m⁻³."""
        return self.weights / (self.volume * self.weights.sum())
