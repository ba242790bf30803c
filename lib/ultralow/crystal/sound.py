"""Sound in a solid: velocities and the Debye temperature from moduli, and waves in a crystal.

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
    """Young's modulus of an isotropic solid, E = 9 B G / (3 B + G).

    Parameters
    ----------
    bulk, shear : float, array or uncertainties number
        Pa.

    Returns
    -------
    float, array or uncertainties number
        Pa.

    Raises
    ------
    UltralowError
        If a modulus is not a finite number above zero.

    Examples
    --------
    >>> round(young_modulus(76e9, 26e9) / 1e9, 1)  # aluminium, GPa
    70.0
    """
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    return 9 * bulk * shear / (3 * bulk + shear)


def poisson_ratio(bulk: Quantity, shear: Quantity) -> Quantity:
    """Poisson's ratio of an isotropic solid, ν = (3 B − 2 G) / (6 B + 2 G).

    Parameters
    ----------
    bulk, shear : float, array or uncertainties number
        Pa.

    Returns
    -------
    float, array or uncertainties number
        Dimensionless.

    Raises
    ------
    UltralowError
        If a modulus is not a finite number above zero.

    Examples
    --------
    >>> round(poisson_ratio(76e9, 26e9), 3)
    0.346
    """
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    return (3 * bulk - 2 * shear) / (6 * bulk + 2 * shear)


def moduli_from_young_and_bulk(young: Quantity, bulk: Quantity) -> Moduli:
    """Bulk and shear moduli of an isotropic solid from Young's, G = 3 B E / (9 B − E).

    Parameters
    ----------
    young, bulk : float, array or uncertainties number
        Pa.

    Returns
    -------
    Moduli
        Pa.

    Raises
    ------
    UltralowError
        If either is not a finite number above zero, or E ≥ 9 B, which no stable solid reaches.

    Examples
    --------
    >>> round(moduli_from_young_and_bulk(70e9, 76e9).shear / 1e9, 1)
    26.0
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
    r"""Sound velocities of an isotropic solid.

    .. math:: v_L = \sqrt{(B + 4 G / 3) / \rho}, \qquad v_T = \sqrt{G / \rho}

    Parameters
    ----------
    bulk, shear : float, array or uncertainties number
        Pa.
    mass_density : float, array or uncertainties number
        kg m⁻³.

    Returns
    -------
    Velocities
        m/s.

    Raises
    ------
    UltralowError
        If an argument is not a finite number above zero.

    References
    ----------
    O. L. Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi:10.1016/0022-3697(63)90067-2.

    Examples
    --------
    >>> [round(one) for one in sound_velocities(76e9, 26e9, 2700.0)]  # aluminium
    [6402, 3103]
    """
    bulk, shear = positive("bulk", "Pa", bulk), positive("shear", "Pa", shear)
    mass_density = positive("mass_density", "kg/m³", mass_density)
    longitudinal = ((bulk + 4 * shear / 3) / mass_density) ** 0.5
    return Velocities(longitudinal, (shear / mass_density) ** 0.5)


def moduli_from_velocities(longitudinal: float, transverse: float, mass_density: float) -> Moduli:
    r"""Moduli of the isotropic solid that carries sound at two velocities.

    .. math:: G = \rho v_T^2, \qquad B = \rho \left(v_L^2 - 4 v_T^2 / 3\right)

    Parameters
    ----------
    longitudinal, transverse : float
        m/s.
    mass_density : float
        kg m⁻³.

    Returns
    -------
    Moduli
        Pa.

    Raises
    ------
    UltralowError
        If an argument is not a finite number above zero, or if there is no such solid: its bulk
        modulus would not be above zero.

    Examples
    --------
    >>> [round(one / 1e9) for one in moduli_from_velocities(6402, 3103, 2700.0)]  # aluminium
    [76, 26]
    """
    longitudinal = positive("longitudinal", "m/s", longitudinal)
    transverse = positive("transverse", "m/s", transverse)
    mass_density = positive("mass_density", "kg/m³", mass_density)
    shear = mass_density * transverse**2
    bulk = mass_density * longitudinal**2 - 4 * shear / 3
    if bulk <= 0:
        raise UltralowError(
            f"no solid carries longitudinal sound at {longitudinal:.0f} m/s and transverse at "
            f"{transverse:.0f}",
            why="its bulk modulus would not be above zero",
            mend=f"keep the longitudinal velocity above {transverse * (4 / 3) ** 0.5:.0f} m/s",
        )
    return Moduli(bulk, shear)


def mean_velocity(longitudinal: Quantity, transverse: Quantity) -> Quantity:
    """Debye's mean sound velocity, 3 / v³ = 1 / v_L³ + 2 / v_T³.

    Parameters
    ----------
    longitudinal, transverse : float, array or uncertainties number
        m/s.

    Returns
    -------
    float, array or uncertainties number
        m/s.

    Raises
    ------
    UltralowError
        If a velocity is not a finite number above zero.

    References
    ----------
    O. L. Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi:10.1016/0022-3697(63)90067-2.

    Examples
    --------
    >>> round(mean_velocity(6400.0, 3100.0))
    3484
    """
    longitudinal = positive("longitudinal", "m/s", longitudinal)
    transverse = positive("transverse", "m/s", transverse)
    return (3 / (1 / longitudinal**3 + 2 / transverse**3)) ** (1 / 3)


def debye_temperature(
    number_density: Quantity, longitudinal: Quantity, transverse: Quantity
) -> Quantity:
    r"""Debye temperature from the sound velocities.

    .. math:: \Theta = \frac{\hbar v}{k_B} \left(6 \pi^2 n\right)^{1/3}

    with v as in `mean_velocity`.

    Parameters
    ----------
    number_density : float, array or uncertainties number
        Atoms per volume, m⁻³.
    longitudinal, transverse : float, array or uncertainties number
        m/s.

    Returns
    -------
    float, array or uncertainties number
        K.

    Raises
    ------
    UltralowError
        If an argument is not a finite number above zero.

    References
    ----------
    O. L. Anderson, J. Phys. Chem. Solids 24, 909 (1963), doi:10.1016/0022-3697(63)90067-2.

    Examples
    --------
    >>> round(debye_temperature(6.03e28, 6400.0, 3100.0))  # aluminium
    407
    """
    number_density = positive("number_density", "atoms per m³", number_density)
    velocity = mean_velocity(longitudinal, transverse)
    return hbar / k_B * velocity * (6 * pi**2 * number_density) ** (1 / 3)


def christoffel(stiffness: ArrayLike, mass_density: float, direction: ArrayLike) -> Waves:
    r"""Christoffel's plane waves along a direction: velocities and polarizations.

    .. math:: \left(C_{ijkl} n_j n_l - \rho v^2 \delta_{ik}\right) e_k = 0

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.
    mass_density : float
        kg m⁻³.
    direction : array_like, shape (..., 3)
        Propagation direction along the axes of the stiffness; any length.

    Returns
    -------
    Waves
        The fastest, longitudinal-like wave first.

    Raises
    ------
    UltralowError
        If a direction has no length, or a wave along it has ρv² < 0.

    Examples
    --------
    >>> from ultralow.crystal.elasticity import isotropic
    >>> christoffel(isotropic(76e9, 26e9), 2700.0, [1, 1, 0]).velocity.round().tolist()
    [6402.0, 3103.0, 3103.0]
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
