"""Sound in a solid: from moduli to velocities and the Debye temperature, and waves in a crystal.

Everything is in SI units; functions of scalars also take arrays and numbers of the
``uncertainties`` package.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import hbar, pi
from scipy.constants import k as k_B

from ultralow.checks import FloatArray, Quantity, nominal, positive, unit_vectors
from ultralow.crystal.elasticity import Moduli, to_tensor
from ultralow.errors import UltralowError


class Velocities(NamedTuple):
    """Sound velocities of an isotropic solid, ``longitudinal`` and ``transverse``, in m/s."""

    longitudinal: float
    transverse: float


class Waves(NamedTuple):
    """Plane waves of a crystal, fastest first.

    ``velocity`` has shape (..., 3) in m/s; ``polarization`` has shape (..., 3, 3), one unit
    vector a row, with the sign left open.
    """

    velocity: FloatArray
    polarization: FloatArray


def young_modulus(bulk: Quantity, shear: Quantity) -> Quantity:
    """Young's modulus E = 9 B G / (3 B + G), in the unit of its arguments (Pa)."""
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    return 9 * bulk * shear / (3 * bulk + shear)


def poisson_ratio(bulk: Quantity, shear: Quantity) -> Quantity:
    """Poisson's ratio nu = (3 B - 2 G) / (6 B + 2 G)."""
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    return (3 * bulk - 2 * shear) / (6 * bulk + 2 * shear)


def moduli_from_young_and_bulk(young: Quantity, bulk: Quantity) -> Moduli:
    """Bulk and shear moduli of an isotropic solid, G = 3 B E / (9 B - E).

    Parameters
    ----------
    young, bulk : float, array or uncertainties number
        Pa.

    Returns
    -------
    Moduli

    Raises
    ------
    UltralowError
        If either is not positive, or E >= 9 B, which no stable solid reaches.
    """
    young, bulk = positive("young", "Pa", young), positive("bulk", "Pa", bulk)
    if not np.all(nominal(9 * bulk - young) > 0):
        raise UltralowError(
            f"Young's modulus {young} is not below nine times the bulk modulus {bulk}",
            why="the shear modulus would be infinite or negative",
            mend="give both in Pa, and check that they belong to one solid",
        )
    return Moduli(bulk, 3 * bulk * young / (9 * bulk - young))


def sound_velocities(bulk: Quantity, shear: Quantity, mass_density: Quantity) -> Velocities:
    """Sound velocities of an isotropic solid.

    v_L = [(B + 4 G / 3) / rho]^(1/2),  v_T = (G / rho)^(1/2)

    Parameters
    ----------
    bulk, shear : float, array or uncertainties number
        Pa.
    mass_density : float, array or uncertainties number
        kg/m^3.

    Returns
    -------
    Velocities

    Raises
    ------
    UltralowError
        If an argument is not positive.

    References
    ----------
    Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi 10.1016/0022-3697(63)90067-2
    """
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    mass_density = positive("mass_density", "kg/m³", mass_density)
    longitudinal = ((bulk + 4 * shear / 3) / mass_density) ** 0.5
    return Velocities(longitudinal, (shear / mass_density) ** 0.5)


def mean_velocity(longitudinal: Quantity, transverse: Quantity) -> Quantity:
    """Debye's mean velocity, 3 / v^3 = 1 / v_L^3 + 2 / v_T^3, in m/s.

    References
    ----------
    Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi 10.1016/0022-3697(63)90067-2
    """
    longitudinal = positive("longitudinal", "m/s", longitudinal)
    transverse = positive("transverse", "m/s", transverse)
    return (3 / (1 / longitudinal**3 + 2 / transverse**3)) ** (1 / 3)


def debye_temperature(
    number_density: Quantity, longitudinal: Quantity, transverse: Quantity
) -> Quantity:
    """Debye temperature from the sound velocities, in K.

    theta = (hbar v / k_B) (6 pi^2 n)^(1/3), with v as in `mean_velocity`

    Parameters
    ----------
    number_density : float, array or uncertainties number
        Atoms per m^3.
    longitudinal, transverse : float, array or uncertainties number
        m/s.

    References
    ----------
    Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi 10.1016/0022-3697(63)90067-2
    """
    number_density = positive("number_density", "atoms per m³", number_density)
    velocity = mean_velocity(longitudinal, transverse)
    return hbar / k_B * velocity * (6 * pi**2 * number_density) ** (1 / 3)


def christoffel(stiffness: ArrayLike, mass_density: float, direction: ArrayLike) -> Waves:
    """Velocities and polarizations of plane waves along a direction.

    (C_ijkl n_j n_l - rho v^2 delta_ik) e_k = 0

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.
    mass_density : float
        kg/m^3.
    direction : array_like, shape (..., 3)
        Propagation direction along the axes of the stiffness; any length.

    Returns
    -------
    Waves
        The fastest, longitudinal-like wave first.

    Raises
    ------
    UltralowError
        If a direction has no length, or a wave along it has rho v^2 < 0.
    """
    positive("mass_density", "kg/m³", mass_density)
    normal = unit_vectors(direction)
    tensor = to_tensor(stiffness)
    matrix = np.einsum("ijkl,...j,...l->...ik", tensor, normal, normal)
    squares, vectors = np.linalg.eigh(matrix)
    if squares.min() < 0:
        worst = normal.reshape(-1, 3)[squares.reshape(-1, 3).min(axis=1).argmin()]
        raise UltralowError(
            f"no wave along {np.round(worst, 3).tolist()}: ρv² is negative",
            why="the crystal is elastically unstable",
            mend="do not use this stiffness; take another potential or another cell",
        )
    velocity = np.sqrt(squares[..., ::-1] / mass_density)
    return Waves(velocity, np.swapaxes(vectors, -1, -2)[..., ::-1, :])
