"""Model bands as transport distributions: parabolic and Kane's non-parabolic dispersion.

Both are valence bands, filled with holes of energy ε counted from the edge downwards:

    γ(ε) = ε (1 + αε) = ħ² Σ k_i²/(2 m_i),
    g(ε) = (2 m_d)^(3/2)/(2π²ħ³) · γ^(1/2) γ',   Φ_ii(ε) = g · 2γ/(3 m_i γ'²),   γ' = 1 + 2αε

with m_d³ = m_x m_y m_z, times the number of equal valleys. α = 0 is the parabolic band. Two bands
of one symmetry that repel each other across a gap E_g have α = 1/E_g.

References
----------
E. O. Kane, J. Phys. Chem. Solids 1, 249 (1957), doi:10.1016/0022-3697(57)90013-6.
"""

import math

import numpy as np
from scipy.constants import e, hbar

from ultralow.charge.transport_distribution import Distribution
from ultralow.checks import FloatArray, Quantity, not_negative, positive, positive_array
from ultralow.errors import UltralowError

# In the root of ε the integrands are smooth at the edge, so that Gauss-Legendre nodes see it
# exactly; 240 panels keep them below k_B T at 100 K as far as a hole is likely to be.
PANELS = 240
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


def parabolic(mass: Quantity, valleys: int = 1, depth: float = 3.0 * e) -> Distribution:
    """Parabolic valence band with its edge at zero energy.

    Parameters
    ----------
    mass : float or array_like, shape (3,)
        Effective mass at the edge, kg; three along the axes if they differ.
    valleys : int
        Number of equal bands.
    depth : float
        How far the band reaches below its edge, J.

    Returns
    -------
    Distribution

    Raises
    ------
    UltralowError
        If a mass, the number of valleys or the depth is not above zero.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> parabolic(0.2 * m_e).valence_edge
    0.0
    """
    return kane(mass, 0.0, valleys, depth)


def kane(mass: Quantity, alpha: float, valleys: int = 1, depth: float = 3.0 * e) -> Distribution:
    """Kane's non-parabolic valence band with its edge at zero energy.

    Parameters
    ----------
    mass : float or array_like, shape (3,)
        Effective mass at the edge, kg; three along the axes if they differ.
    alpha : float
        α in J⁻¹; 0 is the parabolic band.
    valleys : int
        Number of equal bands.
    depth : float
        How far the band reaches below its edge, J.

    Returns
    -------
    Distribution

    Raises
    ------
    UltralowError
        If a mass, the number of valleys or the depth is not above zero, or α is below.

    Examples
    --------
    >>> from scipy.constants import m_e
    >>> bent, straight = kane(0.2 * m_e, 1 / (1.3 * e)), parabolic(0.2 * m_e)
    >>> round(float(bent.dos[0] / straight.dos[0]), 1)  # three electronvolts below the edge
    10.2
    """
    masses = positive_array("mass", "kg", mass)
    if masses.shape not in ((), (3,)):
        raise UltralowError(f"{masses.size} masses were given", mend="give one, or three")
    masses = np.broadcast_to(masses, (3,))
    positive("valleys", "1", valleys)
    not_negative("alpha", "1/J", alpha)
    root, width = _panels(math.sqrt(positive("depth", "J", depth)))
    energy, weight = root**2, 2 * root * width
    bent, slope = energy * (1 + alpha * energy), 1 + 2 * alpha * energy
    heavy = float(np.prod(masses)) ** (1 / 3)
    dos = valleys * (2 * heavy) ** 1.5 / (2 * math.pi**2 * hbar**3) * np.sqrt(bent) * slope
    square = (dos * 2 * bent / (3 * slope**2))[:, None, None] * np.diag(1 / masses)
    return Distribution(
        -energy[::-1], weight[::-1], dos[::-1], square[::-1],
        valence_edge=0.0, conduction_edge=math.inf, lowest=-depth,
    )  # fmt: skip


def _panels(end: float) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights on (0, end), ascending."""
    edges = np.linspace(0.0, end, PANELS + 1)
    half = 0.5 * np.diff(edges)[:, None]
    nodes = edges[:-1, None] + half * (_NODES + 1.0)
    return nodes.ravel(), (half * _WEIGHTS).ravel()
