"""Force constants of second and third order from the forces on randomly displaced supercells.

Least squares over what the space group, permutations and translations leave free, by symfc through
phonopy and phono3py. Cells are phonopy's; lengths in angstrom, forces in eV/angstrom.
"""

import numpy as np

from ultralow.compute import supercells
from ultralow.phonons.force_constants import ForceConstants, as_phono3py, as_phonopy


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


def fit_sample(relaxed, chosen, second, third):
    """Force constants of both orders from the two samples of a crystal.

    Parameters
    ----------
    relaxed : dict
        The crystal at rest, see :mod:`ultralow.compute.supercells`.
    chosen : ultralow.compute.sampling.Settings
    second, third : pair of array_like, shape (m, S, 3)
        Displacements (angstrom) and forces (eV/angstrom) in the supercell of each order.

    Returns
    -------
    constants : ultralow.phonons.force_constants.ForceConstants
    joint : numpy.ndarray, shape (n, S, 3, 3)
        The second order that was fitted along with the third, in its supercell; eV/angstrom^2.
    """
    cell = supercells.unit_cell(relaxed)
    primitive = supercells.primitive_matrix(relaxed)
    large, small = (supercells.repeats(relaxed, chosen, part) for part in ("second", "third"))
    harmonic = fit_second(cell, large, primitive, *second)
    joint, cubic = fit_third(cell, small, primitive, *third, chosen.cutoff)
    constants = ForceConstants(
        lattice=np.array(relaxed["lattice"]),
        positions=np.array(relaxed["positions"]),
        numbers=np.array(relaxed["numbers"]),
        primitive_matrix=primitive,
        supercell_second=np.diag(large),
        supercell_third=np.diag(small),
        second=harmonic,
        third=cubic.astype(np.float32),
    )
    return constants, joint


def missed(joint, cubic, displacements, forces):
    """What force constants miss of forces that their fit has not seen.

    Parameters
    ----------
    joint, cubic
        As `fit_third` returns them.
    displacements : array_like, shape (m, S, 3)
    forces : array_like, shape (m, n, 3)
        On the atoms of the primitive cell.

    Returns
    -------
    whole : float
        Root mean square of the error over that of the forces.
    anharmonic : float
        The same error over what the second order alone misses: 1 where the third is worth nothing.
    """
    full = predicted_forces(joint, cubic, displacements)
    harmonic = predicted_forces(joint, 0 * cubic, displacements)
    error, left = (np.sqrt(np.mean((forces - one) ** 2)) for one in (full, harmonic))
    return relative_residual(forces, full), float(error / left)


def missed_even(cubic, displacements, forces):
    """What the third order misses of the forces that are even in the displacement.

    Of these it is the first term, and in no other order; what is odd and anharmonic, effective
    constants of second order have taken up.

    Parameters
    ----------
    cubic : numpy.ndarray, shape (n, S, S, 3, 3, 3)
    displacements : array_like, shape (m, S, 3)
        In pairs of opposite sign, one after the other.
    forces : array_like, shape (m, n, 3)
        On the atoms of the primitive cell, less those where nothing is displaced.

    Returns
    -------
    float
        Root mean square of the error over that of the forces: 1 where the third is worth nothing.
    """
    even = np.mean(np.reshape(forces, (-1, 2, *np.shape(forces)[1:])), axis=1)
    flat = np.zeros((len(cubic), np.shape(displacements)[1], 3, 3))
    return relative_residual(even, predicted_forces(flat, cubic, displacements[::2]))


def missed_odd(second, displacements, forces):
    """What the second order misses of the forces that are odd in the displacement.

    Parameters
    ----------
    second : numpy.ndarray, shape (n, S, 3, 3)
    displacements, forces
        As in `missed_even`.

    Returns
    -------
    float
        Root mean square of the error over that of the forces.
    """
    plus, minus = np.moveaxis(np.reshape(forces, (-1, 2, *np.shape(forces)[1:])), 1, 0)
    predicted = -np.einsum("ijab,mjb->mia", second, displacements[::2], optimize=True)
    return relative_residual((plus - minus) / 2, predicted)


def judged(constants, joint, held_out, held_out_second):
    """What the gates ask of a fit of `fit_sample`: what it misses, and its sum rules.

    Parameters
    ----------
    constants, joint
        As `fit_sample` returns them.
    held_out, held_out_second : pair of array_like, shape (m, S, 3)
        Displacements and forces that the fit has not seen, in the supercell of the third order
        and, in pairs, of the second.

    Returns
    -------
    dict
        As :func:`ultralow.compute.acceptance.judge` takes it.
    """
    displacements, forces = held_out
    seen = forces[:, as_phono3py(constants).primitive.p2s_map]
    whole, anharmonic = missed(joint, constants.third.astype(float), displacements, seen)
    return {
        "held_out_residual": whole,
        "held_out_anharmonic_residual": anharmonic,
        "held_out_second_residual": missed_odd(
            constants.second,
            held_out_second[0],
            held_out_second[1][:, as_phonopy(constants).primitive.p2s_map],
        ),
        "acoustic_sum_rule": max(sum_rule_error(constants.second), sum_rule_error(joint)),
        "atoms_second": int(constants.second.shape[1]),
        "atoms_third": int(constants.third.shape[1]),
    }
