r"""Unified minimum: glass limits from a crystal's own phonons, not Debye's straight branches.

Take the real frequencies and velocities of a crystal and let no vibration live longer than half
of its period, :math:`\tau = \pi/\omega = 1/(2\nu)`. What is left of the two parts of Wigner's
formula (:mod:`ultralow.heat.wigner`) is the least that such a crystal can conduct:

- the particles alone are the model of Cahill, Watson and Pohl with the full dispersion, `cahill`;
- with the tunnelling between bands it is the unified minimum of Xia and coworkers, `unified`.

In a cell of many atoms most bands are flat. Particles then carry little, far less than Debye's
three straight branches, and the tunnelling takes over.

Everything is in SI. ``modes`` is a :class:`ultralow.heat.mesh_modes.Modes`; tensors are six
components in the order xx yy zz yz xz xy.

References
----------
D. G. Cahill, S. K. Watson and R. O. Pohl, Phys. Rev. B 46, 6131 (1992),
doi:10.1103/PhysRevB.46.6131.

Y. Xia, D. Gaines II, J. He, K. Pal, Z. Li, M. G. Kanatzidis, V. Ozoliņš and C. Wolverton,
Proc. Natl. Acad. Sci. 120, e2302541120 (2023), doi:10.1073/pnas.2302541120. The scattering rate
ω/π and the form of the sum are those of the code that the authors published with it
(github.com/yimavxia/Minikappa).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray, positive
from ultralow.heat import wigner
from ultralow.heat.mesh_modes import Modes

# Slower than this are the acoustic modes at the zone centre alone, whose frequency is rounding:
# they are the limit of a sound wave, and have no half period.
# Lower than the floor of `ultralow.phonons.harmonic`, below which modes are not shown: here slow
# ones of a fine mesh carry heat, and only what is no vibration may go.
SLOWEST_HZ = 1e8
# Far above every vibration of a solid heat capacities are classical: k_B to 1e-11.
CLASSICAL_K = 1e7


class Unified(NamedTuple):
    """Unified minimum in two parts, W m⁻¹ K⁻¹, shape (..., 6), and their sum."""

    particle: FloatArray
    coherence: FloatArray

    @property
    def total(self) -> FloatArray:
        """Particle and interband part together."""
        return self.particle + self.coherence


def fastest_rates(frequencies: ArrayLike, periods: float = 0.5) -> FloatArray:
    r"""Fastest scattering rates: those of modes that live for a share of their period.

    .. math:: \Gamma = \frac{1}{\tau} = \frac{\nu}{p}, \qquad p = \tau \nu

    Parameters
    ----------
    frequencies : array_like
        Ordinary frequencies, Hz; imaginary ones negative.
    periods : float
        Lifetime over period, p. One half makes the rate ω/π, Cahill's and Xia's; 1/2π makes it
        ω, beyond which a vibration is overdamped.

    Returns
    -------
    numpy.ndarray
        1/s, in the shape of ``frequencies``; NaN for imaginary modes and below `SLOWEST_HZ`.

    Raises
    ------
    UltralowError
        If ``periods`` is not above zero.

    Examples
    --------
    >>> (fastest_rates([1e12, -2e11]) / 1e12).tolist()
    [2.0, nan]
    """
    periods = positive("periods", "1", periods)
    frequencies = np.asarray(frequencies, float)
    return np.where(frequencies > SLOWEST_HZ, frequencies / periods, np.nan)


def unified(modes: Modes, temperature: ArrayLike, periods: float = 0.5) -> Unified:
    r"""Unified minimum thermal conductivity of Xia and coworkers: particles and tunnelling.

    Wigner's formula with the rate :math:`\Gamma_s = \omega_s/\pi` for every mode,

    .. math:: \kappa_{ab} = \frac{1}{VN} \sum_{\mathbf q s s'} \frac{\omega_s + \omega_{s'}}{4}
              \left(\frac{c_s}{\omega_s} + \frac{c_{s'}}{\omega_{s'}}\right) v^a_{ss'} v^b_{s's}
              \frac{\bar\Gamma}{(\omega_s - \omega_{s'})^2 + \bar\Gamma^2}

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
    temperature : array_like, shape (...,)
        K. `CLASSICAL_K` gives the limit at high temperature.
    periods : float
        As in `fastest_rates`.

    Returns
    -------
    Unified
        Imaginary modes and the acoustic ones at the zone centre carry nothing in it; `missing`
        counts them.

    Raises
    ------
    UltralowError
        If a temperature or ``periods`` is not above zero.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> [part.round(3)[0].item() for part in unified(modes, 300.0)]
    [0.024, 0.022]
    """
    rates = _rates(modes, temperature, periods)
    parts = wigner.particle, wigner.coherence
    return Unified(*(part(modes, rates, temperature) for part in parts))


def cahill(modes: Modes, temperature: ArrayLike, periods: float = 0.5) -> FloatArray:
    r"""Minimum of Cahill, Watson and Pohl with a crystal's full dispersion.

    .. math:: \kappa_{ab} = \frac{1}{VN} \sum_{\mathbf q s} c_s \, v^a_s v^b_s \,
              \frac{\pi}{\omega_s}

    With three straight branches and Debye's sphere this is :func:`ultralow.heat.minimum.cahill`.
    Parameters, errors and modes that are left out are those of `unified`, of which this is the
    particle part.

    Returns
    -------
    numpy.ndarray, shape (..., 6)
        W m⁻¹ K⁻¹.

    Examples
    --------
    >>> f, v = np.array([[1.0e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> cahill(modes, 300.0).round(3)[0].item()
    0.024
    """
    rates = _rates(modes, temperature, periods)
    return wigner.particle(modes, rates, temperature)


def missing(modes: Modes, temperature: ArrayLike) -> wigner.ModesWithoutRate:
    """Modes left out of the limits: imaginary ones, and the acoustic ones at the zone centre.

    Parameters
    ----------
    modes : ultralow.heat.mesh_modes.Modes
    temperature : array_like, shape (...,)
        K.

    Returns
    -------
    ultralow.heat.wigner.ModesWithoutRate

    Raises
    ------
    UltralowError
        If a temperature is not above zero.

    Examples
    --------
    >>> f, v = np.array([[-0.1e12, 1.1e12]]), np.full((1, 2, 3), 600.0)
    >>> product, rate = np.full((1, 6, 2, 2), 3.6e5), np.full((1, 1, 2), 1e11)
    >>> modes = Modes((1, 1, 1), 2e-28, f[:, :1] * np.zeros(3), np.ones(1, int), f, v, product,
    ...               np.array([300.0]), rate, 0 * f)
    >>> found = missing(modes, 300.0)
    >>> int(found.count), found.total
    (1, 2)
    """
    return wigner.modes_without_rate(modes, _rates(modes, temperature, 0.5), temperature)


def _rates(modes: Modes, temperature: ArrayLike, periods: float) -> FloatArray:
    rates = fastest_rates(modes.frequencies, periods)
    return np.broadcast_to(rates, (*np.shape(temperature), *rates.shape))
