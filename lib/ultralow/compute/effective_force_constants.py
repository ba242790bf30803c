"""Effective force constants at a temperature, by sampling that is consistent with itself.

Atoms are displaced as the harmonic crystal of the present force constants would at the
temperature; the forces on them are fitted; the fit is the next crystal. A crystal whose potential
has its minimum elsewhere can so be what the thermal motion makes of it.

References
----------
Souvatzis et al., Phys. Rev. Lett. 100, 095901 (2008), doi 10.1103/PhysRevLett.100.095901
Hellman et al., Phys. Rev. B 87, 104111 (2013), doi 10.1103/PhysRevB.87.104111
"""

import numpy as np

from ultralow.compute import force_constant_fit

# Translations come out as rounding errors of either sign.
_IMAGINARY_THZ = -1e-3


def displacements(model, temperature, count, seed):
    """Displacements of a harmonic crystal in equilibrium.

    Imaginary frequencies are taken as real ones of a larger size: a first step, of which nothing
    is left after some rounds.

    Parameters
    ----------
    model : phonopy.Phonopy
        With force constants.
    temperature : float
        K; quantum statistics.
    count, seed : int

    Returns
    -------
    numpy.ndarray, shape (count, S, 3)
        Angstrom.
    """
    model.init_random_displacements()
    if frequencies(model).min() < _IMAGINARY_THZ:
        model.random_displacements.treat_imaginary_modes()
        model.force_constants = model.random_displacements.force_constants
        model.init_random_displacements()
    return model.get_random_displacements_at_temperature(
        temperature, number_of_snapshots=count, random_seed=seed
    )


def fitted(cell, repeats, primitive_matrix, displaced, forces):
    """A :class:`phonopy.Phonopy` whose force constants are fitted to forces; see `force_fit`."""
    from phonopy import Phonopy

    model = Phonopy(cell, supercell_matrix=np.diag(repeats), primitive_matrix=primitive_matrix)
    model.force_constants = force_constant_fit.fit_second(
        cell, repeats, primitive_matrix, displaced, forces
    )
    return model


def frequencies(model):
    """Frequencies in THz at the wavevectors that the supercell holds exactly, sorted by point."""
    from phonopy.harmonic.dynmat_to_fc import get_commensurate_points

    matrix = np.linalg.inv(model.primitive_matrix) @ model.supercell_matrix
    model.run_qpoints(get_commensurate_points(np.rint(matrix).astype(int)))
    return np.array(model.qpoints.frequencies)


def folded(model, repeats):
    """The same crystal in another supercell, by its dynamical matrices there.

    Exact where the new supercell fits a whole number of times into the old.

    Parameters
    ----------
    model : phonopy.Phonopy
    repeats : array_like of int, shape (3,)

    Returns
    -------
    phonopy.Phonopy
    """
    from phonopy import Phonopy
    from phonopy.harmonic.dynmat_to_fc import DynmatToForceConstants

    made = Phonopy(
        model.unitcell,
        supercell_matrix=np.diag(repeats),
        primitive_matrix=model.primitive_matrix,
    )
    back = DynmatToForceConstants(made.primitive, made.supercell, is_full_fc=False)
    matrices = []
    for point in back.commensurate_points:
        model.dynamical_matrix.run(point)
        matrices.append(model.dynamical_matrix.dynamical_matrix)
    back.dynamical_matrices = matrices
    back.run()
    made.force_constants = back.force_constants
    return made
