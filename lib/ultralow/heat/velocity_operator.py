r"""Velocity operator of phonons: how fast a vibration of one band runs as one of another.

Wigner's conductivity (:mod:`ultralow.heat.wigner`) takes the slope of the root of the dynamical
matrix D between two modes of one wave vector,

.. math:: v_{ss'} = \langle s | \partial_{\mathbf q} \sqrt{D} | s' \rangle
                  = \frac{\langle s | \partial_{\mathbf q} D | s' \rangle}{\omega_s + \omega_{s'}}.

phono3py (4.8) gives :math:`\langle s|\partial D|s'\rangle / (2 \sqrt{\omega_s \omega_{s'}})`
instead. Both are the group velocity where s = s', and the same within a degenerate group; apart
from that phono3py's is the larger one, by the ratio of the two modes' arithmetic mean frequency to
their geometric one. The stored products are Wigner's.

References
----------
M. Simoncelli, N. Marzari and F. Mauri, Phys. Rev. X 12, 041011 (2022),
doi:10.1103/PhysRevX.12.041011.
"""

import numpy as np
from numpy.typing import ArrayLike

from ultralow.checks import FloatArray


def pair_factor(frequencies: ArrayLike) -> FloatArray:
    r"""Factor from products of phono3py's velocity matrix to products of Wigner's operator.

    .. math:: \frac{4 \omega_s \omega_{s'}}{(\omega_s + \omega_{s'})^2}

    Parameters
    ----------
    frequencies : array_like, shape (..., M)
        In any unit; imaginary ones negative.

    Returns
    -------
    numpy.ndarray, shape (..., M, M)
        1 for a mode with itself; 0 for a pair of which one is imaginary or does not vibrate, since
        it has no velocity between bands.

    Examples
    --------
    >>> pair_factor([1.0, 1.0, 3.0]).tolist()
    [[1.0, 1.0, 0.75], [1.0, 1.0, 0.75], [0.75, 0.75, 1.0]]
    """
    real = np.maximum(np.asarray(frequencies, float), 0.0)
    one, other = real[..., :, None], real[..., None, :]
    both = np.where(one + other > 0, one + other, np.inf)
    factor = (2 * one / both) * (2 * other / both)
    own = np.arange(real.shape[-1])
    factor[..., own, own] = 1.0
    return factor
