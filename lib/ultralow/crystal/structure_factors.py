"""Structure factors: what one unit cell scatters of X-rays and of fast electrons.

Scattering factors and dispersion come from gemmi. The sum over atoms is taken here in double
precision, since gemmi's own is in single precision, which would show in stored numbers; the two
are compared in the tests. Lengths are in Å and mean-square displacements in Å².
"""

import numpy as np
from ase import Atoms
from numpy.typing import ArrayLike

from ultralow.checks import ComplexArray, FloatArray
from ultralow.errors import UltralowError


def structure_factors(
    atoms: Atoms,
    hkl: ArrayLike,
    displacement: ArrayLike = 0.0,
    probe: str = "x-ray",
    wavelength: float | None = None,
) -> ComplexArray:
    r"""Structure factors of the unit cell.

    .. math:: F(\mathbf h) = \sum_j f_j(s)\, e^{-8 \pi^2 U_j s^2} e^{2 \pi i \mathbf h \mathbf x_j},
              \qquad s = \sin\theta / \lambda = 1 / (2 d)

    Atoms scatter as neutral ones do. With a wavelength the dispersion :math:`f' + i f''` of that
    wavelength is added to :math:`f`.

    Parameters
    ----------
    atoms : ase.Atoms
        All atoms of the cell.
    hkl : array_like of int, shape (n, 3)
    displacement : float or array_like, shape (atoms,)
        Isotropic mean-square displacement U in Å² (B = 8π²U).
    probe : {"x-ray", "electron"}
    wavelength : float, optional
        In Å, for X-rays; without it no dispersion.

    Returns
    -------
    numpy.ndarray of complex, shape (n,)
        Electrons for X-rays, Å for electrons.

    Raises
    ------
    UltralowError
        For another probe.

    References
    ----------
    International Tables for Crystallography C: tables 6.1.1.4 (X-rays) and 4.3.2.2 (electrons).
    D. T. Cromer and D. Liberman, J. Chem. Phys. 53, 1891 (1970), doi:10.1063/1.1674266, for the
    dispersion.

    Examples
    --------
    >>> from ase.build import bulk
    >>> silicon = bulk("Si", "diamond", a=5.431, cubic=True)
    >>> np.abs(structure_factors(silicon, [[1, 1, 1], [2, 0, 0], [2, 2, 0]])).round(1).tolist()
    [59.6, 0.0, 69.7]
    """
    hkl = np.reshape(hkl, (-1, 3))
    s_squared = (np.linalg.norm(hkl @ atoms.cell.reciprocal()[:], axis=1) / 2) ** 2
    spread = np.broadcast_to(np.asarray(displacement, float), len(atoms))
    total = np.zeros(len(hkl), complex)
    for element in sorted(set(atoms.get_chemical_symbols())):
        mine = atoms.symbols == element
        factor = scattering_factor(element, s_squared, probe).astype(complex)
        if wavelength is not None and probe == "x-ray":
            factor += dispersion(element, wavelength)
        # Whole turns are taken out of the phase first: what is left is small and exact.
        turns = hkl @ atoms.get_scaled_positions()[mine].T % 1.0
        damping = np.exp(-8 * np.pi**2 * np.outer(s_squared, spread[mine]))
        total += factor * np.sum(damping * np.exp(2j * np.pi * turns), axis=1)
    return total


def scattering_factor(element: str, s_squared: ArrayLike, probe: str = "x-ray") -> FloatArray:
    r"""Scattering factor of a neutral atom, a sum of Gaussians in s.

    .. math:: f(s) = \sum_i a_i\, e^{-b_i s^2} + c

    Parameters
    ----------
    element : str
    s_squared : array_like
        (sin θ/λ)² in Å⁻².
    probe : {"x-ray", "electron"}
        Four Gaussians and a constant for X-rays, five Gaussians for electrons.

    Returns
    -------
    numpy.ndarray
        Electrons for X-rays, Å for electrons.

    Raises
    ------
    UltralowError
        For another probe.

    Examples
    --------
    >>> round(float(scattering_factor("Cs", 0.0)), 1)  # all electrons scatter in step forwards
    55.0
    """
    import gemmi

    if probe not in ("x-ray", "electron"):
        raise UltralowError(f"no probe {probe!r}", mend='use "x-ray" or "electron"')
    atom = gemmi.Element(element)
    table = atom.it92 if probe == "x-ray" else atom.c4322
    constant = atom.it92.c if probe == "x-ray" else 0.0
    a, b = np.array(table.a), np.array(table.b)
    gaussians = a * np.exp(-b * np.asarray(s_squared)[..., np.newaxis])
    return gaussians.sum(axis=-1) + constant


def dispersion(element: str, wavelength: float) -> complex:
    """Dispersion correction f' + i f'' of an atom, after Cromer and Liberman.

    Parameters
    ----------
    element : str
        Symbol.
    wavelength : float
        Å.

    Returns
    -------
    complex
        Electrons.

    References
    ----------
    D. T. Cromer and D. Liberman, J. Chem. Phys. 53, 1891 (1970), doi:10.1063/1.1674266.

    Examples
    --------
    >>> f"{dispersion('Si', 1.5406):.1f}"
    '0.3+0.3j'
    """
    import gemmi

    number = gemmi.Element(element).atomic_number
    return complex(*gemmi.cromer_liberman(number, gemmi.hc / wavelength))
