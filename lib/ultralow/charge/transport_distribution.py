"""Transport distribution: states and velocities of a crystal against energy, and relaxation times.

The input of :mod:`ultralow.charge.boltzmann`, which takes it from a table of computed bands or from
:mod:`ultralow.charge.model_bands` alike. Everything is in SI, energies in J.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import k as k_B

from ultralow.checks import FloatArray, above
from ultralow.errors import UltralowError

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


@dataclass(frozen=True, eq=False)
class Distribution:
    """Distribution of states and velocities over energy, at the nodes of a quadrature.

    Attributes
    ----------
    energy, weight : numpy.ndarray, shape (n,)
        Nodes in ascending order and the weights of the quadrature, J.
    dos : numpy.ndarray, shape (n,)
        States per energy and volume, J⁻¹ m⁻³.
    transport : numpy.ndarray, shape (n, 3, 3)
        Sum of v v over those states, m² s⁻² J⁻¹ m⁻³.
    valence_edge, conduction_edge : float
        J; infinite where the model has no such band.
    lowest, highest : float
        How far the chemical potential sees: where a band is cut off, J; else infinite.
    spacing : float
        The widest step of the table, J, below which it has no structure; 0 for a model, which is
        asked for its nodes.
    """

    energy: FloatArray
    weight: FloatArray
    dos: FloatArray
    transport: FloatArray
    valence_edge: float
    conduction_edge: float
    lowest: float = -np.inf
    highest: float = np.inf
    spacing: float = 0.0

    @property
    def midgap(self) -> float:
        """Middle of the gap, J: states below count by holes, those above by electrons."""
        if np.isinf(self.valence_edge) or np.isinf(self.conduction_edge):
            return np.inf if np.isinf(self.conduction_edge) else -np.inf
        return 0.5 * (self.valence_edge + self.conduction_edge)


def from_table(
    energy: ArrayLike,
    dos: ArrayLike,
    transport: ArrayLike,
    valence_edge: float,
    conduction_edge: float,
) -> Distribution:
    """Distribution from values on a grid of energies, taken as linear between its points.

    Parameters
    ----------
    energy, dos : array_like, shape (n,)
        Ascending energies (J) and states per energy and volume (J⁻¹ m⁻³).
    transport : array_like, shape (n, 3) or (n, 3, 3)
        Diagonal, or whole tensor, of the transport distribution (m² s⁻² J⁻¹ m⁻³).
    valence_edge, conduction_edge : float
        J.

    Returns
    -------
    Distribution

    Raises
    ------
    UltralowError
        For shapes that do not fit, energies that do not ascend, or negative states.

    Examples
    --------
    >>> grid = np.linspace(-1.0, 0.0, 11)
    >>> table = from_table(grid, -grid, np.outer(-grid, [1, 1, 1]), 0.0, np.inf)
    >>> round(float(table.weight @ table.dos), 6)  # the states of the band
    0.5
    """
    energy, dos = np.asarray(energy, float), np.asarray(dos, float)
    tensor = np.asarray(transport, float)
    tensor = tensor[..., np.newaxis] * np.eye(3) if tensor.ndim == 2 else tensor
    _check_table(energy, dos, tensor)
    step = np.diff(energy)
    share = 0.5 * (_NODES + 1.0)
    nodes = (energy[:-1, None] + step[:, None] * share).ravel()
    return Distribution(
        nodes,
        (0.5 * step[:, None] * _WEIGHTS).ravel(),
        np.interp(nodes, energy, dos),
        _between(tensor, share),
        float(valence_edge),
        float(conduction_edge),
        energy[0] if dos[0] > 0 else -np.inf,
        energy[-1] if dos[-1] > 0 else np.inf,
        float(step.max()),
    )


def _between(tensor: FloatArray, share: FloatArray) -> FloatArray:
    inner = tensor[:-1, None] + np.diff(tensor, axis=0)[:, None] * share[:, None, None]
    return inner.reshape(-1, 3, 3)


def _check_table(energy: FloatArray, dos: FloatArray, tensor: FloatArray) -> None:
    fits = energy.ndim == 1 and dos.shape == energy.shape and tensor.shape == (*energy.shape, 3, 3)
    if not fits or energy.size < 2:
        raise UltralowError(
            f"a table of bands has shapes {energy.shape}, {dos.shape} and {tensor.shape}",
            mend="give n energies, n densities of states, and n tensors or diagonals of three",
        )
    diagonal = np.einsum("nii->ni", tensor)
    numbers = all(np.isfinite(one).all() for one in (energy, dos, tensor))
    ordered = np.all(np.diff(energy) > 0) and np.all(dos >= 0) and np.all(diagonal >= 0)
    if not (numbers and ordered):
        raise UltralowError(
            "a table of bands needs ascending energies, and neither fewer than no states "
            "nor negative squares of velocities, nor anything that is no number",
            mend="look for a damaged table, and make it again with workflow/rules/electrons.smk",
        )


def scattering(distribution: Distribution, law: str = "constant", r: float = 0.0) -> FloatArray:
    """Scattering laws: relaxation time at the nodes, relative to that 25.85 meV inside a band.

    Parameters
    ----------
    distribution : Distribution
    law : {"constant", "inverse_dos", "power"}
        τ(E) the same for all; ∝ 1/g(E), as for acoustic phonons; or ∝ ε^r with ε counted from
        the band's edge.
    r : float
        Exponent of the power law, above -3/2.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Dimensionless. Its scale drops out of S, L and n, and of every mobility that is fitted
        to a measured conductivity.

    Raises
    ------
    UltralowError
        For another law, or r not above -3/2.

    Examples
    --------
    >>> grid = np.linspace(-1e-19, 0.0, 1001)
    >>> table = from_table(grid, -grid, np.outer(-grid, [1, 1, 1]), 0.0, np.inf)
    >>> np.interp(-300 * k_B, table.energy, scattering(table, "power", -0.5)).round(2).item()
    1.0
    """
    if law == "constant":
        return np.ones_like(distribution.energy)
    depth = _depth(distribution)
    reference = 300.0 * k_B
    inside = depth > 0
    if law == "power":
        above("r", -1.5, r)
        return np.where(inside, np.where(inside, depth / reference, 1.0) ** r, 0.0)
    if law == "inverse_dos":
        known = distribution.dos > 0
        at = np.interp(reference, *_ascending(depth[inside], distribution.dos[inside]))
        return np.where(known, at / np.where(known, distribution.dos, 1.0), 0.0)
    raise UltralowError(
        f"no scattering law {law!r}", mend="use 'constant', 'inverse_dos' or 'power'"
    )


def _depth(distribution: Distribution) -> FloatArray:
    """How far each node lies inside its band, J; below zero in the gap."""
    below = distribution.energy <= distribution.midgap
    hole = distribution.valence_edge - distribution.energy
    electron = distribution.energy - distribution.conduction_edge
    return np.where(below, hole, electron)


def _ascending(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    order = np.argsort(x)
    return x[order], y[order]
