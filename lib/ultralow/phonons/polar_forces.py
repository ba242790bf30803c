r"""Long-range polar forces: what the field of its own charges does to a crystal's phonons.

A longitudinal wave of ions has a macroscopic field that force constants of short range cannot hold.
Born effective charges :math:`Z` and the dielectric tensor :math:`\epsilon_\infty` of the electrons
give it, for waves along :math:`\hat{\mathbf q}` with the cell's volume :math:`\Omega`:

.. math:: \Phi_{ib,jc}(\hat{\mathbf q}) = \frac{e^2}{\epsilon_0 \Omega}
   \frac{(\hat{\mathbf q} Z_i)_b\,(\hat{\mathbf q} Z_j)_c}
        {\hat{\mathbf q}\,\epsilon_\infty\,\hat{\mathbf q}}

Between the zone centre and the other wavevectors that the supercell holds, phonopy carries it as
Wang does: shared among all cells of the supercell, so that at those wavevectors nothing changes.
Gonze and Lee's way takes the dipoles' Ewald sum off the force constants first, which ought to hold
it; in a trial on CsPbBr3 both gave the same sound to a hundredth. Whether either belongs to the
force constants at hand is told by the sound of a crystal with a centre of inversion, which has no
field and must stay.

References
----------
Wang et al., J. Phys.: Condens. Matter 22, 202201 (2010), doi:10.1088/0953-8984/22/20/202201
Gonze and Lee, Phys. Rev. B 55, 10355 (1997), doi:10.1103/PhysRevB.55.10355
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.constants import angstrom, atomic_mass, e, epsilon_0, pi

from ultralow.checks import ComplexArray, FloatArray, IntArray
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic
from ultralow.phonons.force_constants import PER_PHONOPY

if TYPE_CHECKING:
    from phono3py import Phono3py
    from phonopy import Phonopy

Model = TypeVar("Model", "Phonopy", "Phono3py")
# e²/(4π ε₀) in eV Å, by which phonopy multiplies 4π/Ω.
COULOMB_EV_A = e / (4 * pi * epsilon_0 * angstrom)
CENTRE = np.zeros(3)


class Polarity(NamedTuple):
    """How a crystal polarises: by its electrons, and by the displacement of its atoms.

    Attributes
    ----------
    numbers : numpy.ndarray of int, shape (N,)
        Atomic numbers of the unit cell's atoms, in the order of the charges.
    dielectric : numpy.ndarray, shape (3, 3)
        Relative permittivity with the atoms at rest, Cartesian.
    charges : numpy.ndarray, shape (N, 3, 3)
        Born effective charges in elementary charges: axis of the polarisation, axis of the
        displacement.
    """

    numbers: IntArray
    dielectric: FloatArray
    charges: FloatArray

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """That of a stored record, ``data/computed/<crystal>/polarity_pbe.json``.

        Examples
        --------
        >>> known = {"numbers": [55, 17], "dielectric": [[3, 0, 0], [0, 3, 0], [0, 0, 3]]}
        >>> along = [[1.3, 0, 0], [0, 1.3, 0], [0, 0, 1.3]]
        >>> Polarity.of_record(known | {"charges_e": [along, along]}).charges.shape
        (2, 3, 3)
        """
        return cls(*(np.array(record[key]) for key in ("numbers", "dielectric", "charges_e")))


def with_polar_forces(model: Model, polarity: Polarity) -> Model:
    """The same model, from now on with polar forces.

    Parameters
    ----------
    model : phonopy.Phonopy or phono3py.Phono3py
        Whose primitive cell is the unit cell.
    polarity : Polarity

    Returns
    -------
    phonopy.Phonopy or phono3py.Phono3py

    Raises
    ------
    UltralowError
        If the charges are not those of its atoms.

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> ions = PhonopyAtoms(["Cs", "Br"], cell=4 * np.eye(3), scaled_positions=[[0] * 3, [0.5] * 3])
    >>> salt = Phonopy(ions)
    >>> salt.force_constants = np.eye(3) * np.array([[1, -1], [-1, 1]])[..., None, None]
    >>> charged = Polarity(np.array([55, 35]), 2 * np.eye(3), np.array([np.eye(3), -np.eye(3)]))
    >>> towards_centre(with_polar_forces(salt, charged), [0, 0, 1])[0][3:].round(-11).tolist()
    [2200000000000.0, 2200000000000.0, 3400000000000.0]
    """
    numbers = np.asarray(model.primitive.numbers)
    if not np.array_equal(numbers, polarity.numbers):
        raise UltralowError("Born charges of other atoms than those of the force constants",
                            f"{len(polarity.numbers)} charges for {len(numbers)} atoms, "
                            "or in another order",
                            "compute them for this structure: `make polar`")  # fmt: skip
    anything: Any = model
    anything.nac_params = {
        "born": polarity.charges,
        "dielectric": polarity.dielectric,
        "factor": COULOMB_EV_A,
        "method": "wang",
    }
    return model


def acoustic_sum(charges: ArrayLike) -> FloatArray:
    """Mean of the Born charges over all atoms, which would be zero, shape (3, 3).

    Examples
    --------
    >>> acoustic_sum([1.1 * np.eye(3), -1.0 * np.eye(3)]).diagonal().round(3).tolist()
    [0.05, 0.05, 0.05]
    """
    mean: FloatArray = np.asarray(charges, float).mean(axis=0)
    return mean


def mode_charges(modes: ComplexArray, masses: ArrayLike, charges: ArrayLike) -> FloatArray:
    r"""Polarisation of modes at the zone centre over their normal coordinate, e/√u.

    .. math:: \tilde Z_{s,a} = \sum_{jb} Z_{j,ab}\, e_{s,jb} / \sqrt{m_j}

    Parameters
    ----------
    modes : numpy.ndarray, shape (M, N, 3)
        Eigenvectors, real but for a common phase.
    masses : array_like, shape (N,)
        Atomic mass units.
    charges : array_like, shape (N, 3, 3)
        As of :class:`Polarity`.

    Returns
    -------
    numpy.ndarray, shape (M, 3)
        With the phase of each taken out; its sign says nothing.

    Examples
    --------
    >>> apart = np.array([[[1, 0, 0], [-1, 0, 0]]]) / 2**0.5 * (1 + 0j)
    >>> mode_charges(apart, [1, 1], [np.eye(3), -np.eye(3)]).round(3).tolist()
    [[1.414, 0.0, 0.0]]
    """
    scaled = modes / np.sqrt(np.asarray(masses, float))[:, np.newaxis]
    flat = modes.reshape(len(modes), -1)
    largest = np.take_along_axis(flat, np.abs(flat).argmax(axis=1)[:, np.newaxis], axis=1)
    real = scaled * (largest.conj() / np.abs(largest))[..., np.newaxis]
    found: FloatArray = np.einsum("jab,sjb->sa", np.asarray(charges, float), real.real)
    return found


def ionic_permittivity(frequencies: ArrayLike, charges: ArrayLike, volume_A3: float) -> FloatArray:
    r"""What each mode at the zone centre adds to the permittivity, with fields that stand still.

    .. math:: \Delta\epsilon_s = \frac{e^2}{\epsilon_0 \Omega}
       \frac{\tilde{\mathbf Z}_s \tilde{\mathbf Z}_s}{\omega_s^2}

    Parameters
    ----------
    frequencies : array_like, shape (M,)
        Transverse ones, Hz; a mode without one adds nothing.
    charges : array_like, shape (M, 3)
        From :func:`mode_charges`.
    volume_A3 : float
        Of the primitive cell.

    Returns
    -------
    numpy.ndarray, shape (M, 3, 3)

    Examples
    --------
    >>> round(float(ionic_permittivity([5e12], [[0.3, 0, 0]], 45.0)[0, 0, 0]), 2)
    3.54
    """
    frequencies, charges = np.asarray(frequencies, float), np.asarray(charges, float)
    missing = harmonic.has_no_frequency(frequencies)
    squares = np.where(missing, np.inf, (2 * pi * frequencies) ** 2)
    outer = charges[:, :, np.newaxis] * charges[:, np.newaxis]
    factor = e**2 / (epsilon_0 * volume_A3 * angstrom**3 * atomic_mass)
    found: FloatArray = factor * outer / squares[:, np.newaxis, np.newaxis]
    return found


def towards_centre(phonon: "Phonopy", direction: ArrayLike) -> tuple[FloatArray, ComplexArray]:
    """Modes at the zone centre as it is approached along a direction.

    Parameters
    ----------
    phonon : phonopy.Phonopy
        With polar forces; without them the direction means nothing.
    direction : array_like, shape (3,)
        In reciprocal axes.

    Returns
    -------
    tuple of numpy.ndarray
        Frequencies in Hz, ascending, imaginary ones negative, shape (M,), and eigenvectors,
        shape (M, N, 3).

    Examples
    --------
    >>> from phonopy import Phonopy
    >>> from phonopy.structure.atoms import PhonopyAtoms
    >>> einstein = Phonopy(PhonopyAtoms(["Cs"], cell=6 * np.eye(3), scaled_positions=[[0, 0, 0]]))
    >>> einstein.force_constants = np.eye(3)[np.newaxis, np.newaxis]
    >>> (towards_centre(einstein, [1, 0, 0])[0] / 1e12).round(2).tolist()
    [1.36, 1.36, 1.36]
    """
    from phonopy.harmonic.dynamical_matrix import get_dynamical_matrices_at_qpoints

    matrix: Any = phonon.dynamical_matrix
    direction = np.array(direction, float)
    found = get_dynamical_matrices_at_qpoints(matrix, CENTRE[np.newaxis], nac_q_direction=direction)
    squares, columns = np.linalg.eigh(PER_PHONOPY * found[0])
    return harmonic.frequencies(squares), columns.T.reshape(len(squares), -1, 3)
