"""Thermal motion: its variance, pairs of opposite sign, and mean positions."""

import numpy as np
import polar
import pytest
from argon import Pairs, crystal
from ase import Atoms
from phonopy import Phonopy
from phonopy.harmonic.dynmat_to_fc import get_commensurate_points
from phonopy.harmonic.force_constants import compact_fc_to_full_fc
from scipy.constants import atomic_mass, hbar, k
from ultralow.compute import force_constant_fit, supercells, thermal_motion
from ultralow.compute.thermal_motion import Crystal, Sample
from ultralow.phonons import force_constants

pytestmark = [
    pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:primitive_matrix defaulted"),
    pytest.mark.filterwarnings("ignore:Warning. Point group symmetries of supercell:UserWarning"),
]


def test_thermal_motion_of_a_harmonic_crystal_has_its_variance(argon):
    """Of many snapshots: <u^2> per atom as the sum over modes gives it."""
    model = force_constants.as_phonopy(argon[0])
    displaced = thermal_motion.displacements(model, 40.0, 800, 1)
    frequencies = thermal_motion.frequencies(model).ravel()
    real = frequencies[frequencies > 0.01]
    omega = 2e12 * np.pi * real
    square = hbar / (2 * omega) / np.tanh(hbar * omega / (2 * k * 40)) / (39.948 * atomic_mass)
    expected = square.sum() / (len(frequencies) // 3) * 1e20
    # 400 snapshots of 32 atoms, correlated through the slow modes.
    assert (displaced**2).sum(axis=2).mean() == pytest.approx(expected, rel=0.05)


def test_each_snapshot_is_followed_by_its_opposite(argon):
    displaced = thermal_motion.displacements(force_constants.as_phonopy(argon[0]), 60.0, 6, 3)
    assert displaced.shape == (6, 32, 3)
    assert np.array_equal(displaced[::2], -displaced[1::2])
    assert not np.allclose(displaced[0], displaced[2], atol=1e-3)


@pytest.mark.parametrize("sign", [1, -1])
def test_imaginary_modes_are_taken_as_real_ones_and_real_ones_stay(argon, sign):
    model = force_constants.as_phonopy(argon[0])
    given = sign * np.array(model.force_constants)
    model.force_constants = given.copy()
    moved = thermal_motion.displacements(model, 50.0, 2, 1)
    assert np.isfinite(moved).all() and np.abs(moved).max() < 1
    assert thermal_motion.frequencies(model).min() > -0.01
    assert np.allclose(model.force_constants, given) == (sign > 0)


def test_folding_into_the_same_supercell_changes_nothing(argon):
    model = force_constants.as_phonopy(argon[0])
    same = thermal_motion.folded(model, (2, 2, 2))
    assert same.force_constants == pytest.approx(model.force_constants, abs=1e-10)


def test_folding_keeps_the_frequencies_that_both_supercells_hold(argon):
    model = force_constants.as_phonopy(argon[0])
    half = thermal_motion.folded(model, (1, 1, 2))
    assert len(half.supercell) == 8
    matrix = np.rint(np.linalg.inv(half.primitive_matrix) @ half.supercell_matrix).astype(int)
    points = get_commensurate_points(matrix)
    assert len(points) == 8
    for one in (model, half):
        one.run_qpoints(points)
    assert half.qpoints.frequencies == pytest.approx(model.qpoints.frequencies, abs=1e-6)


def test_fitted_constants_are_the_mean_curvature_of_the_potential(argon):
    """Of a Gaussian ensemble: minus <F u> <u u>^-1 is the average second derivative.

    The derivatives are differences of forces, the fit knows nothing of them. At rest the constants
    are others by a quarter; what is left of that is noise of some hundredths (other processors draw
    other samples), and the limit four times as much.
    """
    model = force_constants.as_phonopy(argon[0])
    moved = thermal_motion.displacements(model, 60.0, 800, 7)
    cell = supercells.unit_cell(crystal())
    atoms = Atoms(
        model.supercell.numbers, positions=model.supercell.positions,
        cell=model.supercell.cell, pbc=True,
    )  # fmt: skip
    forces = np.array(list(supercells.displaced_forces(atoms, Pairs(), moved)))
    fit = force_constant_fit.fit_second(cell, (2, 2, 2), model.primitive_matrix, moved, forces)
    mean = np.mean([curvature(atoms, one) for one in moved[::2]])
    away = np.abs(model.force_constants[0, 0, 0, 0] / mean - 1)
    assert away > 0.05
    assert fit[0, 0, 0, 0] == pytest.approx(mean, rel=0.2 * away)


def curvature(atoms, displaced, step=0.01):
    """Second derivative of the energy by the first atom, eV/angstrom^2: the mean of x, y and z."""
    steps = np.zeros((3, 2, len(atoms), 3))
    for axis in range(3):
        steps[axis, :, 0, axis] = step, -step
    shifts = (displaced + steps).reshape(6, len(atoms), 3)
    low, high = np.reshape(
        list(supercells.displaced_forces(atoms, Pairs(), shifts)), (3, 2, len(atoms), 3)
    ).swapaxes(0, 1)
    return np.mean([(high - low)[axis, 0, axis] for axis in range(3)]) / (2 * step)


def test_a_mean_force_is_averaged_over_images_and_keeps_the_symmetry():
    """What is forbidden by it averages out; what is allowed stays, pair by pair."""
    model = polar.model()
    forces = np.random.default_rng(1).normal(size=(4, 16, 3))
    forces[:, :, 2] += np.array([-1.0, 1.0])[polar.kind(model)]
    means = thermal_motion.mean_forces(model, forces)
    assert means.shape == (2, 2, 3)
    assert np.abs(means[:, :, :2]).max() < 1e-12  # fourfold axes along z
    kinds = polar.kind(model)
    for pair, mean in enumerate(means):
        along = [forces[2 * pair : 2 * pair + 2, kinds == one, 2].mean() for one in (0, 1)]
        assert mean[:, 2] == pytest.approx(np.subtract(along, np.mean(along)), abs=1e-12)


def test_the_step_to_rest_undoes_the_force_of_a_shift():
    model = polar.model()
    shift = np.array([[0, 0, 0.02], [0, 0, -0.02]])
    full = compact_fc_to_full_fc(model.primitive, model.force_constants)
    about = thermal_motion.in_supercell(model, shift)
    forces = -np.einsum("ijab,jb->ia", full, about)
    mean = thermal_motion.mean_forces(model, [forces, forces])[0]
    assert thermal_motion.to_rest(model, mean) == pytest.approx(-shift, abs=1e-12)
    far = thermal_motion.to_rest(model, 1000 * mean)
    assert np.linalg.norm(far, axis=1).max() == pytest.approx(thermal_motion.LONGEST_STEP_A)


def test_a_crystal_is_moved_atom_by_atom():
    """Of a unit cell with more atoms than the primitive one each takes its own shift."""
    relaxed = crystal()
    model = Phonopy(
        supercells.unit_cell(relaxed), np.diag([2, 2, 2]), supercells.primitive_matrix(relaxed)
    )
    moved = thermal_motion.moved(relaxed, model, np.array([[0.1, 0.0, -0.2]]))
    steps = np.subtract(moved["positions"], relaxed["positions"]) @ relaxed["lattice"]
    assert steps == pytest.approx(np.tile([0.1, 0.0, -0.2], (4, 1)))
    assert moved["numbers"] == relaxed["numbers"]
    assert thermal_motion.in_unit_cell(model).tolist() == [0]
    assert thermal_motion.in_unit_cell(polar.model()).tolist() == [0, 1]


def test_a_sample_is_drawn_about_the_mean_positions():
    model, asked = polar.model(), []

    def forces(displaced, name):
        asked.append((displaced, name))
        return 2 * displaced

    shift = np.array([[0, 0, 0.5], [0, 0, -0.5]])
    found = thermal_motion.sampled(Crystal(model, shift), 100.0, 4, 3, forces, "third")
    (displaced, name) = asked[0]
    assert name == "third" and found.shift is shift
    assert displaced == pytest.approx(found.moved + thermal_motion.in_supercell(model, shift))
    assert np.array_equal(found.forces, 2 * displaced)
    assert found.moved.mean(axis=0) == pytest.approx(np.zeros((16, 3)), abs=1e-15)


def test_the_error_of_a_mean_force_is_that_of_pairs():
    """Within a pair the linear part cancels, and is no error."""
    model, dice = polar.model(), np.random.default_rng(2)
    moved = thermal_motion.displacements(model, 300.0, 2000, 3)
    linear = -np.einsum(
        "ijab,mjb->mia", compact_fc_to_full_fc(model.primitive, model.force_constants), moved
    )
    noise = np.repeat(dice.normal(size=(1000, 1, 1)), 2, axis=0)
    along = np.array([-1.0, 1.0])[polar.kind(model)][:, None] * [0, 0, 1]
    sample = Sample(moved, linear + noise * along, np.zeros((2, 3)))
    mean, error = thermal_motion.mean_force(model, sample)
    assert error == pytest.approx(1 / np.sqrt(1000), rel=0.1)
    assert np.abs(mean[0]).max() < 4 * error
