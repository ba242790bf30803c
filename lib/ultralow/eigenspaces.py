"""A basis of an eigenspace that the processor has no say in.

Where eigenvalues are equal, an eigensolver returns any basis of their space, and any sign or phase
where one stands alone: which one hangs on the last bit.
"""

from typing import TypeVar

import numpy as np

from ultralow.checks import ComplexArray, FloatArray

Vectors = TypeVar("Vectors", FloatArray, ComplexArray)
# Weights that symmetry makes alike differ by less, relative to the largest.
ALIKE = 1e-6


def settled(vectors: Vectors) -> Vectors:
    """The basis of a space in which each vector is what the space holds of one component.

    The first is that of the component with the largest share in the space, of such that are alike
    the first; it is real and positive there. Each further one is that of what is left.

    Parameters
    ----------
    vectors : numpy.ndarray, shape (n, components)
        Orthonormal, real or complex.

    Returns
    -------
    numpy.ndarray, shape (n, components)

    Examples
    --------
    >>> settled(np.array([[0.6, -0.8, 0], [0.8, 0.6, 0]])).round(6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    rest, basis = vectors, []
    for _ in vectors:
        weight = np.sum(np.abs(rest) ** 2, axis=0)
        most = np.argmax(weight > (1 - ALIKE) * weight.max())
        basis.append(np.tensordot(rest[:, most].conj(), rest, axes=1) / np.sqrt(weight[most]))
        rest = rest - np.outer(rest @ basis[-1].conj(), basis[-1])
    found: Vectors = np.array(basis)
    return found
