"""Stiffness from strained crystals, against energies and in one more way."""

import numpy as np
import pytest
from ase import units
from ase.build import bulk
from ase.calculators.emt import EMT
from copper import GPa, curvature
from scipy.constants import atomic_mass
from ultralow.compute import elastic_constants, relaxation
from ultralow.crystal import elasticity
from ultralow.errors import UltralowError

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning"),
]


def test_copper_agrees_with_its_energy(copper):
    run = elastic_constants.relaxed_ion_stiffness(copper, EMT(), strain=0.001)
    matrix = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    c11, c12, c44 = matrix[0, 0], matrix[0, 1], matrix[3, 3]
    # Third-order elasticity at a strain of 0.1 % leaves parts in 1e5.
    assert c11 == pytest.approx(curvature(copper, [1, 0, 0, 0, 0, 0]), rel=1e-4)
    assert c44 == pytest.approx(curvature(copper, [0, 0, 0, 1, 0, 0]), rel=1e-4)
    assert 2 * (c11 - c12) == pytest.approx(curvature(copper, [1, -1, 0, 0, 0, 0]), rel=1e-4)
    mean = elasticity.symmetrize(matrix, relaxation.point_group(copper))
    assert np.allclose(mean, matrix, rtol=0, atol=1e-6 * c11)
    assert len(relaxation.point_group(copper)) == 192  # 48 operations, four centrings


def test_ions_follow_the_strain(hexagonal, hexagonal_run):
    run = hexagonal_run
    relaxed = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    clamped = elasticity.stiffness_from_stresses(run.strains, run.clamped).stiffness
    assert run.max_forces.max() <= relaxation.MAX_FORCE
    # Ions that follow soften C66 = (C11 - C12) / 2 and leave C33 alone.
    assert relaxed[5, 5] < 0.95 * clamped[5, 5]
    assert relaxed[2, 2] == pytest.approx(clamped[2, 2], rel=1e-6)
    assert relaxed[5, 5] == pytest.approx((relaxed[0, 0] - relaxed[0, 1]) / 2, rel=1e-3)


def test_linear_response_agrees_with_relaxing(hexagonal_run):
    run = hexagonal_run
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    response = elastic_constants.linear_response_stiffness(run)
    # What is left is third-order elasticity at a strain of 0.1 %.
    assert np.allclose(response, fit.stiffness, rtol=0, atol=1e-4 * fit.stiffness.max())
    assert fit.asymmetry < 2e-2 * fit.stiffness.max()


def test_shear_difference_agrees_with_the_relaxed_energy(hexagonal, hexagonal_run):
    run = hexagonal_run
    matrix = elasticity.stiffness_from_stresses(run.strains, run.stresses).stiffness
    stress = elasticity.stiffness_from_stresses(run.strains, run.stresses).reference_stress
    # At constant volume a stress sigma adds sigma_xx + sigma_yy to the energy's curvature
    # along xx - yy: the deformation 1 + e has area (1 - e^2).
    energy = curvature(hexagonal, [1, -1, 0, 0, 0, 0])
    slope = matrix[0, 0] + matrix[1, 1] - 2 * matrix[0, 1]
    assert slope == pytest.approx(energy + stress[0] + stress[1], rel=2e-3)


def test_optical_modes_of_two_atoms(hexagonal, hexagonal_run):
    modes = elastic_constants.zone_centre_modes(hexagonal_run, hexagonal.get_masses())
    assert len(modes.frequency) == 3
    moved = hexagonal.copy()
    moved.calc = EMT()
    energies = []
    for shift in (-0.01, 0, 0.01):
        moved.positions[1] = hexagonal.positions[1] + np.array([0, 0, shift])
        energies.append(moved.get_potential_energy())
    spring = np.dot([1, -2, 1], energies) / 0.01**2 * units._e * 1e20
    axial = np.sqrt(spring / (hexagonal.get_masses()[0] / 2 * atomic_mass)) / 2e12 / np.pi
    # Anharmonicity at 0.01 angstrom: a part in a thousand.
    assert modes.frequency[2] == pytest.approx(axial, rel=1e-3)
    # The atoms are swapped by inversion, so that the modes are even: strain drives the pair
    # in the plane, and not the axial one.
    assert modes.strain_coupling[:2].max() > 0.5
    assert modes.strain_coupling[2] < 1e-5  # cubic terms at a strain of 0.1 %


def test_the_hessian_is_symmetric_and_does_not_feel_a_shift_of_all_atoms(hexagonal):
    found = elastic_constants.hessian(hexagonal, EMT())
    size = np.abs(found).max()
    assert np.abs(found - found.T).max() < 1e-14 * size
    assert np.abs(found @ np.tile(np.eye(3), (2, 1))).max() < 1e-12 * size


def test_unstable_modes_have_negative_frequencies(hexagonal, hexagonal_run):
    masses = hexagonal.get_masses()
    stable = elastic_constants.zone_centre_modes(hexagonal_run, masses).frequency
    turned = hexagonal_run._replace(hessian=-hexagonal_run.hessian)
    found = elastic_constants.zone_centre_modes(turned, masses).frequency
    assert np.all(stable > 1) and found == pytest.approx(-stable[::-1], rel=1e-9)


@pytest.mark.parametrize("strain", [0.0, -0.004, 0.4, [0.004, np.nan], []])
def test_strains_out_of_reach_are_refused(copper, strain):
    with pytest.raises(UltralowError, match="strain"):
        elastic_constants.relaxed_ion_stiffness(copper, EMT(), strain=strain)


def test_stiffness_of_a_cubic_salt_is_cubic(potential):
    salt = bulk("NaCl", "rocksalt", a=5.64)
    run = elastic_constants.relaxed_ion_stiffness(salt, potential, strain=0.002)
    fit = elasticity.stiffness_from_stresses(run.strains, run.stresses)
    c11, c12, c44 = fit.stiffness[0, 0], fit.stiffness[0, 1], fit.stiffness[3, 3]
    cubic = elasticity.symmetrize(fit.stiffness, relaxation.point_group(salt))
    # Measured at 300 K: 49.5, 13.2 and 12.8 GPa. The potentials are known to be soft.
    assert np.allclose(cubic, fit.stiffness, rtol=0, atol=1e-3 * c11)
    assert (c11, c12, c44) == pytest.approx((49.5 * GPa, 13.2 * GPa, 12.8 * GPa), rel=0.25)
