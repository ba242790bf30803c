"""Sound in a solid: from moduli to velocities and the Debye temperature, and waves in a crystal.

Everything is in SI units; functions of scalars also take arrays and numbers of the
``uncertainties`` package.
"""

from typing import NamedTuple

import numpy as np
from scipy.constants import hbar, pi
from scipy.constants import k as k_B

from ultralow.checks import nominal
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

    velocity: np.ndarray
    polarization: np.ndarray


def young_modulus(bulk, shear):
    """Young's modulus E = 9 B G / (3 B + G), in the unit of its arguments (Pa)."""
    _positive(bulk=bulk, shear=shear)
    return 9 * bulk * shear / (3 * bulk + shear)


def poisson_ratio(bulk, shear):
    """Poisson's ratio nu = (3 B - 2 G) / (6 B + 2 G)."""
    _positive(bulk=bulk, shear=shear)
    return (3 * bulk - 2 * shear) / (6 * bulk + 2 * shear)


def moduli_from_young_and_bulk(young, bulk):
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
    _positive(young=young, bulk=bulk)
    if not np.all(nominal(9 * bulk - young) > 0):
        raise UltralowError(
            f"Young's modulus {young} is not below nine times the bulk modulus {bulk}.",
            "The shear modulus would be infinite or negative.",
        )
    return Moduli(bulk, 3 * bulk * young / (9 * bulk - young))


def sound_velocities(bulk, shear, mass_density):
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
    _positive(bulk=bulk, shear=shear, mass_density=mass_density)
    longitudinal = ((bulk + 4 * shear / 3) / mass_density) ** 0.5
    return Velocities(longitudinal, (shear / mass_density) ** 0.5)


def mean_velocity(longitudinal, transverse):
    """Debye's mean velocity, 3 / v^3 = 1 / v_L^3 + 2 / v_T^3, in m/s.

    References
    ----------
    Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi 10.1016/0022-3697(63)90067-2
    """
    _positive(longitudinal=longitudinal, transverse=transverse)
    return (3 / (1 / longitudinal**3 + 2 / transverse**3)) ** (1 / 3)


def debye_temperature(number_density, longitudinal, transverse):
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
    _positive(number_density=number_density)
    velocity = mean_velocity(longitudinal, transverse)
    return hbar / k_B * velocity * (6 * pi**2 * number_density) ** (1 / 3)


def christoffel(stiffness, mass_density, direction):
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
    _positive(mass_density=mass_density)
    normal = np.asarray(direction, dtype=float)
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    if normal.shape[-1:] != (3,) or not np.all(length > 0):
        raise UltralowError("A direction is three numbers that are not all zero.")
    normal = normal / length
    tensor = to_tensor(stiffness)
    matrix = np.einsum("ijkl,...j,...l->...ik", tensor, normal, normal)
    squares, vectors = np.linalg.eigh(matrix)
    if squares.min() < 0:
        worst = normal.reshape(-1, 3)[squares.reshape(-1, 3).min(axis=1).argmin()]
        raise UltralowError(
            f"No wave along {np.round(worst, 3).tolist()}: rho v^2 is negative.",
            "The crystal is elastically unstable.",
        )
    velocity = np.sqrt(squares[..., ::-1] / mass_density)
    return Waves(velocity, np.swapaxes(vectors, -1, -2)[..., ::-1, :])


def _positive(**values):
    for name, value in values.items():
        # Written so that NaN fails; an uncertain number is judged by its nominal value.
        if not np.all(nominal(value) > 0):
            raise UltralowError(f"{name} = {value} is not positive.", mend=f"give {name} in SI.")
