"""Elastic stiffness of a crystal: fitted, turned, tested for stability, averaged to moduli.

Stiffness matrices are 6 × 6 in Pa, in Voigt order xx, yy, zz, yz, xz, xy. Shear strains are
engineering strains (γ_yz = 2 ε_yz).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ultralow import eigenspaces
from ultralow.checks import FloatArray, finite
from ultralow.errors import UltralowError

VOIGT_ORDER = ("xx", "yy", "zz", "yz", "xz", "xy")
_PAIRS = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))
# Where the six stand in a symmetric matrix.
VOIGT_PLACES = np.array([[0, 5, 4], [5, 1, 3], [4, 3, 2]])
# Eigenvalues of one space differ by rounding, relative to the largest.
_EQUAL = 1e-9


class Moduli(NamedTuple):
    """Isotropic moduli of a polycrystal: ``bulk`` and ``shear``, in Pa."""

    bulk: float
    shear: float


class Stability(NamedTuple):
    """Born's test of a stiffness matrix.

    ``stable`` is true when every eigenvalue is positive; ``eigenvalues`` has shape (6,) in
    Pa, ascending; ``softest_strain`` is the unit eigenvector of the first, in Voigt order;
    ``reason`` names the unstable strains, and is empty for a stable crystal.
    """

    stable: bool
    eigenvalues: FloatArray
    softest_strain: FloatArray
    reason: str


class StiffnessFit(NamedTuple):
    """Stiffness matrix fitted to stresses, all in Pa.

    ``stiffness`` (6, 6) is symmetric, ``reference_stress`` (6,) the stress at zero strain,
    ``residual`` the root mean square of what the fit leaves, ``asymmetry`` the largest
    difference between C_ij and C_ji before they were averaged.
    """

    stiffness: FloatArray
    reference_stress: FloatArray
    residual: float
    asymmetry: float


def checked_stiffness(stiffness: ArrayLike) -> FloatArray:
    """Stiffness matrix made exactly symmetric, after a check that it is one.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        Pa.

    Raises
    ------
    UltralowError
        If it is no symmetric (6, 6) matrix of finite numbers.

    Examples
    --------
    >>> checked_stiffness(isotropic(76e9, 26e9)).shape
    (6, 6)
    """
    matrix = np.asarray(stiffness, dtype=float)
    if matrix.shape != (6, 6):
        raise UltralowError(
            f"a stiffness matrix has shape (6, 6), not {matrix.shape}",
            mend=f"give C in Pa in Voigt order {', '.join(VOIGT_ORDER)}",
        )
    finite("stiffness", "Pa", matrix)
    # Printed tables round each entry by itself: a part in a million is rounding, more is a slip.
    if np.abs(matrix - matrix.T).max() > 1e-6 * np.abs(matrix).max():
        raise UltralowError(
            "the stiffness matrix is not symmetric",
            why="elastic energy is a quadratic form, so that C_ij = C_ji",
            mend="check the entries below the diagonal, or average the matrix with its transpose",
        )
    return (matrix + matrix.T) / 2


def isotropic(bulk: float, shear: float) -> FloatArray:
    """Stiffness matrix of an isotropic solid.

    Parameters
    ----------
    bulk, shear : float
        Moduli, Pa.

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        C_ij in Pa, with lambda = B - 2G/3 and C_44 = G.

    Examples
    --------
    >>> (isotropic(76e9, 26e9)[:4, 0] / 1e9).round(1).tolist()  # aluminium, GPa
    [110.7, 58.7, 58.7, 0.0]
    """
    matrix = np.zeros((6, 6))
    matrix[:3, :3] = bulk - 2 * shear / 3
    matrix[np.arange(3), np.arange(3)] += 2 * shear
    matrix[np.arange(3, 6), np.arange(3, 6)] = shear
    return matrix


def to_tensor(stiffness: ArrayLike) -> FloatArray:
    """Stiffness tensor C_ijkl of a stiffness matrix.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.

    Returns
    -------
    numpy.ndarray, shape (3, 3, 3, 3)
        Pa.

    Raises
    ------
    UltralowError
        As `checked_stiffness`.

    Examples
    --------
    >>> round(float(to_tensor(isotropic(76e9, 26e9))[0, 1, 0, 1] / 1e9), 1)  # C_44, GPa
    26.0
    """
    return checked_stiffness(stiffness)[VOIGT_PLACES][:, :, VOIGT_PLACES]


def rotate(stiffness: ArrayLike, rotation: ArrayLike) -> FloatArray:
    """Stiffness along other axes.

    .. math:: C'_{ijkl} = R_{ip} R_{jq} R_{kr} R_{ls} C_{pqrs}

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.
    rotation : array_like, shape (3, 3)
        Orthogonal matrix whose rows are the new axes along the old ones, as
        `ultralow.crystal.geometry.PBNM_TO_PNMA`. Improper ones are allowed: inversion changes
        nothing.

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        Pa.

    Raises
    ------
    UltralowError
        If the rotation is not orthogonal, or the stiffness not a symmetric (6, 6) matrix.

    Examples
    --------
    >>> turned = rotate(np.diag([3e9, 2e9, 1e9, 1e9, 1e9, 1e9]), [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    >>> (np.diag(turned)[:3] / 1e9).round(6).tolist()
    [2.0, 1.0, 3.0]
    """
    axes = np.asarray(rotation, dtype=float)
    if axes.shape != (3, 3) or not np.allclose(axes @ axes.T, np.eye(3), atol=1e-9):
        raise UltralowError(
            f"the rotation of shape {axes.shape} is not an orthogonal matrix of shape (3, 3)",
            mend="give the new axes as rows, perpendicular and of length one",
        )
    tensor = to_tensor(stiffness)
    turned = np.einsum("ip,jq,kr,ls,pqrs", axes, axes, axes, axes, tensor, optimize=True)
    rows, columns = np.transpose(_PAIRS)
    return turned[rows[:, None], columns[:, None], rows, columns]


def symmetrize(stiffness: ArrayLike, rotations: ArrayLike) -> FloatArray:
    """Stiffness averaged over the operations of a point group.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.
    rotations : array_like, shape (m, 3, 3)
        The whole point group, as Cartesian matrices.

    Returns
    -------
    numpy.ndarray, shape (6, 6)
        Pa.

    Raises
    ------
    UltralowError
        As `rotate`.

    Examples
    --------
    >>> cyclic = [np.roll(np.eye(3), n, axis=0) for n in range(3)]
    >>> mean = symmetrize(np.diag([3e9, 2e9, 1e9, 1e9, 1e9, 1e9]), cyclic)
    >>> (np.diag(mean) / 1e9).round(6).tolist()
    [2.0, 2.0, 2.0, 1.0, 1.0, 1.0]
    """
    return np.mean([rotate(stiffness, rotation) for rotation in np.asarray(rotations)], axis=0)


def stability(stiffness: ArrayLike) -> Stability:
    """Born's stability test: a crystal is stable when every eigenvalue of C is positive.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa. Under a hydrostatic pressure these are the stress-strain coefficients, the
        derivatives of the Cauchy stress.

    Returns
    -------
    Stability

    References
    ----------
    F. Mouhat and F.-X. Coudert, Phys. Rev. B 90, 224104 (2014), doi:10.1103/PhysRevB.90.224104.

    Examples
    --------
    >>> stability(isotropic(76e9, 26e9)).stable, stability(isotropic(76e9, -1e9)).stable
    (True, False)
    """
    eigenvalues, vectors = np.linalg.eigh(checked_stiffness(stiffness))
    vectors = _settled(eigenvalues, vectors)
    # A singular matrix comes out of the eigensolver as a rounding error of either sign.
    floor = 1e-12 * np.abs(eigenvalues).max()
    soft = [
        f"{value / 1e9:.2f} GPa for the strain {_strain_name(vector)}"
        for value, vector in zip(eigenvalues, vectors.T, strict=True)
        if value <= floor
    ]
    reason = f"elastically unstable: eigenvalue {'; eigenvalue '.join(soft)}" if soft else ""
    return Stability(not soft, eigenvalues, vectors[:, 0], reason)


def _settled(eigenvalues: FloatArray, vectors: FloatArray) -> FloatArray:
    """Eigenvectors, as columns, whose signs and mixing at equal eigenvalues hang on no last bit."""
    apart = np.diff(eigenvalues) > _EQUAL * np.abs(eigenvalues).max()
    groups = np.split(vectors, np.flatnonzero(apart) + 1, axis=1)
    return np.column_stack([eigenspaces.settled(group.T).T for group in groups])


def _strain_name(vector: FloatArray) -> str:
    parts = [
        f"{value:+.2f} {name}"
        for value, name in zip(vector, VOIGT_ORDER, strict=True)
        if abs(value) >= 0.05
    ]
    return " ".join(parts)


def voigt(stiffness: ArrayLike) -> Moduli:
    r"""Voigt's moduli of a polycrystal, the upper bound: uniform strain.

    .. math:: 9 B &= C_{11} + C_{22} + C_{33} + 2 (C_{12} + C_{13} + C_{23}) \\
              15 G &= C_{11} + C_{22} + C_{33} - (C_{12} + C_{13} + C_{23})
              + 3 (C_{44} + C_{55} + C_{66})

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.

    Returns
    -------
    Moduli
        Pa.

    Raises
    ------
    UltralowError
        As `checked_stiffness`.

    References
    ----------
    R. Hill, Proc. Phys. Soc. A 65, 349 (1952), doi:10.1088/0370-1298/65/5/307.

    Examples
    --------
    >>> copper = np.diag([168.4e9] * 3 + [75.4e9] * 3)
    >>> copper[:3, :3] += 121.4e9 * (1 - np.eye(3))
    >>> [round(float(one / 1e9), 1) for one in voigt(copper)]
    [137.1, 54.6]
    """
    matrix = checked_stiffness(stiffness)
    diagonal, off, shear = _sums(matrix)
    return Moduli((diagonal + 2 * off) / 9, (diagonal - off + 3 * shear) / 15)


def reuss(stiffness: ArrayLike) -> Moduli:
    r"""Reuss's moduli of a polycrystal, the lower bound: uniform stress.

    .. math:: 1/B &= S_{11} + S_{22} + S_{33} + 2 (S_{12} + S_{13} + S_{23}) \\
              15/G &= 4 (S_{11} + S_{22} + S_{33}) - 4 (S_{12} + S_{13} + S_{23})
              + 3 (S_{44} + S_{55} + S_{66})

    with S the inverse of C.

    Parameters
    ----------
    stiffness : array_like, shape (6, 6)
        Pa.

    Returns
    -------
    Moduli
        Pa.

    Raises
    ------
    UltralowError
        If the crystal is elastically unstable: no uniform stress is in equilibrium then.

    References
    ----------
    R. Hill, Proc. Phys. Soc. A 65, 349 (1952), doi:10.1088/0370-1298/65/5/307.

    Examples
    --------
    >>> copper = np.diag([168.4e9] * 3 + [75.4e9] * 3)
    >>> copper[:3, :3] += 121.4e9 * (1 - np.eye(3))
    >>> [round(float(one / 1e9), 1) for one in reuss(copper)]
    [137.1, 40.0]
    """
    test = stability(stiffness)
    if not test.stable:
        raise UltralowError(
            f"no Reuss or Hill moduli: the crystal is {test.reason}",
            mend="do not use this stiffness; take another potential or another cell",
        )
    diagonal, off, shear = _sums(np.asarray(np.linalg.inv(checked_stiffness(stiffness)), float))
    return Moduli(1 / (diagonal + 2 * off), 15 / (4 * diagonal - 4 * off + 3 * shear))


def hill(stiffness: ArrayLike) -> Moduli:
    """Voigt–Reuss–Hill moduli: the mean of the two bounds.

    Parameters, errors and reference as in `reuss`.

    Returns
    -------
    Moduli
        Pa.

    Examples
    --------
    >>> copper = np.diag([168.4e9] * 3 + [75.4e9] * 3)
    >>> copper[:3, :3] += 121.4e9 * (1 - np.eye(3))
    >>> [round(float(one / 1e9), 1) for one in hill(copper)]
    [137.1, 47.3]
    """
    upper, lower = voigt(stiffness), reuss(stiffness)
    return Moduli((upper.bulk + lower.bulk) / 2, (upper.shear + lower.shear) / 2)


def _sums(matrix: FloatArray) -> tuple[float, float, float]:
    off = matrix[0, 1] + matrix[0, 2] + matrix[1, 2]
    return float(np.trace(matrix[:3, :3])), float(off), float(np.trace(matrix[3:, 3:]))


def stiffness_from_stresses(strains: ArrayLike, stresses: ArrayLike) -> StiffnessFit:
    """Stiffness by least squares, σ = σ₀ + C ε.

    The stress at zero strain is fitted with it, since a crystal held at a measured cell is
    seldom free of stress in a model. Strains in pairs +epsilon and -epsilon keep even powers
    of the strain out of C; they stay in the residual.

    Parameters
    ----------
    strains : array_like, shape (m, 6)
        Voigt order, shear as engineering strain (2 epsilon_yz).
    stresses : array_like, shape (m, 6)
        Cauchy stress in Pa, tension positive.

    Returns
    -------
    StiffnessFit

    Raises
    ------
    UltralowError
        If the shapes differ, a value is not finite, or the strains do not determine all six
        columns and the stress at zero strain.

    Examples
    --------
    >>> strains = 0.005 * np.concatenate([np.eye(6), -np.eye(6)])
    >>> fit = stiffness_from_stresses(strains, strains @ isotropic(76e9, 26e9))
    >>> (fit.stiffness[:2, 0] / 1e9).round(1).tolist()
    [110.7, 58.7]
    """
    strain, stress = np.asarray(strains, dtype=float), np.asarray(stresses, dtype=float)
    if strain.shape != stress.shape or strain.ndim != 2 or strain.shape[1] != 6:
        raise UltralowError(
            f"strains {strain.shape} and stresses {stress.shape} are not both of shape (m, 6)",
            mend=f"give six components of each, in the order {', '.join(VOIGT_ORDER)}",
        )
    finite("strains", "1", strain)
    finite("stresses", "Pa", stress)
    # Strains are scaled to one, so that the rank does not hang on their size.
    scale = np.abs(strain).max() or 1.0
    design = np.hstack([np.ones((len(strain), 1)), strain / scale])
    solution, _, rank, _ = np.linalg.lstsq(design, stress, rcond=1e-9)
    if rank < 7:
        raise UltralowError(
            f"the strains determine {rank} of the 7 unknowns of each stress component",
            mend="strain in all six Voigt components, each with both signs",
        )
    matrix = solution[1:].T / scale
    residual = float(np.sqrt(np.mean((design @ solution - stress) ** 2)))
    asymmetry = float(np.abs(matrix - matrix.T).max())
    return StiffnessFit((matrix + matrix.T) / 2, solution[0], residual, asymmetry)
