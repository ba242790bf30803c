"""Scattering rates of phonons: by each other, by the surface, by point defects.

Independent mechanisms add their rates (Matthiessen's rule, `matthiessen`). The rate between phonons
comes from third-order force constants; this module knows how to carry it to another temperature
(`rates_at`) and what a surface (`boundary_rate`) and wrong or missing atoms (`point_defect_rate`)
add.

Everything is in SI: rates 1/s, ordinary frequencies Hz. Modes stand on Q points of a mesh, M a
point. NaN marks a rate that was not computed; it stays NaN in every sum, and is counted by
`ultralow.heat.wigner.modes_without_rate`. A rate of zero would mean a phonon that lives for ever.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, finite, not_negative, positive, positive_array
from ultralow.errors import UltralowError
from ultralow.heat.mesh_modes import Modes

# A mode whose energy does not change with the wave vector still fills some width, Hz.
_NARROWEST = 5e9


def matthiessen(*rates: ArrayLike) -> FloatArray:
    """Matthiessen's sum of scattering rates: those of independent mechanisms add.

    Parameters
    ----------
    *rates : array_like
        Rates (1/s) that broadcast; NaN where one was not computed.

    Returns
    -------
    numpy.ndarray
        Their sum (1/s), NaN where any of them is.

    Raises
    ------
    UltralowError
        If a rate is below zero or infinite, or the shapes do not broadcast.

    Examples
    --------
    >>> (matthiessen([1e11, np.nan], 2e10) / 1e10).tolist()
    [12.0, nan]
    """
    arrays = [np.asarray(one, float) for one in rates]
    for one in arrays:
        if np.any(one < 0) or np.any(np.isinf(one)):
            raise UltralowError(
                "a scattering rate must be a finite number not below zero",
                mend="mark a mode whose rate was not computed by NaN",
            )
    try:
        shape = np.broadcast_shapes(*(one.shape for one in arrays))
    except ValueError:
        shapes = ", ".join(str(one.shape) for one in arrays)
        raise UltralowError(
            f"rates of shapes {shapes} do not broadcast",
            mend="give all of them for the same points, modes and temperatures",
        ) from None
    return sum(arrays, np.zeros(shape, float))


def mean_free_path(group_velocities: ArrayLike, rates: ArrayLike) -> FloatArray:
    """Mean free path of a phonon: speed over rate.

    Parameters
    ----------
    group_velocities : array_like, shape (..., Q, M, 3)
        m/s.
    rates : array_like, shape (..., Q, M)
        Total rates, 1/s.

    Returns
    -------
    numpy.ndarray, shape (..., Q, M)
        m; NaN where the rate is.

    Examples
    --------
    >>> float(mean_free_path([1200.0, 0.0, 0.0], 2e11).round(12))  # 6 nm
    6e-09
    """
    return np.linalg.norm(np.asarray(group_velocities), axis=-1) / np.asarray(rates, float)


def boundary_rate(
    group_velocities: ArrayLike, length: float, specularity: float = 0.0
) -> FloatArray:
    r"""Boundary scattering rate at the surface of a wire (Casimir).

    .. math:: \frac{1}{\tau} = \frac{|v|}{l} \, \frac{1 - p}{1 + p}

    A rough surface (p = 0) sends phonons back in all directions; then the mean free path of a
    long wire of cross section w·h is Casimir's length l = (4wh/π)^(1/2).

    Parameters
    ----------
    group_velocities : array_like, shape (..., 3)
        m/s.
    length : float
        Casimir length, m.
    specularity : float
        p, from 0 to 1.

    Returns
    -------
    numpy.ndarray
        1/s.

    Raises
    ------
    UltralowError
        If the length is not above zero or p not between 0 and 1.

    References
    ----------
    H. B. G. Casimir, Physica 5, 495 (1938), doi:10.1016/S0031-8914(38)80162-2.
    R. Berman, F. E. Simon and J. M. Ziman, Proc. R. Soc. A 220, 171 (1953),
    doi:10.1098/rspa.1953.0180.

    Examples
    --------
    >>> round(float(boundary_rate([1500.0, 0.0, 0.0], 300e-9)) / 1e9, 2)
    5.0
    """
    length = positive("Casimir length", "m", length)
    specularity = finite("specularity", "1", specularity)
    if not 0 <= specularity <= 1:
        raise UltralowError(
            f"a specularity of {specularity:g} is not between 0 and 1",
            mend="give 0 for a rough surface, 1 for a mirror",
        )
    speed = np.linalg.norm(np.asarray(group_velocities), axis=-1)
    return speed / length * (1 - specularity) / (1 + specularity)


def point_defect_rate(modes: Modes, variance: float) -> FloatArray:
    r"""Point-defect scattering rate (Tamura), the same on every kind of atom.

    .. math:: \frac{1}{\tau} = \frac{\pi}{2} \, \Gamma \, \omega^2 D(\omega), \qquad
              \Gamma = \sum_i c_i \left(\frac{\Delta M_i}{\bar M}\right)^2

    D is the density of modes over angular frequency, normalised to one. For long waves it goes
    as ω², and the rate as ω⁴, as Rayleigh's and Klemens's: Γ Ω ω⁴/(4π v³), with Ω the volume of an
    atom. Between flat optical branches it does not go on growing so, which a bare ω⁴ would.

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
        Its frequencies, velocities, weights and volume are used.
    variance : float
        Γ, the variance of the mass over the square of its mean, 0 or more. An empty place counts
        with ΔM/M of about 3, since the bonds around it are cut as well.

    Returns
    -------
    numpy.ndarray, shape (Q, M)
        1/s; NaN at imaginary modes.

    Raises
    ------
    UltralowError
        If Γ is below zero or no number.

    References
    ----------
    S. Tamura, Phys. Rev. B 27, 858 (1983), doi:10.1103/PhysRevB.27.858.
    P. G. Klemens, Proc. Phys. Soc. A 68, 1113 (1955), doi:10.1088/0370-1298/68/12/303.
    C. A. Ratsifaritana and P. G. Klemens, Int. J. Thermophys. 8, 737 (1987),
    doi:10.1007/BF00500791.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> (point_defect_rate(modes, 0.01) / 1e9).round(1).tolist()
    [[22.1, 26.8]]
    """
    variance = not_negative("mass variance", "1", variance)
    frequencies = np.where(modes.frequencies >= 0, modes.frequencies, np.nan)
    omega = 2 * np.pi * frequencies
    return (
        np.pi
        / 2
        * variance
        * omega**2
        * normalised_density_of_states(modes, frequencies)
        / (2 * np.pi)
    )


def normalised_density_of_states(modes: Modes, frequencies: ArrayLike) -> FloatArray:
    r"""Normalised density of modes over ordinary frequency.

    .. math:: D(\nu) = \frac{1}{N M} \sum_{\mathbf q s} \delta(\nu - \nu_{\mathbf q s})

    Each mode of the mesh is a Gaussian as wide as its frequency varies within its cell of the
    mesh, |v| Δq/(2π) with Δq the edge of a cube of that cell's volume.

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
    frequencies : array_like
        Hz.

    Returns
    -------
    numpy.ndarray
        s, in the shape of ``frequencies``; NaN where they are.

    References
    ----------
    J. R. Yates, X. Wang, D. Vanderbilt and I. Souza, Phys. Rev. B 75, 195121 (2007),
    doi:10.1103/PhysRevB.75.195121.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> at = np.linspace(-2e13, 2e13, 2001)
    >>> round(float(np.sum(normalised_density_of_states(modes, at)) * (at[1] - at[0])), 3)
    1.0
    """
    frequencies = np.asarray(frequencies, float)
    points = modes.weights.sum()
    edge = np.cbrt(1 / (modes.volume * points))
    widths = np.maximum(np.linalg.norm(modes.group_velocities, axis=-1) * edge, _NARROWEST)
    shares = np.repeat(modes.weights[:, None], modes.frequencies.shape[1], axis=1)
    real = modes.frequencies > 0
    centres, widths, shares = modes.frequencies[real], widths[real], shares[real]
    found = np.empty(frequencies.size)
    for start in range(0, frequencies.size, 1000):  # a whole crystal at once is too large
        away = frequencies.ravel()[start : start + 1000, None] - centres
        peaks = np.exp(-0.5 * (away / widths) ** 2) / (widths * np.sqrt(2 * np.pi))
        found[start : start + 1000] = peaks @ shares
    return (found / (points * modes.frequencies.shape[1])).reshape(frequencies.shape)


def rates_at(temperatures: ArrayLike, rates: ArrayLike, temperature: ArrayLike) -> FloatArray:
    """Scattering rates between the temperatures at which they were computed.

    The logarithm of the rate is taken as linear in that of the temperature, which is exact where
    the rate goes as a power of it: as T for three phonons when it is warm.

    Parameters
    ----------
    temperatures : array_like, shape (T,)
        K, ascending.
    rates : array_like, shape (T, Q, M)
        1/s, NaN where not computed.
    temperature : float or array, shape (n,)
        K, within the range of ``temperatures``.

    Returns
    -------
    numpy.ndarray, shape (Q, M) or (n, Q, M)
        1/s; NaN where one of the two neighbours is.

    Raises
    ------
    UltralowError
        If a temperature lies outside that range, or rates are known at none.

    Examples
    --------
    >>> known = [[[2e11]], [[4e11]]]  # as T, for three phonons
    >>> round(float(rates_at([200.0, 400.0], known, 300.0).item()) / 1e11, 6)
    3.0
    """
    known = positive_array("temperatures", "K", temperatures)
    wanted, rates = positive_array("temperature", "K", temperature), np.asarray(rates, float)
    if not known.size:
        raise UltralowError(
            "rates are known at no temperature", mend="compute them at one temperature at least"
        )
    if np.any(wanted < known[0] * (1 - 1e-12)) or np.any(wanted > known[-1] * (1 + 1e-12)):
        raise UltralowError(
            f"rates are known from {known[0]:g} to {known[-1]:g} K only",
            mend="choose a temperature in between",
        )
    if known.size == 1:
        return np.broadcast_to(rates[0], (*wanted.shape, *rates.shape[1:])).copy()
    upper = np.clip(np.searchsorted(known, wanted), 1, known.size - 1)
    span = np.log(known[upper] / known[upper - 1])
    share = (np.log(wanted / known[upper - 1]) / span)[..., None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (np.log(rates[at]) for at in (upper - 1, upper))
        between = low + share * (high - low)
    return np.exp(np.where(share == 0, low, np.where(share == 1, high, between)))
