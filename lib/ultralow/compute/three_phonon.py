"""Heat carried by phonons: particle and interband conductivity from force constants.

Relaxation-time approximation with three-phonon and isotope scattering through phono3py; the
interband (coherence) term of Simoncelli, Marzari and Mauri with their velocity operator, which is
not phono3py's (:mod:`ultralow.heat.velocity_operator`). The kernels that turn stored modes into
accumulation and boundary scattering are elsewhere; this is where the modes come from.
"""

from typing import NamedTuple

import numpy as np
from scipy.constants import angstrom, tera

from ultralow.heat import scattering, velocity_operator, wigner
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons.force_constants import as_phono3py

# phono3py's velocities are in angstrom THz, of ordinary frequency against angular wavevector in
# the sense that omega and 2 pi q share the factor: 1 angstrom THz is 100 m/s.
_VELOCITY = angstrom * tera


class Conductivity(NamedTuple):
    """Thermal conductivity tensors, each of shape (T, 6): xx yy zz yz xz xy in W/m/K.

    ``particle`` is carried by wave packets, ``coherence`` by tunnelling between bands, where modes
    without a rate take no part; the conductivity is their sum.
    """

    particle: np.ndarray
    coherence: np.ndarray


def conductivity(constants, mesh, temperatures):
    """Conductivity and modes on a regular mesh.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    mesh : array_like of int, shape (3,)
        Divisions of the reciprocal axes of the primitive cell; the mesh contains its centre.
    temperatures : array_like, shape (T,)
        K.

    Returns
    -------
    Modes, Conductivity

    Notes
    -----
    Delta functions by the tetrahedron method, isotopes at natural abundance, no boundary. In the
    rates a mode of imaginary or vanishing frequency is NaN, and it carries no heat.

    References
    ----------
    Togo, Chaput and Tanaka, Phys. Rev. B 91, 094306 (2015), doi:10.1103/PhysRevB.91.094306
    Simoncelli, Marzari and Mauri, Nat. Phys. 15, 809 (2019), doi:10.1038/s41567-019-0520-x
    """
    model = as_phono3py(constants)
    model.mesh_numbers = np.asarray(mesh)
    model.init_phph_interaction()
    model.run_thermal_conductivity(
        temperatures=np.asarray(temperatures, float), is_isotope=True, transport_type="SMM19"
    )
    found = model.thermal_conductivity
    modes = _modes(model, found)
    rates = scattering.matthiessen(modes.scattering_rates, modes.isotope_rates)
    coherence = wigner.coherence(modes, rates, modes.temperatures)
    return modes, Conductivity(found.kappa_intra[0], coherence)


def direct(constants, mesh, temperature):
    """Particle part by the full solution of the transport equation, and by relaxation times.

    What scattering takes out of one mode it gives to others; relaxation times forget that.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    mesh : array_like of int, shape (3,)
        As in `conductivity`. The matrix of all collisions is held in memory: 0.6 GB on 5 by 11 by
        3 points of a cell of 20 atoms.
    temperature : float
        K.

    Returns
    -------
    full, approximate : numpy.ndarray, shape (6,)
        W/m/K, xx yy zz yz xz xy, both with three-phonon and isotope scattering.

    References
    ----------
    Chaput, Phys. Rev. Lett. 110, 265506 (2013), doi:10.1103/PhysRevLett.110.265506
    """
    model = as_phono3py(constants)
    model.mesh_numbers = np.asarray(mesh)
    model.init_phph_interaction()
    model.run_thermal_conductivity(temperatures=[float(temperature)], is_isotope=True, is_LBTE=True)
    found = model.thermal_conductivity
    return np.array(found.kappa[0, 0]), np.array(found.kappa_RTA[0, 0])


def _modes(model, found):
    weights = np.asarray(found.grid_weights)
    gammas, isotopes = found.gamma[0] * tera, found.gamma_isotope[0] * tera
    frequencies = found.frequencies * tera
    isotopes = np.where(frequencies > 0, isotopes, np.nan)
    return Modes(
        mesh=tuple(int(count) for count in found.mesh_numbers),
        volume=model.primitive.volume * angstrom**3,
        wavevectors=found.qpoints,
        weights=weights,
        frequencies=frequencies,
        group_velocities=found.group_velocities * _VELOCITY,
        velocity_products=_velocity_products(model, found) * _VELOCITY**2,
        temperatures=np.asarray(found.temperatures),
        # A half width gamma in ordinary frequency is a rate of 4 pi gamma.
        scattering_rates=np.where(gammas > 0, 4 * np.pi * gammas, np.nan),
        isotope_rates=4 * np.pi * isotopes,
    )


def _velocity_products(model, found):
    """Products of Wigner's velocity operator, averaged over each star: shape (Q, 6, M, M)."""
    from phono3py.conductivity.velocity_solvers import VelocityMatrixSolver

    solver = VelocityMatrixSolver(model.phph_interaction)
    sums = np.array([solver.compute(point).vm_by_vm.real for point in found.grid_points])
    products = np.moveaxis(sums / np.asarray(found.grid_weights)[:, None, None, None], -1, 1)
    factor = velocity_operator.pair_factor(found.frequencies)[:, None]
    return factor * (products + products.swapaxes(2, 3)) / 2
