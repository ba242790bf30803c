"""Heat carried by phonons: particle and interband conductivity from force constants.

Relaxation-time approximation with three-phonon and isotope scattering through phono3py; the
interband (coherence) term of Simoncelli, Marzari and Mauri with their velocity operator, which is
not phono3py's (:mod:`ultralow.heat.velocity_operator`). The kernels that turn stored modes into
accumulation and boundary scattering are elsewhere; this is where the modes come from.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.constants import angstrom, tera

from ultralow.heat import mesh_cells, scattering, velocity_operator, wigner, zone_centre
from ultralow.heat.mesh_modes import Modes
from ultralow.phonons import group_velocity, polar_forces
from ultralow.phonons.force_constants import as_phono3py, as_phonopy

# phono3py's velocities are in angstrom THz, of ordinary frequency against angular wavevector in
# the sense that omega and 2 pi q share the factor: 1 angstrom THz is 100 m/s.
_VELOCITY = angstrom * tera
FINER = 3


class Conductivity(NamedTuple):
    """Thermal conductivity tensors, each of shape (T, 6): xx yy zz yz xz xy in W/m/K.

    ``particle`` is carried by wave packets, ``coherence`` by tunnelling between bands, where modes
    without a rate take no part; the conductivity is their sum. ``centre`` is what of ``particle``
    the cell around the zone centre carries, see :mod:`ultralow.heat.zone_centre`.
    """

    particle: np.ndarray
    coherence: np.ndarray
    centre: np.ndarray


def conductivity(constants, mesh, temperatures, powers=zone_centre.BETWEEN_PHONONS):
    """Conductivity and modes on a regular mesh.

    Parameters are those of `on_mesh`, and

    powers : float or array_like, shape (3,)
        Of the frequency, with which rates between phonons go to the zone centre, by branch.

    Returns
    -------
    Modes, Conductivity
    """
    modes, heat = on_mesh(constants, mesh, temperatures)
    carried = around_centre(constants, modes, powers)
    return modes, heat._replace(particle=heat.particle + carried, centre=carried)


def on_mesh(constants, mesh, temperatures, polarity=None):
    """Conductivity and modes of a mesh alone, the cell around its centre left out.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    mesh : array_like of int, shape (3,)
        Divisions of the reciprocal axes of the primitive cell; the mesh contains its centre.
    temperatures : array_like, shape (T,)
        K.
    polarity : ultralow.phonons.polar_forces.Polarity, optional
        For frequencies, velocities and rates with long-range polar forces.

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
    model = _polar(as_phono3py(constants), polarity)
    model.mesh_numbers = np.asarray(mesh)
    model.init_phph_interaction()
    model.run_thermal_conductivity(
        temperatures=np.asarray(temperatures, float), is_isotope=True, transport_type="SMM19"
    )
    found = model.thermal_conductivity
    modes = _modes(model, found)
    rates = scattering.matthiessen(modes.scattering_rates, modes.isotope_rates)
    coherence = wigner.coherence(modes, rates, modes.temperatures)
    return modes, Conductivity(found.kappa_intra[0], coherence, np.zeros_like(coherence))


def _polar(model, polarity):
    return polar_forces.with_polar_forces(model, polarity) if polarity else model


def around_centre(constants, modes, powers=zone_centre.BETWEEN_PHONONS, polarity=None):
    """Particle part that the cell around the zone centre carries, W/m/K, shape (T, 6).

    Parameters are those of `centre`.
    """
    around = centre(constants, modes, powers, polarity).modes
    rates = scattering.matthiessen(around.scattering_rates, around.isotope_rates)
    return wigner.particle(around, rates, around.temperatures)


def centre(constants, modes, powers=zone_centre.BETWEEN_PHONONS, polarity=None):
    """Acoustic modes around the zone centre, a :class:`ultralow.heat.zone_centre.ZoneCentre`.

    Parameters
    ----------
    constants : ultralow.phonons.force_constants.ForceConstants
    modes : ultralow.heat.mesh_modes.Modes
        Of these force constants, on a mesh.
    powers : float or array_like, shape (3,)
        As in `conductivity`.
    polarity : ultralow.phonons.polar_forces.Polarity, optional
        Those that the modes were computed with.
    """
    model = _polar(as_phonopy(constants), polarity)
    sound = partial(group_velocity.acoustic_branches, model)
    return zone_centre.fill(model, modes, sound, powers)


def inward_powers(constants, modes, temperature):
    """Powers of the frequency with which rates between phonons go to the zone centre.

    From the points of the mesh next to the centre along its axes to points at a third of their
    distance, whose rates are computed on a mesh three times as fine.

    Parameters
    ----------
    constants, modes
        As in `centre`.
    temperature : float
        K; the next one of the modes' is taken.

    Returns
    -------
    numpy.ndarray, shape (3, 3)
        By axis and branch; NaN where one of the two rates is.
    """
    from phonopy.phonon.grid import get_grid_point_from_address

    at = int(np.argmin(np.abs(modes.temperatures - temperature)))
    model = as_phono3py(constants)
    model.mesh_numbers = FINER * np.asarray(modes.mesh)
    model.init_phph_interaction()
    grid = model.phph_interaction.bz_grid
    near = [get_grid_point_from_address(step, grid.D_diag) for step in np.eye(3, dtype=int)]
    model.run_thermal_conductivity(
        temperatures=modes.temperatures[[at]], grid_points=grid.grg2bzg[near], is_isotope=False
    )
    found = model.thermal_conductivity
    ends = mesh_cells.rows(as_phonopy(constants), modes, np.eye(3, dtype=int))
    return zone_centre.powers(
        (found.frequencies * tera, 4 * np.pi * tera * found.gamma[0, 0]),
        (modes.frequencies[ends], modes.scattering_rates[at, ends]),
    )


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
