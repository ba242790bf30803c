"""Force constants with their cells, as phonopy and phono3py take them."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.constants import angstrom, atomic_mass, eV

from ultralow.checks import FloatArray, IntArray
from ultralow.errors import UltralowError

if TYPE_CHECKING:
    from phono3py import Phono3py
    from phonopy import Phonopy
    from phonopy.structure.atoms import PhonopyAtoms

# Phonopy's units in SI.
NEWTON_PER_METRE = eV / angstrom**2  # of springs, eV/Å²
PER_PHONOPY = NEWTON_PER_METRE / atomic_mass  # of dynamical matrices, eV/Å²/amu in rad² s⁻²


class ForceConstants(NamedTuple):
    """Force constants and the cells that they belong to, in phonopy's units.

    Attributes
    ----------
    lattice : numpy.ndarray, shape (3, 3)
        Rows are the axes of the unit cell, Å.
    positions : numpy.ndarray, shape (N, 3)
        Of its atoms at rest, reduced coordinates.
    numbers : numpy.ndarray of int, shape (N,)
        Atomic numbers.
    primitive_matrix : numpy.ndarray, shape (3, 3)
        As phonopy wants it.
    supercell_second, supercell_third : numpy.ndarray of int, shape (3, 3)
        Supercells of the second- and of the third-order force constants.
    second : numpy.ndarray, shape (n, S, 3, 3)
        eV/Å², from the n atoms of the primitive cell to the S of the supercell.
    third : numpy.ndarray of float32, shape (n, S, S, 3, 3, 3), or None
        eV/Å³; None where the second order alone was asked for.
    """

    lattice: FloatArray
    positions: FloatArray
    numbers: IntArray
    primitive_matrix: FloatArray
    supercell_second: IntArray
    supercell_third: IntArray
    second: FloatArray
    third: NDArray[np.float32] | None


def as_phonopy(constants: ForceConstants) -> "Phonopy":
    """Phonopy object with the second-order force constants.

    Parameters
    ----------
    constants : ForceConstants

    Returns
    -------
    phonopy.Phonopy

    Examples
    --------
    >>> one, rest = np.eye(3), np.zeros((1, 3))
    >>> third = np.zeros((1, 1, 1, 3, 3, 3), np.float32)
    >>> held = ForceConstants(one, rest, np.array([55]), one, one, one, one[None, None], third)
    >>> as_phonopy(held).force_constants.shape
    (1, 1, 3, 3)
    """
    from phonopy import Phonopy

    made = Phonopy(
        unit_cell(constants),
        supercell_matrix=constants.supercell_second,
        primitive_matrix=constants.primitive_matrix,
    )
    made.force_constants = constants.second
    return made


def as_phono3py(constants: ForceConstants) -> "Phono3py":
    """Phono3py object with the force constants of both orders.

    Parameters
    ----------
    constants : ForceConstants

    Returns
    -------
    phono3py.Phono3py

    Raises
    ------
    UltralowError
        If the third order is not there.

    Examples
    --------
    >>> one, rest = np.eye(3), np.zeros((1, 3))
    >>> third = np.zeros((1, 1, 1, 3, 3, 3), np.float32)
    >>> held = ForceConstants(one, rest, np.array([55]), one, one, one, one[None, None], third)
    >>> as_phono3py(held).fc3.shape
    (1, 1, 1, 3, 3, 3)
    """
    from phono3py import Phono3py

    if constants.third is None:
        raise UltralowError("the third order of these force constants was left unread",
                            mend="take `force_constants` of the result")  # fmt: skip
    made = Phono3py(
        unit_cell(constants),
        supercell_matrix=constants.supercell_third,
        primitive_matrix=constants.primitive_matrix,
        phonon_supercell_matrix=constants.supercell_second,
    )
    made.fc2 = constants.second
    made.fc3 = constants.third.astype(float)
    return made


def second_order(phonon: "Phonopy") -> FloatArray:
    """Second-order force constants of a phonopy object.

    Parameters
    ----------
    phonon : phonopy.Phonopy

    Returns
    -------
    numpy.ndarray, shape (n, S, 3, 3)
        eV/Å².

    Raises
    ------
    UltralowError
        If it has none.

    Examples
    --------
    >>> one, rest = np.eye(3), np.zeros((1, 3))
    >>> third = np.zeros((1, 1, 1, 3, 3, 3), np.float32)
    >>> held = ForceConstants(one, rest, np.array([55]), one, one, one, one[None, None], third)
    >>> second_order(as_phonopy(held)).shape
    (1, 1, 3, 3)
    """
    if phonon.force_constants is None:
        raise UltralowError("no force constants", mend="set phonon.force_constants first")
    return np.asarray(phonon.force_constants)


def unit_cell(constants: ForceConstants) -> "PhonopyAtoms":
    """Unit cell as phonopy takes it.

    Parameters
    ----------
    constants : ForceConstants

    Returns
    -------
    phonopy.structure.atoms.PhonopyAtoms

    Examples
    --------
    >>> one, rest = np.eye(3), np.zeros((1, 3))
    >>> third = np.zeros((1, 1, 1, 3, 3, 3), np.float32)
    >>> held = ForceConstants(one, rest, np.array([55]), one, one, one, one[None, None], third)
    >>> unit_cell(held).symbols
    ['Cs']
    """
    from phonopy.structure.atoms import PhonopyAtoms

    return PhonopyAtoms(
        cell=constants.lattice,
        scaled_positions=constants.positions,
        numbers=constants.numbers.tolist(),
    )
