"""Long-range polar forces: the field of a crystal's own charges."""

import numpy as np
import pytest
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms
from scipy.constants import atomic_mass, e, epsilon_0, pi
from ultralow.errors import UltralowError
from ultralow.phonons import harmonic, polar_forces
from ultralow.phonons.force_constants import NEWTON_PER_METRE
from ultralow.phonons.polar_forces import Polarity

EDGE_A, CHARGE, PERMITTIVITY = 4.2, 1.3, 2.5
SPRING = 3.0  # eV/Å²
REPEATS = 3


def salt(symmetric=True):
    """Two ions a cell, bound to each other."""
    places = [[0, 0, 0], [0.5, 0.5, 0.5]]
    atoms = PhonopyAtoms(["Cs", "Br"], cell=EDGE_A * np.eye(3), scaled_positions=places)
    repeats = REPEATS * np.eye(3, dtype=int)
    model = Phonopy(atoms, supercell_matrix=repeats, is_symmetry=symmetric)
    cells, one = REPEATS**3, np.eye(3)
    constants = np.zeros((2 * cells, 2 * cells, 3, 3))
    for ion in range(cells):
        constants[ion, ion] = constants[cells + ion, cells + ion] = SPRING * one
        constants[ion, cells + ion] = constants[cells + ion, ion] = -SPRING * one
    model.force_constants = constants
    return model


def polarity(charge=CHARGE):
    numbers, charges = np.array([55, 35]), np.array([charge * np.eye(3), -charge * np.eye(3)])
    return Polarity(numbers, PERMITTIVITY * np.eye(3), charges)


def reduced_mass(model):
    masses = model.primitive.masses
    return masses.prod() / masses.sum() * atomic_mass


def test_the_longitudinal_wave_is_stiffer_by_the_plasma_frequency_of_the_ions():
    model = salt()
    still, _ = polar_forces.towards_centre(model, [0, 0, 1])
    moved, modes = polar_forces.towards_centre(
        polar_forces.with_polar_forces(model, polarity()), [0, 0, 1]
    )
    volume, mass = (EDGE_A * 1e-10) ** 3, reduced_mass(model)
    plasma = (CHARGE * e) ** 2 / (epsilon_0 * PERMITTIVITY * volume * mass)
    expected = np.sqrt(still[5] ** 2 + plasma / (2 * pi) ** 2)
    np.testing.assert_allclose(still[3:], np.sqrt(SPRING * NEWTON_PER_METRE / mass) / 2 / pi, 1e-9)
    np.testing.assert_allclose(moved[3:], [still[3], still[4], expected], rtol=1e-6)
    along = polar_forces.mode_charges(modes, model.primitive.masses, polarity().charges)[:, 2]
    assert along[5] ** 2 == pytest.approx((along**2).sum(), rel=1e-9)


def test_lyddane_sachs_and_teller():
    """Permittivity at rest over that of the electrons is the square of the two frequencies."""
    model = polar_forces.with_polar_forces(salt(), polarity())
    modes = harmonic.vibrations(harmonic.solver(salt()), [[0, 0, 0]])
    charges = polar_forces.mode_charges(
        modes.eigenvectors[0], model.primitive.masses, polarity().charges
    )
    ionic = polar_forces.ionic_permittivity(modes.frequencies[0], charges, model.primitive.volume)
    whole = PERMITTIVITY + ionic.sum(axis=0)[2, 2]
    split, _ = polar_forces.towards_centre(model, [0, 0, 1])
    assert whole / PERMITTIVITY == pytest.approx((split[5] / split[4]) ** 2, rel=1e-6)


def test_nothing_changes_at_the_other_wavevectors_of_the_supercell():
    held = np.array([[1, 0, 0], [1, 2, 0], [1, 1, 1], [0, 2, 1]]) / REPEATS
    without = harmonic.solver(salt())(held)
    model = polar_forces.with_polar_forces(salt(), polarity())
    largest = np.abs(without).max()
    np.testing.assert_allclose(harmonic.solver(model)(held), without, atol=1e-9 * largest)
    between = [[0.1, 0, 0]]
    assert np.abs(harmonic.solver(model)(between) - harmonic.solver(salt())(between)).max() > (
        1e-2 * largest
    )


def test_the_first_axis_of_a_charge_is_that_of_the_polarisation():
    """An ion that polarises the crystal along x when it moves along z: a wave along x feels it."""
    tilted = np.zeros((3, 3))
    tilted[0, 2] = CHARGE
    skew = polarity()._replace(charges=np.array([tilted, -tilted]))
    model = polar_forces.with_polar_forces(salt(symmetric=False), skew)
    along_x, along_z = (
        polar_forces.towards_centre(model, direction)[0] for direction in ([1, 0, 0], [0, 0, 1])
    )
    still, _ = polar_forces.towards_centre(salt(), [1, 0, 0])
    assert along_x[5] > 1.1 * still[5]
    np.testing.assert_allclose(along_z[3:], still[3:], rtol=1e-6)


def test_a_mode_charge_does_not_hang_on_the_phase_of_its_mode():
    modes = harmonic.vibrations(harmonic.solver(salt()), [[0, 0, 0]]).eigenvectors[0]
    masses = salt().primitive.masses
    found, turned = (
        np.abs(polar_forces.mode_charges(one, masses, polarity().charges))
        for one in (modes, modes * np.exp(0.7j))
    )
    np.testing.assert_allclose(turned, found, atol=1e-9)
    np.testing.assert_allclose(found[:3], 0, atol=1e-9)  # the crystal as a whole is neutral


def test_a_mode_along_z_polarises_along_the_first_axis_of_its_charge():
    tilted = np.zeros((2, 3, 3))
    tilted[:, 0, 2] = CHARGE, -CHARGE
    apart = np.zeros((1, 2, 3), complex)
    apart[0, :, 2] = 2**-0.5, -(2**-0.5)
    found = polar_forces.mode_charges(apart, [1.0, 1.0], tilted)
    np.testing.assert_allclose(np.abs(found), [[2**0.5 * CHARGE, 0, 0]], atol=1e-12)


def test_modes_without_a_frequency_add_nothing():
    found = polar_forces.ionic_permittivity([-1e12, 0.0, 2e12], np.ones((3, 3)), 100.0)
    assert not found[:2].any()
    assert (found[2] > 0).all()


def test_charges_of_another_crystal_are_refused():
    other = polarity()._replace(numbers=np.array([35, 55]))
    with pytest.raises(UltralowError, match="Born charges of other atoms"):
        polar_forces.with_polar_forces(salt(), other)
