"""Thermoelectric algebra: heat and charge carried by electrons, as a measurement combines them.

Every function takes floats, arrays, and numbers or arrays with uncertainties (``ufloat``,
``uarray``), which it carries to first order. Inputs broadcast; all units are SI.
"""

import math

import numpy as np
from scipy.constants import e
from scipy.constants import k as k_B

from ultralow.checks import Quantity, finite, nominal, positive


def electronic_thermal_conductivity(
    electrical_conductivity: Quantity, temperature: Quantity, lorenz_number: Quantity
) -> Quantity:
    """Electronic thermal conductivity after Wiedemann and Franz, k_electron = L σ T.

    Parameters
    ----------
    electrical_conductivity, temperature, lorenz_number : float or array
        σ (S m⁻¹), T (K) and L (W Ω K⁻²), the last from one of the Lorenz functions below.

    Returns
    -------
    float or array
        k_electron (W m⁻¹ K⁻¹).

    Raises
    ------
    UltralowError
        If an input is not a finite number above zero.

    Examples
    --------
    >>> round(electronic_thermal_conductivity(2.82e4, 300.0, 2.44e-8), 2)
    0.21
    """
    sigma = positive("electrical_conductivity", "S/m", electrical_conductivity)
    temperature = positive("temperature", "K", temperature)
    return positive("lorenz_number", "W Ω/K²", lorenz_number) * sigma * temperature


def lattice_thermal_conductivity(total: Quantity, electronic: Quantity) -> Quantity:
    """Lattice thermal conductivity, k_lattice = k_total − k_electron.

    A result below zero is returned as it is: it says that the Lorenz number is too large for
    this crystal, or that the measured numbers do not belong together.

    Parameters
    ----------
    total, electronic : float or array
        k_total and k_electron (W m⁻¹ K⁻¹).

    Returns
    -------
    float or array
        k_lattice (W m⁻¹ K⁻¹).

    Raises
    ------
    UltralowError
        If an input is not a finite number, or ``total`` is not above zero.

    Examples
    --------
    >>> round(lattice_thermal_conductivity(0.57, 0.19), 2)
    0.38
    """
    return positive("total", "W/m/K", total) - finite("electronic", "W/m/K", electronic)


def power_factor(seebeck: Quantity, electrical_conductivity: Quantity) -> Quantity:
    """Power factor S²σ.

    Parameters
    ----------
    seebeck, electrical_conductivity : float or array
        S (V K⁻¹), of either sign, and σ (S m⁻¹).

    Returns
    -------
    float or array
        S²σ (W m⁻¹ K⁻²).

    Raises
    ------
    UltralowError
        If an input is not a finite number, or σ is not above zero.

    Examples
    --------
    >>> round(power_factor(79e-6, 2.82e4) * 1e6)  # µW m⁻¹ K⁻²
    176
    """
    sigma = positive("electrical_conductivity", "S/m", electrical_conductivity)
    return finite("seebeck", "V/K", seebeck) ** 2 * sigma


def figure_of_merit(
    seebeck: Quantity,
    electrical_conductivity: Quantity,
    temperature: Quantity,
    thermal_conductivity: Quantity,
) -> Quantity:
    """Figure of merit zT = S²σT/k.

    Parameters
    ----------
    seebeck, electrical_conductivity, temperature, thermal_conductivity : float or array
        S (V K⁻¹), of either sign, σ (S m⁻¹), T (K), and k (W m⁻¹ K⁻¹) of lattice and carriers.

    Returns
    -------
    float or array
        zT (dimensionless).

    Raises
    ------
    UltralowError
        If an input is not a finite number, or one other than S is not above zero.

    Examples
    --------
    >>> round(figure_of_merit(79e-6, 2.82e4, 300.0, 0.57), 2)
    0.09
    """
    temperature = positive("temperature", "K", temperature)
    conductivity = positive("thermal_conductivity", "W/m/K", thermal_conductivity)
    return power_factor(seebeck, electrical_conductivity) * temperature / conductivity


def carrier_density(electrical_conductivity: Quantity, mobility: Quantity) -> Quantity:
    """Carrier density from conductivity and mobility, n = σ/(eµ).

    Parameters
    ----------
    electrical_conductivity, mobility : float or array
        σ (S m⁻¹) and µ (m² V⁻¹ s⁻¹).

    Returns
    -------
    float or array
        n (m⁻³).

    Raises
    ------
    UltralowError
        If an input is not a finite number above zero.

    Examples
    --------
    >>> f"{carrier_density(2.82e4, 394e-4):.1e}"
    '4.5e+24'
    """
    sigma = positive("electrical_conductivity", "S/m", electrical_conductivity)
    return sigma / (e * positive("mobility", "m²/V/s", mobility))


def mobility(electrical_conductivity: Quantity, number_density: Quantity) -> Quantity:
    """Mobility of the carriers, µ = σ/(en).

    Parameters
    ----------
    electrical_conductivity, number_density : float or array
        σ (S m⁻¹) and carriers per volume n (m⁻³).

    Returns
    -------
    float or array
        µ (m² V⁻¹ s⁻¹).

    Raises
    ------
    UltralowError
        If an input is not a finite number above zero.

    Examples
    --------
    >>> round(mobility(2.82e4, 4.5e24) * 1e4)  # cm² V⁻¹ s⁻¹
    391
    """
    sigma = positive("electrical_conductivity", "S/m", electrical_conductivity)
    return sigma / (e * positive("number_density", "carriers per m³", number_density))


def lorenz_sommerfeld() -> float:
    """Lorenz number of a degenerate electron gas, (π²/3)(k_B/e)² = 2.443e-8 W Ω K⁻².

    Returns
    -------
    float
        L₀ (W Ω K⁻²).

    References
    ----------
    A. Sommerfeld, Z. Phys. 47, 1 (1928), doi:10.1007/BF01391052.

    Examples
    --------
    >>> f"{lorenz_sommerfeld():.3e}"
    '2.443e-08'
    """
    return math.pi**2 / 3 * (k_B / e) ** 2


def lorenz_from_seebeck(seebeck: Quantity) -> Quantity:
    r"""Lorenz number estimated from the Seebeck coefficient alone.

    .. math:: L = \left[1.5 + \exp\left(-\frac{|S|}{116\ \mathrm{µV/K}}\right)\right]
              10^{-8}\ \mathrm{W\,\Omega\,K^{-2}}

    A fit to one parabolic band with acoustic-phonon scattering:
    `ultralow.charge.parabolic_band.lorenz` at r = -1/2, which it follows within 5 %.

    Parameters
    ----------
    seebeck : float or array
        S (V K⁻¹), of either sign.

    Returns
    -------
    float or array
        L (W Ω K⁻²).

    Raises
    ------
    UltralowError
        If ``seebeck`` is not a finite number.

    References
    ----------
    H.-S. Kim, Z. M. Gibbs, Y. Tang, H. Wang and G. J. Snyder, APL Mater. 3, 041506 (2015),
    doi:10.1063/1.4908244.

    Examples
    --------
    >>> f"{lorenz_from_seebeck(79e-6):.2e}"
    '2.01e-08'
    """
    seebeck = finite("seebeck", "V/K", seebeck)
    size = seebeck * np.sign(nominal(seebeck))
    # A power of e, because numpy.exp does not know numbers with uncertainties.
    return (1.5 + math.e ** (-size / 116e-6)) * 1e-8
