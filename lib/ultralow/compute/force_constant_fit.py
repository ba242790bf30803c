"""Force constants of second and third order from the forces on randomly displaced supercells.

Least squares over what the space group, permutations and translations leave free, by symfc through
phonopy and phono3py. Cells are phonopy's; lengths in angstrom, forces in eV/angstrom.
"""

import numpy as np


def fit_second(cell, repeats, primitive_matrix, displacements, forces):
    """Second-order force constants, compact.

    Parameters
    ----------
    cell : phonopy.structure.atoms.PhonopyAtoms
        Unit cell at rest.
    repeats : array_like of int, shape (3,)
        Of the supercell.
    primitive_matrix : array_like, shape (3, 3)
    displacements, forces : array_like, shape (m, S, 3)
        Of the atoms of the supercell, in phonopy's order.

    Returns
    -------
    numpy.ndarray, shape (n, S, 3, 3)
        eV/angstrom^2.
    """
    from phonopy import Phonopy

    model = Phonopy(cell, supercell_matrix=np.diag(repeats), primitive_matrix=primitive_matrix)
    model.dataset = {"displacements": displacements, "forces": forces}
    model.produce_force_constants(fc_calculator="symfc", calculate_full_force_constants=False)
    return model.force_constants


def fit_third(cell, repeats, primitive_matrix, displacements, forces, cutoff):
    """Second- and third-order force constants of one supercell, fitted together, compact.

    Parameters
    ----------
    cutoff : float
        Third order is kept among atoms that are all closer than this to each other, angstrom.
    cell, repeats, primitive_matrix, displacements, forces
        As in `fit_second`.

    Returns
    -------
    second : numpy.ndarray, shape (n, S, 3, 3)
        eV/angstrom^2.
    third : numpy.ndarray, shape (n, S, S, 3, 3, 3)
        eV/angstrom^3.
    """
    from phono3py import Phono3py

    model = Phono3py(cell, supercell_matrix=np.diag(repeats), primitive_matrix=primitive_matrix)
    model.dataset = {"displacements": displacements, "forces": forces}
    model.produce_fc3(fc_calculator="symfc", fc_calculator_options=f"cutoff = {cutoff}")
    return model.fc2, model.fc3


def finite_displacements(cell, repeats, primitive_matrix):
    """How many displaced supercells the usual finite-displacement route to third order needs.

    Pairs of displacements that the space group leaves distinct, without a cutoff.
    """
    from phono3py import Phono3py

    model = Phono3py(cell, supercell_matrix=np.diag(repeats), primitive_matrix=primitive_matrix)
    model.generate_displacements()
    return len(model.supercells_with_displacements)


def predicted_forces(second, third, displacements):
    """Forces on the atoms of the primitive cell from force constants.

    F_i = - sum_j Phi_ij u_j - 1/2 sum_jk Phi_ijk u_j u_k

    Parameters
    ----------
    second, third : as `fit_third` returns
    displacements : array_like, shape (m, S, 3)

    Returns
    -------
    numpy.ndarray, shape (m, n, 3)
    """
    linear = -np.einsum("ijab,mjb->mia", second, displacements, optimize=True)
    return linear - 0.5 * np.einsum(
        "ijkabc,mjb,mkc->mia", third, displacements, displacements, optimize=True
    )


def relative_residual(forces, predicted):
    """What a prediction misses: root mean square of the error over that of the forces."""
    return float(np.sqrt(np.mean((forces - predicted) ** 2) / np.mean(np.square(forces))))


def sum_rule_error(constants):
    """How far force constants are from invariance under translation.

    The largest sum over the last atom, as a share of the largest entry.

    Parameters
    ----------
    constants : array_like, shape (n, S, 3, 3) or (n, S, S, 3, 3, 3)
    """
    last = np.ndim(constants) // 2 - 1
    return float(np.abs(np.sum(constants, axis=last)).max() / np.abs(constants).max())
